"""How far one gets from each core in a given time, by which way, and how many people live there."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import pandas as pd

from megalopolis.findings import claim_travel, connections, population
from megalopolis.measures import network
from megalopolis.region import Region

ROAD_START = 15.48
"""Minutes that every road journey of the fitted line takes, whatever the distance: 0.258 hours."""
ROAD_SPEED = 88.2
"""Kilometres of great circle an hour on that line (source ``road-estimate``)."""


def roads(here: Region, date: str) -> pd.DataFrame:
    """Road minutes between all cities; where the table has none, the estimate by its own formula.

    .. math:: minutes = 15.48 + 60 \\, km / 88.2

    The line was fitted to 30 modelled times of the region's three cores; anywhere else it is a guess.
    A city without a seat has none.
    """
    known = here.travel("road", date)
    distance = pd.DataFrame(connections.distances(here.cities), index=known.index, columns=known.columns)
    return known.fillna((ROAD_START + 60 * distance / ROAD_SPEED).where(distance > 0))


def estimated(here: Region, date: str) -> tuple[int, int]:
    """How many directed pairs have road minutes from the model, and how many have an estimate."""
    every, sure = roads(here, date).notna(), here.travel("road", date, "estimate") == 0
    return int(sure.to_numpy().sum()), int((every & ~sure).to_numpy().sum())


def times(here: Region, since: int) -> dict[tuple[str, str], pd.DataFrame]:
    """Minutes between the cities by mode and date, of the year *since* and later; roads made complete."""
    ways = claim_travel.ways(here, since)
    table = here.table("travel")
    dates = sorted({str(date) for date in table.loc[table["mode"] == "road", "date"]})
    # a region without any road in the table still has the estimate
    newest = [("road", dates[-1])] if dates and int(dates[-1][:4]) >= since else []
    return {
        (mode, date): roads(here, date) if mode == "road" else here.travel(mode, date)
        for mode, date in dict.fromkeys([*ways, *newest])
    }


def by_core(here: Region, year: int, limits: Sequence[float], since: int) -> pd.DataFrame:
    """The circle of each core by each way of travel and limit.

    Returns
    -------
    pandas.DataFrame
        A row a core, way and limit: ``core`` (code), ``mode``, ``date``, ``limit`` (minutes); ``known``
        other cities with a time from the core, ``reached`` of them within the limit; ``residents`` of the
        circle with the core (10 000 persons); ``names`` of the cities reached, nearest first. Where the way
        does not touch the core, ``reached`` and ``residents`` are NaN: nothing is known.
    """
    residents = here.indicator(population.RESIDENTS, year)
    rows = []
    for (mode, date), minutes in times(here, since).items():
        for core in population.cores(here, year):
            for limit in limits:
                circle = network.circle(minutes, core, float(limit), residents)
                known = len(minutes) - 1 - len(circle.unknown)
                others = [str(city) for city in circle.minutes.index if city != core]
                rows.append(
                    {
                        "core": core,
                        "mode": mode,
                        "date": date,
                        "limit": float(limit),
                        "known": known,
                        "reached": len(others) if known else math.nan,
                        "residents": circle.population if known else math.nan,
                        "names": others,
                    }
                )
    columns = ["core", "mode", "date", "limit", "known", "reached", "residents", "names"]
    return pd.DataFrame(rows, columns=columns)


def labelled(here: Region, table: pd.DataFrame, limit: float = 60) -> pd.DataFrame:
    """A row a way and core, headed for the reader: residents by limit, and the cities within *limit*."""
    comma = here.say("claims.comma")
    rows = []
    for (mode, date, core), circles in table.groupby(["mode", "date", "core"], sort=False):
        row: dict[str, object] = {
            here.say("network.circles.way"): here.say(f"claims.way.{mode}", date=date),
            here.say("network.circles.core"): here.names[str(core)],
            here.say("network.circles.known"): circles["known"].iloc[0],
        }
        for minutes, residents in zip(circles["limit"], circles["residents"], strict=True):
            row[here.say("network.circles.residents", limit=minutes)] = residents
        within = circles.loc[circles["limit"] == limit, "names"]
        names = [str(here.names[city]) for city in (within.iloc[0] if len(within) else [])]
        row[here.say("network.circles.names", limit=limit)] = comma.join(names) or here.say(
            "network.levels.none"
        )
        rows.append(row)
    none: dict[str, object] = {here.say("network.circles.way"): here.say("claims.way.none")}
    return pd.DataFrame(rows or [none])


def growth(
    here: Region, year: int, minutes: pd.DataFrame, longest: float = 180, step: float = 10
) -> pd.DataFrame:
    """Residents within reach of each core as the limit grows, headed for a chart of lines.

    Returns
    -------
    pandas.DataFrame
        A row a core and limit: minutes, residents (million), name of the core.
    """
    residents = here.indicator(population.RESIDENTS, year)
    limits = [step * count for count in range(1, int(longest / step) + 1)]
    rows = [
        (limit, network.circle(minutes, core, limit, residents).population / 100, here.names[core])
        for core in population.cores(here, year)
        for limit in limits
    ]
    headings = [here.say(f"network.growth.{name}") for name in ("limit", "residents", "core")]
    return pd.DataFrame(rows, columns=headings)


def meeting(minutes: pd.DataFrame, cores: Sequence[str]) -> dict[str, float | str | None]:
    """The smallest limit at which the circles of two cores share a city, for :func:`finding.tell`.

    Returns
    -------
    dict
        ``value`` (minutes), ``one`` and ``other`` (the cores), ``city`` (the one shared). None where no two
        cores reach a common city at all.
    """
    rows = []
    for one, other in combinations(cores, 2):
        later = minutes.T[[one, other]].drop(index=[one, other]).max(axis=1, skipna=False).dropna()
        if len(later):
            rows.append((float(later.min()), one, other, str(later.idxmin())))
    if not rows:
        return dict.fromkeys(("value", "one", "other", "city"))
    return dict(zip(("value", "one", "other", "city"), min(rows), strict=True))


def meetings(road: pd.DataFrame, rail: pd.DataFrame, cores: Sequence[str]) -> dict[str, float | str | None]:
    """:func:`meeting` by road, and minutes and city of that by rail, for :func:`finding.tell`."""
    by_rail = meeting(rail, cores)
    return {**meeting(road, cores), "rail": by_rail["value"], "rail_city": by_rail["city"]}


def ranked(here: Region, year: int, count: int = 3) -> list[str | None]:
    """The cores with most residents, largest first; None where there are fewer than *count*."""
    residents = here.indicator(population.RESIDENTS, year)[population.cores(here, year)]
    cores: list[str | None] = [str(city) for city in residents.sort_values(ascending=False).index[:count]]
    return [*cores, *[None] * (count - len(cores))]


def hour(table: pd.DataFrame, core: str | None, limit: float = 60) -> dict[str, float | str | None]:
    """What one limit takes in around a core, for :func:`finding.tell`.

    ``value`` are the residents of the circle by road (10 000 persons), ``low`` and ``high`` the fewest and
    the most over all ways with a time from the core, ``reached`` the cities by road; the same in millions.
    """
    own = table[(table["core"] == core) & (table["limit"] == limit)].dropna(subset=["residents"])
    road = own[own["mode"] == "road"].sort_values("date")
    figures: dict[str, float | None] = dict.fromkeys(("value", "low", "high", "reached"))
    if len(road):
        figures = {
            "value": float(road["residents"].iloc[-1]),
            "low": float(own["residents"].min()),
            "high": float(own["residents"].max()),
            "reached": float(road["reached"].iloc[-1]),
        }
    millions = {
        name: None if (amount := figures[key]) is None else amount / 100
        for name, key in (("millions", "value"), ("low_millions", "low"), ("high_millions", "high"))
    }
    return {**figures, **millions, "city": core, "limit": float(limit)}
