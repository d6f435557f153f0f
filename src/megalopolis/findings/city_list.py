"""The list of all cities of a region, from which a reader goes to the page of one."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import composite_index
from megalopolis.findings.city import PER_HEAD
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.population import RESIDENTS, URBANISATION
from megalopolis.region import Region


def overview(
    here: Region,
    first: int,
    year: int,
    draws: int,
    seed: int,
    weights: str = "framework",
    without: str = "",
) -> pd.DataFrame:
    """All cities: group, residents and their change, urbanisation, GDP per head, rank and its interval.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``group_name``, ``residents`` (10 000 persons), ``change`` (%), ``urbanisation``
        (%), ``output`` (yuan per head), ``rank``, ``low`` and ``high``.
    """
    now = here.indicator(RESIDENTS, year)
    ranks = composite_index.standings(here, year, draws, seed, weights, without)
    return here.cities[["group_name"]].assign(
        residents=now,
        change=100 * (now / here.indicator(RESIDENTS, first) - 1),
        urbanisation=here.indicator(URBANISATION, year),
        output=here.indicator(PER_HEAD, year),
        rank=ranks["rank"],
        low=ranks["low"],
        high=ranks["high"],
    )


def listed(here: Region, table: pd.DataFrame, year: int) -> Finding:
    """How many cities are listed, and how wide the rank interval of the median city is."""
    width = (table["high"] - table["low"]).median()
    return tell(here, "city.list", len(table), width=width, year=year)
