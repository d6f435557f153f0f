"""The mapping file: what a user says about a spreadsheet where it does not speak for itself."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from megalopolis import yamlfile
from megalopolis.errors import Breach, DataError
from megalopolis.spreadsheet.grid import compact

SOURCE_NEEDED = ("id", "producer_zh", "producer_en", "title", "licence")
SOURCE = (*SOURCE_NEEDED, "year", "address", "version", "path", "accessed", "checksum", "note_zh", "note_en")
_DESCRIPTION = "code name_zh name_en unit_zh unit_en dimension minimum maximum decimals grade"
INDICATOR_NEEDED = tuple(_DESCRIPTION.split())
INDICATOR = (*INDICATOR_NEEDED, "direction", "caveat_zh", "caveat_en")
SECTIONS = ("source", "headings", "sheets", "cities", "indicators")
HEADING = ("indicator", "unit", "year")
SHEET = ("indicator", "unit", "year", "leave")


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a heading or of a sheet.

    Attributes
    ----------
    indicator : str or None
        Code; blank: leave it out; None: nothing is said.
    unit : str
    year : int or None
    leave : bool
        Whether a sheet is left out as a whole.
    """

    indicator: str | None = None
    unit: str = ""
    year: int | None = None
    leave: bool = False


@dataclass(frozen=True, slots=True)
class Guide:
    """A mapping file; names are compared as :func:`megalopolis.spreadsheet.grid.compact` leaves them.

    Attributes
    ----------
    source : str
        Id of the source; blank when none is given.
    new_source : dict
        Its row, when it is a new one.
    headings, sheets : mapping of str to Said
    cities : mapping of str to str
        Codes by the names that the spreadsheet uses.
    indicators : tuple of dict
        Rows of new indicators.
    """

    source: str = ""
    new_source: Mapping[str, str] = field(default_factory=dict)
    headings: Mapping[str, Said] = field(default_factory=dict)
    sheets: Mapping[str, Said] = field(default_factory=dict)
    cities: Mapping[str, str] = field(default_factory=dict)
    indicators: tuple[Mapping[str, str], ...] = ()

    def sheet(self, file: str, sheet: str) -> Said:
        """What is said of a sheet, by its name, by that of the file, or by both."""
        keys = (f"{file} [{sheet}]", sheet, file) if sheet else (file,)
        return next((self.sheets[compact(one)] for one in keys if compact(one) in self.sheets), Said())


def read(path: Path) -> Guide:
    """The mapping that a file holds.

    Raises
    ------
    DataError
        The file is missing, is not YAML, or says something that it cannot say.
    """
    return parse(yamlfile.parse(path, path.name), path.name)


def parse(content: Any, file: str) -> Guide:
    """The mapping that the parsed *content* of a file holds.

    Raises
    ------
    DataError
        It says something that it cannot say.
    """
    faults = list(_faults(content, file))
    if faults:
        raise DataError(faults)
    source = content.get("source") or ""
    headings: dict[object, Any] = content.get("headings") or {}
    sheets: dict[object, Any] = content.get("sheets") or {}
    cities: dict[object, Any] = content.get("cities") or {}
    new = {} if isinstance(source, str) else {key: _text(value) for key, value in source.items()}
    return Guide(
        source=source if isinstance(source, str) else new.get("id", ""),
        new_source=new,
        headings={compact(str(key)): _said(one) for key, one in headings.items()},
        sheets={compact(str(key)): _said(one) for key, one in sheets.items()},
        cities={str(key): str(code) for key, code in cities.items() if code},
        indicators=tuple(
            {key: _text(value) for key, value in one.items()} for one in content.get("indicators") or ()
        ),
    )


def _said(entry: Mapping[str, Any] | None) -> Said:
    entry = entry or {}
    indicator = _text(entry["indicator"]) if "indicator" in entry else None
    return Said(indicator, _text(entry.get("unit")), entry.get("year"), bool(entry.get("leave")))


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _faults(content: Any, file: str) -> Iterator[Breach]:
    """Every place that does not have the shape of a mapping file."""
    if not isinstance(content, dict):
        yield Breach(file, 1, "", "", f"the keys {', '.join(SECTIONS)}", "Begin with 'source: …'.")
        return
    yield from _keys(content, SECTIONS, (), "", file)
    source = content.get("source")
    if isinstance(source, dict):
        yield from _keys(source, SOURCE, SOURCE_NEEDED, "source.", file)
    elif source is not None and not isinstance(source, str):
        rule = "the id of a source, or the fields of a new one"
        yield Breach(file, None, "source", str(source), rule, "Write 'source: ID', or fields below it.")
    for section, known in (("headings", HEADING), ("sheets", SHEET)):
        yield from _entries(content.get(section), section, known, file)
    cities: Any = content.get("cities") or {}
    if not isinstance(cities, dict) or not all(isinstance(one, str | None) for one in cities.values()):
        mend = "Write lines such as 江城: '420100', the code between quotes."
        yield Breach(file, None, "cities", "", "names with the codes of cities", mend)
    indicators: Any = content.get("indicators") or []
    if not isinstance(indicators, list):
        yield Breach(file, None, "indicators", "", "a list", "Begin each indicator with '- code: …'.")
        return
    for number, one in enumerate(indicators, start=1):
        yield from _keys(one, INDICATOR, INDICATOR_NEEDED, f"indicators[{number}].", file)


def _entries(entries: Any, section: str, known: tuple[str, ...], file: str) -> Iterator[Breach]:
    if not isinstance(entries, dict | None):
        yield Breach(
            file, None, section, "", "names, each with keys below it", "Write 'NAME: {indicator: gdp}'."
        )
        return
    for name, one in (entries or {}).items():
        place = f"{section}.{name}"
        yield from _keys({} if one is None else one, known, (), f"{place}.", file)
        year = one.get("year") if isinstance(one, dict) else None
        if year is not None and (isinstance(year, bool) or not isinstance(year, int)):
            yield Breach(file, None, f"{place}.year", str(year), "a year such as 2020", "Correct it.")


def _keys(entry: Any, known: Any, needed: Any, place: str, file: str) -> Iterator[Breach]:
    if not isinstance(entry, dict):
        rule = f"the keys {', '.join(known)}"
        yield Breach(file, None, place.rstrip("."), str(entry), rule, "Write 'key: value' lines below it.")
        return
    for key in entry:
        if key not in known:
            close = difflib.get_close_matches(str(key), known, n=1)
            mend = f"Did you mean {close[0]}?" if close else "Remove the key."
            yield Breach(file, None, f"{place}{key}", "", f"one of {', '.join(known)}", mend)
    for key in needed:
        if not _text(entry.get(key)):
            yield Breach(file, None, f"{place}{key}", "", "a value", "Fill it in.")
