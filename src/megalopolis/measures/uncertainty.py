"""How far a city's rank depends on what the analyst chose.

Whole pipelines are drawn (imputation, treatment, normalisation, weights, aggregation), not weights alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import aggregate, composite
from megalopolis.measures.framework import Framework
from megalopolis.measures.pipelines import Choices, Pipelines, prepare
from megalopolis.measures.sensitivity import sobol

__all__ = ["Choices", "leave_one_out", "rank_frequencies", "rank_intervals", "sobol"]


def rank_intervals(
    data: pd.DataFrame,
    framework: Framework,
    *,
    draws: int = 1000,
    seed: int,
    choices: Choices | Mapping[str, Any] | None = None,
    interval: tuple[float, float] = (0.05, 0.95),
    **fixed: Any,
) -> pd.DataFrame:
    """Give the range of ranks that each city has over many ways to build the index.

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, at least k)
        A row a city, a column an indicator; NaN is missing.
    framework : Framework
    draws : int
        Number of pipelines.
    seed : int
        The same seed gives the same intervals.
    choices : Choices or mapping, optional
        What is drawn; a mapping changes single fields, such as ``{"noise": 0.1}``.
    interval : (low, high)
        Quantiles of the ranks.
    **fixed
        What all draws share: screen, groups, denominate, targets, availability, as in ``composite.build``.

    Returns
    -------
    pandas.DataFrame, shape (n, 4)
        ``rank``, with the first option of each kind and the weights as they are; ``median``, ``low`` and
        ``high`` over the draws.  1 is the best.  Quantiles lie between two ranks where the draws do.

    Raises
    ------
    ParameterError
        No draws, an option that is not known or cannot be combined (z-scores have no geometric mean), or an
        input that a step refuses.

    References
    ----------
    Saisana, Saltelli & Tarantola (2005), "Uncertainty and sensitivity analysis techniques as tools for the
    quality assessment of composite indicators", *Journal of the Royal Statistical Society A* 168(2).
    """
    pipelines = prepare(data, framework, choices, **fixed)
    counts = _counts(pipelines, draws, seed)
    low, high = interval
    if not 0 <= low < high <= 1:
        raise ParameterError(f"interval: expected two quantiles, the lower first; found {interval!r}.")
    columns = {
        "rank": reference_ranks(pipelines),
        "median": _quantile(counts, 0.5),
        "low": _quantile(counts, low),
        "high": _quantile(counts, high),
    }
    return pd.DataFrame(columns, index=pipelines.cities)


def rank_frequencies(
    data: pd.DataFrame,
    framework: Framework,
    *,
    draws: int = 1000,
    seed: int,
    choices: Choices | Mapping[str, Any] | None = None,
    **fixed: Any,
) -> pd.DataFrame:
    """Give the share of the draws in which each city has each rank.

    Parameters
    ----------
    data, framework, draws, seed, choices, **fixed
        As in :func:`rank_intervals`; the same seed makes the same draws.

    Returns
    -------
    pandas.DataFrame, shape (n, n)
        A row a city, a column a rank from 1 to n; every row sums to 1.

    Raises
    ------
    ParameterError
        As in :func:`rank_intervals`.
    """
    pipelines = prepare(data, framework, choices, **fixed)
    counts = _counts(pipelines, draws, seed)
    places = pd.RangeIndex(1, counts.shape[1] + 1, name="rank")
    return pd.DataFrame(counts / draws, index=pipelines.cities, columns=places)


def leave_one_out(data: pd.DataFrame, framework: Framework, **settings: Any) -> pd.DataFrame:
    """Say how the ranks in the index move when an indicator, or an aggregate with all in it, is left out.

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, at least k)
    framework : Framework
    **settings
        Parameters of :func:`megalopolis.measures.composite.build`.

    Returns
    -------
    pandas.DataFrame
        A row for every code but the index and what the index cannot do without.  ``mean`` and ``largest``
        change of rank in places, 0 or more, and the ``city`` that moves most (the first of several); ""
        when none moves.  The weights of what is left out go to its siblings.

    Raises
    ------
    ParameterError
        See :func:`megalopolis.measures.composite.build`.
    """
    index = composite.build(data, framework, **settings)
    before = index.ranks[framework.root]
    rows = {}
    for code in framework.table.index:
        if set(framework.under(code)) == set(framework.leaves):
            continue
        rest, changes = framework.without(code), {}
        if not isinstance(index.settings.aggregate, str):
            changes["aggregate"] = _last(index.settings.aggregate, rest)
        after = index.replay(framework=rest, **changes).ranks[framework.root]
        moved = (after.reindex(before.index) - before).abs()
        most = moved.max()
        rows[code] = moved.mean(), most, moved.idxmax() if most > 0 else ""
    return pd.DataFrame.from_dict(rows, orient="index", columns=["mean", "largest", "city"])


def reference_ranks(pipelines: Pipelines) -> npt.NDArray[np.int_]:
    """Rank the cities by the first option of each kind in *pipelines*, without noise.

    Returns
    -------
    numpy.ndarray, shape (n,)
        1 is the best; ties share the best of their ranks.
    """
    (_, scores), *_ = pipelines.scores(pipelines.reference)
    cities, places = aggregate.order(scores)
    result = np.empty(len(pipelines.cities), dtype=int)
    result[cities[0]] = places[0] + 1
    return result


def _counts(pipelines: Pipelines, draws: int, seed: int) -> npt.NDArray[np.int_]:
    if draws < 1:
        raise ParameterError(f"draws: expected at least 1; found {draws!r}.")
    n = len(pipelines.cities)
    counts = np.zeros(n * n, dtype=int)
    sample = pipelines.draw(draws, np.random.default_rng(seed))
    for _, scores in pipelines.scores(sample):
        cities, places = aggregate.order(scores)
        counts += np.bincount((cities * n + places).ravel(), minlength=n * n)
    return counts.reshape(n, n)


def _quantile(counts: npt.NDArray[np.int_], share: float) -> npt.NDArray[np.float64]:
    """Interpolate between order statistics as ``numpy.quantile`` does, from counts instead of draws."""
    reached = counts.cumsum(axis=1)
    position = (reached[0, -1] - 1) * share
    below, above = ((reached <= step).sum(axis=1) + 1 for step in (np.floor(position), np.ceil(position)))
    return np.asarray(below + (above - below) * (position - np.floor(position)))


def _last(means: Sequence[str], framework: Framework) -> tuple[str, ...]:
    """Keep the means of the steps next to the index, when a branch that is left out was the highest."""
    return tuple(means)[-(framework.heights[framework.root] - 1) :]
