"""What holds each city back: where it lacks most in the index, and where it falls behind the others.

Two readings of one table of scaled indicators:

- the **obstacle degree** splits the distance of a city from the upper goalposts, weighted as in the index,
  between the indicators; it goes largely by the goalposts and the weights, which are the same for all cities;
- the **shortfall** is what an indicator takes from the index of a city compared with the median city of the
  region, in points of the index; it says what a city itself lacks.

``weights`` and ``without`` are those of :mod:`megalopolis.findings.composite_index`.
"""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import composite_index
from megalopolis.measures import composite
from megalopolis.measures import weights as weighting
from megalopolis.measures.composite import Index
from megalopolis.region import Region


@answers.shared
def degrees(here: Region, year: int, weights: str = "framework", without: str = "") -> pd.DataFrame:
    """The obstacle degree of every indicator in every city.

    Returns
    -------
    pandas.DataFrame, shape (cities, indicators)
        Shares from 0 to 1 that sum to 1 by city.  Where a city has no figure the cell is NaN, and the other
        indicators of the dimension take its weight, as in the index.

    Raises
    ------
    ParameterError
        As :func:`megalopolis.findings.composite_index.build`.
    """
    index = composite_index.build(here, [year], weights, without)
    return shares(index, year).reindex(here.cities.index)


@answers.shared
def shortfalls(here: Region, year: int, weights: str = "framework", without: str = "") -> pd.DataFrame:
    r"""What every indicator takes from the index of every city, compared with the median city.

    .. math:: s_{ij} = w_{ij} (\mathrm{median}_i \, x'_{ij} - x'_{ij})

    Returns
    -------
    pandas.DataFrame, shape (cities, indicators)
        Points of the index (0 to 100); above 0 where the city lies behind the median of the region, below 0
        where it leads.  NaN where it has no figure; the weights go as in :func:`degrees`.

    Raises
    ------
    ParameterError
        As :func:`degrees`.
    """
    index = composite_index.build(here, [year], weights, without)
    scaled = _scaled(index, year)
    behind = scaled.median() - scaled
    return (behind * _weights_by_city(index, scaled)).reindex(here.cities.index)


def shares(index: Index, year: int) -> pd.DataFrame:
    """The obstacle degrees of one year of an index, city x indicator; see :func:`degrees`."""
    scaled = _scaled(index, year) / 100
    weights = _weights_by_city(index, scaled)
    parts = [
        composite.obstacle(rows[list(there)], weights.loc[rows.index[0], list(there)])
        for there, rows in scaled.groupby(_present(scaled))
    ]
    return pd.concat(parts).reindex(index=scaled.index, columns=scaled.columns)


def ranked(here: Region, year: int, weights: str = "framework", without: str = "") -> dict[str, pd.Series]:
    """The obstacles of each city by obstacle degree, the largest first.

    Returns
    -------
    dict of city code to pandas.Series
        Indexed by indicator, the obstacle degree (share from 0 to 1); they sum to 1.  Indicators without a
        figure for the city are left out.

    Raises
    ------
    ParameterError
        As :func:`degrees`.
    """
    return _ordered(degrees(here, year, weights, without))


def ranked_shortfalls(
    here: Region, year: int, weights: str = "framework", without: str = ""
) -> dict[str, pd.Series]:
    """The indicators of each city by :func:`shortfalls`, what it lies behind most first.

    Returns
    -------
    dict of city code to pandas.Series
        Indexed by indicator, points of the index; below 0 where the city leads.  Their sum is what the city
        as a whole lies behind a city that is median on everything, where no figure is missing.

    Raises
    ------
    ParameterError
        As :func:`degrees`.
    """
    return _ordered(shortfalls(here, year, weights, without))


def _ordered(table: pd.DataFrame) -> dict[str, pd.Series]:
    return {
        str(city): row.dropna().sort_values(ascending=False, kind="stable") for city, row in table.iterrows()
    }


def _scaled(index: Index, year: int) -> pd.DataFrame:
    return pd.DataFrame(index.stages["normalised"].xs(year, level="year"))[list(index.framework.leaves)]


def _present(scaled: pd.DataFrame) -> pd.Series:
    """The indicators that each city has, as a tuple."""
    return scaled.notna().apply(lambda row: tuple(row.index[row]), axis=1)


def _weights_by_city(index: Index, scaled: pd.DataFrame) -> pd.DataFrame:
    """Effective weights, city x indicator: where one is missing its siblings take over."""
    found = {there: _effective(index, list(there)) for there in _present(scaled).unique()}
    rows = {city: found[there] for city, there in _present(scaled).items()}
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=scaled.columns)


def _effective(index: Index, leaves: list[str]) -> pd.Series:
    framework = index.framework
    for leaf in framework.leaves:
        if leaf not in leaves:
            framework = framework.without(leaf)
    local = index.weights.reindex(framework.weights.index)
    parents = framework.table["parent"].reindex(local.index)
    return weighting.effective(framework, local / local.groupby(parents).transform("sum"))
