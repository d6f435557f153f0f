"""Why a file is not taken."""

from __future__ import annotations

from dataclasses import dataclass


class Refused(Exception):  # noqa: N818 - no error of the program, an answer about a file
    """Raised by readers; *rule* is a word for counting, *reason* the sentence for the user."""

    def __init__(self, rule: str, reason: str) -> None:
        super().__init__(reason)
        self.rule = rule
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Refusal:
    """One line of the report.

    Attributes
    ----------
    file : str
        Name of the file, inside its folder or archive.
    rule : str
        A word such as ``encrypted``.
    reason : str
        What was found, what was expected and what to do, in one sentence.
    """

    file: str
    rule: str
    reason: str

    def __str__(self) -> str:
        return f"{printable(self.file)}: {printable(self.reason)}"


def printable(text: str) -> str:
    """The text on one line, whatever it holds: a character that cannot be shown becomes its code."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in text)
