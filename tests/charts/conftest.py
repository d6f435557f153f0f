"""Six cities in three groups, and one figure of every kind drawn from them."""

from collections.abc import Callable

import geopandas
import pandas as pd
import pytest
from shapely.geometry import box

from megalopolis import charts

WORDS = {
    "description": "六个城市的数值，武汉最高。",
    "source": "人口普查（2020）",
    "caveat": "仅为检验而作。",
    "language": "zh",
}
CITIES = ["武汉", "黄石", "长沙", "株洲", "南昌", "九江"]
CODES = ["420100", "420200", "430100", "430200", "360100", "360400"]


@pytest.fixture(scope="session")
def cities() -> pd.DataFrame:
    """One row a city, indexed by code; columns are Chinese headings; one value is missing."""
    return pd.DataFrame(
        {
            "城市": CITIES,
            "组团": ["湖北", "湖北", "湖南", "湖南", "江西", "江西"],
            "城镇化率（%）": [84.3, 65.7, 82.6, 71.3, None, 61.2],
            "2010": [77.1, 57.0, 67.7, 55.5, 65.7, 42.6],
            "2020": [84.3, 65.7, 82.6, 71.3, 78.1, 61.2],
            "创新": [90.0, 30.0, 80.0, 40.0, 60.0, 20.0],
            "绿色": [50.0, 40.0, 60.0, 70.0, 80.0, 90.0],
            "位次": [1, 5, 2, 3, 4, 6],
            "下限": [1, 4, 1, 2, 2, 5],
            "上限": [2, 6, 3, 5, 5, 6],
        },
        index=pd.Index(CODES, name="city"),
    )


@pytest.fixture(scope="session")
def geometry() -> geopandas.GeoDataFrame:
    """A square a city, side by side; the last city has none."""
    squares = [box(112 + place, 28 + place % 2, 113 + place, 29 + place % 2) for place in range(5)]
    return geopandas.GeoDataFrame(geometry=squares, index=pd.Index(CODES[:5], name="city"), crs="EPSG:4490")


@pytest.fixture(scope="session")
def panel() -> pd.DataFrame:
    """Long form: three years of three cities."""
    rows = [(year, city, base + year - 2018) for city, base in (("武汉", 5.0), ("长沙", 4.0), ("南昌", 3.0))
            for year in (2018, 2019, 2020)]  # fmt: skip
    return pd.DataFrame(rows, columns=["年份", "城市", "指数"])


@pytest.fixture(scope="session")
def cells() -> pd.DataFrame:
    """Long form: location quotients of two sectors; one is missing."""
    rows = [("武汉", "制造业", 0.7), ("武汉", "教育", 1.6), ("长沙", "制造业", 1.1), ("长沙", "教育", None)]
    return pd.DataFrame(rows, columns=["城市", "行业", "区位商"])


@pytest.fixture(scope="session")
def places(cities: pd.DataFrame) -> pd.DataFrame:
    """The six cities with the places of the squares; the last city has none."""
    east = [112.5 + place for place in range(5)]
    return cities.assign(longitude=[*east, None], latitude=[28.5, 29.5, 28.5, 29.5, 28.5, None])


@pytest.fixture(scope="session")
def links() -> pd.DataFrame:
    """Trains of three pairs, two of them between groups; one leads to the city without a place."""
    rows = [("武汉", "黄石", 20.0, "组内"), ("武汉", "长沙", 85.0, "跨组"), ("南昌", "九江", 40.0, "组内")]
    return pd.DataFrame(rows, columns=["起点", "终点", "车次", "类别"])


Maker = Callable[[], charts.Figure]


@pytest.fixture(scope="session")
def figures(
    cities: pd.DataFrame,
    geometry: geopandas.GeoDataFrame,
    panel: pd.DataFrame,
    cells: pd.DataFrame,
    places: pd.DataFrame,
    links: pd.DataFrame,
) -> dict[str, charts.Figure]:
    """Every kind of chart, by name."""
    words = WORDS | {"title": "一张图"}
    rate = "城镇化率（%）"
    moments = {"name": "城市", "start": "2010", "end": "2020", "ours": "武汉"}
    intervals = {"name": "城市", "rank": "位次", "low": "下限", "high": "上限", "ours": "武汉"}
    points = {"x": "2010", "y": "2020", "name": "城市", "ours": "武汉", "labels": ["南昌"]}
    grid = {"row": "城市", "column": "行业", "value": "区位商"}
    course = {"x": "年份", "value": "指数", "name": "城市", "labels": ["南昌"]}
    joined = {"name": "城市", "longitude": "longitude", "latitude": "latitude", "start": "起点",
              "end": "终点", "flow": "车次"}  # fmt: skip
    quotients = [0.25, 0.5, 0.8, 1.25, 2, 4]
    makers: dict[str, Maker] = {
        "bars": lambda: charts.bars(cities, name="城市", value=rate, ours="武汉", reference=63.9, **words),
        "bars by group": lambda: charts.bars(cities, name="城市", value=rate, group="组团", **words),
        "dots": lambda: charts.dots(cities, value="%", **moments, **words),
        "heat": lambda: charts.heat(cells, **grid, **words),
        "heat about a middle": lambda: charts.heat(cells, **grid, breaks=quotients, middle=True, **words),
        "lines": lambda: charts.lines(panel, ours="武汉", **course, **words),
        "lines, two highlighted": lambda: charts.lines(panel, ours=["武汉", "长沙"], **course, **words),
        "map_regions": lambda: charts.map_regions(
            geometry, cities, name="城市", value=rate, group="组团", labels=["长沙"], ours="武汉", **words
        ),
        "network": lambda: charts.network(places, links, ours="武汉", **joined, **words),
        "network by kind": lambda: charts.network(
            places, links, kind="类别", size="2020", geometry=geometry, groups=places["组团"],
            labels=["武汉", "长沙"], **joined, **words,
        ),
        "network without links": lambda: charts.network(
            places, links.iloc[:0], geometry=geometry, groups=places["组团"], ours="武汉", **joined, **words
        ),
        "ranks": lambda: charts.ranks(cities, **intervals, **words),
        "ranks by group": lambda: charts.ranks(cities, group="组团", **intervals, **words),
        "scatter": lambda: charts.scatter(cities, reference={"x": 60}, **points, **words),
        "scatter by group": lambda: charts.scatter(cities, group="组团", log=["x"], **points, **words),
        "sliders": lambda: charts.sliders(
            cities, name="城市", weights={"创新": 0.75, "绿色": 0.25}, score="综合指数", rank="名次",
            group="组团", **words,
        ),
        "slope": lambda: charts.slope(cities, labels=["南昌"], **moments, **words),
        "strip": lambda: charts.strip(cities, name="城市", value="2020", ours="武汉", **words),
        "strip by row": lambda: charts.strip(
            cities, name="城市", value="2020", row="组团", ours=["湖北", "武汉"], **words
        ),
    }  # fmt: skip
    return {name: make() for name, make in makers.items()}
