"""Tapio's eight states: signs first, then the elasticity."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.measures import change

CASES = [
    (-0.1, 0.2, "strong-decoupling"),
    (0.0, 0.2, "weak-decoupling"),
    (0.1, 0.2, "weak-decoupling"),
    (0.08, 0.1, "expansive-coupling"),
    (0.1, 0.1, "expansive-coupling"),
    (0.12, 0.1, "expansive-coupling"),
    (0.3, 0.2, "expansive-negative-decoupling"),
    (-0.3, -0.2, "recessive-decoupling"),
    (-0.12, -0.1, "recessive-coupling"),
    (-0.08, -0.1, "recessive-coupling"),
    (-0.1, -0.2, "weak-negative-decoupling"),
    (0.0, -0.2, "weak-negative-decoupling"),
    (0.1, -0.2, "strong-negative-decoupling"),
    (0.1, 0.0, "undefined"),
    (-0.1, 0.0005, "undefined"),
    (0.0, -0.001, "undefined"),
]


@pytest.mark.parametrize(("pressure", "growth", "expected"), CASES)
def test_every_state(pressure, growth, expected):
    """Each state has its signs and its range of e; 0.8 and 1.2 are coupling whatever the last digit."""
    actual = change.tapio(pd.Series({"武汉": pressure}), pd.Series({"武汉": growth})).loc["武汉"]

    assert expected == actual["state"]
    assert (actual["name_zh"], actual["name_en"]) == tuple(change.states().loc[expected])
    assert (expected == "undefined") is math.isnan(actual["elasticity"])


def test_the_names_are_a_table():
    """Eight states and "undefined", with names that differ in both languages."""
    table = change.states()

    assert len(table) == 9
    assert table.loc["weak-decoupling"].to_dict() == {"name_zh": "弱脱钩", "name_en": "weak decoupling"}
    assert table["name_zh"].is_unique and table["name_en"].is_unique and table.index.is_unique


def naive(pressure, growth):
    """The eight states as a chain of questions, one city at a time."""
    e = pressure / growth
    if growth > 0:
        if pressure < 0:
            return "strong-decoupling"
        if e < 0.8:
            return "weak-decoupling"
        return "expansive-coupling" if e <= 1.2 else "expansive-negative-decoupling"
    if pressure > 0:
        return "strong-negative-decoupling"
    if e < 0.8:
        return "weak-negative-decoupling"
    return "recessive-coupling" if e <= 1.2 else "recessive-decoupling"


@given(st.lists(st.tuples(st.integers(-99, 99), st.integers(-99, 99)), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_states_equal_a_chain_of_questions(cities):
    """For any changes that differ from the bounds, the table gives what the questions give, in any order."""
    cities = [(p + 0.01, g) for p, g in cities if g]
    index = [f"c{i}" for i in range(len(cities))]
    pressure = pd.Series([p / 100 for p, _ in cities], index=index, dtype=float)
    growth = pd.Series([g / 100 for _, g in cities], index=index, dtype=float)
    assume(cities)

    actual = change.tapio(pressure, growth.iloc[::-1])["state"]

    assert [naive(p, g) for p, g in cities] == actual.to_list()


def test_rates_by_hand():
    """100 to 110 is a tenth more, whatever lies between; 50 to 40 is a fifth less."""
    panel = pd.DataFrame({2010: [100, 50], 2015: [500, 1], 2020: [110, 40]}, index=["武汉", "长沙"])

    assert change.rate(panel).to_dict() == pytest.approx({"武汉": 0.1, "长沙": -0.2})


def test_wrong_inputs_name_the_city():
    """Missing values, other cities, a base of 0, years out of order and a negative tolerance are refused."""
    good = pd.Series({"武汉": 0.1, "长沙": 0.2})

    with pytest.raises(ParameterError, match="growth: expected a number in every cell; found nan for 长沙"):
        change.tapio(good, good.replace(0.2, np.nan))
    with pytest.raises(ParameterError, match="长沙 only in pressure"):
        change.tapio(good, good.drop("长沙"))
    with pytest.raises(ParameterError, match="tolerance: expected 0 or more; found -1"):
        change.tapio(good, good, tolerance=-1)
    with pytest.raises(ParameterError, match="found 0 for 长沙 in column 2010"):
        change.rate(pd.DataFrame({2010: [1, 0], 2020: [1, 1]}, index=["武汉", "长沙"]))
    with pytest.raises(ParameterError, match="ascending order as columns; found 2020, 2010"):
        change.rate(pd.DataFrame({2020: [1, 0], 2010: [1, 1]}, index=["武汉", "长沙"]))
    with pytest.raises(ParameterError, match="at least 2 years"):
        change.rate(pd.DataFrame({2020: [1, 0]}, index=["武汉", "长沙"]))
