"""Read a chapter, keep one language of it, write it so that equal notebooks are equal bytes.

A notebook is handled as the parsed JSON that it is; nothing here changes its argument.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from megalopolis.book import shape
from megalopolis.book.contract import contract
from megalopolis.book.places import LANGUAGES
from megalopolis.errors import ParameterError

Notebook = dict[str, Any]
Cell = dict[str, Any]

__all__ = ["Cell", "Notebook", "contract", "keep_language", "read", "source", "tags", "text"]


def read(path: Path) -> Notebook:
    """The notebook stored at *path*.

    Raises
    ------
    ParameterError
        The file is missing, is not UTF-8 or JSON, or is no notebook of format 4.
    """
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"expected a notebook at {path}; found no such file") from None
    except UnicodeDecodeError as error:
        raise ParameterError(
            f"expected UTF-8 in {path}; found byte {error.object[error.start]:#x}"
        ) from error
    except json.JSONDecodeError as error:
        raise ParameterError(
            f"expected a notebook (JSON) in {path}; found {error.msg} in line {error.lineno}. "
            "Open it in an editor and mend that line, or take the last committed version"
        ) from error
    wrong = shape.fault(notebook)
    if not wrong and (notebook.get("nbformat") != 4 or "metadata" not in notebook):
        wrong = "another nbformat, or no metadata"
    if wrong:
        raise ParameterError(
            f"expected a notebook of format 4 in {path}; found {wrong}: "
            "open it in JupyterLab and save it again"
        )
    return dict(notebook)


def text(notebook: Notebook) -> str:
    """The notebook as canonical JSON: sorted keys, one indentation, UTF-8 characters as such."""
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def compact(notebook: Notebook) -> str:
    """The same on one line, for programs: it is written in a tenth of the time."""
    return json.dumps(notebook, ensure_ascii=False, sort_keys=True)


def source(cell: Cell) -> str:
    """The text of a cell, which the format allows to be a string or a list of lines."""
    written = cell.get("source", "")
    return written if isinstance(written, str) else "".join(written)


def tags(cell: Cell) -> tuple[str, ...]:
    """The tags of a cell."""
    return tuple(cell.get("metadata", {}).get("tags", ()))


def keep_language(notebook: Notebook, language: str) -> Notebook:
    """The notebook without the cells of the other languages."""
    others = set(LANGUAGES) - {language}
    return {**notebook, "cells": [cell for cell in notebook["cells"] if not others & set(tags(cell))]}
