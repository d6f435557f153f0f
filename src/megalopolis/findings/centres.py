"""How the cities of a region are spread over sizes: one centre or several, and how many levels.

Three sizes stand side by side, since an administrative city holds far more than what is urban in it:
all residents, urban residents, and residents of the urban core alone.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import population, sentences
from megalopolis.findings.comparison import groups
from megalopolis.measures import size
from megalopolis.region import Region

CORE = "urban_core_pop"
CLASSES = {"small": 0, "medium": 50, "large-2": 100, "large-1": 300, "very-large": 500, "super": 1000}
"""Classes of cities by residents of the urban core, and their lower bounds in 10 000 persons: notice of the
State Council on the standard of city sizes, Guofa [2014] No. 51; a bound belongs to the upper class."""


def sizes(here: Region, year: int, everywhere: bool = False) -> pd.DataFrame:
    """Residents, urban residents and those of the urban core (10 000 persons), as far as the year has them.

    *everywhere* gives all units of the country and not the cities of the region.
    """
    residents = here.nation(population.RESIDENTS, year)
    urban = residents * here.nation(population.URBANISATION, year) / 100
    found = pd.DataFrame({"residents": residents, "urban": urban})
    if year in here.panel(CORE).columns:
        found["core"] = here.nation(CORE, year)
    return found if everywhere else found.reindex(here.cities.index)


def rank_sizes(table: pd.DataFrame) -> pd.DataFrame:
    """Rank and size, primacy and evenness of the leading cities, a row a definition of size.

    Parameters
    ----------
    table : pandas.DataFrame
        City x definition, as :func:`sizes` gives it; a city without a size is left out of its column.

    Returns
    -------
    pandas.DataFrame
        ``cities``; ``exponent`` with ``low`` and ``high`` (95 %); ``two``, ``four``, ``eleven`` (primacy);
        ``slope`` (morphological polycentricity, 0 for equal centres downwards).
    """
    rows = {}
    for name, column in table.items():
        known = column[column > 0]
        line, first = size.rank_size(known), size.primacy(known)
        rows[name] = {
            "cities": len(known),
            "exponent": line.exponent,
            "low": line.low,
            "high": line.high,
            "two": first.two,
            "four": first.four,
            "eleven": first.eleven,
            "slope": size.polycentricity(known).morphological,
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def levels(core: pd.Series) -> pd.DataFrame:
    """Cities in each class of the national standard, largest class first.

    Parameters
    ----------
    core : pandas.Series
        Residents of the urban core by city, 10 000 persons; cities without a figure are left out.

    Returns
    -------
    pandas.DataFrame
        A row a class, empty ones included: ``count``, ``residents`` (10 000 persons), ``members`` (codes,
        largest first).

    Raises
    ------
    ParameterError
        A figure is negative.
    """
    known = core.dropna().sort_values(ascending=False, kind="stable")
    if (known < 0).any():
        raise ParameterError(f"core: expected 0 or more; found {known.iloc[-1]:g} for {known.index[-1]}.")
    place = np.searchsorted(list(CLASSES.values()), known.to_numpy(), side="right") - 1
    rows = {}
    for number, name in reversed(list(enumerate(CLASSES))):
        inside = known[place == number]
        rows[name] = {"count": len(inside), "residents": inside.sum(), "members": list(inside.index)}
    return pd.DataFrame.from_dict(rows, orient="index")


def steps(core: pd.Series, leading: int = 10) -> dict[str, float | str | None]:
    """The largest relative step between successive cities among the *leading* ones, for :func:`finding.tell`.

    ``value`` is the ratio of ``upper`` to ``lower``, ``rank`` the rank of the upper one, ``zipf`` the ratio
    of the rank-size rule there, (rank + 1) / rank. The first step is primacy and is left out.
    """
    known = core.dropna().sort_values(ascending=False, kind="stable").iloc[1:leading]
    if len(known) < 2:
        return dict.fromkeys(("value", "upper", "lower", "rank", "zipf"))
    ratio = known.to_numpy()[:-1] / known.to_numpy()[1:]
    at = int(ratio.argmax())
    return {
        "value": float(ratio[at]),
        "upper": str(known.index[at]),
        "lower": str(known.index[at + 1]),
        "rank": float(at + 2),
        "zipf": (at + 3) / (at + 2),
    }


def next_to_rule(size_of: pd.Series, cores: list[str]) -> dict[str, float | str | None]:
    """The largest city beside the cores against what the rank-size rule gives to its rank.

    Returns
    -------
    dict
        ``value``: its size over (size of the first city / its rank), 1 by the rule; ``city``, ``rank``.
    """
    known = size_of.dropna().sort_values(ascending=False, kind="stable")
    others = known.drop([core for core in cores if core in known.index])
    if others.empty:
        return dict.fromkeys(("value", "city", "rank"))
    city = str(others.index[0])
    rank = list(known.index).index(city) + 1
    return {"value": float(known[city] * rank / known.iloc[0]), "city": city, "rank": float(rank)}


def evenness(here: Region, year: int) -> pd.DataFrame:
    """How even the leading cities of each agglomeration are, by definition of size.

    Returns
    -------
    pandas.DataFrame
        A row an agglomeration, most even by urban residents first: ``name``, ``own``; ``residents``,
        ``urban``, ``core`` (slope over the largest 2, 3 and 4 cities, mean; 0 for equal centres downwards);
        ``rank`` by urban residents (1 is the most even) with ``rank_low`` and ``rank_high``, the extremes
        over the definitions and over the largest 2, 3 or 4 cities. NaN with fewer than 4 cities known.
    """
    own, members = groups(here)
    table = sizes(here, year, everywhere=True)
    slopes: dict[tuple[str, str, str], float] = {}
    for definition in [str(name) for name in table]:
        for one, cities in members.items():
            known = table[definition].reindex(list(cities)).dropna()
            known = known[known > 0]
            enough = len(known) >= max(size.TOPS)
            shape = size.polycentricity(known) if enough else None
            slopes[one, definition, "mean"] = shape.morphological if shape else math.nan
            for top in size.TOPS:
                slopes[one, definition, str(top)] = shape.slopes[top] if shape else math.nan
    every = pd.Series(slopes).unstack([1, 2])
    ranks = every.rank(ascending=False, method="min")
    found = pd.DataFrame({definition: every[definition, "mean"] for definition in table})
    found.insert(0, "own", found.index == own)
    names = {
        one: here.name if one == own else here.agglomerations["name"].get(one, one) for one in found.index
    }
    found.insert(0, "name", pd.Series(names))
    found["rank"] = ranks["urban", "mean"]
    found["rank_low"], found["rank_high"] = ranks.min(axis=1), ranks.max(axis=1)
    return found.sort_values("urban", ascending=False, kind="stable")


def evenness_figures(table: pd.DataFrame) -> dict[str, float | str | None]:
    """The region's rank by evenness and its range over choices, for :func:`finding.tell`."""
    ours, known = table[table["own"]].iloc[0], table["urban"].dropna()
    return {
        "value": sentences.plain(ours["rank"]),
        "low": sentences.plain(ours["rank_low"]),
        "high": sentences.plain(ours["rank_high"]),
        "level": sentences.plain(ours["urban"]),
        "middle": sentences.plain(known.median()),
        "best": str(known.index[0]) if len(known) else None,
        "count": float(len(known)),
    }
