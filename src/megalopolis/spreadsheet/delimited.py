"""Text files of values (csv, tsv) as a grid, in whatever encoding and with whatever separator."""

from __future__ import annotations

import csv
from collections import Counter

from megalopolis.ingest.decoding import decode
from megalopolis.ingest.refusal import Refused
from megalopolis.spreadsheet.grid import Grid, grid
from megalopolis.spreadsheet.limits import CELLS, COLUMNS

SEPARATORS = (",", "\t", ";", "|")
SAMPLE = 200  # records that are enough to tell the separator


def read(name: str, raw: bytes) -> list[Grid]:
    """The one sheet of a text file.

    Raises
    ------
    Refused
        ``encoding``, ``binary``, ``empty``, ``malformed`` or ``large``.
    """
    lines = decode(raw).splitlines(keepends=True)
    reader = csv.reader(lines, delimiter=separator(lines), strict=True)
    rows, before, count = [], 0, 0
    try:
        for cells in reader:
            count += len(cells)
            if count > CELLS or len(cells) > COLUMNS:
                found = f"has more than {CELLS:,} cells or {COLUMNS:,} columns"
                raise Refused("large", f"{found}; expected a table of cities: part it")
            rows.append((before + 1, cells))
            before = reader.line_num
    except csv.Error as error:
        found = f"is not readable as a table below line {before} ({error})"
        raise Refused("malformed", f"{found}; expected every quote closed: look there") from None
    return [grid(name, "", rows)]


def separator(lines: list[str]) -> str:
    """The character between cells: the one that gives the most lines the same number of cells, above one."""

    def score(one: str) -> tuple[int, int]:
        try:
            counts = Counter(len(cells) for cells in csv.reader(lines[:SAMPLE], delimiter=one) if cells)
        except csv.Error:
            return 0, 0
        return max(((share, width) for width, share in counts.items() if width > 1), default=(0, 0))

    return max(SEPARATORS, key=score)
