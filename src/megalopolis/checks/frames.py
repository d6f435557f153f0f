"""What can be used of tables that may have breaches, each row with its line in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from megalopolis import csvfile, tables
from megalopolis.errors import Breach


@dataclass(frozen=True, eq=False)
class Frames:
    """Every table of a package, as far as it can be used.

    Attributes
    ----------
    place : pathlib.Path
        Folder of the tables.
    frames : dict
        Table by name; its index is the line in the file.
    files : dict
        Path of its file, relative to the folder, by name.
    clean : frozenset of str
        Names of the tables that have no breach of structure.
    whole : frozenset of str
        Names of the tables that can be read, whether or not some cells have a breach.
    """

    place: Path
    frames: dict[str, pd.DataFrame]
    files: dict[str, str]
    clean: frozenset[str]
    whole: frozenset[str]

    def family(self, name: str) -> dict[str, pd.DataFrame]:
        """The table *name*, or all tables ``name-*``; empty when there is none."""
        if name in self.frames:
            return {name: self.frames[name]}
        return {key: table for key, table in self.frames.items() if key.startswith(f"{name}-")}

    def values(self, name: str, column: str) -> set[str]:
        """The distinct values of a column over a family of tables."""
        chosen = self.family(name).values()
        columns = [table[column].dropna().unique() for table in chosen if column in table]
        return {str(value) for distinct in columns for value in distinct}

    def complete(self, name: str) -> bool:
        """Whether the table, or every table of the family, exists and can be read."""
        return bool(self.family(name)) and set(self.family(name)) <= self.whole


def gather(place: Path, breaches: Iterable[Breach]) -> Frames:
    """The usable part of every table, given the breaches of its structure."""
    every = tables.resources(None, place)
    found = list(breaches)
    marked = {one.file for one in found}
    shut = {one.file for one in found if one.row in (None, 1)}
    return Frames(
        place=place,
        frames={one["name"]: _frame(one, place, marked, shut) for one in every},
        files={one["name"]: one["path"] for one in every},
        clean=frozenset(one["name"] for one in every if one["path"] not in marked),
        whole=frozenset(one["name"] for one in every if one["path"] not in shut),
    )


def _frame(resource: dict[str, Any], place: Path, marked: set[str], shut: set[str]) -> pd.DataFrame:
    if resource["path"] in shut:
        return pd.DataFrame(columns=list(csvfile.described(resource)), index=pd.Index([], name="line"))
    if resource["path"] in marked:
        return _usable(resource, place)
    table = tables.load(resource, place)
    return table.set_axis(_line_index(place / resource["path"], len(table)), axis=0)


def _line_index(path: Path, count: int) -> pd.Index[Any]:
    if path.suffix == ".parquet":
        return pd.RangeIndex(1, count + 1, name="line")
    if csvfile.content(path).rstrip(b"\r\n").count(b"\n") == count:
        return pd.RangeIndex(2, count + 2, name="line")
    return pd.Index([line for line, _ in csvfile.records(path)][1:], name="line")


def _usable(resource: Mapping[str, Any], place: Path) -> pd.DataFrame:
    """The rows of the right width; a cell that is not of its type is missing."""
    types = csvfile.described(resource)
    rows = dict(csvfile.records(place / resource["path"]))
    kept = {line: cells for line, cells in rows.items() if line > 1 and len(cells) == len(types)}
    raw = pd.DataFrame.from_dict(kept, orient="index", columns=list(types), dtype="str").rename_axis("line")
    raw = raw.mask(raw.isin(resource["schema"].get("missingValues", [""])))
    numeric = [name for name, kind in types.items() if tables.DTYPES.get(kind) in ("Int64", "float64")]
    return raw.assign(**{name: pd.to_numeric(raw[name], errors="coerce") for name in numeric})
