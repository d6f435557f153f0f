"""Change between two moments: dumbbells and slopes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Unpack

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError


def dots(
    data: pd.DataFrame,
    *,
    name: str,
    start: str,
    end: str,
    ours: Hashable | Iterable[Hashable] = (),
    order: bool = True,
    reference: float | None = None,
    value: str | None = None,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """Two moments a row on one scale: a hollow dot before, a full dot after, joined.

    Parameters
    ----------
    data : DataFrame
        One row a name; the headings of *start* and *end* stand over the dots of the first row, so let
        them be short (2010, 2020).
    ours : name or names, optional
        Rows to highlight.
    order : bool
        Highest *end* first; otherwise as the rows come.
    value : str, optional
        What both columns measure, with its unit: the title of the axis.
    words
        title, description, source, language and, optionally, caveat.
    """
    frame = g.single(g.checked(data, name, start, end), name)
    frame = frame.sort_values(end, ascending=False, kind="stable") if order else frame
    highlighted = g.chosen(ours, frame[name])
    rows = g.marked(g.records(frame, {"name": name, "start": start, "end": end}), highlighted, "name")
    known = [row[key] for row in rows for key in ("start", "end") if row[key] is not None]
    if not known:
        raise ParameterError(f"expected numbers in {start!r} and {end!r}; found none")
    scale = {"zero": False, "nice": True, "padding": 10}
    y = g.listed("name", (one["name"] for one in rows), highlighted, grid=True)
    x = g.channel("start", title=value, scale=scale, axis={"tickCount": 5})
    after = x | {"field": "end"}
    number = g.decimal(decimals)
    details = g.tip({"name": name, "start": start, "end": end}, {"start": number, "end": number})
    layers = []
    for role, where in (("", "!datum.ours"), ("-ours", "datum.ours")):
        layers += [
            g.layer("rule", f"band{role}", {"y": y, "x": x, "x2": {"field": "end"}}, where=where,
                    strokeWidth=3),
            g.layer("point", f"hollow{role}", {"y": y, "x": x, "tooltip": details}, where=where,
                    size=60, strokeWidth=1.8),
            g.layer("point", role.strip("-") or "others", {"y": y, "x": after, "tooltip": details},
                    where=where, size=75),
        ]  # fmt: skip
    first = next(row for row in rows if row["start"] is not None and row["end"] is not None)
    # Headings lean away from one another: the two dots of a row may be near.
    ways = ("right", "left") if first["start"] <= first["end"] else ("left", "right")
    for key, heading, align in (("start", start, ways[0]), ("end", end, ways[1])):
        caption = g.layer(
            "text", "label-quiet",
            {"y": y, "x": x | {"field": key}, "text": {"value": heading}}, dy=-12, align=align,
        )  # fmt: skip
        layers.append(caption | {"data": {"values": [first]}})
    if reference is not None:
        layers.append(g.layer("rule", "reference", {"x": {"datum": reference, "type": "quantitative"}}))
    return Figure(
        spec=g.whole(layers, rows, g.rows_high(one["name"] for one in rows)),
        table=g.shown(frame, (name, start, end)),
        formats={start: g.pattern(decimals), end: g.pattern(decimals)},
        **words,
    )


def slope(
    data: pd.DataFrame,
    *,
    name: str,
    start: str,
    end: str,
    ours: Hashable | Iterable[Hashable] = (),
    labels: Sequence[str] = (),
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """Two moments, one line a row from the one to the other, valued at both ends and named at the second.

    Parameters
    ----------
    data : DataFrame
        One row a name; *start* and *end* are columns, their headings stand over the two ends.
    ours : name or names, optional
        Highlighted and named.
    labels : names
        Others that are named, in a quiet colour.
    words
        title, description, source, language and, optionally, caveat.
    """
    highlighted = g.chosen(ours, g.single(g.checked(data, name, start, end), name)[name])
    named = list(dict.fromkeys([*highlighted, *g.chosen(labels, data[name])]))
    wide = g.marked(g.records(data, {"name": name, "start": start, "end": end}), highlighted, "name")
    complete = [row for row in wide if row["start"] is not None and row["end"] is not None]
    if not complete:
        raise ParameterError(f"expected rows with both {start!r} and {end!r}; found none")
    known = [row[key] for row in complete for key in ("start", "end")]
    height = max(320, 17 * len(named))
    gap = ((max(known) - min(known)) or 1.0) * 15 / height
    rows = [
        {**row, "when": heading, "value": row[key]}
        for row in complete
        for key, heading in (("start", start), ("end", end))
    ]
    number = g.decimal(decimals)
    encoding = {
        "x": g.channel(
            "when",
            "ordinal",
            sort=[start, end],
            scale={"padding": 0},
            axis={"labelAngle": 0, "orient": "top", "domain": False, "ticks": False},
        ),
        "y": g.channel("value", scale={"zero": False}, axis=None),
        "detail": {"field": "name", "type": "nominal"},
        "tooltip": g.tip({"name": name, "start": start, "end": end}, {"start": number, "end": number}),
    }
    layers = [
        g.layer("line", style, encoding, where=where, point={"size": 45, "style": style}, strokeWidth=width)
        for style, where, width in (("others", "!datum.ours", 1.2), ("ours", "datum.ours", 2.6))
    ]
    shown = [row for row in complete if row["name"] in named]
    right = [f"{row['name']} {g.pattern(decimals).format(row['end'])}" for row in shown]
    left = [g.pattern(decimals).format(row["start"]) for row in shown]
    sides = (("start", start, left, "right", -8), ("end", end, right, "left", 8))
    for key, heading, texts, align, dx in sides:
        places = g.spread([row[key] for row in shown], gap)
        ends = [
            {"name": row["name"], "ours": row["ours"], "when": heading, "place": place, "text": text}
            for row, place, text in zip(shown, places, texts, strict=True)
        ]
        text = {"x": encoding["x"], "y": g.channel("place"), "text": {"field": "text", "type": "nominal"}}
        for style, where in (("label-ours", "datum.ours"), ("label-quiet", "!datum.ours")):
            one = g.layer("text", style, text, where=where, align=align, dx=dx)
            layers.append(one | {"data": {"values": ends}})
    return Figure(
        spec=g.whole(layers, rows, height),
        table=g.shown(data, (name, start, end)),
        formats={start: g.pattern(decimals), end: g.pattern(decimals)},
        **words,
    )
