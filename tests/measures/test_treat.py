"""Treatment of outliers."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from megalopolis.errors import ParameterError
from megalopolis.measures import treat

TEN_AND_100 = np.array([*range(1, 11), 100], dtype=float)


@pytest.mark.parametrize("seed", range(3))
def test_moments_agree_with_scipy(seed):
    """G1 and G2 are scipy's with the bias corrected."""
    values = np.random.default_rng(seed).lognormal(size=31) * 1e9

    expected = stats.skew(values, bias=False), stats.kurtosis(values, bias=False)

    assert expected == pytest.approx(treat.moments(values))


def test_few_or_constant_values_have_no_outliers():
    """Skewness and kurtosis need four values that differ."""
    for values in ([], [1.0, 1.0, 99.0], [3.0] * 8):
        assert np.isnan(treat.moments(np.array(values))).all()
        assert treat.regular(np.array(values))


def test_one_condition_is_enough():
    """A skewed column without heavy tails passes, as in COINr; with both it fails."""
    skewness, kurtosis = treat.moments(TEN_AND_100)

    assert not treat.regular(TEN_AND_100)
    assert treat.regular(TEN_AND_100, skewness=skewness + 0.1)
    assert treat.regular(TEN_AND_100, kurtosis=kurtosis + 0.1)


def test_outlier_is_pulled_in_to_the_next():
    """1 to 10 and 100 becomes 1 to 10 and 10: a case of COINr's own tests (tests/testthat/test-treat.R)."""
    x = pd.DataFrame({"x": TEN_AND_100})

    actual = treat.treat(x)

    assert [*range(1, 11), 10] == actual.table["x"].tolist()
    assert "winsorise" == actual.steps["x"]


def test_low_outliers_are_pulled_up():
    """The side is that of the skew."""
    actual = treat.treat(pd.DataFrame({"x": -TEN_AND_100})).table["x"]

    assert [*range(-1, -11, -1), -10] == actual.tolist()


def test_winsorising_stops_at_its_limit_and_logarithms_start_afresh():
    """1 to 20, 100 and 200 with one move: it fails, and the untouched column is logged (COINr, case 2)."""
    values = np.array([*range(1, 21), 100, 200], dtype=float)
    x = pd.DataFrame({"x": values})

    only = treat.treat(x, treat.Treatment(("winsorise",), limit=1))
    both = treat.treat(x, treat.Treatment(limit=1))

    assert [100.0, 100.0] == only.table["x"].tolist()[-2:]
    assert ("winsorise", "log") == (only.steps["x"], both.steps["x"])
    np.testing.assert_allclose(np.log(values - 1 + 1.99), both.table["x"])


def test_logarithm_of_a_negative_skew_is_turned_round():
    """It shortens the long tail on either side, and the two are mirror images."""
    np.testing.assert_allclose(-treat.logarithm(TEN_AND_100), treat.logarithm(-TEN_AND_100))
    assert abs(treat.moments(treat.logarithm(-TEN_AND_100))[0]) < abs(treat.moments(-TEN_AND_100)[0])


def test_regular_columns_and_missing_cells_are_left_alone():
    """Only the column that fails changes, and gaps stay gaps."""
    x = pd.DataFrame({"calm": np.arange(12.0), "wild": [np.nan, *TEN_AND_100]})

    actual = treat.treat(x, "winsorise")

    assert x["calm"].equals(actual.table["calm"])
    assert [0] == np.flatnonzero(actual.table["wild"].isna()).tolist()
    assert ["", "winsorise"] == actual.steps.tolist()


def test_unknown_treatments_are_refused():
    """By word or by step."""
    with pytest.raises(ParameterError, match="winsorise-log"):
        treat.treat(pd.DataFrame({"x": [1.0]}), "trim")
    for steps in (("trim",), ()):
        with pytest.raises(ParameterError, match="winsorise and log"):
            treat.treat(pd.DataFrame({"x": [1.0]}), treat.Treatment(steps))


@settings(max_examples=50, deadline=None)
@given(arrays.arrays(np.float64, st.integers(1, 40), elements=st.integers(-(10**6), 10**6).map(float)))
def test_treatment_keeps_the_order_of_cities(values):
    """No city overtakes another; winsorising can only make ties."""
    x = pd.DataFrame({"x": values})
    for treatment in treat.STEPS:
        actual = treat.treat(x, treatment).table["x"].to_numpy()
        order = np.argsort(values, kind="stable")

        assert (np.diff(actual[order]) >= 0).all()
