"""The table of contents: which chapters a book has, and its form in one language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from megalopolis import yamlfile
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.errors import ParameterError

FOLDER = "chapters/"
SEPARATOR = " / "


def parsed(path: Path, what: str) -> Any:
    """The YAML at *path*, which is *what*.

    Raises
    ------
    ParameterError
        The file is missing, is not UTF-8, or is not YAML.
    """
    if not path.is_file():
        raise ParameterError(f"expected {what} at {path}; found none")
    try:
        raw = path.read_bytes()
        raw.decode("utf-8")
        return yamlfile.load(raw)
    except UnicodeDecodeError as error:
        found = f"byte {error.object[error.start]:#x} at {error.start}"
        raise ParameterError(f"expected UTF-8 in {path}; found {found}: save it as UTF-8") from error
    except (yaml.YAMLError, ValueError) as error:
        raise ParameterError(f"expected YAML in {path}; found {error}") from error


def read(path: Path) -> dict[str, Any]:
    """The table of contents as it is written.

    Raises
    ------
    ParameterError
        The file is missing, is not YAML, or has no root.
    """
    contents = parsed(path, "a table of contents")
    if not isinstance(contents, dict) or "root" not in contents:
        raise ParameterError(f"expected 'root: chapters/…' in {path}; found none")
    return contents


def entries(node: Any) -> Iterator[str]:
    """Every file that *node* or anything in it names, in order."""
    if isinstance(node, list):
        for item in node:
            yield from entries(item)
    elif isinstance(node, dict):
        for key in ("root", "file"):
            if key in node:
                yield str(node[key])
        for key in ("parts", "chapters", "sections"):
            yield from entries(node.get(key))


def chapters(places: Places) -> tuple[str, ...]:
    """The chapters of the book in reading order, such as ``problems/innovation``; the first is the root.

    Raises
    ------
    ParameterError
        An entry lies outside ``chapters``, has no notebook, or comes twice; or a notebook is not listed.
    """
    listed = list(entries(read(places.contents)))
    complaints = [f"- {name}: expected a path that starts with {FOLDER}" for name in outside(listed)]
    names = [name.removeprefix(FOLDER).removesuffix(".ipynb") for name in listed]
    complaints += [
        f"- {name}: listed more than once" for name in sorted({n for n in names if names.count(n) > 1})
    ]
    complaints += [
        f"- {name}: expected a notebook {places.notebook(name).relative_to(places.root)}; found none"
        for name in names
        if not _there(places.notebook(name))
    ]
    if complaints:
        raise ParameterError(
            "\n".join([f"the table of contents {places.contents} does not hold:", *complaints])
        )
    return tuple(names)


def _there(path: Path) -> bool:
    """Whether there is such a file; a name that no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def outside(listed: list[str]) -> list[str]:
    """Entries that do not lie in the folder of the chapters."""
    return [name for name in listed if not name.startswith(FOLDER)]


def unlisted(places: Places) -> tuple[str, ...]:
    """Notebooks under ``chapters`` that no entry names: readers would never find them."""
    named = set(chapters(places))
    found = (
        path.relative_to(places.chapters).with_suffix("").as_posix()
        for path in places.chapters.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )
    return tuple(sorted(set(found) - named))


def in_language(text: str, language: str) -> str:
    """The half of ``问题 / Problems`` in *language*; a text without both halves is kept whole."""
    halves = text.split(SEPARATOR)
    return halves[LANGUAGES.index(language)] if len(halves) == len(LANGUAGES) else text


def edition(node: Any, language: str, pages: Mapping[str, Sequence[str]] | None = None) -> Any:
    """The contents of one language: paths without ``chapters/``, captions and titles in *language*.

    Parameters
    ----------
    node : dict
        The contents as they are written, or a part of them.
    language : str
    pages : mapping, optional
        Template -> addresses of its pages, which take its place.
    """
    if isinstance(node, list):
        return [edition(one, language, pages) for item in node for one in _expanded(item, pages or {})]
    if not isinstance(node, dict):
        return node
    whole = {key: edition(value, language, pages) for key, value in node.items()}
    for key in ("root", "file"):
        if key in whole:
            whole[key] = str(whole[key]).removeprefix(FOLDER)
    for key in ("caption", "title"):
        if key in whole:
            whole[key] = in_language(str(whole[key]), language)
    return whole


def _expanded(item: Any, pages: Mapping[str, Sequence[str]]) -> list[Any]:
    """An entry, or one entry for each page when it names a template."""
    name = str(item.get("file", "")).removeprefix(FOLDER) if isinstance(item, dict) else ""
    return [{**item, "file": address} for address in pages[name]] if name in pages else [item]
