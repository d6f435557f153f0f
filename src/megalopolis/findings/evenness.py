"""How alike the leading cities of each agglomeration are in size, and where the region ranks by it."""

from __future__ import annotations

import math

import pandas as pd

from megalopolis.findings import sentences
from megalopolis.findings.centres import sizes
from megalopolis.findings.comparison import groups
from megalopolis.measures import size
from megalopolis.region import Region


def ranks(here: Region, year: int) -> pd.DataFrame:
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


def labelled(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Agglomerations with rank and range, headed for a chart; those without a rank are left out."""
    shown = table[["name", "rank", "rank_low", "rank_high"]].dropna()
    return shown.rename(columns=lambda column: here.say(f"network.even.{column}"))


def ours(table: pd.DataFrame) -> list[str]:
    """The name under which the region stands in :func:`labelled`; none where it has no rank."""
    own = table[table["own"]].dropna(subset=["rank", "rank_low", "rank_high"])
    return [str(name) for name in own["name"]]


def figures(table: pd.DataFrame) -> dict[str, float | str | None]:
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
