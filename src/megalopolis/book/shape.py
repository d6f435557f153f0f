"""Whether parsed JSON has the shape of a notebook: what every reader of cells counts on."""

from __future__ import annotations

from typing import Any


def fault(notebook: Any) -> str:
    """What of a notebook has another shape than its format says, in a few words; empty when nothing has."""
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        return "no list of cells"
    about = notebook.get("metadata", {})
    if not isinstance(about, dict):
        return "no object metadata"
    for name in ("kernelspec", "megalopolis"):
        if not isinstance(about.get(name, {}), dict):
            return f"metadata.{name} that is no object"
    for number, cell in enumerate(notebook["cells"], start=1):
        wrong = _cell(cell)
        if wrong:
            return f"{wrong} in cell {number}"
    return ""


def _cell(cell: Any) -> str:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return "no cell_type"
    if not _words(cell.get("source")):
        return "no text as source"
    if not isinstance(cell.get("id", ""), str):
        return "an id that is no text"
    about = cell.get("metadata", {})
    if not isinstance(about, dict) or not isinstance(about.get("tags", []), list):
        return "metadata without a list of tags"
    if not _words(about.get("tags", [])):
        return "a tag that is no text"
    outputs = cell.get("outputs", [])
    if not isinstance(outputs, list) or not all(isinstance(one, dict) for one in outputs):
        return "outputs that are no list of objects"
    return ""


def _words(value: Any) -> bool:
    """Whether it is a text, or a list of texts."""
    return isinstance(value, str) or (isinstance(value, list) and all(isinstance(one, str) for one in value))
