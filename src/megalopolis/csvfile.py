"""What can be wrong with a file of values, said before anybody trips over it.

Nothing here knows what a table means: bytes, lines and cells only.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from megalopolis.errors import Breach

_HAN = re.compile("[一-鿿]")
# Spreadsheet programs run such a cell; with an East Asian keyboard the full-width signs count too. A signed
# number is a number.
_FORMULA = re.compile(r"[=@＝＠\t\r]|[+\-＋－](?![0-9]*\.?[0-9]+([eE][+-]?[0-9]+)?\Z)")
_SHAPES = {
    "integer": (re.compile(r"[+-]?[0-9]+"), "a whole number"),
    "year": (re.compile(r"[+-]?[0-9]+"), "a year such as 2020"),
    "number": (re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?"), "a number such as 12.5"),
    "boolean": (re.compile(r"true|false"), "true or false"),
}


def content(path: Path) -> bytes:
    """The bytes of a file, unpacked when its name ends in ``.gz``."""
    raw = path.read_bytes()
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def fault(path: Path, file: str, fields: Sequence[str] | None = None) -> Breach | None:
    """The first thing that keeps a UTF-8 CSV file from being read at all, or None.

    Parameters
    ----------
    path : Path
        The file; ``.gz`` is unpacked.
    file : str
        Its name in the report.
    fields : sequence of str, optional
        Column names expected in the first line, in order; not looked at when None.
    """
    if not path.is_file():
        return Breach(
            file, None, "", "", "a file at this place", "Add the file, or take it out of datapackage.yaml."
        )
    raw = content(path)
    if not raw.strip():
        return Breach(file, None, "", "", "some content", "The file is empty; restore its content.")
    wrong = encoding_fault(raw, file)
    if wrong or fields is None:
        return wrong
    heading = next(csv.reader(raw.decode("utf-8").splitlines()[:1]), [])
    return heading_fault(heading, fields, file)


def encoding_fault(raw: bytes, file: str) -> Breach | None:
    """Why these bytes are not plain UTF-8, or None.

    A Chinese office program saves GB18030 or UTF-16 by default; the message names the encoding it looks like.
    """
    rule = "text in UTF-8 without a byte order mark"
    if raw.startswith(codecs.BOM_UTF8):
        mend = "Save it as plain UTF-8, without the byte order mark at its start."
        return Breach(file, 1, "", "byte order mark", rule, mend)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return Breach(file, 1, "", "", rule, "The file looks like UTF-16; save as UTF-8.")
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        looks = "The file looks like GB18030; save as UTF-8." if _is_gb18030(raw) else "Save as UTF-8."
        return Breach(file, line, "", raw[error.start : error.start + 4].hex(" "), rule, looks)
    return None


def _is_gb18030(raw: bytes) -> bool:
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return False
    foreign = sum(not character.isascii() for character in text)
    return len(_HAN.findall(text)) > foreign / 2


def heading_fault(heading: Sequence[str], fields: Sequence[str], file: str) -> Breach | None:
    """What is missing from, too much in or out of order in a heading, as one breach, or None."""
    if list(heading) == list(fields):
        return None
    missing = [name for name in fields if name not in heading]
    extra = [name for name in heading if name not in fields]
    twice = sorted({name for name in heading if list(heading).count(name) > 1})
    steps = [f"add {', '.join(missing)}"] if missing else []
    steps += [f"remove {', '.join(name or '(blank)' for name in extra)}"] if extra else []
    steps += [f"keep {', '.join(twice)} only once"] if twice else []
    steps = steps or ["put the columns in this order"]
    column = (missing or extra or twice or [""])[0]
    mend = f"In the heading: {'; '.join(steps)}; or change the fields in datapackage.yaml."
    return Breach(file, 1, column, ",".join(heading), f"the columns {','.join(fields)}", mend)


def records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line on which it starts, the heading first; blank lines are passed over.

    A cell in quotes may hold line breaks, so the number of a record is not always its line.
    """
    reader = csv.reader(content(path).decode("utf-8").splitlines(keepends=True))
    before = 0
    for cells in reader:
        if cells:
            yield before + 1, cells
        before = reader.line_num


def lines(path: Path) -> list[int]:
    """The line on which each record starts, blank ones and the heading included."""
    reader = csv.reader(content(path).decode("utf-8").splitlines(keepends=True))
    starts, before = [], 0
    for _ in reader:
        starts.append(before + 1)
        before = reader.line_num
    return starts


def expectation(kind: str) -> str:
    """What a cell of this type looks like, in words."""
    return _SHAPES[kind][1] if kind in _SHAPES else f"a {kind}"


def mistyped(
    path: Path, file: str, types: Mapping[str, str], missing: Sequence[str] = ("",)
) -> tuple[Breach, ...]:
    """Every cell that is not of the type of its column, and every row of the wrong width.

    Parameters
    ----------
    types : mapping of str to str
        Type of each column in Frictionless terms; integer, number, year and boolean are looked at.
    """
    found: list[Breach] = []
    rows = records(path)
    heading = next(rows)[1]
    for line, cells in rows:
        if len(cells) != len(heading):
            found.append(ragged(file, line, len(cells), len(heading)))
            continue
        for column, cell in zip(heading, cells, strict=True):
            shape = _SHAPES.get(types.get(column, "string"))
            if shape and cell not in missing and not shape[0].fullmatch(cell.strip(" ")):
                found.append(
                    Breach(file, line, column, cell, shape[1], "Correct the cell, or leave it blank.")
                )
    return tuple(found)


def ragged(file: str, line: int, found: int, expected: int) -> Breach:
    """The breach of a row with too many or too few cells."""
    mend = "Look for a comma too many or too few, a value with a comma and no quotes, or a quote left open."
    return Breach(file, line, "", f"{found} cells", f"{expected} cells, as in the heading", mend)


def formula(text: str) -> bool:
    """Whether a spreadsheet program would run this cell instead of showing it."""
    return _FORMULA.match(text) is not None


def misdescribed(resource: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """What keeps the description of a table from being used: column, value, rule and mend of each breach."""
    name, path, schema = resource["name"], resource["path"], resource.get("schema", {})
    parts = path.replace("\\", "/").split("/")
    if path.startswith("/") or ".." in parts or ":" in path or not path.isprintable() or len(path) > 200:
        yield name, path[:60], "the path of a file below the folder of the tables", "Move the file there."
    fields = schema.get("fields", []) if isinstance(schema, Mapping) else None
    sound = isinstance(fields, list) and all(
        isinstance(one, Mapping)
        and isinstance(one.get("name"), str)
        and isinstance(one.get("type", ""), str)
        and isinstance(one.get("constraints", {}), Mapping)
        for one in fields
    )
    if not sound:
        yield name, "", "fields, each with a name, and a type and constraints or none", "Look at its schema."
    elif not _sound_keys(schema):
        yield (
            name,
            "",
            "a primaryKey of names, a list of missingValues, and foreignKeys with fields and reference",
            "Mend its schema.",
        )


def _sound_keys(schema: Mapping[str, Any]) -> bool:
    """Whether the parts of a schema other than its fields have the shape that readers count on."""
    missing, keys = schema.get("missingValues", [""]), schema.get("foreignKeys", [])
    if not isinstance(missing, list) or not all(isinstance(one, str) for one in missing):
        return False
    if not _named(schema.get("primaryKey", [])):
        return False
    return isinstance(keys, list) and all(
        isinstance(one, Mapping)
        and _named(one.get("fields"))
        and isinstance(one.get("reference"), Mapping)
        and _named(one["reference"].get("fields"))
        and isinstance(one["reference"].get("resource", ""), str)
        for one in keys
    )


def _named(fields: object) -> bool:
    """Whether it is the name of a field, or a list of names."""
    return isinstance(fields, str) or (
        isinstance(fields, list) and all(isinstance(one, str) for one in fields)
    )


def described(resource: Mapping[str, Any]) -> dict[str, str]:
    """Field names and types of a resource of the data package, in order."""
    return {
        field["name"]: field.get("type", "string") for field in resource.get("schema", {}).get("fields", [])
    }
