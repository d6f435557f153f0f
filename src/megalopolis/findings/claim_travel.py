"""The one-hour circle of the cores, by rail and by road, and with other limits than an hour."""

from __future__ import annotations

from typing import Any

import pandas as pd

from megalopolis.findings import population
from megalopolis.findings.claims import Check, claimed
from megalopolis.measures import network
from megalopolis.region import Region

HEADINGS = ("way", "limit", "known", "reached", "estimated", "share", "names")


def ways(here: Region, since: int) -> list[tuple[str, str]]:
    """Modes and dates of the travel table from the year *since* on, with any pair of cities of the region."""
    table = _inside(here)
    recent = table[table["date"].str[:4].astype(int) >= since] if len(table) else table
    return sorted({(str(mode), str(date)) for mode, date in zip(recent["mode"], recent["date"], strict=True)})


def circles(here: Region, year: int, limits: tuple[float, ...], since: int) -> pd.DataFrame:
    """Which cities lie within a time of any core, by mode, date and limit.

    The cores are the cities with most urban residents in each group; they are not counted as reached.

    Returns
    -------
    pandas.DataFrame
        A row a way of travel and limit: ``mode``, ``date``, ``limit`` (minutes); ``known`` cities beside the
        cores that have a time from a core, ``reached`` of them within the limit, ``estimated`` of these by an
        estimated time only; ``share`` of the region's residents in the cores and the cities reached (%);
        ``names`` of the cities reached, nearest first.
    """
    rows = [
        _circle(here, year, mode, date, float(limit)) for mode, date in ways(here, since) for limit in limits
    ]
    return pd.DataFrame(rows, columns=["mode", "date", *HEADINGS[1:]])


def check(here: Region, table: pd.DataFrame) -> Check:
    """What one hour takes in: the number depends on the way of travel, and the claim is a definition."""
    limit = claimed(here, "C-04")
    hour = table[table["limit"] == limit]
    rail, road = (_last(hour[hour["mode"] == mode]) for mode in ("rail", "road"))
    low, high = (None, None) if table.empty else (int(table["reached"].min()), int(table["reached"].max()))
    figures: dict[str, Any] = {
        "value": rail.get("reached"),
        "low": low,
        "high": high,
        "known": rail.get("known"),
        "date": rail.get("date"),
        "road": road.get("reached"),
        "limit": limit,
    }
    return Check("C-04", "claims.hour", figures, free=True)


def labelled(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The circles with headings for the reader; one row that says so where there are no travel times."""
    comma = here.say("claims.comma")
    ways = [
        here.say(f"claims.way.{mode}", date=date)
        for mode, date in zip(table["mode"], table["date"], strict=True)
    ]
    named = table.assign(way=ways, names=[comma.join(names) for names in table["names"]])[list(HEADINGS)]
    if named.empty:
        named = pd.DataFrame([{"way": here.say("claims.way.none"), **dict.fromkeys(HEADINGS[1:])}])
    return named.rename(columns=lambda column: here.say(f"claims.circle.{column}"))


def _inside(here: Region) -> pd.DataFrame:
    table = here.table("travel")
    return table[table["origin"].isin(here.cities.index) & table["destination"].isin(here.cities.index)]


def _circle(here: Region, year: int, mode: str, date: str, limit: float) -> dict[str, object]:
    minutes, guess = here.travel(mode, date), here.travel(mode, date, "estimate")
    cores = population.cores(here, year)
    from_cores = minutes.loc[cores].drop(columns=cores)
    times = pd.concat([network.circle(minutes, core, limit).minutes for core in cores])
    reached = times.drop(labels=cores).groupby(level=0).min().sort_values(kind="stable")
    sure = minutes.loc[cores].where((guess.loc[cores] == 0) & (minutes.loc[cores] <= limit)).notna().any()
    residents = here.indicator(population.RESIDENTS, year)
    return {
        "mode": mode,
        "date": date,
        "limit": limit,
        "known": int(from_cores.notna().any().sum()),
        "reached": len(reached),
        "estimated": sum(not sure[city] for city in reached.index),
        "share": 100 * float(residents[[*cores, *reached.index]].sum() / residents.sum()),
        "names": [str(here.names[city]) for city in reached.index],
    }


def _last(rows: pd.DataFrame) -> dict[Any, Any]:
    """The row with most known cities, the later one among equals; nothing where there is none."""
    return {} if rows.empty else dict(rows.sort_values(["known", "date"], kind="stable").iloc[-1])
