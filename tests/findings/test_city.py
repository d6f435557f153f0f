"""The pages of single cities: ranks, peers, measures and gaps, by hand or from the CSV files."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import city, city_indicators, city_list, city_paths, city_places
from megalopolis.region import Region

WUHAN, XIANTAO, JINGDEZHEN = "420100", "429004", "360200"


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def standings(here):
    """Ranks of all cities, with few draws."""
    return city.standing(here, 2020, 40, 7)


def test_rank_follows_the_direction():
    """The largest is first when more is better, the smallest when less is; ties share, a gap has none."""
    value = pd.Series({"a": 3.0, "b": 5.0, "c": 5.0, "d": np.nan})

    assert [3, 1, 1] == [city.rank(value, one) for one in "abc"]
    assert [1, 2, 2] == [city.rank(value, one, -1) for one in "abc"]
    assert np.isnan(city.rank(value, "d"))


def test_a_code_may_come_as_a_number(toy):
    """papermill reads digits as a number."""
    assert "990100" == city.known(toy, 990100)


def test_a_city_of_another_region_is_refused(toy):
    """The message says what was found and what is near."""
    with pytest.raises(ParameterError, match=r"found '990109'. Near ones: 99"):
        city.known(toy, "990109")


@pytest.mark.parametrize(("code", "language"), [(WUHAN, "zh"), (XIANTAO, "en"), (JINGDEZHEN, "zh")])
def test_every_sentence_can_be_said(notebook, standings, code, language):
    """A capital, a county-level city without CO2 figure, and a city without fast trains in the timetable."""
    here = Region.load("changjiang-middle-reaches", language)
    table = city_indicators.indicators(here, code, 2020)
    near = city_places.neighbours(here, code)
    told = [
        city.residents(here, code, 2010, 2020),
        city.area(here, code, 2020),
        city.urbanisation(here, code, 2010, 2020),
        city.output(here, code, 2020),
        city.index_rank(here, standings, code, 2020, 40),
        city.dimensions(here, standings, code, 2020),
        city_indicators.strengths(here, table, code, 2020),
        city_indicators.weaknesses(here, table, code, 2020),
        city_indicators.unlike(here, table, code, 2020),
        city_places.adjoining(here, code, near),
        city_places.road(here, code),
        city_places.trains(here, code),
        city_places.alike(here, code, city_places.peers(here, code, 2020, 5), 2020),
        city_paths.concerning(here, table, code, 2020),
        city_paths.gaps(here, code),
    ]

    assert all(one.value is not None for one in told)
    assert here.names[code] == notebook.glued["city.residents.city"]
    assert ("city.trains.none" if code == JINGDEZHEN else "city.trains") in {one.key for one in told}
    assert ("city.gaps.county" in notebook.glued) == (code == XIANTAO)


def test_places_have_a_row_for_the_index_and_each_dimension(here, standings):
    """The rank of the index is that of the scores, and no interval runs backwards."""
    table = city.places(here, standings, WUHAN)

    assert ["composite index", "innovation", "coordination", "green", "openness", "sharing"] == list(
        table.index
    )
    assert (table["low"] <= table["high"]).all()
    assert table["rank"].iloc[0] == (standings["index"]["score"] > table["score"].iloc[0]).sum() + 1


def test_indicators_begin_with_the_largest_obstacle(here):
    """Obstacles add up to 100; what has no figure for the city has no rank, and comes last."""
    table = city_indicators.indicators(here, XIANTAO, 2020)

    assert 100 == pytest.approx(table["obstacle"].sum())
    assert table["obstacle"].dropna().is_monotonic_decreasing
    assert ["co2_per_gdp"] == list(table.index[table["rank"].isna()]) == [table.index[-1]]


def test_residents_on_the_area_of_the_city(here, notebook):
    """10 000 persons over square kilometres, told per square kilometre."""
    city.area(here, WUHAN, 2020)

    density = 10_000 * here.indicator("population", 2020)[WUHAN] / here.cities["area"][WUHAN]
    assert density == pytest.approx(float(notebook.glued["city.area.density"].replace(",", "")), abs=0.5)


def test_whole_region_counts_only_cities_with_both_figures(here, notebook, monkeypatch):
    """80 % of 100 and 50 % of 50; a city without a rate has no part in the residents."""
    rate = pd.Series({WUHAN: 80.0, XIANTAO: np.nan, JINGDEZHEN: 50.0})
    residents = pd.Series({WUHAN: 100.0, XIANTAO: 50.0, JINGDEZHEN: 50.0})
    codes = {city.URBANISATION: rate, city.RESIDENTS: residents}
    monkeypatch.setattr(Region, "indicator", lambda self, code, year: codes[code])

    city.urbanisation(here, WUHAN, 2010, 2020)

    assert 70 == float(notebook.glued["city.urbanisation.whole"])


def test_best_and_worst_dimension_of_a_city(here, notebook):
    """First in green, third in sharing, second in openness."""
    ranks = {"index": 2.0, "openness": 2.0, "green": 1.0, "sharing": 3.0}
    standings = {
        code: pd.DataFrame({"rank": rank, "low": rank, "high": rank, "score": 50.0}, [WUHAN])
        for code, rank in ranks.items()
    }

    told = city.dimensions(here, standings, WUHAN, 2020)

    assert 1 == told.value
    assert ("green", "sharing") == tuple(
        notebook.glued[f"city.dimensions.{one}"] for one in ("dimension", "last")
    )


def test_what_holds_a_city_back_more_than_others_need_not_be_its_largest_obstacle(here, notebook):
    """40 against 39 of the median city is usual, 35 against 20 is not, and a gap is no obstacle."""
    codes = ["gdp_per_head", "college_per_100k", "tap_water_share", "co2_per_gdp"]
    table = pd.DataFrame({"obstacle": [40.0, 35, 25, np.nan], "median": [39.0, 20, 30, 11]}, index=codes)

    told = city_indicators.unlike(here, table, WUHAN, 2020)

    assert 15 == told.value
    assert ("35", "20") == tuple(notebook.glued[f"city.unlike.{key}"][:2] for key in ("own", "middle"))


def test_peers_are_the_nearest_by_three_figures(here, root):
    """The nearest city and its distance, from the CSV files alone."""
    tables = [
        pd.read_csv(root / f"data/observations/{name}.csv", dtype={"city": str})
        for name in ("census", "economy")
    ]
    long = pd.concat(tables)
    wide = long[long["year"] == 2020].pivot_table(index="city", columns="indicator", values="value")
    rate = wide["urbanisation_rate_census_yearbook"]
    figures = np.column_stack([np.log(wide["population"]), np.log(wide["gdp"] / wide["population"]), rate])
    whole = pd.DataFrame(figures, index=wide.index).dropna()
    distance = np.sqrt((((whole - whole.loc[XIANTAO]) / whole.std()) ** 2).sum(axis=1)).drop(XIANTAO)

    found = city_places.peers(here, XIANTAO, 2020, 5)

    assert list(distance.nsmallest(5).index) == list(found.index)
    assert list(distance.nsmallest(5)) == pytest.approx(list(found["distance"]))


def test_a_city_without_one_figure_is_compared_by_the_others(here, monkeypatch):
    """Without GDP two figures are left; without all three there is nothing to compare."""
    nation = Region.nation
    hidden = ["gdp_per_head"]

    def gaps(self, code, year):
        values = nation(self, code, year)
        return values.mask(values.index == WUHAN) if code in hidden else values

    monkeypatch.setattr(Region, "nation", gaps)
    found = city_places.peers(here, WUHAN, 2020, 3)
    hidden += ["population", "urbanisation_rate_census_yearbook"]

    assert 3 == len(found)
    with pytest.raises(ParameterError, match="of Wuhan in 2020"):
        city_places.peers(here, WUHAN, 2020, 3)


def test_neighbours_are_mutual(here):
    """Wuhan borders on Xiantao and Xiantao on Wuhan; Jingdezhen is far from both."""
    of_wuhan, of_xiantao = (city_places.neighbours(here, one) for one in (WUHAN, XIANTAO))

    assert XIANTAO in of_wuhan
    assert WUHAN in of_xiantao
    assert JINGDEZHEN not in {*of_wuhan, *of_xiantao}


def test_ways_lead_to_neighbours_and_other_cores(here):
    """Nearest by road first; the three capitals are there, the city itself is not."""
    near = city_places.neighbours(here, WUHAN)
    table = city_places.reached(here, WUHAN, near, 2020)

    assert {*near, "430100", "360100"} == set(table.index)
    assert table["road"].is_monotonic_increasing
    assert "yes" == table["adjoins"][XIANTAO]


def test_measures_follow_the_largest_obstacles(toy):
    """Only those that watch one of the largest, in the order of the obstacles."""
    largest = ["population", "a", "patents_per_10k"]
    table = pd.DataFrame({"obstacle": [30.0, 20.0, 10.0, None]}, index=[*largest, "b"])
    small = pd.DataFrame({"obstacle": [9.0, 8, 7, 6, 5, 4]}, index=["a", "b", "c", "d", "e", "population"])

    assert ["second-city", "laboratories"] == [one.id for one in city_paths.measures(toy, table)]
    assert [] == city_paths.measures(toy, small)


def test_measures_of_a_city_are_listed_with_links(here, notebook):
    """An item for each that watches the obstacle; no list where none does."""
    code = here.argument.measures[0].indicator
    watching = [one.id for one in here.argument.measures if one.indicator == code]

    told = [
        city_paths.concerning(here, pd.DataFrame({"obstacle": [100.0]}, index=[one]), WUHAN, 2020)
        for one in (code, "watched by none")
    ]

    (shown,) = [output["text/html"] for output in notebook.outputs if "<ul" in str(output.get("text/html"))]
    assert [len(watching), 0] == [one.value for one in told]
    assert len(watching) == shown.count("<li>")
    assert all(f"#measure-{one} " in shown for one in watching)


@pytest.mark.parametrize("code", [WUHAN, XIANTAO])
def test_gaps_are_the_indicators_without_any_figure(here, root, code):
    """Counted from the CSV files; no correction takes the last figure of a city away."""
    files = sorted((root / "data/observations").glob("*.csv"))
    long = pd.concat([pd.read_csv(path, dtype={"city": str}) for path in files]).dropna(subset=["value"])
    inside = long[long["city"].isin(here.cities.index)]
    every = set(inside["indicator"])
    own = set(inside.loc[inside["city"] == code, "indicator"])

    lacking, looked_at = city_paths.missing(here, code)

    assert (every - own, every) == (set(lacking), set(looked_at))


def test_the_list_of_cities_has_them_all(here):
    """31 cities in the order of their codes, each with a rank inside its interval or near it."""
    table = city_list.overview(here, 2010, 2020, 40, 7)

    assert list(here.cities.index) == list(table.index)
    assert not table.isna().any().any()
