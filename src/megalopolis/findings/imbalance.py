"""How uneven the cities of an agglomeration are: size, output, income and urbanisation.

Population is that of the census yearbooks, earlier years recast to later borders; for years between the
censuses it grows at a constant rate. Annual series that break at a census are not read.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.findings import catching_up, population
from megalopolis.findings.comparison import groups
from megalopolis.findings.sentences import plain
from megalopolis.measures import convergence, inequality, size
from megalopolis.region import Region

INCOME = "income_urban"
FEWEST = 4  # cities without which neither rank-size rule nor primacy can be computed


def output(here: Region, year: int) -> pd.DataFrame:
    """GDP (100 million yuan) and residents (10 000 persons) of every city of the country that has both."""
    return pd.DataFrame(
        {"gdp": here.nation(population.OUTPUT, year), "residents": here.nation(population.RESIDENTS, year)}
    ).dropna()


def income(here: Region, year: int) -> pd.DataFrame:
    """Income of all urban residents (100 million yuan) and their number (10 000 persons), city by city."""
    urban = (
        here.nation(population.RESIDENTS, year) * here.nation(population.URBANISATION, year) / 100
    ).rename("urban")
    amount = here.nation(INCOME, year) * urban / 10_000
    return pd.DataFrame({"income": amount, "urban": urban}).dropna()


def residents(here: Region, first: int, last: int) -> pd.DataFrame:
    """Residents of every city of the country in two years, 10 000 persons."""
    return pd.DataFrame(
        {"first": here.nation(population.RESIDENTS, first), "last": here.nation(population.RESIDENTS, last)}
    ).dropna()


def urbanisation(here: Region, year: int) -> pd.DataFrame:
    """Urbanisation rate (%) and residents (10 000 persons) of every city of the country."""
    return pd.DataFrame(
        {
            "rate": here.nation(population.URBANISATION, year),
            "residents": here.nation(population.RESIDENTS, year),
        }
    ).dropna()


def output_per_head(here: Region, first: int, last: int) -> pd.DataFrame:
    """GDP per head of every city of the country in two years, yuan."""
    return pd.DataFrame(
        {"first": here.nation("gdp_per_head", first), "last": here.nation("gdp_per_head", last)}
    ).dropna()


def per_head(amounts: pd.DataFrame) -> pd.DataFrame:
    """Column 0 of *amounts* per unit of column 1, as a frame of one column."""
    found: pd.Series = amounts.iloc[:, 0] / amounts.iloc[:, 1]
    return found.rename("per_head").to_frame()


def unweighted(values: pd.DataFrame) -> pd.DataFrame:
    """*values* with the same weight for every city in column 1."""
    return values.iloc[:, [0]].assign(weight=1.0)


def split(here: Region, amounts: pd.DataFrame) -> pd.DataFrame:
    """Theil's T of each agglomeration, split between and within its parts.

    Parts are the groups of the region, and provinces in all other agglomerations.

    Parameters
    ----------
    amounts : pandas.DataFrame
        Column 0 an amount, column 1 what it is shared among, as :func:`output` gives them.

    Returns
    -------
    pandas.DataFrame
        Indexed by agglomeration id, the most unequal first: ``name``, ``total``, ``between``, ``within``
        (nats), ``share`` (of between in total, %), ``parts`` (their number).
    """
    own, members = groups(here)
    province = here.table("cities").set_index("code")["province_en"]
    rows = {}
    for one, codes in members.items():
        inside = amounts.loc[amounts.index.intersection(pd.Index(codes))]
        part = here.cities["group"] if one == own else province
        theil = inequality.theil(inside.iloc[:, 0], part.reindex(inside.index), inside.iloc[:, 1])
        rows[one] = {
            "name": here.name if one == own else here.agglomerations["name"].get(one, one),
            "total": theil.total,
            "between": theil.between,
            "within": theil.within,
            "share": 100 * theil.between / theil.total if theil.total else np.nan,
            "parts": len(theil.by_group),
        }
    return pd.DataFrame.from_dict(rows, orient="index").sort_values("total", ascending=False)


def split_figures(here: Region, amounts: pd.DataFrame) -> dict[str, float | None]:
    """How much of the region's Theil index lies between its groups, for :func:`finding.tell`.

    ``value`` is that share in per cent, ``rank`` its place among agglomerations with more than one part,
    ``count`` their number, and ``middle`` the median of their shares.
    """
    table = split(here, amounts)
    own = groups(here)[0]
    several = table[table["parts"] > 1]["share"]
    rank = several.rank(ascending=False, method="min").get(own)
    return {
        "value": plain(table.loc[own, "share"]),
        "rank": plain(rank),
        "count": float(len(several)),
        "middle": plain(several.median()),
    }


def core_shares(here: Region, first: int, last: int) -> pd.DataFrame:
    """What share of the region's residents and GDP each group's core holds in two years, in per cent.

    Returns
    -------
    pandas.DataFrame
        Indexed by city, in the order of the groups: ``residents_first``, ``residents_last``, ``gdp_first``,
        ``gdp_last``. The core is the city with most urban residents in the later year.
    """
    chosen = population.cores(here, last)
    columns = {}
    for name, code in (("residents", population.RESIDENTS), ("gdp", population.OUTPUT)):
        for moment, year in (("first", first), ("last", last)):
            values = here.indicator(code, year)
            columns[f"{name}_{moment}"] = 100 * values[chosen] / values.sum()
    return pd.DataFrame(columns)


def core_table(here: Region, first: int, last: int) -> pd.DataFrame:
    """:func:`core_shares` with all cores together in a last row."""
    table = core_shares(here, first, last)
    table.loc[here.say("coordination.cores.total")] = table.sum()
    return table


def core_figures(here: Region, first: int, last: int, what: str) -> dict[str, float | list[str] | None]:
    """The share of all cores together, for :func:`finding.tell`; *what* is ``residents`` or ``gdp``.

    ``value`` is the change in percentage points, ``start`` and ``end`` the shares, ``cores`` their codes.
    """
    table = core_shares(here, first, last)
    start, end = table[f"{what}_first"].sum(), table[f"{what}_last"].sum()
    return {
        "value": plain(end - start),
        "start": plain(start),
        "end": plain(end),
        "cores": [str(code) for code in table.index],
    }


def rank_size(here: Region, first: int, last: int) -> dict[str, float | None]:
    """The rank-size exponent of urban residents with its interval, and that of the earlier year."""
    urban = {year: _urban(here, year) for year in (first, last)}
    if min(len(one) for one in urban.values()) < FEWEST:
        return dict.fromkeys(("value", "low", "high", "start", "count"))
    estimates = {year: size.rank_size(one) for year, one in urban.items()}
    later = estimates[last]
    return {
        "value": plain(later.exponent),
        "low": plain(later.low),
        "high": plain(later.high),
        "start": plain(estimates[first].exponent),
        "count": float(later.cities),
    }


def primacy(here: Region, year: int) -> dict[str, float | str | None]:
    """How far the largest city by urban residents is ahead, for :func:`finding.tell`.

    ``value`` is the ratio to the second city, ``four`` the ratio to the next three together, ``city`` its
    code.
    """
    urban = _urban(here, year)
    if len(urban) < FEWEST:
        return {"value": None, "four": None, "city": None}
    found = size.primacy(urban)
    return {"value": plain(found.two), "four": plain(found.four), "city": str(found.city)}


def _urban(here: Region, year: int) -> pd.Series:
    """Urban residents of the cities of the region that have figures, 10 000 persons."""
    urban = here.indicator(population.RESIDENTS, year) * here.indicator(population.URBANISATION, year) / 100
    return urban.dropna()


def spread_by_year(here: Region, codes: list[str], first: int, last: int) -> pd.DataFrame:
    """Standard deviation of the logarithms of indicators over the region's cities, year by year.

    Returns
    -------
    pandas.DataFrame
        Long, for a chart: the name of the indicator, the year and the spread, under headings that are labels
        ``coordination.…``. A city without a value in one of the years is left out of all, an indicator with
        fewer than 3 cities altogether.
    """
    headings = [f"coordination.{name}" for name in ("sigma.name", "year", "sigma.axis")]
    rows = [
        {
            here.say("coordination.sigma.name"): here.say(f"coordination.sigma.{code}"),
            here.say("coordination.year"): year,
            here.say("coordination.sigma.axis"): spread,
        }
        for code in codes
        if len(panel := _complete(here, code, first, last)) >= catching_up.FEWEST
        for year, spread in convergence.sigma(panel).by_year.items()
    ]
    return pd.DataFrame(rows, columns=[here.say(heading) for heading in headings])


def spread_names(here: Region, codes: list[str], first: int, last: int) -> list[str]:
    """The names under which the indicators stand in :func:`spread_by_year`."""
    table = spread_by_year(here, codes, first, last)
    return [str(name) for name in table[here.say("coordination.sigma.name")].unique()]


def spread_figures(here: Region, code: str, first: int, last: int) -> dict[str, float | None]:
    """How the spread of an indicator moved from one year to another, for :func:`finding.tell`.

    ``value`` is the change, ``start`` and ``end`` the standard deviations of the logarithms, ``p`` that of
    Pitman and Morgan's test that both are equal, ``count`` the number of cities. None with fewer than 3.
    """
    panel = _complete(here, code, first, last)
    if len(panel) < catching_up.FEWEST:
        return dict.fromkeys(("value", "start", "end", "p", "count"))
    found = convergence.sigma(panel)
    start, end = found.by_year.iloc[0], found.by_year.iloc[-1]
    return {
        "value": plain(end - start),
        "start": plain(start),
        "end": plain(end),
        "p": plain(found.change_p),
        "count": float(len(panel)),
    }


def _complete(here: Region, code: str, first: int, last: int) -> pd.DataFrame:
    return here.panel(code, range(first, last + 1)).dropna()
