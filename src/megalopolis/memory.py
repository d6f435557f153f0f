"""What this process has read: files by their state, and what was read of them, for whoever asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

Result = TypeVar("Result")

# Where a build keeps what its notebooks work out alike, see `megalopolis.answers`; and the file there that
# says when the build began.
ANSWERS, BEGUN = "MEGALOPOLIS_ANSWERS", "begun"


class Rows(NamedTuple):
    """Some rows of the table *family*, or of all tables ``family-*``: those with *value* in *column*.

    Whoever reads only these rows does not depend on the others, but on there being no more such rows.
    """

    data: Path
    family: str
    column: str
    value: str


Read = Path | Rows

# A memory of files by their state, not of answers: an edited file has another state and is read again.
# With each result goes what was read for it, so that it counts as read again when the result is used again.
_cache: dict[tuple[object, ...], tuple[list[tuple[int, int] | None], frozenset[Read], Any]] = {}
_recorders: list[set[Read]] = [set()]
# Kernels of a build ask once for the state of a file: tables stand still while a book is built from them.
_states: dict[Path, tuple[int, int] | None] = {}
_accounted: list[None] = []


def remember(
    key: object,
    paths: Iterable[Path],
    make: Callable[[], Result],
    reads: Iterable[Read] | None = None,
) -> Result:
    """The result of *make* for the present state of the files at *paths*; made again when one changes.

    Parameters
    ----------
    key : object
        Names the result, with *paths*.
    paths : iterable of pathlib.Path
        Everything that decides over the result.
    make : callable
    reads : iterable of pathlib.Path or Rows, optional
        What counts as read whenever the result is used; what *make* records when it is not given.
    """
    with accounted():
        listed = list(paths)
        look = _standing if "MEGALOPOLIS_BUILD" in os.environ else _state
        state = [look(path) for path in listed]
        whole = (key, *map(str, listed))
        if whole not in _cache or _cache[whole][0] != state:
            with _apart() as found:
                value = make()
            _cache[whole] = (state, frozenset(found if reads is None else reads), value)
    _, read, result = _cache[whole]
    for one in read:
        record(one)
    return result  # type: ignore[no-any-return]


@contextmanager
def accounted() -> Iterator[None]:
    """Let files that are opened inside the block count by :func:`record` only."""
    _accounted.append(None)
    try:
        yield
    finally:
        _accounted.pop()


def remembering() -> bool:
    """Whether files opened now are accounted for by :func:`record`."""
    return bool(_accounted)


def _standing(path: Path) -> tuple[int, int] | None:
    if path not in _states:
        _states[path] = _state(path)
    return _states[path]


def _state(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def record(read: Read) -> None:
    """Remember that a file, or some rows of a table, was read."""
    for reader in _recorders:
        reader.add(read)


@contextmanager
def _apart() -> Iterator[set[Read]]:
    """Collect what is read inside the block, and let others know of it only when the block fails."""
    kept, found = list(_recorders), set[Read]()
    _recorders[:] = [found]
    try:
        yield found
    except BaseException:
        for reader in kept:
            reader |= found
        raise
    finally:
        _recorders[:] = kept


@contextmanager
def recording() -> Iterator[set[Read]]:
    """Collect what is read under ``data/`` inside the ``with`` block: paths of files, and rows of tables.

    The set grows as tables are read, whether from disk or from memory. Blocks may be nested.
    """
    read: set[Read] = set()
    _recorders.append(read)
    try:
        yield read
    finally:
        _recorders[:] = [one for one in _recorders if one is not read]


def begin() -> set[Read]:
    """Record from now on as if this process had read nothing before: a copy of a process calls it."""
    _recorders[:] = [set()]
    return _recorders[0]


def paths_read() -> frozenset[Path]:
    """The files under ``data/`` that this process has read as a whole since it started."""
    return frozenset(one for one in _recorders[0] if isinstance(one, Path))
