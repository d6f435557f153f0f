"""The timetable of direct trains as a reader sees it: pairs drawn, and what they are like group by group.

Tables of pairs are those of :func:`megalopolis.findings.connections.pairs`.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from megalopolis.findings import grouping
from megalopolis.findings.sentences import plain
from megalopolis.region import Region


def drawn(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The pairs with a direct train under the headings ``sharing.pairs.…``, for a chart."""
    known = table.dropna(subset=["minutes", "trains"])
    names, where = here.names, {True: "across", False: "within"}
    columns: dict[str, Iterable[object]] = {
        "pair": [
            here.say("sharing.pairs.join", one=names[one], other=names[other])
            for one, other in zip(known["first"], known["second"], strict=True)
        ],
        "km": known["km"],
        "minutes": known["minutes"],
        "trains": known["trains"],
        "where": [here.say(f"sharing.pairs.{where[bool(one)]}") for one in known["across"]],
    }
    return pd.DataFrame({here.say(f"sharing.pairs.{name}"): list(held) for name, held in columns.items()})


def by_groups(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Pairs of cities by the groups that they lie in, those within a group first.

    Returns
    -------
    pandas.DataFrame
        Indexed by the ids of the group or groups, a blank between: ``across``, ``pairs``, ``direct`` of them
        with a direct train, and for these the medians of ``km``, ``minutes``, ``trains`` and ``speed`` (km
        of the great circle an hour).
    """
    group = here.cities["group"]
    order = {one: number for number, one in enumerate(grouping.ordered(here))}
    joined = [
        " ".join(sorted({group[one], group[other]}, key=lambda side: order[side]))
        for one, other in zip(table["first"], table["second"], strict=True)
    ]
    known = table.assign(groups=joined, speed=60 * table["km"] / table["minutes"])
    known["km"] = known["km"].where(known["minutes"].notna())
    grouped = known.groupby("groups", sort=False)
    found = grouped.agg(
        across=("across", "first"), pairs=("across", "size"), direct=("minutes", "count")
    ).join(grouped[["km", "minutes", "trains", "speed"]].median())
    return found.sort_values(["across", "speed"], ascending=[True, False], kind="stable")


def shown(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The table of :func:`by_groups` with the names of the groups, for the reader."""
    names = grouping.called(here)
    rows = by_groups(here, table).drop(columns="across")
    sides = [str(one).split() for one in rows.index]
    joined = [
        here.say("sharing.pairs.join", one=names[side[0]], other=names[side[1]])
        if len(side) > 1
        else names[side[0]]
        for side in sides
    ]
    return rows.set_axis(joined, axis=0)


def slowest(here: Region, table: pd.DataFrame) -> dict[str, float | list[str] | None]:
    """The two groups between which direct trains are slowest, for :func:`finding.tell`.

    ``value`` is the median speed (km of the great circle an hour) and ``trains`` the median number a day
    between ``groups``, ``top`` and ``most`` those between ``best``, the fastest two groups.
    """
    across = by_groups(here, table).query("across and direct > 0")
    if across.empty:
        return dict.fromkeys(("value", "groups", "trains", "best", "top", "most"))
    last, first = across.iloc[-1], across.iloc[0]
    return {
        "value": plain(last["speed"]),
        "groups": str(last.name).split(),
        "trains": plain(last["trains"]),
        "best": str(first.name).split(),
        "top": plain(first["speed"]),
        "most": plain(first["trains"]),
    }


def direct(table: pd.DataFrame) -> dict[str, float | None]:
    """For how many pairs the timetable lists a direct train, for :func:`finding.tell`.

    ``value`` is the share across a border and ``inside`` that within a group, in per cent; ``count`` pairs
    and ``cities`` cities stand in the timetable.
    """
    there = 100 * table["minutes"].notna().groupby(table["across"]).mean()
    return {
        "value": plain(there.get(True)),
        "inside": plain(there.get(False)),
        "count": float(len(table)),
        "cities": float(pd.concat([table["first"], table["second"]]).nunique()),
    }
