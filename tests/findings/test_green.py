"""The green problem on the real tables, its eight tests computed a second time in plain Python."""

from __future__ import annotations

import statistics

import pandas as pd
import pytest

from megalopolis.findings import carbon, course, decoupling, green, green_choices, pressures, standing
from megalopolis.region import Region

from .conftest import rows

OWN = "changjiang-middle-reaches"
YEARS = {"first": 2010, "plan_end": 2015, "last": 2020, "emission_year": 2017, "air_year": 2018}
# finding -> indicator, first and last year of a change
CHANGES = {
    "green.so2.change": ("industrial_so2", 2010, 2015),
    "green.wastewater.change": ("industrial_wastewater", 2010, 2015),
    "green.co2.change": ("co2_edgar", 2010, 2020),
    "green.pm25.change": ("pm25", 2010, 2018),
}
# finding -> indicator, year, scale of the quotient by GDP (None: not divided)
LEVELS = {
    "green.so2.rank": ("industrial_so2", 2017, 1),
    "green.wastewater.rank": ("industrial_wastewater", 2017, 1),
    "green.co2.rank": ("co2_edgar", 2020, 100),
    "green.pm25.rank": ("pm25", 2018, None),
}


@pytest.fixture(scope="module")
def here(root):
    """The region of the book, in Chinese."""
    return Region.load(OWN, "zh", root / "data")


@pytest.fixture(scope="module")
def compared(here):
    """The comparisons behind the tests, without intervals worth the name."""
    return green.compared(here, **YEARS, seed=7, draws=20)


@pytest.fixture(scope="module")
def observed(root):
    """Observations by (city, indicator, year) of the environment and the economy."""
    return {
        (row["city"], row["indicator"], int(row["year"])): float(row["value"])
        for name in ("environment", "economy")
        for row in rows(root / f"data/observations/{name}.csv")
        if row["flag"] != "refused"
    }


def pairs(observed, cities, code, first, last):
    """(earlier, later) of the cities that have both."""
    return [
        (observed[city, code, first], observed[city, code, last])
        for city in cities
        if (city, code, first) in observed and (city, code, last) in observed
    ]


@pytest.mark.parametrize("key", [one for one in CHANGES if one != "green.pm25.change"])
def test_changes_of_amounts_are_those_of_sums(compared, observed, members, key):
    """Sum of the later over sum of the earlier year, less one, over the cities with both."""
    code, first, last = CHANGES[key]
    held = {one: pairs(observed, cities, code, first, last) for one, cities in members.items()}
    values = {
        one: 100 * (sum(b for _, b in both) / sum(a for a, _ in both) - 1) for one, both in held.items()
    }
    expected = {
        "value": pytest.approx(values[OWN]),
        "rank": 1 + sum(one > values[OWN] for one in values.values()),
        "middle": pytest.approx(statistics.median(values.values())),
        "cities": len(held[OWN]),
    }

    found = pressures.change_figures(compared[key])

    assert expected == {name: found[name] for name in expected}


def test_change_of_fine_particles_is_that_of_the_median_city(compared, observed, members):
    """Median over cities of later over earlier, less one."""
    code, first, last = CHANGES["green.pm25.change"]
    values = {
        one: statistics.median(100 * (b / a - 1) for a, b in pairs(observed, cities, code, first, last))
        for one, cities in members.items()
    }

    found = pressures.change_figures(compared["green.pm25.change"])

    assert (pytest.approx(values[OWN]), 1 + sum(one > values[OWN] for one in values.values())) == (
        found["value"],
        found["rank"],
    )


@pytest.mark.parametrize("key", list(LEVELS))
def test_levels_are_those_of_the_median_city(compared, observed, members, key):
    """Median over cities of emissions per GDP, or of concentrations, and the place from the highest."""
    code, year, scale = LEVELS[key]
    values = {
        one: statistics.median(
            observed[city, code, year] * scale / observed[city, "gdp", year]
            if scale
            else observed[city, code, year]
            for city in cities
            if (city, code, year) in observed
        )
        for one, cities in members.items()
    }

    found = compared[key].figures()

    assert (19, pytest.approx(values[OWN]), 1 + sum(one > values[OWN] for one in values.values())) == (
        found["count"],
        found["level"],
        found["value"],
    )


def test_silent_findings_are_those_of_the_tests(here):
    """tested() makes exactly the findings that the region file asks for, each with an interval."""
    found = green.tested(here, **YEARS, seed=7)

    assert {test.finding for test in here.argument.problem("green").tests} == {one.key for one in found}
    assert all(one.low <= one.value <= one.high for one in found)


def test_the_problem_was_stated_with_findings_and_measures(here):
    """Four pressures with two tests each, answered by measures, each of a principle of this problem."""
    problem = here.argument.problem("green")
    measures = [one for one in here.argument.measures if one.problem == problem.id]
    principles = {one.id for one in here.argument.principles if problem.id in one.problems}

    assert set(CHANGES) | set(LEVELS) == {test.finding for test in problem.tests}
    assert {(">", 0), ("<", 10)} == {(test.operator, test.threshold) for test in problem.tests}
    assert principles == {one.principle for one in measures}


def test_first_variant_repeats_the_tests(here, compared):
    """All cities give the tests' own figures; leaving a group out is to compute without its cities."""
    outside = set(here.cities.index[here.cities["group"] == "hunan"])
    table = pressures.both_years(here, "industrial_so2", 2010, 2015)
    rest = table[table.index.isin(set(here.cities.index) - outside)].sum()

    found = green_choices.variants(here, compared, {}, {"x": ["420200"]})

    whole = {key: pressures.change_figures(compared[key])["value"] for key in CHANGES}
    assert {key: pytest.approx(value) for key, value in whole.items()} == dict(found.iloc[0][list(whole)])
    assert {key: compared[key].figures()["value"] for key in LEVELS} == dict(found.iloc[0][list(LEVELS)])
    assert pytest.approx(100 * (rest["last"] / rest["first"] - 1)) == found.iloc[2]["green.so2.change"]
    assert ["全部城市", "不含湖北组团", "不含湖南组团", "不含江西组团", "x"] == list(found.index)


def test_a_variant_changes_the_verdict_only_by_its_own_tests(here, compared):
    """With carbon dioxide alone falling nothing of the changes holds, and the verdict follows the rule."""
    told = green.tested(here, **YEARS, seed=7)
    table = pd.DataFrame(
        {"green.co2.change": [-1.0], "green.wastewater.rank": [12.0], "green.pm25.rank": [11.0]}, index=["x"]
    )

    assert ["不成立"] == standing.verdicts(here, "green", told, table).to_list()


def test_other_choices_cover_what_they_say(here, compared):
    """Another statistic answers all eight; sources and years answer those that they name."""
    other = green_choices.by_other_statistic(here, compared, seed=7)
    sources = green_choices.by_source(here, 2010, 2015, seed=7)
    years = green_choices.by_years(here, {"co2_edgar": (2010, 2019)}, {"co2_per_gdp": 2019}, seed=7)

    assert list(compared) == list(other)
    assert {"co2_edgar", "co2_ceads"} == set(sources)
    assert {"green.co2.change", "green.co2.rank"} == set(years) == set(sources["co2_ceads"])


def test_decoupling_by_hand_for_one_city(here, observed):
    """Xianning: carbon dioxide grew more than 1.2 times as fast as real GDP from 2010 to 2020."""
    growth = 1.0
    for year in range(2011, 2021):
        growth *= observed["421200", "gdp_index", year] / 100
    pressure = observed["421200", "co2_edgar", 2020] / observed["421200", "co2_edgar", 2010] - 1

    found = decoupling.states(here, "co2_edgar", 2010, 2020).loc["421200"]

    assert (pytest.approx(pressure), pytest.approx(growth - 1)) == (found["pressure"], found["growth"])
    assert pressure / (growth - 1) > 1.2
    assert "expansive-negative-decoupling" == found["state"]


def test_states_are_counted_once_a_city(here):
    """The counts of a pressure add up to its cities, and the figures divide them without rest."""
    table = decoupling.counted(here, {"co2_edgar": (2010, 2020), "pm25": (2010, 2018)})
    figures = decoupling.figures(here, "co2_edgar", 2010, 2020)

    assert [28, 28] == table.sum().to_list()
    assert figures["count"] == figures["value"] + figures["weak"] + figures["rest"]
    assert figures["rest"] == len(figures["cities"])


def test_values_carried_forward_are_counted(here, observed, members):
    """Cities whose sulphur dioxide of 2018 is that of 2017 to the last digit."""
    same = [
        city
        for city in members[OWN]
        if observed.get((city, "industrial_so2", 2018)) == observed.get((city, "industrial_so2", 2017), -1)
    ]

    found = course.repeated(here, "industrial_so2", 2018)

    assert (len(same), set(same)) == (found["value"], set(found["cities"]))
    assert found["nation"] > found["value"]


def test_the_course_is_100_in_its_base(here):
    """Every line passes through 100, leaves out a city with a doubtful value, and ends where it was told."""
    spans = {"industrial_so2": (2008, 2012), "pm25": (2009, 2011), "gdp_index": (2009, 2012)}
    table = course.course(here, spans, 2010)
    name, year, value = table.columns

    base = table[table[year] == 2010]
    assert [pytest.approx(100)] * 3 == base[value].to_list()
    assert [5, 3, 4] == table.groupby(name, sort=False).size().to_list()
    assert ["430200"] == course.doubtful(here, "industrial_so2")
    assert "430200" not in course.unbroken(here, "industrial_so2", range(2008, 2013)).index


def test_a_step_and_what_follows_make_the_whole(here):
    """The change of the first year and that of the rest multiply to the change of the same cities."""
    table = course.unbroken(here, "industrial_so2", range(2010, 2016)).sum()
    found = course.step(here, "industrial_so2", 2010, 2015)

    whole = (1 + found["value"] / 100) * (1 + found["after"] / 100)
    assert pytest.approx(table[2015] / table[2010]) == whole


def test_two_inventories_of_the_same_cities(here, observed, members):
    """Totals, and the cities on which the inventories are more than a factor of two apart."""
    both = {
        city: (observed[city, "co2_edgar", 2015], observed[city, "co2_ceads", 2015])
        for city in members[OWN]
        if (city, "co2_edgar", 2015) in observed and (city, "co2_ceads", 2015) in observed
    }
    apart = {city for city, (edgar, ceads) in both.items() if not 0.5 <= edgar / ceads <= 2}

    found = carbon.agreement(here, 2015)

    assert (len(both), pytest.approx(sum(one for one, _ in both.values()))) == (
        found["count"],
        found["edgar"],
    )
    assert apart == set(carbon.apart(here, 2015))
    assert len(apart) == carbon.apart_figures(here, 2015)["value"]


def test_inventories_are_compared_on_the_same_cities(here):
    """Both comparisons count as many cities of each agglomeration, and the table lists ranks that exist."""
    levels = carbon.levels(here, 2015, seed=7, draws=5)
    changes = carbon.changes(here, 2010, 2015, seed=7, draws=5)

    for found in (levels, changes):
        edgar, ceads = (found[code].table["cities"].sort_index() for code in carbon.SOURCES)
        pd.testing.assert_series_equal(edgar, ceads)
    assert carbon.rank_figures(levels)["count"] == len(carbon.ranks(here, levels, "green.order"))
    assert -1 <= carbon.rank_figures(changes)["value"] <= 1
