"""What a cell says: an exact number and the unit that it carries itself, or nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from megalopolis.spreadsheet.grid import Cell, Fault, plain

# What yearbooks print where there is no value.
_PRINTED = """/ * # n/a na n.a. nan null none nil
无 缺 暂无 空缺 缺失 不详 未统计 无数据"""
MISSING = frozenset(_PRINTED.split())
# Marks that point to a note; made plain they would become digits of the number.
_MARKED = re.compile("[0-9０-９.．]\\s*[①-⑳⑴-⒇¹²³⁰-⁹₀-₉❶-❿]")
_GROUPED = r"\d{1,3}(?:,\d{3})+|\d{1,3}(?: \d{3})+|\d+"
_NUMBER = re.compile(
    rf"(?P<number>[+-]?(?:(?:{_GROUPED})(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{{1,3}})?)(?P<unit>.*)"
)
_RULE = "a number, or blank where there is none"


@dataclass(frozen=True, slots=True)
class Number:
    """A number, exactly as it was written, and the unit behind it; ``""`` when there is none."""

    value: Fraction
    unit: str


def parse(cell: Cell) -> Number | Fault | None:
    """The number in a cell; None when it is blank or says that there is no value.

    Full-width digits, commas or spaces between thousands, and signs of every kind are read; a decimal comma
    and marks of notes are not guessed at.
    """
    if isinstance(cell, Fault):
        return cell
    text = plain(cell).replace("−", "-").replace("﹣", "-")
    if not text.strip("-–—―….·") or text.casefold() in MISSING:
        return None
    if _MARKED.search(cell):
        return Fault(cell, _RULE, "The number bears the mark of a note: remove the mark.")
    match = _NUMBER.fullmatch(text)
    if not match:
        return Fault(cell, _RULE, "Correct the cell.")
    unit = match["unit"].strip()
    if unit[:1] in {",", ".", "/"} or unit[:1].isdigit():
        mend = "Write a point before decimals, and commas only between groups of three digits."
        return Fault(cell, _RULE, mend)
    return Number(Fraction(Decimal(re.sub("[, ]", "", match["number"]))), unit)


def decimal(value: Fraction) -> float:
    """The number nearest to an exact one, never minus zero."""
    return float(value) + 0.0
