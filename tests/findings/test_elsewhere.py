"""The same diagnosis for every agglomeration."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from megalopolis.argument import ProblemTest
from megalopolis.findings import composite_index, elsewhere, evidence, posed
from megalopolis.region import Region

YEAR = 2020


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def tests(here):
    """The comparisons behind the tests of all problems, without intervals."""
    return evidence.compared(here, 7, draws=1)


def test_scores_are_those_of_the_chapter_on_the_index(here):
    """A city has the same score whatever cities it is scaled with, since the goalposts are fixed."""
    expected = composite_index.scores(composite_index.build(here, [YEAR]), YEAR)

    found = elsewhere.scores(here, YEAR).loc[expected.index]

    pd.testing.assert_frame_equal(expected, found)


def test_openness_of_the_region_from_the_tables_alone(here, root):
    """One indicator, scaled between its goalposts and weighted by residents, city by city from the CSV."""
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    census = census[(census["year"] == YEAR) & census["city"].isin(here.cities.index)]
    held = census.pivot_table(index="city", columns="indicator", values="value")
    row = pd.read_csv(root / "data/indicators.csv").set_index("code").loc["outprov_migrant_share"]
    low, high = float(row["goalpost_low"]), float(row["goalpost_high"])
    score = 100 * (held["outprov_migrant_share"] - low) / (high - low)
    expected = (score * held["population"]).sum() / held["population"].sum()

    found = elsewhere.compared(here, 2010, YEAR, 7, draws=1)["openness"].table.loc[
        here.agglomeration, "value"
    ]

    assert pytest.approx(expected) == found


def test_every_agglomeration_ranks_once(here):
    """Nineteen rows, ranks from 1 to 19 by falling index, the table in this order."""
    table = elsewhere.overview(here, elsewhere.compared(here, 2010, YEAR, 7, draws=1))

    assert list(range(1, 20)) == table["Rank"].astype(int).tolist()
    assert table["Composite index"].is_monotonic_decreasing


def test_region_holds_as_many_tests_as_its_verdict_counts(here, tests):
    """The share of the region is that of its own tests with a counterpart; openness has one for each."""
    verdict = evidence.verdicts(here, 7, "openness")["openness"]
    expected = 100 * np.mean([one.passed for one in verdict.outcomes])

    assert pytest.approx(expected) == posed.held(here, tests).loc[here.agglomeration, "openness"]


def test_tests_without_a_comparison_are_left_out(here, tests):
    """The border between groups and the change of likeness can be seen in this region only."""
    left = {
        test.finding
        for problem in here.argument.problems
        for test in problem.tests
        if test not in posed.posed(here, problem.id, tests[problem.id])
    }

    assert {"innovation.krugman.change", "sharing.border.trains", "sharing.border.minutes"} == left


def rule(finding: str, operator: str, threshold: float) -> ProblemTest:
    """A test of a problem with this condition."""
    return ProblemTest(id="t", finding=finding, operator=operator, threshold=threshold, reason="")


def test_result_takes_the_rank_for_a_rank_and_the_value_for_a_change():
    """Rank 12 of a value of 3: above 10 as a rank, not as a change; no answer without a value."""
    row = pd.Series({"rank": 12.0, "value": 3.0})

    assert posed.result(rule("a.rank", ">", 10), row) is True
    assert posed.result(rule("a.change", ">", 10), row) is False
    assert posed.result(rule("a.rank", ">", 10), row * np.nan) is None


def test_held_by_hand(toy, monkeypatch):
    """Two agglomerations, two tests: one holds both, the other none of the one that it has."""
    found = {
        "a.rank": SimpleNamespace(
            table=pd.DataFrame({"rank": [2.0, 1.0], "value": 0.0}, index=["toy", "toy-south"])
        ),
        "b.rank": SimpleNamespace(
            table=pd.DataFrame({"rank": [1.0, np.nan], "value": 0.0}, index=["toy", "toy-south"])
        ),
    }
    tests = [rule("a.rank", ">", 1), rule("b.rank", "<", 2)]
    monkeypatch.setattr(posed, "posed", lambda here, problem, compared: tests)

    shares = posed.held(toy, {problem.id: found for problem in toy.argument.problems})

    assert {"toy": 100.0, "toy-south": 0.0} == shares["innovation"].to_dict()


def test_agglomerations_that_hold_as_much_are_counted_by_hand(here, notebook):
    """Of four others one holds more tests than the region, one as many, one fewer, and one has no figure."""
    rows = [
        here.agglomeration,
        "yangtze-river-delta",
        "pearl-river-delta",
        "chengdu-chongqing",
        "guanzhong-plain",
    ]
    table = pd.DataFrame({"innovation": [75.0, 100.0, 75.0, 50.0, np.nan]}, index=rows)

    (told,) = posed.tell_held(here, table)
    (none,) = posed.tell_held(here, table.assign(innovation=np.nan))

    assert (2, None) == (told.value, none.value)


def test_values_are_written_with_one_number_of_decimals_a_column(here, tests):
    """Counts per 100 000 in full, a Theil index below one with three decimals, no exponents."""
    panels = posed.panels(here, tests)
    graduates, *_ = panels[0]["formats"].values()
    theil, *_ = panels[1]["formats"].values()

    assert ("13,422", "0.074") == (graduates.format(13421.6), theil.format(0.07432))
    formats = {name: form for one in panels for name, form in one["formats"].items()}
    frames = {name: one["frame"][name] for one in panels for name in one["formats"]}
    # a number from 1 to below 10 has three digits with two decimals, from 10 to below 100 with one
    assert {2: {"{:,.2f}"}, 1: {"{:,.1f}"}} == {
        decimals: {
            formats[name]
            for name, column in frames.items()
            if 10 ** (2 - decimals) <= column.abs().max() < 10 ** (3 - decimals)
        }
        for decimals in (2, 1)
    }
