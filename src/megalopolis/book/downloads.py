"""The tables of the book beside its pages, for a reader to take away."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

from megalopolis import csvfile, yamlfile
from megalopolis.book.places import Places

FOLDER = "data"
DESCRIPTION = "datapackage.yaml"
# At the root of every site: what software it was made with, and what it was made of.
DESCRIBING = ("sbom.cdx.json", "ro-crate-metadata.json")


def tables(data: Path) -> tuple[str, ...]:
    """The files of the tables below *data*, and their description; none where there is no description."""
    description = data / DESCRIPTION
    if not description.is_file():
        return ()
    return (DESCRIPTION, *(path for path in _described(description.read_bytes()) if (data / path).is_file()))


@lru_cache(maxsize=1)
def _described(raw: bytes) -> tuple[str, ...]:
    """The files that a description names; every build asks several times."""
    package: dict[str, Any] = yamlfile.load(raw) or {}
    paths = [
        str(one["path"])
        for one in package.get("resources", [])
        if "path" in one and not any(csvfile.misdescribed({"name": "", **one}))
    ]
    return tuple(dict.fromkeys(paths))


def copy(places: Places, site: Path) -> None:
    """Put the tables below *site*, as they are."""
    for name in tables(places.data):
        target = site / FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(places.data / name, target)


def link(page: Any, path: Path, offered: tuple[str, ...]) -> None:
    """Let elements with ``data-file`` lead to the table they name, in place; others lose the attribute.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition, which lies in a folder of the site.
    offered : tuple of str
        As :func:`tables` gives them.
    """
    known = {*(f"{FOLDER}/{name}" for name in offered), *DESCRIBING}
    for element in page.xpath("//a[@data-file]"):
        name = element.attrib.pop("data-file")
        if name in known:
            element.set("href", "../" * len(path.parts) + name)
            element.set("download")
        else:
            element.drop_tag()
