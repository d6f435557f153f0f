"""Whether near cities are alike: Moran's I by several kinds of nearness, and the cities that stand out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np
import pandas as pd

from megalopolis.findings import grouping
from megalopolis.findings.sentences import plain
from megalopolis.measures import space
from megalopolis.measures.space import Neighbours
from megalopolis.region import Region

CONTIGUITY, NEAR, DISTANCE = "contiguity", "near", "distance"
FEWEST = 4
"""Cities that Moran's I needs."""


def weights(here: Region, minutes: pd.DataFrame, limit: float = 120) -> dict[str, pd.DataFrame]:
    """Three kinds of nearness, city by city: touching, within *limit* minutes by road, and 1 / minutes.

    A city without a boundary touches nobody; the mean of the minutes there and back counts.
    """
    touching = space.neighbours(here.geometry()).matrix if len(here.geometry()) else pd.DataFrame()
    cities = here.cities.index
    time = (minutes + minutes.T) / 2
    apart = time.where(~np.eye(len(time), dtype=bool))
    return {
        CONTIGUITY: touching.reindex(index=cities, columns=cities).fillna(0.0),
        NEAR: (apart <= limit).astype(float),
        DISTANCE: (1 / apart).fillna(0.0),
    }


def on_map(here: Region, code: str, year: int) -> pd.DataFrame:
    """An indicator and the group of each city."""
    return here.cities[["group_name"]].assign(value=here.indicator(code, year))


def statistic(
    values: pd.Series,
    matrix: pd.DataFrame,
    permutations: int,
    seed: int,
    alternative: Literal["greater", "less", "two-sided"] = "greater",
) -> dict[str, float | None]:
    """Moran's I of one series and its p, for :func:`finding.tell`; None with too few cities."""
    known = values.dropna()
    among = matrix.loc[known.index, known.index]
    if len(known) < FEWEST or known.nunique() < 2 or not among.to_numpy().any():
        return {"value": None, "p": None}
    found = space.moran(known, among, permutations, seed, alternative)
    return {"value": found.statistic, "p": found.p}


def series(here: Region, codes: Sequence[str], year: int) -> pd.DataFrame:
    """The indicators of one year, city x code."""
    return here.indicators(list(codes), year)


def morans(
    values: pd.DataFrame, near: Mapping[str, pd.DataFrame], permutations: int, seed: int
) -> pd.DataFrame:
    """Moran's I of every column by every kind of nearness.

    Returns
    -------
    pandas.DataFrame
        A row a column, highest I by the first kind first: ``cities`` with a value; ``moran``, ``p`` (one
        side: alike) and ``p_adjusted`` (Benjamini and Hochberg over the columns) by the first kind; the I
        and p of each other kind as ``moran <kind>`` and ``p <kind>``. NaN by a kind of which no two cities
        are neighbours. A column with fewer than 4 cities or the same value everywhere is left out.
    """
    from scipy.stats import false_discovery_control

    first = next(iter(near))
    headings = ["cities", "moran", "p", "p_adjusted"]
    headings += [f"{name} {kind}" for kind in near if kind != first for name in ("moran", "p")]
    rows = {}
    for name, column in values.items():
        known = column.dropna()
        if len(known) < FEWEST or known.nunique() < 2:
            continue
        row: dict[str, float] = {"cities": len(known)}
        for kind, matrix in near.items():
            among = matrix.loc[known.index, known.index]
            if not among.to_numpy().any():
                continue
            found = space.moran(known, among, permutations, seed)
            mark = "" if kind == first else f" {kind}"
            row |= {f"moran{mark}": found.statistic, f"p{mark}": found.p}
        rows[name] = row
    table = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=headings)
    known_p = table["p"].dropna()
    if len(known_p):
        table["p_adjusted"] = pd.Series(false_discovery_control(known_p), index=known_p.index)
    return table.sort_values("moran", ascending=False, kind="stable")


def tested(table: pd.DataFrame) -> pd.DataFrame:
    """The rows of :func:`morans` with a figure by the first kind of nearness."""
    return table.dropna(subset=["moran"])


def clustered(table: pd.DataFrame, level: float = 0.05) -> dict[str, float | str | list[str] | None]:
    """How many indicators are clustered once all are tested, for :func:`finding.tell`.

    ``value`` of ``count``; ``names`` of them; ``best`` and ``top`` the highest I.
    """
    known = tested(table)
    if known.empty:
        return dict.fromkeys(("value", "count", "names", "best", "top"))
    sure = known[known["p_adjusted"] <= level]
    return {
        "value": float(len(sure)),
        "count": float(len(known)),
        "names": [str(one) for one in sure.index],
        "best": str(known.index[0]),
        "top": plain(known["moran"].iloc[0]),
    }


def one(
    values: pd.Series, near: Mapping[str, pd.DataFrame], permutations: int, seed: int
) -> dict[str, float | str | None]:
    """Moran's I of one indicator by every kind of nearness, for :func:`finding.tell`.

    ``value`` and ``p`` by the first kind, ``low`` and ``high`` over all of them, ``least`` the smallest p;
    here p has two sides, as neighbours may be unlike as well.
    """
    found = [statistic(values, matrix, permutations, seed, "two-sided") for matrix in near.values()]
    known = [
        (each["value"], each["p"]) for each in found if each["value"] is not None and each["p"] is not None
    ]
    bounds = {
        "low": min((value for value, _ in known), default=None),
        "high": max((value for value, _ in known), default=None),
        "least": min((p for _, p in known), default=None),
    }
    return {"indicator": str(values.name), **found[0], **bounds}


def local(
    here: Region, values: pd.Series, matrix: pd.DataFrame, permutations: int, seed: int
) -> pd.DataFrame:
    """Each city against its neighbours: ``value`` and ``lag`` in standard deviations, group, p and cluster.

    Cities without a value or without neighbours are left out; all of them where fewer than 4 are left, or
    these do not differ.
    """
    known = values.dropna()
    linked = matrix.loc[known.index, known.index].any(axis=1)
    known = known[linked]
    if len(known) < FEWEST or known.nunique() < 2:
        return pd.DataFrame(columns=["group_name", "value", "lag", "p", "p_adjusted", "cluster"])
    among = matrix.loc[known.index, known.index]
    found = space.local_moran(known, among, permutations, seed).table
    return pd.DataFrame(
        {
            "group_name": grouping.names(here, known.index),
            "value": (known - known.mean()) / known.std(ddof=0),
            "lag": found["lag"],
            "p": found["p"],
            "p_adjusted": found["p_adjusted"],
            "cluster": found["cluster"],
        }
    ).dropna(subset=["lag"])


def local_figures(
    table: pd.DataFrame, code: str, level: float = 0.05
) -> dict[str, float | str | list[str] | None]:
    """Cities that stand out, before and after correction for their number, for :func:`finding.tell`."""
    if table.empty:
        return {"indicator": code} | dict.fromkeys(("value", "names", "before", "count", "chance"))
    sure = table[table["cluster"].isin(["high-high", "low-low", "high-low", "low-high"])]
    return {
        "value": float(len(sure)),
        "names": [str(city) for city in sure.index],
        "before": float((table["p"] <= level).sum()),
        "count": float(len(table)),
        "chance": level * len(table),
        "indicator": code,
    }


def standing_out(here: Region, table: pd.DataFrame) -> list[str]:
    """Names of the cities that stand out after correction."""
    sure = table[table["cluster"].isin(["high-high", "low-low", "high-low", "low-high"])]
    return [str(here.names[city]) for city in sure.index]


def neighbour_figures(matrix: pd.DataFrame) -> dict[str, float | str | list[str]]:
    """Pairs that touch, mean neighbours of a city, and the city with most, for :func:`finding.tell`."""
    count = Neighbours(matrix, ()).counts
    return {
        "value": float(count.sum() / 2),
        "mean": float(count.mean()),
        "city": str(count.idxmax()),
        "most": float(count.max()),
        "islands": [str(city) for city in count.index[count == 0]],
    }


def labelled(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """:func:`morans` with names and headings for the reader."""
    named = table.rename(columns=lambda column: here.say(f"space.moran.{column.replace(' ', '.')}"))
    named.insert(0, here.say("space.moran.indicator"), [here.label(str(code)) for code in table.index])
    return named.reset_index(drop=True)
