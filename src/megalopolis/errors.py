"""The error tree: what a user can put right, and what a chapter did wrong.

MegalopolisError            a sentence for the user; the command ends with ``exit_code``
├── DataError               tables that break their contract, breach by breach
├── ParameterError          a wrong value given to a measure, a command or a chapter
└── ChapterError            chapters that could not be executed or rendered
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


class MegalopolisError(Exception):
    """Something that the user can put right; the message says how."""

    exit_code = 2


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a table breaks its contract.

    Attributes
    ----------
    file : str
        Path of the file, relative to the folder of the tables.
    row : int or None
        Line number in the file, the heading being line 1; None when the whole file is meant.
    column, value : str
        Name of the field and what was found in it; empty when the whole row or file is meant.
    rule : str
        What was expected.
    mend : str
        Where and how to put it right.
    """

    file: str
    row: int | None
    column: str
    value: str
    rule: str
    mend: str

    def __str__(self) -> str:
        place = self.file if self.row is None else f"{self.file}, row {self.row}"
        if self.column:
            place += f", column {self.column}"
        found = f": found {self.value!r}" if self.value else ""
        return f"{place}{found}; expected: {self.rule}. {self.mend}"


class DataError(MegalopolisError):
    """Tables that break their contract; every breach is listed, not only the first."""

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        count = len(self.breaches)
        heading = "1 breach of the data contract" if count == 1 else f"{count} breaches of the data contract"
        super().__init__("\n".join([f"{heading}:", *(f"- {breach}" for breach in self.breaches)]))


class ParameterError(MegalopolisError, ValueError):
    """A wrong value given to a measure, a command or a chapter."""


class ChapterError(MegalopolisError):
    """Chapters that could not be executed or rendered."""

    exit_code = 1
