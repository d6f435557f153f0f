"""Ours against the others: dots on one scale, and ranks with intervals."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Unpack

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError

OURS = (("others", "!datum.ours"), ("ours", "datum.ours"))


def strip(
    data: pd.DataFrame,
    *,
    name: str,
    value: str,
    row: str | None = None,
    ours: Hashable | Iterable[Hashable] = (),
    reference: float | None = None,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """One dot a name on one scale; ours highlighted and named.

    Without *row*, one line holds every dot (one dot an agglomeration), and the two ends are named too.
    With *row*, each row (an agglomeration) has a line of dots (its cities) and a tick at their median;
    rows come with the highest median first.

    Parameters
    ----------
    data : DataFrame
        One row a dot; columns are headings in the language.
    ours : name or names
        Of dots, or of rows: all dots of such a row are highlighted.
    reference : float, optional
        A dashed line to compare with.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        A column or a highlighted name is missing, or there is nothing to draw.
    """
    frame = g.checked(data, name, value, row).sort_values(value, ascending=False, kind="stable")
    highlighted = g.chosen(ours, [*frame[name], *(frame[row] if row else ())])
    keys = ("name", "row") if row else ("name",)
    columns = {"name": name, "value": value, "row": row}
    drawn = g.checked(frame.dropna(subset=[value]), value)
    rows = g.marked(g.records(drawn, columns), highlighted, *keys)
    scale = {"zero": False, "nice": True, "padding": 8}
    x = g.channel("value", title=value, scale=scale, axis={"tickCount": 5})
    details = g.tip({"row": row, "name": name, "value": value}, {"value": g.decimal(decimals)})
    encoding = {"x": x, "tooltip": details}
    places: list[float] = [one["value"] for one in rows]
    numbers = pd.Series(places, dtype=float)
    layers = []
    if reference is not None:
        layers.append(g.layer("rule", "reference", {"x": {"datum": reference, "type": "quantitative"}}))
    if row:
        medians = numbers.groupby([str(one["row"]) for one in rows]).median()
        ranked = [str(one) for one in medians.sort_values(ascending=False, kind="stable").index]
        y = g.listed("row", ranked, highlighted, grid=True)
        encoding |= {"y": y}
        middles = [{"row": one, "value": float(f"{medians[one]:.9g}")} for one in ranked]
        tick = g.layer("tick", "middle", {"x": x, "y": y}, size=16)
        layers += [
            *(g.layer("point", style, encoding, where=where, size=48, opacity=0.75) for style, where in OURS),
            tick | {"data": {"values": middles}},
        ]
        text = {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}}
        direct = f"datum.ours && {g.among(highlighted, 'datum.name')}"
        layers += g.labelled(text, "label-ours", where=direct, dy=-9)
        height = g.rows_high(ranked, g.ROW + 2)
    else:
        low, high = numbers.min(), numbers.max()
        ends = {numbers.idxmin(), numbers.idxmax()}
        # A name leans inwards at either end, so that it needs no room outside the plot.
        rows = [
            {**one, "end": place in ends, "align": g.lean(one["value"], low, high)}
            for place, one in enumerate(rows)
        ]
        lean = {"align": {"expr": "datum.align"}}
        text = {"x": x, "text": {"field": "name", "type": "nominal"}}
        layers += [
            g.layer("point", "others", encoding, where="!datum.ours", size=110, opacity=0.8),
            g.layer("point", "ours", encoding, where="datum.ours", size=170),
            g.layer("text", "label-quiet", text, where="datum.end && !datum.ours", dy=20, **lean),
            *g.labelled(text, "label-ours", where="datum.ours", dy=-17, **lean),
        ]
        height = 76
    return Figure(
        spec=g.whole(layers, rows, height),
        table=g.shown(frame, (row, name, value)),
        formats={value: g.pattern(decimals)},
        **words,
    )


def ranks(
    data: pd.DataFrame,
    *,
    name: str,
    rank: str,
    low: str,
    high: str,
    group: str | None = None,
    ours: Hashable | Iterable[Hashable] = (),
    **words: Unpack[Words],
) -> Figure:
    """A rank a row with the interval that it keeps under other choices; best first.

    Parameters
    ----------
    data : DataFrame
        One row a name; *rank*, *low* and *high* are ranks from 1 (best), low <= high.
    group : str, optional
        Colours dots and intervals, with a legend.
    ours : name or names, optional
        Rows to highlight when there is no group; their labels are bold either way.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        An interval ends before it begins; the message names the rows.
    """
    checked = g.single(g.checked(data, name, rank, low, high, group), name)
    frame = checked.sort_values([rank, low, high], kind="stable")
    highlighted = g.chosen(ours, frame[name])
    columns = {"name": name, "rank": rank, "low": low, "high": high, "group": group}
    rows = g.marked(g.records(frame, columns), highlighted, "name")
    turned = frame.loc[frame[low] > frame[high], name].astype(str)
    if len(turned):
        raise ParameterError(
            f"expected {low!r} <= {high!r} (ranks count from the best); not so for {', '.join(turned)}"
        )
    y = g.listed("name", (one["name"] for one in rows), highlighted, grid=True)
    worst = max(row[key] or 1 for row in rows for key in ("rank", "high"))
    x = g.channel(
        "low", title=rank, scale={"domain": [0.5, worst + 0.5], "nice": False},
        axis={"tickMinStep": 1, "format": "d", "values": [1, *range(5, int(worst) + 1, 5)]},
    )  # fmt: skip
    details = g.tip(
        {"name": name, "group": group, "rank": rank, "low": low, "high": high},
        {"rank": ",~f", "low": ",~f", "high": ",~f"},
    )
    interval = {"y": y, "x": x, "x2": {"field": "high"}, "tooltip": details}
    point = {"y": y, "x": x | {"field": "rank"}, "tooltip": details}
    if group is not None:
        colour = {"color": g.grouped(group, data[group])}
        layers = [
            g.layer("rule", "band", interval | colour, strokeWidth=6, strokeCap="round"),
            g.layer("point", "others", point | colour, size=75),
        ]
    else:
        layers = [
            one
            for style, where in OURS
            for one in (
                g.layer("rule", style.replace("others", "band").replace("ours", "band-ours"), interval,
                        where=where, strokeWidth=6, strokeCap="round"),
                g.layer("point", style, point, where=where, size=75),
            )
        ]  # fmt: skip
    return Figure(
        spec=g.whole(layers, rows, g.rows_high(one["name"] for one in rows)),
        table=g.shown(frame, (name, group, rank, low, high)),
        **words,
    )
