"""A file's name and bytes in, its sheets out; runs in the processes that read files."""

from __future__ import annotations

from megalopolis.ingest import kinds
from megalopolis.ingest.refusal import Refusal, Refused
from megalopolis.spreadsheet.grid import Grid


def read(name: str, raw: bytes) -> list[Grid | Refusal]:
    """The sheets of a spreadsheet.

    Parameters
    ----------
    name : str
        Its ending says how to read it.
    raw : bytes

    Raises
    ------
    Refused
        For any reason for which a whole file is not taken.
    """
    if not raw.strip():
        raise Refused("empty", "the file is empty; expected a table")
    form = kinds.SPREADSHEETS[kinds.ending(name)]
    kinds.agree(form, kinds.ending(name), raw)
    if form == "xlsx":
        from megalopolis.spreadsheet import workbook

        return workbook.read(name, raw)
    from megalopolis.spreadsheet import columnar, delimited

    found = delimited.read(name, raw) if form == "csv" else columnar.read(name, raw)
    return [one if one.rows else Refusal(name, "empty", "holds no row; expected a table") for one in found]
