"""Links that name several places: each leads to the first that the edition has, or is no link.

A chapter cannot know which other pages are built with it. It writes ``<a data-places="a/b#c d/e#f">``, with
addresses from the root of the edition and without ``.html``.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

LINKS = "//article//a[@data-places]"


def choose(pages: Mapping[Path, Any]) -> None:
    """Give every such link its address, in place; where the edition has none of the places the words stay.

    Parameters
    ----------
    pages : mapping of pathlib.Path to lxml element
        Every page by its path from the root of the edition.
    """

    @cache
    def places(path: Path) -> frozenset[str]:
        return frozenset(pages[path].xpath("//@id")) | {""} if path in pages else frozenset()

    for path, page in pages.items():
        up = "../" * (len(path.parts) - 1)
        for link in page.xpath(LINKS):
            named = (one.partition("#") for one in link.attrib.pop("data-places").split())
            there = [
                (name, mark + place) for name, mark, place in named if place in places(Path(f"{name}.html"))
            ]
            if there:
                name, place = there[0]
                link.set("href", f"{up}{name}.html{place}")
            else:
                link.drop_tag()
