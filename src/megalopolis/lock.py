"""One command at a time writes in a project: a lock that names its holder and ends with it.

The lock belongs to the process, not to the file: whoever is killed lets go of it, so none is left over.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO


@contextlib.contextmanager
def held(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock at *path*; when another process holds it, *say* which, and wait for it."""
    with _opened(path) as file:
        if not _taken(file):
            say(f"another build of this project is running ({_holder(file)}); waiting for it")
            _taken(file, wait=True)
        file.seek(0)
        file.truncate()
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


@contextlib.contextmanager
def attempted(path: Path) -> Iterator[bool]:
    """Whether the lock at *path* is held by this process for now: without waiting, and without a name."""
    with _opened(path) as file:
        yield _taken(file)


def alive(process: int) -> bool:
    """Whether a process with this number runs."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def _opened(path: Path) -> IO[str]:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+", encoding="utf-8")


def _taken(file: IO[str], *, wait: bool = False) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows has no such lock; there commands must not overlap.
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(file: IO[str]) -> str:
    file.seek(0)
    number = file.read(20).strip()
    return f"process {number}" if number.isdigit() else "its process has not said its number"
