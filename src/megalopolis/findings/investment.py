"""Foreign investment by city: the figures, the years in which they break, and what they add up to.

A break is told by a rule: a value below a given part of that of the year before. Investment rises in leaps
and may fall, but the money that a city puts to use seldom halves from one year to the next; a fall of that
kind is as a rule a new scope. The rule finds falls only: a scope that was wide all along stays unseen.
"""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import grouping
from megalopolis.findings.claim_figures import national
from megalopolis.findings.comparison import groups
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

USED, RATIO, OUTPUT = "fdi_actual", "fdi_per_gdp", "gdp"
WHOLE = "fdi_used"
QUARTILES = (0.25, 0.75)


def used(here: Region, first: int, last: int) -> pd.DataFrame:
    """Foreign investment used, million US dollars, city x year, of every city of the country."""
    years = range(first, last + 1)
    return pd.DataFrame({year: here.nation(USED, year) for year in years}).rename_axis(columns="year")


def steps(here: Region, first: int, last: int) -> pd.DataFrame:
    """Each value as a multiple of that of the year before, city x year from *first* to *last*."""
    values = used(here, first - 1, last)
    ratio = values / values.shift(axis=1).where(lambda one: one > 0)
    return ratio[list(range(first, last + 1))]


@answers.shared
def breaks(here: Region, first: int, last: int, fall: float) -> pd.DataFrame:
    """City-years of the country whose value lies below *fall* times that of the year before.

    Returns
    -------
    pandas.DataFrame
        Indexed by city, in the order of ``cities`` and years: ``year``, ``before`` and ``after`` (million
        US dollars), ``left`` (after in per cent of before).
    """
    values, ratio = used(here, first - 1, last), steps(here, first, last)
    before = values.shift(axis=1)
    rows = [
        {
            "city": city,
            "year": year,
            "before": before.loc[city, year],
            "after": values.loc[city, year],
            "left": 100 * ratio.loc[city, year],
        }
        for city in ratio.index
        for year in ratio.columns
        if ratio.loc[city, year] < fall
    ]
    return pd.DataFrame(rows, columns=["city", "year", "before", "after", "left"]).set_index("city")


def own_breaks(here: Region, first: int, last: int, fall: float) -> pd.DataFrame:
    """:func:`breaks` of the region's cities, years as text so that they are printed as years."""
    found = breaks(here, first, last, fall)
    return found[found.index.isin(here.cities.index)].astype({"year": str})


def peers(here: Region) -> list[str]:
    """Cities of the other agglomerations, each once, those of the region left out."""
    own, members = groups(here)
    listed = dict.fromkeys(code for one, codes in members.items() if one != own for code in codes)
    return [code for code in listed if code not in here.cities.index]


def unbroken(here: Region, first: int, year: int, fall: float) -> pd.Series:
    """Foreign investment relative to GDP of every city that has not broken from *first* to *year*."""
    broken = breaks(here, first, year, fall).index
    values = here.nation(RATIO, year)
    return values.where(~values.index.isin(broken))


def break_figures(here: Region, first: int, last: int, fall: float) -> dict[str, float | list[str] | None]:
    """How often the series breaks in the region and in other agglomerations, for :func:`finding.tell`.

    ``value`` is the number of breaks in the region, ``cities`` where they are, ``share`` and ``other`` the
    breaks in per cent of the steps from year to year that can be seen, ``percent`` the least fall.
    """
    found, seen = breaks(here, first, last, fall), steps(here, first, last).notna().sum(axis=1)
    own, others = here.cities.index, peers(here)
    ours = found[found.index.isin(own)]
    return {
        "value": float(len(ours)),
        "cities": [str(city) for city in dict.fromkeys(ours.index)],
        "share": plain(100 * len(ours) / seen[own].sum()),
        "other": plain(100 * found.index.isin(others).sum() / seen[others].sum()),
        "percent": 100 * (1 - fall),
    }


def broken_figures(here: Region, first: int, year: int, fall: float) -> dict[str, float | None]:
    """How many cities with a figure in *year* have broken by then, for :func:`finding.tell`.

    ``value`` and ``other`` are their shares in per cent in the region and in other agglomerations, ``ours``
    and ``count`` the numbers in the region.
    """
    there, broken = here.nation(RATIO, year).dropna().index, breaks(here, first, year, fall).index.unique()
    own, others = there.intersection(here.cities.index), there.intersection(pd.Index(peers(here)))
    ours = float(own.isin(broken).sum())
    return {
        "value": plain(100 * ours / len(own)) if len(own) else None,
        "other": plain(100 * others.isin(broken).mean()),
        "ours": ours,
        "count": float(len(own)),
    }


def behaviour(here: Region, first: int, last: int, fall: float) -> pd.DataFrame:
    """How the figures move from year to year in each group and in the other agglomerations.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the group: ``cities``; of the steps from year to year the share that fell and
        that ``broke`` (%); the median growth (%), and its ``spread``, the distance between the quartiles of
        growth (percentage points).
    """
    ratio = steps(here, first, last).dropna(how="all")
    parts = {name: list(index) for name, index in grouping.members(here).items()}
    rows = {}
    for name, codes in {**parts, here.say("openness.behaviour.others"): peers(here)}.items():
        inside = ratio.reindex(codes).dropna(how="all")
        each = inside.stack().dropna()
        low, high = each.quantile(list(QUARTILES)).to_numpy(dtype=float)
        rows[name] = {
            "cities": float(len(inside)),
            "fell": 100 * (each < 1).mean(),
            "broke": 100 * (each < fall).mean(),
            "median": 100 * (each.median() - 1),
            "spread": 100 * (high - low),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def smooth_figures(here: Region, first: int, last: int, fall: float) -> dict[str, float | None]:
    """The group whose figures move most alike, for :func:`finding.tell`.

    ``value`` is the distance between the quartiles of its growth in percentage points and ``fell`` the share
    of its steps that fell (%); ``other`` and ``other_fell`` are the same in other agglomerations.
    """
    table = behaviour(here, first, last, fall)
    own = table.iloc[:-1].dropna(subset=["spread"]).sort_values("spread")
    calm = own.iloc[0] if len(own) else table.iloc[-1] * float("nan")
    others = table.iloc[-1]
    return {
        "value": plain(calm["spread"]),
        "fell": plain(calm["fell"]),
        "other": plain(others["spread"]),
        "other_fell": plain(others["fell"]),
    }


def cells(here: Region, first: int, last: int) -> pd.DataFrame:
    """Growth of foreign investment in every city of the region that has figures, one row a city and year.

    Headings are labels ``openness.…``; cities come in the order of the region, growth in per cent.
    """
    ratio = steps(here, first, last).reindex(here.cities.index).dropna(how="all")
    rows = [
        {
            here.say("openness.city"): here.names[str(city)],
            here.say("openness.year"): str(year),
            here.say("openness.growth"): 100 * (value - 1),
        }
        for city, row in ratio.iterrows()
        for year, value in row.items()
    ]
    return pd.DataFrame(rows)


def by_year(here: Region, first: int, last: int, fall: float) -> pd.DataFrame:
    """Foreign investment relative to GDP of the median city, year by year, with and without broken cities.

    Returns
    -------
    pandas.DataFrame
        Long, for a chart: whose cities, the year and the median, under headings that are labels
        ``openness.…``. A city is broken when it breaks in any of the years.
    """
    broken = set(breaks(here, first, last, fall).index)
    sides = {"own": list(here.cities.index), "others": peers(here)}
    lines = {
        **{f"{side}": codes for side, codes in sides.items()},
        **{f"{side}.steady": [code for code in codes if code not in broken] for side, codes in sides.items()},
    }
    rows = [
        {
            here.say("openness.lines.name"): here.say(f"openness.lines.{name}", region=here.name),
            here.say("openness.year"): year,
            here.label(RATIO): here.nation(RATIO, year).reindex(codes).median(),
        }
        for name, codes in lines.items()
        for year in range(first, last + 1)
    ]
    return pd.DataFrame(rows)


def scope_figures(here: Region, year: int) -> dict[str, float | None]:
    """What the cities' figures add up to beside the country's published total, for :func:`finding.tell`.

    ``value`` is the sum of all cities over that total, ``sum`` and ``total`` both in 100 million US dollars
    (``sum_thousands`` and ``total_thousands`` in thousand millions), ``count`` the number of cities,
    ``share`` that of the region's cities in the sum of all and ``output`` their share in the GDP of the same
    cities (%). ``value`` is None in a year without a total.
    """
    values, published = here.nation(USED, year).dropna(), national(here, WHOLE).get(year)
    output = here.nation(OUTPUT, year).reindex(values.index)
    own = values.index.isin(here.cities.index)
    amount = values.sum() / 100
    total = plain(published)
    return {
        "value": None if total is None else plain(amount / total),
        "sum": plain(amount),
        "total": total,
        "sum_thousands": plain(amount / 10),
        "total_thousands": None if total is None else total / 10,
        "count": float(len(values)),
        "share": plain(100 * values[own].sum() / values.sum()),
        "output": plain(100 * output[own].sum() / output.sum()),
    }
