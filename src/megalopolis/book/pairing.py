"""Two pages of a series side by side: what their tables have in common, as one script for the page that asks.

A page asks with an element that has ``data-pairing``. Without scripts its own words stay.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from megalopolis.book import links
from megalopolis.book.figures import inert

DATA = "pairing-data.js"
PLACE = "//article//*[@data-pairing]"
TABLES = "//article//figure[contains(@class, 'chart-table')]//table"
Table = tuple[tuple[str, ...], dict[str, list[str]]]


def write(static: Path, titles: Mapping[Path, str], own: Mapping[Path, Sequence[Table]]) -> None:
    """Write the script for a page that asks for it.

    Parameters
    ----------
    static : pathlib.Path
        Folder of the static files of the edition.
    titles, own : mapping
        Page of a series, such as ``city/420100.html`` -> its title, and its tables as :func:`tables` gives
        them.
    """
    (static / DATA).write_text(
        f"window.megalopolisPairing = {inert(content(titles, own))};\n", encoding="utf-8"
    )


def asked(page: Any) -> bool:
    """Whether *page* asks for the script."""
    return bool(page.xpath(PLACE))


def content(titles: Mapping[Path, str], own: Mapping[Path, Sequence[Table]]) -> dict[str, Any]:
    """The tables that all pages of a series have, and the cells of each page.

    A table belongs to all when it has the same headings on every page and rows of the same names; rows that a
    page lacks are left empty there.
    """
    count = min((len(each) for each in own.values()), default=0)
    shared = []
    for place in range(count):
        heads = {each[place][0] for each in own.values()}
        names = [set(each[place][1]) for each in own.values()]
        if len(heads) == 1 and len(set.intersection(*names)) * 2 > len(set.union(*names)):
            shared.append(place)
    described = [_described([each[place] for each in own.values()]) for place in shared]
    return {
        "tables": described,
        "pages": [
            {
                "code": path.stem,
                "name": titles[path],
                "address": path.as_posix(),
                "cells": [
                    [own[path][place][1].get(name, []) for name in table["rows"]]
                    for place, table in zip(shared, described, strict=True)
                ],
            }
            for path in own
        ],
    }


def _described(same: list[Table]) -> dict[str, Any]:
    rows = dict.fromkeys(name for _, cells in same for name in cells)
    return {"head": list(same[0][0]), "rows": list(rows)}


def tables(page: Any) -> Iterator[Table]:
    """Headings and rows, by the name in their first cell, of each table of a page."""
    for table in page.xpath(TABLES):
        head = tuple(links.plain(cell.text_content()) for cell in table.xpath("./thead//th"))
        rows = {}
        for row in table.xpath("./tbody/tr"):
            name, *cells = (_shown(cell) for cell in row.xpath("./th|./td"))
            rows[name] = cells
        yield head, rows


def _shown(cell: Any) -> str:
    """What a reader sees in a cell; the words for who does not see it are left out."""
    hidden = cell.xpath(".//*[contains(@class, 'visually-hidden')]")
    text = cell.text_content()
    for element in hidden:
        text = text.replace(element.text_content(), "")
    return links.plain(text)
