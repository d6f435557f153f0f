"""Draft a mapping file: what was understood, and room for what was not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from megalopolis.spreadsheet.grid import compact
from megalopolis.spreadsheet.looking import Looked
from megalopolis.spreadsheet.mapping import SOURCE, SOURCE_NEEDED, Guide, Said
from megalopolis.spreadsheet.understanding import Doubt, Raw

_HEAD = """\
# What the spreadsheet means. Fill in what is blank, correct what is wrong, and pass the file with --mapping.
# The codes of the indicators are in data/indicators.csv, those of the cities in data/cities.csv,
# those of the sources in data/sources.csv.
"""
_NEW = """\

# An indicator that the book does not have yet is described here and named above by its code.
# dimension: innovation, coordination, green, openness, sharing, structure or base; direction: 1, -1 or blank;
# minimum and maximum: the range of values that can be right; grade: A to D, as the appendix on the data says.
indicators: []
# - {code: , name_zh: , name_en: , unit_zh: , unit_en: , dimension: , direction: , minimum: , maximum: ,
#    decimals: , grade: , caveat_zh: , caveat_en: }
"""


def write(folder: Path, stem: str, looked: Looked) -> Path:
    """Write a draft beside no other file, and say where.

    Parameters
    ----------
    folder : pathlib.Path
    stem : str
        First part of the name of the file.
    looked : Looked
    """
    path = _free(folder, stem)
    path.write_text(text(looked), encoding="utf-8")
    return path


def text(looked: Looked) -> str:
    """The draft; what the mapping file says already stays."""
    guide = looked.guide
    unknown = (one for one in looked.entries if one.outcome == "refused" and one.column == "city")
    names = dict.fromkeys(one.found for one in unknown if one.found and one.found not in guide.cities)
    lines = [
        _HEAD,
        *_source(guide),
        *_headings(looked),
        "",
        "# Names that the book does not know or that several cities have, with the code that is meant.",
        "cities:",
        *(f"  {_quoted(name)}: {_quoted(code)}" for name, code in guide.cities.items()),
        *(f"  {_quoted(name)}:" for name in names),
        *(_described(guide) if guide.indicators else [_NEW.rstrip("\n")]),
    ]
    return "\n".join(lines) + "\n"


def _source(guide: Guide) -> Iterator[str]:
    yield "# Where the figures come from: the id of a source that the book lists, or the fields of a new one."
    if guide.source and not guide.new_source:
        yield f"source: {_quoted(guide.source)}"
        return
    yield "source:"
    for name in SOURCE:
        value = guide.new_source.get(name, "")
        note = "" if value or name not in SOURCE_NEEDED else "  # needed"
        yield f"  {name}:{' ' + _quoted(value) if value else ''}{note}"


def _headings(looked: Looked) -> Iterator[str]:
    guide, chosen = looked.guide, looked.chosen
    doubtful = {(one.section, one.key): one for one in looked.doubts}
    yield ""
    yield "# The headings without their year. A blank indicator leaves the column out."
    yield "headings:"
    first: dict[str, Raw] = {}
    for one in looked.every:
        if one.named:
            first.setdefault(one.label.key, one)
    for key, one in first.items():
        said = guide.headings.get(compact(key), Said())
        doubt = doubtful.get(("headings", key))
        # What a sheet says stays with the sheet: another one may say something else.
        yield from _entry(key, doubt, chosen[one.key].code, said.unit or one.label.unit, said.year)
    yield ""
    yield "# What holds for a whole sheet: indicator, unit and year where no heading names them; leave: true."
    yield "sheets:"
    for place, one in {one.table.grid.place: one for one in looked.every}.items():
        said = guide.sheet(one.table.grid.file, one.table.grid.sheet)
        code = "" if one.named else chosen[one.key].code
        doubt = doubtful.get(("sheets", place))
        unit, year = said.unit or one.table.unit, said.year or one.table.year
        yield from _entry(place, doubt, code, unit, year, "indicator" if doubt and not one.named else "year")


def _entry(
    key: str, doubt: Doubt | None, code: str, unit: str, year: int | None, always: str = "indicator"
) -> Iterator[str]:
    yield f"  {_quoted(key)}:"
    if doubt:
        close = ", ".join(doubt.near) if "may be" not in doubt.choice.doubt else ""
        yield f"    # {doubt.choice.doubt}{f'; may be {close}' if close else ''}"
    needed = {always, "unit" if doubt and "unit" in doubt.choice.doubt else always}
    for name, value in (("indicator", code), ("unit", unit), ("year", year or "")):
        if value != "" or name in needed:
            yield f"    {name}: {_quoted(value)}".rstrip()


def _described(guide: Guide) -> Iterator[str]:
    yield ""
    yield "indicators:"
    for one in guide.indicators:
        yield f"  - {{{', '.join(f'{name}: {_quoted(value)}' for name, value in one.items())}}}"


def _quoted(value: object) -> str:
    """A value as YAML: a number as it is, a text between quotes."""
    return (
        ""
        if value == ""
        else str(value)
        if isinstance(value, int)
        else json.dumps(str(value), ensure_ascii=False)
    )


def _free(folder: Path, stem: str) -> Path:
    """A name in the folder that no file has: a draft that was edited is never written over."""
    number = 1
    while True:
        path = folder / (f"{stem}.mapping.yml" if number == 1 else f"{stem}.mapping-{number}.yml")
        if not path.exists():
            return path
        number += 1
