"""What a pass over the pages left for the next one: what it knew of each page, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from megalopolis.book import cache, seen, weight


class Left(NamedTuple):
    """What a changed page asks of the edition.

    Attributes
    ----------
    load : weight.Load
    settings : sequence of str
        See :func:`policy.protect`.
    listed : bool
        Whether it holds a list that a reader can search.
    """

    load: weight.Load
    settings: Sequence[str]
    listed: bool


class Page(NamedTuple):
    """What is known of a page.

    Attributes
    ----------
    key, told, html : str
        Names of what was rendered, of what other pages told it, and of what it became.
    seen : seen.Seen
    left : Left
    """

    key: str
    told: str
    html: str
    seen: seen.Seen
    left: Left


class Sheet(NamedTuple):
    """A style sheet, and a name for what it was made of."""

    key: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """What a pass left.

    Attributes
    ----------
    folder : pathlib.Path
        Where its pages are.
    pages : mapping
        Page, by its path from the root of the edition -> what is known of it.
    sheet : Sheet
    """

    folder: Path
    pages: Mapping[Path, Page] = field(default_factory=dict)
    sheet: Sheet = field(default_factory=Sheet)

    def key(self, path: Path) -> str:
        """The name of what was rendered at *path*; empty when nothing was."""
        return self.pages[path].key if path in self.pages else ""

    def html(self, path: Path, key: str, told: str) -> str | None:
        """What became of the same page, told the same; None when it is not there as it was written."""
        page = self.pages.get(path)
        if page is None or (page.key, page.told) != (key, told):
            return None
        try:
            text = (self.folder / path).read_text(encoding="utf-8")
        except (OSError, ValueError):
            return None
        return text if cache.text_digest(text) == page.html else None


NONE = Pass(Path())


def read(path: Path, folder: Path, made_by: str) -> Pass:
    """What the last pass left at *path*, its pages now being in *folder*; nothing when others made it.

    *made_by* names the code that passes over pages.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return NONE
    if kept["made_by"] != made_by:
        return NONE
    pages = {Path(name): _page(*one) for name, one in kept["pages"].items()}
    return Pass(folder, pages, Sheet(*kept["sheet"]))


def _page(key: str, told: str, html: str, known: Sequence[Any], left: Sequence[Any]) -> Page:
    load, settings, listed = left
    return Page(key, told, html, seen.restored(known), Left(weight.Load(*load), settings, listed))


def write(path: Path, done: Pass, made_by: str) -> None:
    """Keep at *path* what the pass *done* left."""
    pages = {name.as_posix(): page for name, page in done.pages.items()}
    kept = {"made_by": made_by, "pages": pages, "sheet": done.sheet}
    cache.write(path, json.dumps(kept, ensure_ascii=False))
