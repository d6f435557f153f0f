"""The coordination problem on the real tables, its eight tests computed a second time in plain Python."""

from __future__ import annotations

import dataclasses
import math
import statistics
from collections import defaultdict

import pandas as pd
import pytest

from megalopolis.findings import counties, dispersion, imbalance, settling
from megalopolis.region import Region

from .conftest import rows

OWN = "changjiang-middle-reaches"
DISTRICTS = {"district"}
COUNTIES = {"county", "county-level-city"}


@pytest.fixture(scope="module")
def here(root):
    """The region of the book, in Chinese."""
    return Region.load(OWN, "zh", root / "data")


@pytest.fixture(scope="module")
def observed(root):
    """Observations by (city, indicator, year) of the census and the economy."""
    return {
        (row["city"], row["indicator"], row["year"]): float(row["value"])
        for name in ("census", "economy")
        for row in rows(root / f"data/observations/{name}.csv")
        if row["flag"] != "refused"
    }


@pytest.fixture(scope="module")
def units(root):
    """Rows of the county table by (code, year)."""
    return {(row["code"], row["year"]): row for row in rows(root / "data/counties.csv")}


def theil(pairs):
    """Theil's T of (amount, weight)."""
    amount, weight = (sum(column) for column in zip(*pairs, strict=True))
    return sum(a / amount * math.log(a / amount / (w / weight)) for a, w in pairs)


def gini(values):
    """Mean absolute difference of two different cities over twice the mean."""
    total = sum(abs(a - b) for a in values for b in values)
    return total / (2 * len(values) * (len(values) - 1) * statistics.fmean(values))


def deviation(pairs):
    """Standard deviation of (value, weight)."""
    weight = sum(w for _, w in pairs)
    mean = sum(v * w for v, w in pairs) / weight
    return math.sqrt(sum(w * (v - mean) ** 2 for v, w in pairs) / weight)


def place(values, own=OWN):
    """Rank from the highest."""
    return 1 + sum(value > values[own] for value in values.values())


def by_city(observed, members, *keys):
    """For each agglomeration the cities that have all of these (indicator, year)."""
    return {
        one: [
            tuple(observed[city, *key] for key in keys)
            for city in cities
            if all((city, *key) in observed for key in keys)
        ]
        for one, cities in members.items()
    }


def follow(units):
    """(city, change of residents in %, change of urban residents in %) of counties that can be followed."""
    for (_, year), row in units.items():
        later = units.get((row["later_code"], "2020"))
        if year == "2010" and row["kind"] in COUNTIES and later:
            yield (
                later["city"],
                *(
                    100 * (int(later[name]) / int(row[name]) - 1)
                    for name in ("population", "urban_population")
                ),
            )


def check(values, found):
    """The same rank and the same value of the region."""
    assert 19 == len(values)
    assert (place(values), pytest.approx(values[OWN])) == (found.figures()["value"], found.figures()["level"])


def test_output(here, observed, members):
    """Theil's T of GDP with residents as weight."""
    held = by_city(observed, members, ("gdp", "2020"), ("population", "2020"))
    found = dispersion.compare(here, imbalance.output(here, 2020), dispersion.theil, seed=7, draws=1)

    check({one: theil(pairs) for one, pairs in held.items()}, found)


def test_income(here, observed, members):
    """Theil's T of income with urban residents as weight."""
    rate = ("urbanisation_rate_census_yearbook", "2020")
    held = by_city(observed, members, ("income_urban", "2020"), ("population", "2020"), rate)
    found = dispersion.compare(here, imbalance.income(here, 2020), dispersion.theil, seed=7, draws=1)

    check({one: theil([(i * p * r, p * r) for i, p, r in cells]) for one, cells in held.items()}, found)


def test_income_of_a_city_in_its_unit(here, observed):
    """Yuan a head times 10 000 urban residents is 10 000 yuan; 10 000 of these are 100 million yuan."""
    keys = ("income_urban", "population", "urbanisation_rate_census_yearbook")
    head, people, rate = (observed["420100", key, "2020"] for key in keys)

    found = imbalance.income(here, 2020).loc["420100"]
    assert pytest.approx([head * people * 1e4 * rate / 100 / 1e8, people * rate / 100]) == list(found)


def test_concentration(here, observed, members):
    """Change of the Gini coefficient of residents."""
    held = by_city(observed, members, ("population", "2010"), ("population", "2020"))
    values = {
        one: gini([later for _, later in cells]) - gini([earlier for earlier, _ in cells])
        for one, cells in held.items()
    }
    found = dispersion.compare(
        here, imbalance.residents(here, 2010, 2020), dispersion.gini_change, seed=7, draws=1
    )

    check(values, found)


def test_urbanisation(here, observed, members):
    """Standard deviation of urbanisation rates with residents as weight."""
    rate = ("urbanisation_rate_census_yearbook", "2020")
    held = by_city(observed, members, rate, ("population", "2020"))
    found = dispersion.compare(
        here, imbalance.urbanisation(here, 2020), dispersion.deviation, seed=7, draws=1
    )

    check({one: deviation(pairs) for one, pairs in held.items()}, found)


def test_income_gap(here, observed, members):
    """Median of the Atkinson index."""
    held = by_city(observed, members, ("income_inequality_atkinson", "2018"))
    values = {one: statistics.median(value for (value,) in cells) for one, cells in held.items()}
    gap = here.nation("income_inequality_atkinson", 2018).to_frame()

    check(values, dispersion.compare(here, gap, dispersion.median, seed=7, draws=1))


def test_schooling(here, members, units):
    """Median over cities of schooling in districts less that in counties."""
    sums = defaultdict(lambda: [0.0, 0.0])
    for (_, year), row in units.items():
        if year == "2020" and row["kind"] != "zone":
            side = sums[row["city"], row["kind"] in DISTRICTS]
            side[0] += float(row["education_years"]) * int(row["population"])
            side[1] += int(row["population"])
    mean = {key: years / people for key, (years, people) in sums.items()}
    values = {
        one: statistics.median(
            mean[city, True] - mean[city, False]
            for city in cities
            if {(city, True), (city, False)} <= set(mean)
        )
        for one, cities in members.items()
    }
    gap = counties.schooling_gap(here, 2020).to_frame()

    check(values, dispersion.compare(here, gap, dispersion.median, seed=7, draws=1))


@pytest.mark.parametrize(
    ("column", "statistic", "by_hand"),
    [
        ("change", dispersion.share_below_zero, lambda held: 100 * sum(v < 0 for v in held) / len(held)),
        ("urban_change", dispersion.median, statistics.median),
    ],
)
def test_counties(here, members, units, column, statistic, by_hand):
    """Share of shrinking counties, and growth of the towns of the median county."""
    number = 1 if column == "change" else 2
    held = defaultdict(list)
    for row in follow(units):
        for one, cities in members.items():
            if row[0] in cities:
                held[one].append(row[number])
    followed = counties.followed(here, 2010, 2020)
    found = dispersion.compare(here, followed[[column]], statistic, seed=7, cities=followed["city"], draws=1)

    check({one: by_hand(values) for one, values in held.items()}, found)


def test_the_problem_was_stated_with_findings_and_measures(here):
    """Eight tests with findings that exist, answered by measures, each of a principle of this problem."""
    problem = here.argument.problem("coordination")
    measures = [one for one in here.argument.measures if one.problem == problem.id]
    principles = {one.id for one in here.argument.principles if problem.id in one.problems}

    assert set() == {test.finding for test in problem.tests} - set(here.findings_table.index)
    assert 8 == len(problem.tests)
    assert {one.principle for one in measures} == principles


def test_split_adds_up_in_every_agglomeration(here):
    """Between and within make the whole; inside one province nothing lies between."""
    table = imbalance.split(here, imbalance.output(here, 2020))

    assert table["total"].to_list() == [pytest.approx(one) for one in table["between"] + table["within"]]
    assert [pytest.approx(0)] * (table["parts"] == 1).sum() == table.loc[
        table["parts"] == 1, "between"
    ].to_list()
    assert 3 == table.loc[OWN, "parts"]


def test_cores_are_three_capitals_whose_shares_are_plain_ratios(here, observed, members):
    """Wuhan's share of residents is its residents over those of the 31."""
    table = imbalance.core_shares(here, 2010, 2020)
    total = sum(observed[city, "population", "2020"] for city in members[OWN])
    expected = 100 * observed["420100", "population", "2020"] / total

    assert {"420100", "430100", "360100"} == set(table.index)
    assert pytest.approx(expected) == table.loc["420100", "residents_last"]


def test_the_spread_closes_in_output(here):
    """Change, start and end agree, and every one of the 31 cities is there from census to census."""
    found = imbalance.spread_figures(here, "gdp_per_head", 2010, 2020)

    assert 31 == found["count"]
    assert pytest.approx(found["end"] - found["start"]) == found["value"]
    assert 22 == len(imbalance.spread_by_year(here, ["gdp_per_head", "income_urban"], 2010, 2020))


def test_two_cities_have_no_spread_to_follow(here):
    """Of two cities nothing is drawn and no figure is given; of three the line is there."""
    codes, cities = ["gdp_per_head"], here.cities.index
    two, three = (dataclasses.replace(here, cities=here.cities.loc[cities[:count]]) for count in (2, 3))

    assert {None} == set(imbalance.spread_figures(two, "gdp_per_head", 2010, 2020).values())
    assert imbalance.spread_by_year(two, codes, 2010, 2020).empty
    assert [] == imbalance.spread_names(two, codes, 2010, 2020)
    assert 1 == len(imbalance.spread_names(three, codes, 2010, 2020))


def test_rank_of_the_share_between_groups_by_hand(here, monkeypatch):
    """30 % against 50, 20 and 10 is the second place; an agglomeration of one part has no share to rank."""
    table = pd.DataFrame(
        {"share": [30.0, 50.0, 20.0, 10.0, 0.0], "parts": [3, 2, 2, 2, 1]}, index=[OWN, "a", "b", "c", "d"]
    )
    monkeypatch.setattr(imbalance, "split", lambda here, amounts: table)

    expected = {"value": 30.0, "rank": 2.0, "count": 4.0, "middle": 25.0}
    assert expected == imbalance.split_figures(here, pd.DataFrame())


def test_registered_and_residents(here, observed, members):
    """Cities with fewer residents than registered, counted one by one, and the city that lacks most."""
    found = settling.balance_figures(here, 2010)
    pairs = {
        city: (observed[city, "pop_census_yearbook", "2010"], observed[city, "pop_hukou_census", "2010"])
        for city in members[OWN]
    }
    lacking = {
        city: 100 * (registered - residents) / registered for city, (residents, registered) in pairs.items()
    }
    city = max(lacking, key=lacking.get)

    assert sum(residents < registered for residents, registered in pairs.values()) == found["value"]
    assert pytest.approx(sum(a - b for a, b in pairs.values())) == found["net"] == 100 * found["net_millions"]
    assert (city, pytest.approx(-lacking[city])) == (found["city"], found["worst"])


def test_groups_of_migrants_keep_the_order_of_the_region_file(here):
    """As in every other table of groups; the region comes last."""
    table = settling.migrants_by_group(here, 2010, 2020)

    assert [group.name for group in here.groups] == list(table.index[:-1])
    assert table.iloc[:-1].min().le(table.iloc[-1]).all()


def test_origins_are_sums_over_counties(here, members, units):
    """Residents registered in another county or province, over all residents listed."""
    own = [row for (_, year), row in units.items() if year == "2020" and row["city"] in members[OWN]]
    away = sum(
        int(row[f"migrants_{origin}"]) for row in own for origin in ("within_province", "other_province")
    )
    expected = 100 * away / sum(int(row["population"]) for row in own)

    assert pytest.approx(expected) == settling.origin_figures(here, 2010, 2020)["value"]
    assert pytest.approx(expected) == (
        settling.migrants_by_group(here, 2010, 2020)
        .iloc[-1][["within_province_last", "other_province_last"]]
        .sum()
    )
