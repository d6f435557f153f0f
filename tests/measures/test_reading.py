"""TOPSIS and the obstacle degree."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from megalopolis.errors import ParameterError
from megalopolis.measures import composite

# Tzeng & Huang (2011), Multiple Attribute Decision Making, as quoted in the tests of scikit-criteria.
TZENG = pd.DataFrame([[5, 8, 4], [7, 6, 8], [8, 8, 6], [7, 4, 6]], columns=["a", "b", "c"], dtype=float)

# The example of coupling and obstacle functions in the documentation of the R package mathmodels.
MATHMODELS = pd.DataFrame(
    {
        "s1": [0.0162, 0.1782, 0.5490, 0.6730, 0.0207, 0.9875],
        "s2": [0.2720, 0.6824, 0.0593, 0.4812, 0.8891, 0.5573],
        "s3": [0.2655, 0.3721, 0.5729, 0.9082, 0.2017, 0.8984],
    },
    index=list("ABCDEF"),
)
shares = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(1, 5)),
    elements=st.integers(0, 99).map(lambda i: i / 100),
).map(lambda cells: pd.DataFrame(cells, columns=[f"i{k}" for k in range(cells.shape[1])]))


def test_topsis_published_value():
    """The four similarities of Tzeng & Huang (2011)."""
    actual = composite.topsis(TZENG, 1, [0.3, 0.4, 0.3])

    np.testing.assert_allclose([0.5037, 0.6581, 0.7482, 0.3340], actual, atol=1e-4)


def test_topsis_without_scaling_published_value():
    """The unscaled case in the tests of scikit-criteria (test_TOPSIS)."""
    actual = composite.topsis(pd.DataFrame([[1, 0, 3], [0, 5, 6]]), 1, [1, 1, 1], normalise=None)

    np.testing.assert_allclose([0.14639248, 0.85360752], actual)


@pytest.mark.parametrize("seed", range(3))
def test_topsis_agrees_with_scikit_criteria(seed):
    """A second implementation; the second column is a cost."""
    # Loads a library for drawing, which takes seconds: only where it is needed.
    from skcriteria.agg import topsis as second
    from skcriteria.preprocessing.scalers import scale_by_vector

    random = np.random.default_rng(seed)
    x, weights = random.lognormal(size=(20, 4)), random.random(4)
    expected = second.topsis(scale_by_vector(x, axis=0), [1, -1, 1, 1], weights)[3]

    actual = composite.topsis(pd.DataFrame(x), [1, -1, 1, 1], weights)

    np.testing.assert_allclose(expected, actual)


def test_topsis_reaches_its_ends():
    """The best on everything is at 1 and the worst at 0, in each scaling, with zeros for nothing."""
    x = pd.DataFrame({"a": [3.0, 1.0, 2.0], "b": [5.0, 9.0, 6.0], "none": [0.0, 0.0, 0.0]})

    assert [1.0, 0.0] == composite.topsis(x, [1, -1, 1], [1, 2, 3]).tolist()[:2]
    assert [1.0, 0.0] == composite.topsis(x[["a", "b"]], [1, -1], [1, 2], "minmax").tolist()[:2]


def test_topsis_can_reverse_ranks():
    """Adding a third city turns the order of the first two: known, and said in the docstring."""
    x = pd.DataFrame({"a": [3.0, 1.0, 7.0], "b": [3.0, 6.0, 2.0]})

    two = composite.topsis(x.iloc[:2], 1, [1, 1])
    three = composite.topsis(x, 1, [1, 1])

    assert two[0] > two[1]
    assert three[0] < three[1]


def test_topsis_of_equal_cities_is_refused():
    """Best and worst are one; so for one city."""
    for x in (TZENG.iloc[[0, 0]].reset_index(drop=True), TZENG.iloc[:1]):
        with pytest.raises(ParameterError, match="all alike"):
            composite.topsis(x, 1, [1, 1, 1])


def test_topsis_names_what_is_wrong():
    """Missing cells, negative weights, unknown scaling."""
    holed = TZENG.copy()
    holed.loc[2, "b"] = np.nan
    with pytest.raises(ParameterError, match="2 in column b"):
        composite.topsis(holed, 1, [1, 1, 1])
    with pytest.raises(ParameterError, match="-1 for b"):
        composite.topsis(TZENG, 1, {"a": 1, "b": -1, "c": 1})
    with pytest.raises(ParameterError, match="'sum'"):
        composite.topsis(TZENG, 1, [1, 1, 1], "sum")


def test_obstacles_published_value():
    """City A of the mathmodels documentation: products 0.394, 0.218 and 0.220, here as shares of the sum."""
    expected = np.array([0.394, 0.218, 0.220]) / (0.394 + 0.218 + 0.220)

    actual = composite.obstacle(MATHMODELS, [0.4, 0.3, 0.3])

    np.testing.assert_allclose(expected, actual.loc["A"], atol=1e-3)


def test_obstacles_by_hand_and_by_group():
    """Lacking 0.5 at weight 1 and 0.25 at weight 2 hold back alike; groups add up."""
    x = pd.DataFrame({"a": [0.5, 1.0], "b": [0.75, 0.2], "c": [1.0, 1.0]}, index=["武汉", "长沙"])
    weights = {"a": 1, "b": 2, "c": 1}

    by_indicator = composite.obstacle(x, weights)
    by_group = composite.obstacle(x, weights, {"a": "green", "b": "sharing", "c": "green"})

    assert [[0.5, 0.5, 0], [0, 1, 0]] == by_indicator.to_numpy().tolist()
    assert {"green": [0.5, 0], "sharing": [0.5, 1]} == by_group.to_dict("list")
    assert by_group.equals(composite.obstacle(x, weights, ["green", "sharing", "green"]))


def test_a_city_without_obstacles_or_with_gaps_has_no_shares():
    """0/0 has no shares, and a gap is not an obstacle of known size."""
    x = pd.DataFrame({"a": [1.0, 0.3, 0.1], "b": [1.0, np.nan, 0.2]})

    actual = composite.obstacle(x, [1, 1], {"a": "one", "b": "one"})

    assert [True, True, False] == actual["one"].isna().tolist()


def test_obstacles_need_the_scale_from_0_to_1():
    """Scores of 0 to 100, negative ones and indicators without group are named."""
    with pytest.raises(ParameterError, match=r"98\.75 in column s1 for A, B, C, D, E and 1 more"):
        composite.obstacle(MATHMODELS * 100 / [1, 1e4, 1e4], [1, 1, 1])
    with pytest.raises(ParameterError, match="-1 for A in column s1"):
        composite.obstacle(MATHMODELS.assign(s1=-1.0), [1, 1, 1])
    with pytest.raises(ParameterError, match="none for s3"):
        composite.obstacle(MATHMODELS, [1, 1, 1], {"s1": "x", "s2": "x"})


@pytest.mark.parametrize("groups", [["x", "x"], ["x", "x", "y", "y"]])
def test_a_list_of_groups_has_one_for_each_indicator(groups):
    """Matched by position: with one too few or too many nobody knows which belongs to which."""
    with pytest.raises(ParameterError, match=f"expected 3 groups, .*; found {len(groups)}"):
        composite.obstacle(MATHMODELS, [1, 1, 1], groups)


@settings(max_examples=50, deadline=None)
@given(shares, st.randoms(use_true_random=False))
def test_obstacles_sum_to_one_whatever_the_order(x, random):
    """Shares of 0 to 1 that follow their city and do not change with the unit of the weights."""
    weights = np.arange(1.0, x.shape[1] + 1)
    cities = list(x.index)
    random.shuffle(cities)

    actual = composite.obstacle(x, weights)

    assert ((actual >= 0) & (actual <= 1)).all(axis=None)
    np.testing.assert_allclose(1, actual.sum(axis=1))
    np.testing.assert_allclose(actual.loc[cities], composite.obstacle(x.loc[cities], weights * 7))
