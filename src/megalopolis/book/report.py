"""Pages that stand alone: one file with its own style, in the colours of the book."""

from __future__ import annotations

import math
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from megalopolis.book import interface, policy, theme

MISSING = "—"


def html(template: str, **values: Any) -> str:
    """A page out of a template beside ``report.html``, which it extends.

    Parameters
    ----------
    template : str
        Name of a file under ``assets/templates``.
    **values
        What the template asks for; *languages* decides the order of its parts.
    """
    folder = str(files("megalopolis").joinpath("assets", "templates"))
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = number
    shown = {"icon": theme.ICON, "tags": interface.TAGS, "names": interface.NAMES, "policy": policy.header()}
    return environment.get_template(template).render(**shown, **values)


def number(value: float | None) -> str:
    """A figure with four digits that count; whole numbers whole."""
    if value is None or not math.isfinite(value):
        return MISSING
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.{max(0, 3 - math.floor(math.log10(abs(value))))}f}"
