"""Sigma and beta convergence."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import linregress

from megalopolis.errors import ParameterError
from megalopolis.measures import convergence


def cities(cells, years):
    return pd.DataFrame(cells, index=[f"c{i}" for i in range(len(cells))], columns=years, dtype=float)


@st.composite
def panels(draw, years=(2000, 2010, 2020)):
    """Levels of 4 to 9 cities, apart enough for a regression."""
    count = draw(st.integers(4, 9))
    row = st.lists(st.floats(1, 1000), min_size=len(years), max_size=len(years))
    found = cities(draw(st.lists(row, min_size=count, max_size=count)), list(years))
    found.iloc[:, 0] = found.iloc[:, 0] + np.arange(count) * 10
    return found


def test_sigma_by_hand():
    """Logarithms 0, 1, 2 have sd 1; 0, 2, 4 have 2; (1, 2, 3) has a coefficient of variation of 1/2."""
    logs = cities(np.exp([[0, 0], [1, 2], [2, 4]]), [2000, 2010])
    levels = cities([[1, 2], [2, 2], [3, 2]], [2000, 2010])

    spread = convergence.sigma(logs)
    relative = convergence.sigma(levels, by="cv")

    assert spread.by_year.to_dict() == pytest.approx({2000: 1.0, 2010: 2.0})
    assert spread.trend == pytest.approx(0.1)
    assert relative.by_year.to_dict() == pytest.approx({2000: 0.5, 2010: 0.0})
    assert (relative.by, relative.trend) == ("cv", pytest.approx(-0.05))
    assert math.isnan(spread.standard_error) and math.isnan(spread.p)


@given(panels(years=(2000, 2004, 2010, 2020)), st.sampled_from(["log", "cv"]))
@settings(max_examples=20, deadline=None)
def test_the_trend_equals_scipy(panel, by):
    """Slope, standard error and p of the yearly spread are those of scipy's regression."""
    found = convergence.sigma(panel, by)

    expected = linregress(np.array(panel.columns, dtype=float), found.by_year.to_numpy())

    assert (expected.slope, expected.stderr) == pytest.approx((found.trend, found.standard_error), abs=1e-9)
    assert expected.pvalue == pytest.approx(found.p, abs=1e-6)


def test_spread_is_the_textbook_one():
    """Both spreads divide by n - 1, and by the mean of the year for the coefficient of variation."""
    panel = cities([[3, 5], [8, 6], [1, 9], [4, 4]], [2019, 2020])

    log, cv = convergence.sigma(panel).by_year, convergence.sigma(panel, by="cv").by_year

    for year in (2019, 2020):
        values = panel[year].to_list()
        mean = sum(values) / 4
        logs = [math.log(value) for value in values]
        middle = sum(logs) / 4
        assert cv[year] == pytest.approx(math.sqrt(sum((v - mean) ** 2 for v in values) / 3) / mean)
        assert log[year] == pytest.approx(math.sqrt(sum((v - middle) ** 2 for v in logs) / 3))


def test_pitman_morgan_by_its_variances():
    """t is (F - 1) sqrt(n - 2) / (2 sqrt(F (1 - r^2))): F the ratio of variances, r the correlation."""
    logs = np.array([[0.0, 0.3], [1.0, 0.9], [2.5, 1.4], [3.0, 1.1], [4.2, 2.0]])
    r = np.corrcoef(logs.T)[0, 1]
    f = np.var(logs[:, 0], ddof=1) / np.var(logs[:, 1], ddof=1)
    t = (f - 1) * math.sqrt(3) / (2 * math.sqrt(f * (1 - r**2)))
    # two-sided p of a t with 3 degrees of freedom, written out
    x = t / math.sqrt(3)
    expected = 1 - 2 / math.pi * (x / (1 + x**2) + math.atan(x))

    assert expected == pytest.approx(convergence.sigma(cities(np.exp(logs), [2010, 2020])).change_p, rel=1e-9)


def test_spread_that_only_moves_has_no_test():
    """If all cities grow by one factor the spread stays, and the test of its change is undefined."""
    panel = cities([[1, 2, 4], [2, 4, 8], [5, 10, 20]], [2000, 2010, 2020])

    found = convergence.sigma(panel)

    assert found.trend == pytest.approx(0, abs=1e-15)
    assert math.isnan(found.change_p)
    assert math.isnan(convergence.sigma(cities([[3, 4]] * 3, [2000, 2010]), by="cv").change_p)


@pytest.mark.parametrize("speed", [-0.01, 0.002, 0.02, 0.08])
@pytest.mark.parametrize("length", [1, 2, 10])
def test_beta_finds_the_speed_that_it_assumes(speed, length):
    """If every gap shrinks by exp(-speed T), the speed comes back whatever the length of the period.

    With b instead of b T in the logarithm two years of 0.0105 would read 0.0052.
    """
    initial = np.array([1.0, 1.7, 2.2, 3.1, 4.0])
    panel = cities(
        np.exp(np.column_stack([initial, 0.5 + math.exp(-speed * length) * initial])), [2010, 2010 + length]
    )

    found = convergence.beta(panel)

    assert speed == pytest.approx(found.speed, rel=1e-9)
    assert found.coefficient == pytest.approx((math.exp(-speed * length) - 1) / length, rel=1e-9)
    expected = math.log(2) / speed if speed > 0 else math.nan
    assert expected == pytest.approx(found.half_life, rel=1e-9, nan_ok=True)
    assert (found.years, found.cities) == (length, 5)
    assert found.r_squared == pytest.approx(1)


def test_speed_and_half_life_of_a_published_example():
    """b = -0.00464 over 20 years is a speed of 0.00487 and 142 years (reference page of countryatlas)."""
    initial = np.linspace(6, 11, 20)
    panel = cities(
        np.exp(np.column_stack([initial, initial + 20 * (0.05 - 0.00464 * initial)])), [2000, 2020]
    )

    found = convergence.beta(panel)

    assert found.speed == pytest.approx(0.00487, abs=5e-6)
    assert found.half_life == pytest.approx(142, abs=0.5)


@pytest.mark.parametrize("unit", [1e-6, 1.0, 1e9])
def test_a_control_may_be_in_any_unit(unit):
    """Growth of 0.05 - 0.01 x, and 0.02 more at both ends: the estimates are these, the last one per unit."""
    level = np.arange(5.0)
    ends = np.array([1.0, 0, 0, 0, 1])
    panel = cities(
        np.exp(np.column_stack([level, level + 10 * (0.05 - 0.01 * level + 0.02 * ends)])), [2010, 2020]
    )
    control = pd.DataFrame({"ends": ends * unit}, index=panel.index)

    found = convergence.beta(panel, control).coefficients["estimate"] * [1, 1, unit]

    assert {"constant": 0.05, "initial": -0.01, "ends": 0.02} == pytest.approx(found.to_dict())


def test_overtaking_has_no_speed():
    """If 1 + b T is not above 0 low cities end above high ones, and no speed describes that."""
    panel = cities(np.exp([[0.0, 3.0], [1.0, 1.0], [2.0, -1.0], [3.0, -3.1]]), [2010, 2020])

    found = convergence.beta(panel)

    assert found.coefficient < -0.1
    assert math.isnan(found.speed) and math.isnan(found.half_life)


@given(panels())
@settings(max_examples=20, deadline=None)
def test_beta_equals_scipy_and_least_squares(panel):
    """Slope, error and p are scipy's; with a control the estimates solve the normal equations."""
    control = pd.DataFrame({"coast": np.arange(len(panel)) ** 2.0}, index=panel.index)
    x = np.log(panel[2000])
    y = np.log(panel[2020] / panel[2000]) / 20
    line = linregress(x, y)
    matrix = np.column_stack([np.ones(len(panel)), x, control["coast"]])

    found = convergence.beta(panel)
    conditional = convergence.beta(panel, control.iloc[::-1])

    assert (line.slope, line.stderr, line.pvalue) == pytest.approx(
        (found.coefficient, found.standard_error, found.p), abs=1e-8
    )
    assert np.linalg.lstsq(matrix, y, rcond=None)[0] == pytest.approx(
        conditional.coefficients["estimate"].to_numpy(), abs=1e-7
    )
    assert conditional.coefficients.index.to_list() == ["constant", "initial", "coast"]


def test_robust_errors_by_hand():
    """HC1 is the sandwich of squared residuals times n / (n - 2); the estimate stays."""
    panel = cities([[1, 2], [2, 5], [4, 5], [8, 20], [9, 10]], [2010, 2020])
    x = np.column_stack([np.ones(5), np.log(panel[2010])])
    y = np.log(panel[2020] / panel[2010]).to_numpy() / 10
    inverse = np.linalg.inv(x.T @ x)
    residual = y - x @ inverse @ x.T @ y
    sandwich = inverse @ (x.T * residual**2) @ x @ inverse * 5 / 3

    found = convergence.beta(panel, covariance="HC1")

    assert math.sqrt(sandwich[1, 1]) == pytest.approx(found.standard_error, rel=1e-10)
    assert found.coefficient == pytest.approx(convergence.beta(panel).coefficient, rel=1e-12)


@given(panels(), st.floats(0.01, 100), st.randoms(use_true_random=False))
@settings(max_examples=15, deadline=None)
def test_unit_and_order_do_not_matter(panel, factor, random):
    """Another currency and another order of cities change neither the spread nor the speed."""
    other = panel.loc[random.sample(panel.index.to_list(), len(panel))] * factor

    for by in ("log", "cv"):
        assert convergence.sigma(panel, by).by_year.to_dict() == pytest.approx(
            convergence.sigma(other, by).by_year.to_dict(), abs=1e-9
        )
    assert convergence.beta(panel).coefficient == pytest.approx(convergence.beta(other).coefficient, abs=1e-9)


def test_years_between_may_be_missing_in_beta():
    """Beta reads the first and the last year only; years may be text, as read from a file."""
    full = cities([[1, 2, 2], [2, 3, 5], [4, 4, 5], [8, 9, 20]], [2000, 2010, 2020])
    gaps = full.mask(full == 3).rename(columns=str)

    assert convergence.beta(full).coefficient == convergence.beta(gaps).coefficient


def test_wrong_inputs_name_the_city_and_year():
    """Missing and non-positive levels, years out of order, too few cities and idle terms are refused."""
    panel = cities([[1, 2], [2, 5], [4, 5], [8, 20]], [2010, 2020])
    same = pd.Series(1.0, index=panel.index)

    with pytest.raises(ParameterError, match="found nan for c1 in column 2020"):
        convergence.sigma(panel.replace(5, np.nan))
    with pytest.raises(ParameterError, match="above 0; found 0 for c1 in column 2020"):
        convergence.sigma(panel.replace(5, 0))
    with pytest.raises(ParameterError, match="found 0 for c1 in column 2020"):
        convergence.beta(panel.replace(5, 0))
    with pytest.raises(ParameterError, match="mean above 0 in every year; found 0 in 2010"):
        convergence.sigma(panel.assign(**{"2010": 0}).drop(columns=2010)[["2010", 2020]], by="cv")
    with pytest.raises(ParameterError, match="ascending order as columns; found 2020, 2010"):
        convergence.sigma(panel[[2020, 2010]])
    with pytest.raises(ParameterError, match="at least 2 years in ascending order as columns; found 2010"):
        convergence.beta(panel[[2010]])
    with pytest.raises(ParameterError, match="found first, second"):
        convergence.beta(panel.set_axis(["first", "second"], axis=1))
    with pytest.raises(ParameterError, match="at least 3 row"):
        convergence.sigma(panel.iloc[:2])
    with pytest.raises(ParameterError, match="more than 2 cities for 2 coefficients; found 2"):
        convergence.beta(panel.iloc[:2])
    with pytest.raises(ParameterError, match="among constant, initial, island"):
        convergence.beta(panel, pd.DataFrame({"island": same}))
    with pytest.raises(ParameterError, match="among constant, initial\\."):
        convergence.beta(panel.assign(**{"2010": 3.0}).drop(columns=2010)[["2010", 2020]])
    with pytest.raises(ParameterError, match="c3 only in panel"):
        convergence.beta(panel, pd.DataFrame({"island": same.drop("c3")}))
    with pytest.raises(ParameterError, match="log, cv; found 'sd'"):
        convergence.sigma(panel, by="sd")
    with pytest.raises(ParameterError, match="nonrobust, HC1, HC3; found 'HAC'"):
        convergence.beta(panel, covariance="HAC")
