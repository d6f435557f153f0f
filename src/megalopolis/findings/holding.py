"""Who inside the region has what: its groups, their cores, and how much inequality lies between them.

Figures per head are those of :mod:`megalopolis.findings.services`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from megalopolis.findings import grouping, population
from megalopolis.findings.sentences import plain
from megalopolis.findings.services import provided
from megalopolis.measures import inequality
from megalopolis.region import Region


def totals(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """*table*, indexed by indicators per head, with the names of what is shared out: doctors, beds."""
    return table.rename(index=lambda code: here.say(f"sharing.total.{code}"))


def by_group(here: Region, years: Mapping[str, int]) -> pd.DataFrame:
    """Each indicator over the residents of each group (id), and of the region in a last row.

    A city without a figure is left out with its residents.
    """
    columns = {}
    for code, year in years.items():
        held = provided(here, code, year)
        inside = held.loc[here.cities.index.intersection(held.index)]
        sums = inside.groupby(here.cities["group"].reindex(inside.index)).sum()
        sums.loc[here.say("sharing.region")] = inside.sum()
        columns[code] = sums["amount"] / sums["residents"]
    order = [*grouping.ordered(here), here.say("sharing.region")]
    return pd.DataFrame(columns).reindex(order)


def group_figures(here: Region, code: str, year: int) -> dict[str, float | str | None]:
    """The group with least and that with most of an indicator per resident, for :func:`finding.tell`.

    ``value`` and ``last``, ``top`` and ``best``; groups by their ids.
    """
    table = by_group(here, {code: year})[code].iloc[:-1].dropna()
    if table.empty:
        return {"value": None, "last": None, "top": None, "best": None}
    return {
        "value": plain(table.min()),
        "last": str(table.idxmin()),
        "top": plain(table.max()),
        "best": str(table.idxmax()),
    }


def differing(here: Region, years: Mapping[str, int]) -> dict[str, float | None]:
    """How many groups come last in at least one indicator, for :func:`finding.tell`.

    ``value`` is their number, ``groups`` that of all groups, ``count`` that of the indicators.
    """
    table = by_group(here, years).iloc[:-1].dropna(axis=1, how="all")
    return {
        "value": float(table.idxmin().nunique()) if table.size else None,
        "groups": float(len(table)),
        "count": float(table.shape[1]),
    }


def core_table(here: Region, years: Mapping[str, int], census: int) -> pd.DataFrame:
    """What share of the residents and of each indicator's amount the cores of the groups hold, in per cent.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``residents`` and ``amount`` of the cores together, of all cities of the region
        that have a figure in that year. Cores have most urban residents at the census.
    """
    cores = population.cores(here, census)
    rows = {}
    for code, year in years.items():
        held = provided(here, code, year)
        inside = held.loc[here.cities.index.intersection(held.index)]
        rows[code] = 100 * inside.reindex(cores).sum() / inside.sum()
    return pd.DataFrame.from_dict(rows, orient="index")[["residents", "amount"]]


def core_figures(here: Region, code: str, year: int, census: int) -> dict[str, float | list[str] | None]:
    """The share of the cores in one indicator's amount, for :func:`finding.tell`.

    ``value`` in per cent, ``residents`` their share of residents, ``cores`` their codes.
    """
    shares = core_table(here, {code: year}, census).loc[code]
    return {
        "value": plain(shares["amount"]),
        "residents": plain(shares["residents"]),
        "cores": population.cores(here, census),
    }


def split_table(here: Region, years: Mapping[str, int]) -> pd.DataFrame:
    """Theil's T of each indicator in the region, and how much of it lies between the groups.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``total``, ``between``, ``within`` (nats) and ``share`` of between in total (%).
    """
    rows = {}
    for code, year in years.items():
        held = provided(here, code, year)
        inside = held.loc[here.cities.index.intersection(held.index)]
        theil = inequality.theil(
            inside["amount"], here.cities["group"].reindex(inside.index), inside["residents"]
        )
        rows[code] = {
            "total": theil.total,
            "between": theil.between,
            "within": theil.within,
            "share": 100 * theil.between / theil.total if theil.total else np.nan,
        }
    return pd.DataFrame.from_dict(rows, orient="index")
