"""Which indicator a heading means: the one whose code or name it is, never one that is merely like it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import pandas as pd

from megalopolis.spreadsheet import units
from megalopolis.spreadsheet.grid import compact, plain

_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_YEAR = re.compile(
    r"(?<![\d.])(?<!\d[-–—~至])(?<!年[-–—~至])((?:19|20)\d{2})(?!\d|\.\d)\s*(?:年末|年底|年度|年)?"
    r"(?!\s*(?:=|价|不变|[-–—~至]\s*\d))"
)
_UNIT = re.compile(r"(?:计量)?(?:单位|unit|units)\s*:\s*(.+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """A heading taken apart.

    Attributes
    ----------
    key : str
        The heading without its year, by which the mapping file knows it.
    name : str
        The heading without year and unit.
    unit : str
        As written; blank when none is named.
    year : int or None
    """

    key: str
    name: str
    unit: str
    year: int | None


@cache
def label(text: str, known_units: frozenset[str] = frozenset()) -> Label:
    """Take a heading apart: name, unit in brackets or behind a comma, year.

    Parameters
    ----------
    text : str
    known_units : frozenset of str
        Units of the book that are no combination of words, such as 上年=100.
    """
    whole = plain(text)
    years = {int(one) for one in _YEAR.findall(whole)}
    year = years.pop() if len(years) == 1 else None
    key = whole if year is None else _YEAR.sub("", whole)
    key = re.sub(r"\(\s*\)|\[\s*\]", "", key).strip(" ,/_-:")
    name, unit = key, ""
    for match in _BRACKETS.finditer(key):
        inner = _bare_unit(match[1] or match[2] or "")
        if is_unit(inner, known_units):
            name, unit = (key[: match.start()] + key[match.end() :]), inner
    # A single English word, such as patents, is the code of an indicator rather than its unit.
    if not unit and is_unit(key, known_units) and not (key.isascii() and key.isalpha()):
        name, unit = "", key
    if not unit:
        name, unit = next(_tails(key, known_units), (name, ""))
    return Label(key, name.strip(" ,/_-:"), unit, year)


def _tails(key: str, known_units: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Name and unit where a unit stands behind a comma, a space, a colon or a stroke."""
    for match in re.finditer(r"[,:/ ]", key):
        name, after = key[: match.start()].strip(), key[match.end() :].strip()
        chinese = match[0] != " " or bool(re.search("[一-鿿%‰]", after))
        if name and chinese and is_unit(after, known_units):
            yield name, after


def _bare_unit(text: str) -> str:
    match = _UNIT.fullmatch(text.strip())
    return (match[1] if match else text).strip()


def stated_unit(text: str) -> str:
    """The unit that a line above a table states for all of it (单位：亿元); blank when it states none."""
    match = _UNIT.search(plain(text).strip("() "))
    return match[1].strip("() ") if match else ""


def is_unit(text: str, known_units: frozenset[str] = frozenset()) -> bool:
    """Whether a text names a unit."""
    return bool(text) and (text.casefold() in known_units or units.parse(text) is not None)


@dataclass(frozen=True, slots=True)
class Indicators:
    """The indicators by code, and their codes by every name."""

    rows: Mapping[str, Mapping[str, object]]
    names: Mapping[str, frozenset[str]]
    units: frozenset[str]

    def find(self, one: Label) -> frozenset[str]:
        """The codes that a heading may mean: one, several or none."""
        for text in dict.fromkeys((one.key, one.name)):
            if text.strip().casefold() in self.rows:
                return frozenset([text.strip().casefold()])
        for text in dict.fromkeys((one.key, one.name, _BRACKETS.sub("", one.name))):
            found = self.names.get(compact(text)) if compact(text) else None
            if found:
                return found
        return frozenset()

    def near(self, one: Label) -> list[str]:
        """Up to four codes of indicators whose names are like a heading."""
        names = difflib.get_close_matches(compact(one.name), self.names, n=4, cutoff=0.5)
        return list(dict.fromkeys(code for name in names for code in sorted(self.names[name])))[:4]

    def unit(self, code: str) -> tuple[str, str]:
        """The unit of an indicator in both languages."""
        return str(self.rows[code]["unit_zh"]), str(self.rows[code]["unit_en"])

    def derived(self, code: str) -> list[str]:
        """The indicators from which one is worked out; empty when it is observed."""
        parts = [self.rows[code].get("numerator"), self.rows[code].get("denominator")]
        return [str(part) for part in parts if isinstance(part, str) and part]


def indicators(table: pd.DataFrame) -> Indicators:
    """The names of the indicators in *table*; a name without its own brackets counts where it is alone."""
    rows: dict[str, Mapping[str, object]] = {
        str(row["code"]): {str(key): value for key, value in row.items()} for row in table.to_dict("records")
    }
    names: dict[str, set[str]] = {}
    for code, row in rows.items():
        for name in (str(row["name_zh"]), str(row["name_en"])):
            for form in {compact(name), compact(_BRACKETS.sub("", plain(name)))}:
                names.setdefault(form, set()).add(code)
    whole = {compact(str(row[field])): code for code, row in rows.items() for field in ("name_zh", "name_en")}
    for name, code in whole.items():  # a whole name beats a name cut short
        names[name] = {code}
    every = frozenset(
        plain(str(row[field])).casefold() for row in rows.values() for field in ("unit_zh", "unit_en")
    )
    return Indicators(rows, {name: frozenset(codes) for name, codes in names.items()}, every)
