"""Scaling of indicators."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from megalopolis.errors import ParameterError
from megalopolis.measures import scale

CITIES = ["武汉", "长沙", "南昌", "宜昌"]
X = pd.DataFrame({"income": [4.0, 2.0, 1.0, 3.0], "smoke": [10.0, 30.0, 20.0, 50.0]}, index=CITIES)

# Integers as floats: no two values are so near that rounding could tie them.
tables = arrays.arrays(
    np.float64, st.tuples(st.integers(3, 8), st.integers(1, 4)), elements=st.integers(-1000, 1000).map(float)
).map(lambda cells: pd.DataFrame(cells + np.linspace(0, 0.5, len(cells))[:, None]))


def test_minmax_by_hand():
    """Benefits go from the lowest to the highest value, costs the other way round."""
    expected = pd.DataFrame({"income": [1, 1 / 3, 0, 2 / 3], "smoke": [1, 0.5, 0.75, 0]}, index=CITIES)

    actual = scale.minmax(X, {"smoke": -1, "income": 1})

    pd.testing.assert_frame_equal(expected, actual)


def test_minmax_agrees_with_scikit_criteria():
    """A second implementation gives the same numbers."""
    # Loads a library for drawing, which takes seconds: only where it is needed.
    from skcriteria.preprocessing.scalers import matrix_scale_by_cenit_distance

    expected = matrix_scale_by_cenit_distance(X.to_numpy(), objectives=[1, -1])

    actual = scale.minmax(X, [1, -1])

    np.testing.assert_allclose(expected, actual)


@pytest.mark.parametrize(
    ("value", "direction", "expected"),
    [(1, 1, 0.1), (11, 1, 1), (-1, 1, 0), (1, -1, 0.9), (-1, -1, 1), (11, -1, 0)],
)
def test_frozen_goalposts_cut_off(value, direction, expected):
    """The six cases of the goalposts 0 and 10 in COINr's own tests (tests/testthat/test-normalise.R)."""
    actual = scale.minmax(pd.DataFrame({"x": [float(value)]}), [direction], bounds=np.array([[0, 10]]))

    assert expected == pytest.approx(actual.iat[0, 0])


def test_goalposts_leave_old_years_alone():
    """With frozen goalposts a new row changes no score; without them it does."""
    posts = pd.DataFrame({"low": [0.0], "high": [10.0]}, index=["income"])
    longer = pd.concat([X, pd.DataFrame({"income": [9.0], "smoke": [0.0]}, index=["荆州"])])

    frozen = scale.minmax(X, 1, posts)["income"]
    later = scale.minmax(longer, 1, posts)["income"].loc[CITIES]
    pooled = scale.minmax(longer, 1)["income"].loc[CITIES]

    pd.testing.assert_series_equal(frozen, later)
    assert not np.allclose(scale.minmax(X, 1)["income"], pooled)


def test_goalposts_make_a_constant_column_and_one_city_possible():
    """Goalposts give the range that the data lack."""
    one = pd.DataFrame({"income": [5.0]}, index=["武汉"])

    actual = scale.minmax(one, 1, np.array([[0.0, 20.0]]), to=(0, 100))

    assert 25.0 == actual.at["武汉", "income"]


@pytest.mark.parametrize("function", [scale.minmax, scale.zscore])
def test_a_column_without_a_range_is_named(function):
    """Constant column, one city and empty column are refused by name."""
    with pytest.raises(ParameterError, match="smoke"):
        function(X.assign(smoke=3.0), 1)
    with pytest.raises(ParameterError, match="income, smoke"):
        function(X.iloc[:1], 1)
    with pytest.raises(ParameterError, match=r"none at all in smoke"):
        function(X.assign(smoke=np.nan), 1)


def test_missing_stays_missing_and_changes_nothing_else():
    """A missing cell is left out of the range, the mean and the ranks of its column."""
    holed = X.copy()
    holed.loc["南昌", "income"] = np.nan

    for function in (scale.minmax, scale.zscore, scale.rank, scale.borda, scale.percentile):
        actual = function(holed, [1, -1])["income"]
        expected = function(X.drop("南昌"), [1, -1])["income"]

        assert np.isnan(actual["南昌"])
        pd.testing.assert_series_equal(expected, actual.drop("南昌"))


def test_wrong_signs_goalposts_and_ranges_are_named():
    """Each wrong input names the indicator, or what was expected."""
    with pytest.raises(ParameterError, match="2 for smoke"):
        scale.minmax(X, [1, 2])
    with pytest.raises(ParameterError, match="none for smoke"):
        scale.minmax(X, {"income": 1})
    with pytest.raises(ParameterError, match="expected 2 numbers"):
        scale.minmax(X, [1, 1, 1])
    with pytest.raises(ParameterError, match="otherwise for income"):
        scale.minmax(X, 1, np.array([[5, 5], [0, 1]]))
    with pytest.raises(ParameterError, match="otherwise for smoke"):
        scale.minmax(X, 1, np.array([[0, 5], [0, np.nan]]))
    with pytest.raises(ParameterError, match="each of 2 indicators"):
        scale.minmax(X, 1, np.array([[0, 5]]))
    with pytest.raises(ParameterError, match="low below high"):
        scale.minmax(X, 1, to=(1, 1))
    with pytest.raises(ParameterError, match="sd"):
        scale.zscore(X, 1, sd=0)
    with pytest.raises(ParameterError, match="武汉 in column income"):
        scale.minmax(X.astype(object).assign(income=["n/a", 1, 2, 3]), 1)


def test_zscore_agrees_with_scipy():
    """Standard deviations are those of a sample, and costs are turned round."""
    expected = stats.zscore(X, ddof=1, axis=0) * [1, -1] * 2 + 10

    actual = scale.zscore(X, [1, -1], mean=10, sd=2)

    np.testing.assert_allclose(expected, actual)


def test_ranks_of_ties_are_the_lowest():
    """As scipy's rankdata with method "min"; the best city has the highest rank."""
    x = pd.DataFrame({"x": [3.0, 1.0, 3.0, 7.0]}, index=CITIES)

    assert list(stats.rankdata(x["x"], "min")) == scale.rank(x, 1)["x"].tolist()
    assert [2.0, 4.0, 2.0, 1.0] == scale.rank(x, -1)["x"].tolist()
    assert [1.0, 0.0, 1.0, 3.0] == scale.borda(x, 1)["x"].tolist()
    assert [1 / 3, 0, 1 / 3, 1] == scale.percentile(x, 1)["x"].tolist()


def test_rank_of_one_city_and_of_equal_cities_is_one():
    """There is nobody to be ahead of; a percentile would be 0/0 and is refused."""
    assert [1.0] == scale.rank(X[["income"]].iloc[:1], 1)["income"].tolist()
    assert [1.0] * 4 == scale.rank(X.assign(income=1.0), 1)["income"].tolist()
    with pytest.raises(ParameterError, match="fewer in income, smoke"):
        scale.percentile(X.iloc[:1], 1)


@pytest.mark.parametrize(
    ("values", "goal", "direction", "clip", "expected"),
    [
        ([0, 5, 11], 10, 1, False, [0, 0.5, 1.1]),
        ([0, 5, 11], 10, 1, True, [0, 0.5, 1]),
        ([-1, 1, 10], 0, -1, False, [1.1, 0.9, 0]),
        ([-1, 1, 10], 0, -1, True, [1, 0.9, 0]),
    ],
)
def test_distance_to_target(values, goal, direction, clip, expected):
    """The four cases in COINr's own tests of n_dist2targ (tests/testthat/test-normalise.R)."""
    actual = scale.target(pd.DataFrame({"x": values}), direction, [goal], clip=clip)

    np.testing.assert_allclose(expected, actual["x"])


def test_target_no_better_than_the_worst_is_refused():
    """A target that everyone has passed measures nothing."""
    with pytest.raises(ParameterError, match="smoke"):
        scale.target(X, [1, -1], {"income": 5, "smoke": 50})


@settings(max_examples=25, deadline=None)
@given(tables, st.floats(0.01, 100), st.floats(-100, 100))
def test_scaling_ignores_units_and_order_of_cities(x, factor, shift):
    """Another unit or origin changes no score, and neither does the order of the cities."""
    for function in (scale.minmax, scale.zscore, scale.percentile):
        once = function(x, -1)
        np.testing.assert_allclose(once, function(x * factor + shift, -1), atol=1e-6)
        np.testing.assert_allclose(once.iloc[::-1], function(x.iloc[::-1], -1), atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(tables)
def test_scaled_values_lie_within_bounds_and_keep_the_order(x):
    """Min-max and percentiles fill the range, and the order of cities is that of the data."""
    for function in (scale.minmax, scale.percentile):
        actual = function(x, 1)

        assert (0, 1) == (actual.min(axis=None), actual.max(axis=None))
        assert (actual.rank() == x.rank()).all(axis=None)
        np.testing.assert_allclose(actual, 1 - scale.minmax(x, -1) if function is scale.minmax else actual)
