"""Movement between classes given the neighbours; part of ``measures.convergence``."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from megalopolis.measures import _markov
from megalopolis.measures._markov import Counts, Markov, markov
from megalopolis.measures._neighbours import Weights, standardised


@dataclass(frozen=True, slots=True, eq=False)
class SpatialMarkov:
    """Moves between classes, apart for each class of the neighbours' mean.

    Attributes
    ----------
    counts, probability : pandas.DataFrame, shape (m k, k)
        As in :class:`Markov`, for each class "lag" of the neighbours at the start of the move and each class
        "from" of the city.
    ergodic : pandas.DataFrame, shape (m, k)
        Long-run shares for each class of the neighbours.
    lag_cutoffs : pandas.Series, shape (m - 1,)
        Upper bounds of the classes of the neighbours' mean.
    pooled : Markov
        The same moves whatever the neighbours; those of islands are counted in it alone.
    q, lr : float
        Pearson's and the likelihood ratio statistic of the hypothesis that neighbours make no difference.
    q_p, lr_p : float
        Their p values by the chi-squared distribution, which needs many moves in each cell.
    degrees : int
        Degrees of freedom: sum over classes i of (lag classes seen with i - 1)(destinations of i - 1).
    islands : tuple
        Cities without neighbours.
    """

    counts: pd.DataFrame
    probability: pd.DataFrame
    ergodic: pd.DataFrame
    lag_cutoffs: pd.Series
    pooled: Markov
    q: float
    lr: float
    q_p: float
    lr_p: float
    degrees: int
    islands: tuple[object, ...]


def spatial_markov(panel: pd.DataFrame, w: Weights, k: int, lags: int | None = None) -> SpatialMarkov:
    r"""Count moves between classes apart for each class of the neighbours' mean, and test if it matters.

    .. math::
        Q = \sum_m \sum_i \sum_j n_{i|m} \frac{(p_{ij|m} - p_{ij})^2}{p_{ij}}, \qquad
        LR = 2 \sum_m \sum_i \sum_j n_{ij|m} \ln \frac{p_{ij|m}}{p_{ij}}

    Parameters
    ----------
    panel, k
        As in :func:`megalopolis.measures.convergence.markov`, with pooled classes.
    w : Neighbours, pandas.DataFrame, or libpysal Graph or W
        The same cities; rows are standardised here.
    lags : int, optional
        Number m of classes of the neighbours' mean, by its own pooled quantiles; k without it.

    Raises
    ------
    ParameterError
        As in :func:`megalopolis.measures.convergence.markov`; other cities in *w*, or no neighbours.

    References
    ----------
    Rey (2001), as above; Bickenbach and Bode (2003), Evaluating the Markov Property in Studies of Economic
    Convergence, *International Regional Science Review* 26 (3).
    """
    pooled = markov(panel, k)
    levels = _markov.relative(panel)
    groups = k if lags is None else lags
    parts = _markov.steps(groups, "lags")
    rows, islands = standardised(w, levels.index)
    linked = rows.sum(axis=1) > 0
    means = (rows @ levels.to_numpy())[linked]
    bounds = np.quantile(means, parts)
    found = pooled.classes.to_numpy()[linked] - 1
    counts = _markov.count(found, _markov.classed(means, bounds), groups, k)
    q, lr, degrees = _homogeneity(counts)
    names = _markov.names(k)
    index = pd.MultiIndex.from_product([_markov.names(groups), names], names=["lag", "from"])
    return SpatialMarkov(
        counts=pd.DataFrame(counts.reshape(-1, k), index=index, columns=names.rename("to")),
        probability=pd.DataFrame(
            np.vstack([_markov.shares(part) for part in counts]), index=index, columns=names.rename("to")
        ),
        ergodic=pd.DataFrame(
            [_markov.ergodic(part) for part in counts],
            index=_markov.names(groups).rename("lag"),
            columns=names,
        ),
        lag_cutoffs=pd.Series(bounds, index=pd.RangeIndex(1, groups, name="lag"), name="cutoff"),
        pooled=pooled,
        q=q,
        lr=lr,
        q_p=float(chdtrc(degrees, q)) if degrees else float("nan"),
        lr_p=float(chdtrc(degrees, lr)) if degrees else float("nan"),
        degrees=degrees,
        islands=islands,
    )


def _homogeneity(counts: Counts) -> tuple[float, float, int]:
    total = counts.sum(axis=0)
    starts = counts.sum(axis=2)
    expected = starts[:, :, None] * np.nan_to_num(_markov.shares(total))[None]
    possible, moved = expected > 0, counts > 0
    q = float((((counts - expected) ** 2)[possible] / expected[possible]).sum())
    lr = float(2 * (counts[moved] * np.log(counts[moved] / expected[moved])).sum())
    ways, origins = (total > 0).sum(axis=1), (starts > 0).sum(axis=0)
    degrees = int((np.maximum(origins - 1, 0) * np.maximum(ways - 1, 0)).sum())
    return q, max(lr, 0.0), degrees
