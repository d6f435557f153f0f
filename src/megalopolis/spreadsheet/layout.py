"""Where the table is on a sheet: its headings, its rows of cities, and what its columns are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from megalopolis.ingest.refusal import Refusal
from megalopolis.spreadsheet.cities import Cities
from megalopolis.spreadsheet.grid import Cell, Fault, Grid, compact, plain, shown
from megalopolis.spreadsheet.limits import HEADINGS
from megalopolis.spreadsheet.matching import Label, label, stated_unit

SAMPLE = 500  # rows that are enough to see where the cities stand
ROLES = {
    "year": {"年份", "年度", "年", "year", "years", "时间", "date", "统计年度"},
    "indicator": {"指标", "指标名称", "指标代码", "项目", "indicator", "variable", "series", "indicatorname"},
    "value": {"数值", "值", "指标值", "数据", "观测值", "value", "values"},
    "unit": {"单位", "计量单位", "unit", "units"},
    "province": {"省", "省份", "省区", "所属省份", "所在省份", "province", "省市区"},
    "note": {
        "序号",
        "编号",
        "备注",
        "注",
        "说明",
        "来源",
        "note",
        "notes",
        "no",
        "remark",
        "source",
        "flag",
        "rank",
    },
}
_YEARBOOK = re.compile("年鉴|yearbook", re.IGNORECASE)
_YEAR = re.compile(r"(?:(?:19|20)\d{2})(?:\s*年(?:末|底|度)?)?|((?:19|20)\d{2})-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of values.

    Attributes
    ----------
    index : int
        Its number in the grid, from 0.
    heading : str
        Its headings from top to bottom.
    label : Label
        What they say.
    """

    index: int
    heading: str
    label: Label


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cities on a sheet.

    Attributes
    ----------
    grid : Grid
    cities : tuple of int
        Columns that name the city; where there are several they must agree.
    roles : dict of str to int
        Columns with the year, the indicator, the unit and the province of a row, where there are such.
    columns : tuple of Column
        Columns of values.
    first : int
        The first row of the grid below the headings.
    titles : tuple of Label
        What the lines above the headings, nearest first, and the name of the sheet say of all values.
    unit : str
        The unit that they state; blank when they state none.
    year : int or None
        The year that they name; a yearbook's own year is not that of its values.
    """

    grid: Grid
    cities: tuple[int, ...]
    roles: dict[str, int]
    columns: tuple[Column, ...]
    first: int
    titles: tuple[Label, ...]
    unit: str
    year: int | None


def table(sheet: Grid, names: Cities, known_units: frozenset[str]) -> Table | Refusal:
    """The table of a sheet, or why there is none."""
    turned = _side_by_side(sheet, names)
    cities = _city_columns(sheet, names)
    if turned or not cities:
        lacking = "has no column with names or codes of cities; expected one: 武汉, 武汉市, Wuhan or 420100"
        return Refusal(sheet.place, "no cities", turned or lacking)
    first = _first(sheet, cities, names)
    headings = _headings(sheet, first)
    if not headings:
        reason = f"has cities from line {sheet.lines[first]} on and no heading above; expected one: add it"
        return Refusal(sheet.place, "no heading", reason)
    parts = _parts(sheet, headings)
    roles: dict[str, int] = {}
    columns = []
    for index, words in enumerate(parts):
        role = next((role for role, known in ROLES.items() for word in words if compact(word) in known), None)
        filled = [row[index] for row in sheet.rows[first:] if row[index]]
        if index in cities or not filled or role == "note":
            continue
        if role and role != "value" and role not in roles:
            roles[role] = index
        elif words or any(isinstance(cell, Fault) or re.search("[0-9０-９]", cell) for cell in filled):
            one = label("" if role == "value" else " ".join(words), known_units)
            columns.append(Column(index, " / ".join(words), one))
    above = [plain(shown(cell)) for row in sheet.rows[: headings[0]] for cell in dict.fromkeys(row) if cell]
    stated = next((one for one in map(stated_unit, above) if one), "")
    titles = tuple(
        label(re.sub(r"^表\s*[\d\-.—]+", "", text), known_units)
        for text in (*reversed(above), sheet.sheet)
        if text and not stated_unit(text)
    )
    unit = stated or next((one.unit for one in titles if one.unit), "")
    dated = [one.year for one in titles if one.year and not _YEARBOOK.search(one.key)]
    return Table(sheet, cities, roles, tuple(columns), first, titles, unit, next(iter(dated), None))


def year(cell: Cell) -> int | None:
    """The year that a cell is, as 2020, 2020年 or a day of it; None when it is something else."""
    text = plain(shown(cell)).removesuffix(".0")
    return int(text[:4]) if _YEAR.fullmatch(text) else None


def _city_columns(sheet: Grid, names: Cities) -> tuple[int, ...]:
    """The columns most of whose cells name a city, from the first such cell on."""
    found: list[tuple[int, int]] = []
    for index in range(len(sheet.rows[0])):
        cells = [row[index] for row in sheet.rows[:SAMPLE]]
        hits = [number for number, cell in enumerate(cells) if cell and names.find(cell)]
        filled = [cell for cell in cells[hits[0] :] if cell] if hits else []
        if hits and 2 * len(hits) >= len(filled) - 2:  # a total and a note below are no cities
            found.append((len(hits), index))
    most = max((count for count, _ in found), default=0)
    return tuple(index for count, index in found if 2 * count >= most)


def _side_by_side(sheet: Grid, names: Cities) -> str:
    """What is wrong with a table whose columns are cities; blank when they are its rows."""
    for line, row in zip(sheet.lines[: HEADINGS * 4], sheet.rows, strict=False):
        if len(set().union(*(names.find(cell) for cell in row if cell))) > 2:
            return (
                f"names cities side by side in line {line}; expected them one below another: turn the table"
            )
    return ""


def _first(sheet: Grid, cities: Sequence[int], names: Cities) -> int:
    """The first row of values: that of the first city, or one above it that looks the same."""
    first = next(
        number
        for number, row in enumerate(sheet.rows)
        if any(row[index] and names.find(row[index]) for index in cities)
    )
    while first > 0 and _values(sheet.rows[first - 1], cities):
        first -= 1
    return first


def _values(row: Sequence[Cell], cities: Sequence[int]) -> bool:
    """Whether a row names something where cities stand, and has a number that is no year."""
    numbers = [
        cell
        for index, cell in enumerate(row)
        if index not in cities and re.fullmatch(r"[-+]?[0-9０-９][0-9０-９,，.． ]*[%％]?", shown(cell))
    ]
    return any(row[index] for index in cities) and any(year(cell) is None for cell in numbers)


def _headings(sheet: Grid, first: int) -> range:
    """The rows of headings: those right above the values that say at least two things."""
    top = first
    while top > 0 and first - top < HEADINGS:
        words = {shown(cell) for cell in sheet.rows[top - 1] if shown(cell) and not stated_unit(shown(cell))}
        if len(words) < 2:
            break
        top -= 1
    return range(top, first)


def _parts(sheet: Grid, headings: range) -> list[list[str]]:
    """The headings over each column; one that spans several stands over the blank ones to its right."""
    rows = [[shown(cell) for cell in sheet.rows[number]] for number in headings]
    for number, row in enumerate(rows[:-1]):
        for index in range(1, len(row)):
            if not row[index] and any(below[index] for below in rows[number + 1 :]):
                row[index] = row[index - 1]
    return [list(dict.fromkeys(plain(word) for word in column if word)) for column in zip(*rows, strict=True)]
