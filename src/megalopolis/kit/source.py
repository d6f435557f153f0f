"""What a finished site holds: its editions and their chapters in reading order, read from its own pages."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis.book.places import LANGUAGES
from megalopolis.errors import ParameterError

Element = Any
ROOT = "index"


@dataclass(frozen=True, slots=True)
class Chapter:
    """One page of an edition.

    Attributes
    ----------
    address : str
        Path below the edition without ending, such as ``problems/innovation``.
    title : str
        As the contents of the book call it.
    part : str
        Heading above it in the contents; empty for the first page.
    depth : int
        1 for a chapter, 2 for a page below one, such as that of a city.
    """

    address: str
    title: str
    part: str
    depth: int


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of a site."""

    language: str
    folder: Path
    title: str
    chapters: tuple[Chapter, ...]

    def page(self, chapter: Chapter) -> Path:
        """The file of a chapter."""
        return self.folder / f"{chapter.address}.html"


def editions(site: Path) -> tuple[Edition, ...]:
    """The editions of the site in *site*, in the order of the languages.

    Raises
    ------
    ParameterError
        There is no finished site.
    """
    found = tuple(
        _edition(site / language, language)
        for language in LANGUAGES
        if (site / language / f"{ROOT}.html").is_file()
    )
    if not found:
        raise ParameterError(
            f"expected a finished site in {site}; found no {' or '.join(LANGUAGES)}/{ROOT}.html: "
            "build it with `megalopolis build`, or name another one with --site"
        )
    return found


def parsed(page: Path) -> Element:
    """The root element of an HTML file."""
    import lxml.html

    return lxml.html.document_fromstring(page.read_text(encoding="utf-8"))


def _edition(folder: Path, language: str) -> Edition:
    page = parsed(folder / f"{ROOT}.html")
    title = " ".join(page.xpath("string(//p[contains(@class, 'logo__title')])").split())
    heading = " ".join("".join(page.xpath("//article//h1[1]/text()")).split())
    chapters = [Chapter(ROOT, heading, "", 1)]
    part = ""
    for element in page.xpath("//nav[contains(@class, 'bd-docs-nav')]//*[self::p or self::a]"):
        if element.tag == "p":
            part = " ".join(element.text_content().split())
            continue
        address = posixpath.normpath(element.get("href", "").partition("#")[0]).removesuffix(".html")
        name = " ".join(element.text_content().split())
        if (folder / f"{address}.html").is_file():
            depth = 1 if element.xpath("count(ancestor::ul)") <= 1 else 2
            chapters.append(Chapter(address, name, part, depth))
    return Edition(language, folder, title, tuple(dict.fromkeys(chapters)))
