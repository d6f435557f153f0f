"""Whether a notebook keeps the contract of a chapter.

A breach names the cell by its number, counted from 1, and its id. The rules:

- a valid notebook of format 4.5 for the kernel ``python3``, stored without outputs or execution counts,
  every cell with an id of its own;
- the first code cell, and no other, is tagged ``parameters`` (:mod:`~megalopolis.book.contract_code`);
  the second is tagged ``hide-input`` and loads the region;
- a template names in its metadata the parameter that its pages differ in, and takes it;
- every text cell is tagged ``zh`` or ``en``; after each Chinese cell comes its English twin, with the same
  levels of headings (:mod:`~megalopolis.book.contract_prose`); the first pair opens with the title, and
  there is no other heading of level 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from megalopolis.book import contract_code, contract_prose, shape
from megalopolis.book.places import LANGUAGES
from megalopolis.errors import Breach

HEADING = re.compile(r"^(#{1,6}) ", re.MULTILINE)
FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,}).*?^\1[ \t]*$", re.MULTILINE | re.DOTALL)
Cell = dict[str, Any]
# Patterns look for the end of what they find, so time may grow with the square of a text's length.
LONGEST = 50_000
# What a rule finds: number of the cell or None for the whole notebook, what was found, the rule, how to mend.
Finding = tuple[int | None, str, str, str]


def contract(path: Path) -> list[Breach]:
    """Every breach of the contract by the notebook at *path*, in the order of its cells.

    Parameters
    ----------
    path : pathlib.Path
        A notebook under ``chapters``.

    Returns
    -------
    list of Breach
        Empty when the notebook keeps the contract.
    """
    file = path.as_posix().rpartition("chapters/")
    name = f"chapters/{file[2]}" if file[1] else path.name
    try:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        if wrong := shape.fault(notebook):
            raise ValueError(f"found {wrong}")
        cells: list[Cell] = notebook["cells"]
    except (OSError, ValueError, RecursionError) as error:
        return [
            Breach(
                name, None, "", str(error), "a notebook in JSON and UTF-8", "Save it again from JupyterLab."
            )
        ]
    found = sorted(_findings(notebook, cells), key=lambda finding: finding[0] or 0)
    return [
        Breach(
            name,
            None,
            "" if number is None else f"cell {number} ({cells[number - 1].get('id', 'no id')})",
            *rest,
        )
        for number, *rest in found
    ]


def text(cell: Cell) -> str:
    """The text of a cell."""
    written = cell.get("source", "")
    return written if isinstance(written, str) else "".join(written)


def tagged(cell: Cell, tag: str) -> bool:
    """Whether the cell has *tag*."""
    return tag in cell.get("metadata", {}).get("tags", ())


def template(notebook: dict[str, Any]) -> str | None:
    """The parameter that the pages of a template differ in; None for a notebook that makes one page."""
    name = notebook.get("metadata", {}).get("megalopolis", {}).get("template")
    return None if name is None else str(name)


def _findings(notebook: dict[str, Any], cells: list[Cell]) -> Iterator[Finding]:
    long = [number for number, cell in enumerate(cells, start=1) if len(text(cell)) > LONGEST]
    if long:
        rule = f"at most {LONGEST:,} characters"
        yield from ((number, f"{len(text(cells[number - 1])):,}", rule, "Part the cell.") for number in long)
        return
    yield from _form(notebook)
    for number, cell in enumerate(cells, start=1):
        yield from _stored(number, cell, cells)
    yield from _order_of_code(cells)
    yield from _template(notebook, cells)
    yield from _pairs(cells)
    yield from _titles(cells)
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") == "code":
            kind = "parameters" if tagged(cell, "parameters") else "body"
            kind = (
                "set-up" if tagged(cell, "hide-input") and _code_numbers(cells).index(number) == 1 else kind
            )
            for value, rule, mend in contract_code.breaches(text(cell), kind):
                yield number, value, rule, mend
        else:
            for value, rule, mend in contract_prose.breaches(text(cell), chinese=tagged(cell, "zh")):
                yield number, value, rule, mend


def _code_numbers(cells: list[Cell]) -> list[int]:
    return [number for number, cell in enumerate(cells, start=1) if cell.get("cell_type") == "code"]


def _form(notebook: dict[str, Any]) -> Iterator[Finding]:
    form = (notebook.get("nbformat"), notebook.get("nbformat_minor"))
    if form != (4, 5):
        yield (
            None,
            f"{form[0]}.{form[1]}",
            "a notebook of format 4.5, the first with cell ids",
            "Save it from JupyterLab.",
        )
    kernel = notebook.get("metadata", {}).get("kernelspec", {}).get("name")
    if kernel != "python3":
        yield None, str(kernel), "the kernel python3", "Set metadata.kernelspec.name to python3."


def _stored(number: int, cell: Cell, cells: list[Cell]) -> Iterator[Finding]:
    identifier = cell.get("id")
    if not identifier:
        yield number, "", "an id", "Give the cell an id; results are traced by it."
    elif sum(other.get("id") == identifier for other in cells) > 1:
        yield number, identifier, "an id that no other cell has", "Give one of the cells another id."
    if cell.get("outputs"):
        yield (
            number,
            f"{len(cell['outputs'])} outputs",
            "a cell stored without outputs",
            "Clear all outputs and save.",
        )
    if cell.get("execution_count") is not None:
        count = str(cell["execution_count"])
        yield number, count, "a cell stored without an execution count", "Clear all outputs and save."
    if cell.get("cell_type") not in {"code", "markdown"}:
        yield number, str(cell.get("cell_type")), "a code or a text cell", "Change the type of the cell."


def _order_of_code(cells: list[Cell]) -> Iterator[Finding]:
    numbers = _code_numbers(cells)
    marked = [number for number in numbers if tagged(cells[number - 1], "parameters")]
    rule = "the first code cell, and only it, tagged 'parameters'"
    if marked != numbers[:1] or not marked:
        yield (
            (marked[-1] if marked else None),
            f"tagged: cells {marked}",
            rule,
            "Tag the first code cell 'parameters'.",
        )
    if len(numbers) < 2 or not tagged(cells[numbers[1] - 1], "hide-input"):
        number = numbers[1] if len(numbers) > 1 else None
        rule = "the second code cell tagged 'hide-input': imports and here = Region.load(region, language)"
        yield number, "", rule, "Put the set-up after the parameters and tag it."


def _template(notebook: dict[str, Any], cells: list[Cell]) -> Iterator[Finding]:
    name = template(notebook)
    taken = "\n".join(text(cell) for cell in cells if tagged(cell, "parameters"))
    if name is not None and not re.search(rf"^{re.escape(name)} = ", taken, re.MULTILINE):
        rule = f"a template that takes the parameter {name}, in which its pages differ"
        yield None, f"template: {name}", rule, f"Add {name} = … to the parameters, or mend the metadata."


def _pairs(cells: list[Cell]) -> Iterator[Finding]:
    """Text comes as a Chinese cell and its English twin, again and again."""
    waiting: int | None = None
    mend = "Put the Chinese cell first and its English twin right after it."
    for number, cell in enumerate(cells, start=1):
        languages = [language for language in LANGUAGES if tagged(cell, language)]
        if cell.get("cell_type") != "markdown":
            if languages:
                yield (
                    number,
                    languages[0],
                    "code that serves both languages",
                    "Remove the tag; take words from tables.",
                )
            if waiting is not None:
                yield waiting, "", "an English twin right after the Chinese cell", mend
            waiting = None
        elif len(languages) != 1:
            yield (
                number,
                ", ".join(languages),
                "exactly one of the tags zh and en",
                "Tag the cell with its language.",
            )
        elif languages == ["zh"]:
            if waiting is not None:
                yield waiting, "", "an English twin right after the Chinese cell", mend
            waiting = number
        elif waiting is None:
            yield number, "", "a Chinese twin right before the English cell", mend
        else:
            levels = [HEADING.findall(FENCE.sub("", text(cells[place - 1]))) for place in (waiting, number)]
            if levels[0] != levels[1]:
                shown = " and ".join(" ".join(level) or "none" for level in levels)
                yield (
                    number,
                    shown,
                    "the same levels of headings in both twins",
                    "Give both the same structure.",
                )
            waiting = None
    if waiting is not None:
        yield waiting, "", "an English twin right after the Chinese cell", mend


def _titles(cells: list[Cell]) -> Iterator[Finding]:
    for place, language in enumerate(LANGUAGES):
        if (
            len(cells) <= place
            or not text(cells[place]).startswith("# ")
            or not tagged(cells[place], language)
        ):
            rule = f"cell {place + 1} opening with the title ('# …') and tagged {language}"
            yield (
                (place + 1 if len(cells) > place else None),
                "",
                rule,
                "Begin with the title in both languages.",
            )
    for number, cell in enumerate(cells, start=1):
        if cell.get("cell_type") == "markdown":
            titles = HEADING.findall(FENCE.sub("", text(cell))).count("#")
            if titles > (number <= len(LANGUAGES)):
                yield number, "# …", "one heading of level 1 a language", "Use ## and below."
