"""Texts are measured with a font that lost what only typesetting needs, and keep their places."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from megalopolis import charts
from megalopolis.drawing import svg, theme, typeface

WHOLE = """
import json, sys
import vl_convert
vl_convert.register_font_directory(sys.argv[1])
spec = json.load(sys.stdin)
sys.stdout.buffer.write(vl_convert.vegalite_to_svg(json.dumps(spec), vl_version="6.4").encode())
"""


@pytest.mark.parametrize("kind", ["bars", "lines", "scatter by group"])
def test_a_drawing_is_that_with_the_whole_font(figures: dict[str, charts.Figure], kind: str) -> None:
    """Chinese and Latin text, labels and legends stand where the whole font puts them."""
    whole = str(files("noto_cjk_sans_otc"))
    spec = json.dumps(svg.complete(figures[kind].spec, "light", svg.WIDE)).encode()
    done = subprocess.run([sys.executable, "-c", WHOLE, whole], input=spec, capture_output=True, check=True)
    expected = done.stdout.decode().replace(f'"{theme.FONT}"', f'"{theme.FONT_STACK}"')

    drawn = svg.svg(figures[kind].spec)

    assert svg.IDENTIFIER.sub("", expected) == svg.IDENTIFIER.sub("", drawn)


def test_the_font_is_kept_where_it_is_asked_for(tmp_path: Path) -> None:
    """It is made once, under a name of its own, with every character of the whole font."""
    folder = typeface.folder(tmp_path / "fonts")
    [path] = folder.iterdir()
    made = path.stat().st_mtime_ns
    typeface.folder.cache_clear()
    typeface.folder(tmp_path / "fonts")

    with TTFont(path, lazy=True) as cut, typeface.whole() as whole:
        assert typeface.FAMILY == cut["name"].getDebugName(1)
        assert whole.getBestCmap() == cut.getBestCmap()
    assert [(path, made)] == [(one, one.stat().st_mtime_ns) for one in folder.iterdir()]
