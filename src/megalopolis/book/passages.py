"""The texts of the pages in one script, from which the search page quotes without asking for a page.

A page opened from a folder may not read its neighbours, so the passages must come with the search page.
"""

from __future__ import annotations

from collections.abc import Mapping
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


def text(page: Any) -> str:
    """What a reader reads on a page, without folded code and without the LaTeX behind formulas."""
    words: list[str] = []
    for article in page.xpath("//article[contains(@class, 'bd-article')]"):
        silent = set(article.xpath(SILENT))
        for element in article.iter():
            if isinstance(element.tag, str) and not silent & {element, *element.iterancestors()}:
                words.append(element.text or "")
            if element is not article and not silent & set(element.iterancestors()):
                words.append(element.tail or "")
    return " ".join("".join(words).split())


def write(static: Path, pages: Mapping[Path, Any]) -> None:
    """Write the script of the search page and the texts that it quotes, by address of the page."""
    found = {path.with_suffix("").as_posix(): text(page) for path, page in pages.items() if path.name != PAGE}
    texts = {name: words for name, words in sorted(found.items()) if words}
    (static / SCRIPTS[0]).write_text(f"window.megalopolisTexts = {inert(texts)};\n", encoding="utf-8")
    (static / SCRIPTS[1]).write_bytes(files("megalopolis").joinpath("assets", SCRIPTS[1]).read_bytes())
