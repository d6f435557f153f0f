"""The texts of the pages in one script, from which the search page quotes without asking for a page.

A page opened from a folder may not read its neighbours, so the passages must come with the search page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from megalopolis.book.figures import inert

PAGE = "search.html"
SCRIPTS = ("search-texts.js", "search.js")
SILENT = "|".join(
    (
        ".//script",
        ".//style",
        ".//annotation",
        ".//a[contains(@class, 'headerlink')]",
        ".//details[contains(@class, 'hide')]",
    )
)
BLOCKS = {
    "p",
    "li",
    "td",
    "th",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "div",
    "section",
    "summary",
    "caption",
    "figure",
}


def text(page: Any) -> str:
    """What a reader reads on a page, without folded code and without the LaTeX behind formulas."""
    read: list[str] = []
    for article in page.xpath("//article[contains(@class, 'bd-article')]"):
        read += _words(article, set(article.xpath(SILENT)))
    return " ".join("".join(read).split())


def _words(element: Any, silent: set[Any]) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str) and child not in silent:
            yield from _words(child, silent)
            yield " " if child.tag in BLOCKS else ""
        yield child.tail or ""


def write(static: Path, pages: Mapping[Path, Any], of_templates: Iterable[str] = ()) -> None:
    """Write the script of the search page and the texts that it quotes, by address of the page.

    With them goes a list of the pages that templates made, *of_templates*: all of them say the same, so they
    come after the others, unless it is their title that is searched for.
    """
    found = {path.with_suffix("").as_posix(): text(page) for path, page in pages.items() if path.name != PAGE}
    texts = {name: words for name, words in sorted(found.items()) if words}
    content = {"megalopolisTexts": texts, "megalopolisSeries": list(of_templates)}
    lines = "".join(f"window.{name} = {inert(value)};\n" for name, value in content.items())
    (static / SCRIPTS[0]).write_text(lines, encoding="utf-8")
    (static / SCRIPTS[1]).write_bytes(files("megalopolis").joinpath("assets", SCRIPTS[1]).read_bytes())
