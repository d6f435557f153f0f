"""The new tables of observations, sources, indicators and corrections, as one change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path

from megalopolis import csvfile, journal, tables
from megalopolis.corrections import KEY
from megalopolis.errors import ParameterError
from megalopolis.ingest import writing
from megalopolis.spreadsheet.mapping import Guide
from megalopolis.spreadsheet.report import Entry

TABLE = "observations-added"

Row = dict[str, str]
Key = tuple[str, str, str]


def needed(data: Path) -> None:
    """Refuse a package without a table for added observations.

    Raises
    ------
    ParameterError
    """
    if TABLE not in {one["name"] for one in tables.resources(None, data)}:
        package = data / tables.PACKAGE
        raise ParameterError(f"expected the table {TABLE} in {package}; found none: describe it there.")


def write(data: Path, entries: Sequence[Entry], guide: Guide) -> None:
    """Add the entries ``taken`` and ``replaced`` to the tables; all of it or nothing.

    Raises
    ------
    DataError
        The tables would break their contract; nothing was written.
    """
    taken = [one for one in entries if one.outcome in ("taken", "replaced")]
    if not taken:
        return
    gone = {_key(one) for one in taken if one.outcome == "replaced"}
    codes = {one.indicator for one in taken}
    with journal.stage(data) as new:
        for resource in tables.resources("observations", data):
            added = [_row(one, guide.source) for one in taken] if resource["name"] == TABLE else []
            _rewrite(resource, data, new, lambda row: _held(row) not in gone, added)
        for name in (one["name"] for one in tables.resources(None, data) if one["name"] == "corrections"):
            _rewrite(tables.resources(name, data)[0], data, new, lambda row: _held(row) not in gone, [])
        fresh = [dict(guide.new_source)] if guide.new_source else []
        _rewrite(tables.resources("sources", data)[0], data, new, lambda row: True, fresh)
        known = set(tables.read("indicators", data)["code"])
        fresh_codes = codes - known
        described = [
            {**one, "source": guide.source} for one in guide.indicators if one["code"] in fresh_codes
        ]
        _rewrite(
            tables.resources("indicators", data)[0],
            data,
            new,
            lambda row: True,
            described,
            lambda rows: _credited(rows, codes, guide.source),
        )
        writing.require(data)
        journal.commit(data)


def _row(one: Entry, source: str) -> Row:
    assert one.value is not None
    value = int(one.value) if one.value == int(one.value) and abs(one.value) < 1e15 else one.value
    return {
        "city": one.city,
        "year": str(one.year),
        "indicator": one.indicator,
        "value": repr(value),
        "source": source,
        "flag": "",
    }


def _key(one: Entry) -> Key:
    return one.city, str(one.year), one.indicator


def _held(row: Mapping[str, str]) -> Key:
    city, year, indicator = (row[name] for name in KEY)
    return city, year, indicator


def _rewrite(
    resource: Mapping[str, object],
    data: Path,
    new: Path,
    keep: Callable[[Row], bool],
    added: Iterable[Row],
    change: Callable[[list[Row]], list[Row]] = list,
) -> None:
    """Write a table anew where it changes; the rows that stay keep their cells as they are."""
    path, names = str(resource["path"]), list(csvfile.described(resource))
    text = csvfile.content(data / path).decode("utf-8")
    old: list[Row] = list(csv.DictReader(io.StringIO(text, newline="")))
    rows = change([*(row for row in old if keep(row)), *added])
    if rows == old:
        return
    only_more = rows[: len(old)] == old  # then what is there stays byte for byte
    (new / path).parent.mkdir(parents=True, exist_ok=True)
    with (new / path).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, names, restval="", lineterminator="\n")
        if only_more:
            file.write(text if text.endswith("\n") else text + "\n")
        else:
            writer.writeheader()
        writer.writerows(rows[len(old) :] if only_more else rows)


def _credited(rows: list[Row], codes: Collection[str], source: str) -> list[Row]:
    """The indicators, the source named at those that have its values and at those worked out from them."""
    resting = set(codes)
    while True:
        more = {row["code"] for row in rows if {row.get("numerator"), row.get("denominator")} & resting}
        if more <= resting:
            break
        resting |= more
    return [
        {**row, "source": " ".join(dict.fromkeys([*row["source"].split(), source]))}
        if row["code"] in resting
        else row
        for row in rows
    ]
