"""The script that lets a reader search and filter a table, on the pages that have such a table only.

Without it the whole table is there; with it controls stand above the table.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

SCRIPT = "listing.js"
LISTING = "//article//*[@data-listing]"


def equip(page: Any, path: Path) -> bool:
    """Name the script in the head of a page with a listing, in place; whether the page has one.

    Parameters
    ----------
    page : lxml element
    path : pathlib.Path
        The page's path from the root of the edition.
    """
    if not page.xpath(LISTING):
        return False
    if not page.xpath("//script[contains(@src, $name)]", name=SCRIPT):
        up = "../" * (len(path.parts) - 1)
        script = page.head.makeelement("script", {"src": f"{up}_static/{SCRIPT}", "defer": ""})
        script.tail = "\n"
        page.head.append(script)
    return True


def write(static: Path) -> None:
    """Write the script into *static*, the folder of the static files of the edition."""
    (static / SCRIPT).write_bytes(files("megalopolis").joinpath("assets", SCRIPT).read_bytes())
