"""What a city may be measured against: the better ones among the cities most like it, outside the region.

No source names a benchmark, so this one is the book's choice: the cities nearest in residents and in GDP
per head, and of these the quarter that does best. The region's own cities are not their own standard.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from megalopolis import answers
from megalopolis.errors import ParameterError
from megalopolis.findings.population import OUTPUT, RESIDENTS
from megalopolis.region import Region

LEAST = 0.5
"""Smallest share of a city's comparable cities that must have a figure, else it has no benchmark."""


def traits(here: Region, year: int) -> pd.DataFrame:
    """Residents (10 000 persons) and GDP per head (yuan) of every unit that has both in *year*."""
    residents = here.nation(RESIDENTS, year)
    table = pd.DataFrame({"residents": residents, "output": 10_000 * here.nation(OUTPUT, year) / residents})
    return table[(table > 0).all(axis="columns")]


@answers.shared
def comparable(here: Region, year: int, count: int) -> dict[str, tuple[str, ...]]:
    r"""The cities outside the region that are most like each of its cities.

    .. math:: d_{ij}^2 = \sum_k \left( \frac{\ln x_{ik} - \ln x_{jk}}{s_k} \right)^2

    over residents and GDP per head, with the standard deviation s of the logarithms over all units.

    Parameters
    ----------
    here : Region
    year : int
        Of residents and GDP.
    count : int
        How many; fewer where the country has fewer.

    Returns
    -------
    dict
        City code -> codes from the nearest on; a city without residents or GDP is left out.

    Raises
    ------
    ParameterError
        *count* is below 1, or there is no figure at all in *year*.
    """
    if count < 1:
        raise ParameterError(f"peers: expected 1 or more comparable cities; found {count}.")
    logs = np.log(traits(here, year))
    scaled = (logs - logs.mean()) / logs.std(ddof=0).replace(0, 1)
    others = scaled[~scaled.index.isin(here.cities.index)]
    nearest = {}
    for city in here.cities.index.intersection(scaled.index):
        distance = ((others - scaled.loc[city]) ** 2).sum(axis="columns")
        nearest[str(city)] = tuple(distance.sort_values(kind="stable").index[:count])
    return nearest


def target(
    values: pd.Series, peers: dict[str, tuple[str, ...]], direction: int, quantile: float = 0.75
) -> pd.Series:
    """The benchmark of each city: a quantile of the indicator over its comparable cities.

    Parameters
    ----------
    values : pandas.Series
        The indicator of every unit.
    peers : dict
        As :func:`comparable` gives it.
    direction : {1, -1}
        Whether more is better; with -1 the quantile is counted from the low end.
    quantile : float
        0.75: a quarter of the comparable cities are at least as good.

    Returns
    -------
    pandas.Series
        By city; NaN where fewer than half of the comparable cities have a figure.

    Raises
    ------
    ParameterError
        *direction* is neither, or *quantile* is outside 0 to 1.
    """
    if direction not in (1, -1):
        raise ParameterError(f"direction: expected 1 or -1; found {direction!r}.")
    if not 0 <= quantile <= 1:
        raise ParameterError(f"quantile: expected 0 to 1; found {quantile!r}.")
    return _of_peers(values, peers, quantile if direction == 1 else 1 - quantile).rename("target")


def middle(values: pd.Series, peers: dict[str, tuple[str, ...]]) -> pd.Series:
    """The median of *values* over the comparable cities of each city; NaN as in :func:`target`."""
    return _of_peers(values, peers, 0.5)


def _of_peers(values: pd.Series, peers: dict[str, tuple[str, ...]], quantile: float) -> pd.Series:
    figures = dict(zip(values.index, values.to_numpy(dtype=float), strict=True))

    def one(codes: Sequence[str]) -> float:
        listed = np.array([figures.get(code, np.nan) for code in codes], dtype=float)
        known = listed[~np.isnan(listed)]
        enough = len(known) >= max(1, LEAST * len(codes))
        return float(np.quantile(known, quantile)) if enough else np.nan

    return pd.Series({city: one(codes) for city, codes in peers.items()}, dtype=float)
