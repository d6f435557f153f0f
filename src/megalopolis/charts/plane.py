"""Two quantities against one another, and one quantity over two kinds of rows."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from typing import Literal, Unpack

import numpy as np
import pandas as pd

from megalopolis.charts import classes
from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError

COLUMN = 26
"""Width of one column of a heat map, in pixels; narrower screens scroll."""


def scatter(
    data: pd.DataFrame,
    *,
    x: str,
    y: str,
    name: str,
    group: str | None = None,
    ours: Hashable | Iterable[Hashable] = (),
    labels: Sequence[str] = (),
    log: Collection[Literal["x", "y"]] = (),
    reference: Mapping[Literal["x", "y"], float] | None = None,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """One dot a row on two scales.

    Parameters
    ----------
    data : DataFrame
        Columns are headings in the language; a row without both numbers is in the table only.
    group : str, optional
        Colours and shapes the dots, with a legend.
    ours : name or names, optional
        Named in bold and, when there is no group, highlighted.
    labels : names
        Others that are named, in a quiet colour.
    log : subset of {"x", "y"}
        Axes on a logarithmic scale.
    reference : mapping, optional
        Dashed lines, such as ``{"x": 100}``.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        A column or a name is missing, there is nothing to draw, or a logarithmic axis has a value <= 0.
    """
    frame = g.checked(data, name, group, x, y)
    highlighted = g.chosen(ours, frame[name])
    named = [one for one in g.chosen(labels, frame[name]) if one not in highlighted]
    drawn = g.checked(frame.dropna(subset=[x, y]), x, y)
    for axis in log:
        column = {"x": x, "y": y}[axis]
        if (drawn[column] <= 0).any():
            culprits = ", ".join(drawn.loc[drawn[column] <= 0, name].astype(str))
            raise ParameterError(f"expected {column!r} above 0 for a logarithmic axis; not so for {culprits}")
    columns = {"name": name, "group": group, "x": x, "y": y}
    across = np.log(drawn[x].astype(float)) if "x" in log else drawn[x].astype(float)
    leans = [g.lean(place, across.min(), across.max()) for place in across]
    rows = [
        {**row, "named": row["name"] in named, "align": lean}
        for row, lean in zip(g.marked(g.records(drawn, columns), highlighted, "name"), leans, strict=True)
    ]

    def scale(axis: str) -> g.Spec:
        kind: g.Spec = {"type": "log"} if axis in log else {"zero": False}
        return {"nice": False, "padding": 14} | kind

    number = g.decimal(decimals)
    places = {
        "x": g.channel("x", title=x, scale=scale("x"), axis={"tickCount": 6}),
        "y": g.channel("y", title=y, scale=scale("y"), axis={"tickCount": 6}),
    }
    details = g.tip({"name": name, "group": group, "x": x, "y": y}, {"x": number, "y": number})
    encoding = places | {"tooltip": details}
    layers = [
        g.layer("rule", "reference", {axis: {"datum": value, "type": "quantitative"}})
        for axis, value in (reference or {}).items()
    ]
    if group is not None:
        kinds = {
            # The title of the vertical axis stands between legend and plot.
            "color": g.grouped(group, data[group], offset=24),
            "shape": g.grouped(group, data[group], offset=24),
        }
        layers.append(g.layer("point", "others", encoding | kinds, size=75, opacity=0.9))
    else:
        layers += [
            g.layer("point", "others", encoding, where="!datum.ours", size=65, opacity=0.8),
            g.layer("point", "ours", encoding, where="datum.ours", size=85),
        ]
    text = places | {"text": {"field": "name", "type": "nominal"}}
    align = {"expr": "datum.align"}
    strong = "label-strong" if group else "label-ours"
    layers += g.labelled(text, "label", where="datum.named", dy=-10, align=align)
    layers += g.labelled(text, strong, where="datum.ours", dy=-11, align=align)
    return Figure(
        spec=g.whole(layers, rows, 380, usermeta={"narrow": {"height": 320}}),
        table=g.shown(frame, (name, group, x, y)),
        formats={x: g.pattern(decimals), y: g.pattern(decimals)},
        **words,
    )


def heat(
    data: pd.DataFrame,
    *,
    row: str,
    column: str,
    value: str,
    breaks: Sequence[float] | None = None,
    middle: bool = False,
    ours: Hashable | Iterable[Hashable] = (),
    decimals: int = 2,
    **words: Unpack[Words],
) -> Figure:
    """One coloured cell a row and column, in classes.

    Parameters
    ----------
    data : DataFrame
        Long form: one row a cell; rows and columns are drawn in the order in which they come.
    breaks : numbers, optional
        Bounds of the classes: 4 for five classes, 6 for seven with *middle*. By default four that put
        equally many cells into each class.
    middle : bool
        Whether the middle class is neutral and the colours lead away from it to both sides, as for
        location quotients with breaks 0.25, 0.5, 0.8, 1.25, 2, 4.
    ours : row or rows, optional
        Rows whose names are set in bold.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        The number of breaks does not fit, they do not rise, or a cell is there twice.
    """
    frame = g.single(g.checked(data, row, column, value), row, column)
    highlighted = g.chosen(ours, frame[row])
    bounds = classes.bounds_of(frame[value], breaks, 6 if middle else 4, decimals)
    rows = classes.sorted_into(
        g.records(frame, {"row": row, "column": column, "value": value}), bounds, decimals
    )
    headings = list(dict.fromkeys(str(one) for one in frame[column]))
    width = COLUMN * len(headings) + 110
    places = {
        "x": g.channel(
            "column", "nominal", sort=None, scale={"paddingInner": 0},
            axis={"orient": "top", "labelAngle": -55, "labelAlign": "left", "labelBaseline": "middle",
                  "labelLimit": 150, "labelOverlap": False, "ticks": False},
        ),
        "y": g.listed("row", dict.fromkeys(str(one) for one in frame[row]), highlighted),
        "tooltip": g.tip({"row": row, "column": column, "value": value}, {"value": g.decimal(decimals)}),
    }  # fmt: skip
    colour = classes.classed(value, bounds, middle, decimals)
    layers = [
        g.layer("rect", "missing", places, where="!isValid(datum.value)"),
        g.layer("rect", "cell", places | {"color": colour}, where="isValid(datum.value)"),
    ]
    return Figure(
        spec=g.whole(
            layers, rows, g.rows_high((one["row"] for one in rows), 19), usermeta={"minimumWidth": width}
        ),
        table=g.shown(frame.assign(**{row: frame[row].astype(str)}), (row, column, value)),
        formats={value: g.pattern(decimals)},
        **words,
    )
