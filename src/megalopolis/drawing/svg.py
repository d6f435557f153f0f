"""Draw a Vega-Lite specification as SVG text: same specification, same bytes, on any machine."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from megalopolis.drawing import theme, typeface

VEGA_LITE = "6.4"
WIDE = 700
NARROW = 350

COLOUR = re.compile(r'(fill|stroke)="(#[0-9A-Fa-f]{6})"')
IDENTIFIER = re.compile(r'id="((?:clip|gradient_)\d+)"')


@cache
def _converter(fonts: Path | None) -> Any:
    """vl-convert with the font registered; imported here because it starts a JavaScript engine."""
    import vl_convert

    # Without a registered font vl-convert drops every Chinese character, silently.
    vl_convert.register_font_directory(str(typeface.folder(fonts)))
    return vl_convert


def complete(spec: dict[str, Any], mode: theme.Mode, width: int | None = None) -> dict[str, Any]:
    """The specification with the configuration of *mode*, at *width* pixels when given.

    Notes
    -----
    ``usermeta`` may hold ``narrow`` (properties that replace others below 500 pixels) and
    ``minimumWidth`` (below it the page scrolls inside the figure).
    """
    whole = deepcopy(spec)
    notes = whole.get("usermeta", {})
    whole["config"] = theme.config(mode)
    if width is not None:
        if width < 500:
            whole |= notes.get("narrow", {})
        whole["width"] = max(width, notes.get("minimumWidth", 0))
    return whole


def svg(
    spec: dict[str, Any], mode: theme.Mode = "light", width: int = WIDE, fonts: Path | None = None
) -> str:
    """Static drawing of *spec*, *width* pixels wide; *fonts* as for :func:`typeface.folder`.

    Vega numbers clips and gradients through the life of a process; they are numbered anew within the
    drawing so that its bytes do not depend on what was drawn before.
    """
    whole = json.dumps(complete(spec, mode, width)).replace(f'"{theme.FONT}"', f'"{typeface.FAMILY}"')
    text: str = _converter(fonts).vegalite_to_svg(whole, vl_version=VEGA_LITE)
    numbers = {name: f"part{place}" for place, name in enumerate(dict.fromkeys(IDENTIFIER.findall(text)))}
    text = re.sub(
        r'(id="|url\(#)((?:clip|gradient_)\d+)', lambda hit: hit[1] + numbers.get(hit[2], hit[2]), text
    )
    return text.replace(f'font-family="{typeface.FAMILY}"', f'font-family="{theme.FONT_STACK}"')


def on_paper(drawing: str) -> str:
    """A light *drawing* on a white ground: where no page gives it one, such as a dark JupyterLab."""
    return re.sub(
        r"<svg[^>]*>", rf'\g<0><rect width="100%" height="100%" fill="{theme.PAPER}"/>', drawing, count=1
    )


def darkened(drawing: str) -> str | None:
    """The dark twin of a light *drawing*, or None when a colour in it stands for no role.

    Measuring Chinese text takes most of the time of a drawing, and both modes have the same text:
    exchanging the colours halves the work.
    """
    dark = theme.dark_colours()
    if "rgb(" in drawing or any(colour.upper() not in dark for _, colour in COLOUR.findall(drawing)):
        return None
    return COLOUR.sub(lambda hit: f'{hit[1]}="{dark[hit[2].upper()]}"', drawing)


def drawings(spec: dict[str, Any], fonts: Path | None = None) -> dict[str, str]:
    """The four drawings of a page: ``light``, ``dark``, ``light-narrow`` and ``dark-narrow``.

    *fonts* as for :func:`typeface.folder`.
    """
    found = {}
    for suffix, width in (("", WIDE), ("-narrow", NARROW)):
        found[f"light{suffix}"] = svg(spec, "light", width, fonts)
        found[f"dark{suffix}"] = darkened(found[f"light{suffix}"]) or svg(spec, "dark", width, fonts)
    return found
