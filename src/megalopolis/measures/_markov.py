"""Movement of cities between classes of a relative quantity; part of ``measures.convergence``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse.csgraph import connected_components

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs
from megalopolis.measures._neighbours import Matrix

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Markov:
    """How often cities moved from class to class; classes run from 1 (low) to k (high).

    Attributes
    ----------
    counts : pandas.DataFrame, shape (k, k)
        Moves from the class of the row to that of the column, one step of the panel later.  With few of them
        the probabilities say little: report both.
    probability : pandas.DataFrame, shape (k, k)
        Shares of the moves out of a class; a row sums to 1, or is NaN if the class was never left from.
    ergodic : pandas.Series, shape (k,)
        The long-run shares of cities if moves went on like this; NaN where there is no single such vector.
    cutoffs : pandas.DataFrame, shape (k - 1, 1 or years)
        Upper bounds of classes 1 to k - 1: one column "pooled", or one a year.
    classes : pandas.DataFrame, shape (n, years)
        The class of each city in each year.
    """

    counts: pd.DataFrame
    probability: pd.DataFrame
    ergodic: pd.Series
    cutoffs: pd.DataFrame
    classes: pd.DataFrame


def markov(panel: pd.DataFrame, k: int, classes: Literal["pooled", "yearly"] = "pooled") -> Markov:
    r"""Count moves between classes of the quantity relative to the mean of its year.

    .. math:: p_{ij} = \frac{n_{ij}}{\sum_j n_{ij}}, \qquad \pi = \pi P

    Parameters
    ----------
    panel : pandas.DataFrame, shape (n, years)
        0 or more, the mean of each year above 0; years ascending, evenly spaced.
    k : int
        Number of classes, 2 or more.  31 cities rarely bear more than 3 or 4.
    classes : {"pooled", "yearly"}
        Bounds are the quantiles of all years together (classes are levels relative to the mean), or of each
        year (classes are ranks).  A value equal to a bound falls below it; by ties a class may be empty.

    Raises
    ------
    ParameterError
        Fewer than 2 years, years out of order or unevenly spaced, k below 2, a missing or negative value, or
        a year whose mean is 0.

    Notes
    -----
    Counted here, as PySAL's ``giddy`` pulls in a compiler; the tests compare with its published counts.

    References
    ----------
    Quah (1993), *European Economic Review* 37; Rey (2001), Spatial Empirics for Economic Growth and
    Convergence, *Geographical Analysis* 33 (3).
    """
    _inputs.choice(classes, "classes", ("pooled", "yearly"))
    levels = relative(panel)
    gaps = np.diff(years(levels))
    if np.ptp(gaps) > 0:
        uneven = _inputs.listed(f"{gap:g}" for gap in gaps)
        raise ParameterError(
            f"panel: expected evenly spaced years; found gaps of {uneven} years. "
            "Moves over different times make no one chain."
        )
    parts = steps(k, "k")
    values = levels.to_numpy()
    if classes == "pooled":
        cutoffs = pd.DataFrame({"pooled": np.quantile(values, parts)})
        found = classed(values, cutoffs["pooled"].to_numpy())
    else:
        cutoffs = pd.DataFrame(np.quantile(values, parts, axis=0), columns=levels.columns)
        found = np.column_stack(
            [classed(values[:, t], cutoffs.iloc[:, t].to_numpy()) for t in range(values.shape[1])]
        )
    cutoffs.index = pd.RangeIndex(1, k, name="class")
    moves = count(found, np.zeros_like(found), 1, k)[0]
    labels = names(k)
    return Markov(
        counts=pd.DataFrame(moves, index=labels.rename("from"), columns=labels.rename("to")),
        probability=pd.DataFrame(shares(moves), index=labels.rename("from"), columns=labels.rename("to")),
        ergodic=pd.Series(ergodic(moves), index=labels, name="ergodic"),
        cutoffs=cutoffs,
        classes=pd.DataFrame(found + 1, index=levels.index, columns=levels.columns),
    )


def years(panel: pd.DataFrame) -> Matrix:
    """Return the years of the columns, which must ascend."""
    found = pd.to_numeric(pd.Series(panel.columns), errors="coerce").to_numpy(dtype=np.float64)
    if len(found) < 2 or not (np.diff(found) > 0).all():
        raise ParameterError(
            f"panel: expected at least 2 years in ascending order as columns; found "
            f"{_inputs.listed(panel.columns)}."
        )
    return found


def relative(panel: pd.DataFrame) -> pd.DataFrame:
    """Divide by the mean of the year, after checking the panel."""
    levels = _inputs.table(panel, "panel", lowest=0)
    empty = levels.columns[levels.sum() == 0]
    if len(empty):
        raise ParameterError(
            f"panel: expected a mean above 0 in every year; found 0 in {_inputs.listed(empty)}."
        )
    return levels / levels.mean()


def steps(count: int, name: str) -> Matrix:
    """Return the probabilities of the quantiles between *count* classes."""
    if count < 2:
        raise ParameterError(f"{name}: expected 2 or more classes; found {count!r}.")
    return np.arange(1, count) / count


def names(count: int) -> pd.Index:
    """Number the classes from 1."""
    return pd.RangeIndex(1, count + 1, name="class")


def classed(values: Matrix, bounds: Matrix) -> Counts:
    """Return the class of each value, from 0; one equal to a bound falls below it."""
    # a bound often is one of the values: the last digit must not decide on which side it falls
    return np.searchsorted(bounds * (1 + 1e-12), values, side="left").astype(np.int64)


def count(found: Counts, lag: Counts, groups: int, k: int) -> Counts:
    """Count moves by class of the lag at the start, class at the start and class at the end."""
    start = np.stack([lag[:, :-1], found[:, :-1], found[:, 1:]]).reshape(3, -1)
    counts = np.zeros((groups, k, k), dtype=np.int64)
    np.add.at(counts, tuple(start), 1)
    return counts


def shares(counts: Counts) -> Matrix:
    """Divide by the sum of the row; NaN in a row without moves."""
    totals = counts.sum(axis=1, keepdims=True)
    parts = np.divide(counts, totals, out=np.full(counts.shape, np.nan), where=totals > 0)
    return np.asarray(parts, dtype=np.float64)


def ergodic(counts: Counts) -> Matrix:
    """Solve pi = pi P over the classes that occur; NaN unless exactly one closed set of classes exists."""
    k = len(counts)
    present = (counts.sum(axis=0) + counts.sum(axis=1)) > 0
    seen = counts[np.ix_(present, present)]
    if not present.any() or (seen.sum(axis=1) == 0).any():
        return np.full(k, np.nan)
    sets, member = connected_components(seen > 0, directed=True, connection="strong")
    leaves = {member[i] for i, j in zip(*np.nonzero(seen), strict=True) if member[i] != member[j]}
    if sets - len(leaves) != 1:
        return np.full(k, np.nan)
    chain = shares(seen)
    system = np.vstack([chain.T - np.eye(len(chain)), np.ones(len(chain))])
    target = np.append(np.zeros(len(chain)), 1.0)
    result = np.zeros(k)
    result[present] = np.linalg.lstsq(system, target, rcond=None)[0]
    return result
