"""A region gives its cities, series, words and argument; the toy's numbers were worked out by hand."""

import math
import shutil
from pathlib import Path

import pandas as pd
import pytest

from megalopolis import series, tables
from megalopolis.argument import Condition
from megalopolis.boundaries import boundaries
from megalopolis.errors import DataError, ParameterError
from megalopolis.region import Region

TOY = Path(__file__).parent / "data" / "toy"
JIA, YI, BING, DING, WU, JI = "990100", "990200", "990300", "980100", "980200", "980300"


@pytest.fixture(scope="module")
def here() -> Region:
    """The toy region in English."""
    return Region.load("toy", "en", data=TOY)


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    """A copy of the toy tables that a test may change."""
    return Path(shutil.copytree(TOY, tmp_path / "data"))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_table_that_names_no_source_is_not_read(toy: Path, monkeypatch: pytest.MonkeyPatch):
    """The largest tables are of this kind."""
    here = Region.load("toy", "en", data=toy)
    known = here.sources(["population", "sources"])

    def read(name: str, data: Path) -> pd.DataFrame:
        raise AssertionError(f"expected no look at {name}")

    monkeypatch.setattr(tables, "read", read)

    assert known == here.sources(["population", "labels"]) == "Toy Census Office (2021)"


def test_a_region_loaded_again_is_the_callers_own(toy: Path):
    """What somebody does to the cities of one region is not seen in the next."""
    first = Region.load("toy", "en", data=toy)
    first.cities.loc[JIA, "name"] = "Changed"

    assert "Jia" == Region.load("toy", "en", data=toy).cities.loc[JIA, "name"]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("regions/toy.yml", "Toy agglomeration", "Other name"),
        ("cities.csv", ",Jia,", ",Other name,"),
        ("agglomerations.csv", "\ntoy,", "\nother,"),
    ],
)
def test_a_region_follows_its_file_and_tables(toy: Path, file: str, old: str, new: str):
    """A region that was loaded before is made again of what is there now."""
    before = Region.load("toy", "en", data=toy)
    replace(toy / file, old, new)

    after = Region.load("toy", "en", data=toy)

    assert (before.name, before.cities.to_csv()) != (after.name, after.cities.to_csv())


@pytest.mark.parametrize("named", ["nowhere", '"a\\0b"', "[common]", "../regions/toy"])
def test_an_argument_that_is_not_there_is_named(toy: Path, named: str):
    """Whatever stands there, also what no file can be called."""
    listed = toy / "regions" / "toy-list.yml"
    listed.write_text(listed.read_text(encoding="utf-8") + f"\nextends: {named}\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"regions/toy-list\.yml.*extends"):
        Region.load("toy-list", "en", data=toy)


def test_a_region_follows_the_argument_that_it_extends(toy: Path):
    """An argument that changed after the region was loaded is read again."""
    listed = toy / "regions" / "toy-list.yml"
    listed.write_text(listed.read_text(encoding="utf-8") + "\nextends: common\n", encoding="utf-8")
    before = Region.load("toy-list", "en", data=toy)
    replace(toy / "arguments" / "common.yml", "Too little innovation", "Another title")

    after = Region.load("toy-list", "en", data=toy)

    titles = [region.argument.problem("innovation").title for region in (before, after)]
    assert ["Too little innovation", "Another title"] == titles


def test_cities_are_the_members_with_names_groups_and_places(here: Region):
    """Six members in the order of their codes; names in the language, groups by the region file."""
    cities = here.cities

    assert [DING, WU, JI, JIA, YI, BING] == cities.index.tolist()
    assert "city" == cities.index.name
    expected = {
        "name": "Jia",
        "name_zh": "甲",
        "name_en": "Jia",
        "group": "east",
        "group_name": "Eastern group",
        "province": "East",
        "part": "whole",
        "area": 2000.0,
        "longitude": 113.0,
        "latitude": 30.0,
    }
    assert expected == cities.loc[JIA].to_dict()
    assert "part" == cities.loc[JI, "part"]
    assert math.isnan(cities.loc[JI, "longitude"])


def test_names_follow_the_language():
    """The same region in Chinese."""
    here = Region.load("toy", "zh", data=TOY)

    assert "玩具城市群" == here.name
    assert ["丁", "西部组团", "西省"] == here.cities.loc[DING, ["name", "group_name", "province"]].tolist()
    assert "庚" == here.names["970100"]
    assert "地区生产总值（亿元）" == here.label("gdp")
    assert "玩具城市群的人口（2020年）" == here.say("toy.title", region=here.name, year=2020)
    assert ("创新不足", "每万人不到一件算少。") == (
        here.argument.problems[0].title,
        here.argument.problems[0].tests[0].reason,
    )


def test_a_list_of_cities_is_a_region():
    """Cities of its own group are in it; the others are grouped by their province."""
    cities = Region.load("toy-list", "en", data=TOY).cities

    assert ["970100", DING, JIA] == cities.index.tolist()
    assert ["pair", "west", "pair"] == cities["group"].tolist()
    assert ["The pair", "West", "The pair"] == cities["group_name"].tolist()


def test_an_observed_indicator_is_read_as_it_stands(here: Region):
    """Population of 2020, named by its code, in the order of the cities."""
    population = here.indicator("population", 2020)

    assert "population" == population.name
    assert [400, 200, 100, 1000, 500, 250] == population.tolist()


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("urbanisation_rate", [50, 60, 40, 80, 60, 50]),
        ("patents_per_10k", [2, 0.5, math.nan, 3, 1, 0.5]),
        ("co2_per_gdp", [1, 2.5, 1.5, 1, 2, 1.5]),
        ("migrant_share", [15, 5, 2, 20, 10, 4]),
        ("beds_per_1k", [6, 4, 4, 6, 5, 4]),
    ],
)
def test_shares_and_rates_are_worked_out(here: Region, code: str, expected: list[float]):
    """Numerator / denominator * scale: 800 of 1 000 urban is 80 %; 60 000 beds for 10 million: 6 a 1 000."""
    actual = here.indicator(code, 2020)

    assert pytest.approx(expected, nan_ok=True) == actual.tolist()


def test_corrections_are_applied(here: Region):
    """An overridden value is replaced, a dropped one is a gap, the others stay."""
    assert 140 == here.indicator("gdp", 2010)[DING]
    assert 2 == here.indicator("co2_per_gdp", 2010)[DING]
    assert math.isnan(here.indicator("patents", 2020)[JI])
    assert 500 == here.indicator("population", 2020)[YI]
    flags = (
        series.observations(TOY).query("indicator == 'migrants' and year == 2010").set_index("city")["flag"]
    )
    assert {WU: "C-3"} == flags.dropna().to_dict()


def test_a_correction_that_no_longer_fits_fails_loudly(toy: Path):
    """Once the source has been repaired, the correction must go."""
    replace(toy / "observations" / "economy.csv", "980100,2010,gdp,1400", "980100,2010,gdp,140")
    here = Region.load("toy", "en", data=toy)

    with pytest.raises(DataError, match=r"corrections.csv, row 2, column expected: found '1400'"):
        here.indicator("gdp", 2010)


def test_a_panel_has_one_column_a_year(here: Region):
    """Years are whole numbers in order; a city without values is a row of gaps."""
    panel = here.panel("patents_per_10k")

    assert [2010, 2020] == panel.columns.tolist()
    assert [1.0, 3.0] == panel.loc[JIA].tolist()
    assert panel.loc[JI].isna().all()
    assert [2020] == here.panel("patents_per_10k", years=[2020]).columns.tolist()


def test_several_indicators_make_a_frame(here: Region):
    """City x code."""
    frame = here.indicators(["population", "urbanisation_rate"], 2010)

    assert (6, 2) == frame.shape
    assert [800, 70] == frame.loc[JIA].tolist()


def test_the_nation_is_every_city(here: Region):
    """All eight cities of the toy, two of them outside the region."""
    nation = here.nation("population", 2020)

    assert 8 == len(nation)
    assert {"970100": 800, "970200": 300} == nation.drop(here.cities.index).to_dict()


def test_travel_is_a_directed_matrix_whose_gaps_stay_gaps(here: Region):
    """Jia to Yi takes 30 minutes, back 32; no row of the table is NaN, and so is a city to itself."""
    minutes = here.travel("rail", "2024")

    expected = {(JIA, YI): 30.0, (YI, JIA): 32.0, (JIA, DING): 80.0, (DING, JIA): 80.0}
    assert expected == minutes.stack().dropna().to_dict()
    assert [here.cities.index.tolist()] * 2 == [minutes.index.tolist(), minutes.columns.tolist()]
    assert ["origin", "destination"] == [minutes.index.name, minutes.columns.name]


def test_trains_that_were_not_counted_are_not_zero(here: Region):
    """Ding to Jia has minutes but no count of trains: NaN."""
    trains = here.travel("rail", "2024", "trains")

    assert {(JIA, YI): 40.0, (YI, JIA): 38.0, (JIA, DING): 20.0} == trains.stack().dropna().to_dict()


def test_estimated_minutes_are_marked(here: Region):
    """The one road of the toy is an estimate; the rails are not."""
    road, rail = here.travel("road", "2024", "estimate"), here.travel("rail", "2024", "estimate")

    assert {(JIA, BING): 1.0} == road.stack().dropna().to_dict()
    assert {0.0} == set(rail.stack().dropna())


def test_members_may_belong_to_two_agglomerations(here: Region):
    """Ji is a part of one agglomeration and wholly in the other; variants are apart."""
    members = here.members()

    assert {"toy": "part", "toy-south": "whole"} == (
        members[members["city"] == JI].set_index("agglomeration")["part"].to_dict()
    )
    assert 3 == len(here.members("toy", variant="narrow"))
    with pytest.raises(ParameterError, match=r"Did you mean toy-south"):
        here.members("toy-souht")


def test_agglomerations_are_the_main_list(here: Region):
    """One row an agglomeration, with the plan of its main definition."""
    table = here.agglomerations

    assert ["toy", "toy-south"] == table.index.tolist()
    assert ["Toy agglomeration", 2015] == table.loc["toy", ["name", "year"]].tolist()


def test_a_weighted_mean_of_a_share_is_the_share_of_the_whole(here: Region):
    """Urban residents over residents: 1 585 of 2 450 in the toy, 730 of 1 200 in the south."""
    shares = here.compare("urbanisation_rate", 2020, weight="population")

    assert pytest.approx({"toy": 100 * 1585 / 2450, "toy-south": 100 * 730 / 1200}) == shares.to_dict()


def test_means_medians_and_totals_of_agglomerations(here: Region):
    """Unweighted mean of 40, 75 and 30; median of the six rates; sum of the residents."""
    assert pytest.approx(145 / 3) == here.compare("urbanisation_rate", 2020)["toy-south"]
    assert 55 == here.compare("urbanisation_rate", 2020, how="median")["toy"]
    assert {"toy": 2450, "toy-south": 1200} == here.compare("population", 2020, how="total").to_dict()


def test_too_few_members_with_a_value_is_a_gap(here: Region):
    """Ji has no patents: five of six are enough for a mean, two of three are not, and no total is given."""
    mean, total = here.compare("patents_per_10k", 2020), here.compare("patents", 2020, how="total")

    assert pytest.approx((3 + 1 + 0.5 + 2 + 0.5) / 5) == mean["toy"]
    assert math.isnan(mean["toy-south"])
    assert total.isna().all()
    assert pytest.approx(1.25) == here.compare("patents_per_10k", 2020, least=0.5)["toy-south"]


def test_a_weight_goes_with_a_mean_only(here: Region):
    """A weighted median or total is refused rather than ignored."""
    with pytest.raises(ParameterError, match="how='mean'"):
        here.compare("gdp", 2020, how="total", weight="population")
    with pytest.raises(ParameterError, match="Did you mean median"):
        here.compare("gdp", 2020, how="medain")


def test_the_framework_is_the_structure_of_the_index(here: Region):
    """Six indicators under five dimensions under one index, with weights, directions and frozen goalposts."""
    framework = here.framework().set_index("code")

    assert {1: 6, 2: 5, 3: 1} == framework["level"].value_counts().to_dict()
    assert ["green", 1, -1, 1.0, 0.0, 4.0] == framework.loc["co2_per_gdp"].tolist()
    assert ["beds_per_1k", "schooling_years"] == framework.index[framework["parent"] == "sharing"].tolist()
    assert {"index"} == set(framework.loc[framework["level"] == 2, "parent"])
    assert pd.isna(framework.loc["index", "parent"])
    assert framework.loc[framework["level"] > 1, "goalpost_low"].isna().all()


def test_the_composite_index_takes_the_framework(here: Region):
    """Min-max over the goalposts: the scores of Jia in 2020 follow by hand, dimension by dimension."""
    from megalopolis.measures import composite

    framework = composite.Framework(here.framework())
    leaves = here.framework().query("level == 1")["code"].tolist()

    scores = composite.build(here.indicators(leaves, 2020), framework).scores.loc[JIA]

    expected = {
        "innovation": 100 * 3 / 5,
        "coordination": 100 * (80 - 30) / 60,
        "green": 100 * (4 - 1) / 4,
        "openness": 100.0,
        "sharing": 100 * (6 / 8 + (11 - 6) / 6) / 2,
    }
    assert pytest.approx(expected) == scores[list(expected)].to_dict()
    assert pytest.approx(sum(expected.values()) / 5) == scores["index"]


def test_labels_are_filled_in(here: Region):
    """A placeholder that is not given, and a label that does not exist, are named."""
    assert "Population of the 6 cities of the Toy" == here.say("toy.description", count=6, region="Toy")
    assert "CO2 per GDP (t per 10 000 yuan)" == here.label("co2_per_gdp")
    with pytest.raises(ParameterError, match=r"label 'toy.title' reads .*given: region"):
        here.say("toy.title", region="Toy")
    with pytest.raises(ParameterError, match=r"did you mean toy\.title"):
        here.say("toy.tittle")


def test_sources_are_named_once_with_year():
    """A rate names the sources of both its parts; a table names those of its rows."""
    english, chinese = (Region.load("toy", language, data=TOY) for language in ("en", "zh"))

    assert "Toy Bureau (2022); Toy Census Office (2021)" == english.sources("patents_per_10k")
    assert "玩具普查局（2021）；玩具作者" == chinese.sources(["population", "statements"])


def test_the_argument_is_in_the_language(here: Region):
    """Problems, principles, path measures and remarks, with their references."""
    argument = here.argument

    assert ["innovation", "primacy"] == [one.id for one in argument.problems]
    assert ("T-1",) == argument.problems[0].statements
    test = argument.problem("primacy").tests[1]
    assert ("inequality", "toy.gini", ">", 0.6) == (test.id, test.finding, test.operator, test.threshold)
    assert ("innovation", "primacy") == argument.principles[0].problems
    first, second = argument.measures
    assert ("City governments", "2", "2030") == (first.actor, first.benchmark, first.horizon)
    assert ("", "", "") == (second.actor, second.benchmark, second.horizon)
    assert (Condition("toy.primacy", ">=", 2),) == argument.remarks[0].when
    assert [("east", "Eastern ring"), ("west", "")] == [(one.id, one.customary) for one in here.groups]
    with pytest.raises(ParameterError, match="problems there: innovation, primacy"):
        argument.problem("other")


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("<", [True, False, False]),
        ("<=", [True, True, False]),
        (">", [False, False, True]),
        (">=", [False, True, True]),
    ],
)
def test_conditions_hold_at_their_bound(operator: str, expected: list[bool]):
    """Below, at and above the threshold; a gap meets no condition."""
    condition = Condition("key", operator, 2.0)

    assert expected == [condition.holds(value) for value in (1.0, 2.0, 3.0)]
    assert not condition.holds(math.nan)


def test_tables_are_at_hand(here: Region):
    """Findings by key, statements by id, and any other table."""
    assert "patents" == here.findings_table.loc["toy.patents.median", "unit"]
    assert "Innovate together" == here.statements.loc["T-4", "statement_en"]
    assert 5 == len(here.table("travel"))


def test_boundaries_of_real_cities():
    """Wuhan and the county-level city Xiantao have areas, in the order asked for; a toy code has none."""
    shapes = boundaries(["429004", "990100", "420100"])

    assert ["429004", "420100"] == shapes.index.tolist()
    assert 4490 == shapes.crs.to_epsg()
    assert shapes.geometry.is_valid.all()
    west, south, east, north = shapes.loc[["420100"]].total_bounds
    assert west < 114.3 < east
    assert south < 30.6 < north


def test_municipalities_are_drawn_as_provinces():
    """Shanghai, Beijing, Tianjin and Chongqing have areas around their centres, under their codes here."""
    cities = ["110100", "120100", "310100", "500100"]
    table = tables.read("cities").set_index("code").loc[cities]
    shapes = boundaries(cities)

    assert cities == shapes.index.tolist()
    west, south, east, north = shapes.bounds.to_numpy().T
    assert ((west < table["centroid_longitude"]) & (table["centroid_longitude"] < east)).all()
    assert ((south < table["centroid_latitude"]) & (table["centroid_latitude"] < north)).all()


def test_a_city_without_a_boundary_has_no_row(here: Region):
    """The toy's cities are made up: an empty frame, not an error."""
    assert 0 == len(here.geometry())


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: Region.load("toyy", "en", data=TOY),
            r"no region 'toyy'. Did you mean toy.* There are: toy, toy-list",
        ),
        (lambda: Region.load("toy", "fr", data=TOY), r"no language 'fr'.*There are: zh, en"),
        (
            lambda: Region.load("toy-south", "en", data=TOY),
            r"'toy-south' is an agglomeration.*regions/toy-south.yml.*megalopolis new toy-south",
        ),
        (
            lambda: Region.load("toy", "en", data=TOY).indicator("populatoin", 2020),
            r"no indicator 'populatoin'. Did you mean population",
        ),
        (
            lambda: Region.load("toy", "en", data=TOY).indicator("population", 1990),
            r"population has no values for 1990; years with values: 2010, 2020",
        ),
        (
            lambda: Region.load("toy", "en", data=TOY).panel("employment_farming", years=[2010, 2020]),
            r"employment_farming has no values for 2010; years with values: 2020",
        ),
        (
            lambda: Region.load("toy", "en", data=TOY).travel("rail", "2020"),
            r"no mode and date of travel 'rail 2020'. Did you mean rail 2024.*: rail 2024, road 2024",
        ),
        (
            lambda: Region.load("toy", "en", data=TOY).travel("rail", "2024", "hours"),
            r"no value of travel 'hours'.* There are: minutes, trains, estimate",
        ),
    ],
)
def test_unknown_names_say_what_there_is(call, message: str):
    """Region, language, indicator, year: near matches, and what is available."""
    with pytest.raises(ParameterError, match=message):
        call()


def test_a_denominator_of_zero_is_a_gap(toy: Path):
    """Nothing per nobody is not infinite."""
    replace(toy / "observations" / "census.csv", "990100,2020,population,1000", "990100,2020,population,0")

    rate = Region.load("toy", "en", data=toy).indicator("urbanisation_rate", 2020)

    assert math.isnan(rate[JIA])


def test_indicators_in_a_circle_are_refused(toy: Path):
    """The message shows the way round."""
    replace(
        toy / "indicators.csv",
        "10 000 persons,base,,,,,,,,0,,0,A,toy-census,,\npopulation_urban",
        "10 000 persons,base,,,urbanisation_rate,,,,,0,,0,A,toy-census,,\npopulation_urban",
    )

    with pytest.raises(DataError, match="urbanisation_rate -> population -> urbanisation_rate"):
        Region.load("toy", "en", data=toy).indicator("urbanisation_rate", 2020)


def test_a_region_file_with_breaches_is_refused(toy: Path):
    """Loading says what checking says."""
    replace(toy / "regions" / "toy.yml", "dimension: innovation", "dimensoin: innovation")

    with pytest.raises(DataError, match=r"regions/toy.yml, row 14.*Did you mean dimension"):
        Region.load("toy", "en", data=toy)


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ([], "none"),
        ([2020], "2020"),
        ([2012, 2010, 2011], "2010-2012"),
        ([2010, 2020, 2021], "2010, 2020-2021"),
    ],
)
def test_years_are_said_in_short(years: list[int], expected: str):
    """Runs are joined, order does not matter."""
    assert expected == series.spans(years)
