"""Who lives in the cities of a region: totals, change between two censuses, urbanisation, place among others.

Population is that of the census yearbooks, whose units add up to the census total of the country; the earlier
year is recast where borders changed, so that the two can be compared.
"""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import comparison
from megalopolis.region import Region

RESIDENTS = "population"
YEARBOOK = "pop_census_yearbook"
BULLETIN = "pop_census_bulletin"
URBANISATION = "urbanisation_rate_census_yearbook"
OUTPUT = "gdp"


def change_by_city(here: Region, first: int, last: int) -> pd.DataFrame:
    """Residents of each city in two years, their difference and the change in per cent.

    Returns
    -------
    pandas.DataFrame, shape (cities, 4)
        Columns first, last, difference (all 10 000 persons) and change (%), from the largest change down.
    """
    before, after = here.indicator(RESIDENTS, first), here.indicator(RESIDENTS, last)
    table = pd.DataFrame({"first": before, "last": after, "difference": after - before})
    return table.assign(change=100 * (after / before - 1)).sort_values("change", ascending=False)


def groups(here: Region, year: int) -> pd.DataFrame:
    """Cities, residents, area, density and urbanisation rate of each group, and of all together.

    The urbanisation rate of a group is that of its residents: each city counts by its population.
    """
    residents, rate = here.indicator(RESIDENTS, year), here.indicator(URBANISATION, year)
    cities = here.cities.assign(residents=residents, urban=residents * rate / 100)
    grouped = cities.groupby("group_name", sort=False)
    totals = grouped[["residents", "area", "urban"]].sum()
    totals.insert(0, "count", grouped.size())
    totals = totals.sort_values(by="residents", ascending=False)
    totals.loc[here.say("cities.list.total")] = totals.sum()
    return pd.DataFrame(
        {
            "count": totals["count"].astype(int),
            "residents": totals["residents"],
            "area": totals["area"],
            "density": 10_000 * totals["residents"] / totals["area"],
            "urbanisation": 100 * totals["urban"] / totals["residents"],
        }
    )


def on_map(here: Region, year: int) -> pd.DataFrame:
    """Residents (10 000 persons) and group of each city."""
    return here.cities[["group_name"]].assign(residents=here.indicator(RESIDENTS, year))


def change_on_map(here: Region, first: int, last: int) -> pd.DataFrame:
    """Change of the residents of each city (%) and its group."""
    return here.cities[["group_name"]].assign(change=change_by_city(here, first, last)["change"])


def urbanisation_by_city(here: Region, first: int, last: int) -> pd.DataFrame:
    """Urbanisation rate of each city in two years, in per cent."""
    return pd.DataFrame(
        {"first": here.indicator(URBANISATION, first), "last": here.indicator(URBANISATION, last)}
    )


@answers.shared
def cores(here: Region, year: int) -> list[str]:
    """The city with most urban residents in each group, in the order of the groups.

    Urban residents, because a large rural population does not make a core. A group without figures has none.
    """
    urban = (here.indicator(RESIDENTS, year) * here.indicator(URBANISATION, year) / 100).dropna()
    return [str(city) for city in urban.groupby(here.cities["group"], sort=False).idxmax()]


def agglomerations(here: Region, first: int, last: int) -> pd.DataFrame:
    """Residents, their change, urbanisation rate and GDP per head of the 19 agglomerations and the region.

    An agglomeration is its member cities taken whole. A member without census figures (new counties and
    corps cities) is left out of both sides of every ratio; GDP per head is the GDP of the cities that
    report it by the residents of the same cities.

    Returns
    -------
    pandas.DataFrame
        Indexed by agglomeration: residents (10 000 persons), change (%), urbanisation (%),
        output (yuan per head); from the most residents down.
    """
    _, groups = comparison.groups(here)
    members = pd.Series({one: list(cities) for one, cities in groups.items()}, name="city").explode()
    city = members.reset_index(drop=True)
    before, after = city.map(here.nation(RESIDENTS, first)), city.map(here.nation(RESIDENTS, last))
    both = before.notna() & after.notna()
    output = city.map(here.nation(OUTPUT, last))
    reported = output.notna() & after.notna()
    columns = pd.DataFrame(
        {
            "before": before.where(both),
            "after": after.where(both),
            "residents": after,
            "urban": after * city.map(here.nation(URBANISATION, last)) / 100,
            "output": output.where(reported),
            "producers": after.where(reported),
        }
    )
    total = columns.groupby(members.index.to_numpy()).sum(min_count=1).rename_axis("agglomeration")
    table = pd.DataFrame(
        {
            "residents": total["residents"],
            "change": 100 * (total["after"] / total["before"] - 1),
            "urbanisation": 100 * total["urban"] / total["residents"],
            "output": 10_000 * total["output"] / total["producers"],
        }
    )
    return table.sort_values("residents", ascending=False)


def census_versions(here: Region, year: int, least: float = 0.01) -> pd.DataFrame:
    """Cities whose residents differ between yearbook and bulletin by more than *least* (10 000 persons).

    Returns
    -------
    pandas.DataFrame
        Columns yearbook, bulletin, difference (10 000 persons), from the largest gain down.
    """
    yearbook, bulletin = here.indicator(YEARBOOK, year), here.indicator(BULLETIN, year)
    table = pd.DataFrame({"yearbook": yearbook, "bulletin": bulletin, "difference": yearbook - bulletin})
    return table[table["difference"].abs() > least].sort_values("difference", ascending=False)
