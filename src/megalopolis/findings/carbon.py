"""Two inventories of carbon dioxide beside each other: where they agree and where ranks turn between them."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import dispersion, pressures
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

EDGAR = "co2_edgar"
CEADS = "co2_ceads"
SOURCES = (EDGAR, CEADS)
FACTOR = 2.0
"""Beyond this ratio, up or down, two figures of one city are not the same quantity for any purpose."""


def amounts(here: Region, year: int) -> pd.DataFrame:
    """Carbon dioxide of every city of the country that stands in both inventories, a column each (Mt)."""
    return pd.DataFrame({code: here.nation(code, year) for code in SOURCES}).dropna()


def agreement(here: Region, year: int) -> dict[str, float | None]:
    """How far the inventories agree on the region's cities, for :func:`finding.tell`.

    ``value`` is Spearman's correlation of the amounts over ``count`` cities, ``nation`` the same over all
    cities of the country, ``difference`` the median of the absolute differences in per cent of CEADs,
    ``edgar`` and ``ceads`` the totals (Mt).
    """
    every = amounts(here, year)
    own = every[every.index.isin(here.cities.index)]
    off = (own[EDGAR] - own[CEADS]).abs() / own[CEADS]
    return {
        "value": plain(own[EDGAR].corr(own[CEADS], method="spearman")),
        "nation": plain(every[EDGAR].corr(every[CEADS], method="spearman")),
        "difference": plain(100 * off.median()),
        "edgar": plain(own[EDGAR].sum()),
        "ceads": plain(own[CEADS].sum()),
        "count": float(len(own)),
    }


def apart(here: Region, year: int, factor: float = FACTOR) -> list[str]:
    """Codes of the region's cities on which the inventories differ by more than *factor*, furthest first."""
    every = amounts(here, year)
    own = every[every.index.isin(here.cities.index)]
    ratio = own[EDGAR] / own[CEADS]
    furthest = ratio.where(ratio > 1, 1 / ratio).sort_values(ascending=False, kind="stable")
    return [str(city) for city in furthest.index[furthest > factor]]


def apart_figures(here: Region, year: int) -> dict[str, float | list[str]]:
    """The cities of :func:`apart` and, as ``value``, their number, for :func:`finding.tell`."""
    cities = apart(here, year)
    return {"value": float(len(cities)), "cities": cities}


def jumps(here: Region, first: int, last: int, share: float = 0.5) -> dict[str, float | list[str]]:
    """Cities of the region whose EDGAR figure rose by more than *share* within a year.

    A grid puts a plant into a city from one year to the next; what looks like growth is a step.
    For :func:`finding.tell`: ``value`` is their number, ``count`` that of cities, ``cities`` the codes.
    """
    table = here.panel(EDGAR, range(first, last + 1)).dropna()
    # by position, since a step is from one year to the next
    steps = table.iloc[:, 1:].to_numpy() / table.iloc[:, :-1].to_numpy() - 1
    leapt = table.index[(steps > share).any(axis=1)]
    return {
        "value": float(len(leapt)),
        "count": float(len(table)),
        "cities": [str(city) for city in leapt],
    }


def levels(here: Region, year: int, seed: int, draws: int = 1000) -> dict[str, Dispersion]:
    """Carbon dioxide per GDP of the agglomerations by either inventory, on the same cities and year."""
    shared = (amounts(here, year).div(here.nation("gdp", year), axis=0) * 100).dropna()
    return {
        code: dispersion.compare(here, shared[[code]], dispersion.median, seed, draws=draws)
        for code in SOURCES
    }


def changes(here: Region, first: int, last: int, seed: int, draws: int = 1000) -> dict[str, Dispersion]:
    """Change of the totals of the agglomerations by either inventory, on the same cities and years."""
    tables = {code: pressures.both_years(here, code, first, last) for code in SOURCES}
    shared = tables[EDGAR].index.intersection(tables[CEADS].index)
    return {
        code: dispersion.compare(here, table.loc[shared], pressures.total_change, seed, draws=draws)
        for code, table in tables.items()
    }


def ranks(here: Region, compared: dict[str, Dispersion], prefix: str) -> pd.DataFrame:
    """Values and ranks of the agglomerations by either inventory, those that move most first.

    Headings are the labels ``<prefix>.name``, ``….value_edgar``, ``….value_ceads``, ``….rank_edgar``,
    ``….rank_ceads`` and ``….move`` (places lost from EDGAR to CEADs).
    """
    edgar, ceads = (compared[code].table for code in SOURCES)
    table = pd.DataFrame(
        {
            "name": edgar["name"],
            "value_edgar": edgar["value"],
            "value_ceads": ceads["value"],
            "rank_edgar": edgar["rank"],
            "rank_ceads": ceads["rank"],
        }
    ).dropna()
    table["move"] = table["rank_ceads"] - table["rank_edgar"]
    order = table["move"].abs().sort_values(ascending=False, kind="stable").index
    return table.loc[order].rename(columns=lambda column: here.say(f"{prefix}.{column}"))


def change_figures(compared: dict[str, Dispersion]) -> dict[str, float | None]:
    """The region's change by CEADs beside that by EDGAR, for :func:`finding.tell`.

    ``value`` with ``low`` and ``high`` by CEADs and ``edgar`` by EDGAR, in per cent; ``rank`` and
    ``edgar_rank`` the places, ``count`` the number of agglomerations, ``cities`` that of the region's cities.
    """
    edgar, ceads = (compared[code].table.loc[compared[code].own] for code in SOURCES)
    return {
        "value": plain(ceads["value"]),
        "low": plain(ceads["low"]),
        "high": plain(ceads["high"]),
        "edgar": plain(edgar["value"]),
        "rank": plain(ceads["rank"]),
        "edgar_rank": plain(edgar["rank"]),
        "count": float(compared[CEADS].table["value"].notna().sum()),
        "cities": plain(ceads["cities"]),
    }


def level_figures(compared: dict[str, Dispersion]) -> dict[str, float | None]:
    """The region's rank by CEADs beside that by EDGAR, for :func:`finding.tell`.

    ``value`` with ``low`` and ``high`` the rank by CEADs and ``edgar_rank`` that by EDGAR; ``level`` and
    ``edgar`` the figures of the median city, ``count`` and ``cities`` as in :func:`change_figures`.
    """
    edgar, ceads = (compared[code].table.loc[compared[code].own] for code in SOURCES)
    return {
        "value": plain(ceads["rank"]),
        "low": plain(ceads["rank_low"]),
        "high": plain(ceads["rank_high"]),
        "level": plain(ceads["value"]),
        "edgar": plain(edgar["value"]),
        "edgar_rank": plain(edgar["rank"]),
        "count": float(compared[CEADS].table["value"].notna().sum()),
        "cities": plain(ceads["cities"]),
    }


def rank_figures(compared: dict[str, Dispersion]) -> dict[str, float | None]:
    """How far the agglomerations' order turns between the inventories, for :func:`finding.tell`.

    ``value`` is Spearman's correlation of the two orders over ``count`` agglomerations, ``moved`` the number
    that move by three places or more.
    """
    edgar, ceads = (compared[code].table for code in SOURCES)
    both = pd.DataFrame({"edgar": edgar["rank"], "ceads": ceads["rank"]}).dropna()
    return {
        "value": plain(both["edgar"].corr(both["ceads"], method="spearman")),
        "count": float(len(both)),
        "moved": float(((both["edgar"] - both["ceads"]).abs() >= 3).sum()),
    }


def drawn(here: Region, year: int) -> pd.DataFrame:
    """The region's cities by both inventories, for a chart; headings are labels ``green.sources.…``."""
    every = amounts(here, year)
    own = every[every.index.isin(here.cities.index)]
    return pd.DataFrame(
        {
            here.say("green.sources.city"): here.names.reindex(own.index),
            here.say("green.sources.edgar"): own[EDGAR],
            here.say("green.sources.ceads"): own[CEADS],
            here.say("green.sources.group"): here.cities["group_name"].reindex(own.index),
        }
    )
