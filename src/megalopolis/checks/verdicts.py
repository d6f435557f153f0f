"""Remember which tables were found clean, by their content, so that they are not looked at twice.

Only clean verdicts are kept. A key is a digest of everything on which the verdict rests: the bytes of the
file, its description, the keys it refers to, and the code and library that looked at it.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from megalopolis import csvfile


def references(resource: Mapping[str, Any]) -> list[tuple[list[str], str, list[str]]]:
    """The foreign keys of a resource: its fields, the other resource, the fields there."""
    found = []
    for key in resource.get("schema", {}).get("foreignKeys", []):
        there = key.get("reference", {})
        target = there.get("resource") or resource["name"]
        found.append((listed(key.get("fields")), target, listed(there.get("fields"))))
    return found


def listed(fields: Any) -> list[str]:
    """Field names as a list; a single name may stand without one."""
    return [fields] if isinstance(fields, str) else [str(one) for one in fields or ()]


def digest(resource: Mapping[str, Any], place: Path, others: Mapping[str, Mapping[str, Any]]) -> str:
    """The digest of all that decides whether a table is clean.

    Parameters
    ----------
    resource : mapping
        Its description in the data package.
    place : pathlib.Path
        Folder of the tables.
    others : mapping
        Every resource by name, for the keys that this one refers to.
    """
    total = hashlib.sha256(_code())
    total.update(hashlib.sha256(json.dumps(resource, sort_keys=True, default=str).encode()).digest())
    total.update(_bytes(place / resource["path"]))
    for _, target, fields in references(resource):
        total.update(_keys(place / others[target]["path"], fields))
    return total.hexdigest()


def _bytes(path: Path) -> bytes:
    """Digest of a file, read bit by bit."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _keys(path: Path, fields: Sequence[str]) -> bytes:
    """Digest of the distinct keys in a table, whatever else its rows say."""
    if path.suffix == ".parquet":
        return _bytes(path)
    reader = csv.DictReader(csvfile.content(path).decode("utf-8").splitlines(keepends=True))
    keys = sorted({tuple(str(row.get(field)) for field in fields) for row in reader})
    return hashlib.sha256(repr(keys).encode()).digest()


@cache
def _code() -> bytes:
    """Digest of the modules that give the verdict, and of the versions of the libraries they ask."""
    parts = [
        Path(__file__),
        Path(__file__).with_name("structure.py"),
        Path(__file__).with_name("columns.py"),
        Path(__file__).with_name("translate.py"),
        Path(csvfile.__file__),
    ]
    libraries = [version("frictionless"), version("pandas"), version("pyarrow")]
    return hashlib.sha256(b"".join(part.read_bytes() for part in parts) + repr(libraries).encode()).digest()


def clean(key: str, cache: Path | None) -> bool:
    """Whether a table with this digest was found clean before."""
    return cache is not None and (cache / key).is_file()


def keep(key: str, cache: Path | None) -> None:
    """Remember that a table with this digest is clean; a folder that cannot be written is passed over."""
    if cache is None:
        return
    try:
        cache.mkdir(parents=True, exist_ok=True)
        (cache / key).touch()
    except OSError:
        return
