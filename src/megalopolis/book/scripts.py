"""The scripts and styles of the charts, made once: compiling the chart library takes seconds."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from megalopolis.book import cache, figures
from megalopolis.book.places import Places


def ready(places: Places) -> Path:
    """A folder of the cache that holds them, made anew when the library or our own files changed."""
    package = Path(__file__).resolve().parents[1]
    sources = cache.files([package / "assets", Path(figures.__file__)])
    folder = places.scripts / cache.digest([version("vl-convert-python"), sources])
    if not folder.is_dir():
        cache.write_folder(folder, figures.assets())
    return folder


def contents(folder: str) -> Mapping[str, bytes]:
    """Name and content of each file: those in *folder* when one is named, else made on the spot."""
    if not folder:
        return figures.assets()
    return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
