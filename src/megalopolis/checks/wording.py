"""Labels and sentences: both languages are there, and both fill in the same values."""

from __future__ import annotations

import re
import string
from collections.abc import Iterable

import pandas as pd

from megalopolis.checks.frames import Frames
from megalopolis.errors import Breach

COLUMNS = {"labels": ("zh", "en"), "findings": ("sentence_zh", "sentence_en"), "glossary": ("zh", "en")}
# Chinese counts large numbers in 万, English in thousands and millions: {population} and
# {population_millions} are one quantity, and {millions} alone is {value}.
UNITS = ("thousands", "millions")
# A width or a number of decimals of four digits fills the memory, not a sentence.
WIDE = re.compile(r"\{[^{}]*:[^{}]*[0-9]{4,}[^{}]*\}")


def wording(frames: Frames) -> list[Breach]:
    """Breaches of labels, findings and glossary."""
    found: list[Breach] = []
    for family, columns in COLUMNS.items():
        tables = frames.family(family)
        for name, table in tables.items():
            for line, row in table.iterrows():
                found += _row(frames.files[name], int(str(line)), row, columns, family != "glossary")
        found += _twice(frames, tables)
    return found


def _row(file: str, line: int, row: pd.Series, columns: Iterable[str], formatted: bool) -> Iterable[Breach]:
    names: dict[str, set[str]] = {}
    for column in columns:
        text = row[column]
        if pd.isna(text) or not str(text).strip():
            yield Breach(file, line, column, "", f"a text in both languages ({row['key']})", "Fill it in.")
            continue
        wrong = fault(str(text)) if formatted else ""
        if wrong:
            rule = "a text whose {placeholders} can be filled in"
            yield Breach(
                file, line, column, str(text)[:60], rule, f"{wrong}; double a brace that is meant: {{{{."
            )
        elif formatted:
            names[column] = placeholders(str(text))
    if len(names) == 2:
        (first, own), (second, other) = names.items()
        if own != other:
            lacking = [f"{second} lacks {one}" for one in sorted(own - other)]
            lacking += [f"{first} lacks {one}" for one in sorted(other - own)]
            mend = f"{'; '.join(lacking)}. {{x_millions}} may stand for {{x}}."
            yield Breach(file, line, second, str(row["key"]), "the same placeholders in both languages", mend)


def _twice(frames: Frames, tables: dict[str, pd.DataFrame]) -> Iterable[Breach]:
    """Keys that two tables of a family share; within one it is a matter of its primary key."""
    seen: dict[str, str] = {}
    for name, table in tables.items():
        for line, key in table["key"].dropna().items():
            if seen.setdefault(key, name) != name:
                rule, mend = "each key in one table", f"It is also in {frames.files[seen[key]]}; rename one."
                yield Breach(frames.files[name], int(str(line)), "key", key, rule, mend)


def fault(text: str) -> str:
    """Why a format string cannot be filled in by name, or an empty text."""
    try:
        fields = _fields(text)
    except ValueError as error:
        return str(error)
    reaching = [field for field in fields if "." in field or "[" in field]
    if reaching:
        return f"a placeholder is a plain name, found {{{reaching[0]}}}"
    if WIDE.search(text):
        return "a placeholder takes at most three digits of width and of decimals"
    nameless = [field for field in fields if not field.isidentifier()]
    return f"a placeholder needs a name, found {{{nameless[0]}}}" if nameless else ""


def placeholders(text: str) -> set[str]:
    """The names that a format string fills in; thousands and millions go by the name of their quantity."""
    return {_quantity(name) for name in _fields(text)}


def _quantity(name: str) -> str:
    for unit in UNITS:
        if name == unit:
            return "value"
        name = name.removesuffix(f"_{unit}")
    return name


def _fields(text: str) -> list[str]:
    parsed = [(name, spec) for _, name, spec, _ in string.Formatter().parse(text) if name is not None]
    return [one for name, spec in parsed for one in (name, *_fields(spec or ""))]
