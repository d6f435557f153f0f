"""Texts of the tables hold what a reader sees: no formula, and no character that hides or turns others."""

from __future__ import annotations

import re

import pandas as pd

from megalopolis import csvfile
from megalopolis.checks.frames import Frames
from megalopolis.errors import Breach

# Marks that turn the direction of reading, join or part characters unseen, and control characters.
UNSEEN = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f"
    "\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]"
)
SHOWN = 60


def characters(frames: Frames) -> list[Breach]:
    """Breaches of the texts of every table, with the first unseen character by its code."""
    found = _of_regions(frames)
    for name, table in frames.frames.items():
        for column in table.columns:
            values = table[column]
            if not (pd.api.types.is_string_dtype(values) or values.dtype == object):
                continue
            # What is missing is no string either: to take it out first costs more than all that follows.
            texts = [one for one in values.unique() if isinstance(one, str)]
            wrong = {one: breach for one in texts if (breach := fault(one))}
            for line, text in values[values.isin(list(wrong))].items() if wrong else ():
                rule, mend = wrong[text]
                found.append(Breach(frames.files[name], int(str(line)), column, _visible(text), rule, mend))
    return found


def _of_regions(frames: Frames) -> list[Breach]:
    """Unseen characters in the descriptions of regions; what else is wrong with them, others say."""
    found = []
    for path in sorted((frames.place / "regions").glob("*.yml")):
        for line, text in enumerate(path.read_text(encoding="utf-8", errors="replace").split("\n"), start=1):
            if UNSEEN.search(text.rstrip("\r")):
                rule, mend = fault(text) or ("", "")
                found.append(Breach(f"regions/{path.name}", line, "", _visible(text.strip()), rule, mend))
    return found


def _visible(text: str) -> str:
    """The text with the code of each unseen character in its place."""
    return UNSEEN.sub(lambda one: f"<U+{ord(one[0]):04X}>", text)[:SHOWN]


def fault(text: str) -> tuple[str, str] | None:
    """The rule that a text breaks and how to mend it, or None."""
    unseen = UNSEEN.search(text)
    if unseen:
        return (
            "a text of characters that can be seen",
            f"Remove U+{ord(unseen[0]):04X}: it is not seen, and may hide or turn what stands beside it.",
        )
    if csvfile.formula(text):
        return (
            "a text that no spreadsheet program takes for a formula",
            "Begin with another character than = + - @: the tables are offered as they are.",
        )
    return None
