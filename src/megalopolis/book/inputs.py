"""What an input that a kernel read looks like now: compared with what it looked like then, it tells whether
a result may be used again. Inputs are named by :mod:`megalopolis.book.recorder`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sys
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from megalopolis import csvfile, memory, yamlfile
from megalopolis.book.cache import digest, discard, file_digest, write
from megalopolis.book.cache import inputs as shared
from megalopolis.book.places import Places
from megalopolis.book.recorder import CONTENT, KIND, LISTING, PACKAGE, PASSED, ROWS, Seen

DESCRIPTION = "datapackage.yaml"
ABSENT = "absent"
# What no later state is equal to.
CHANGED = "changed while it was read"
State = Callable[[Seen], str]
# So many folders of answers are kept, those of the last states.
FOLDERS = 4


def environment(places: Places) -> str:
    """A name for what every kernel runs in: Python, the system, the lock, and the versions installed."""
    installed = sorted(
        path.name for folder in sys.path if Path(folder).is_dir() for path in Path(folder).glob("*.dist-info")
    )
    lock = file_digest(places.lock) if places.lock.is_file() else ABSENT
    return digest([sys.version_info[:3], sys.platform, lock, installed])


def place(places: Places, name: str) -> Path:
    """The path behind the name of an input."""
    base, mark, inside = name.partition(":")
    folders = {"root": places.root, "package": PACKAGE}
    return folders[base] / inside if mark and base in folders else Path(name)


def states(places: Places) -> State:
    """A function that says what an input looks like now; the content of each is looked at once."""
    content = cache(lambda path: _content(path))
    described = cache(lambda: _described(places))
    rows = cache(lambda family, column: _rows(places, described(), family, column, content))

    @cache
    def held(kind: str, name: str) -> str:
        if kind == CONTENT:
            return content(place(places, name))
        family, column, value = json.loads(name)
        return rows(family, column).get(value, "none")

    def state(seen: Seen) -> str:
        kind, name = seen
        if kind in (CONTENT, ROWS):
            return held(kind, name)
        path = place(places, name)
        if kind == KIND:
            return "folder" if path.is_dir() else "file" if path.exists() else ABSENT
        return _listing(path) if kind == LISTING else CHANGED

    return state


@lru_cache(maxsize=1)
def states_since(places: Places, since: int) -> State:
    """:func:`states`, shared by all runs that a process performs in the build that began at *since*.

    What was looked at for an earlier run holds for a later one: a content that changed after *since* is not
    used, see :func:`touched`.
    """
    return states(places)


def touched(places: Places, seen: Seen, since: int) -> bool:
    """Whether a file or folder was changed after the moment *since*, which :func:`moment` gave."""
    path = place(places, seen[1])
    # Whether a folder is there does not change with every file that comes into it or goes.
    read = seen[0] == LISTING or (seen[0] == CONTENT and not path.is_dir())
    return read and later(path, since)


def later(path: Path, since: int) -> bool:
    """Whether what is at *path* was changed after the moment *since*."""
    try:
        return path.stat().st_ctime_ns > since
    except OSError:
        return False


def moment(places: Places) -> int:
    """Now, by the clock of the files of the project."""
    path = places.build / "moment"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.touch()
    return path.stat().st_ctime_ns


def answers(places: Places) -> Path:
    """The folder of answers that hold for the package, the tables and the libraries as they are now.

    It says since when: what changed later may have been read before or after.
    """
    since = moment(places)
    folder = places.answers / digest([shared(places), environment(places)])
    write(folder / memory.BEGUN, str(since))
    every = sorted(places.answers.iterdir(), key=lambda one: one.stat().st_mtime_ns)
    for old in every[:-FOLDERS]:
        discard(old)
    return folder


def _content(path: Path) -> str:
    if path.is_file():
        return file_digest(path)
    return "folder" if path.is_dir() else ABSENT


def _listing(path: Path) -> str:
    if not path.is_dir():
        return ABSENT
    return digest(sorted(one.name for one in path.iterdir() if one.name not in PASSED))


def _described(places: Places) -> list[Any]:
    try:
        return list(yamlfile.parse(places.data / DESCRIPTION, DESCRIPTION).get("resources", []))
    except Exception:
        return []


def _rows(
    places: Places, described: list[Any], family: str, column: str, content: Callable[[Path], str]
) -> dict[str, str]:
    """Value of *column* -> a name for the rows of the family that hold it, table by table."""
    paths = [one["path"] for one in described if one["name"] == family]
    paths = paths or [one["path"] for one in described if str(one["name"]).startswith(f"{family}-")]
    found: dict[str, list[Any]] = {}
    for path in paths:
        key = digest([content(places.data / path), column])
        kept = places.rows / f"{key}.json"
        if kept.is_file():
            parts = json.loads(kept.read_text(encoding="utf-8"))
        else:
            parts = _parts(places.data / path, column)
            write(kept, json.dumps(parts))
        for value, name in parts.items():
            found.setdefault(value, []).append([path, name])
    return {value: digest(names) for value, names in found.items()}


def _parts(path: Path, column: str) -> dict[str, str]:
    """Value of *column* -> a name for the rows that hold it, with the heading."""
    totals: dict[str, Any] = {}
    try:
        rows = csv.reader(csvfile.content(path).decode("utf-8").splitlines(keepends=True))
        heading = next(rows, [])
        at = heading.index(column)
    except (OSError, ValueError):
        return {}
    for row in rows:
        value = row[at] if at < len(row) else ""
        total = totals.setdefault(value, hashlib.sha256(repr(heading).encode()))
        total.update(repr(row).encode())
    return {value: total.hexdigest() for value, total in totals.items()}
