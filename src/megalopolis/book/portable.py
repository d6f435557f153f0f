"""A figure as a notebook output that shows the same in any Jupyter, without the site around it."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

VEGA_LITE = "application/vnd.vegalite.v6+json"


def output(payload: Mapping[str, Any]) -> dict[str, Any]:
    """The data of one notebook output: drawing and live chart, or table.

    Parameters
    ----------
    payload : mapping
        What a figure of :mod:`megalopolis.charts` hands over, of kind ``chart`` or ``table``.
    """
    notes = [payload[key] for key in ("source", "caveat") if payload.get(key)]
    if payload["kind"] == "chart":
        # imported here, since what only lays out pages draws nothing
        from megalopolis.drawing import svg, theme

        said = {"title": payload["title"], "description": payload["description"]}
        titled = {**payload["spec"], **said, "background": theme.PAPER}
        words = "\n".join([payload["title"], payload["description"], *notes])
        light = svg.on_paper(payload["drawings"]["light"])
        return {"image/svg+xml": light, VEGA_LITE: titled, "text/plain": words}
    return {"text/html": table(payload["title"], payload["table"], notes)}


def table(title: str, content: Mapping[str, Any], notes: list[str]) -> str:
    """A plain HTML table with its title above and its notes below."""
    head = "".join(f'<th scope="col">{escape(str(column))}</th>' for column in content["columns"])
    patterns = [content["formats"].get(column, "") for column in content["columns"]]
    rows = (
        "".join(f"<td>{cell(value, pattern)}</td>" for value, pattern in zip(row, patterns, strict=True))
        for row in content["rows"]
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    heading = f"<caption>{escape(title)}</caption><thead><tr>{head}</tr></thead>"
    return f"<table>{heading}<tbody>{body}</tbody></table>{below}"


def cell(value: Any, pattern: str) -> str:
    """One value as text: empty when missing, numbers by *pattern* when there is one."""
    if value is None:
        return ""
    return escape(pattern.format(value) if pattern and not isinstance(value, str) else str(value))
