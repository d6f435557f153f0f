"""The error tree: what a user can put right, and what a chapter did wrong.

MegalopolisError            a sentence for the user; the command ends with ``exit_code``
├── DataError               tables that break their contract, breach by breach
├── ParameterError          a wrong value given to a measure, a command or a chapter
│   └── EmptyError       a chart without any data; a sentence takes its place
└── ChapterError            chapters that could not be executed or rendered
"""

from __future__ import annotations

import errno
import os
import re
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


class EmptyError(ParameterError):
    """A chart or table without a row."""


class ChapterError(MegalopolisError):
    """Chapters that could not be executed or rendered."""

    exit_code = 1


MENDS = {
    errno.ENOSPC: "The disk is full: free some space and start again; what was there before is untouched.",
    errno.EDQUOT: "Your share of the disk is full: free some space and start again.",
    errno.EFBIG: "A file may not grow that large here: raise the limit, or build on another disk.",
    errno.EROFS: "The folder can only be read: copy the project to a place where you may write.",
    errno.EACCES: "Permission is missing: make the file or folder your own, or copy the project elsewhere.",
    errno.EPERM: "Permission is missing: make the file or folder your own, or copy the project elsewhere.",
    errno.ENAMETOOLONG: "The path is too long: move the project to a folder nearer to the root.",
    errno.ELOOP: "Symbolic links lead in a circle: replace one of them by the file that is meant.",
    errno.EMFILE: "Too many files are open: raise the limit (ulimit -n), or use fewer --jobs.",
    errno.ENOTDIR: "A file stands where a folder is expected: rename it.",
    errno.EISDIR: "A folder stands where a file is expected: rename it.",
    errno.EIO: "The disk does not answer: look after it before anything else.",
}


def of_system(error: OSError) -> str:
    """What the system refused, to whom, and what helps; empty when it is no matter of the user's machine."""
    number, place = error.errno or 0, error.filename
    if not number and error.args and isinstance(error.args[0], list):
        # Copying a folder gathers what failed, as texts: source, target, reason.
        _, place, reason = error.args[0][0]
        told = re.match(r"\[Errno (\d+)\]", str(reason))
        number = int(told[1]) if told else 0
    mend = MENDS.get(number, "")
    if not mend:
        return ""
    where = f" at {place}" if place else ""
    return f"expected a system that lets me read and write; found: {os.strerror(number)}{where}. {mend}"
