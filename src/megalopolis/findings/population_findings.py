"""What the censuses say about the cities of a region: totals, change, urbanisation, place among others."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import population
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.population import RESIDENTS, URBANISATION
from megalopolis.region import Region


def total(here: Region, year: int) -> Finding:
    """How many people live in the region, and their share of the country."""
    residents = here.indicator(RESIDENTS, year).sum()
    return tell(
        here,
        "cities.population",
        residents,
        millions=residents / 100,
        share=100 * residents / here.nation(RESIDENTS, year).sum(),
        count=len(here.cities),
        year=year,
    )


def growth(here: Region, first: int, last: int) -> Finding:
    """Change of the residents of the region beside that of the country."""
    nation = here.nation(RESIDENTS, last).sum() / here.nation(RESIDENTS, first).sum()
    region = here.indicator(RESIDENTS, last).sum() / here.indicator(RESIDENTS, first).sum()
    return tell(
        here,
        "cities.growth",
        100 * (region - 1),
        nation=100 * (nation - 1),
        first=first,
        last=last,
        year=last,
    )


def shrinking(here: Region, first: int, last: int) -> Finding:
    """How many cities lost residents, and which lost most."""
    change = population.change_by_city(here, first, last)["change"].dropna()
    return tell(
        here,
        "cities.shrinking",
        int((change < 0).sum()),
        count=len(change),
        city=str(change.idxmin()),
        worst=change.min(),
        first=first,
        last=last,
        year=last,
    )


def core_change(here: Region, first: int, last: int) -> Finding:
    """What the cores of the groups gained."""
    largest = population.cores(here, last)
    gain = population.change_by_city(here, first, last)["difference"][largest].sum()
    return tell(
        here, "cities.cores", gain, millions=gain / 100, cores=largest, first=first, last=last, year=last
    )


def rest_change(here: Region, first: int, last: int) -> Finding:
    """What all cities but the core of each group gained."""
    others = population.change_by_city(here, first, last)["difference"].drop(population.cores(here, last))
    return tell(here, "cities.rest", others.sum(), millions=others.sum() / 100, count=len(others), year=last)


def urbanisation(here: Region, first: int, last: int) -> Finding:
    """Share of residents in towns and cities, its gain, and both in the country."""
    region = {
        year: _rate(here.indicator(RESIDENTS, year), here.indicator(URBANISATION, year))
        for year in (first, last)
    }
    nation = {
        year: _rate(here.nation(RESIDENTS, year), here.nation(URBANISATION, year)) for year in (first, last)
    }
    return tell(
        here,
        "cities.urbanisation",
        region[last],
        gain=region[last] - region[first],
        nation=nation[last],
        nation_gain=nation[last] - nation[first],
        first=first,
        last=last,
        year=last,
    )


def spread(here: Region, first: int, last: int) -> Finding:
    """Gap between the most and the least urbanised city, in both years."""
    before, after = here.indicator(URBANISATION, first), here.indicator(URBANISATION, last)
    return tell(
        here,
        "cities.spread",
        after.max() - after.min(),
        earlier=before.max() - before.min(),
        high=after.max(),
        low=after.min(),
        high_city=str(after.idxmax()),
        low_city=str(after.idxmin()),
        first=first,
        last=last,
        year=last,
    )


def place(here: Region, first: int, last: int) -> Finding:
    """Ranks of the region among the agglomerations, itself included; 1 is the highest."""
    ranks = population.agglomerations(here, first, last).rank(ascending=False, method="min")
    own = ranks.loc[[here.agglomeration or here.id]].iloc[0]
    return tell(
        here,
        "cities.rank.population",
        own["residents"],
        urbanisation=own["urbanisation"],
        output=own["output"],
        count=len(ranks),
        year=last,
    )


def census_choice(here: Region, year: int) -> Finding:
    """How far the two published versions of the census differ."""
    table = population.census_versions(here, year)
    if table.empty:
        return tell(here, "cities.census.same", 0, year=year)
    difference = table["difference"]
    city = str(difference.abs().idxmax())
    return tell(
        here,
        "cities.census",
        float(difference[city]),
        city=city,
        count=len(table),
        thousands=10 * float(difference[city]),
        year=year,
    )


def census_balance(here: Region, year: int) -> Finding:
    """Sum of the differences between the two versions of the census."""
    balance = population.census_versions(here, year)["difference"].sum()
    return tell(here, "cities.census.balance", balance, thousands=10 * balance, year=year)


def _rate(residents: pd.Series, rate: pd.Series) -> float:
    """Mean rate over residents, in per cent; a place without either is left out."""
    there = residents.notna() & rate.notna()
    return float((residents * rate)[there].sum() / residents[there].sum())
