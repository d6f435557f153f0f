"""The sharing problem on the real tables, its eight tests computed a second time in plain Python."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict

import numpy as np
import pytest

from megalopolis.findings import connections, dispersion, holding, services, sharing, standing
from megalopolis.region import Region

from .conftest import rows

OWN = "changjiang-middle-reaches"
YEARS = services.listed(2016, 2018, 2020, 2020)
CHOSEN = services.key(YEARS)


@pytest.fixture(scope="module")
def here(root):
    """The region of the book, in Chinese."""
    return Region.load(OWN, "zh", root / "data")


@pytest.fixture(scope="module")
def told(here):
    """The findings of the tests by key."""
    return {one.key: one for one in sharing.tested(here, 2016, 2018, 2020, "2016-03-16", seed=7)}


@pytest.fixture(scope="module")
def observed(root):
    """Observations by (city, indicator, year) of the census and the services."""
    return {
        (row["city"], row["indicator"], row["year"]): float(row["value"])
        for name in ("census", "services")
        for row in rows(root / f"data/observations/{name}.csv")
    }


def held(observed, members, code, year):
    """For each agglomeration (amount, residents) of the cities that have both."""
    return {
        one: [
            (observed[city, code, year], observed[city, "population", year])
            for city in cities
            if {(city, code, year), (city, "population", year)} <= observed.keys()
        ]
        for one, cities in members.items()
    }


def theil(pairs):
    """Theil's T of (amount, weight)."""
    amount, weight = (sum(column) for column in zip(*pairs, strict=True))
    return sum(a / amount * math.log(a / amount / (w / weight)) for a, w in pairs)


def place(values, own=OWN):
    """Rank from the highest."""
    return 1 + sum(value > values[own] for value in values.values())


@pytest.mark.parametrize(
    ("finding", "code", "year"),
    [("sharing.doctors.rank", "doctors", "2016"), ("sharing.schools.rank", "fiscal_exp_education", "2018")],
)
def test_median_city_per_head(told, observed, members, finding, code, year):
    """Rank of the median over cities of an amount per resident."""
    values = {
        one: statistics.median(amount / residents for amount, residents in pairs)
        for one, pairs in held(observed, members, code, year).items()
    }

    assert (19, told[finding].value) == (len(values), place(values))


def test_tap_water(told, observed, members):
    """Rank of the median over cities of the share of households with tap water."""
    values = {
        one: statistics.median(
            observed[city, "tap_water_share", "2020"]
            for city in cities
            if (city, "tap_water_share", "2020") in observed
        )
        for one, cities in members.items()
    }

    assert place(values) == told["sharing.water.rank"].value


@pytest.mark.parametrize(
    ("finding", "code", "year"),
    [
        ("sharing.doctors.theil.rank", "doctors", "2016"),
        ("sharing.schools.theil.rank", "fiscal_exp_education", "2018"),
        ("sharing.broadband.theil.rank", "internet_broadband_users", "2016"),
    ],
)
def test_spread_over_residents(told, observed, members, finding, code, year):
    """Rank of Theil's T of an amount with residents as weight; per head times residents is the amount."""
    values = {one: theil(pairs) for one, pairs in held(observed, members, code, year).items()}

    assert place(values) == told[finding].value


@pytest.mark.parametrize("column", ["trains", "minutes"])
def test_border(root, told, column):
    """The equation with a column for each city, from the rows of the timetable."""
    seats = {row["code"]: row for row in rows(root / "data/cities.csv")}
    groups = {
        row["city"]: row["group"]
        for row in rows(root / "data/agglomerations.csv")
        if row["agglomeration"] == OWN and row["variant"] == "base"
    }
    ways = defaultdict(list)
    for row in rows(root / "data/travel.csv"):
        if (row["mode"], row["date"]) == ("rail", "2016-03-16"):
            ways[tuple(sorted((row["origin"], row["destination"])))].append(float(row[column]))

    def km(one, other):
        lon1, lat1, lon2, lat2 = (
            math.radians(float(seats[code][f"seat_{name}"]))
            for code in (one, other)
            for name in ("longitude", "latitude")
        )
        cosine = math.sin(lat1) * math.sin(lat2) + math.cos(lat1) * math.cos(lat2) * math.cos(lon1 - lon2)
        return 6371 * math.acos(cosine)

    cities = sorted({city for pair in ways for city in pair})
    design = [
        [groups[a] != groups[b], math.log(km(a, b)), *(one in (a, b) for one in cities)] for a, b in ways
    ]
    logs = [math.log(statistics.fmean(values)) for values in ways.values()]
    effect = np.linalg.lstsq(np.array(design, dtype=float), np.array(logs), rcond=None)[0][0]

    found = told[f"sharing.border.{column}"]

    assert pytest.approx(100 * (math.exp(effect) - 1)) == found.value
    assert found.low < found.value < found.high


def test_the_problem_was_stated_with_findings_and_measures(here, told):
    """Eight tests with findings that are told, answered by measures, each of a principle of this problem."""
    problem = here.argument.problem("sharing")
    measures = [one for one in here.argument.measures if one.problem == problem.id]
    principles = {one.id for one in here.argument.principles if problem.id in one.problems}

    assert {test.finding: test.id for test in problem.tests} == sharing.TESTS
    assert set(sharing.TESTS) == set(told)
    assert {one.principle for one in measures} == principles


def test_variants_begin_with_the_tests_themselves(here, told):
    """The row with all cities has the values that the tests have; other timetables move the border alone."""
    ranked = sharing.compared(here, 2016, 2018, 2020, seed=7)
    found = sharing.variants(here, ranked, {}, ["2016-03-16", "2020-12"], 300)
    words = standing.verdicts(here, "sharing", told.values(), found)

    assert [pytest.approx(told[key].value) for key in found] == found.iloc[0].to_list()
    assert 4 + 3 == len(found) == len(words)
    assert found.loc[here.say("sharing.variants.timetable", date="2020-12")].isna().sum() == len(ranked)


def test_amount_is_the_level_times_the_residents(here, observed):
    """Doctors per 1000 times 10 000 persons, city by city."""
    found = services.provided(here, "doctors_per_1000", 2016).loc["420100"]

    level, residents = (here.nation(code, 2016)["420100"] for code in ("doctors_per_1000", "population"))
    assert [pytest.approx(level * residents), residents] == found[["amount", "residents"]].tolist()


def test_between_and_within_make_the_whole(here):
    """The split adds up, and its total is that of the comparison."""
    table = holding.split_table(here, CHOSEN)
    totals = [services.spread(here, code, year, seed=7).figures()["level"] for code, year in CHOSEN.items()]

    assert [pytest.approx(one) for one in table["total"]] == (table["between"] + table["within"]).to_list()
    assert [pytest.approx(one) for one in totals] == table["total"].to_list()


def test_cores_by_plain_sums(here, observed, members):
    """The three capitals' doctors over those of all cities that have a figure, and their residents."""
    pairs = {
        city: (observed[city, "doctors", "2016"], observed[city, "population", "2016"])
        for city in members[OWN]
        if (city, "doctors", "2016") in observed
    }
    doctors, residents = (
        100
        * sum(pairs[city][n] for city in ("420100", "430100", "360100"))
        / sum(p[n] for p in pairs.values())
        for n in (0, 1)
    )
    found = holding.core_figures(here, "doctors_per_1000", 2016, 2020)

    assert (pytest.approx(doctors), pytest.approx(residents)) == (found["value"], found["residents"])


def test_groups_are_means_over_residents(here):
    """The region lies between its lowest and highest group, and the groups stand in the file's order."""
    table = holding.by_group(here, CHOSEN)
    last = holding.differing(here, CHOSEN)

    assert ["hubei", "hunan", "jiangxi"] == table.index[:-1].to_list()
    assert (table.iloc[:-1].min() <= table.iloc[-1]).all() and (table.iloc[-1] <= table.iloc[:-1].max()).all()
    assert (3.0, 5.0) == (last["groups"], last["count"]) and 1 <= last["value"] <= 3


def test_overview_repeats_the_comparisons(here):
    """One row an indicator, with the rank that its comparison gives."""
    one = {"tap_water_share": 2020}
    levels, spreads = services.levels(here, one, 7), services.spreads(here, one, 7)
    found = services.overview(levels, spreads, one).loc["tap_water_share"]

    assert (31, 2020) == (found["cities"], found["year"])
    assert levels["tap_water_share"].figures()["value"] == found["rank"]
    assert spreads["tap_water_share"].figures()["value"] == found["theil_rank"]


def test_lowest_and_highest(here, observed, members):
    """The cities with least and most tap water."""
    shares = {city: observed[city, "tap_water_share", "2020"] for city in members[OWN]}
    found = services.lowest(here, "tap_water_share", 2020)

    assert (min(shares, key=shares.get), max(shares, key=shares.get)) == (found["city"], found["best"])
    assert min(shares.values()) == found["value"]


def test_groups_have_names_in_both_languages(told, here):
    """A group is named in the language of each sentence, not in that of the edition."""
    from megalopolis.findings import finding

    stated = finding.state_from(
        here,
        "sharing.groups.doctors",
        holding.group_figures(here, "doctors_per_1000", 2016),
        year=2016,
    )

    assert "Jiangxi group" in stated.sentence_en and "江西组团" in stated.sentence_zh


def test_a_group_without_figures_is_left_out(here):
    """Without its pairs, the border between the other two groups is still told."""
    pairs = connections.pairs(here, "2016-03-16")
    outside = here.cities.index[here.cities["group"] != "jiangxi"]
    kept = pairs[pairs["first"].isin(outside) & pairs["second"].isin(outside)]

    assert 0 < connections.border(kept, "trains")["across"] < pairs["across"].sum()


def test_gini_counts_each_city_once(here):
    """The Gini coefficient of doctors per head is that of the cities' values."""
    values = here.indicator("doctors_per_1000", 2016).dropna().to_numpy()
    expected = np.abs(values[:, None] - values).sum() / (2 * len(values) * (len(values) - 1) * values.mean())
    found = services.gini(here, "doctors_per_1000", 2016, seed=7)

    assert pytest.approx(expected) == found.figures()["level"]
    assert dispersion.gini is found.statistic
