"""What a user's tables mean: an indicator, a year and a unit for each heading, and what stays in doubt."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from megalopolis.spreadsheet.grid import Cell, compact, letter, shown
from megalopolis.spreadsheet.layout import Table
from megalopolis.spreadsheet.mapping import Guide, Said
from megalopolis.spreadsheet.matching import Indicators, Label, label
from megalopolis.spreadsheet.numbers import Number, parse

# Yearbooks give many figures twice, for the whole city and for its districts, under the same name.
_DISTRICTS = re.compile("市辖区|districts?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Raw:
    """One cell with a value, and all that its place on the sheet says about it.

    Attributes
    ----------
    table : Table
    row : int
        Number of the row in the grid.
    column : str
        Letter and heading of the column.
    heading : tuple of str
        The headings of the column from top to bottom, or the indicator that the row names.
    cell : Cell
    content : Number or Fault or None
        What the cell says.
    label : Label
        The heading, or the indicator that the row names.
    named : bool
        Whether heading or row name an indicator; else the sheet as a whole has to.
    """

    table: Table
    row: int
    column: str
    heading: tuple[str, ...]
    cell: Cell
    content: object
    label: Label
    named: bool

    @property
    def key(self) -> tuple[str, str, Label]:
        """What decides about the meaning of the cell, apart from its row."""
        return self.table.grid.place, self.column, self.label

    def role(self, name: str) -> Cell:
        """The cell of the row that has a role, such as its year; blank when there is none."""
        index = self.table.roles.get(name)
        return "" if index is None else self.table.grid.rows[self.row][index]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a heading means.

    Attributes
    ----------
    code : str
        The indicator; blank when it is left out or in doubt.
    unit : str
        As written; blank where the rows or the cells have to say it.
    year : int or None
        The year that the mapping file or the sheet gives.
    doubt : str
        Why it cannot be decided; blank when it can.
    """

    code: str
    unit: str
    year: int | None
    doubt: str


Choices = Mapping[tuple[str, str, Label], Choice]


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something that only the user can decide.

    Attributes
    ----------
    section : str
        ``headings`` or ``sheets``, as in the mapping file.
    key : str
    choice : Choice
    near : tuple of str
        Indicators that it may be.
    """

    section: str
    key: str
    choice: Choice
    near: tuple[str, ...] = ()


def raws(table: Table, known_units: frozenset[str]) -> Iterator[Raw]:
    """Every cell of a table that is not blank."""
    named = table.roles.get("indicator")
    for row in range(table.first, len(table.grid.rows)):
        cells = table.grid.rows[row]
        for column in table.columns:
            cell = cells[column.index]
            content = parse(cell)
            if content is None:
                continue
            one = column.label
            if named is not None:
                said = label(shown(cells[named]), known_units)
                one = Label(said.key, said.name, said.unit or one.unit, one.year or said.year)
            place = f"{letter(column.index)} ({column.heading})" if column.heading else letter(column.index)
            parts = tuple(column.heading.split(" / ")) if named is None else (shown(cells[named]),)
            yield Raw(table, row, place, parts, cell, content, one, bool(one.name))


def choices(every: Iterable[Raw], mapping: Guide, indicators: Indicators) -> Choices:
    """The choice for each heading, by the key of its cells."""
    return {key: choose(one, mapping, indicators) for key, one in {one.key: one for one in every}.items()}


def choose(one: Raw, mapping: Guide, indicators: Indicators) -> Choice:
    """What the heading of a cell means, by the mapping file first and by its own words then."""
    table = one.table
    sheet = mapping.sheet(table.grid.file, table.grid.sheet)
    said = mapping.headings.get(compact(one.label.key), Said()) if one.named else Said()
    unit = said.unit or one.label.unit or sheet.unit or table.unit
    year = said.year or sheet.year or table.year
    code, doubt = _indicator(one, said.indicator if one.named else sheet.indicator, indicators)
    if code and indicators.derived(code):
        parts = " and ".join(indicators.derived(code))
        return Choice("", unit, year, f"{code} is worked out from {parts}: add those, and leave this out")
    if code and not (said.indicator or sheet.indicator) and _districts(one, indicators, code):
        return Choice("", unit, year, f"the sheet speaks of city districts, {code} is of whole cities")
    if code and not unit and one.label.name.casefold() == code:
        unit = indicators.unit(code)[0]  # whoever writes the code means the indicator as it is described
    return Choice(code, unit, year, doubt)


def _districts(one: Raw, indicators: Indicators, code: str) -> bool:
    """Whether heading or title narrow the figure to the districts of a city, which the indicator does not."""
    words = [one.column, one.label.key, *(title.key for title in one.table.titles)]
    names = f"{indicators.rows[code]['name_zh']} {indicators.rows[code]['name_en']}"
    return bool(_DISTRICTS.search(" ".join(words))) and not _DISTRICTS.search(names)


def _indicator(one: Raw, said: str | None, indicators: Indicators) -> tuple[str, str]:
    """Code and doubt."""
    if said is not None:
        return said, ""
    labels = (one.label,) if one.named else one.table.titles
    found = next((codes for codes in map(indicators.find, labels) if codes), frozenset())
    if len(found) == 1:
        return next(iter(found)), ""
    if found:
        return "", f"may be {', '.join(sorted(found))}"
    return "", "no indicator has this name or code"


def doubts(every: Iterable[Raw], chosen: Choices, indicators: Indicators) -> tuple[Doubt, ...]:
    """What has to be decided before anything can be taken: each heading and sheet once, in order."""
    found: dict[tuple[str, str], Doubt] = {}
    for one in every:
        choice = chosen[one.key]
        section, key = ("headings", one.label.key) if one.named else ("sheets", one.table.grid.place)
        if choice.doubt:
            if (section, key) not in found:
                parts = [label(part, indicators.units) for part in one.heading]
                close = set().union(*map(indicators.find, parts)) or set(indicators.near(one.label))
                found[section, key] = Doubt(section, key, choice, tuple(sorted(close)))
        elif choice.code and not _united(one, choice):
            unit = "; ".join(dict.fromkeys(indicators.unit(choice.code)))
            doubt = Choice(choice.code, "", choice.year, f"no unit is named; that of the book is {unit}")
            found.setdefault((section, key), Doubt(section, key, doubt))
        if choice.code and not (one.label.year or one.role("year") or choice.year):
            place = one.table.grid.place
            doubt = Choice("", "", None, "no year is named")
            found.setdefault(("sheets", place), Doubt("sheets", place, doubt))
    return tuple(found.values())


def _united(one: Raw, choice: Choice) -> bool:
    return bool(choice.unit or one.role("unit") or not isinstance(one.content, Number) or one.content.unit)
