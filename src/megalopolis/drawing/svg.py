"""Draw a Vega-Lite specification as SVG text: same specification, same bytes, on any machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from megalopolis.drawing import engine, theme

WIDE = 700
NARROW = 350

COLOUR = re.compile(r'(fill|stroke)="(#[0-9A-Fa-f]{6})"')


def complete(spec: dict[str, Any], mode: theme.Mode, width: int | None = None) -> dict[str, Any]:
    """The specification with the configuration of *mode*, at *width* pixels when given.

    Notes
    -----
    ``usermeta`` may hold ``narrow`` (properties that replace others below 500 pixels) and
    ``minimumWidth`` (below it the page scrolls inside the figure).
    """
    whole = dict(spec)
    notes = whole.get("usermeta", {})
    whole["config"] = theme.config(mode)
    if width is not None:
        if width < 500:
            whole |= notes.get("narrow", {})
        whole["width"] = max(width, notes.get("minimumWidth", 0))
    return whole


def svg(
    spec: dict[str, Any], mode: theme.Mode = "light", width: int = WIDE, script: Path | None = None
) -> str:
    """Static drawing of *spec*, *width* pixels wide; *script* as for :func:`engine.drawer`."""
    text = engine.drawer(script)(complete(spec, mode, width))
    return text.replace(f'font-family="{theme.FONT}"', f'font-family="{theme.FONT_STACK}"')


def on_paper(drawing: str) -> str:
    """A light *drawing* on a white ground: where no page gives it one, such as a dark JupyterLab."""
    return re.sub(
        r"<svg[^>]*>", rf'\g<0><rect width="100%" height="100%" fill="{theme.PAPER}"/>', drawing, count=1
    )


def darkened(drawing: str) -> str | None:
    """The dark twin of a light *drawing*, or None when a colour in it stands for no role.

    Both modes differ in colours only: exchanging them halves the work.
    """
    dark = theme.dark_colours()
    if "rgb(" in drawing or any(colour.upper() not in dark for _, colour in COLOUR.findall(drawing)):
        return None
    return COLOUR.sub(lambda hit: f'{hit[1]}="{dark[hit[2].upper()]}"', drawing)


def drawings(spec: dict[str, Any], script: Path | None = None) -> dict[str, str]:
    """The four drawings of a page: ``light``, ``dark``, ``light-narrow`` and ``dark-narrow``.

    *script* as for :func:`engine.drawer`.
    """
    found = {}
    for suffix, width in (("", WIDE), ("-narrow", NARROW)):
        found[f"light{suffix}"] = svg(spec, "light", width, script)
        found[f"dark{suffix}"] = darkened(found[f"light{suffix}"]) or svg(spec, "dark", width, script)
    return found
