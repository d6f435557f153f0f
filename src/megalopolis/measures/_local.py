"""Local Moran; part of :mod:`megalopolis.measures.space`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs
from megalopolis.measures._neighbours import Weights
from megalopolis.measures._permutation import Alternative, orders, pseudo, standard


@dataclass(frozen=True, slots=True, eq=False)
class LocalMoran:
    """One statistic a city, and which cities stand out once many are tested.

    Attributes
    ----------
    table : pandas.DataFrame, shape (n, 6)
        ``statistic`` (local I); ``lag`` (mean of the neighbours, in standard deviations from the mean of
        all); ``quadrant`` (high-high, low-high, low-low, high-low: the city, then its neighbours); ``p``;
        ``p_adjusted``; ``cluster``: the quadrant where ``p_adjusted`` is at most *level*, else
        "not significant", or "no neighbours".
    alternative, correction : str
        What *p* tests, and how it was adjusted for testing n cities.
    level : float
        The rate of false discoveries (with ``correction="none"``, the level of each test).
    permutations, seed : int
        How many values were simulated for each city, and from which seed.
    islands : tuple
        Cities without neighbours; their row is NaN and they are not tested.
    """

    table: pd.DataFrame
    alternative: str
    correction: str
    level: float
    permutations: int
    seed: int
    islands: tuple[object, ...]


def local_moran(
    value: pd.Series,
    w: Weights,
    permutations: int,
    seed: int,
    correction: Literal["fdr", "none"] = "fdr",
    level: float = 0.05,
    alternative: Alternative = "two-sided",
) -> LocalMoran:
    r"""Find the cities that are like, or unlike, their neighbours.

    .. math:: I_i = \frac{z_i \sum_j w_{ij} z_j}{m_2}, \qquad m_2 = \sum_i z_i^2 / n

    Parameters
    ----------
    value, w, permutations, seed, alternative
        As in :func:`megalopolis.measures.space.moran`; a city stays in its place while all others are
        permuted over its neighbours.
    correction : {"fdr", "none"}
        "fdr" adjusts p by Benjamini and Hochberg, as n cities are tested at once.
    level : float
        Cities with an adjusted p of at most this are named clusters.

    Returns
    -------
    LocalMoran
        Without islands the mean of the local values is Moran's I.

    Raises
    ------
    ParameterError
        As in :func:`megalopolis.measures.space.moran`; an unknown correction, or a level outside 0 to 1.

    Notes
    -----
    Written here in numpy: importing and compiling the version of esda costs seconds in every fresh process.
    esda divides by n - 1 instead of n in :math:`m_2`, so that its values are (n - 1) / n of these; its
    reported p is that of the smaller tail.

    References
    ----------
    Anselin (1995), Local Indicators of Spatial Association, *Geographical Analysis* 27 (2); Benjamini and
    Hochberg (1995), *Journal of the Royal Statistical Society B* 57 (1).
    """
    from scipy.stats import false_discovery_control

    _inputs.choice(correction, "correction", ("fdr", "none"))
    if not 0 < level < 1:
        raise ParameterError(f"level: expected a number between 0 and 1; found {level!r}.")
    z, rows, islands = standard(value, w, permutations, alternative)
    linked = rows.sum(axis=1) > 0
    lag = np.where(linked, rows @ z, np.nan)
    p = np.full(len(z), np.nan)
    draws = orders(len(z) - 1, int((rows > 0).sum(axis=1).max()), permutations, seed)
    for i in np.flatnonzero(linked):
        weights = rows[i, rows[i] > 0]
        drawn = draws[:, : len(weights)]
        others = drawn + (drawn >= i)
        p[i] = pseudo(z[i] * lag[i], z[i] * (z[others] @ weights), alternative)
    adjusted = p.copy()
    if correction == "fdr":
        adjusted[linked] = false_discovery_control(p[linked], method="bh")
    high, near = np.where(z > 0, "high", "low"), np.where(lag > 0, "high", "low")
    quadrant = np.char.add(np.char.add(high, "-"), near)
    cluster = np.where(adjusted <= level, quadrant, "not significant")
    table = pd.DataFrame(
        {
            "statistic": z * lag,
            "lag": lag,
            "quadrant": pd.Series(quadrant, index=value.index).where(linked),
            "p": p,
            "p_adjusted": adjusted,
            "cluster": np.where(linked, cluster, "no neighbours"),
        },
        index=value.index,
    )
    return LocalMoran(table, alternative, correction, level, permutations, seed, islands)
