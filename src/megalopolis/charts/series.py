"""Amounts and their course: bars and lines."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Unpack

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words


def bars(
    data: pd.DataFrame,
    *,
    name: str,
    value: str,
    group: str | None = None,
    ours: Hashable | Iterable[Hashable] = (),
    reference: float | None = None,
    order: bool = True,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """One bar a row, its value written at its end.

    Parameters
    ----------
    data : DataFrame
        Its columns are headings in the language; *name*, *value* and *group* are three of them.
    group : str, optional
        Colours the bars, with a legend.
    ours : name or names, optional
        Bars to highlight when there is no group; their labels are bold either way.
    reference : float, optional
        A dashed line to compare with; say in the caveat or the title what it is.
    order : bool
        Longest first; otherwise as the rows come.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        A column or a highlighted name is missing, or there is nothing to draw.
    """
    frame = g.single(g.checked(data, name, value, group), name)
    frame = frame.sort_values(value, ascending=False, kind="stable") if order else frame
    highlighted = g.chosen(ours, frame[name])
    rows = g.marked(g.records(frame, {"name": name, "value": value, "group": group}), highlighted, "name")
    known = [row["value"] for row in rows if row["value"] is not None]
    low, high = min([0.0, *known]), max([0.0, *known])
    # The value of a bar to the left stands between its end and the names: a fifth of the plot for it.
    room = (high - low) / 4 if low < 0 else 0.0
    encoding = {
        "y": g.listed("name", (row["name"] for row in rows), highlighted),
        "x": g.channel(
            "value",
            title=value,
            scale={"domain": [float(f"{low - room:.6g}"), high], "nice": False},
            axis={"tickCount": 5},
        ),
        "tooltip": g.tip({"name": name, "group": group, "value": value}, {"value": g.decimal(decimals)}),
    }
    if group is not None:
        colour = g.grouped(group, data[group])
        layers = [g.layer("bar", "others", encoding | {"color": colour}, height={"band": 0.72})]
    else:
        layers = [
            g.layer("bar", style, encoding, where=where, height={"band": 0.72})
            for style, where in (("others", "!datum.ours"), ("ours", "datum.ours"))
        ]
    text = {
        "y": encoding["y"],
        "x": encoding["x"],
        "text": g.channel("value", format=g.decimal(decimals)),
    }
    layers += [
        g.layer("text", "label-quiet", text, where="datum.value >= 0", align="left", dx=4),
        g.layer("text", "label-quiet", text, where="datum.value < 0", align="right", dx=-4),
        g.layer(
            "text",
            "label-quiet",
            {"y": encoding["y"], "x": {"datum": 0, "type": "quantitative"}, "text": {"value": "—"}},
            where="!isValid(datum.value)",
            align="left",
            dx=4,
        ),
    ]
    if reference is not None:
        layers.append(g.layer("rule", "reference", {"x": {"datum": reference, "type": "quantitative"}}))
    return Figure(
        spec=g.whole(layers, rows, g.rows_high(row["name"] for row in rows)),
        table=g.shown(frame, (name, group, value)),
        formats={value: g.pattern(decimals)},
        **words,
    )


def lines(
    data: pd.DataFrame,
    *,
    x: str,
    value: str,
    name: str,
    ours: Hashable | Iterable[Hashable] = (),
    labels: Sequence[str] = (),
    zero: bool = False,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """One line a *name* over *x* (years), named at its end.

    Parameters
    ----------
    data : DataFrame
        Long form: one row a name and year; columns are headings in the language.
    ours : name or names, optional
        Highlighted and named; several are told apart by colour.
    labels : names
        Others that are named, in a quiet colour.
    zero : bool
        Let the value axis start at zero.
    words
        title, description, source, language and, optionally, caveat.
    """
    frame = g.single(g.checked(data, name, x, value), name, x).sort_values([name, x], kind="stable")
    highlighted = g.chosen(ours, frame[name])
    named = list(dict.fromkeys([*highlighted, *g.chosen(labels, frame[name])]))
    rows = g.marked(g.records(frame, {"name": name, "x": x, "value": value}), highlighted, "name")
    height = 320
    known = [row["value"] for row in rows if row["value"] is not None] or [0.0]
    span = (max(known) - min([0.0, *known] if zero else known)) or 1.0
    last = {row["name"]: row for row in rows if row["value"] is not None and row["name"] in named}
    places = g.spread([row["value"] for row in last.values()], span * 15 / height)
    ends = [{**row, "place": place} for row, place in zip(last.values(), places, strict=True)]
    encoding = {
        "x": g.channel("x", scale={"nice": False}, axis={"format": "d", "tickMinStep": 1, "grid": False}),
        "y": g.channel("value", title=value, scale={"zero": zero, "nice": True}, axis={"tickCount": 5}),
        "detail": {"field": "name", "type": "nominal"},
    }
    details = g.tip({"name": name, "x": x, "value": value}, {"x": "d", "value": g.decimal(decimals)})
    layers = [g.layer("line", "others", encoding, where="!datum.ours", opacity=0.55)]
    if len(highlighted) > 1:
        colour = {"color": g.channel("name", "nominal", scale={"domain": highlighted}, legend=None)}
    else:
        colour = {}
    layers.append(g.layer("line", "ours", encoding | colour, where="datum.ours", strokeWidth=2.6))
    # Wide unseen points: a line is too thin to be met by a finger.
    layers.append(g.layer("point", "others", encoding | {"tooltip": details}, size=150, opacity=0))
    beside = all(len(g.in_two(one)) == 1 for one in named)
    text = {
        "x": encoding["x"],
        "y": g.channel("place", title=value),
        "text": {"field": "name", "type": "nominal"},
    }
    # Long names would leave no room for the lines on a telephone: they stand over the end of their line.
    place = {"align": "left", "dx": 6} if beside else {"align": "right", "dy": -11}
    for style, where in (("label-ours", "datum.ours"), ("label-quiet", "!datum.ours")):
        layers += [one | {"data": {"values": ends}} for one in g.labelled(text, style, where=where, **place)]
    return Figure(
        spec=g.whole(layers, rows, height),
        table=g.shown(frame, (name, x, value)),
        formats={value: g.pattern(decimals)},
        **words,
    )
