"""Run a chapter in this process, as the build of the book does in its tests, and say whether all is well.

It is not when a cell fails, a finding has no figure, or a headline number or a verdict is not the one that
follows from the tables alone (see recompute.py): the suite builds the book and looks at these.
"""

from __future__ import annotations

import ast
import json
import os
from functools import cache
from pathlib import Path

import numpy as np
import recompute

KIND = "application/vnd.megalopolis.{}+json"


@cache
def cells(path: Path) -> tuple[str, ...]:
    """The code of a chapter."""
    content = json.loads(path.read_text(encoding="utf-8"))
    return tuple("".join(one["source"]) for one in content["cells"] if one["cell_type"] == "code")


@cache
def imported(path: Path) -> frozenset[str]:
    """Modules of the package that a chapter imports, by their dotted names."""
    return frozenset(
        f"{node.module}.{one.name}"
        for cell in cells(path)
        for node in ast.walk(ast.parse(cell))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("megalopolis")
        for one in node.names
    )


def sound(path: Path) -> bool:
    """Whether every cell runs, and nothing that is told contradicts the tables."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    os.environ["MEGALOPOLIS_BUILD"] = "1"
    shell = InteractiveShell.instance()
    figures, judged = recompute.headlines()
    for cell in cells(path):
        with capture_output() as seen:
            done = shell.run_cell(cell)
        if not done.success:
            return False
        for output in seen.outputs:
            told = output.data.get(KIND.format("finding"), {})
            if told and told["value"] is None:
                return False
            if told and not np.isclose(
                told["value"], figures.get(told["key"], told["value"]), rtol=1e-9, equal_nan=True
            ):
                return False
            said = output.data.get(KIND.format("verdict"), {})
            if said and said["verdict"] != judged[said["problem"]]:
                return False
    return True
