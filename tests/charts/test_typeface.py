"""Text is measured by the widths of its characters, and drawings stay where another engine puts them."""

import json
import re
import subprocess
import sys
from importlib.resources import files

import pytest
from fontTools.ttLib import TTCollection

from megalopolis import charts
from megalopolis.drawing import svg, theme, typeface

ELSEWHERE = """
import json, sys
import vl_convert
vl_convert.register_font_directory(sys.argv[1])
spec = json.load(sys.stdin)
sys.stdout.buffer.write(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4").encode())
"""
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def apart(drawing: str) -> tuple[str, list[float]]:
    """A drawing without its numbers and names of clips, and its numbers."""
    bare = re.sub(r'(?:id="|url\(#)(?:clip|gradient_)\d+', "", drawing)
    return NUMBER.sub("", bare), [float(number) for number in NUMBER.findall(bare)]


@pytest.mark.parametrize("kind", ["bars", "lines", "scatter by group"])
def test_a_drawing_is_that_of_another_engine(figures: dict[str, charts.Figure], kind: str) -> None:
    """vl-convert shapes each text with the whole font; nothing moves by more than kerning between letters."""
    whole = str(files("noto_cjk_sans_otc"))
    spec = json.dumps(svg.complete(figures[kind].spec, "light", svg.WIDE)).encode()
    done = subprocess.run(
        [sys.executable, "-c", ELSEWHERE, whole], input=spec, capture_output=True, check=True
    )
    text, numbers = apart(done.stdout.decode().replace(f'"{theme.FONT}"', f'"{theme.FONT_STACK}"'))

    drawn_text, drawn_numbers = apart(svg.svg(figures[kind].spec))

    assert text == drawn_text
    assert numbers == pytest.approx(drawn_numbers, abs=1.0)


def test_widths_are_those_of_the_font() -> None:
    """Every character of the face, and no other, has the width that its glyph has."""
    given = typeface.widths()
    found = {code: width for first, last, width in given.runs for code in range(first, last + 1)}

    with files("noto_cjk_sans_otc").joinpath(typeface.FILE).open("rb") as file:
        font = next(one for one in TTCollection(file) if one["name"].getDebugName(4) == typeface.FACE)
        names, glyphs = font.getBestCmap(), font["hmtx"].metrics

    assert {code: glyphs[name][0] for code, name in names.items()} == found
    assert (1000, glyphs[".notdef"][0]) == (given.units, given.missing)
    assert found[ord("汉")] == given.units == 2 * found[ord("ｱ")] == 2 * found[0xFF71]
