"""From scaled indicators up the tree to the index, for one set of weights or for many at once.

Shapes use n for cities, c for the members of an aggregate and d for draws (1 when an index is built).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs
from megalopolis.measures.framework import Framework

Array = npt.NDArray[np.float64]
MEANS = ("arithmetic", "geometric", "harmonic")
TIE = 1e-12
"""Scores that differ by less than this share of the largest are a tie: sums in another order differ so."""


def per_height(setting: str | Sequence[str], framework: Framework) -> tuple[str, ...]:
    """Return the kind of mean at each step up the tree, the lowest first.

    Parameters
    ----------
    setting : str or sequence of str
        One of "arithmetic", "geometric" and "harmonic" for all steps, or one for each.
    framework : Framework

    Returns
    -------
    tuple of str
        As long as there are steps from the indicators to the index.

    Raises
    ------
    ParameterError
        A mean is unknown, or a list is not as long as there are steps.
    """
    steps = framework.heights[framework.root] - 1
    means = (setting,) * steps if isinstance(setting, str) else tuple(setting)
    for mean in means:
        _inputs.choice(mean, "aggregate", MEANS)
    if len(means) != steps:
        raise ParameterError(
            f"aggregate: expected one mean, or one for each of the {steps} steps from the indicators to the "
            f"index; found {len(means)}."
        )
    return means


def climb(
    scaled: pd.DataFrame,
    framework: Framework,
    weights: Mapping[str, Array],
    means: tuple[str, ...],
    availability: float = 0,
) -> dict[str, Array]:
    r"""Compute the score of every aggregate, from the lowest up.

    .. math:: \frac{\sum_c w_c x_c}{\sum_c w_c}, \quad
              \exp \frac{\sum_c w_c \ln x_c}{\sum_c w_c}, \quad
              \frac{\sum_c w_c}{\sum_c w_c / x_c}

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        The indicators; NaN where missing.
    framework : Framework
    weights : mapping of code to array, shape (d,)
        Of every code but the index, from 0.
    means : tuple of str
        See :func:`per_height`.
    availability : float
        Share of an aggregate's members that a city must have; below it the city has no score in it.

    Returns
    -------
    dict of code to array, shape (d, n)
        The weights of missing members go to the others; NaN where none is there.

    Raises
    ------
    ParameterError
        A geometric or harmonic mean meets 0 or less; the message names city and member.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 6.
    """
    block = _block(scaled, framework)
    scores: dict[str, Array] = dict(zip(framework.leaves, block[:, None, :], strict=True))
    for parent in framework.aggregates:
        mean = means[framework.heights[parent] - 2]
        members = framework.children[parent]
        _refuse_not_positive(mean, parent, {code: scores[code] for code in members}, scaled.index)
        leaves = [code for code in members if code not in framework.children]
        above = [code for code in members if code in framework.children]
        total = np.zeros((len(next(iter(weights.values()))), len(scaled)))
        mass, present = total.copy(), total.copy()
        if leaves:
            part = _forward(np.concatenate([scores[code] for code in leaves]), mean)
            there = ~np.isnan(part)
            share = np.stack([weights[code] for code in leaves], axis=1)
            total += share @ np.where(there, part, 0)
            mass += share @ there
            present += there.sum(axis=0)
        for code in above:
            part = _forward(scores[code], mean)
            there, share = ~np.isnan(part), weights[code][:, None]
            total += share * np.where(there, part, 0)
            mass += share * there
            present += there
        with np.errstate(invalid="ignore", divide="ignore"):
            score = _backward(total / mass, mean)
        score[(mass == 0) | (present < availability * len(members) - TIE)] = np.nan
        scores[parent] = score
    return {code: scores[code] for code in framework.aggregates}


def collapse(scaled: pd.DataFrame, framework: Framework, weights: Mapping[str, Array], mean: str) -> Array:
    """Compute the index alone, for complete data and one mean at all levels: one product of matrices.

    A mean of means of one kind is a mean with the products of the weights, so that the levels between can
    be left out.

    Parameters
    ----------
    scaled, framework, weights
        As in :func:`climb`; nothing may be missing in *scaled*.
    mean : {"arithmetic", "geometric", "harmonic"}

    Returns
    -------
    numpy.ndarray, shape (d, n)

    Raises
    ------
    ParameterError
        As in :func:`climb`.
    """
    block = _block(scaled, framework)
    members = dict(zip(framework.leaves, block[:, None, :], strict=True))
    _refuse_not_positive(mean, framework.root, members, scaled.index)
    effective: dict[str, Array | float] = {framework.root: 1.0}
    for parent in reversed(framework.aggregates):
        total = sum(weights[code] for code in framework.children[parent])
        for code in framework.children[parent]:
            effective[code] = effective[parent] * weights[code] / total
    share = np.stack([np.asarray(effective[code]) for code in framework.leaves], axis=1)
    return _backward(share @ _forward(block, mean), mean)


def order(scores: Array) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Sort the cities of each draw from the best to the last and number their places.

    Parameters
    ----------
    scores : numpy.ndarray, shape (d, n)
        Without missing values.

    Returns
    -------
    (cities, places) : arrays of int, shape (d, n)
        ``cities[d]`` holds the positions of the cities from best to last, ``places[d]`` their ranks less 1;
        tied cities share the best of their places.
    """
    cities = np.argsort(-scores, axis=1)
    ranked = np.take_along_axis(scores, cities, axis=1)
    new = np.ones(scores.shape, dtype=bool)
    new[:, 1:] = ranked[:, :-1] - ranked[:, 1:] > TIE * np.abs(ranked).max(axis=1, keepdims=True)
    places = np.maximum.accumulate(np.where(new, np.arange(scores.shape[1]), 0), axis=1)
    return cities, places


def ranks(scores: pd.DataFrame) -> pd.DataFrame:
    """Rank the cities in every column: 1 is the best, ties share the best of their ranks (1, 2, 2, 4).

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, k)
        With (city, year) rows the cities are ranked within each year.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        Integers; floats with NaN where a score is missing.
    """
    if scores.index.nlevels == 2:
        years = [ranks(part.droplevel(1)).set_index(part.index) for _, part in scores.groupby(level=1)]
        return pd.concat(years).reindex(scores.index)
    result = pd.DataFrame(np.nan, index=scores.index, columns=scores.columns)
    for code in scores.columns:
        there = scores[code].notna().to_numpy()
        cities, places = order(scores[code].to_numpy()[None, there])
        column = np.full(len(scores), np.nan)
        column[np.flatnonzero(there)[cities[0]]] = places[0] + 1
        result[code] = column
    return result if result.isna().any(axis=None) else result.astype(int)


def _block(scaled: pd.DataFrame, framework: Framework) -> Array:
    """Return the indicators in the order of the leaves, shape (k, n)."""
    ordered = tuple(scaled.columns) == framework.leaves
    return np.ascontiguousarray((scaled if ordered else scaled[list(framework.leaves)]).to_numpy().T)


def _forward(values: Array, mean: str) -> Array:
    if mean == "geometric":
        return np.log(values)
    return 1 / values if mean == "harmonic" else values


def _backward(values: Array, mean: str) -> Array:
    if mean == "geometric":
        return np.exp(values)
    return 1 / values if mean == "harmonic" else values


def _refuse_not_positive(mean: str, parent: str, members: Mapping[str, Array], index: pd.Index) -> None:
    if mean == "arithmetic":
        return
    for code, values in members.items():
        if (values <= 0).any():
            wrong = np.flatnonzero((values <= 0).any(axis=0))
            raise ParameterError(
                f"aggregate: expected values above 0 for the {mean} mean of {parent}; found "
                f"{np.nanmin(values):g} in {code} for {_inputs.listed(index[wrong])}. "
                "Scale to a range above 0, such as to=(1, 100), or take the arithmetic mean."
            )
