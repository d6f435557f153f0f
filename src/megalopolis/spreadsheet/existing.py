"""The user's values beside those that the tables hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from megalopolis import series
from megalopolis import tables as book
from megalopolis.corrections import KEY
from megalopolis.spreadsheet.report import Entry

TOLERANCE = 1e-9  # relative; below it two floating-point numbers are one figure


def compared(entries: Iterable[Entry], data: Path, instead: bool) -> Iterator[Entry]:
    """The entries, those to be taken marked as ``there``, ``conflict`` or ``replaced`` where a value exists.

    Parameters
    ----------
    entries : iterable of Entry
    data : pathlib.Path
        Folder of the tables.
    instead : bool
        Whether the user's value takes the place of a different one.
    """
    every = list(entries)
    wanted = {one.indicator for one in every if one.outcome == "taken"}
    held = book.read("observations", data)
    held = held[held["indicator"].isin(wanted)]
    used = series.observations(data)
    used = used[used["indicator"].isin(wanted)]
    values: dict[Any, float] = dict(
        zip(used[KEY].itertuples(index=False, name=None), used["value"], strict=True)
    )
    sources = {tuple(row[:3]): row[3] for row in held[[*KEY, "source"]].itertuples(index=False, name=None)}
    for one in every:
        key = (one.city, one.year, one.indicator)
        if one.outcome != "taken" or key not in sources:
            yield one
            continue
        before = values.get(key)  # None where a correction drops it
        value = one.value if one.value is not None else 0.0
        if before is not None and abs(value - before) <= TOLERANCE * max(abs(value), abs(before)):
            yield replace(one, outcome="there", before=before, source=sources[key])
        else:
            outcome = "replaced" if instead else "conflict"
            yield replace(one, outcome=outcome, before=before, source=sources[key])
