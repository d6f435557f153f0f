"""What a built site says of itself: its findings, verdicts, remarks, chapters and tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis.book import crate, downloads, records, shape
from megalopolis.book.places import LANGUAGES
from megalopolis.errors import ParameterError

Record = Mapping[str, Any]
# What a comparison reads of each record.
NEEDED = {
    "findings": ("key", "chapter"),
    "verdicts": ("problem", "verdict", "chapter"),
    "remarks": ("id", "holds", "chapter"),
    "courses": ("id", "status", "chapter"),
}


@dataclass(frozen=True, slots=True)
class Edition:
    """A built site.

    Attributes
    ----------
    folder : pathlib.Path
    published : dict
        Language -> the content of its ``findings.json``; in the order of :data:`LANGUAGES`, never empty.
    version, lock : str
        Version of the package and checksum of its lock; empty where the site does not say.
    """

    folder: Path
    published: dict[str, Record]
    version: str
    lock: str

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the site."""
        return tuple(self.published)

    @property
    def region(self) -> str:
        """Id of the region."""
        return str(self._first.get("region", ""))

    @property
    def parameters(self) -> dict[str, Any]:
        """What the chapters were given, apart from region and language."""
        given = self._first.get("parameters", {})
        return {name: value for name, value in given.items() if name not in {"region", "language"}}

    @property
    def _first(self) -> Record:
        return self.published[self.languages[0]]

    def records(self, kind: str) -> list[Record]:
        """What the chapters recorded, such as ``findings``; figures are the same in every language."""
        return list(self._first.get(kind, ()))

    def chapters(self, language: str) -> dict[str, Path]:
        """Address of each page -> its executed notebook."""
        folder = self.folder / language / "_sources"
        return {
            path.relative_to(folder).with_suffix("").as_posix(): path
            for path in sorted(folder.rglob("*.ipynb"))
        }

    def tables(self) -> dict[str, str]:
        """Name of each table that the site offers -> checksum."""
        folder = self.folder / downloads.FOLDER
        return {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }


def read(folder: Path) -> Edition:
    """The site at *folder*.

    Raises
    ------
    ParameterError
        There is no folder, it is no site, or its findings have a form that this version does not know.
    """
    if not folder.is_dir():
        raise ParameterError(f"expected the folder of a built site; found none at {folder}")
    found = [name for name in LANGUAGES if (folder / name / records.NAME).is_file()]
    if not found:
        names = " or ".join(f"{name}/{records.NAME}" for name in LANGUAGES)
        inside = (folder / records.NAME).is_file()
        mend = f"Name {folder.parent}." if inside else "Make one with `megalopolis build --output FOLDER`."
        raise ParameterError(
            f"expected a built site, a folder with {names}; found {folder}, which holds neither. {mend}"
        )
    published = {name: _published(folder / name / records.NAME) for name in found}
    version, lock = _software(folder / crate.NAME)
    return Edition(folder, published, version, lock)


def _published(path: Path) -> Record:
    content = _json(path)
    form = content.get("schema", records.SCHEMA)  # sites from before forms were numbered have the first
    if form != records.SCHEMA:
        raise ParameterError(
            f"expected findings of form {records.SCHEMA}; found form {form!r} in {path}, written by another "
            "version of megalopolis: build that site again with this version, or compare with the other one"
        )
    for name, needed in NEEDED.items():
        records_ = content.get(name, [])
        if not isinstance(records_, list) or not all(_shaped(one, needed) for one in records_):
            raise ParameterError(
                f"expected in {path} a list {name!r} of objects with {', '.join(needed)}; found something "
                "else. Build the site again"
            )
    if not isinstance(content.get("parameters", {}), dict):
        raise ParameterError(f"expected an object 'parameters' in {path}. Build the site again")
    return content


def _shaped(one: Any, needed: Collection[str]) -> bool:
    """Whether a record has what a comparison reads of it."""
    if not isinstance(one, dict) or not set(needed) <= set(one):
        return False
    numbers = (one.get(name) for name in ("value", "low", "high"))
    tests = one.get("outcomes", [])
    return (
        all(number is None or isinstance(number, int | float) for number in numbers)
        and isinstance(tests, list)
        and all(isinstance(test, dict) and "test" in test for test in tests)
    )


def notebook(path: Path) -> dict[str, Any]:
    """An executed notebook of a site.

    Raises
    ------
    ParameterError
        It is no notebook.
    """
    content = _json(path)
    wrong = shape.fault(content)
    if wrong:
        raise ParameterError(f"expected a notebook in {path}; found {wrong}. Build the site again")
    return content


def _json(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ParameterError(
            f"expected JSON in {path}; found {type(error).__name__}: {error}. Build the site again"
        ) from None
    if not isinstance(content, dict):
        raise ParameterError(f"expected an object in {path}; found {type(content).__name__}")
    return content


def _software(path: Path) -> tuple[str, str]:
    """Version of the package and checksum of the lock, out of the description of the research object."""
    if not path.is_file():
        return "", ""
    graph = _json(path).get("@graph", [])
    for one in graph if isinstance(graph, list) else []:
        if isinstance(one, dict) and one.get("@id") == "#megalopolis":
            return str(one.get("version", "")), str(one.get("softwareRequirements", ""))
    return "", ""
