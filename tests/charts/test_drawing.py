"""Drawings are the same bytes whatever was drawn before, in whatever process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd

from megalopolis import charts
from megalopolis.drawing import library, svg, theme

DRAW = """
import json, pathlib, sys
from megalopolis.drawing import svg
script = pathlib.Path(sys.argv[1])
specs = json.load(sys.stdin)
for spec in specs[1:]:
    svg.svg(spec, script=script)
sys.stdout.buffer.write(svg.svg(specs[0], script=script).encode())
"""


def drawn_elsewhere(specs: list[dict[str, object]], seed: str, script: Path) -> bytes:
    """The first of *specs*, drawn after the others in a process of its own."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    source = json.dumps(specs).encode()
    done = subprocess.run(
        [sys.executable, "-c", DRAW, str(script)],
        input=source,
        env=environment,
        capture_output=True,
        check=True,
    )
    return done.stdout


def test_bytes_do_not_depend_on_the_process(figures: dict[str, charts.Figure], tmp_path: Path) -> None:
    """Other hash seed, time zone and locale, and other charts drawn before: the same bytes."""
    clipped, other = figures["heat"].spec, figures["scatter by group"].spec

    expected = svg.svg(clipped).encode()

    (script := tmp_path / library.FILE).write_text(library.script(), encoding="utf-8")

    assert expected == drawn_elsewhere([clipped], "1", script)
    assert expected == drawn_elsewhere([clipped, other], "2", script)


def test_both_modes_name_the_same_roles() -> None:
    """Light and dark differ in colours only, and one light colour stands for one dark one."""

    def shape(value: object) -> object:
        if isinstance(value, dict):
            return {key: shape(one) for key, one in value.items()}
        if isinstance(value, list):
            return [shape(one) for one in value]
        return "colour" if isinstance(value, str) and value.startswith("#") else value

    def colours(value: object) -> list[str]:
        if isinstance(value, dict):
            return [colour for one in value.values() for colour in colours(one)]
        if isinstance(value, list):
            return [colour for one in value for colour in colours(one)]
        return [value] if isinstance(value, str) and value.startswith("#") else []

    light, dark = theme.config("light"), theme.config("dark")

    assert shape(light) == shape(dark)
    assert len(set(colours(light))) == len(set(zip(colours(light), colours(dark), strict=True)))


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of WCAG 2.2, from 1 to 21."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_text_and_marks_can_be_seen() -> None:
    """Text at 4.5 to 1, marks at 3 to 1 against the page; the first three groups differ in grey."""
    for mode, page in (("light", "#FFFFFF"), ("dark", "#14181E")):
        config = theme.config(mode)
        style = config["style"]
        texts = [style[name]["color"] for name in ("label", "label-quiet", "label-ours", "label-strong")]
        marks = [style["ours"]["color"], style["others"]["color"], *config["range"]["category"][:3]]

        assert min(contrast(text, page) for text in [*texts, config["axis"]["labelColor"]]) >= 4.5
        assert min(contrast(mark, page) for mark in marks) >= 3
        first, second, third = sorted(map(luminance, config["range"]["category"][:3]))
        assert (second + 0.05) / (first + 0.05) >= 1.3
        assert (third + 0.05) / (second + 0.05) >= 1.3


def test_the_earlier_dot_is_hollow_in_both_modes() -> None:
    """It is filled with the ground of the page and ringed in its colour, unlike the later one."""
    data = pd.DataFrame({"City": ["A", "B"], "2010": [1.0, 2.0], "2020": [2.0, 3.0]})
    figure = charts.dots(
        data,
        name="City",
        start="2010",
        end="2020",
        title="A title",
        description="A description.",
        source="A source",
        language="en",
    )

    drawn = svg.drawings(figure.spec)

    assert 2 == drawn["light"].count('fill="#FFFFFF" stroke="#8A929B"')
    assert 2 == drawn["dark"].count('fill="#14181E" stroke="#76808D"')
