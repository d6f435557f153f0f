"""Look at a Parquet file row group by row group, so that memory does not grow with it.

Its writer has enforced the types of its columns; what is left are names, types, keys and references.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from megalopolis import csvfile, tables
from megalopolis.checks import verdicts
from megalopolis.errors import Breach, DataError

SHOWN = 20  # breaches of one rule


def heading(resource: Mapping[str, Any], path: Path) -> list[Breach]:
    """What keeps the file from being looked at: it is no Parquet file, or has other columns."""
    import pyarrow
    import pyarrow.parquet as parquet

    try:
        names = list(parquet.read_schema(path).names)
    except (pyarrow.ArrowException, OSError) as error:
        rule = "a readable Parquet file"
        return [Breach(resource["path"], None, "", "", rule, f"Reading said: {error}.")]
    wrong = csvfile.heading_fault(names, list(csvfile.described(resource)), resource["path"])
    return [wrong] if wrong else []


def look(resource: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], place: Path) -> list[Breach]:
    """Every breach of types, primary key and foreign keys.

    Parameters
    ----------
    resource : mapping
        Description of the table.
    others : mapping
        Those that it refers to, by name.
    place : pathlib.Path
        Folder of the tables.
    """
    import pyarrow

    path = place / resource["path"]
    key = verdicts.listed(resource["schema"].get("primaryKey"))
    try:
        typed = list(_mistyped(resource, path))
        if typed:
            return typed
        found = [] if not key else [_twice(resource, key, value) for value in _repeated(path, key)]
    except (pyarrow.ArrowException, OSError) as error:
        rule = "a readable Parquet file"
        return [Breach(resource["path"], None, "", "", rule, f"Reading said: {error}.")]
    return [*found, *_lost(resource, others, place)]


def _portions(path: Path, columns: list[str]) -> Iterator[Any]:
    import pyarrow.parquet as parquet

    with parquet.ParquetFile(path) as file:
        for number in range(file.num_row_groups):
            yield file.read_row_group(number, columns=columns)


def _mistyped(resource: Mapping[str, Any], path: Path) -> Iterator[Breach]:
    """Columns that cannot be read as they are described."""
    import pyarrow

    kinds = {
        "integer": pyarrow.int64(),
        "year": pyarrow.int64(),
        "number": pyarrow.float64(),
        "boolean": pyarrow.bool_(),
    }
    for name, kind in csvfile.described(resource).items():
        try:
            for portion in _portions(path, [name]):
                portion[name].cast(kinds.get(kind, pyarrow.string()))
        except (pyarrow.ArrowInvalid, pyarrow.ArrowNotImplementedError) as error:
            mend = f"Write the column anew. Reading said: {error}."
            yield Breach(resource["path"], None, name, "", csvfile.expectation(kind), mend)


def _twice(resource: Mapping[str, Any], key: list[str], value: tuple[Any, ...]) -> Breach:
    rule, mend = f"each {', '.join(key)} once", "Keep one of the rows."
    return Breach(resource["path"], None, ", ".join(key), ", ".join(map(str, value)), rule, mend)


def _repeated(path: Path, key: list[str]) -> list[tuple[Any, ...]]:
    """Keys that occur twice, at most :data:`SHOWN`.

    Rows of one document stand together, so that a row group and the document that it continues are enough; a
    file in another order is looked at as a whole.
    """
    import pyarrow

    held, seen = None, set[Any]()
    found: dict[tuple[Any, ...], None] = {}
    for portion in _portions(path, key):
        first = set(portion[key[0]].unique().to_pylist())
        if first & seen:
            return _repeats(pyarrow.concat_tables(list(_portions(path, key))), key)
        if held is not None:
            # Rows of a document that goes on are carried along, however many row groups it fills.
            going_on = pyarrow.array(sorted(first, key=repr), portion.schema.field(key[0]).type)
            seen |= set(held[key[0]].unique().to_pylist()) - first
            portion = pyarrow.concat_tables([_within(held, key[0], going_on), portion])
        found.update(dict.fromkeys(_repeats(portion, key)))
        held = portion
    return list(found)[:SHOWN]


def _within(table: Any, column: str, values: Any) -> Any:
    from pyarrow import compute

    return table.filter(compute.is_in(table[column], value_set=values))


def _repeats(table: Any, key: list[str]) -> list[tuple[Any, ...]]:
    from pyarrow import compute

    counted = table.group_by(key, use_threads=False).aggregate([([], "count_all")])
    twice = counted.filter(compute.greater(counted["count_all"], 1)).slice(0, SHOWN)
    return [tuple(row[name] for name in key) for row in twice.to_pylist()]


def _lost(
    resource: Mapping[str, Any], others: Mapping[str, Mapping[str, Any]], place: Path
) -> Iterable[Breach]:
    """Values of foreign keys of one field that are nowhere in the table they refer to, once each."""
    for fields, target, there in verdicts.references(resource):
        if len(fields) > 1 or target not in others:
            continue
        try:
            known = set(tables.load(dict(others[target]), place)[there[0]].dropna())
        except DataError:
            continue  # the other table has breaches of its own
        named = {
            value
            for portion in _portions(place / resource["path"], fields)
            for value in portion[fields[0]].unique().to_pylist()
        }
        for value in sorted(named - known - {None}, key=repr)[:SHOWN]:
            rule = f"a row in {others[target]['path']}"
            mend = "Add it there, or remove the rows that name it."
            yield Breach(resource["path"], None, fields[0], str(value), rule, mend)
