"""Put a finished site in the place of the one before it, by one rename."""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

from megalopolis import lock
from megalopolis.errors import ParameterError

MARK = "index.html"


def listing(site: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of *site*, by path: equal listings mean an untouched copy."""
    found: dict[str, tuple[int, int]] = {}
    folders = [("", str(site))] if site.is_dir() else []
    while folders:
        name, path = folders.pop()
        with os.scandir(path) as entries:
            for entry in entries:
                inside = f"{name}{entry.name}"
                if entry.is_dir():
                    folders.append((f"{inside}/", entry.path))
                else:
                    state = entry.stat()
                    found[inside] = (state.st_size, state.st_mtime_ns)
    return dict(sorted(found.items()))


def refuse(output: Path) -> None:
    """Whether *output* may be replaced: it must be absent, empty, or a site.

    Raises
    ------
    ParameterError
        It holds something else, which publishing would delete.
    """
    if output.is_dir() and any(output.iterdir()) and not (output / MARK).is_file():
        raise ParameterError(
            f"expected a new folder or a site for --output; found {output}, which holds something else. "
            "Name another folder: publishing replaces it as a whole"
        )
    if output.is_file():
        raise ParameterError(f"expected a folder for --output; found the file {output}")


def same(finished: Path, output: Path, kept: Iterable[str] = ()) -> bool:
    """Whether *output* already is an untouched copy of *finished*, apart from the folders *kept*."""
    own = tuple(f"{name}/" for name in kept)
    published = (
        {name: state for name, state in listing(output).items() if not name.startswith(own)}
        if own
        else listing(output)
    )
    return listing(finished) == published


def publish(
    finished: Path, output: Path, kept: Iterable[str] = (), *, copy: Callable[..., Any] = shutil.copy2
) -> None:
    """Copy *finished* beside *output* and swap the two; folders *kept* of the old site are carried over.

    Until the rename the old site is whole; after it the new one is. A swap that fails half-way puts the old
    site back. With :func:`linked` as *copy* the files are not there twice.
    """
    refuse(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    new = output.with_name(f".{output.name}.new-{os.getpid()}")
    old = output.with_name(f".{output.name}.old-{os.getpid()}")
    with _cleared(new, old):
        shutil.copytree(finished, new, copy_function=copy)
        for name in kept:
            if (output / name).is_dir():
                shutil.copytree(output / name, new / name)
        _swap(new, output, old)


def _swap(new: Path, output: Path, old: Path) -> None:
    """Put *new* in the place of *output*: there is a site at every moment, where systems allow it."""
    if not output.exists():
        new.rename(output)
    elif not _exchanged(new, output):
        output.rename(old)
        try:
            new.rename(output)
        except OSError:
            old.rename(output)
            raise


def _exchanged(first: Path, second: Path) -> bool:
    """Exchange two folders in one step; False where the system cannot: only Linux, on most disks."""
    if sys.platform != "linux":
        return False
    exchange = getattr(ctypes.CDLL(None), "renameat2", None)
    if exchange is None:
        return False
    here = -100  # AT_FDCWD: the paths are as they are
    return bool(exchange(here, os.fsencode(first), here, os.fsencode(second), ctypes.c_uint(2)) == 0)


def recover(output: Path) -> None:
    """Tidy up after a build that was killed while it published: its site is whole, or the one before it is.

    The caller holds the lock of the project.
    """
    left = re.compile(rf"\.{re.escape(output.name)}\.(new|old)-([0-9]+)")
    found = [(path, match) for path in _beside(output) if (match := left.fullmatch(path.name))]
    for path, match in sorted(found, key=lambda one: one[1][1], reverse=True):
        if lock.alive(int(match[2])):
            continue
        if match[1] == "old" and not output.exists():
            path.rename(output)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _beside(output: Path) -> list[Path]:
    return sorted(output.parent.iterdir()) if output.parent.is_dir() else []


def unchanged(finished: Path, output: Path) -> Callable[[str, str], Any]:
    """A way to copy files of *finished*: one that *output* has already is given a second name there."""
    there, start = listing(output), len(os.fspath(finished)) + 1
    same = {name for name, state in listing(finished).items() if there.get(name) == state}

    def copy(source: str, target: str) -> Any:
        name = source[start:]
        if name in same:
            with contextlib.suppress(OSError):
                os.link(output / name, target)
                return target
        return shutil.copy2(source, target)

    return copy


def linked(source: str | Path, target: str | Path) -> None:
    """The file *source* under a second name, in the place of what stands there; else a copy."""
    # What stands there may have other names, under which it must stay what it is.
    Path(target).unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


@contextlib.contextmanager
def _cleared(*folders: Path) -> Iterator[None]:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
