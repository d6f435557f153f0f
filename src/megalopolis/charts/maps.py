"""Maps of a region's cities; never of the country.

Boundaries of the whole country may be published in China only after review, so a map here is of one
region, and says so when it is asked for more.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, Unpack

import pandas as pd

from megalopolis.charts import classes
from megalopolis.charts import grammar as g
from megalopolis.charts.figure import Figure, Words
from megalopolis.errors import ParameterError

WIDEST = 20.0
"""Degrees of longitude: wider than any of the 19 agglomerations, a third of the country."""

SLIVER = 0.001
"""Square degrees, some 10 square kilometres: smaller parts of a city are not drawn."""


def map_regions(
    geometry: Any,
    data: pd.DataFrame,
    *,
    name: str,
    value: str,
    group: str | None = None,
    labels: Sequence[str] = (),
    ours: Hashable | Iterable[Hashable] = (),
    breaks: Sequence[float] | None = None,
    middle: bool = False,
    decimals: int = 1,
    **words: Unpack[Words],
) -> Figure:
    """Cities coloured by *value* in classes, with the outlines of their groups.

    Parameters
    ----------
    geometry : geopandas.GeoDataFrame
        Polygons in degrees, indexed by city code; a city without a boundary is in the table only.
    data : DataFrame
        Indexed by city code; columns are headings in the language.
    group : str, optional
        Cities of one group get one outline.
    labels : names
        Cities that are named on the map (the cores of the groups).
    ours : name or names, optional
        Cities that are named in bold.
    breaks : numbers, optional
        Bounds of the classes: 4 for five classes, 6 for seven with *middle*. By default four that put
        equally many cities into each class.
    middle : bool
        Whether the middle class is neutral and the colours lead away from it to both sides.
    words
        title, description, source, language and, optionally, caveat.

    Raises
    ------
    ParameterError
        No city has a boundary, or the map would be wider than 20 degrees.
    """
    frame = g.checked(data, name, value, group)
    highlighted = g.chosen(ours, frame[name])
    named = [one for one in g.chosen(labels, frame[name]) if one not in highlighted]
    shapes = geometry.loc[[code for code in frame.index if code in geometry.index], ["geometry"]]
    if shapes.empty:
        raise ParameterError("expected boundaries indexed by the city codes of the data; none fits")
    west, south, east, north = (float(edge) for edge in shapes.total_bounds)
    if east - west > WIDEST:
        raise ParameterError(
            f"expected a map of a region, at most {WIDEST:.0f} degrees wide; found {east - west:.1f}: "
            "pass the cities of one agglomeration"
        )
    points = shapes.geometry.representative_point()
    bounds = classes.bounds_of(frame[value], breaks, 6 if middle else 4, decimals)
    columns = {"name": name, "value": value, "group": group}
    known = classes.sorted_into(g.records(frame.loc[shapes.index], columns), bounds, decimals)
    rows = [
        {
            **row,
            "id": str(code),
            "place": [round(float(points[code].x), 4), round(float(points[code].y), 4)],
            "named": row["name"] in named,
        }
        for code, row in zip(shapes.index, g.marked(known, highlighted, "name"), strict=True)
    ]
    groups = frame.loc[shapes.index, group].astype(str) if group is not None else None
    topology = simplified(shapes, groups)
    colour = classes.classed(value, bounds, middle, decimals)
    details = {
        "tooltip": g.tip({"name": name, "group": group, "value": value}, {"value": g.decimal(decimals)}),
        "href": {"value": {"expr": f"{g.PAGES}[datum.name]"}},
    }
    there = "isValid(datum.value)"
    layers = [
        g.layer("geoshape", "missing", details, where=f"!{there}"),
        g.layer("geoshape", "cell", details | {"color": colour}, where=there),
    ]
    if groups is not None:
        outlines = {"values": part(topology, "groups"), "format": {"type": "topojson", "feature": "groups"}}
        # Without fill, not with a transparent one: the cities under it answer to the pointer.
        layers.append(g.layer("geoshape", "outline", {}, fill=None) | {"data": outlines})
    text = {
        "longitude": {"field": "place[0]", "type": "quantitative"},
        "latitude": {"field": "place[1]", "type": "quantitative"},
        "text": {"field": "name", "type": "nominal"},
        "href": details["href"],
    }
    # Without the id: Vega-Lite takes two data sets with the same values for one, and then misses the other.
    bare = [{key: cell for key, cell in row.items() if key != "id"} for row in rows]
    written = {"values": [row for row in bare if row["named"] or row["ours"]]}
    layers += [
        layer | {"data": written}
        for style, where in (("label", "datum.named"), ("label-strong", "datum.ours"))
        for layer in g.labelled(text, style, where=where)
    ]
    fields = ["name", "value", "class", *(["group"] if group is not None else [])]
    source = {"data": {"values": rows}, "key": "id", "fields": fields}
    return Figure(
        spec=g.whole(
            layers,
            [],
            440,
            data={"values": part(topology, "cities"), "format": {"type": "topojson", "feature": "cities"}},
            transform=[{"lookup": "properties.id", "from": source}],
            params=[{"name": g.PAGES, "value": {}}],
            projection=projection(west, south, east, north),
            usermeta={"narrow": {"height": 320}},
        ),
        table=g.shown(frame.sort_values(value, ascending=False, kind="stable"), (name, group, value)),
        formats={value: g.pattern(decimals)},
        **words,
    )


def projection(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """An equal-area projection for the area between these degrees."""
    return {
        "type": "conicEqualArea",
        "parallels": [round(south + (north - south) / 6, 2), round(north - (north - south) / 6, 2)],
        "rotate": [round(-(west + east) / 2, 2), 0],
    }


def part(topology: Mapping[str, Any], name: str) -> dict[str, Any]:
    """One object of a topology with the arcs that it uses, numbered anew."""
    kept: dict[int, int] = {}

    def number(arcs: Any) -> Any:
        if isinstance(arcs, list):
            return [number(arc) for arc in arcs]
        # An arc run backwards is written as the complement of its number.
        place = kept.setdefault(arcs if arcs >= 0 else ~arcs, len(kept))
        return place if arcs >= 0 else ~place

    whole = topology["objects"][name]
    geometries = [{**one, "arcs": number(one["arcs"])} for one in whole["geometries"]]
    return {
        "type": "Topology",
        "transform": topology["transform"],
        "objects": {name: {**whole, "geometries": geometries}},
        "arcs": [topology["arcs"][arc] for arc in kept],
    }


def simplified(shapes: Any, groups: pd.Series | None = None) -> dict[str, Any]:
    """Boundaries as TopoJSON with the objects ``cities`` and, when given, ``groups``.

    Neighbours share their arcs, so that simplification opens no gaps between them.
    """
    from topojson.core.topology import Topology

    cities = shapes.assign(geometry=shapes.geometry.map(_without_slivers))
    objects = {"cities": cities.assign(id=[str(code) for code in cities.index])}
    if groups is not None:
        united = cities.dissolve(by=groups.to_numpy()).reset_index(names="id")
        objects["groups"] = united.assign(geometry=united.geometry.map(_without_slivers))
    topology = Topology(
        [one[["id", "geometry"]].reset_index(drop=True) for one in objects.values()],
        object_name=list(objects),
        prequantize=1e4,
        toposimplify=0.01,  # degrees: half a pixel on a page
        prevent_oversimplify=True,
    )
    found: dict[str, Any] = json.loads(str(topology.to_json()))
    return found


def _without_slivers(shape: Any) -> Any:
    """The parts and holes of a shape that are large enough to be seen; its largest part always.

    A sliver may lose its area in simplification; the browser then takes it for all but the whole globe.
    """
    from shapely import MultiPolygon, Polygon

    parts = sorted(
        (one for one in getattr(shape, "geoms", [shape]) if isinstance(one, Polygon)),
        key=lambda one: one.area,
        reverse=True,
    )
    return MultiPolygon(
        [
            Polygon(one.exterior, [hole for hole in one.interiors if Polygon(hole).area >= SLIVER])
            for place, one in enumerate(parts)
            if place == 0 or one.area >= SLIVER
        ]
    )
