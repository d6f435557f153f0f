"""Tables lead to the pages of templates: a cell that is the title of such a page becomes a link to it.

Which pages an edition has is known when all of them are there, so no table has to name any: with the page of
a city the name of the city is a link, and without it the name stays a name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from megalopolis.book import links

CELLS = "//article//table//*[self::th or self::td][not(.//a)]"


def link(pages: Mapping[Path, Any], addresses: Iterable[str]) -> None:
    """Turn cells into links, in place.

    Parameters
    ----------
    pages : mapping of pathlib.Path to lxml element
        Every page by its path from the root of the edition.
    addresses : iterable of str
        Those of the pages of templates, such as ``city/420100``.
    """
    titled = {links.title(pages[path]): path for path in (Path(f"{one}.html") for one in addresses)}
    for path, page in pages.items():
        for cell in page.xpath(CELLS) if titled else ():
            target = titled.get(links.plain(cell.text_content()))
            if target is not None and target != path:
                links.inside(cell, links.address(path, target))
