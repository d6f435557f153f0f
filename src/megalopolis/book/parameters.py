"""What a chapter takes, and whether what the user gives fits.

A parameter is a literal assignment in the cell tagged ``parameters``; the type of the default is the
type that is expected.
"""

from __future__ import annotations

import ast
import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from megalopolis.book.notebooks import Notebook, source, tags
from megalopolis.errors import ParameterError

Defaults = dict[str, Any]
WORDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}


def defaults(notebook: Notebook, chapter: str) -> Defaults:
    """Names and values of the parameters of a chapter; none when it has no such cell.

    Raises
    ------
    ParameterError
        The cell holds anything but assignments of literals.
    """
    found: Defaults = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code" and "parameters" in tags(cell):
            try:
                statements = ast.parse(source(cell)).body
                found |= {_name(statement): ast.literal_eval(statement.value) for statement in statements}  # type: ignore[attr-defined]
            except (SyntaxError, ValueError, AttributeError) as error:
                raise ParameterError(
                    f"chapter {chapter}: expected only literals assigned in the cell tagged 'parameters'; "
                    f"found {source(cell)!r}"
                ) from error
    return found


def _name(statement: ast.stmt) -> str:
    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target = statement.targets[0]
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        target = statement.target
    else:
        raise ValueError("not an assignment of one name")
    if not isinstance(target, ast.Name):
        raise ValueError("not a name")
    return target.id


def pairs(given: Iterable[str]) -> dict[str, str]:
    """``NAME=VALUE`` as the user typed it, taken apart.

    Raises
    ------
    ParameterError
        There is no equals sign, or a name comes twice with different values.
    """
    parsed: dict[str, str] = {}
    for item in given:
        name, equals, value = item.partition("=")
        if not equals or not name.strip().isidentifier():
            raise ParameterError(f"expected a parameter as NAME=VALUE, such as year=2010; found {item!r}")
        if parsed.setdefault(name.strip(), value) != value:
            raise ParameterError(
                f"parameter {name.strip()} is given twice: {parsed[name.strip()]!r} and {value!r}"
            )
    return parsed


def convert(name: str, value: str, default: Any, chapter: str) -> Any:
    """*value* as the type of *default*.

    Raises
    ------
    ParameterError
        It cannot be read as that type.
    """
    if isinstance(default, str):
        return value
    lowered = {"true": "True", "false": "False", "none": "None", "null": "None"}.get(value.lower(), value)
    try:
        literal = ast.literal_eval(lowered)
    except (ValueError, SyntaxError):
        literal = value
    if default is None or type(literal) is type(default):
        return literal
    if isinstance(default, float) and type(literal) is int:
        return float(literal)
    wanted = WORDS.get(type(default), type(default).__name__)
    raise ParameterError(
        f"parameter {name} of chapter {chapter}: expected {wanted}, "
        f"as its default {default!r}; found {value!r}"
    )


def assign(given: Mapping[str, str], taken: Mapping[str, Defaults]) -> dict[str, Defaults]:
    """What each chapter is given: a parameter goes to every chapter that takes it.

    Parameters
    ----------
    given : mapping
        Name -> value as typed.
    taken : mapping
        Chapter -> its defaults.

    Raises
    ------
    ParameterError
        No chapter takes a name, or a value has the wrong type; every fault is listed.
    """
    complaints: list[str] = []
    names = {name for chapter in taken.values() for name in chapter}
    for name in sorted(set(given) - names):
        near = difflib.get_close_matches(name, sorted(names), n=1)
        hint = f"; did you mean {near[0]}?" if near else ""
        complaints.append(f"parameter {name}: no chapter takes it{hint}")
    assigned: dict[str, Defaults] = {}
    for chapter, own in taken.items():
        assigned[chapter] = {}
        for name in sorted(set(given) & set(own)):
            try:
                assigned[chapter][name] = convert(name, given[name], own[name], chapter)
            except ParameterError as error:
                complaints.append(str(error))
    if complaints:
        raise ParameterError(
            "\n".join([*dict.fromkeys(complaints), "Parameters that can be given:", *_listing(taken)])
        )
    return assigned


def _listing(taken: Mapping[str, Defaults]) -> list[str]:
    """One line a parameter: its default, and the chapters that take it."""
    lines = []
    for name in sorted({name for own in taken.values() for name in own}):
        chapters = [chapter for chapter, own in taken.items() if name in own]
        values = " or ".join(dict.fromkeys(repr(taken[chapter][name]) for chapter in chapters))
        where = "every chapter" if len(chapters) == len(taken) and len(taken) > 1 else ", ".join(chapters)
        lines.append(f"- {name} = {values} ({where})")
    return lines


def reconcile(option: str, chosen: str | None, given: Mapping[str, str]) -> str | None:
    """The value of ``--option`` and of ``-p option=``, which must not contradict each other."""
    typed = given.get(option)
    if chosen is not None and typed is not None and chosen != typed:
        raise ParameterError(
            f"--{option} {chosen} and -p {option}={typed} contradict each other: give one of them"
        )
    return typed if chosen is None else chosen
