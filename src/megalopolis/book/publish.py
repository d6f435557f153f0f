"""Put a finished site in the place of the one before it, by one rename."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from megalopolis.errors import ParameterError

MARK = "index.html"


def listing(site: Path) -> dict[str, tuple[int, int]]:
    """Size and time of every file of *site*, by path: equal listings mean an untouched copy."""
    return {
        path.relative_to(site).as_posix(): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in sorted(site.rglob("*"))
        if path.is_file()
    }


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


def publish(finished: Path, output: Path, kept: Iterable[str] = ()) -> None:
    """Copy *finished* beside *output* and swap the two; folders *kept* of the old site are carried over.

    Until the rename the old site is whole; after it the new one is. A swap that fails half-way puts the old
    site back.
    """
    refuse(output)
    output.parent.mkdir(parents=True, exist_ok=True)
    new = output.with_name(f".{output.name}.new-{os.getpid()}")
    old = output.with_name(f".{output.name}.old-{os.getpid()}")
    with _cleared(new, old):
        shutil.copytree(finished, new)
        for name in kept:
            if (output / name).is_dir():
                shutil.copytree(output / name, new / name)
        if output.exists():
            output.rename(old)
            try:
                new.rename(output)
            except OSError:
                old.rename(output)
                raise
        else:
            new.rename(output)


@contextlib.contextmanager
def _cleared(*folders: Path) -> Iterator[None]:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    try:
        yield
    finally:
        for folder in folders:
            shutil.rmtree(folder, ignore_errors=True)
