"""The typeface that drawings are measured with: how wide each character of Noto Sans CJK SC is.

Readers' machines set the text with fonts of their own, so no text is measured more precisely than by the
widths of its characters: without kerning, and without the ligatures that this face does not have.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILE = "NotoSansCJK-Regular.ttc"
FACE = "Noto Sans CJK SC"
# Identifiers of the name table that hold a name of the font; that of PostScript has no spaces.
NAMES, POSTSCRIPT = (1, 3, 4, 16), 6


@dataclass(frozen=True, slots=True)
class Widths:
    """How far each character moves the next one.

    Attributes
    ----------
    runs : list of [int, int, int]
        First and last code point of characters in a row that are equally wide, and their width.
    missing : int
        The width of a character that the face does not hold.
    units : int
        Units to the size of a letter, in which widths are given.
    """

    runs: list[list[int]]
    missing: int
    units: int


@cache
def widths() -> Widths:
    """The widths of the face."""
    runs: list[list[int]] = []
    with whole() as font:
        advances = font["hmtx"].metrics
        for code, name in sorted(font.getBestCmap().items()):
            width = advances[name][0]
            if runs and runs[-1][1:] == [code - 1, width]:
                runs[-1][1] = code
            else:
                runs.append([code, code, width])
        return Widths(runs, advances[".notdef"][0], font["head"].unitsPerEm)


@contextmanager
def whole() -> Iterator[Any]:
    """The whole font as fontTools reads it."""
    from fontTools.ttLib import TTCollection

    with files("noto_cjk_sans_otc").joinpath(FILE).open("rb") as file:
        collection = TTCollection(file, lazy=True)
        yield next(one for one in collection if one["name"].getDebugName(1) == FACE)


def rename(font: Any, family: str) -> None:
    """Give *font* another name, in place."""
    for record in font["name"].names:
        if record.nameID in NAMES:
            record.string = family
        elif record.nameID == POSTSCRIPT:
            record.string = family.replace(" ", "")
