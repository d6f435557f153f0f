"""What comes to a region from outside: people of other provinces and flights; what its gateways hold."""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.findings import population
from megalopolis.findings.dispersion import Cells, Dispersion, theil
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

SHARE = "outprov_migrant_share"
CENSUS = "pop_census_yearbook"
FLIGHTS, COACHES = "passengers_air", "passengers_road"


def outsiders(here: Region, year: int) -> pd.DataFrame:
    """Residents registered in another province, and all residents, of every city of the country.

    Returns
    -------
    pandas.DataFrame
        Columns ``outsiders`` and ``residents``, 10 000 persons, of the same census; cities with both.
    """
    residents = here.nation(CENSUS, year)
    return pd.DataFrame(
        {"outsiders": here.nation(SHARE, year) * residents / 100, "residents": residents}
    ).dropna()


def both(here: Region, first: int, last: int) -> pd.DataFrame:
    """:func:`outsiders` at both censuses side by side, for cities that have both."""
    return pd.concat([outsiders(here, first), outsiders(here, last)], axis=1).dropna()


def arrivals(here: Region, first: int, last: int) -> pd.Series:
    """How many percentage points the share of residents from other provinces rose in every city."""
    risen: pd.Series = here.nation(SHARE, last) - here.nation(SHARE, first)
    return risen.rename("arrivals")


def growth(here: Region, first: int, last: int) -> pd.Series:
    """How many per cent the share of residents from other provinces rose in every city."""
    risen: pd.Series = 100 * (here.nation(SHARE, last) / here.nation(SHARE, first) - 1)
    return risen.rename("growth")


def pooled_change(cells: Cells) -> Cells:
    """Change of a share of sums, in percentage points: columns 2 over 3 less 0 over 1."""
    total = cells.sum(axis=1)
    return np.asarray(100 * (total[:, 2] / total[:, 3] - total[:, 0] / total[:, 1]))


def theil_change(cells: Cells) -> Cells:
    """Theil's T of columns 2 and 3 less that of columns 0 and 1."""
    return theil(cells[..., 2:4]) - theil(cells[..., 0:2])


def own_figures(one: Dispersion) -> dict[str, float | None]:
    """The region's value in a comparison with its interval and rank, for :func:`finding.tell`.

    ``value``, ``low`` and ``high`` are in the unit of the statistic, ``rank`` is among ``count``
    agglomerations.
    """
    ours = one.table.loc[one.own]
    return {
        "value": plain(ours["value"]),
        "low": plain(ours["low"]),
        "high": plain(ours["high"]),
        "rank": plain(ours["rank"]),
        "count": float(one.table["value"].notna().sum()),
    }


def flights(here: Region, year: int) -> pd.DataFrame:
    """Air passengers and residents (10 000 persons) of every city that the yearbook lists.

    A city that is listed with coach passengers and without air passengers counts as one without flights. The
    yearbook leaves some airports out, so that the sum over an agglomeration is a lower bound.
    """
    air = here.nation(FLIGHTS, year)
    listed = air.notna() | here.nation(COACHES, year).notna()
    return pd.DataFrame(
        {"air": air.fillna(0.0).where(listed), "residents": here.nation(population.RESIDENTS, year)}
    ).dropna()


def flight_figures(one: Dispersion, here: Region, year: int) -> dict[str, float | None]:
    """Air passengers per 100 residents, for :func:`finding.tell`.

    ``value`` is that of the region, ``rank`` its place among ``count``, ``middle`` the median of all and
    ``airports`` the number of its cities with a figure. There is no interval: a draw without the one city
    that has the airport says nothing about the agglomeration.
    """
    known = one.table["value"].dropna()
    return {
        "value": plain(one.table.loc[one.own, "value"]),
        "rank": plain(one.table.loc[one.own, "rank"]),
        "count": float(len(known)),
        "middle": plain(known.median()),
        "airports": float(here.indicator(FLIGHTS, year).notna().sum()),
    }


def gateways(here: Region, years: dict[str, int]) -> pd.DataFrame:
    """What share of the region each group's core holds of people, investment, ties and flights, in per cent.

    Parameters
    ----------
    years : dict
        Year of each row: ``residents``, ``gdp``, ``outsiders``, ``fdi``, ``mobility``, ``information``,
        ``air``, of which any may be left out.

    Returns
    -------
    pandas.DataFrame
        A row a quantity under its label, a column a core in the order of the groups and the sum of all; of
        the cities that have a figure.
    """
    codes = {
        "residents": population.RESIDENTS,
        "gdp": population.OUTPUT,
        "fdi": "fdi_actual",
        "mobility": "net_mobility_degree",
        "information": "net_weibo_degree",
        "air": FLIGHTS,
    }
    chosen = population.cores(here, years["residents"])
    rows = {}
    for name, year in years.items():
        values = (
            outsiders(here, year)["outsiders"].reindex(here.cities.index)
            if name == "outsiders"
            else here.indicator(codes[name], year)
        )
        shares = 100 * values[chosen] / values.sum()
        rows[here.say(f"openness.gateways.{name}", year=year)] = {
            **{str(here.names[city]): shares[city] for city in chosen},
            here.say("openness.gateways.together"): shares.sum(),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def gateway_figures(here: Region, first: int, last: int) -> dict[str, float | list[str] | None]:
    """The share of the cores in the region's residents from other provinces, for :func:`finding.tell`.

    ``value`` is the share at the later census in per cent, ``start`` that at the earlier one, ``residents``
    the share of the cores in all residents at the later one, ``gain`` their share in the gain of residents
    from other provinces, ``cores`` their codes.
    """
    chosen = population.cores(here, last)
    before, after = (outsiders(here, year).reindex(here.cities.index) for year in (first, last))
    gain = after["outsiders"] - before["outsiders"]
    return {
        "value": plain(100 * after["outsiders"][chosen].sum() / after["outsiders"].sum()),
        "start": plain(100 * before["outsiders"][chosen].sum() / before["outsiders"].sum()),
        "residents": plain(100 * after["residents"][chosen].sum() / after["residents"].sum()),
        "gain": plain(100 * gain[chosen].sum() / gain.sum()),
        "cores": chosen,
    }
