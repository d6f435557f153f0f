"""Links that name several places: each leads to the first that the edition has, or is no link.

A chapter cannot know which other pages are built with it. It writes ``<a data-places="a/b#c d/e#f">``, with
addresses from the root of the edition and without ``.html``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

LINKS = "//article//a[@data-places]"


def named(page: Any) -> list[str]:
    """The places that links of *page* name, each once."""
    return list(dict.fromkeys(one for found in page.xpath(f"{LINKS}/@data-places") for one in found.split()))


def there(place: str, ids: Mapping[Path, Collection[str]]) -> bool:
    """Whether the edition has a *place*; *ids* are those of every page by its path from the root."""
    name, _, mark = place.partition("#")
    page = ids.get(Path(f"{name}.html"))
    return page is not None and (not mark or mark in page)


def choose(page: Any, path: Path, places: Collection[str]) -> None:
    """Give every such link its address, in place; where the edition has none of the places the words stay.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    places : collection of str
        Those that the edition has, of the ones that the page names.
    """
    up = "../" * (len(path.parts) - 1)
    for link in page.xpath(LINKS):
        found = [one for one in link.attrib.pop("data-places").split() if one in places]
        if found:
            name, mark, place = found[0].partition("#")
            link.set("href", f"{up}{name}.html{mark}{place}")
        else:
            link.drop_tag()
