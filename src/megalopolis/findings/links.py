"""Flows between the cities of a region: trains and gravity side by side, and who is linked with whom.

A pair that the timetable does not list is not known to have no train.  Shares are therefore taken over the
pairs that are listed, gravity over the very same pairs; the other reading, no train, is a variant.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from megalopolis.findings import population
from megalopolis.measures import network, size
from megalopolis.region import Region

KINDS = ("cores", "spoke", "others")
"""Between two cores, between a core and another city, between two others."""
Absent = Literal["unknown", "zero"]


def trains(here: Region, date: str) -> pd.DataFrame:
    """Direct trains a day between the listed cities, mean of the two ways; NaN where none is listed."""
    ways = here.travel("rail", date, "trains")
    both = ((ways + ways.T) / 2).fillna(ways).fillna(ways.T)
    listed = both.index[both.notna().any()]
    return both.loc[listed, listed]


def masses(here: Region, year: int) -> pd.Series:
    """Root of residents times GDP for every city with both; the usual mass of gravity."""
    known = pd.DataFrame(
        {"residents": here.indicator(population.RESIDENTS, year), "gdp": here.indicator("gdp", year)}
    ).dropna()
    return network.mass(known["residents"], known["gdp"])


def gravity(here: Region, year: int, minutes: pd.DataFrame, exponent: float) -> pd.DataFrame:
    """Gravity between the cities with a mass, by the mean of the minutes there and back."""
    mass = masses(here, year)
    time = minutes.loc[mass.index, mass.index]
    return network.gravity(mass, (time + time.T) / 2, exponent)


def modelled(
    here: Region, year: int, minutes: pd.DataFrame, exponents: Sequence[float], cores: Iterable[str]
) -> dict[float, pd.DataFrame]:
    """:func:`pairs` of gravity by each exponent."""
    inside = list(cores)
    return {one: pairs(here, gravity(here, year, minutes, one), inside) for one in exponents}


def pairs(
    here: Region, flows: pd.DataFrame, cores: Iterable[str], absent: Absent = "unknown"
) -> pd.DataFrame:
    """Each pair of cities once, strongest first.

    Parameters
    ----------
    flows : pandas.DataFrame
        Symmetric, city code by city code.
    cores : iterable of str
        Codes.
    absent : {"unknown", "zero"}
        Pairs without a flow are left out, or have a flow of 0.

    Returns
    -------
    pandas.DataFrame
        ``first``, ``second`` (codes), ``flow``, ``kind`` (of :data:`KINDS`), ``across`` (between groups).
    """
    inside = set(cores)
    rows, columns = np.triu_indices(len(flows), 1)
    first, second = flows.index.to_numpy()[rows], flows.index.to_numpy()[columns]
    group = here.cities["group"]
    found = pd.DataFrame({"first": first, "second": second, "flow": flows.to_numpy()[rows, columns]})
    count = found["first"].isin(inside).astype(int) + found["second"].isin(inside).astype(int)
    found["kind"] = count.map({2: "cores", 1: "spoke", 0: "others"})
    found["across"] = group.reindex(first).to_numpy() != group.reindex(second).to_numpy()
    found = found.dropna(subset=["flow"]) if absent == "unknown" else found.fillna({"flow": 0.0})
    return found.sort_values("flow", ascending=False, kind="stable").reset_index(drop=True)


def shares(table: pd.DataFrame) -> pd.Series:
    """Share of all flow by kind of pair, and across groups, in per cent."""
    total = table["flow"].sum()
    by_kind = table.groupby("kind")["flow"].sum().reindex(list(KINDS), fill_value=0.0)
    by_kind["across"] = table.loc[table["across"], "flow"].sum()
    return 100 * by_kind / total if total else by_kind * np.nan


def beside_gravity(
    here: Region,
    year: int,
    flows: pd.DataFrame,
    minutes: pd.DataFrame,
    exponents: Sequence[float],
    absent: Absent = "unknown",
) -> pd.DataFrame:
    """Shares of trains beside those of gravity over the same pairs.

    Returns
    -------
    pandas.DataFrame
        Rows ``cores``, ``spoke``, ``others``, ``across`` (%), ``functional`` (Green's functional
        polycentricity, pairs without a flow as 0) and ``agreement`` (rank correlation with the trains);
        columns ``trains`` and each exponent as text.
    """
    cores = population.cores(here, year)
    mass = masses(here, year)
    cities = [city for city in flows.index if city in mass.index]
    observed = flows.loc[cities, cities]
    expected = {f"{b:g}": gravity(here, year, minutes, b).loc[cities, cities] for b in exponents}
    if absent == "unknown":
        expected = {b: table.where(observed.notna()) for b, table in expected.items()}
    columns = {}
    for name, table in [("trains", observed), *expected.items()]:
        there = pairs(here, table, cores, absent)
        known = there.set_index(["first", "second"])["flow"]
        trips = pairs(here, observed, cores, absent).set_index(["first", "second"])["flow"]
        columns[name] = {
            **shares(there).to_dict(),
            "functional": _functional(mass[cities], table),
            "agreement": np.nan
            if table is observed
            else float(known.corr(trips.reindex(known.index), method="spearman")),
        }
    return pd.DataFrame(columns)


def _functional(mass: pd.Series, flows: pd.DataFrame) -> float:
    """Green's index of the flows; NaN with fewer cities than it takes."""
    enough = len(mass) >= max(size.TOPS)
    found = size.polycentricity(mass, flows.fillna(0.0)).functional if enough else None
    return np.nan if found is None else found


def figures(table: pd.DataFrame, row: str) -> dict[str, float | None]:
    """One row of :func:`beside_gravity` for :func:`finding.tell`: trains, and the range of gravity."""
    cells = table.loc[row].to_numpy(dtype=float)
    observed, expected = float(cells[0]), cells[1:]
    if np.isnan(observed):
        return dict.fromkeys(("value", "least", "most"))
    return {"value": observed, "least": float(expected.min()), "most": float(expected.max())}


def agreement(table: pd.DataFrame) -> dict[str, float | None]:
    """Rank correlation of gravity with the trains over all exponents, for :func:`finding.tell`.

    ``value`` is the highest, ``least`` the lowest, ``exponent`` that of the highest.
    """
    cells = table.loc["agreement"].to_numpy(dtype=float)[1:]
    if np.isnan(cells).all():
        return dict.fromkeys(("value", "least", "exponent"))
    best = int(np.nanargmax(cells))
    return {
        "value": float(cells[best]),
        "least": float(np.nanmin(cells)),
        "exponent": float(str(table.columns[1 + best])),
    }


def covered(here: Region, flows: pd.DataFrame) -> dict[str, float]:
    """How many cities and pairs a timetable lists, for :func:`finding.tell`; ``value`` are the cities."""
    listed = int(flows.notna().to_numpy()[np.triu_indices(len(flows), 1)].sum())
    return {"value": float(len(flows)), "pairs": float(listed), "count": float(len(here.cities))}


def common(first: pd.DataFrame, last: pd.DataFrame) -> dict[str, float | None]:
    """Change of the trains on the pairs that two timetables list, for :func:`finding.tell`.

    ``value`` is the change of their sum (%), ``pairs`` their number, ``more`` the share of them with more
    trains in the later one (%), ``cities`` the cities listed in both.
    """
    cities = first.index.intersection(last.index)
    rows, columns = np.triu_indices(len(cities), 1)
    before, after = (table.loc[cities, cities].to_numpy()[rows, columns] for table in (first, last))
    both = ~np.isnan(before) & ~np.isnan(after)
    if not both.any():
        return dict.fromkeys(("value", "pairs", "more", "cities"))
    return {
        "value": float(100 * (after[both].sum() / before[both].sum() - 1)),
        "pairs": float(both.sum()),
        "more": float(100 * (after > before)[both].mean()),
        "cities": float(len(cities)),
    }
