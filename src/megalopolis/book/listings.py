"""The script that lets a reader search and filter a table, on the pages that have such a table only.

Without it the whole table is there; with it controls stand above the table.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

SCRIPT = "listing.js"
LISTING = "//article//*[@data-listing]"


def equip(static: Path, pages: Mapping[Path, Any]) -> None:
    """Name the script in the head of each page with a listing, and write it where any has one.

    Parameters
    ----------
    static : pathlib.Path
        Folder of the static files of the edition.
    pages : mapping of pathlib.Path to lxml element
        Every page by its path from the root of the edition; changed in place.
    """
    listed = {path: page for path, page in pages.items() if page.xpath(LISTING)}
    for path, page in listed.items():
        if not page.xpath("//script[contains(@src, $name)]", name=SCRIPT):
            up = "../" * (len(path.parts) - 1)
            script = page.head.makeelement("script", {"src": f"{up}_static/{SCRIPT}", "defer": ""})
            script.tail = "\n"
            page.head.append(script)
    if listed:
        content = files("megalopolis").joinpath("assets", SCRIPT).read_bytes()
        (static / SCRIPT).write_bytes(content)
