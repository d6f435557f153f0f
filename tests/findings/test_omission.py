"""Verdicts and tests under other choices: omissions, ends of intervals, grades, the other census."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from megalopolis.argument import Problem, ProblemTest
from megalopolis.findings import comparison, dispersion, index_choices, omission, robustness, standing
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def found(here):
    """What every choice starts from."""
    return omission.basis(here, 7, draws=1)


def test_leaving_nobody_out_gives_what_the_chapters_tell(here, found):
    """The cheap way and the way of the chapters are the same number for all 38 tests."""
    expected = omission.usual(found)

    actual = omission.left(here, found, [])

    assert 38 == len(expected)
    assert expected == pytest.approx(actual)


def test_concentration_without_wuhan_from_the_tables_alone(here, found, root):
    """The Gini coefficient of residents, mean difference over twice the mean, without the package."""
    members = pd.read_csv(root / "data/agglomerations.csv", dtype={"city": str})
    members = members[members["variant"] == "base"]
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    residents = (
        census[census["indicator"] == "population"]
        .pivot_table(index="city", columns="year", values="value")[[2010, 2020]]
        .dropna()
    )
    changes = {}
    for one, rows in members.groupby("agglomeration"):
        inside = residents.reindex(
            [city for city in rows["city"] if city != "420100" or one != here.agglomeration]
        )
        inside = inside.dropna()
        gini = {
            year: np.abs(np.subtract.outer(*[inside[year].to_numpy()] * 2)).sum()
            / (2 * len(inside) * (len(inside) - 1) * inside[year].mean())
            for year in (2010, 2020)
        }
        changes[one] = gini[2020] - gini[2010]
    expected = float(pd.Series(changes).rank(ascending=False)[here.agglomeration])

    actual = omission.without(here, found, "coordination.concentration.rank", ["420100"])

    assert expected == actual


def test_rank_without_a_city_by_hand(toy):
    """Medians: with all six cities 3.5, above 3 of the other; without the two highest 2.5, below it."""
    values = pd.Series(
        {"990100": 1.0, "990200": 2.0, "990300": 3.0, "980100": 4.0, "980200": 5.0, "980300": 6.0}
        | {"970100": 3.0, "970200": 1.0}
    )
    gone = ["980200", "980300"]
    by_city = comparison.cities(toy, values, 7, draws=1)
    by_unit = dispersion.compare(toy, values.to_frame(), dispersion.median, 7, draws=1)

    assert (1.0, 2.0) == (standing.rank_without(toy, by_city), standing.rank_without(toy, by_city, gone))
    assert (1.0, 2.0) == (dispersion.rank_without(toy, by_unit), dispersion.rank_without(toy, by_unit, gone))


def one_problem(*operators: str) -> Problem:
    """A problem with a test against 10 for each operator."""
    rules = tuple(
        ProblemTest(id=f"t{place}", finding=f"f{place}", operator=operator, threshold=10, reason="")
        for place, operator in enumerate(operators)
    )
    return Problem(id="p", dimension="green", title="", statements=(), tests=rules)


def test_ends_are_those_of_the_condition(toy, monkeypatch):
    """For > 10 the high end is favourable, for < 10 the low one; without an interval the value stays."""
    problem = one_problem(">", "<", ">")
    told = {
        "f0": SimpleNamespace(value=9.0, low=5.0, high=12.0),
        "f1": SimpleNamespace(value=9.0, low=5.0, high=12.0),
        "f2": SimpleNamespace(value=11.0, low=None, high=None),
    }
    monkeypatch.setattr(omission, "ordered", lambda here: [problem])
    found = SimpleNamespace(told=told)

    assert {"f0": 12, "f1": 5, "f2": 11} == omission.at_ends(toy, found, favourable=True)
    assert {"f0": 5, "f1": 12, "f2": 11} == omission.at_ends(toy, found, favourable=False)


def test_cities_that_turn_a_verdict_by_hand(toy, monkeypatch):
    """One test: it holds with all, fails without A alone, and cannot be made without B."""
    monkeypatch.setattr(omission, "ordered", lambda here: [one_problem(">")])
    chosen = {"all": {"f0": 11.0}}
    single = {"A": {"f0": 9.0}, "B": {"f0": None}, "C": {"f0": 12.0}}

    assert {"p": ["A", "B"]} == robustness.turning_cities(toy, chosen, single)


def test_tests_on_weak_indicators_are_those_of_grade_c(here, found):
    """Fine particles, EDGAR's carbon dioxide and foreign investment carry a C; nothing else is dropped."""
    dropped = {key for key, value in omission.graded(here, found).items() if value is None}

    assert {
        "green.co2.change", "green.co2.rank", "green.pm25.change", "green.pm25.rank", "openness.fdi.rank",
    } == dropped  # fmt: skip


def test_the_bulletins_move_hubei_only(here):
    """Wuhan, Yichang and Xiantao differ between the two versions, and the differences add up to zero."""
    one, other = (here.indicator(code, 2020) for code in (omission.BULLETIN, omission.YEARBOOK))
    apart = (one - other).dropna()
    apart = apart[apart.abs() > 0.05]

    assert {"420100", "420500", "429004"} == set(apart.index)
    assert 0 == pytest.approx(apart.sum(), abs=0.02)


def test_order_turned_round():
    """Three cities in the opposite order: correlation -1, the ends move by two places."""
    usual = pd.Series({"a": 3.0, "b": 2.0, "c": 1.0})

    moved = index_choices.moved({"usual": usual, "turned": -usual}).loc["turned"]

    assert (-1, 2) == pytest.approx((moved["correlation"], moved["places"]))
