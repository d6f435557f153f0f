"""What a site was made from, kept beside its pages: it can be made again when the project has moved on.

Under ``source`` lie chapters, regions, arguments, settings and the lock; the tables lie under ``data``, where
readers take them from. ``ro-crate-metadata.json`` has their checksums, and what the build was given.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from megalopolis import tables
from megalopolis.book import contents, crate, downloads, records, stage
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.book.request import Request
from megalopolis.errors import ParameterError

FOLDER = "source"
# Of the folder of the tables: what is no table and yet read. Texts of a user are never published.
DESCRIBED = ("regions/*.yml", "arguments/*.yml")


def files(places: Places) -> Iterator[Path]:
    """What a site is made from beside its tables, in no order."""
    for name in contents.chapters(places):
        yield places.notebook(name)
    for pattern in DESCRIBED:
        yield from places.data.glob(pattern)
    written = stage.settings(places.configuration)
    cited = [places.root / name for name in (*stage.references(written), "CITATION.cff")]
    for path in (places.configuration, places.contents, places.lock, *cited):
        if path.is_file():
            yield path


def copy(places: Places, site: Path) -> None:
    """Put them below *site*, as they are.

    Raises
    ------
    ParameterError
        A file, or a table, is a link that leads out of the project: what it names would be published.
    """
    home = os.path.realpath(places.root)
    tables = (places.data / name for name in downloads.tables(places.data))
    for path in (*files(places), *tables):
        if not Path(os.path.realpath(path)).is_relative_to(home):
            raise ParameterError(
                f"expected a file of the project at {path}; found a link to {os.path.realpath(path)}, which "
                "would be published. Put the file itself there"
            )
    for path in files(places):
        target = site / FOLDER / path.relative_to(places.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target)


def again(places: Places, site: Path, request: Request) -> tuple[Places, Request, tuple[str, ...]]:
    """The project that *site* was made from, what was asked for then, and why the result may be another.

    Parameters
    ----------
    places : Places
        The project here: its build folder takes the other one, its lock is that of this environment.
    site : pathlib.Path
        A published site; it is only read.
    request : Request
        With no region, language or parameter.

    Raises
    ------
    ParameterError
        The request says what the site says; it is no site with its sources; its description has another
        form; or a file is not the one that it names.
    DataError
        The tables have a form that this version does not know.
    """
    if request.region or request.parameters or request.languages != LANGUAGES:
        raise ParameterError("--from: expected no region, language or parameter: the site says them")
    described = _described(site)
    entries = {str(one["@id"]): str(one.get("sha256")) for one in described if one.get("@type") == "File"}
    inputs = {
        path.relative_to(site).as_posix(): path
        for name in (FOLDER, downloads.FOLDER)
        for path in sorted((site / name).rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    if not (site / FOLDER).is_dir() or not inputs:
        raise ParameterError(
            f"expected a site with the folder {FOLDER}, which holds what it was made from; found none in "
            f"{site}. Sites of earlier versions have none: take the state of the project from its history"
        )
    wrong = [name for name, path in inputs.items() if entries.get(name) != _checksum(path)]
    kept = (f"{FOLDER}/", f"{downloads.FOLDER}/")
    wrong += [name for name in entries if name.startswith(kept) and name not in inputs]
    if wrong:
        raise ParameterError(
            f"expected files as {crate.NAME} describes them; found others in {site}: "
            f"{', '.join(sorted(wrong)[:10])}. Take a whole copy of the site"
        )
    tables.package(site / downloads.FOLDER)  # of a form that is known here
    state = hashlib.sha256("\n".join(f"{name} {entries[name]}" for name in sorted(inputs)).encode())
    root = places.build / "from" / state.hexdigest()[:16]
    for name, path in inputs.items():
        target = root / name.removeprefix(f"{FOLDER}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
    languages = tuple(name for name in LANGUAGES if (site / name / records.NAME).is_file())
    region, given = _asked(described)
    asked = replace(request, region=region, languages=languages, parameters=given)
    return Places(root), asked, _notes(described, places.lock)


def _described(site: Path) -> list[dict[str, Any]]:
    """The entities of the description of a site."""
    path = site / crate.NAME
    try:
        graph = json.loads(path.read_text(encoding="utf-8"))["@graph"]
        sound = all(isinstance(one, dict) and "@id" in one for one in graph)
    except (OSError, ValueError, KeyError, TypeError):
        sound = False
    if not sound:
        raise ParameterError(f"expected a site, a folder with a whole {crate.NAME}; found none in {site}")
    form = next((one.get("conformsTo") for one in graph if one["@id"] == crate.NAME), None)
    if form != {"@id": crate.FORM}:
        raise ParameterError(
            f"expected in {path} a description of the form {crate.FORM}; found {form}, written by another "
            "version of megalopolis: make the site again with that one"
        )
    return list(graph)


def _asked(described: list[dict[str, Any]]) -> tuple[str, dict[str, str]]:
    """Region and parameters that the build was given."""
    given = {
        str(one.get("name")): str(one.get("value"))
        for one in described
        if one.get("@type") == "PropertyValue"
    }
    return given.pop("region", ""), given


def _notes(described: list[dict[str, Any]], lock: Path) -> tuple[str, ...]:
    here = crate.software(lock)
    there: Mapping[str, Any] = next((one for one in described if one["@id"] == here["@id"]), {})
    differing = [
        (name, here[key], there.get(key))
        for name, key in (
            ("version", "version"),
            ("package", "sha256"),
            ("lock", "softwareRequirements"),
        )
        if here[key] != there.get(key)
    ]
    return tuple(
        f"the site was made with another {name} ({str(old)[:16] or 'unknown'}; here {str(new)[:16]}): "
        "numbers may differ"
        for name, new, old in differing
    )


def _checksum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
