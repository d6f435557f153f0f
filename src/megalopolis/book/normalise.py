"""An executed notebook without anything that differs between two runs, in two forms.

``page`` is what Jupyter Book renders: figures as HTML with files beside it, one form of each output.
``download`` is what a reader takes away: figures as drawings and specifications, so that it shows the same
in any Jupyter. Findings, verdicts and their kin are taken out of both and listed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from megalopolis.book import figures, portable
from megalopolis.book.notebooks import Cell, Notebook, source, tags
from megalopolis.book.places import LANGUAGES

OWN = re.compile(r"application/vnd\.megalopolis\.([a-z-]+)\+json")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")
STYLER = re.compile(r"\bT_([0-9a-f]{5,})")
INJECTED = "injected-parameters"
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "pygments_lexer": "ipython3",
}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
Output = dict[str, Any]
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
    outputs = {cell.get("id"): cell for cell in executed["cells"] if cell["cell_type"] == "code"}
    injected = [cell for cell in executed["cells"] if INJECTED in tags(cell)]
    cells: list[Cell] = []
    for cell in source_notebook["cells"]:
        cells.append(outputs[cell.get("id")] if cell["cell_type"] == "code" else cell)
        if "parameters" in tags(cell):
            cells += injected
            injected = []
    return {**source_notebook, "cells": [*injected, *cells]}


def normalise(
    notebook: Notebook, chapter: str, language: str, *, figure: Figure = figures.html
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
    """
    result = Normalised({}, {})
    page, download, warnings, count = [], [], [], 0
    counts: dict[str, int] = {}
    for cell in notebook["cells"]:
        identifier = INJECTED if INJECTED in tags(cell) else cell["id"]
        clean: Cell = {
            "cell_type": cell["cell_type"],
            "id": identifier,
            "metadata": _metadata(cell),
            "source": source(cell),
        }
        if "attachments" in cell:
            clean["attachments"] = cell["attachments"]
        if cell["cell_type"] != "code":
            page.append(clean)
            download.append(clean)
            continue
        count += 1
        shown: list[Output] = []
        taken: list[Output] = []
        for output in _merged(cell["outputs"]):
            if output.get("name") == "stderr":
                warnings.append(f"cell {identifier}: {output['text'].strip()}")
                continue
            data = dict(output.get("data", {}))
            for mime in [mime for mime in data if (match := OWN.fullmatch(mime)) and match[1] != "figure"]:
                result.records.setdefault(OWN.fullmatch(mime)[1], []).append(data.pop(mime))  # type: ignore[index]
            if figures.PAYLOAD in data:
                payload = data[figures.PAYLOAD]
                counts[payload["kind"]] = counts.get(payload["kind"], 0) + 1
                html, files = figure(
                    payload,
                    stem=chapter,
                    number=counts[payload["kind"]],
                    page_depth=chapter.count("/"),
                    language=language,
                )
                result.files.update(files)
                shown.append(_display({"text/html": html}))
                taken.append(_display(portable.output(payload)))
            else:
                clear = _output(output, data, identifier, count)
                if clear:
                    shown.append(clear)
                    taken.append(clear)
        page.append({**clean, "execution_count": count, "outputs": shown})
        download.append({**clean, "execution_count": count, "outputs": taken})
    form = {"metadata": {"kernelspec": KERNEL, "language_info": LANGUAGE}, "nbformat": 4, "nbformat_minor": 5}
    return Normalised(
        {**form, "cells": [_for_page(cell) for cell in page]},
        {**form, "cells": download},
        result.files,
        result.records,
        tuple(warnings),
    )


def _metadata(cell: Cell) -> dict[str, Any]:
    """Tags without the languages, and what MyST-NB reads; times and papermill's notes go."""
    kept: dict[str, Any] = {"tags": [tag for tag in tags(cell) if tag not in LANGUAGES]}
    if "mystnb" in cell.get("metadata", {}):
        kept["mystnb"] = cell["metadata"]["mystnb"]
    return {name: value for name, value in kept.items() if value}


def _for_page(cell: Cell) -> Cell:
    """Injected parameters are not shown on the page, and the cell of parameters is folded."""
    own = set(tags(cell))
    added = [tag for mark, tag in ((INJECTED, "remove-cell"), ("parameters", "hide-input")) if mark in own]
    if not added:
        return cell
    return {
        **cell,
        "metadata": {**cell["metadata"], "tags": [*tags(cell), *(t for t in added if t not in own)]},
    }


def _merged(outputs: list[Output]) -> list[Output]:
    """Outputs with the pieces of a stream joined: where it was cut depends on the speed of the machine."""
    merged: list[Output] = []
    for output in outputs:
        if output["output_type"] == "stream":
            text = output["text"] if isinstance(output["text"], str) else "".join(output["text"])
            before = merged[-1] if merged else {}
            if before.get("name") == output["name"]:
                merged[-1] = {**before, "text": before["text"] + text}
            else:
                merged.append({"output_type": "stream", "name": output["name"], "text": text})
        else:
            merged.append(output)
    return merged


def _display(data: dict[str, Any]) -> Output:
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _output(output: Output, data: dict[str, Any], cell: str, count: int) -> Output | None:
    """An output without addresses in memory or random identifiers; None when nothing is left of it."""
    if output["output_type"] == "stream":
        return {**output, "text": ADDRESS.sub(" at 0x…", output["text"])}
    if output["output_type"] not in {"display_data", "execute_result"}:
        return output
    clear = {mime: _clear(mime, value, cell) for mime, value in sorted(data.items())}
    # Where there is something better to show, the text form is only noise.
    glued = "scrapbook" in output.get("metadata", {})
    if not glued and any(mime.startswith(("text/html", "image/")) for mime in clear):
        clear.pop("text/plain", None)
        clear = {mime: value for mime, value in clear.items() if value}
    if not clear:
        return None
    number = {"execution_count": count} if output["output_type"] == "execute_result" else {}
    return {
        "output_type": output["output_type"],
        "data": clear,
        "metadata": output.get("metadata", {}),
        **number,
    }


def _clear(mime: str, value: Any, cell: str) -> Any:
    if not isinstance(value, (str, list)) or not mime.startswith(("text/", "application/papermill")):
        return value
    text = value if isinstance(value, str) else "".join(value)
    text = ADDRESS.sub(" at 0x…", text)
    if mime == "text/html":
        numbers = {
            found: f"T_{cell}_{place}" for place, found in enumerate(dict.fromkeys(STYLER.findall(text)))
        }
        text = STYLER.sub(lambda match: numbers[match[1]], text)
    return text
