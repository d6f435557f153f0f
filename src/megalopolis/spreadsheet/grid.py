"""The cells of a sheet as they stand there, before anybody says what they mean."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from megalopolis.ingest.refusal import printable


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that cannot be read: what stands there, what was expected, how to put it right."""

    found: str
    rule: str
    mend: str


Cell = str | Fault
"""What a cell shows, as text: a number with all its digits, a percentage with its sign; blank is ``""``."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet.

    Attributes
    ----------
    file : str
        Name of the file.
    sheet : str
        Name of the sheet; blank for files that have none.
    rows : tuple of tuple of Cell
        The rows that are not blank, all of one width; a merged cell stands wherever it reaches.
    lines : tuple of int
        Where each row stands in the file, from 1.
    """

    file: str
    sheet: str
    rows: tuple[tuple[Cell, ...], ...]
    lines: tuple[int, ...]

    @property
    def place(self) -> str:
        """The file, and the sheet where there are sheets."""
        return printable(f"{self.file} [{self.sheet}]" if self.sheet else self.file)


def grid(file: str, sheet: str, rows: Iterable[tuple[int, Iterable[Cell]]]) -> Grid:
    """A grid of the rows that are not blank; shorter ones are filled up, and text loses its outer blanks."""
    kept = [(line, tuple(_trimmed(cell) for cell in cells)) for line, cells in rows]
    kept = [(line, cells) for line, cells in kept if any(cells)]
    width = max((len(cells) for _, cells in kept), default=0)
    whole = tuple(cells + ("",) * (width - len(cells)) for _, cells in kept)
    return Grid(file, sheet, whole, tuple(line for line, _ in kept))


def _trimmed(cell: Cell) -> Cell:
    return cell if isinstance(cell, Fault) else cell.strip(" \t\r\n\u3000\xa0\ufeff")


def shown(cell: Cell) -> str:
    """What a cell shows; a faulty one shows what was found there."""
    return cell.found if isinstance(cell, Fault) else cell


def plain(text: str) -> str:
    """The text with full-width letters, digits and brackets as half-width ones, and single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def compact(text: str) -> str:
    """The text in lower case without spaces, dashes and points, to compare names by."""
    return re.sub(r"[\s\-‐-―_·•.,:;'’\"“”、，。：；]+", "", plain(text).casefold())


def letter(column: int) -> str:
    """The name of a column, counted from 0, as spreadsheets show it: 0 is A, 26 is AA."""
    name = ""
    while column >= 0:
        name = chr(ord("A") + column % 26) + name
        column = column // 26 - 1
    return name
