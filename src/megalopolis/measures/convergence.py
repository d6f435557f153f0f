"""Whether cities draw closer: spread over time, catching up, and movement between classes.

A panel is a frame of cities (rows, n of them) by years (columns in ascending order, whole numbers).
Catching up (beta) is necessary for the spread to shrink (sigma) but does not suffice for it, and chance
alone makes extreme values regress to the mean (Galton's fallacy): always give both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs, _markov
from megalopolis.measures._markov import Markov, markov
from megalopolis.measures._neighbours import Matrix
from megalopolis.measures._spatial_markov import SpatialMarkov, spatial_markov

__all__ = ["Beta", "Markov", "Sigma", "SpatialMarkov", "beta", "markov", "sigma", "spatial_markov"]


@dataclass(frozen=True, slots=True, eq=False)
class Sigma:
    """The spread of cities in each year and its trend.

    Attributes
    ----------
    by_year : pandas.Series, shape (years,)
        Standard deviation of the logarithms, or coefficient of variation; 0 if all cities are alike.
    by : str
        "log" or "cv".
    trend : float
        Change of the spread a year, by least squares; below 0 cities draw closer.
    standard_error, p : float
        Of the trend; NaN with two years, through which a line passes exactly.
    change_p : float
        Two-sided p value of Pitman and Morgan's test that the spread of the last year is that of the first;
        it heeds that both years are of the same cities.  NaN if these differ by one factor.
    """

    by_year: pd.Series
    by: str
    trend: float
    standard_error: float
    p: float
    change_p: float


@dataclass(frozen=True, slots=True, eq=False)
class Beta:
    """Growth by initial level, and the speed that follows.

    Attributes
    ----------
    coefficient, standard_error, p : float
        b, the change of the annual growth rate with the logarithm of the initial level; below 0 lower
        cities grow faster.
    speed : float
        lambda, the share of the gap that closes in a year; below 0 cities drift apart, NaN if 1 + b T is
        not above 0 (cities overtake each other within the period).
    half_life : float
        Years until half of the gap is closed; NaN unless the speed is above 0.
    years, cities : int
        T, the length of the period, and n.
    r_squared : float
        Share of the variance of growth that is explained.
    coefficients : pandas.DataFrame, shape (2 + controls, 3)
        ``estimate``, ``standard_error`` and ``p`` of "constant", "initial" and each control.
    """

    coefficient: float
    standard_error: float
    p: float
    speed: float
    half_life: float
    years: int
    cities: int
    r_squared: float
    coefficients: pd.DataFrame


def sigma(panel: pd.DataFrame, by: Literal["log", "cv"] = "log") -> Sigma:
    r"""Follow the spread of cities over the years.

    .. math:: \sigma_t = \mathrm{sd}(\ln y_{it}) \quad\text{or}\quad cv_t = \mathrm{sd}(y_{it}) / \bar y_t

    Standard deviations divide by n - 1.

    Parameters
    ----------
    panel : pandas.DataFrame, shape (n, years)
        At least 3 cities and 2 years; above 0 for "log", 0 or more with a mean above 0 for "cv".
    by : {"log", "cv"}
        The coefficient of variation of logarithms is neither and is not offered.

    Raises
    ------
    ParameterError
        A missing value, one out of range, too few cities or years, or years out of order.

    References
    ----------
    Barro and Sala-i-Martin (1992), Convergence, *Journal of Political Economy* 100 (2); Pitman (1939) and
    Morgan (1939), *Biometrika* 31.
    """
    _inputs.choice(by, "by", ("log", "cv"))
    levels = _inputs.table(panel, "panel", lowest=0, above=0 if by == "log" else None, rows=3)
    years = _markov.years(levels)
    relative = pd.DataFrame(np.log(levels)) if by == "log" else _markov.relative(levels)
    spread = relative.std(ddof=1)
    trend, error, p = _trend(years, spread.to_numpy())
    return Sigma(
        by_year=spread.rename("sigma"),
        by=by,
        trend=trend,
        standard_error=error,
        p=p,
        change_p=_pitman_morgan(relative.iloc[:, 0].to_numpy(), relative.iloc[:, -1].to_numpy()),
    )


def beta(
    panel: pd.DataFrame,
    controls: pd.DataFrame | None = None,
    covariance: Literal["nonrobust", "HC1", "HC3"] = "nonrobust",
) -> Beta:
    r"""Regress annual growth on the initial level, from the first to the last year of the panel.

    .. math::
        \frac{1}{T} \ln \frac{y_{iT}}{y_{i0}} = a + b \ln y_{i0} + c' X_i + u_i, \qquad
        \lambda = -\frac{\ln(1 + b T)}{T}, \qquad \text{half-life} = \frac{\ln 2}{\lambda}

    b is of growth a year, hence b T in the logarithm: with b alone the speed comes out wrong.

    Parameters
    ----------
    panel : pandas.DataFrame, shape (n, years)
        Above 0 in the first and the last year; years between are not read.
    controls : pandas.DataFrame, shape (n, c), optional
        Conditions X; with them, b is conditional convergence.
    covariance : {"nonrobust", "HC1", "HC3"}
        How statsmodels computes standard errors; the last two allow for unequal variances.

    Raises
    ------
    ParameterError
        A missing value, one not above 0, years out of order, other cities in *controls*, fewer cities than
        coefficients and one more, or terms that determine each other (such as equal initial levels).

    Notes
    -----
    Cities are neighbours: look at Moran's I of the growth rates before trusting the standard errors.

    References
    ----------
    Barro and Sala-i-Martin (1992), Convergence, *Journal of Political Economy* 100 (2).
    """
    # statsmodels takes seconds to import, and only chapters on convergence need it
    from statsmodels.regression.linear_model import OLS

    _inputs.choice(covariance, "covariance", ("nonrobust", "HC1", "HC3"))
    years = _markov.years(_inputs.table(panel, "panel", missing=True))
    ends = _inputs.table(panel.iloc[:, [0, -1]], "panel", above=0)
    length = int(years[-1] - years[0])
    initial: Any = np.log(ends.iloc[:, 0].rename("initial"))
    growth = np.log(ends.iloc[:, 1] / ends.iloc[:, 0]) / length
    terms = pd.concat([pd.Series(1.0, index=ends.index, name="constant"), initial], axis=1)
    if controls is not None:
        checked = _inputs.aligned(_inputs.table(controls, "controls"), ends.index, "controls", "panel")
        terms = terms.join(checked)
    if len(terms) < terms.shape[1] + 1:
        raise ParameterError(
            f"panel: expected more than {terms.shape[1]} cities for {terms.shape[1]} coefficients; "
            f"found {len(terms)}. Give more cities or fewer controls."
        )
    scale = np.abs(terms).max().replace(0.0, 1.0)
    if np.linalg.matrix_rank((terms / scale).to_numpy(), tol=1e-9) < terms.shape[1]:
        raise ParameterError(
            "panel: expected initial levels and controls of which none follows from the others; found that "
            f"one does among {_inputs.listed(terms.columns)}. Drop it."
        )
    fit = OLS(growth, terms).fit(cov_type=covariance)
    slope = float(fit.params["initial"])
    speed = -float(np.log1p(slope * length)) / length if 1 + slope * length > 0 else float("nan")
    return Beta(
        coefficient=slope,
        standard_error=float(fit.bse["initial"]),
        p=float(fit.pvalues["initial"]),
        speed=speed,
        half_life=float(np.log(2)) / speed if speed > 0 else float("nan"),
        years=length,
        cities=len(terms),
        r_squared=float(fit.rsquared),
        coefficients=pd.DataFrame({"estimate": fit.params, "standard_error": fit.bse, "p": fit.pvalues}),
    )


def _trend(years: Matrix, spread: Matrix) -> tuple[float, float, float]:
    if len(years) == 2:
        return float((spread[1] - spread[0]) / (years[1] - years[0])), float("nan"), float("nan")
    from statsmodels.regression.linear_model import OLS  # slow to import, as in beta

    # years are centred, so that the constant does not swamp the slope
    fit = OLS(spread, np.column_stack([np.ones(len(years)), years - years.mean()])).fit()
    return float(fit.params[1]), float(fit.bse[1]), float(fit.pvalues[1])


def _pitman_morgan(first: Matrix, last: Matrix) -> float:
    from scipy.stats import pearsonr

    total, difference = first + last, first - last
    still = 1e-12 * max(float(np.abs(first).max()), float(np.abs(last).max()), 1.0)
    if np.ptp(total) <= still or np.ptp(difference) <= still:
        return float("nan")
    return float(pearsonr(total, difference).pvalue)
