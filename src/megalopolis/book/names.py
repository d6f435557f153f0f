"""Names of measures in code, wherever they stand in the book, lead to their entry in the appendix.

A finding and a sentence only have to write the full dotted name; whether there is an entry, and how far it
is from the page, is known when all pages are there.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from megalopolis.book import links

PAGE = Path("appendix/methods.html")
PREFIX = "megalopolis."
CODE = "//article//code[not(ancestor::a or ancestor::pre)]"


def link(pages: Mapping[Path, Any]) -> None:
    """Turn full dotted names into links, in place; without the page of the entries nothing is changed.

    Parameters
    ----------
    pages : mapping of pathlib.Path to lxml element
        Every page by its path from the root of the edition.
    """
    if PAGE not in pages:
        return
    anchors = {one for one in pages[PAGE].xpath("//article//@id") if one.startswith(PREFIX)}
    for path, page in pages.items():
        for code in page.xpath(CODE):
            if (name := code.text_content()) in anchors:
                links.around(code, links.address(path, PAGE, name))
