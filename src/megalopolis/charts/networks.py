"""Cities in their places and the links between them; of one region, never of the country."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, Unpack

import pandas as pd

from megalopolis.charts import grammar as g
from megalopolis.charts import maps
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError

THINNEST, WIDEST = 0.4, 7.0
"""Width of a link without and with the largest flow, in pixels."""
SMALLEST, LARGEST = 16.0, 320.0
"""Area of a city without and with the largest size, in square pixels."""
FEWEST = 4
"""Steps, at most, in the legend of the widths."""


def network(
    cities: pd.DataFrame,
    links: pd.DataFrame,
    *,
    longitude: str,
    latitude: str,
    name: str,
    start: str,
    end: str,
    flow: str,
    size: str | None = None,
    kind: str | None = None,
    geometry: Any = None,
    groups: pd.Series | None = None,
    labels: Sequence[str] = (),
    ours: Hashable | Iterable[Hashable] = (),
    decimals: int = 0,
    **words: Unpack[Words],
) -> Figure:
    """Cities where they lie, joined by lines as wide as the flow between them.

    A width is proportional to its flow from a hair's breadth up. Links of different kinds differ in colour
    and in dashes, so that they part in grey as well; the strongest are drawn last, over the weak.

    Parameters
    ----------
    cities : DataFrame
        A row a city; *name*, *longitude*, *latitude* (degrees) and *size* are columns, headings in the
        language but for the places. A city without a place is not drawn, nor are its links.
    links : DataFrame
        A row a link: *start* and *end* (names of cities), *flow* (0 or more) and *kind*. No row means that
        no link is known: the cities stand alone, and they are the table.
    size : str, optional
        Column that the areas of the dots follow.
    kind : str, optional
        Column of *links*, with a legend.
    geometry : geopandas.GeoDataFrame, optional
        Polygons in degrees, indexed as *cities*; with *groups*, their outlines are drawn under the network.
    groups : Series, optional
        Group of each city, indexed as *cities*.
    labels : names
        Cities that are named.
    ours : name or names, optional
        Cities that are named in bold, with a dark dot.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        A column is missing, a link leads to a city that is not there or to itself, two rows join the same
        pair, a flow is missing or negative, or the map would be wider than 20 degrees.
    """
    frame = g.single(g.checked(cities, name, longitude, latitude, size), name)
    placed = g.checked(frame.dropna(subset=[longitude, latitude]), name)
    _narrow(placed[longitude])
    highlighted = g.chosen(ours, frame[name])
    named = [one for one in g.chosen(labels, frame[name]) if one not in highlighted]
    drawn = _links(links, set(frame[name].astype(str)), start, end, flow, kind)
    places = {
        str(city): (round(float(east), 4), round(float(north), 4))
        for city, east, north in zip(placed[name], placed[longitude], placed[latitude], strict=True)
    }
    west, east = (edge([place[0] for place in places.values()]) for edge in (min, max))
    dots = [
        {
            **row,
            "x": places[row["name"]][0],
            "y": places[row["name"]][1],
            "named": row["name"] in named,
            "align": g.lean(places[row["name"]][0], west, east),
        }
        for row in g.marked(g.records(placed, {"name": name, "size": size}), highlighted, "name")
    ]
    joined = [
        {
            **row,
            **dict(zip(("x", "y", "x2", "y2"), (*places[row["start"]], *places[row["end"]]), strict=True)),
        }
        for row in g.records(drawn, {"start": start, "end": end, "flow": flow, "kind": kind})
        if row["start"] in places and row["end"] in places
    ]
    layers = [
        *_outlines(geometry, groups, placed),
        *([_lines(joined, links, start, end, flow, kind, decimals)] if joined else []),
        *_dots(dots, name, size),
    ]
    north, south = (edge([place[1] for place in places.values()]) for edge in (max, min))
    return Figure(
        spec=g.whole(
            layers,
            [],
            460,
            data={"values": dots},
            projection=maps.projection(west, south, east, north),
            usermeta={"narrow": {"height": 340}},
        ),
        table=g.shown(drawn, (start, end, kind, flow)) if len(drawn) else g.shown(frame, (name, size)),
        formats={flow: g.pattern(decimals)} if len(drawn) else {},
        **words,
    )


def _narrow(degrees: pd.Series) -> None:
    if degrees.max() - degrees.min() > maps.WIDEST:
        raise ParameterError(
            f"expected a network of a region, at most {maps.WIDEST:.0f} degrees wide; found "
            f"{degrees.max() - degrees.min():.1f}: pass the cities of one agglomeration"
        )


def _links(
    links: pd.DataFrame, cities: set[str], start: str, end: str, flow: str, kind: str | None
) -> pd.DataFrame:
    """The links, strongest first, once each is known to join two cities that are there."""
    absent = [column for column in (start, end, flow, kind) if column and column not in links.columns]
    if absent:
        raise ParameterError(f"the links of a network lack the column(s) {', '.join(map(repr, absent))}")
    ends = links[[start, end]].astype(str)
    strangers = sorted({one for one in ends.to_numpy().ravel() if one not in cities})
    if strangers:
        raise ParameterError(f"links lead to {', '.join(strangers[:10])}, which is not among the cities")
    pairs = ["–".join(sorted(pair)) for pair in ends.itertuples(index=False, name=None)]
    loops = [one for one, other in ends.itertuples(index=False, name=None) if one == other]
    twice = sorted({pair for pair in pairs if pairs.count(pair) > 1})
    if loops or twice:
        raise ParameterError(
            f"expected one link a pair of two cities; found {', '.join(loops + twice)[:200]}"
        )
    wrong = [pair for pair, value in zip(pairs, links[flow], strict=True) if not value >= 0]
    if wrong:
        raise ParameterError(
            f"expected a flow of 0 or more for each link; not so for {', '.join(wrong[:10])}"
        )
    return links.sort_values(flow, ascending=False, kind="stable")


def _lines(
    rows: list[dict[str, Any]],
    links: pd.DataFrame,
    start: str,
    end: str,
    flow: str,
    kind: str | None,
    decimals: int,
) -> g.Spec:
    top = max(row["flow"] for row in rows) or 1.0
    steps = _steps(top)
    encoding = {
        **_place("x", "y"),
        "longitude2": {"field": "x2"},
        "latitude2": {"field": "y2"},
        "strokeWidth": g.channel(
            "flow",
            title=flow,
            scale={"domain": [0, top], "range": [THINNEST, WIDEST]},
            legend={"values": steps, "format": g.decimal(decimals), "symbolType": "stroke", "symbolSize": 350,
                    "orient": "top", "direction": "horizontal", "columns": 2},
        ),
        "tooltip": g.tip(
            {"start": start, "end": end, "kind": kind and str(kind), "flow": flow},
            {"flow": g.decimal(decimals)},
        ),
    }  # fmt: skip
    if kind is not None:
        names = list(dict.fromkeys(str(one) for one in _order(links[kind])))
        legend = {"columns": g.legend_columns(names), "symbolType": "stroke", "symbolSize": 350}
        encoding |= {
            channel: g.channel("kind", "nominal", title=kind, scale=scale, legend=legend)
            for channel, scale in (
                ("color", {"domain": names}),
                ("strokeDash", {"domain": names, "range": [[1, 0], [11, 2], [3, 2], [11, 2, 3, 2]]}),
            )
        }
    # The weak first: the strong lie over them.
    return g.layer("rule", "others", encoding, opacity=0.75, strokeCap="butt") | {
        "data": {"values": rows[::-1]}
    }


def _order(kinds: pd.Series) -> Any:
    return kinds.cat.categories if isinstance(kinds.dtype, pd.CategoricalDtype) else kinds


def _steps(top: float) -> list[float]:
    """Round flows for the legend: 1, 2 or 5 times a power of ten apart, up to *top*."""
    for power in range(-9, 15):
        for digit in (1, 2, 5):
            step = digit * 10.0**power
            if top / step < FEWEST + 1:
                return [float(f"{step * count:.9g}") for count in range(1, int(top / step) + 1)]
    return [top]


def _dots(dots: list[dict[str, Any]], name: str, size: str | None) -> list[g.Spec]:
    encoding: g.Spec = {**_place("x", "y"), "tooltip": g.tip({"name": name, "size": size}, {"size": ",.0f"})}
    if size is not None:
        most = max((row["size"] for row in dots if row["size"] is not None), default=1.0)
        scale = {"type": "linear", "domain": [0, most], "range": [SMALLEST, LARGEST]}
        encoding |= {"size": g.channel("size", scale=scale, legend=None)}
    text = {**_place("x", "y"), "text": {"field": "name", "type": "nominal"}}
    align = {"expr": "datum.align"}
    return [
        g.layer("point", "others", encoding, where="!datum.ours"),
        g.layer("point", "ours", encoding, where="datum.ours"),
        *g.labelled(text, "label", where="datum.named", dy=-11, align=align),
        *g.labelled(text, "label-strong", where="datum.ours", dy=-14, align=align),
    ]


def _place(longitude: str, latitude: str) -> g.Spec:
    return {
        "longitude": {"field": longitude, "type": "quantitative"},
        "latitude": {"field": latitude, "type": "quantitative"},
    }


def _outlines(geometry: Any, groups: pd.Series | None, placed: pd.DataFrame) -> list[g.Spec]:
    if geometry is None or groups is None:
        return []
    shapes = geometry.loc[[code for code in placed.index if code in geometry.index], ["geometry"]]
    if shapes.empty:
        return []
    topology = maps.simplified(shapes, groups.loc[shapes.index].astype(str))
    drawn = {"values": maps.part(topology, "groups"), "format": {"type": "topojson", "feature": "groups"}}
    return [g.layer("geoshape", "outline", {}, fill=None, strokeWidth=0.7, opacity=0.55) | {"data": drawn}]
