"""Names of measures in code, wherever they stand in the book, lead to their entry in the appendix.

A finding and a sentence only have to write the full dotted name; whether there is an entry, and how far it
is from the page, is known when all pages are there.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

from megalopolis.book import links

PAGE = Path("appendix/methods.html")
PREFIX = "megalopolis."
CODE = "//article//code[not(ancestor::a or ancestor::pre)]"


def entries(page: Any) -> list[str]:
    """The names of which *page* has an entry, in its order."""
    return [str(one) for one in page.xpath("//article//@id") if one.startswith(PREFIX)]


def link(page: Any, path: Path, known: Collection[str]) -> None:
    """Turn full dotted names that are *known* into links, in place.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    known : collection of str
        What :func:`entries` gives for ``PAGE``; nothing without that page.
    """
    for code in page.xpath(CODE) if known else ():
        if (name := code.text_content()) in known:
            links.around(code, links.address(path, PAGE, name))
