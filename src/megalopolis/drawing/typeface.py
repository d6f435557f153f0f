"""The font that drawings are measured with: Noto Sans CJK SC without the tables that only typesetting needs.

Drawing measures each text several times, and reads the rules for ligatures, kerning and vertical text anew
each time. Without them a drawing takes a third of the time; no text moves by more than the kerning between
Latin letters, and readers' machines set the text with fonts of their own.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

FAMILY = "Measured Sans SC"
"""Its name; another one than that of the whole font, which may be installed too."""

FILE = "NotoSansCJK-Regular.ttc"
FACE = "Noto Sans CJK SC"
UNNEEDED = ("BASE", "GDEF", "GPOS", "GSUB", "VORG", "vhea", "vmtx")
# Identifiers of the name table that hold a name of the font; that of PostScript has no spaces.
NAMES, POSTSCRIPT = (1, 3, 4, 16), 6


@cache
def folder(kept: Path | None = None) -> Path:
    """A folder with the font and nothing else: *kept*, or one for the life of this process."""
    place = kept or Path(tempfile.mkdtemp(prefix="fonts-"))
    if not kept:
        atexit.register(shutil.rmtree, place, ignore_errors=True)
    path = place / "measured.otf"
    if not path.is_file():
        place.mkdir(parents=True, exist_ok=True)
        half = place / f"{os.getpid()}.half"
        with whole() as font:
            for table in UNNEEDED:
                del font[table]
            rename(font, FAMILY)
            font.save(half)
        half.replace(path)
    return place


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
