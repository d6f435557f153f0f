"""Whether near cities are alike: Moran's I, Geary's C and local Moran.

Inference is by permutation.  The pseudo p value is (M + 1) / (R + 1), where R values are simulated by
permuting cities and M of them are at least as extreme as the observed one under the named alternative:

``greater``, ``less``
    M counts the simulated values at least as great (small) as the observed one.
``two-sided``
    M is twice the smaller of the two counts, R at most.

Weights are standardised by row: a city is compared with the mean of its neighbours.  A city without
neighbours (an island) stays among the n cities but is compared with none, and the result names it.
Permutations come from ``numpy.random.default_rng(seed)`` and from nowhere else, whatever the library
underneath does: the same seed gives the same p values.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from megalopolis.measures._local import LocalMoran, local_moran
from megalopolis.measures._neighbours import Matrix, Neighbours, Weights, neighbours
from megalopolis.measures._permutation import Alternative, pseudo, simulate, standard

__all__ = ["Autocorrelation", "LocalMoran", "Neighbours", "geary", "local_moran", "moran", "neighbours"]


@dataclass(frozen=True, slots=True, eq=False)
class Autocorrelation:
    """One statistic for all cities, and how it compares with cities shuffled at random.

    Attributes
    ----------
    statistic : float
        Moran's I or Geary's C.
    expected : float
        Its expected value if place does not matter: -1 / (n - 1) for I, 1 for C.
    mean, deviation : float
        Mean and standard deviation of the simulated values.
    p : float
        Pseudo p value, (M + 1) / (R + 1).
    alternative : str
        What *p* tests: "greater", "less" or "two-sided".
    permutations, seed : int
        How many values were simulated, and from which seed.
    islands : tuple
        Cities without neighbours.
    """

    statistic: float
    expected: float
    mean: float
    deviation: float
    p: float
    alternative: str
    permutations: int
    seed: int
    islands: tuple[object, ...]


def moran(
    value: pd.Series, w: Weights, permutations: int, seed: int, alternative: Alternative = "greater"
) -> Autocorrelation:
    r"""Measure whether neighbours are alike (I above its expected value) or unlike (below).

    .. math:: I = \frac{n}{S_0} \frac{z' W z}{z' z}, \qquad S_0 = \sum_i \sum_j w_{ij}

    Parameters
    ----------
    value : pandas.Series, shape (n,)
        At least 4 cities, not all alike.
    w : Neighbours, pandas.DataFrame, or libpysal Graph or W
        The same cities; rows are standardised here.
    permutations, seed : int
        R (9,999 gives p to four digits) and the seed of the permutations.
    alternative : {"greater", "less", "two-sided"}
        "greater" tests likeness of neighbours.

    Raises
    ------
    ParameterError
        Fewer than 4 cities, a missing value, all values equal, other cities in *w*, no neighbours, or an
        unknown alternative.

    Notes
    -----
    The statistic is computed by ``esda.Moran``, whose permutations take the global random state.

    References
    ----------
    Moran (1950), *Biometrika* 37; Cliff and Ord (1981), *Spatial Processes*.
    """
    z, rows, islands = standard(value, w, permutations, alternative)
    # esda takes seconds to import, and only chapters on space need it
    from esda.moran import Moran

    # where all cities are neighbours of all, the variance that esda works out besides is 0, or just below
    with np.errstate(invalid="ignore", divide="ignore"):
        observed = float(Moran(z, _weights(rows), permutations=0).I)
    size = len(z) / rows.sum() / float(z @ z)
    simulated = simulate(z, lambda x: size * np.einsum("ri,ri->r", x @ rows.T, x), permutations, seed)
    return _compared(observed, -1 / (len(z) - 1), simulated, alternative, seed, islands)


def geary(
    value: pd.Series, w: Weights, permutations: int, seed: int, alternative: Alternative = "less"
) -> Autocorrelation:
    r"""Measure how much neighbours differ, compared with all pairs of cities (1 if place does not matter).

    .. math:: C = \frac{n - 1}{2 S_0} \frac{\sum_i \sum_j w_{ij} (x_i - x_j)^2}{\sum_i z_i^2}

    C is 0 or more; below 1 neighbours are alike, and this is what ``alternative="less"`` tests.

    Parameters
    ----------
    value, w, permutations, seed, alternative
        As in :func:`moran`.

    Raises
    ------
    ParameterError
        As in :func:`moran`.

    Notes
    -----
    The statistic is computed by ``esda.Geary``; C reacts to differences between neighbours, I to common
    distance from the mean.

    References
    ----------
    Geary (1954), *The Incorporated Statistician* 5 (3).
    """
    z, rows, islands = standard(value, w, permutations, alternative)
    from esda.geary import Geary  # slow to import, as in moran

    # of a variance that it works out besides, and that is not used here, rounding may leave less than 0
    with np.errstate(invalid="ignore"):
        observed = float(Geary(z, _weights(rows), permutations=0).C)
    size = (len(z) - 1) / 2 / rows.sum() / float(z @ z)
    ends = rows.sum(axis=0) + rows.sum(axis=1)

    def statistic(x: Matrix) -> Matrix:
        return np.asarray(size * (x**2 @ ends - 2 * np.einsum("ri,ri->r", x @ rows.T, x)))

    simulated = simulate(z, statistic, permutations, seed)
    return _compared(observed, 1.0, simulated, alternative, seed, islands)


def _weights(rows: Matrix) -> Any:
    # a W and not a Graph: esda's Geary cannot take a Graph with islands
    from libpysal.weights import W

    linked = {i: np.flatnonzero(row).tolist() for i, row in enumerate(rows)}
    weights = {i: rows[i, others].tolist() for i, others in linked.items()}
    return W(linked, weights, id_order=list(linked), silence_warnings=True)


def _compared(
    observed: float,
    expected: float,
    simulated: Matrix,
    alternative: str,
    seed: int,
    islands: tuple[object, ...],
) -> Autocorrelation:
    return Autocorrelation(
        statistic=observed,
        expected=expected,
        mean=float(simulated.mean()),
        deviation=float(simulated.std(ddof=1)) if len(simulated) > 1 else float("nan"),
        p=pseudo(observed, simulated, alternative),
        alternative=alternative,
        permutations=len(simulated),
        seed=seed,
        islands=islands,
    )
