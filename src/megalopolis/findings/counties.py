"""Counties at two censuses: which lose residents, how their towns grow, how they differ from the districts.

A county is followed under its status at the earlier census: if it has become a district since, it still
counts, so that success is not sorted out. Counties whose borders changed cannot be followed and are named
by :func:`lost`.
"""

from __future__ import annotations

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

COUNTIES = ("county", "county-level-city")
STATUSES = ("earlier", "later")
COMPLETE = 99.0


def census(here: Region, year: int) -> pd.DataFrame:
    """County-level units of a census, indexed by code."""
    table = here.table("counties")
    return table[table["year"] == year].set_index("code")


def followed(here: Region, first: int, last: int, status: str = "earlier") -> pd.DataFrame:
    """Counties and county-level cities that can be followed from one census to the other.

    Parameters
    ----------
    status : {"earlier", "later"}
        Whether a unit must have been a county at the first census only, or still at the last one.

    Returns
    -------
    pandas.DataFrame
        Indexed by the earlier code: ``name_zh``, ``city``, ``residents_first``, ``residents_last``,
        ``urban_first``, ``urban_last`` (persons), ``change`` and ``urban_change`` (%).

    Raises
    ------
    ParameterError
        *status* is neither.
    """
    if status not in STATUSES:
        raise ParameterError(f"status: expected {' or '.join(STATUSES)}; found {status!r}.")
    before, after = census(here, first), census(here, last)
    before = before[before["kind"].isin(COUNTIES) & before["later_code"].isin(after.index)]
    matched = after.loc[before["later_code"]].set_axis(before.index)
    table = pd.DataFrame(
        {
            "name_zh": before["name_zh"],
            "city": matched["city"],
            "residents_first": before["population"].astype(float),
            "residents_last": matched["population"].astype(float),
            "urban_first": before["urban_population"].astype(float),
            "urban_last": matched["urban_population"].astype(float),
        }
    ).assign(
        change=lambda one: 100 * (one["residents_last"] / one["residents_first"] - 1),
        urban_change=lambda one: 100 * (one["urban_last"] / one["urban_first"] - 1),
    )
    return table if status == "earlier" else table[matched["kind"].isin(COUNTIES)]


def own(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of *table* that lie in the cities of the region."""
    return table[table["city"].isin(here.cities.index)]


def lost(here: Region, first: int, last: int) -> dict[str, float | list[str]]:
    """The region's counties that cannot be followed, for :func:`finding.tell`.

    ``value`` is their number, ``count`` that of all its counties at the first census, ``cities`` the codes of
    the cities that they lie in.
    """
    table = own(here, census(here, first))
    table = table[table["kind"].isin(COUNTIES)]
    gone = table.loc[table.index.difference(followed(here, first, last).index)]
    return {
        "value": float(len(gone)),
        "count": float(len(table)),
        "cities": [str(city) for city in gone["city"].unique()],
    }


def listed_share(here: Region, year: int) -> pd.Series:
    """How much of the residents of every city its county-level units add up to, in per cent."""
    listed = census(here, year).groupby("city")["population"].sum().astype(float) / 10_000
    share: pd.Series = 100 * listed / here.nation("pop_census_yearbook", year)
    return share.dropna()


def completeness(here: Region, year: int) -> dict[str, float | list[str] | None]:
    """How far county-level units add up to the residents of the region, for :func:`finding.tell`.

    ``value`` is the share in per cent and ``cities`` those of whose residents more than one per cent is
    missing.
    """
    share = listed_share(here, year).reindex(here.cities.index).dropna()
    residents = here.indicator("pop_census_yearbook", year)[share.index]
    return {
        "value": plain((share * residents).sum() / residents.sum()),
        "cities": [str(city) for city in share.index[share < COMPLETE]],
    }


def complete(here: Region, table: pd.DataFrame, year: int) -> pd.DataFrame:
    """The rows of *table* in cities whose county-level units add up to at least 99 % of the residents."""
    share = listed_share(here, year)
    return table[table["city"].isin(share.index[share >= COMPLETE])]


def schooling_gap(here: Region, year: int) -> pd.Series:
    """Mean years of schooling in the districts of each city less those in its counties.

    Means over residents; only cities that have both. Development zones are left out.
    """
    table = census(here, year)
    table = table.assign(
        side=table["kind"].map({"district": "districts", **dict.fromkeys(COUNTIES, "counties")}),
        weighted=table["education_years"] * table["population"],
    ).dropna(subset=["side"])
    sums = table.groupby(["city", "side"])[["weighted", "population"]].sum()
    means = (sums["weighted"].astype(float) / sums["population"].astype(float)).unstack()
    gap: pd.Series = means["districts"] - means["counties"]
    return gap.dropna().rename("schooling_gap")


def carried(here: Region, first: int, last: int) -> pd.DataFrame:
    """Gain of urban residents in counties and in the whole city, city by city (10 000 persons).

    Counties that cannot be followed are on neither side of their own, so that their share is a lower bound;
    the city is what its county-level units add up to at each census.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``counties`` and ``all``.
    """
    counties = followed(here, first, last)
    gain = (counties["urban_last"] - counties["urban_first"]).groupby(counties["city"]).sum()
    totals = [census(here, year).groupby("city")["urban_population"].sum() for year in (first, last)]
    whole = (totals[1] - totals[0]).dropna().astype(float)
    return pd.DataFrame({"counties": gain.reindex(whole.index).fillna(0.0), "all": whole}) / 10_000


def carried_figures(here: Region, first: int, last: int) -> dict[str, float | None]:
    """The share of counties in the region's gain of urban residents, for :func:`finding.tell`.

    ``value`` is the share in per cent, ``gain`` and ``gain_millions`` the gain of all, in 10 000 persons and
    in millions.
    """
    gained = carried(here, first, last).reindex(here.cities.index).sum()
    return {
        "value": plain(100 * gained["counties"] / gained["all"]),
        "gain": plain(gained["all"]),
        "gain_millions": plain(gained["all"] / 100),
    }


def weight(here: Region, year: int) -> float:
    """The share of the region's residents, at county level, who live in counties, in per cent."""
    table = own(here, census(here, year))
    inside = table.loc[table["kind"].isin(COUNTIES), "population"].sum()
    return 100 * float(inside) / float(table["population"].sum())


def divergence(here: Region, first: int, last: int) -> dict[str, float]:
    """How the region's counties part ways, for :func:`finding.tell`.

    ``value`` is the number that lost residents while their towns grew; ``both`` those that gained in both,
    ``neither`` those that lost in both, ``count`` all that can be followed.
    """
    table = own(here, followed(here, first, last))
    down, grown = table["change"] < 0, table["urban_change"] > 0
    return {
        "value": float((down & grown).sum()),
        "both": float((~down & grown).sum()),
        "neither": float((down & ~grown).sum()),
        "count": float(len(table)),
    }


def by_city(here: Region, first: int, last: int) -> pd.DataFrame:
    """Change of residents (%) in the counties of each city that can be followed, and its group."""
    table = own(here, followed(here, first, last))
    sums = table.groupby("city")[["residents_first", "residents_last"]].sum().reindex(here.cities.index)
    change = 100 * (sums["residents_last"] / sums["residents_first"] - 1)
    return here.cities[["group_name"]].assign(change=change)


def schooling_by_city(here: Region, year: int) -> pd.DataFrame:
    """The gap of :func:`schooling_gap` in those cities of the region that have one, as a frame."""
    return schooling_gap(here, year).reindex(here.cities.index).dropna().rename("gap").to_frame()


def drawn(here: Region, first: int, last: int) -> pd.DataFrame:
    """The region's counties for a chart: name, change of residents and of urban residents (%), group.

    Headings are labels ``coordination.…``. A county is called by its Chinese name, in English by its city and
    code.
    """
    table = own(here, followed(here, first, last))
    city = table["city"].map(here.names)
    name = table["name_zh"] if here.language == "zh" else city + " " + table.index
    # counties of different cities may share a name
    name = name.where(~name.duplicated(keep=False), city + name)
    return pd.DataFrame(
        {
            here.say("coordination.county"): name,
            here.say("coordination.towns.change"): table["change"],
            here.say("coordination.towns.urban_change"): table["urban_change"],
            here.say("coordination.group"): table["city"].map(here.cities["group_name"]),
        }
    )
