"""Sectors, knowledge work, and what makes pairs of cities differ."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from megalopolis.errors import ParameterError
from megalopolis.findings import industry
from megalopolis.measures import structure

TABLE = pd.DataFrame(
    {"farming": [50.0, 10.0, 30.0], "industry": [30.0, 40.0, 30.0], "services": [20.0, 50.0, 40.0]},
    index=["a", "b", "c"],
)


def test_contributions_by_hand():
    """Farming: |.5-.1| + |.5-.3| + |.1-.3| = .8 over three pairs; services .6, industry .2."""
    actual = industry.contributions(TABLE)

    assert ["farming", "services", "industry"] == list(actual.index)
    assert [pytest.approx(0.8 / 3), pytest.approx(0.6 / 3), pytest.approx(0.2 / 3)] == actual.to_list()


tables = arrays.arrays(
    np.float64, st.tuples(st.integers(2, 7), st.integers(2, 6)), elements=st.floats(0.01, 1e4)
).map(pd.DataFrame)


@settings(max_examples=50)
@given(tables)
def test_contributions_add_up_to_the_mean_krugman_index(table):
    """Summed over sectors they give the mean over pairs that the measure gives."""
    pairs = structure.krugman_pairs(table).to_numpy()[np.triu_indices(len(table), k=1)]

    assert pytest.approx(pairs.mean(), abs=1e-12) == industry.contributions(table).sum()


def test_share_of_parts():
    """Farming makes half of 0.8 + 0.6 + 0.2."""
    assert pytest.approx(50) == industry.share_of(industry.contributions(TABLE), ["farming"])


def test_pairs_above_a_threshold():
    """One of three pairs exceeds 0.9."""
    matrix = pd.DataFrame([[1, 0.95, 0.8], [0.95, 1, 0.9], [0.8, 0.9, 1]])

    assert pytest.approx(100 / 3) == industry.above(matrix, 0.9)


def test_closest_pair_is_named():
    """The highest cell off the diagonal and its two cities."""
    cells = [[1, 0.7, 0.8], [0.7, 1, 0.9], [0.8, 0.9, 1]]
    matrix = pd.DataFrame(cells, index=list("abc"), columns=list("abc"))

    assert {"value": 0.9, "first": "b", "second": "c"} == industry.closest(matrix)


def test_leaders_and_their_share():
    """5 and 3 of 10; a city without a figure adds nothing."""
    values = pd.Series({"a": 3.0, "b": 5.0, "c": 2.0, "d": np.nan})

    assert {"value": pytest.approx(80), "cities": ["b", "a"]} == industry.leaders(values, 2)


def test_coverage_names_who_is_missing():
    """Three of four have a figure, and the fourth is named."""
    values = pd.Series({"a": 3.0, "b": 0.0, "c": 2.0, "d": np.nan})

    assert {"value": 3.0, "count": 4.0, "missing": ["d"]} == industry.coverage(values)


def test_nothing_to_share_out_is_refused():
    """A total of zero has no shares."""
    with pytest.raises(ParameterError, match="patents: expected a total above 0"):
        industry.leaders(pd.Series({"a": 0.0}, name="patents"), 1)


@pytest.mark.parametrize("wrong", [industry.contributions, lambda one: industry.above(one, 0.5)])
def test_one_city_has_no_pairs(wrong):
    """Pairs need two cities."""
    with pytest.raises(ParameterError, match="at least 2 cities"):
        wrong(TABLE.iloc[:1])


def test_unknown_sector_to_leave_out_is_named(toy):
    """The message lists the sectors there are."""
    with pytest.raises(ParameterError, match="found empshare_farming"):
        industry.sectors(toy, 2020, without=["empshare_farming"])
