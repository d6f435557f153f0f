"""What this process has read: files by their state, and the paths, for whoever asks."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

Result = TypeVar("Result")

# A memory of files by their state, not of answers: an edited file has another state and is read again.
_cache: dict[tuple[object, ...], tuple[list[tuple[int, int] | None], Any]] = {}
_recorders: list[set[Path]] = [set()]
# Kernels of a build ask once for the state of a file: tables stand still while a book is built from them.
_states: dict[Path, tuple[int, int] | None] = {}


def remember(key: object, paths: Iterable[Path], make: Callable[[], Result]) -> Result:
    """The result of *make* for the present state of the files at *paths*; made again when one changes."""
    listed = list(paths)
    look = _standing if "MEGALOPOLIS_BUILD" in os.environ else _state
    state = [look(path) for path in listed]
    whole = (key, *map(str, listed))
    if whole not in _cache or _cache[whole][0] != state:
        _cache[whole] = (state, make())
    result: Result = _cache[whole][1]
    return result


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


def record(path: Path) -> None:
    """Remember that the file at *path* was read."""
    for reader in _recorders:
        reader.add(path)


@contextmanager
def recording() -> Iterator[set[Path]]:
    """Collect the paths of the files under ``data/`` that are read inside the ``with`` block.

    The set grows as tables are read, whether from disk or from memory. Blocks may be nested.
    """
    paths: set[Path] = set()
    _recorders.append(paths)
    try:
        yield paths
    finally:
        _recorders[:] = [one for one in _recorders if one is not paths]


def paths_read() -> frozenset[Path]:
    """The files under ``data/`` that this process has read since it started."""
    return frozenset(_recorders[0])
