"""Every kind of chart: valid, drawn, labelled in Chinese, the same in the dark, strict about its input."""

import re
from itertools import pairwise

import altair
import geopandas
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import MultiPolygon, box

from megalopolis import charts
from megalopolis.charts import classes, grammar, maps, networks
from megalopolis.drawing import svg
from megalopolis.errors import ParameterError

WORDS = {"title": "一张图", "description": "说明这张图。", "source": "普查", "language": "zh"}
KINDS = (
    "bars", "bars by group", "dots", "heat", "heat about a middle", "lines", "lines, two highlighted",
    "map_regions", "network", "network by kind", "network without links", "ranks",
    "ranks by group", "scatter", "scatter by group", "sliders", "slope", "strip",
    "strip by row",
)  # fmt: skip


def test_every_kind_is_checked(figures: dict[str, charts.Figure]) -> None:
    """The list of kinds below leaves none out."""
    assert set(KINDS) == set(figures)


def test_cities_of_a_map_lead_where_the_page_says(figures: dict[str, charts.Figure]) -> None:
    """Given the address of one city, its area and name are links and no others; without any, none is."""
    spec = figures["map_regions"].spec
    [parameter] = [one for one in spec["params"] if one["name"] == grammar.PAGES]
    given = spec | {"params": [parameter | {"value": {"武汉": "../city/420100.html"}}]}

    assert 0 == svg.svg(spec).count("<a ")
    assert {"420100"} == set(re.findall(r'<a xlink:href="[^"]*/city/(\d+)\.html">', svg.svg(given)))


@pytest.mark.parametrize("kind", KINDS)
def test_specification_is_valid(kind: str, figures: dict[str, charts.Figure]) -> None:
    """Altair's schema of Vega-Lite accepts the specification."""
    altair.Root.validate(figures[kind].spec)


@pytest.mark.parametrize("kind", KINDS)
def test_specification_names_no_colour(kind: str, figures: dict[str, charts.Figure]) -> None:
    """Colours come from the configuration, or the dark page would show light charts."""
    found = re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", str(figures[kind].spec))

    assert [] == found


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_has_marks_and_chinese_labels(kind: str, figures: dict[str, charts.Figure]) -> None:
    """The name of the highlighted city is in the drawing as text; without a font it would vanish."""
    drawn = svg.svg(figures[kind].spec)

    assert "武汉" in "".join(re.findall(r"<text[^>]*>([^<]*)</text>", drawn))
    assert len(re.findall(r"<path [^>]*d=\"[^\"]{6,}", drawn)) >= 4


@pytest.mark.parametrize("kind", KINDS)
def test_dark_twin_is_the_dark_drawing(kind: str, figures: dict[str, charts.Figure]) -> None:
    """Exchanging colours gives byte for byte what drawing anew with the dark configuration gives."""
    spec = figures[kind].spec

    assert svg.svg(spec, "dark") == svg.darkened(svg.svg(spec, "light"))


@pytest.mark.parametrize("kind", KINDS)
def test_drawing_keeps_its_width(kind: str, figures: dict[str, charts.Figure]) -> None:
    """A drawing for a telephone is as wide as the screen allows, or as wide as the chart says it must be."""
    spec = figures[kind].spec
    expected = max(svg.NARROW, spec.get("usermeta", {}).get("minimumWidth", 0))

    drawn = svg.svg(spec, width=svg.NARROW)

    assert f'width="{expected}"' in drawn[:400]


def test_bars_come_longest_first_whatever_is_highlighted(cities: pd.DataFrame) -> None:
    """Rows that are highlighted stay in their place among the others; a missing value comes last."""
    figure = charts.bars(cities, name="城市", value="城镇化率（%）", ours="黄石", **WORDS)

    order = figure.spec["layer"][0]["encoding"]["y"]["sort"]

    assert ["武汉", "长沙", "株洲", "黄石", "九江", "南昌"] == order


def test_group_keeps_its_colour(cities: pd.DataFrame) -> None:
    """The colours follow the caller's rows, not the order in which a chart sorts them."""
    turned = [
        charts.bars(cities, name="城市", value=value, group="组团", **WORDS) for value in ("2010", "位次")
    ]

    domains = [figure.spec["layer"][0]["encoding"]["color"]["scale"]["domain"] for figure in turned]

    assert [["湖北", "湖南", "江西"]] * 2 == domains


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "城镇化"}, "城镇化.*found"),
        ({"ours": "武漢"}, "no '武漢' to highlight"),
    ],
)
def test_wrong_names_are_refused(cities: pd.DataFrame, change: dict[str, str], message: str) -> None:
    """A column or city that is not there is named, together with what there is."""
    with pytest.raises(ParameterError, match=message):
        charts.bars(cities, **({"name": "城市", "value": "2020"} | change | WORDS))


def test_two_rows_of_one_city_are_refused(cities: pd.DataFrame) -> None:
    """One bar would hide the other; the message says which city."""
    twice = pd.concat([cities, cities.iloc[[0]]])

    with pytest.raises(ParameterError, match="found more for 武汉"):
        charts.bars(twice, name="城市", value="2020", **WORDS)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_sentence_takes_the_place_of_a_chart_without_data(cities: pd.DataFrame, language: str) -> None:
    """A region may lack what a chapter draws: the page says which chart there is not, and goes on."""
    words = {**WORDS, "language": language}

    absent = charts.dots(cities.iloc[:0], name="城市", start="2010", end="2020", **words)

    shown = absent._repr_mimebundle_()
    assert WORDS["title"] in shown["text/plain"]
    assert ("没有" in shown["text/plain"]) is (language == "zh")
    assert {"text/html", "text/plain"} == set(shown)


def test_a_column_that_lacks_is_refused_also_without_rows(cities: pd.DataFrame) -> None:
    """Only rows may be missing; a chart of the wrong columns is a mistake."""
    with pytest.raises(ParameterError, match="2030"):
        charts.dots(cities.iloc[:0], name="城市", start="2010", end="2030", **WORDS)


def test_turned_interval_is_refused(cities: pd.DataFrame) -> None:
    """An interval that ends before it begins names its city."""
    turned = cities.assign(下限=[3, 4, 1, 2, 2, 5])

    with pytest.raises(ParameterError, match="not so for 武汉"):
        charts.ranks(turned, name="城市", rank="位次", low="下限", high="上限", **WORDS)


def test_logarithm_of_zero_is_refused(cities: pd.DataFrame) -> None:
    """A logarithmic axis has no place for zero; the message names the city."""
    with pytest.raises(ParameterError, match="not so for 长沙"):
        charts.scatter(
            cities.assign(甲=[1, 2, 0, 4, 5, 6]), x="甲", y="2020", name="城市", log=["x"], **WORDS
        )


def test_sliders_table_holds_the_weighted_mean(figures: dict[str, charts.Figure]) -> None:
    """By hand: (0.75 * 90 + 0.25 * 50) / 1 = 80 for 武汉; ranks count from the highest."""
    table = figures["sliders"].table.set_index("城市")

    assert {"武汉": 80.0, "长沙": 75.0, "南昌": 65.0} == table["综合指数"].head(3).to_dict()
    assert [1, 2, 3, 4, 5, 6] == table["名次"].tolist()


def test_sliders_refuse_a_missing_score(cities: pd.DataFrame) -> None:
    """A mean over fewer dimensions would be compared with means over all."""
    with pytest.raises(ParameterError, match="南昌"):
        charts.sliders(
            cities, name="城市", weights={"城镇化率（%）": 1.0}, score="指数", rank="名次", **WORDS
        )


@pytest.mark.parametrize("weights", [{"创新": 0.0, "绿色": 0.0}, {"创新": 1.5, "绿色": 0.5}])
def test_sliders_refuse_weights_without_meaning(cities: pd.DataFrame, weights: dict[str, float]) -> None:
    """Weights lie from 0 to 1, and not all are 0."""
    with pytest.raises(ParameterError, match="weights from 0 to 1"):
        charts.sliders(cities, name="城市", weights=weights, score="指数", rank="名次", **WORDS)


def test_city_without_boundary_stays_in_the_table(figures: dict[str, charts.Figure]) -> None:
    """The map leaves it out, the table does not."""
    figure = figures["map_regions"]

    assert 6 == len(figure.table)
    assert 5 == len(figure.spec["data"]["values"]["objects"]["cities"]["geometries"])


def test_outlines_let_the_pointer_through(figures: dict[str, charts.Figure]) -> None:
    """An outline with a transparent fill would lie over the cities and take their hover details."""
    drawn = svg.svg(figures["map_regions"].spec)

    assert [] == re.findall(r'<path(?=[^>]*stroke="#1F2328")(?=[^>]*fill="transparent")[^>]*>', drawn)


def test_map_of_the_country_is_refused(cities: pd.DataFrame) -> None:
    """Maps wider than any agglomeration may not be published without review."""
    wide = geopandas.GeoDataFrame(
        geometry=[box(80 + 8 * place, 28, 81 + 8 * place, 29) for place in range(6)], index=cities.index
    )

    with pytest.raises(ParameterError, match="at most 20 degrees wide; found 41"):
        charts.map_regions(wide, cities, name="城市", value="2020", **WORDS)


def test_slivers_are_not_drawn() -> None:
    """A part too small to be seen goes, the largest part stays however small it is."""
    sliver = box(5, 5, 5.001, 5.001)

    assert MultiPolygon([box(0, 0, 1, 1)]) == maps._without_slivers(MultiPolygon([box(0, 0, 1, 1), sliver]))
    assert MultiPolygon([sliver]) == maps._without_slivers(sliver)


def test_neighbours_share_their_arc(geometry: geopandas.GeoDataFrame) -> None:
    """Two squares that touch have one arc in common, run once in either direction."""
    touching = geopandas.GeoDataFrame(geometry=[box(0, 0, 1, 1), box(1, 0, 2, 1)], index=["a", "b"])

    topology = maps.part(maps.simplified(touching), "cities")
    arcs = [set(one["arcs"][0][0]) for one in topology["objects"]["cities"]["geometries"]]

    assert any(~arc in arcs[1] for arc in arcs[0])
    assert 3 == len(topology["arcs"])


def test_bounds_belong_to_the_upper_class() -> None:
    """0.8 lies in the class from 0.8 to 1.2; nothing is nothing."""
    rows = [{"value": value} for value in (0.79, 0.8, 1.2, None)]

    found = [row["class"] for row in classes.sorted_into(rows, [0.8, 1.2], 1)]

    assert ["< 0.8", "0.8 – 1.2", "≥ 1.2", None] == found


def test_classes_hold_equally_many_cells() -> None:
    """Without breaks, fifths: of 1 … 11 the quantiles are 3, 5, 7 and 9."""
    assert [3.0, 5.0, 7.0, 9.0] == classes.bounds_of(pd.Series(range(1, 12)), None, 4, 0)


@pytest.mark.parametrize("breaks", [[1, 2, 3], [1, 3, 2, 4], None])
def test_breaks_without_meaning_are_refused(breaks: list[float] | None) -> None:
    """Too few, not rising, or none where the middle is meant."""
    with pytest.raises(ParameterError, match="breaks"):
        classes.bounds_of(pd.Series([1.0, 2.0]), breaks, 6, 1)


def test_labels_move_apart_by_least_squares() -> None:
    """By hand: 0, 0 and 10 with gap 4 become -2, 2 and 10."""
    assert [-2.0, 2.0, 10.0] == grammar.spread([0.0, 0.0, 10.0], 4.0)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=12), st.floats(0.1, 50))
def test_labels_keep_their_order_and_distance(values: list[float], gap: float) -> None:
    """Neighbours stay a gap apart, the order stays, and so does the mean."""
    found = grammar.spread(values, gap)

    ordered = [found[place] for place in sorted(range(len(values)), key=lambda place: (values[place], place))]
    assert all(after - before >= gap - 1e-6 for before, after in pairwise(ordered))
    assert sum(values) == pytest.approx(sum(found), abs=1e-6)


def test_long_name_takes_two_lines() -> None:
    """At the space nearest to its middle; a name without a space stays whole."""
    assert ["Middle Reaches of", "the Yangtze River"] == grammar.in_two("Middle Reaches of the Yangtze River")
    assert ["长江中游"] == grammar.in_two("长江中游")


JOINED = {"name": "城市", "longitude": "longitude", "latitude": "latitude", "start": "起点", "end": "终点",
          "flow": "车次"}  # fmt: skip


def test_links_are_as_wide_as_their_flow_and_the_strongest_lie_on_top(
    figures: dict[str, charts.Figure],
) -> None:
    """The widest link has the largest flow and comes last; one to a city without a place is not drawn."""
    drawn = next(one for one in figures["network"].spec["layer"] if one["mark"]["type"] == "rule")

    assert [20, 85] == [row["flow"] for row in drawn["data"]["values"]]
    assert [0, 85] == drawn["encoding"]["strokeWidth"]["scale"]["domain"]
    assert [20, 40, 60, 80] == drawn["encoding"]["strokeWidth"]["legend"]["values"]


def test_table_of_a_network_holds_every_link_strongest_first(figures: dict[str, charts.Figure]) -> None:
    """The link that cannot be drawn is in the table; without links the cities are the table."""
    linked, alone = figures["network by kind"].table, figures["network without links"].table

    assert [85, 40, 20] == linked["车次"].tolist()
    assert ["起点", "终点", "类别", "车次"] == linked.columns.tolist()
    assert ["武汉", "黄石", "长沙", "株洲", "南昌", "九江"] == alone["城市"].tolist()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"终点": ["黄石", "长沙", "上海"]}, "上海"),
        ({"终点": ["武汉", "长沙", "九江"]}, "武汉"),
        ({"起点": ["长沙", "武汉", "南昌"], "终点": ["武汉", "长沙", "九江"]}, "武汉–长沙|长沙–武汉"),
        ({"车次": [20.0, None, 40.0]}, "武汉–长沙|长沙–武汉"),
        ({"车次": [20.0, 85.0, -1.0]}, "九江"),
    ],
)
def test_links_without_meaning_are_refused(
    places: pd.DataFrame, links: pd.DataFrame, change: dict[str, list[object]], message: str
) -> None:
    """A stranger, a city linked with itself, a pair twice, a missing or negative flow: each is named."""
    with pytest.raises(ParameterError, match=message):
        charts.network(places, links.assign(**change), **JOINED, **WORDS)


def test_network_of_the_country_is_refused(places: pd.DataFrame, links: pd.DataFrame) -> None:
    """More than 20 degrees of longitude is no region."""
    with pytest.raises(ParameterError, match="at most 20 degrees wide"):
        charts.network(places.assign(longitude=[80, 90, 100, 110, 120, 87]), links, **JOINED, **WORDS)


@given(st.floats(1e-6, 1e9))
def test_legend_of_widths_has_few_round_steps(top: float) -> None:
    """Two to four equal steps, none above the largest flow, and the next one would be."""
    steps = networks._steps(top)

    assert 2 <= len(steps) <= 4
    assert pytest.approx([steps[0] * count for count in range(1, len(steps) + 1)]) == steps
    assert steps[-1] <= top * (1 + 1e-9)
    assert steps[0] * (len(steps) + 1) > top * (1 - 1e-9)
