"""The openness problem on the real tables, its six tests computed a second time in plain Python."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from megalopolis.findings import dispersion, investment, opening, openness, openness_choices, problems
from megalopolis.region import Region

from .conftest import rows

OWN = "changjiang-middle-reaches"
FDI = "openness.fdi.rank"


@pytest.fixture(scope="module")
def here(root):
    """The region of the book, in Chinese."""
    return Region.load(OWN, "zh", root / "data")


@pytest.fixture(scope="module")
def observed(root):
    """Observations by (city, indicator, year) of the census, the economy and the connections."""
    return {
        (row["city"], row["indicator"], int(row["year"])): float(row["value"])
        for name in ("census", "economy", "connections")
        for row in rows(root / f"data/observations/{name}.csv")
        if row["flag"] != "refused"
    }


@pytest.fixture(scope="module")
def compared(here):
    """The six comparisons, as the chapter makes them."""
    return openness.compared(here, 2010, 2020, 2019, 2016, 2015, seed=7)


@pytest.fixture(scope="module")
def told(here):
    """The findings of the tests, made in silence."""
    return openness.tested(here, 2010, 2020, 2019, 2016, 2015, seed=7)


def place(values, own=OWN):
    """Rank from the highest."""
    return 1 + sum(value > values[own] for value in values.values())


def medians(observed, members, value):
    """Median over the cities of each agglomeration for which *value* finds its figures; two at least."""
    held = {}
    for one, cities in members.items():
        known = []
        for city in cities:
            try:
                known.append(value(lambda *key, city=city: observed[city, *key]))
            except KeyError:
                continue
        if len(known) > 1:
            held[one] = statistics.median(known)
    return held


SHARE = "outprov_migrant_share"
BY_HAND = {
    "openness.migrants.rank": lambda at: at(SHARE, 2020),
    "openness.arrivals.rank": lambda at: at(SHARE, 2020) - at(SHARE, 2010),
    FDI: lambda at: at("fdi_actual", 2019) / at("gdp", 2019) * 100,
    "openness.mobility.rank": lambda at: at("net_mobility_degree", 2016) / at("population", 2016) / 10_000,
    "openness.information.rank": lambda at: at("net_weibo_degree", 2015) / at("population", 2015) / 10_000,
}


@pytest.mark.parametrize("key", BY_HAND)
def test_rank_and_value_of_the_median_city(compared, observed, members, key):
    """Medians, count and rank by the standard library."""
    values = medians(observed, members, BY_HAND[key])
    found = compared[key].figures()

    assert (place(values), len(values)) == (found["value"], found["count"])
    assert pytest.approx(values[OWN]) == found["level"]


def test_concentration_of_people_from_other_provinces(compared, observed, members):
    """Theil's T of those people with all residents of the same census as weight."""
    values = {}
    for one, cities in members.items():
        pairs = [
            (observed[city, SHARE, 2020] * residents / 100, residents)
            for city in cities
            if (residents := observed.get((city, "pop_census_yearbook", 2020)))
        ]
        outside, people = (sum(column) for column in zip(*pairs, strict=True))
        values[one] = sum(a / outside * math.log(a / outside / (p / people)) for a, p in pairs)
    found = compared["openness.depth.rank"].figures()

    assert 19 == len(values)
    assert (place(values), pytest.approx(values[OWN])) == (found["value"], found["level"])


def test_silent_findings_give_the_verdict_of_the_chapter(here, compared, told):
    """Those of other pages carry the figures of the comparisons, and suffice for the verdict."""
    expected = {key: one.figures()["value"] for key, one in compared.items()}

    assert expected == {one.key: one.value for one in told}
    assert problems.weigh(here, "openness", told) in {"supported", "partly", "not-supported"}


def test_the_problem_was_stated_with_findings_and_measures(here):
    """Six tests with findings that exist, answered by measures, each of a principle of this problem."""
    problem = here.argument.problem("openness")
    measures = [one for one in here.argument.measures if one.problem == problem.id]
    principles = {one.id for one in here.argument.principles if problem.id in one.problems}

    assert set(BY_HAND) | {"openness.depth.rank"} == {test.finding for test in problem.tests}
    assert set() == {test.finding for test in problem.tests} - set(here.findings_table.index)
    assert {one.principle for one in measures} == principles


def test_breaks_are_the_falls_that_the_corrections_flag(here, root):
    """With half as the rule the region breaks where the table of corrections has a flag, and nowhere else."""
    flagged = {
        (row["city"], int(row["year"]))
        for row in rows(root / "data/corrections.csv")
        if row["indicator"] == "fdi_actual" and row["action"] == "flag"
    }
    found = investment.breaks(here, 2006, 2020, 0.5)
    own = found[found.index.isin(here.cities.index)]

    assert flagged == set(zip(own.index, own["year"], strict=True))
    assert (found["left"] < 50).all()
    assert found["left"].to_list() == [pytest.approx(one) for one in 100 * found["after"] / found["before"]]


def test_a_stricter_rule_finds_fewer_breaks(here):
    """Every fall below a quarter is one below a half; a rule of 0 finds none."""
    counts = [investment.break_figures(here, 2010, 2020, fall)["value"] for fall in (0.5, 0.25, 0.0)]

    assert counts == sorted(counts, reverse=True)
    assert 0 == counts[-1]


def test_unbroken_cities_keep_their_figure(here):
    """Cities that broke lose it, no other does, and the values stay what they are."""
    kept, every = investment.unbroken(here, 2010, 2019, 0.5), here.nation("fdi_per_gdp", 2019)
    broken = set(investment.breaks(here, 2010, 2019, 0.5).index)

    assert broken & set(every.dropna().index) == set(every.dropna().index) - set(kept.dropna().index)
    pd.testing.assert_series_equal(every[kept.notna()], kept.dropna(), check_names=False)


def test_cities_add_up_to_more_than_the_country(here, observed, root):
    """Sum of the cities' investment over the ministry's total, both from the tables as they stand."""
    total = next(
        float(row["value"]) for row in rows(root / "data/national.csv") if row["series"] == "fdi_used"
    )
    figures = [value for (_, name, year), value in observed.items() if (name, year) == ("fdi_actual", 2019)]
    found = investment.scope_figures(here, 2019)

    assert pytest.approx(sum(figures) / 100 / total) == found["value"]
    assert len(figures) == found["count"]


def test_without_a_published_total_there_is_no_ratio(here):
    """A year for which the table has no total gives None and still the sum."""
    found = investment.scope_figures(here, 2016)

    assert found["value"] is None
    assert found["sum"] > 0


def test_groups_move_as_their_cities_do(here, observed):
    """Median and share of falls of the Jiangxi group, recomputed from the values of its cities."""
    table = investment.behaviour(here, 2010, 2020, 0.5)
    codes = here.cities.index[here.cities["group"] == "jiangxi"]
    ratios = [
        observed[city, "fdi_actual", year] / observed[city, "fdi_actual", year - 1]
        for city in codes
        for year in range(2010, 2021)
    ]
    row = table.loc[here.cities.loc[codes[0], "group_name"]]

    assert [group.name for group in here.groups] == list(table.index[:-1])
    assert pytest.approx(100 * (statistics.median(ratios) - 1)) == row["median"]
    assert pytest.approx(100 * sum(one < 1 for one in ratios) / len(ratios)) == row["fell"]


def test_peers_are_the_other_cities_once(here, members):
    """Cities of the other agglomerations, those that the region shares with one left out."""
    expected = {city for one, cities in members.items() if one != OWN for city in cities} - set(members[OWN])
    found = investment.peers(here)

    assert (expected, len(expected)) == (set(found), len(found))


def test_gateways_add_up(here, observed, members):
    """The cores' shares sum to the last column; the residents of Wuhan are its part of those of the 31."""
    table = opening.gateways(here, {"residents": 2020, "outsiders": 2020, "air": 2016})
    total = sum(observed[city, "population", 2020] for city in members[OWN])

    assert table.iloc[:, :-1].sum(axis=1).to_list() == [pytest.approx(one) for one in table.iloc[:, -1]]
    assert pytest.approx(100 * observed["420100", "population", 2020] / total) == table.iloc[0]["武汉"]


def test_share_of_the_cores_in_people_from_outside(here, observed, members):
    """Of residents from other provinces, of their gain, and of all residents; straight from the tables."""
    cores = ["360100", "420100", "430100"]

    def people(city, year):
        count = observed[city, "pop_census_yearbook", year]
        return np.array([count * observed[city, "outprov_migrant_share", year] / 100, count])

    first, last = (
        [sum(people(city, year) for city in cities) for cities in (cores, members[OWN])]
        for year in (2010, 2020)
    )
    gain = [later[0] - earlier[0] for earlier, later in zip(first, last, strict=True)]

    found = opening.gateway_figures(here, 2010, 2020)
    expected = {
        "value": last[0][0] / last[1][0],
        "start": first[0][0] / first[1][0],
        "residents": last[0][1] / last[1][1],
        "gain": gain[0] / gain[1],
    }
    assert {key: pytest.approx(100 * share) for key, share in expected.items()} == {
        key: found[key] for key in expected
    }


def test_a_listed_city_without_flights_counts_and_one_not_listed_does_not(here, observed):
    """Flights are 0 where the yearbook has coaches only; cities with neither are left out."""
    table = opening.flights(here, 2016)

    assert 0 == table.loc["420700", "air"]
    assert ("420700", "passengers_road", 2016) in observed
    assert "429004" not in table.index


def test_pooled_changes_by_hand():
    """1 of 10 becomes 3 of 20, so that the share gains 5 points; T of equal spreads stays 0."""
    cells = np.array([[[1.0, 6.0, 2.0, 10.0], [0.0, 4.0, 1.0, 10.0]]])
    equal = np.array([[[1.0, 10.0, 3.0, 10.0], [2.0, 20.0, 6.0, 20.0]]])

    assert [pytest.approx(5.0)] == opening.pooled_change(cells)
    assert [pytest.approx(0.0)] == opening.theil_change(equal)


def test_theil_change_is_later_less_earlier(here):
    """The region's change between the censuses is the difference of its two indices."""
    both = dispersion.compare(here, opening.both(here, 2010, 2020), opening.theil_change, seed=7, draws=1)
    ends = [
        dispersion.compare(here, opening.outsiders(here, year), dispersion.theil, seed=7, draws=1).figures()
        for year in (2010, 2020)
    ]

    assert pytest.approx(ends[1]["level"] - ends[0]["level"]) == opening.own_figures(both)["value"]


def test_arrivals_in_points_and_growth_in_per_cent(here, observed):
    """Wuhan's share of residents from other provinces in both censuses, straight from the table."""
    first, last = (observed["420100", "outprov_migrant_share", year] for year in (2010, 2020))

    assert pytest.approx(last - first) == opening.arrivals(here, 2010, 2020)["420100"]
    assert pytest.approx(100 * (last - first) / first) == opening.growth(here, 2010, 2020)["420100"]


def test_a_test_without_its_figure_is_not_counted(here, told):
    """Taking a finding away leaves one test fewer and nothing else changed."""
    shares = openness_choices.passed_figures(here, told, FDI)
    left = openness_choices.without(told, FDI)

    assert [one if one.key != FDI else replace(one, value=None, low=None, high=None) for one in told] == left
    assert (6, 5) == (shares["all_count"], shares["count"])
    assert shares["all_passed"] - shares["passed"] in {0, 1}


def test_choices_start_with_all_cities_and_end_without_investment(here, compared, told, observed, members):
    """First row: the ranks of the tests. Last row: the same without investment, and its own verdict.

    Between them sums over sums in per cent: investment over output of the cities that have both.
    """
    others = openness_choices.alternatives(here, 2010, 2020, 2010, (2019, 2016), (2016, 2015), 0.5, seed=7)
    table = openness_choices.choices(here, told, compared, others)

    assert [one.value for one in told] == table.iloc[0].drop("verdict").to_list()
    pairs = [
        (observed[city, "fdi_actual", 2019], observed[city, "gdp", 2019])
        for city in members[OWN]
        if (city, "fdi_actual", 2019) in observed
    ]
    pooled = others[here.say("openness.variants.pooled")]
    used, output = map(sum, zip(*pairs, strict=True))
    assert pytest.approx(100 * used / output) == pooled[FDI].table["value"][OWN]
    assert all(one.table["value"].notna().any() for chosen in others.values() for one in chosen.values())
    assert np.isnan(table.iloc[-1][FDI])
    assert 1 + len(here.groups) + len(others) + 1 == len(table)
    assert table["verdict"].isin(["成立", "部分成立", "不成立"]).all()


def test_well_covered_agglomerations_have_four_fifths(here, compared):
    """Only agglomerations with figures for at least 80 % of their cities are ranked, and the region."""
    table = openness_choices.covered(here, {FDI: compared[FDI]})
    every = compared[FDI].table
    full = every[every["cities"] >= 0.8 * every["of"]]

    assert (len(full), 28, 31) == tuple(table.loc[FDI, ["peers", "cities", "of"]])
    assert 1 + (full["value"] > every.loc[OWN, "value"]).sum() == table.loc[FDI, "rank"]
