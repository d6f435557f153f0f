"""How the cities of a region are spread over sizes: one centre or several, and how many levels.

Three sizes stand side by side, since an administrative city holds far more than what is urban in it:
all residents, urban residents, and residents of the urban core alone.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import grouping, population
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
        ``slope`` (morphological polycentricity, 0 for equal centres downwards). NaN but for ``cities`` where
        fewer than 4 are known.
    """
    rows: dict[str, dict[str, float]] = {}
    for name, column in table.items():
        known = column[column > 0]
        if len(known) < max(size.TOPS):
            rows[str(name)] = {"cities": len(known)}
            continue
        line, first = size.rank_size(known), size.primacy(known)
        rows[str(name)] = {
            "cities": len(known),
            "exponent": line.exponent,
            "low": line.low,
            "high": line.high,
            "two": first.two,
            "four": first.four,
            "eleven": first.eleven,
            "slope": size.polycentricity(known).morphological,
        }
    columns = ["cities", "exponent", "low", "high", "two", "four", "eleven", "slope"]
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=columns)


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


def by_rank(here: Region, core: pd.Series) -> pd.DataFrame:
    """Rank, size and group of each city, largest first: the frame of a chart."""
    known = core.dropna().sort_values(ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "rank": np.arange(1, len(known) + 1),
            "core": known,
            "group_name": grouping.names(here, known.index),
        }
    )


def classed(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The classes of :func:`levels` with words and names for the reader."""
    comma = here.say("claims.comma")
    rows = [
        {
            "class": here.say(f"network.levels.{name}"),
            "count": row["count"],
            "share": 100 * row["residents"] / table["residents"].sum(),
            "members": comma.join(str(here.names[city]) for city in row["members"])
            or here.say("network.levels.none"),
        }
        for name, row in table.iterrows()
    ]
    return pd.DataFrame(rows).rename(columns=lambda column: here.say(f"network.levels.{column}"))


def described(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """:func:`rank_sizes` with words for the reader."""
    named = table.rename(index=lambda one: here.say(f"network.definitions.{one}"))
    headings = named.rename(columns=lambda column: here.say(f"network.definitions.{column}"))
    return headings.rename_axis(here.say("network.definitions.definition")).reset_index()


def level_figures(table: pd.DataFrame) -> dict[str, float]:
    """How many classes are filled and how many cities stand in which, for :func:`finding.tell`."""
    count = table["count"].astype(float)
    return {
        "value": float((count > 0).sum()),
        "classes": float(len(count)),
        "count": float(count.sum()),
        "top": float(count["super"] + count["very-large"]),
        "second": float(count["large-1"]),
        "third": float(count["large-2"]),
        "rest": float(count["medium"] + count["small"]),
    }


def line_figures(table: pd.DataFrame) -> dict[str, float]:
    """Exponents of :func:`rank_sizes` for :func:`finding.tell`; ``value`` is that of urban residents."""
    value, low, high, cities = table.loc["urban", ["exponent", "low", "high", "cities"]].to_numpy(dtype=float)
    return {
        "value": float(value),
        "low": float(low),
        "high": float(high),
        "core": float(table["exponent"].to_numpy(dtype=float)[table.index == "core"][0]),
        "count": float(cities),
    }


def first_figures(table: pd.DataFrame, sizes_of: pd.DataFrame) -> dict[str, float | str | None]:
    """First over second city by definition, for :func:`finding.tell`; ``value`` is that of urban cores."""
    known = sizes_of["core"].dropna()
    ratio = dict(zip(table.index, table["two"].to_numpy(dtype=float).tolist(), strict=True))
    return {
        "value": ratio["core"],
        "urban": ratio["urban"],
        "residents": ratio["residents"],
        "city": str(known.idxmax()) if len(known) else None,
    }


def next_largest(sizes_of: pd.DataFrame, cores: list[str], count: int) -> list[str]:
    """The *count* cities beside the cores with most urban residents, largest first."""
    others = sizes_of["urban"].dropna().drop(cores, errors="ignore")
    return [str(city) for city in others.sort_values(ascending=False, kind="stable").index[:count]]


def rule(sizes_of: pd.DataFrame, cores: list[str]) -> dict[str, dict[str, float | str | None]]:
    """:func:`next_to_rule` by definition of size, urban residents first."""
    return {name: next_to_rule(sizes_of[name], cores) for name in ("urban", "core", "residents")}


def rule_figures(found: dict[str, dict[str, float | str | None]]) -> dict[str, float | str | None]:
    """What two definitions say of the next city, for :func:`finding.tell`."""
    core, urban = found["core"], found["urban"]
    return {"value": core["value"], "city": core["city"], "urban": urban["value"], "other": urban["city"]}
