"""From cells to observations: the city, the year and the value of each, or the reason why not."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence

from megalopolis.spreadsheet import units
from megalopolis.spreadsheet.cities import Cities
from megalopolis.spreadsheet.grid import Fault, plain, shown
from megalopolis.spreadsheet.layout import year
from megalopolis.spreadsheet.matching import Indicators
from megalopolis.spreadsheet.numbers import Number, decimal
from megalopolis.spreadsheet.report import Entry
from megalopolis.spreadsheet.understanding import Choice, Choices, Raw

YEARS = (1949, 2100)


def judge(every: Iterable[Raw], chosen: Choices, indicators: Indicators, names: Cities) -> Iterator[Entry]:
    """An entry for each cell: ``taken`` with all that an observation needs, ``refused`` or ``passed``.

    A row that names no city is one entry, not one for each of its cells; so is a column that is left out.
    """
    seen: set[tuple[str, object]] = set()
    cities: dict[tuple[str, int], str | Entry] = {}
    for one in every:
        choice = chosen[one.key]
        if not choice.code:
            key = (one.table.grid.place, one.label.key if one.named else "")
            if key not in seen:
                seen.add(key)
                rule = "an indicator of the book"
                mend = "It is left out, as the mapping file says."
                yield Entry("passed", one.table.grid.place, None, one.label.key, "", rule=rule, mend=mend)
            continue
        row = (one.table.grid.place, one.row)
        if row not in cities:
            cities[row] = city = _city(one, names)
            if isinstance(city, Entry):
                yield city
        if isinstance(city := cities[row], str):
            yield _observation(one, choice, city, indicators, names.shown[city])


def _entry(one: Raw, outcome: str, found: str, rule: str, mend: str, column: str = "") -> Entry:
    line = one.table.grid.lines[one.row]
    return Entry(outcome, one.table.grid.place, line, column or one.column, found, rule=rule, mend=mend)


def _city(one: Raw, names: Cities) -> str | Entry:
    """The code of the city of a row, or why it has none."""
    cells = [one.table.grid.rows[one.row][index] for index in one.table.cities]
    said = [cell for cell in cells if cell]
    found = [codes for codes in (names.find(cell, one.role("province")) for cell in said) if codes]
    text, column = " ".join(shown(cell) for cell in said), "city"
    if not said:
        mend = "Name the city in every row; a name that stands once above several is not guessed at."
        return _entry(one, "refused", "", "the name or code of a city", mend, column)
    if not found:
        if any(names.total(cell) for cell in said):
            mend = "It is no city and was passed over."
            return _entry(one, "passed", text, "the name or code of a city", mend, column)
        guess = next((guess for guess in map(names.guess, said) if guess), "")
        guess = guess or "It is not in cities.csv."
        mend = f"{guess} Correct it, or give its code under cities in the mapping file."
        return _entry(one, "refused", text, "the name or code of one of the cities of the book", mend, column)
    common: frozenset[str] = frozenset.intersection(*found)
    if len(common) == 1:
        return next(iter(common))
    if not common:
        mend = "Name and code stand for two cities: correct one of them."
        return _entry(one, "refused", text, "one city", mend, column)
    which = " or ".join(sorted(names.shown[code] for code in common))
    mend = f"It may be {which}: write the Chinese name or the code."
    return _entry(one, "refused", text, "a name that only one city has", mend, column)


def _observation(one: Raw, choice: Choice, city: str, indicators: Indicators, name: str) -> Entry:
    content = one.content
    if isinstance(content, Fault):
        return _entry(one, "refused", content.found, content.rule, content.mend)
    assert isinstance(content, Number)
    when = _year(one, choice)
    if isinstance(when, Entry):
        return when
    unit = content.unit or plain(shown(one.role("unit"))) or choice.unit
    wanted = indicators.unit(choice.code)
    both = " / ".join(dict.fromkeys(wanted))
    if not unit:
        mend = f"Name it in the heading or in the mapping file; {choice.code} is in {both}."
        return _entry(one, "refused", shown(one.cell), "a unit", mend)
    factor = units.factor(unit, wanted)
    if factor is None:
        rule = f"a unit that can become {both}, that of {choice.code}"
        mend = f"{unit!r} cannot be converted: correct it, or name the unit in the mapping file."
        return _entry(one, "refused", shown(one.cell), rule, mend)
    value = decimal(content.value * factor)
    low, high = (_bound(indicators.rows[choice.code].get(name)) for name in ("minimum", "maximum"))
    if not (low if low is not None else -math.inf) <= value <= (high if high is not None else math.inf):
        ends = [f"at least {low:g}"] if low is not None else []
        ends += [f"at most {high:g}"] if high is not None else []
        rule = f"a number {' and '.join(ends)} {wanted[0]} for {choice.code}"
        mend = f"Read with the unit {unit!r} it is {value:.12g}: correct the value or the unit."
        return _entry(one, "refused", shown(one.cell), rule, mend)
    line = one.table.grid.lines[one.row]
    place = (one.table.grid.place, line, one.column, shown(one.cell))
    return Entry("taken", *place, city, when, choice.code, value, unit=wanted[0], name=name)


def _bound(value: object) -> float | None:
    return None if value is None or value != value or value == "" else float(str(value))


def _year(one: Raw, choice: Choice) -> int | Entry:
    """The year of a value; that of the row and that of the heading must not differ."""
    cell = one.role("year")
    mine = year(cell) if cell else None
    if cell and mine is None:
        return _entry(one, "refused", shown(cell), "a year such as 2020", "Correct it.", "year")
    said = {when for when in (mine, one.label.year) if when is not None}
    if not said and choice.year is not None:
        said = {choice.year}
    if len(said) != 1:
        text = ", ".join(map(str, sorted(said)))
        mend = "Name it in the row, in the heading, in a line above the table or in the mapping file."
        return _entry(one, "refused", text, "one year", mend)
    (found,) = said
    if not YEARS[0] <= found <= YEARS[1]:
        return _entry(one, "refused", str(found), f"a year from {YEARS[0]} to {YEARS[1]}", "Correct it.")
    return found


def single(entries: Sequence[Entry]) -> list[Entry]:
    """The entries without observations that stand twice: equal ones once, different ones refused."""
    by_key: dict[tuple[str, int | None, str], list[Entry]] = {}
    for one in entries:
        if one.outcome == "taken":
            by_key.setdefault((one.city, one.year, one.indicator), []).append(one)
    kept = []
    for one in entries:
        same = by_key.get((one.city, one.year, one.indicator), [one]) if one.outcome == "taken" else [one]
        if len({entry.value for entry in same}) > 1:
            others = "; ".join(
                f"row {entry.row}, column {entry.column}" for entry in same if entry is not one
            )
            rule = f"one value for {one.indicator} of {one.city} in {one.year}"
            mend = f"Another one stands in {others}: keep one of them."
            kept.append(Entry("refused", one.file, one.row, one.column, one.found, rule=rule, mend=mend))
        elif one is same[0]:
            kept.append(one)
    return kept
