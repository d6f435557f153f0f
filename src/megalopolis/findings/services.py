"""What residents are provided with, from doctors and schools to pipes and broadband: how much, how evenly.

Figures per head divide by residents of the census, or between the censuses by an estimate of them.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.findings import dispersion, population, standing
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.headings import headed
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

KEY = (
    "doctors_per_1000",
    "beds_per_1000",
    "education_spending_per_head",
    "tap_water_share",
    "broadband_per_100",
)
"""Indicators that are followed down to groups and cores."""


def listed(services: int, spending: int, census: int, homes: int) -> dict[str, int]:
    """The indicators of provision, each with the year that it is taken from.

    Parameters
    ----------
    services : int
        Year of the yearbooks of cities and of urban construction.
    spending : int
        Year of public spending.
    census : int
        Census year of schooling and housing.
    homes : int
        Census year of what homes are fitted with.
    """
    return {
        "doctors_per_1000": services,
        "beds_per_1000": services,
        "health_spending_per_head": spending,
        "education_spending_per_head": spending,
        "edu_years": census,
        "housing_area_pc": census,
        "tap_water_share": homes,
        "water_coverage": services,
        "gas_coverage": services,
        "road_area_pc": services,
        "broadband_per_100": services,
    }


def key(years: Mapping[str, int]) -> dict[str, int]:
    """Those of :func:`listed` that the tests rest on, with hospital beds beside doctors."""
    return {code: years[code] for code in KEY}


def level(here: Region, code: str, year: int, seed: int, draws: int = 1000) -> Dispersion:
    """Compare the median city of each agglomeration by an indicator per head."""
    return dispersion.compare(here, here.nation(code, year).to_frame(), dispersion.median, seed, draws=draws)


def levels(here: Region, years: Mapping[str, int], seed: int) -> dict[str, Dispersion]:
    """:func:`level` of each indicator in its year."""
    return {code: level(here, code, year, seed) for code, year in years.items()}


def provided(here: Region, code: str, year: int) -> pd.DataFrame:
    """What every city of the country has in all, with its residents (10 000 persons).

    Parameters
    ----------
    here : Region
    code : str
        An indicator per head, or a share of households or residents.
    year : int

    Returns
    -------
    pandas.DataFrame, shape (n, 2)
        ``amount``, the level times the residents, and ``residents``; cities that have both. Theil's T of it
        does not depend on the unit, so that T of a share is that of the people who are provided for.
    """
    residents = here.nation(population.RESIDENTS, year)
    return pd.DataFrame({"amount": here.nation(code, year) * residents, "residents": residents}).dropna()


def spread(here: Region, code: str, year: int, seed: int, draws: int = 1000) -> Dispersion:
    """Compare how unevenly an indicator per head is spread over residents, by Theil's T."""
    return dispersion.compare(here, provided(here, code, year), dispersion.theil, seed, draws=draws)


def spreads(here: Region, years: Mapping[str, int], seed: int) -> dict[str, Dispersion]:
    """:func:`spread` of each indicator in its year."""
    return {code: spread(here, code, year, seed) for code, year in years.items()}


def gini(here: Region, code: str, year: int, seed: int) -> Dispersion:
    """Compare how uneven an indicator per head is by the Gini coefficient, each city counting once."""
    return dispersion.compare(here, here.nation(code, year).to_frame(), dispersion.gini, seed)


def places(here: Region, compared: Mapping[str, Dispersion], prefix: str) -> pd.DataFrame:
    """The region's rank by each indicator with its interval, under the headings ``<prefix>.…``."""
    columns = {name: name for name in ("rank", "rank_low", "rank_high")}
    return headed(here, standing.places(compared, columns), prefix, "indicator")


def overview(
    levels: Mapping[str, Dispersion], spreads: Mapping[str, Dispersion], years: Mapping[str, int]
) -> pd.DataFrame:
    """The region in each indicator: cities with a figure, level and Theil index with their ranks.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``year``, ``cities``, ``level`` of the median city, ``middle`` of the
        agglomerations, ``rank``, ``theil``, ``theil_middle`` and ``theil_rank``; rank 1 is the highest level,
        and the most uneven one.
    """
    rows = {}
    for code, high in levels.items():
        ours, even = high.figures(), spreads[code].figures()
        rows[code] = {
            "year": years[code],
            "cities": high.table.loc[high.own, "cities"],
            **{
                name: ours[key] for name, key in (("level", "level"), ("middle", "middle"), ("rank", "value"))
            },
            "theil": even["level"],
            "theil_middle": even["middle"],
            "theil_rank": even["value"],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def on_map(here: Region, code: str, year: int) -> pd.DataFrame:
    """An indicator and the group of each city of the region."""
    return here.cities[["group_name"]].assign(value=here.indicator(code, year))


def lowest(here: Region, code: str, year: int) -> dict[str, float | str | None]:
    """The city of the region with least of an indicator, and that with most, for :func:`finding.tell`.

    ``value`` and ``city``, ``top`` and ``best``; no figure where no city has one.
    """
    known = here.indicator(code, year).dropna()
    if known.empty:
        return {"value": None, "city": None, "top": None, "best": None}
    return {
        "value": plain(known.min()),
        "city": str(known.idxmin()),
        "top": plain(known.max()),
        "best": str(known.idxmax()),
    }
