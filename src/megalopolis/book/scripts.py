"""The scripts and styles of the charts, made once: compiling the chart library takes seconds."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from megalopolis.book import cache, figures, processes
from megalopolis.book.places import Places
from megalopolis.drawing import library as charts


def folder(places: Places) -> Path:
    """The folder of the cache for them; another one when the library or our own files changed."""
    package = Path(__file__).resolve().parents[1]
    sources = cache.files([package / "assets", Path(figures.__file__), Path(charts.__file__)])
    return places.scripts / cache.digest([version("vl-convert-python"), sources])


def ready(places: Places) -> Path:
    """The :func:`folder` with them in it."""
    made = folder(places)
    if not made.is_dir():
        cache.write_folder(made, figures.assets())
    return made


def library(places: Places) -> Path:
    """The script of the chart library."""
    return ready(places) / charts.FILE


@contextmanager
def meanwhile(places: Places) -> Iterator[None]:
    """Make what is not there in a process beside the block, which waits for it at its end."""
    if folder(places).is_dir():
        yield
        return
    places.messages.parent.mkdir(parents=True, exist_ok=True)
    log = places.messages.with_name("scripts.txt")
    process = processes.start(ready, places, environment=os.environ, log=log)
    try:
        yield
    except BaseException:
        process.kill()
        raise
    finally:
        process.join()


def contents(folder: str) -> Mapping[str, bytes]:
    """Name and content of each file: those in *folder* when one is named, else made on the spot."""
    if not folder:
        return figures.assets()
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
