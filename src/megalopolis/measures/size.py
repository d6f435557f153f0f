"""How city sizes are spread: rank and size, primacy, and one centre or several.

Sizes are populations (or any other size) above 0, indexed by city.  Cities of equal size take successive
ranks; as they share their size, their order changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

TOPS = (2, 3, 4)
NORMAL_95 = 1.959963984540054


@dataclass(frozen=True, slots=True)
class RankSize:
    """The line ln(rank - 1/2) = a - b ln(size).

    Attributes
    ----------
    exponent : float
        b, the Pareto exponent: 1 is Zipf's law; below 1 the large cities are larger than by the law.
    standard_error : float
        b times the root of 2/n; the usual error of the regression is far too small.
    low, high : float
        The 95 % interval, b -+ 1.96 standard errors.
    lotka : float
        1/b, the slope of size by rank.
    intercept, r_squared : float
        a, and the share of variance that the line explains.
    cities : int
        How many cities the line is drawn through.
    """

    exponent: float
    standard_error: float
    low: float
    high: float
    lotka: float
    intercept: float
    r_squared: float
    cities: int


@dataclass(frozen=True, slots=True)
class Primacy:
    """How far the largest city is ahead; NaN where there are too few cities.

    Attributes
    ----------
    city : object
        The largest city (of several that are equally large, the first listed).
    two : float
        P1 / P2; 2 by Zipf's law.
    four : float
        P1 / (P2 + P3 + P4); 12/13 by Zipf's law.
    eleven : float
        2 P1 / (P2 + ... + P11); 0.99 by Zipf's law.
    share : float
        P1 over the sum of all cities.
    """

    city: object
    two: float
    four: float
    eleven: float
    share: float


@dataclass(frozen=True, slots=True, eq=False)
class Polycentricity:
    """Whether one city leads or several do.

    Attributes
    ----------
    morphological : float
        Mean of *slopes*: 0 (equal centres) downwards; the closer to 0, the more polycentric.
    slopes : pandas.Series
        Slope of ln(size) by ln(rank) over the largest 2, 3 and 4 cities, indexed by that number.
    functional : float or None
        Green's index of the flows, from 0 (one centre, or no links) to 1 (all cities equally linked with
        all); None without flows.
    """

    morphological: float
    slopes: pd.Series
    functional: float | None


def rank_size(population: pd.Series, top: int | None = None) -> RankSize:
    r"""Estimate the rank-size exponent with the shift of a half.

    .. math:: \ln(R - \tfrac{1}{2}) = a - b \ln S, \qquad se(b) = b \sqrt{2 / n}

    Parameters
    ----------
    population : pandas.Series, shape (n,)
        At least 3 cities, not all of one size.
    top : int, optional
        Draw the line through the largest cities only; the exponent depends on where the list is cut.

    Raises
    ------
    ParameterError
        Fewer than 3 cities, a size that is missing or not above 0, or all sizes equal.

    References
    ----------
    Gabaix and Ibragimov (2011), Rank - 1/2: A Simple Way to Improve the OLS Estimation of Tail Exponents,
    *Journal of Business & Economic Statistics* 29 (1).
    """
    from scipy.stats import linregress

    sizes = _descending(population, 3)
    chosen = sizes if top is None else sizes.iloc[: _whole(top, "top", 3)]
    count = len(chosen)
    if chosen.iloc[0] == chosen.iloc[-1]:
        raise ParameterError(
            f"population: expected cities that differ; found {chosen.iloc[0]:g} for all {count} of them."
        )
    line = linregress(np.log(chosen.to_numpy()), np.log(np.arange(1, count + 1) - 0.5))
    exponent = -float(line.slope)
    error = exponent * float(np.sqrt(2 / count))
    return RankSize(
        exponent=exponent,
        standard_error=error,
        low=exponent - NORMAL_95 * error,
        high=exponent + NORMAL_95 * error,
        lotka=1 / exponent,
        intercept=float(line.intercept),
        r_squared=float(line.rvalue) ** 2,
        cities=count,
    )


def primacy(population: pd.Series) -> Primacy:
    r"""Compare the largest city with the next one, the next three and the next ten.

    .. math:: \frac{P_1}{P_2}, \qquad \frac{P_1}{P_2 + P_3 + P_4}, \qquad \frac{2 P_1}{P_2 + \dots + P_{11}}

    Parameters
    ----------
    population : pandas.Series, shape (n,)
        Whether administrative or urban population, the three forms differ by it: say which.

    Raises
    ------
    ParameterError
        Fewer than 2 cities, or a size that is missing or not above 0.

    References
    ----------
    Jefferson (1939), The Law of the Primate City, *Geographical Review* 29 (2).
    """
    sizes = _descending(population, 2)
    ordered = sizes.to_numpy()

    def ahead(last: int) -> float:
        return float(ordered[0] / ordered[1:last].sum()) if len(ordered) >= last else float("nan")

    return Primacy(sizes.index[0], ahead(2), ahead(4), 2 * ahead(11), float(ordered[0] / ordered.sum()))


def polycentricity(population: pd.Series, flows: pd.DataFrame | None = None) -> Polycentricity:
    r"""Measure how evenly size, and links if given, are spread over the leading cities.

    .. math::
        \ln S = c + q_m \ln R \;\text{ over the largest } m = 2, 3, 4, \qquad q = (q_2 + q_3 + q_4) / 3

        P = \Bigl(1 - \frac{\sigma}{\sigma_{\max}}\Bigr) \Delta

    where :math:`\sigma` is the standard deviation of the flows that each city receives,
    :math:`\sigma_{\max}` that of a pair of cities of which one receives nothing and the other as much as
    the leading city (half of it), and the density :math:`\Delta` is the share of ordered pairs with a flow.

    Parameters
    ----------
    population : pandas.Series, shape (n,)
        At least 4 cities.
    flows : pandas.DataFrame, shape (n, n), optional
        Flows from the city of the row to that of the column, 0 or more; the diagonal is not read.

    Raises
    ------
    ParameterError
        Fewer than 4 cities, a size that is missing or not above 0, or flows that are missing, negative or
        of other cities.

    References
    ----------
    Burger and Meijers (2012), Form Follows Function?, *Urban Studies* 49 (5); Green (2007), Functional
    Polycentricity, *Urban Studies* 44 (11), doi 10.1080/00420980701518941.
    """
    from scipy.stats import linregress

    sizes = np.log(_descending(population, max(TOPS)).to_numpy())
    slopes = [float(linregress(np.log(np.arange(1, top + 1)), sizes[:top]).slope) for top in TOPS]
    return Polycentricity(
        morphological=float(np.mean(slopes)),
        slopes=pd.Series(slopes, index=pd.Index(TOPS, name="cities"), name="slope"),
        functional=None if flows is None else _functional(flows, population.index),
    )


def _functional(flows: pd.DataFrame, cities: pd.Index) -> float:
    checked = _inputs.table(flows, "flows", lowest=0)
    _inputs.aligned(checked, cities, "flows", "population")
    _inputs.aligned(checked.T, cities, "the columns of flows", "population")
    links = checked.loc[cities, cities].to_numpy(copy=True)
    np.fill_diagonal(links, 0)
    received = links.sum(axis=0)
    if not received.any():
        return 0.0
    density = np.count_nonzero(links) / (links.size - len(links))
    return float((1 - received.std() / (received.max() / 2)) * density)


def _descending(population: pd.Series, least: int) -> pd.Series:
    sizes = _inputs.series(population, "population", above=0, rows=least)
    return sizes.sort_values(ascending=False, kind="stable")


def _whole(number: int, name: str, least: int) -> int:
    if number < least:
        raise ParameterError(f"{name}: expected {least} or more; found {number!r}.")
    return number
