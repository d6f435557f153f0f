"""The innovation problem on the real tables, computed a second time in plain Python."""

from __future__ import annotations

import csv
import itertools
import math
import statistics

import pytest

from megalopolis.findings import comparison, industry
from megalopolis.measures import structure
from megalopolis.region import Region

OWN = "changjiang-middle-reaches"


@pytest.fixture(scope="module")
def here(root):
    """The region of the book."""
    return Region.load(OWN, "zh", root / "data")


@pytest.fixture(scope="module")
def census(root):
    """Census values by (city, indicator) for 2020, read with nothing but the csv module."""
    with (root / "data/observations/census.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(row["city"], row["indicator"]): float(row["value"]) for row in rows if row["year"] == "2020"}


@pytest.fixture(scope="module")
def members(root):
    """Cities of each agglomeration of the main list."""
    with (root / "data/agglomerations.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["variant"] == "base"]
    rows.sort(key=lambda row: row["agglomeration"])
    return {
        key: [row["city"] for row in group]
        for key, group in itertools.groupby(rows, lambda row: row["agglomeration"])
    }


def place(values, own=OWN):
    """Rank from the highest."""
    return 1 + sum(value > values[own] for value in values.values())


def test_nineteen_agglomerations_and_thirty_one_cities(members):
    """What the thresholds of the tests take for granted: rank 10 is the middle."""
    assert (19, 31) == (len(members), len(members[OWN]))


@pytest.mark.parametrize("indicator", ["college_per_100k", "prof_tech_share"])
def test_rank_of_the_median_city(here, census, members, indicator):
    """Median over member cities and rank, by the standard library."""
    medians = {
        key: statistics.median(census[city, indicator] for city in cities if (city, indicator) in census)
        for key, cities in members.items()
    }

    figures = comparison.cities(here, here.nation(indicator, 2020), seed=7, draws=1).figures()

    assert (place(medians), pytest.approx(medians[OWN])) == (figures["value"], figures["level"])


def shares(census, city):
    """Shares of the 19 sectors, or None."""
    cells = [census.get((city, sector)) for sector in industry.SECTORS]
    return None if None in cells else [cell / sum(cells) for cell in cells]


def cosine(one, other):
    """Structural similarity of two lists of shares."""
    product = sum(a * b for a, b in zip(one, other, strict=True))
    return product / math.sqrt(sum(a * a for a in one) * sum(b * b for b in other))


def distance(one, other):
    """Krugman index of two lists of shares."""
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize(
    ("by_hand", "measure"), [(cosine, structure.similarity), (distance, structure.krugman_pairs)]
)
def test_rank_of_the_mean_pair(here, census, members, by_hand, measure):
    """Mean over the pairs of cities in each agglomeration, pair by pair."""
    known = {key: [shares(census, city) for city in cities] for key, cities in members.items()}
    pairs = {
        key: list(itertools.combinations([one for one in rows if one], 2)) for key, rows in known.items()
    }
    means = {key: statistics.fmean(by_hand(*pair) for pair in listed) for key, listed in pairs.items()}

    figures = comparison.pairs(here, measure(industry.sectors(here, 2020)), seed=7, draws=1).figures()

    assert (place(means), pytest.approx(means[OWN])) == (figures["value"], figures["level"])


def test_sector_shares_add_up(here):
    """In both censuses the 19 sectors make all employment of every member city."""
    totals = [
        industry.sectors(here, year).reindex(here.cities.index).sum(axis=1).to_list() for year in (2010, 2020)
    ]

    assert [pytest.approx(100, abs=0.5)] * 62 == [total for year in totals for total in year]


def test_every_test_of_the_problem_has_its_finding(here):
    """The tests name findings that the table describes, and the measures indicators that exist."""
    problem = here.argument.problem("innovation")
    measures = [one for one in here.argument.measures if one.problem == problem.id]

    assert set() == {test.finding for test in problem.tests} - set(here.findings_table.index)
    assert 8 == len(problem.tests) and measures
    assert set() == {one.indicator for one in measures} - set(here.table("indicators")["code"])


def test_patents_are_known_for_28_of_31(here):
    """The three county-level cities have no patent figure, and the gap stays."""
    expected = {"value": 28.0, "count": 31.0, "missing": ["429004", "429005", "429006"]}

    assert expected == industry.coverage(here.indicator("patents", 2017))


def test_statements_say_each_thing_once(here):
    """No statement stands twice, in either language, and every one has a source and a line."""
    statements = here.statements

    assert 121 == len(statements)
    assert not statements["statement_zh"].duplicated().any()
    assert not statements["statement_en"].duplicated().any()
    assert statements[["source", "line"]].notna().all().all()
