"""Say frictionless's errors in our own words, each with its line, its cell and how to mend it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from megalopolis import csvfile
from megalopolis.checks import verdicts
from megalopolis.errors import Breach

WIDTH = 60
CONSTRAINTS = {
    "required": "a value; the column must not be blank",
    "minimum": "at least {}",
    "maximum": "at most {}",
    "enum": "one of {}",
    "pattern": "text of the form {}",
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "unique": "each value once in the column",
}


def translate(errors: Sequence[Any], resource: Mapping[str, Any], path: Path) -> list[Breach]:
    """Breaches in our own words: one for a ragged or blank row, one for a key that is nowhere, however often.

    Parameters
    ----------
    errors : sequence of frictionless.Error
        Errors of one table.
    resource : mapping
        Its description.
    path : pathlib.Path
        Its file.
    """
    if not errors:
        return []
    whole = {"missing-cell", "extra-cell", "blank-row"}
    spoilt = {one.row_number for one in errors if one.type in whole}
    lines = csvfile.lines(path)
    found: dict[tuple[Any, ...], list[Breach]] = {}
    for error in errors:
        number = getattr(error, "row_number", None)
        if number in spoilt and error.type not in whole:
            continue
        breach, key = _breach(error, resource, lines, number)
        found.setdefault(key, []).append(breach)
    return [_with_count(group) for group in found.values()]


def _breach(
    error: Any, resource: Mapping[str, Any], lines: Sequence[int], number: int | None
) -> tuple[Breach, tuple[Any, ...]]:
    """The breach of one error, and the key under which the same breach is said only once."""
    line = lines[number - 1] if number else None
    file, types = resource["path"], csvfile.described(resource)
    if error.type in ("missing-cell", "extra-cell"):
        return csvfile.ragged(file, line or 1, len(error.cells), len(types)), ("row", line)
    if error.type == "blank-row":
        return Breach(file, line, "", "", "a row with values", "Remove the blank line."), ("row", line)
    if error.type == "foreign-key":
        column, value = ", ".join(error.field_names), _values(error, error.field_names, types)
        rule = f"a value of {', '.join(error.reference_field_names)} in {error.reference_name}"
        mend = f"Correct it, or add it to {error.reference_name} first."
        return Breach(file, line, column, value, rule, mend), ("foreign", column, value)
    if error.type in ("primary-key", "unique-error"):
        key = ", ".join(verdicts.listed(resource["schema"].get("primaryKey")))
        before = re.search(r"position (\d+)", error.note)
        mend = "Fill in the key."
        if before:
            mend = f"Keep one of the rows; the first is row {lines[int(before[1]) - 1]}."
        value = _values(error, key.split(", "), types)
        return Breach(file, line, key, value, f"each {key} once", mend), ("key", line)
    column = getattr(error, "field_name", "") or ""
    value = str(getattr(error, "cell", "") or "")[:WIDTH]
    rule, mend = _cell_rule(error, resource, column)
    return Breach(file, line, column, value, rule, mend), (error.type, line, column, rule)


def _cell_rule(error: Any, resource: Mapping[str, Any], column: str) -> tuple[str, str]:
    field: Mapping[str, Any] = next(
        (one for one in resource["schema"]["fields"] if one["name"] == column), {}
    )
    if error.type == "type-error":
        return csvfile.expectation(field.get("type", "string")), "Correct the cell, or leave it blank."
    named = re.search(r'constraint "(\w+)"', error.note)
    if error.type == "constraint-error" and named:
        bound = field.get("constraints", {}).get(named[1])
        shown = ", ".join(map(str, bound)) if isinstance(bound, list) else str(bound)
        return CONSTRAINTS.get(named[1], f"{named[1]} {{}}").format(shown), "Correct the cell."
    return "a table as datapackage.yaml describes it", f"Found while reading: {error.note}."


def _values(error: Any, fields: Sequence[str], types: Mapping[str, str]) -> str:
    cells = dict(zip(types, error.cells, strict=False))
    return ", ".join(str(cells.get(field, "")) for field in fields)[:WIDTH]


def _with_count(group: Sequence[Breach]) -> Breach:
    first = group[0]
    more = len({one.row for one in group}) - 1
    if more < 1:
        return first
    mend = f"{first.mend} The same in {more} more row{'s' if more > 1 else ''}."
    return Breach(first.file, first.row, first.column, first.value, first.rule, mend)
