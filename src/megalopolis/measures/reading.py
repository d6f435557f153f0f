"""Two more readings of a table of indicators: closeness to an ideal, and what holds a city back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _columns, _inputs, _weighting, scale
from megalopolis.measures._columns import Direction

PerIndicator = pd.Series | Mapping[str, float] | Sequence[float]


def topsis(
    x: pd.DataFrame, direction: Direction, weights: PerIndicator, normalise: str | None = "vector"
) -> pd.Series:
    r"""Measure how close each city is to the best seen on every indicator, and how far from the worst.

    .. math:: v_{ij} = w_j \frac{x_{ij}}{\sqrt{\sum_i x_{ij}^2}}, \qquad
              c_i = \frac{d_i^-}{d_i^+ + d_i^-}

    with the Euclidean distances d to the row of the best and to the row of the worst v of each column.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values; give all years at once, so that they share one ideal.
    direction : k of +1 or -1
    weights : k numbers
        0 or more, of any sum; matched like *direction*.
    normalise : {"vector", "minmax", None}
        By the length of the column, as in the formula, by its range, or not at all.  The scores differ.

    Returns
    -------
    pandas.Series, shape (n,)
        From 0, the worst on all indicators, to 1, the best on all.  A column of zeros counts for nothing.

    Raises
    ------
    ParameterError
        A cell is missing, a column has no range with "minmax", or all cities are alike (as one city is), so
        that best and worst are one.

    Notes
    -----
    Adding or dropping a city moves ideal and lengths, and can turn the order of two others.

    References
    ----------
    Hwang & Yoon (1981), *Multiple Attribute Decision Making*.
    """
    table = _inputs.table(x, "x")
    sign = _columns.signs(direction, table.columns)
    share = _weighting.given(weights, table.columns).to_numpy()
    values = table.to_numpy()
    if normalise == "vector":
        # Dividing by the largest cell first keeps the squares within range.
        values = values / np.maximum(np.abs(values).max(axis=0), np.finfo(float).tiny)
        length = np.sqrt((values**2).sum(axis=0))
        values = values / np.where(length > 0, length, 1) * sign
    elif normalise == "minmax":
        values = scale.minmax(table, direction).to_numpy()
    elif normalise is None:
        values = values * sign
    else:
        _inputs.choice(normalise, "normalise", ("vector", "minmax", "None"))
    weighted = values * share
    best = _distance(weighted, weighted.max(axis=0))
    worst = _distance(weighted, weighted.min(axis=0))
    if not (best + worst > 0).all():
        raise ParameterError(
            "x: expected cities that differ on some indicator with a weight; found all alike: "
            f"{_inputs.listed(table.index)}. Give more cities."
        )
    return pd.Series(worst / (best + worst), index=table.index, name="closeness")


def obstacle(
    scaled: pd.DataFrame, weights: PerIndicator, groups: PerIndicator | Mapping[str, str] | None = None
) -> pd.DataFrame:
    r"""Split what a city lacks into the shares of its indicators (the obstacle degree).

    .. math:: O_{ij} = \frac{w_j (1 - x'_{ij})}{\sum_j w_j (1 - x'_{ij})}

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values from 0 to 1, the ones that the index is made of.
    weights : k numbers
        Weights in the index (``Index.effective_weights``), 0 or more, of any sum.
    groups : mapping of indicator to group, optional
        Such as its dimension; the shares of a group's indicators are added up.

    Returns
    -------
    pandas.DataFrame, shape (n, k) or (n, number of groups)
        Shares from 0 to 1 that sum to 1 by city.  NaN for a city with a missing cell, and for one that is at
        1 everywhere with a weight: nothing holds it back, and 0/0 has no shares.

    Raises
    ------
    ParameterError
        A value is outside 0 to 1, an indicator has no weight or no group, a list of groups is of another
        length.
    """
    table = _inputs.table(scaled, "scaled", lowest=0, missing=True)
    _columns.refuse_above(table, 1, "scaled", "Scale with to=(0, 1).")
    share = _weighting.given(weights, table.columns).to_numpy()
    lacking = share * np.maximum(1 - table.to_numpy(), 0)
    total = lacking.sum(axis=1, keepdims=True)
    degree = np.divide(lacking, total, out=np.full_like(lacking, np.nan), where=total > 0)
    result = pd.DataFrame(degree, index=table.index, columns=table.columns)
    if groups is None:
        return result
    if not isinstance(groups, pd.Series | Mapping):
        if len(groups) != table.shape[1]:
            raise ParameterError(
                f"groups: expected {table.shape[1]} groups, one for each indicator; found {len(groups)}."
            )
        groups = dict(zip(table.columns, groups, strict=True))
    label = pd.Series(dict(groups), dtype=object).reindex(table.columns)
    if label.isna().any():
        raise ParameterError(
            f"groups: expected a group for every indicator; found none for "
            f"{_inputs.listed(table.columns[label.isna()])}."
        )
    return pd.DataFrame(
        {name: result.loc[:, (label == name).to_numpy()].sum(axis=1, skipna=False) for name in label.unique()}
    )


def _distance(weighted: npt.NDArray[np.float64], point: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.asarray(np.sqrt(((weighted - point) ** 2).sum(axis=1)))
