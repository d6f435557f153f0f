"""What can be used of tables that may have breaches, each row with its line in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from megalopolis import csvfile, tables
from megalopolis.checks.contract import FIELDS
from megalopolis.checks.structure import Found


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
        Names of the tables of which every row is there, whether or not some cells have a breach.
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
        """Whether the table, or every table of the family, exists with all its rows."""
        return bool(self.family(name)) and set(self.family(name)) <= self.whole


def gather(place: Path, found: Found) -> Frames:
    """The usable part of every table, given the breaches of its structure."""
    every = tables.resources(None, place)
    marked = {one.file for one in found.breaches}
    frames: dict[str, pd.DataFrame] = {}
    whole = set()
    for one in every:
        name, path = one["name"], place / one["path"]
        if name in found.shut or _beyond(one):
            whole |= set() if name in found.shut else {name}
            frames[name] = pd.DataFrame(columns=list(csvfile.described(one)), index=pd.Index([], name="line"))
        elif one["path"] in marked:
            frames[name] = _usable(one, path)
            whole |= {name} if len(frames[name]) == len(csvfile.lines(path)) - 1 else set()
        else:
            table = tables.load(one, place)
            frames[name] = table.set_axis(_line_index(path, len(table)), axis=0)
            whole.add(name)
    files = {one["name"]: one["path"] for one in every}
    clean = frozenset(name for name, file in files.items() if file not in marked)
    return Frames(place, frames, files, clean, frozenset(whole))


def _beyond(resource: Mapping[str, Any]) -> bool:
    """Whether a table is large and no rule but those on its structure looks at it: its rows are left out."""
    name = resource["name"]
    named = any(name == known or name.startswith(f"{known}-") for known in FIELDS)
    sources = [field for field in csvfile.described(resource) if field.endswith("source")]
    return resource["path"].endswith(".parquet") and not named and not sources


def _line_index(path: Path, count: int) -> pd.Index[Any]:
    if path.suffix == ".parquet":
        return pd.RangeIndex(1, count + 1, name="line")
    if csvfile.content(path).rstrip(b"\r\n").count(b"\n") == count:
        return pd.RangeIndex(2, count + 2, name="line")
    return pd.Index([line for line, _ in csvfile.records(path)][1:], name="line")


def _usable(resource: Mapping[str, Any], path: Path) -> pd.DataFrame:
    """The rows of the right width; a cell that is not of its type is missing."""
    types = csvfile.described(resource)
    rows = dict(csvfile.records(path))
    kept = {line: cells for line, cells in rows.items() if line > 1 and len(cells) == len(types)}
    raw = pd.DataFrame.from_dict(kept, orient="index", columns=list(types), dtype="str").rename_axis("line")
    raw = raw.mask(raw.isin(resource["schema"].get("missingValues", [""])))
    numeric = [name for name, kind in types.items() if tables.DTYPES.get(kind) in ("Int64", "float64")]
    return raw.assign(**{name: pd.to_numeric(raw[name], errors="coerce").astype(float) for name in numeric})
