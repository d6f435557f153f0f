"""An executed notebook without anything that differs between two runs, in two forms.

``page`` is what Jupyter Book renders: figures as HTML with files beside it, one form of each output.
``download`` is what a reader takes away: figures as drawings and specifications, so that it shows the same
in any Jupyter. Findings, verdicts and their kin are taken out of both and listed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from megalopolis.book import drawings, figures, outputs, portable
from megalopolis.book.notebooks import Cell, Notebook, source, tags
from megalopolis.book.outputs import Output
from megalopolis.book.places import LANGUAGES

INJECTED = "injected-parameters"
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "pygments_lexer": "ipython3",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
Figure = Callable[..., tuple[str, dict[str, bytes]]]


@dataclass(frozen=True, slots=True)
class Normalised:
    """A chapter after its execution.

    Attributes
    ----------
    page, download : dict
        The two forms of the notebook.
    files : dict
        Content of the files that the page names, by path from the root of the edition.
    records : dict
        Kind (``finding``, ``verdict``, …) -> what was shown, in order.
    warnings : tuple of str
        What the code wrote to its error stream, one text a cell; it is not part of the page.
    """

    page: Notebook
    download: Notebook
    files: dict[str, bytes] = field(default_factory=dict)
    records: dict[str, list[Any]] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


def join(source_notebook: Notebook, executed: Notebook) -> Notebook:
    """The prose of the one with the code and outputs of the other; the code of both is the same."""
    cells_run = {cell.get("id"): cell for cell in executed["cells"] if cell["cell_type"] == "code"}
    injected = [cell for cell in executed["cells"] if INJECTED in tags(cell)]
    cells: list[Cell] = []
    for cell in source_notebook["cells"]:
        cells.append(cells_run[cell.get("id")] if cell["cell_type"] == "code" else cell)
        if "parameters" in tags(cell):
            cells += injected
            injected = []
    return {**source_notebook, "cells": [*injected, *cells]}


def normalise(
    notebook: Notebook,
    chapter: str,
    language: str,
    *,
    figure: Figure = figures.html,
    draw: drawings.Draw = drawings.fresh,
) -> Normalised:
    """The two forms of an executed *notebook* and what belongs to them.

    Parameters
    ----------
    notebook : dict
        One language of a chapter with outputs.
    chapter : str
        Address of the page, such as ``problems/innovation``.
    language : {"zh", "en"}
        Language of the page.
    figure : callable
        Turns the payload of a figure into HTML and files.
    draw : callable
        Makes the static drawings of the specification of a chart.
    """
    page: list[Cell] = []
    download: list[Cell] = []
    files: dict[str, bytes] = {}
    records: dict[str, list[Any]] = {}
    warnings: list[str] = []
    executed = count(1)
    numbers: dict[str, Iterator[int]] = defaultdict(lambda: count(1))

    def forms(output: Output, cell: str, number: int) -> tuple[Output | None, Output | None]:
        payload = output.get("data", {}).get(figures.PAYLOAD)
        if payload is None:
            same = outputs.clean(output, cell, number)
            return same, same
        kind = payload["kind"]
        if kind == "chart":
            payload = {**payload, "drawings": draw(payload["spec"])}
        place = {"stem": chapter, "number": next(numbers[kind]), "page_depth": chapter.count("/")}
        html, written = figure(payload, language=language, **place)
        files.update(written)
        return outputs.display({"text/html": html}), outputs.display(portable.output(payload))

    for cell in notebook["cells"]:
        bare = _bare(cell)
        if cell["cell_type"] != "code":
            page.append(bare)
            download.append(bare)
            continue
        number = next(executed)
        merged = outputs.merged(cell["outputs"])
        warnings += [
            f"cell {bare['id']}: {one['text'].strip()}" for one in merged if one.get("name") == "stderr"
        ]
        kept = [whole for one in merged if one.get("name") != "stderr" for whole in outputs.spread(one)]
        for kind, record in (found for one in kept for found in outputs.records(one)):
            records.setdefault(kind, []).append(record)
        both = [forms(one, bare["id"], number) for one in kept]
        code = {**bare, "execution_count": number}
        page.append(_for_page({**code, "outputs": [shown for shown, _ in both if shown]}))
        download.append({**code, "outputs": [taken for _, taken in both if taken]})
    form = {"metadata": {"kernelspec": KERNEL, "language_info": LANGUAGE}, "nbformat": 4, "nbformat_minor": 5}
    return Normalised({**form, "cells": page}, {**form, "cells": download}, files, records, tuple(warnings))


def _bare(cell: Cell) -> Cell:
    """A cell without times, languages and outputs; papermill gives its own cell another id in each run."""
    kept = {name: cell[name] for name in ("attachments",) if name in cell}
    identifier = INJECTED if INJECTED in tags(cell) else cell["id"]
    return {
        "cell_type": cell["cell_type"],
        "id": identifier,
        "metadata": _metadata(cell),
        "source": source(cell),
        **kept,
    }


def _metadata(cell: Cell) -> dict[str, Any]:
    """Tags without the languages, and what MyST-NB reads; times and papermill's notes go."""
    kept: dict[str, Any] = {"tags": [tag for tag in tags(cell) if tag not in LANGUAGES]}
    if "mystnb" in cell.get("metadata", {}):
        kept["mystnb"] = cell["metadata"]["mystnb"]
    return {name: value for name, value in kept.items() if value}


def _for_page(cell: Cell) -> Cell:
    """Injected parameters are not shown; all other code is folded, one click away from the reading."""
    own = tags(cell)
    folded = "remove-cell" if INJECTED in own else "hide-input"
    if folded in own:
        return cell
    return {**cell, "metadata": {**cell["metadata"], "tags": [*own, folded]}}
