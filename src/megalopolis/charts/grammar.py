"""The few phrases of Vega-Lite that all charts share, as plain dictionaries.

Columns of a caller's frame are headings in the reader's language; inside a specification they get short
keys, because Vega-Lite reads dots and brackets in a field name as a path.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from megalopolis.charts.figure import plain
from megalopolis.drawing.svg import NARROW
from megalopolis.errors import EmptyError, ParameterError

Spec = dict[str, Any]
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
ROW = 21
"""Height of one row of a chart with one row per city, in pixels."""
PAGES = "pages"
"""Parameter of a chart whose marks may be links: name -> address, filled by the page that the chart is on."""
LONG = 22
"""Letters of a name that fit beside a chart on a telephone."""


def checked(data: pd.DataFrame, *columns: str | None) -> pd.DataFrame:
    """*data*, once it is known to have rows and all *columns*.

    Raises
    ------
    ParameterError
        A column is missing.
    EmptyError
        The frame has no rows.
    """
    absent = [column for column in columns if column is not None and column not in data.columns]
    if absent:
        raise ParameterError(
            f"the data of a chart lack the column(s) {', '.join(map(repr, absent))}; "
            f"found {', '.join(map(repr, data.columns))}"
        )
    if data.empty:
        raise EmptyError("expected at least one row to draw; found none")
    return data


def single(frame: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """*frame*, once it is known that no two rows are alike in *columns*.

    Raises
    ------
    ParameterError
        Two rows would be drawn over one another; the message names them.
    """
    twice = frame[frame.duplicated(list(columns))]
    if not twice.empty:
        culprits = "; ".join(" × ".join(map(str, row)) for row in twice[list(columns)].to_numpy()[:10])
        raise ParameterError(f"expected one row for each {' × '.join(columns)}; found more for {culprits}")
    return frame


def records(data: pd.DataFrame, columns: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Rows of *data* under the short keys of *columns*; keys without a column are left out."""
    wanted = {key: column for key, column in columns.items() if column is not None}
    return [
        {key: plain(cell) for key, cell in zip(wanted, row, strict=True)}
        for row in data[list(wanted.values())].itertuples(index=False, name=None)
    ]


def shown(data: pd.DataFrame, columns: Iterable[str | None]) -> pd.DataFrame:
    """The columns that a chart uses, each once, in order: the table under it."""
    used = dict.fromkeys(column for column in columns if column is not None)
    return data[list(used)].reset_index(drop=True)


def chosen(ours: Hashable | Iterable[Hashable], found: Iterable[Any]) -> list[str]:
    """Names to highlight, as a list; each must be among *found*.

    Raises
    ------
    ParameterError
        A name to highlight is not in the data: a misspelling would silently highlight nothing.
    """
    names: list[Hashable] = (
        [ours] if isinstance(ours, str) else list(ours) if isinstance(ours, Iterable) else [ours]
    )
    present = list(dict.fromkeys(str(name) for name in found))
    unknown = [str(name) for name in names if str(name) not in present]
    if unknown:
        raise ParameterError(
            f"the data hold no {', '.join(map(repr, unknown))} to highlight; found {', '.join(present[:40])}"
        )
    return [str(name) for name in names]


def marked(rows: Iterable[Mapping[str, Any]], ours: Sequence[str], *keys: str) -> list[dict[str, Any]]:
    """Rows with ``ours``: whether one of *keys* names something to highlight."""
    return [{**row, "ours": any(row[key] in ours for key in keys)} for row in rows]


def decimal(places: int) -> str:
    """d3 number format with *places* decimals and thousands marked."""
    return f",.{places}f"


def pattern(places: int) -> str:
    """Python number format with *places* decimals and thousands marked."""
    return f"{{:,.{places}f}}"


def channel(field: str, kind: str = "quantitative", title: str | None = None, **more: Any) -> Spec:
    """An encoding of *field*."""
    return {"field": field, "type": kind, "title": title, **more}


def tip(fields: Mapping[str, str | None], numbers: Mapping[str, str] | None = None) -> list[Spec]:
    """Hover details: key -> heading, with the d3 format of the keys in *numbers*."""
    found = []
    for key, heading in fields.items():
        if heading is not None:
            is_number = numbers is not None and key in numbers
            one = channel(key, "quantitative" if is_number else "nominal", heading)
            found.append(one | ({"format": numbers[key]} if numbers is not None and key in numbers else {}))
    return found


def among(names: Sequence[str], of: str = "datum.value") -> str:
    """Vega expression: is *of* one of *names*?"""
    return f"indexof({json.dumps(list(names), ensure_ascii=False)}, {of}) >= 0"


def listed(key: str, order: Iterable[str], ours: Sequence[str] = (), **axis: Any) -> Spec:
    """The vertical place of rows named by *key*, in *order* from above, *ours* in bold.

    The order is written out: layers that each draw some of the rows would otherwise follow one another.
    Names too long for a telephone take two lines.
    """
    names = list(order)
    if ours:
        condition = {"test": among(ours), "value": "bold"}
        axis |= {"labelFontWeight": {"condition": condition, "value": "normal"}}
    broken = {name: halves for name in names if len(halves := in_two(name)) > 1}
    if broken:
        axis |= {"labelExpr": f"{json.dumps(broken, ensure_ascii=False)}[datum.label] || datum.label"}
    return channel(key, "nominal", sort=names, axis=axis)


def in_two(name: str) -> list[str]:
    """A name as one line, or as two at the space nearest to its middle when it is long."""
    spaces = [place for place, letter in enumerate(name) if letter == " "]
    if len(name) <= LONG or not spaces:
        return [name]
    cut = min(spaces, key=lambda place: abs(place - len(name) / 2))
    return [name[:cut], name[cut + 1 :]]


def rows_high(names: Iterable[str], each: int = ROW) -> int:
    """Height of a chart with one row a name, in pixels."""
    every = list(dict.fromkeys(names))
    return len(every) * max(each, 28 if any(len(in_two(name)) > 1 for name in every) else 0) + 4


def grouped(group: str, kinds: pd.Series, **legend: Any) -> Spec:
    """Colour by the key ``group``, with a legend; *kinds* is the column as the caller gave it.

    Colours follow the order of its categories, or the order in which the caller's rows name them, not the
    order of the drawing: a group keeps its colour from chart to chart.
    """
    order = kinds.cat.categories if isinstance(kinds.dtype, pd.CategoricalDtype) else kinds.dropna()
    names = [str(name) for name in dict.fromkeys(order)]
    whole_legend = {"columns": legend_columns(names), **legend}
    return channel("group", "nominal", title=group, scale={"domain": names}, legend=whole_legend)


def legend_columns(names: Iterable[str]) -> int:
    """How many entries of a legend stand side by side on a telephone."""
    every = list(names)
    return min(len(every), max(1, NARROW // (max(map(breadth, every)) + 40)))


def layer(
    mark: str, style: str | list[str], encoding: Spec, *, where: str | None = None, **properties: Any
) -> Spec:
    """One layer: a *mark* in the role *style*, of the rows *where* a Vega expression holds."""
    one: Spec = {"mark": {"type": mark, "style": style, **properties}, "encoding": encoding}
    return one | ({"transform": [{"filter": where}]} if where else {})


def labelled(encoding: Spec, style: str, *, where: str | None = None, **properties: Any) -> list[Spec]:
    """Text with a halo of the page's colour, so that it can be read over marks."""
    return [
        layer("text", [style, "halo"], encoding, where=where, **properties),
        layer("text", style, encoding, where=where, **properties),
    ]


def spread(values: Sequence[float], gap: float) -> list[float]:
    """Positions as near to *values* as can be while neighbours stay *gap* apart.

    Pool adjacent violators on ``value - rank * gap``: the least-squares answer, so that labels move as
    little as possible from what they name.
    """
    order = sorted(range(len(values)), key=lambda place: (values[place], place))
    blocks: list[tuple[float, int]] = []
    for rank, place in enumerate(order):
        total, count = values[place] - rank * gap, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            earlier, size = blocks.pop()
            total, count = total + earlier, count + size
        blocks.append((total, count))
    fitted = [total / count for total, count in blocks for _ in range(count)]
    positions = [0.0] * len(values)
    for rank, place in enumerate(order):
        positions[place] = fitted[rank] + rank * gap
    return positions


def lean(value: float, low: float, high: float) -> str:
    """How a label over a point is aligned: inwards at either side, so that it needs no room outside."""
    share = (value - low) / ((high - low) or 1.0)
    return "left" if share < 1 / 3 else "right" if share > 2 / 3 else "center"


def breadth(text: str) -> int:
    """About how many pixels wide *text* is drawn."""
    return sum(13 if ord(letter) > 0x2E7F else 7 for letter in text)


def whole(layers: Sequence[Spec], rows: Sequence[Mapping[str, Any]], height: int, **more: Any) -> Spec:
    """A specification as wide as the page allows."""
    return {
        "$schema": SCHEMA,
        "width": "container",
        "height": height,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "data": {"values": [dict(row) for row in rows]},
        "layer": list(layers),
        **more,
    }
