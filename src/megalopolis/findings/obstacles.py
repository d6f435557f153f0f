"""What holds each city back: how much of what it lacks in the index each indicator makes up.

The obstacle degree splits the distance of a city from the upper goalposts, weighted as in the index,
between the indicators.  ``weights`` and ``without`` are those of
:mod:`megalopolis.findings.composite_index`.
"""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import composite_index
from megalopolis.measures import composite
from megalopolis.measures import weights as weighting
from megalopolis.measures.composite import Index
from megalopolis.region import Region


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


def shares(index: Index, year: int) -> pd.DataFrame:
    """The obstacle degrees of one year of an index, city x indicator; see :func:`degrees`."""
    leaves = list(index.framework.leaves)
    scaled = pd.DataFrame(index.stages["normalised"].xs(year, level="year"))[leaves] / 100
    parts = [
        composite.obstacle(rows[list(there)], _effective(index, list(there)))
        for there, rows in scaled.groupby(scaled.notna().apply(lambda row: tuple(row.index[row]), axis=1))
    ]
    return pd.concat(parts).reindex(index=scaled.index, columns=leaves)


def ranked(here: Region, year: int, weights: str = "framework", without: str = "") -> dict[str, pd.Series]:
    """The obstacles of each city, the largest first.

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
    table = degrees(here, year, weights, without)
    return {
        str(city): row.dropna().sort_values(ascending=False, kind="stable") for city, row in table.iterrows()
    }


def _effective(index: Index, leaves: list[str]) -> pd.Series:
    """Effective weights of the indicators *leaves* when the others are missing: their siblings take over."""
    framework = index.framework
    for leaf in framework.leaves:
        if leaf not in leaves:
            framework = framework.without(leaf)
    local = index.weights.reindex(framework.weights.index)
    parents = framework.table["parent"].reindex(local.index)
    return weighting.effective(framework, local / local.groupby(parents).transform("sum"))
