r"""What a few dozen cities can show at all: how strong a likeness must be to be told from chance.

Neighbours are made alike by a spatial autoregression,

.. math:: y = \rho W y + \varepsilon, \qquad y = (I - \rho W)^{-1} \varepsilon,

with standard normal errors and weights standardised by row; Moran's I of such draws against its value under
independence gives the power of the test.  Cliff and Ord (1981), *Spatial Processes*, ch. 6; Anselin (1988),
*Spatial Econometrics*, ch. 3.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.region import Region

Matrix = npt.NDArray[np.float64]


def simulated(matrix: pd.DataFrame, strength: float, draws: int, seed: int) -> Matrix:
    """Moran's I of *draws* sets of cities whose neighbours are alike with *strength*, shape (draws,).

    Parameters
    ----------
    matrix : pandas.DataFrame, shape (n, n)
        Nearness, 0 or more; rows are standardised here, those of a city without neighbours stay 0.
    strength : float
        rho, from 0 (independent) to below 1.
    draws, seed : int
        How many sets, and the seed.

    Raises
    ------
    ParameterError
        The strength is not in [0, 1), there are fewer than 4 cities, or no city has a neighbour.
    """
    if not 0 <= strength < 1:
        raise ParameterError(f"strength: expected 0 to below 1; found {strength!r}.")
    near = matrix.to_numpy(dtype=float)
    sums = near.sum(axis=1, keepdims=True)
    if len(near) < 4 or not sums.any():
        raise ParameterError(f"matrix: expected at least 4 cities with some neighbours; found {len(near)}.")
    rows = np.divide(near, sums, out=np.zeros_like(near), where=sums > 0)
    errors = np.random.default_rng(seed).standard_normal((draws, len(rows)))
    drawn = np.linalg.solve(np.eye(len(rows)) - strength * rows, errors.T).T
    apart = drawn - drawn.mean(axis=1, keepdims=True)
    above = np.einsum("ri,ij,rj->r", apart, rows, apart, optimize=True)
    return np.asarray(len(rows) / rows.sum() * above / (apart**2).sum(axis=1))


def critical(matrix: pd.DataFrame, draws: int, seed: int, level: float = 0.05) -> float:
    """The Moran's I that independent cities exceed with probability *level*; NaN without neighbours."""
    if not matrix.to_numpy().any():
        return float("nan")
    return float(np.quantile(simulated(matrix, 0, draws, seed), 1 - level))


def curve(matrix: pd.DataFrame, strengths: Sequence[float], draws: int, seed: int) -> pd.Series:
    """How often neighbours that are alike with each strength are found to be so, in per cent.

    Empty where no city has a neighbour.
    """
    bound = critical(matrix, draws, seed)
    if np.isnan(bound):
        return pd.Series(dtype=float, name="power")
    # other draws than those of the bound, so that the two do not share their luck
    shares = {rho: 100 * float((simulated(matrix, rho, draws, seed + 1) > bound).mean()) for rho in strengths}
    return pd.Series(shares, name="power")


def needed(shares: pd.Series, wanted: float = 80) -> float | None:
    """The least strength that is found in *wanted* per cent of cases, between the steps of the curve.

    None where no strength of the curve suffices.
    """
    strengths, found = shares.index.to_numpy(dtype=float), np.maximum.accumulate(shares.to_numpy(dtype=float))
    if found[-1] < wanted:
        return None
    return float(np.interp(wanted, found, strengths))


def sets(matrix: pd.DataFrame, groups: pd.Series) -> dict[str, pd.DataFrame]:
    """The nearness among the cities of each group that has at least 4 of them with neighbours, by name."""
    found = {}
    for name in groups.dropna().unique():
        cities = groups.index[groups == name]
        among = matrix.loc[cities, cities]
        if len(cities) >= 4 and among.to_numpy().any():
            found[str(name)] = among
    return found


def everyone(name: str, matrix: pd.DataFrame, groups: pd.Series) -> dict[str, pd.DataFrame]:
    """All cities under *name*, and each group of :func:`sets` unless it is all of them."""
    return {name: matrix} | {
        one: among for one, among in sets(matrix, groups).items() if len(among) < len(matrix)
    }


def others(every: Mapping[str, pd.DataFrame]) -> list[str]:
    """Names of all sets but the first."""
    return list(every)[1:]


def bounds(every: Mapping[str, pd.DataFrame], draws: int, seed: int) -> dict[str, float]:
    """:func:`critical` of each set of cities."""
    return {name: critical(matrix, draws, seed) for name, matrix in every.items()}


def bound_figures(every: Mapping[str, pd.DataFrame], found: Mapping[str, float]) -> dict[str, float]:
    """What Moran's I must exceed among all cities and in the smallest set, for :func:`finding.tell`."""
    whole = next(iter(every))
    smallest = min(every, key=lambda name: len(every[name]))
    return {
        "value": found[whole],
        "count": float(len(every[whole])),
        "least": found[smallest],
        "fewest": float(len(every[smallest])),
    }


def needed_figures(curves: pd.DataFrame, name: str, strength: float) -> dict[str, float | None]:
    """The strength found in four cases of five, and the chance at another, for :func:`finding.tell`."""
    own = curves[curves["set"] == name].set_index("strength")["power"]
    if own.empty:
        return {"value": None, "half": strength, "chance": None}
    return {
        "value": needed(own),
        "half": strength,
        "chance": float(np.interp(strength, own.index.to_numpy(dtype=float), own.to_numpy(dtype=float))),
    }


def labelled(here: Region, curves: pd.DataFrame) -> pd.DataFrame:
    """:func:`table` with headings for the reader, strengths in hundredths."""
    hundredths = (100 * curves["strength"]).round().astype(int)
    return curves.assign(strength=hundredths).rename(columns=lambda column: here.say(f"space.power.{column}"))


def table(
    every: Mapping[str, pd.DataFrame], strengths: Sequence[float], draws: int, seed: int
) -> pd.DataFrame:
    """The curve of each set of cities: columns ``set``, ``strength``, ``power``."""
    rows = [
        (name, rho, share)
        for name, matrix in every.items()
        for rho, share in curve(matrix, strengths, draws, seed).items()
    ]
    return pd.DataFrame(rows, columns=["set", "strength", "power"])


def correlation(cities: int, level: float = 0.05) -> float:
    r"""The correlation of two indicators that independent cities exceed with probability *level*, two-sided.

    .. math:: r = t / \sqrt{t^2 + n - 2}
    """
    from scipy.stats import t as student

    if cities < 3:
        raise ParameterError(f"cities: expected 3 or more; found {cities}.")
    bound = float(student.ppf(1 - level / 2, cities - 2))
    return float(bound / np.sqrt(bound**2 + cities - 2))
