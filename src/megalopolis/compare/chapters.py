"""Chapters of two sites that differ, and in what: code, parameters, prose, or only what they found."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis.book.normalise import INJECTED
from megalopolis.book.notebooks import source, tags
from megalopolis.compare.edition import Edition, notebook

PARTS = ("code", "parameters", "prose", "results")


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter that differs.

    Attributes
    ----------
    chapter, language : str
    parts : tuple of str
        Out of :data:`PARTS`; ``("results",)`` alone means other data or another package, ``("prose",)`` alone
        other words; empty for a chapter of one site only.
    within : str
        ``both``, ``before`` or ``after``: which site has it.
    """

    chapter: str
    language: str
    parts: tuple[str, ...]
    within: str = "both"


def compare(before: Edition, after: Edition) -> tuple[Chapter, ...]:
    """Chapters that differ, language by language, of the languages that both sites have."""
    found: list[Chapter] = []
    for language in before.languages:
        if language not in after.languages:
            continue
        old, new = before.chapters(language), after.chapters(language)
        for name in sorted(old | new):
            if name in old and name in new:
                parts = _differing(old[name], new[name])
                found += [Chapter(name, language, parts)] if parts else []
            else:
                found.append(Chapter(name, language, (), "before" if name in old else "after"))
    return tuple(found)


def _differing(before: Path, after: Path) -> tuple[str, ...]:
    if before.read_bytes() == after.read_bytes():
        return ()
    old, new = (_parts(notebook(path)) for path in (before, after))
    return tuple(name for name in PARTS if old[name] != new[name])


def _parts(notebook: dict[str, Any]) -> dict[str, list[Any]]:
    """The cells of an executed notebook, sorted by what they are."""
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return {
        "code": [source(cell) for cell in code if INJECTED not in tags(cell)],
        "parameters": [source(cell) for cell in code if INJECTED in tags(cell)],
        "prose": [source(cell) for cell in notebook["cells"] if cell["cell_type"] != "code"],
        "results": [cell.get("outputs", []) for cell in code],
    }
