"""Read the tables under ``data/`` as ``datapackage.yaml`` describes them.

A table is read once for each state of its file (path, time, size); every caller gets a copy of its own
that shares memory until it is changed. What was read is remembered, so that a build can learn on which
tables a chapter rests.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from megalopolis import csvfile, yamlfile
from megalopolis.errors import Breach, DataError, ParameterError
from megalopolis.location import PACKAGE, root
from megalopolis.memory import Result, Rows, paths_read, record, recording, remember

# A build in which nothing changed reads no table, and ends before pandas would be imported.
if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "PACKAGE",
    "derive",
    "entry",
    "folder",
    "load",
    "package",
    "paths",
    "paths_read",
    "read",
    "record",
    "recording",
    "remember",
    "resources",
    "root",
]
# The form of the tables, the first number of the package's version; it goes up when a reader of the last form
# could misread the new one.
FORM = 1
DTYPES = {"integer": "Int64", "year": "Int64", "number": "float64", "boolean": "boolean"}


def folder(data: Path | str | None = None) -> Path:
    """The folder of the tables: *data*, or ``data`` under :func:`root`."""
    return root() / "data" if data is None else _resolved(Path(data).absolute())


@lru_cache(maxsize=64)
def _resolved(path: Path) -> Path:
    return path.resolve()


def package(data: Path | str | None = None) -> dict[str, Any]:
    """The parsed ``datapackage.yaml``; the caller must not change it.

    Raises
    ------
    DataError
        The file is missing, is not YAML, is of a form that this version does not know, or lists no resources
        with name and path.
    """
    place = folder(data) / PACKAGE
    record(place)
    return remember("package", [place], lambda: _parse_package(place))


def _parse_package(place: Path) -> dict[str, Any]:
    parsed = yamlfile.parse(place, PACKAGE)
    version = str(parsed.get("version", FORM) if isinstance(parsed, dict) else FORM)  # the first had none
    if version.partition(".")[0] != str(FORM):
        mend = (
            "They were written for another version of megalopolis: take that one, or bring them into this "
            "form and write its number."
        )
        raise DataError([Breach(PACKAGE, None, "version", version, f"tables of form {FORM}", mend)])
    resources = parsed.get("resources") if isinstance(parsed, dict) else None
    named = isinstance(resources, list) and all(
        isinstance(one, dict) and isinstance(one.get("name"), str) and isinstance(one.get("path"), str)
        for one in resources
    )
    if not named or not resources:
        mend = "List the tables under 'resources', each with a name and a path."
        raise DataError([Breach(PACKAGE, None, "resources", "", "a list of tables", mend)])
    wrong = [found for one in resources for found in csvfile.misdescribed(one)]
    if wrong:
        raise DataError([Breach(PACKAGE, None, *found) for found in wrong])
    return dict(parsed)


def resources(name: str | None = None, data: Path | str | None = None) -> tuple[dict[str, Any], ...]:
    """The resources called *name*, or ``name-*`` when there is none; all of them when *name* is None.

    Raises
    ------
    DataError
        No resource has this name; the message lists those that exist.
    """
    every = package(data)["resources"]
    if name is None:
        return tuple(every)
    chosen = [one for one in every if one["name"] == name]
    chosen = chosen or [one for one in every if one["name"].startswith(f"{name}-")]
    if not chosen:
        names = [one["name"] for one in every]
        near = difflib.get_close_matches(name, names, n=1)
        guess = f"Did you mean {near[0]}? " if near else ""
        mend = f"{guess}Tables that exist: {', '.join(names)}."
        raise DataError([Breach(PACKAGE, None, "resources", name, "the name of a table", mend)])
    return tuple(chosen)


def read(name: str, data: Path | str | None = None) -> pd.DataFrame:
    """The table *name*, or all tables ``name-*`` one below the other in the order of the package.

    Parameters
    ----------
    name : str
        A resource such as ``cities``, or the first part of several, such as ``observations``.
    data : path, optional
        Folder of the tables; ``data`` under :func:`root` by default.

    Returns
    -------
    pandas.DataFrame
        One column a field of the schema: string as ``str`` (kept as Python objects, also in what is made of
        it), integer as ``Int64``, number as ``float64``, boolean as ``boolean``; a blank is missing. The
        frame is the caller's own.

    Raises
    ------
    DataError
        There is no such table, or its file cannot be read as described.
    """
    import pandas as pd

    place = folder(data)

    def stack() -> pd.DataFrame:
        frames = [load(one, place) for one in resources(name, place)]
        if len(frames) == 1:
            return frames[0]
        return pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)

    return derive(("read", name), [name], place, stack).copy(deep=False)


def entry(family: str, key: str, data: Path | str | None = None) -> Mapping[str, Any]:
    """The row with this ``key`` in the one table ``family-*`` that has it; only that row counts as read.

    Raises
    ------
    ParameterError
        No table of the family has the key; near matches are named.
    """
    place = folder(data)
    index = remember(("entry", family), paths((family,), place), lambda: _by_key(family, place), ())
    record(Rows(place, family, "key", key))
    if key in index:
        return index[key]
    chosen = resources(family, place)
    near = difflib.get_close_matches(key, index, n=3)
    guess = f"; did you mean {' or '.join(near)}?" if near else ";"
    files = ", ".join(one["path"] for one in chosen)
    raise ParameterError(f"no {family} with the key {key!r}{guess} keys are listed in {files}")


def _by_key(family: str, place: Path) -> dict[str, Mapping[str, Any]]:
    """The row of each key; of two tables with the same key that of the first one."""
    found: dict[str, Mapping[str, Any]] = {}
    for one in resources(family, place):
        for row in load(one, place).to_dict("records"):
            found.setdefault(str(row["key"]), {str(name): row[name] for name in row})
    return found


def load(resource: dict[str, Any], place: Path) -> pd.DataFrame:
    """The table of one resource, shared and not recorded; :func:`read` is for everybody else."""
    path = place / resource["path"]
    if not path.is_file():
        raise DataError([csvfile.fault(path, resource["path"])])  # type: ignore[list-item]
    return remember(("load", resource["name"]), [place / PACKAGE, path], lambda: _load(resource, path))


def _load(resource: dict[str, Any], path: Path) -> pd.DataFrame:
    import pandas as pd

    from megalopolis import parquetfile

    # Tables are small: a call on Python's own strings costs less than one on Arrow's.
    pd.options.mode.string_storage = "python"
    types = csvfile.described(resource)
    file = resource["path"]
    if path.suffix == ".parquet":
        return parquetfile.read(path, file, types, DTYPES)
    wrong = csvfile.fault(path, file, list(types))
    if wrong:
        raise DataError([wrong])
    missing = resource["schema"].get("missingValues", [""])
    try:
        frame = pd.read_csv(
            path,
            dtype={name: DTYPES.get(kind, "str") for name, kind in types.items()},
            na_values=missing,
            keep_default_na=False,
            encoding="utf-8",
        )
    except (ValueError, TypeError, OverflowError) as error:  # such as a number of four hundred digits
        found = csvfile.mistyped(path, file, types, missing)
        unknown = Breach(
            file, None, "", "", "a table as datapackage.yaml describes it", f"Reading said: {error}."
        )
        raise DataError(found or [unknown]) from None
    if not isinstance(frame.index, pd.RangeIndex):
        raise DataError(csvfile.mistyped(path, file, types, missing))
    return frame


def derive(
    key: object,
    names: Iterable[str],
    data: Path,
    make: Callable[[], Result],
    rows: tuple[str, str] | None = None,
) -> Result:
    """The result of *make*, resting on the tables *names*, or on their *rows* of a column and value."""
    named = tuple(names)
    rest = paths(named, data)
    if rows is None:
        for path in rest:
            record(path)
        return remember(key, rest, make)
    return remember(key, rest, make, [data / PACKAGE, *(Rows(data, name, *rows) for name in named)])


def paths(names: tuple[str, ...], data: Path) -> tuple[Path, ...]:
    """The description of all tables, which counts as read, and the files of *names*, which do not."""
    package(data)

    def make() -> tuple[Path, ...]:
        return (data / PACKAGE, *(data / one["path"] for name in names for one in resources(name, data)))

    return remember(("paths", names), [data / PACKAGE], make)
