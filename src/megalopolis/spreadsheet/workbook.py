"""Workbooks (xlsx) as grids, a sheet each: merged cells spread out, percentages with their sign."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from typing import Any

from megalopolis.ingest.refusal import Refusal, Refused
from megalopolis.ingest.word import screen
from megalopolis.spreadsheet.columnar import text
from megalopolis.spreadsheet.grid import Cell, Fault, Grid, grid, letter
from megalopolis.spreadsheet.limits import CELLS, COLUMNS, SHEET_BYTES

_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_SCALED = re.compile("[万亿]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_UNSEEN = "nothing is read that you do not see"
Cells = dict[tuple[int, int], Cell]
"""Cells by row and column, both from 1; blank ones are not in it."""
SHOWN = 5
"""Hidden rows that are named one by one."""
_UNREADY = Fault(
    "", "a value", "The formula has no stored value: open the file in a spreadsheet and save it."
)


def read(name: str, raw: bytes) -> list[Grid | Refusal]:
    """The sheets of a workbook, in their order; hidden and empty ones are refused one by one.

    Hidden rows and columns of a visible sheet, such as those that a filter hides, are left out as well and
    named: nothing is read that the user does not see.

    Raises
    ------
    Refused
        ``malformed``, ``bomb``, ``entities``, ``encrypted`` or ``large``.
    """
    screen(raw, "xlsx", "workbook")
    formulas = _look(raw)
    values = _open(raw, values=True)
    written = _open(raw, values=False) if formulas else None
    found: list[Grid | Refusal] = []
    for sheet in values.worksheets:
        place = f"{name} [{sheet.title}]"
        if sheet.sheet_state != "visible":
            reason = f"is a hidden sheet; {_UNSEEN}: show it, or remove it"
            found.append(Refusal(place, "hidden", reason))
            continue
        twin = written[sheet.title] if written else None
        cells, hidden = _seen(sheet, twin, place)
        if hidden:
            reason = f"has {hidden} hidden; {_UNSEEN}: show them (or clear the filter), or remove them"
            found.append(Refusal(place, "hidden", reason))
        one = grid(name, sheet.title, _rows(cells))
        if one.rows:
            found.append(one)
        elif not hidden:
            found.append(Refusal(place, "empty", "is an empty sheet; expected a table"))
    return found or [Refusal(name, "empty", "has no sheet with cells; expected a table")]


def _look(raw: bytes) -> bool:
    """Whether any sheet holds a formula; refuses sheets that are too large to be read."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        sheets = [one for one in archive.infolist() if one.filename.startswith("xl/worksheets/")]
        size = sum(one.file_size for one in sheets)
        if size > SHEET_BYTES:
            found = f"unpacks to {size:,} bytes of cells"
            raise Refused("large", f"{found}; expected at most {SHEET_BYTES:,}: part it, or save it as csv")
        return any(_FORMULA.search(archive.read(one)) for one in sheets)


def _open(raw: bytes, *, values: bool) -> Any:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions that hold no value
            return openpyxl.load_workbook(io.BytesIO(raw), data_only=values, keep_links=False)
    except Exception as error:  # openpyxl raises many kinds on damaged files
        kind = type(error).__name__
        raise Refused("malformed", f"not readable as xlsx ({kind}); expected a workbook") from None


def _seen(sheet: Any, twin: Any, place: str) -> tuple[Cells, str]:
    """The cells that the sheet shows, merged ones spread out, and which rows and columns it hides."""
    # iter_rows would walk through every cell up to the last, a million rows of blanks included.
    cells = {at: _cell(one, twin) for at, one in sheet._cells.items()}
    cells = {at: one for at, one in cells.items() if one != ""}
    if not cells:
        return {}, ""
    lines = sorted({line for line, _ in cells})
    width = max(column for _, column in cells)
    if len(lines) * width > CELLS or width > COLUMNS:
        found = f"{place} reaches over {len(lines):,} rows and {width:,} columns"
        raise Refused("large", f"{found}; expected at most {CELLS:,} cells: remove what is far off")
    for merged in sheet.merged_cells.ranges:
        first = cells.get((merged.min_row, merged.min_col))
        if first is not None:
            for line in [one for one in lines if merged.min_row <= one <= merged.max_row]:
                for column in range(merged.min_col, min(merged.max_col, width) + 1):
                    cells[line, column] = first
    rows = {line for line, row in sheet.row_dimensions.items() if row.hidden}
    columns = {
        column
        for group in sheet.column_dimensions.values()
        if group.hidden
        for column in range(group.min, min(group.max, width) + 1)
    }
    hidden = [at for at in cells if at[0] in rows or at[1] in columns]
    named = [
        _listed("row", [str(line) for line in sorted({line for line, _ in hidden} & rows)]),
        _listed("column", [letter(column - 1) for column in sorted({one for _, one in hidden} & columns)]),
    ]
    seen = {at: one for at, one in cells.items() if at[0] not in rows and at[1] not in columns}
    return seen, " and ".join(one for one in named if one)


def _listed(what: str, places: list[str]) -> str:
    """The *places*, the first ones by name: rows 2, 3, 4 and 12 more."""
    if not places:
        return ""
    named, rest = ", ".join(places[:SHOWN]), len(places) - SHOWN
    return f"{what}{'s' if len(places) > 1 else ''} {named}{f' and {rest} more' if rest > 0 else ''}"


def _rows(cells: Cells) -> Iterator[tuple[int, list[Cell]]]:
    """Line and cells of each row with content, as wide as the content reaches."""
    width = max((column for _, column in cells), default=0)
    for line in sorted({line for line, _ in cells}):
        yield line, [cells.get((line, column), "") for column in range(1, width + 1)]


def _cell(cell: Any, twin: Any) -> Cell:
    value = cell.value
    if twin is not None and value is None and twin.cell(cell.row, cell.column).data_type == "f":
        return _UNREADY
    if cell.data_type == "e":
        return Fault(str(value), "a value", "The spreadsheet shows an error there: mend its formula.")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(value, str(cell.number_format))
    return text(value)


def _number(value: float, form: str) -> Cell:
    """A number as the sheet shows it: with its percent sign, and refused where the form hides a factor."""
    literals = "".join(_QUOTED.findall(form))
    if _SCALED.search(literals) or _SCALED.search(form):
        rule = "a number in the unit of its heading"
        mend = (
            f"Its form {form!r} shows it in 万 or 亿: give it a plain form, and name the unit in the heading."
        )
        return Fault(text(value), rule, mend)
    if "%" in _QUOTED.sub("", form):
        return f"{text(float(value) * 100)}%"
    return text(value)
