"""Tables lead to the pages of templates: a cell that is the title of such a page becomes a link to it.

Which pages an edition has is known when all of them are there, so no table has to name any: with the page of
a city the name of the city is a link, and without it the name stays a name.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from megalopolis.book import links

CELLS = "//article//table//*[self::th or self::td][not(.//a)]"


def link(page: Any, path: Path, titled: Mapping[str, Path]) -> None:
    """Turn cells into links, in place.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    titled : mapping
        Title -> page of a template, such as ``city/420100.html``.
    """
    for cell in page.xpath(CELLS) if titled else ():
        target = titled.get(links.plain(cell.text_content()))
        if target is not None and target != path:
            links.inside(cell, links.address(path, target))
