"""The one look of all charts: two Vega configurations, light and dark, and nothing else.

Specifications name roles (``style="ours"``, ``range: "ramp"``); the colours stand once, in
``assets/chart-themes.json``, which the browser reads too.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Mode = Literal["light", "dark"]

PAPER = "#FFFFFF"
"""The ground of a light chart; the book's page gives it, another place may be dark."""

FONT = "Noto Sans CJK SC"
"""The family that text is measured with; it is carried by the package noto_cjk_sans_otc."""

FONT_STACK = (
    "'Noto Sans CJK SC','Noto Sans SC','Source Han Sans SC','PingFang SC','Hiragino Sans GB',"
    "'Microsoft YaHei','WenQuanYi Micro Hei',system-ui,sans-serif"
)
"""What a drawing asks the reader's machine for, in this order."""


@cache
def _themes() -> str:
    return files("megalopolis").joinpath("assets", "chart-themes.json").read_text(encoding="utf-8")


def config(mode: Mode = "light") -> dict[str, Any]:
    """Vega-Lite configuration of a *mode*; a fresh dictionary each time."""
    chosen: dict[str, Any] = json.loads(_themes())[mode]
    return chosen


def dark_colours() -> dict[str, str]:
    """Every colour of the light configuration, upper case, and the dark one in the same role."""

    def pairs(light: Any, dark: Any) -> list[tuple[str, str]]:
        if isinstance(light, dict):
            return [pair for key in light for pair in pairs(light[key], dark[key])]
        if isinstance(light, list):
            return [pair for one, other in zip(light, dark, strict=True) for pair in pairs(one, other)]
        return [(light.upper(), dark)] if isinstance(light, str) and light.startswith("#") else []

    return dict(pairs(config("light"), config("dark")))
