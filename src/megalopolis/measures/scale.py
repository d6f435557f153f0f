"""Bring indicators to one scale, so that more is better everywhere.

Every function takes a frame ``x`` of n cities (or of n city-years) by k indicators and ``direction``, the
k signs: +1 where more is better, -1 where less is better.  The result has the same shape and labels, and in
it more is always better.  A missing cell stays missing and takes no part in the minimum, the mean or the
ranks of its column.  Rows are pooled: give all years at once to keep them comparable, or freeze the
goalposts (``bounds``, ``target``).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _columns, _inputs
from megalopolis.measures._columns import Direction, PerIndicator


def minmax(
    x: pd.DataFrame,
    direction: Direction,
    bounds: pd.DataFrame | npt.NDArray[np.float64] | None = None,
    to: tuple[float, float] = (0, 1),
) -> pd.DataFrame:
    r"""Place each value between a low and a high goalpost.

    .. math:: x'_{ij} = a + (b - a) \frac{x_{ij} - l_j}{h_j - l_j}, \qquad
              x'_{ij} = a + (b - a) \frac{h_j - x_{ij}}{h_j - l_j}

    for benefits and for costs, where (l, h) are the bounds and (a, b) is ``to``.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values, a row a city.
    direction : k of +1 or -1
        A series or mapping is matched by indicator, a sequence by position, a single sign holds for all.
    bounds : pandas.DataFrame or array, shape (k, 2), optional
        Frozen goalposts, low then high, in the units of x; a frame is indexed by indicator.  Where both are
        missing, and without *bounds*, the minimum and maximum of the column are taken.
    to : (low, high)
        Range of the result.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        Within ``to``; a value beyond a frozen goalpost is cut off at it.

    Raises
    ------
    ParameterError
        A column has no range (constant, one city, no value) and no goalposts, a goalpost is missing while
        its twin is there, low is not below high, or a sign is not +1 or -1.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 5.
    """
    table = _inputs.table(x, "x", missing=True)
    sign = _columns.signs(direction, table.columns)
    values = table.to_numpy()
    low, high = _columns.posts(bounds, table)
    if not to[0] < to[1]:
        raise ParameterError(f"to: expected (low, high) with low below high; found {to!r}.")
    share = (np.clip(values, low, high) - low) / (high - low)
    share = np.where(sign > 0, share, 1 - share)
    return _columns.like(table, to[0] + (to[1] - to[0]) * share)


def zscore(x: pd.DataFrame, direction: Direction, mean: float = 0, sd: float = 1) -> pd.DataFrame:
    r"""Standardise each column to a given mean and standard deviation.

    .. math:: z_{ij} = m + s\, d_j \frac{x_{ij} - \bar x_j}{s_j}

    with the sample standard deviation :math:`s_j` (n - 1 in the denominator) and the sign d.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values, a row a city.
    direction : k of +1 or -1
    mean, sd : float
        Mean and standard deviation of each column of the result.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        Unbounded; half of the cells are negative when *mean* is 0, so that only an arithmetic mean fits.

    Raises
    ------
    ParameterError
        A column is constant or has fewer than two values, *sd* is not positive, or a sign is wrong.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 5.
    """
    table = _inputs.table(x, "x", missing=True)
    sign = _columns.signs(direction, table.columns)
    _columns.ranges(table)
    if not sd > 0:
        raise ParameterError(f"sd: expected a positive number; found {sd!r}.")
    values = table.to_numpy()
    z = (values - np.nanmean(values, axis=0)) / np.nanstd(values, axis=0, ddof=1)
    return _columns.like(table, mean + sd * sign * z)


def rank(x: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """Replace values by their ranks: 1 for the worst city, up to n for the best.

    Tied cities all take the lowest of their ranks (1, 2, 2, 4).  One city has rank 1, and in a constant
    column every city has rank 1.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values, a row a city.
    direction : k of +1 or -1

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        From 1 to the number of values of the column.

    Raises
    ------
    ParameterError
        A sign is not +1 or -1.
    """
    table = _inputs.table(x, "x", missing=True)
    return (table * _columns.signs(direction, table.columns)).rank(method="min")


def borda(x: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    """Count the cities that a city leaves behind: its rank less 1.

    Parameters
    ----------
    x, direction
        As in :func:`rank`.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        From 0 to n - 1.

    Raises
    ------
    ParameterError
        A sign is not +1 or -1.
    """
    return rank(x, direction) - 1


def percentile(x: pd.DataFrame, direction: Direction) -> pd.DataFrame:
    r"""Give the share of the other cities that a city leaves behind, :math:`(r_{ij} - 1)/(n_j - 1)`.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values, a row a city.
    direction : k of +1 or -1

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        From 0 to 1; r is the rank of :func:`rank` and n the number of values of the column.

    Raises
    ------
    ParameterError
        A column has fewer than two values, or a sign is not +1 or -1.
    """
    ranks = rank(x, direction)
    count = ranks.notna().sum()
    if (count < 2).any():
        raise ParameterError(
            f"x: expected at least 2 values in every column; found fewer in "
            f"{_inputs.listed(count.index[count < 2])}. One city has no percentile: give more cities."
        )
    return (ranks - 1) / (count - 1)


def target(
    x: pd.DataFrame,
    direction: Direction,
    target: PerIndicator,
    to: tuple[float, float] = (0, 1),
    clip: bool = True,
) -> pd.DataFrame:
    r"""Say how much of the way from the worst city to a target each city has gone.

    .. math:: x'_{ij} = \frac{x_{ij} - \min_i x_{ij}}{t_j - \min_i x_{ij}}, \qquad
              x'_{ij} = \frac{\max_i x_{ij} - x_{ij}}{\max_i x_{ij} - t_j}

    for benefits and for costs.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values, a row a city.
    direction : k of +1 or -1
    target : k numbers
        In the units of x; matched like *direction*.
    to : (low, high)
        What the worst city and the target become.
    clip : bool
        Whether a city beyond the target counts as at it.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        From ``to[0]`` to ``to[1]``, or beyond with ``clip=False``.

    Raises
    ------
    ParameterError
        A target is missing or no better than the worst city, or a sign is not +1 or -1.

    References
    ----------
    Becker et al. (2022), *COINr*, normalisation by distance to targets.
    """
    table = _inputs.table(x, "x", missing=True)
    sign = _columns.signs(direction, table.columns)
    goal = _columns.matched(target, table.columns, "target") * sign
    values = table.to_numpy() * sign
    _columns.refuse_empty(table)
    worst = np.nanmin(values, axis=0)
    short = ~(goal > worst)
    if short.any():
        raise ParameterError(
            "target: expected a target better than the worst city; found none such for "
            f"{_inputs.listed(table.columns[short])}. Give another target or turn the direction."
        )
    share = (values - worst) / (goal - worst)
    return _columns.like(table, to[0] + (to[1] - to[0]) * (np.minimum(share, 1) if clip else share))
