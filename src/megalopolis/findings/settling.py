"""Who lives where they are not registered: registered against resident people, and migrants by origin."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import counties, grouping
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

REGISTERED = "pop_hukou_census"
RESIDENTS = "pop_census_yearbook"
ORIGINS = ("within_county", "within_province", "other_province")


def balance(here: Region, year: int) -> pd.Series:
    """Residents less registered persons, in per cent of the registered, of every city of the country.

    Below 0 more people registered in a city live elsewhere than the other way round. Only the census of
    2010 has both.
    """
    registered = here.nation(REGISTERED, year)
    found: pd.Series = 100 * (here.nation(RESIDENTS, year) / registered - 1)
    return found.rename("balance")


def people(here: Region, year: int) -> pd.DataFrame:
    """Registered and resident people of each city of the region, 10 000 persons."""
    return pd.DataFrame(
        {"registered": here.indicator(REGISTERED, year), "residents": here.indicator(RESIDENTS, year)}
    )


def balance_by_city(here: Region, year: int) -> pd.DataFrame:
    """:func:`balance` in the cities of the region, as a frame of one column."""
    return balance(here, year).reindex(here.cities.index).to_frame()


def balance_figures(here: Region, year: int) -> dict[str, float | str | None]:
    """How many cities of the region have fewer residents than registered people, for :func:`finding.tell`.

    ``value`` is their number, ``count`` that of all cities, ``net`` (and ``net_millions``) residents less
    registered people of the whole region in 10 000 persons (millions), ``share`` the same in per cent,
    ``city`` the city where the share is lowest and ``worst`` that share.
    """
    table = people(here, year).dropna()
    share = 100 * (table["residents"] / table["registered"] - 1)
    net = table["residents"].sum() - table["registered"].sum()
    return {
        "value": float((share < 0).sum()),
        "count": float(len(table)),
        "net": plain(net),
        "net_millions": plain(net / 100),
        "share": plain(100 * net / table["registered"].sum()),
        "city": str(share.idxmin()),
        "worst": plain(share.min()),
    }


def migrants(here: Region, year: int) -> pd.DataFrame:
    """Residents registered elsewhere by origin, in per cent of the residents, city by city.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``within_county`` (another township of the same county), ``within_province``
        (another county of the province), ``other_province``, and ``other_county``, the sum of the last two.
        Shares are of the people in the county-level units that the census lists.
    """
    sums = _sums(here, year)
    shares = 100 * sums[list(ORIGINS)].div(sums["population"], axis=0)
    return shares.assign(other_county=shares["within_province"] + shares["other_province"])


def migrants_by_group(here: Region, first: int, last: int) -> pd.DataFrame:
    """The shares of :func:`migrants` for each group at both censuses, and for the region in a last row.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the group, in the order of the region file: each origin with ``_first`` and
        ``_last``, in per cent of residents.
    """
    columns = {}
    for origin in ORIGINS:
        for moment, year in (("first", first), ("last", last)):
            sums = _sums(here, year).reindex(here.cities.index)
            grouped = sums.groupby(here.cities["group_name"]).sum().reindex(list(grouping.members(here)))
            grouped.loc[here.say("coordination.origins.total")] = sums.sum()
            columns[f"{origin}_{moment}"] = 100 * grouped[origin] / grouped["population"]
    return pd.DataFrame(columns)


def origin_figures(here: Region, first: int, last: int) -> dict[str, float | None]:
    """The share of residents registered in another county or province, for :func:`finding.tell`.

    ``value`` is the share in the region at the later census in per cent, ``start`` that at the earlier one.
    """
    shares = [
        100 * sums[["within_province", "other_province"]].sum() / sums["population"]
        for sums in (_region(here, first), _region(here, last))
    ]
    return {"value": plain(shares[1]), "start": plain(shares[0])}


def nearness_figures(here: Region, first: int, last: int) -> dict[str, float | None]:
    """Of those registered in another township, how many are so in the province, for :func:`finding.tell`.

    ``value`` is the share in the region at the later census in per cent, ``start`` that at the earlier one.
    """
    shares = [
        100 * (1 - sums["other_province"] / sums[list(ORIGINS)].sum())
        for sums in (_region(here, first), _region(here, last))
    ]
    return {"value": plain(shares[1]), "start": plain(shares[0])}


def _region(here: Region, year: int) -> pd.Series:
    return _sums(here, year).reindex(here.cities.index).sum()


def _sums(here: Region, year: int) -> pd.DataFrame:
    """Residents and migrants by origin, summed over the county-level units of each city."""
    table = counties.census(here, year).rename(columns={f"migrants_{origin}": origin for origin in ORIGINS})
    return table.groupby("city")[["population", *ORIGINS]].sum().astype(float)
