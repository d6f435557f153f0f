"""The typeface of paper: the face that the charts are measured with, cut to the characters of the book.

The face has outlines that printing to PDF cannot embed as a font, and draws some characters and the radicals
that look like them with one outline: what a reader copies would be the radical, and a search for 长江
would find nothing. Here the outlines are those of TrueType, and each belongs to the character that the book
writes.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from megalopolis.drawing import typeface

FAMILY = "Megalopolis Paper"
# Kangxi radicals and their supplement.
RADICALS = range(0x2E80, 0x2FE0)
# What the setting of English among Chinese needs: quotation marks that are as narrow as letters.
FEATURES = ("ccmp", "kern", "locl", "pwid")
# Thousandths of the size of a letter by which a curve may differ.
TOLERANCE = 1.0


def write(characters: Iterable[str], path: Path) -> None:
    """Write the face with those of *characters* that it has to *path*, as TrueType."""
    from fontTools import subset

    with typeface.whole() as font:
        options = subset.Options()
        options.layout_features = list(FEATURES)
        options.notdef_outline = True
        options.recalc_timestamp = False
        options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
        cut = subset.Subsetter(options)
        cut.populate(unicodes={ord(one) for one in characters} - set(RADICALS))
        cut.subset(font)
        _to_true_type(font)
        typeface.rename(font, FAMILY)
        font["head"].modified = font["head"].created
        font.recalcTimestamp = False
        path.parent.mkdir(parents=True, exist_ok=True)
        font.save(path)


def _to_true_type(font: Any) -> None:
    """Replace the cubic outlines of *font* by quadratic ones, in place."""
    from fontTools.pens.cu2quPen import Cu2QuPen
    from fontTools.pens.ttGlyphPen import TTGlyphPen
    from fontTools.ttLib import newTable

    order, drawn, outlines = font.getGlyphOrder(), font.getGlyphSet(), {}
    for name in order:
        pen = TTGlyphPen(None)
        drawn[name].draw(Cu2QuPen(pen, TOLERANCE, reverse_direction=True))
        outlines[name] = pen.glyph()
    glyf = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, outlines
    font["loca"], font["glyf"] = newTable("loca"), glyf
    del font["CFF "]
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    zones = {"maxZones": 1, "maxTwilightPoints": 0, "maxStorage": 0, "maxFunctionDefs": 0}
    more = {
        "maxInstructionDefs": 0,
        "maxStackElements": 0,
        "maxSizeOfInstructions": 0,
        "maxComponentElements": 0,
    }
    for key, value in (zones | more).items():
        setattr(maxp, key, value)
    post = font["post"]
    post.formatType = 3.0
    font["head"].glyphDataFormat = 0
    font.sfntVersion = "\000\001\000\000"
