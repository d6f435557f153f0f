"""Mutants of a module: one operator, comparison, constant, condition or result at a time is another.

Left alone are what no result depends on: docstrings, annotations, decorators, texts, and what is only raised
or shown in a message.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass

OPERATORS: dict[type, type] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Div,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.And: ast.Or,
    ast.Or: ast.And,
}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change.

    Attributes
    ----------
    line : int
    what : str
        What stands there before and after.
    tree : ast.Module
        The whole module with it.
    """

    line: int
    what: str
    tree: ast.Module


def count(source: str) -> int:
    """How many mutants a module has."""
    return sum(1 for _ in _changes(ast.parse(source)))


def mutant(source: str, number: int) -> Mutant:
    """The mutant with this number, from 0."""
    tree = ast.parse(source)
    for place, (node, change) in enumerate(_changes(tree)):
        if place == number:
            before = ast.unparse(node)
            change()
            return Mutant(node.lineno, f"{_short(before)} -> {_short(ast.unparse(node))}", tree)
    raise IndexError(number)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 70 else f"{line[:67]}…"


def _changes(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.stmt, Callable[[], None]]]:
    """Every node that can be another, with what makes it that; nodes stay where they are."""
    for node in _live(tree):
        if isinstance(node, ast.BinOp | ast.BoolOp) and type(node.op) in OPERATORS:
            yield node, _setter(node, "op", OPERATORS[type(node.op)]())
        elif isinstance(node, ast.Compare):
            for place, operator in enumerate(node.ops):
                if type(operator) in OPERATORS:
                    ops = list(node.ops)
                    ops[place] = OPERATORS[type(operator)]()
                    yield node, _setter(node, "ops", ops)
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            yield node, _setter(node, "op", ast.UAdd())
        elif isinstance(node, ast.Constant) and isinstance(node.value, bool):
            yield node, _setter(node, "value", not node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, int | float):
            yield node, _setter(node, "value", node.value + 1)
        elif isinstance(node, ast.If | ast.IfExp | ast.While):
            inverted = ast.UnaryOp(ast.Not(), node.test)
            yield node, _setter(node, "test", ast.copy_location(inverted, node.test))
        elif isinstance(node, ast.Return) and node.value is not None:
            yield node, _setter(node, "value", ast.copy_location(ast.Constant(None), node.value))


def _setter(node: ast.AST, field: str, value: object) -> Callable[[], None]:
    def change() -> None:
        setattr(node, field, value)
        ast.fix_missing_locations(node)

    return change


def _live(node: ast.AST) -> Iterator[ast.AST]:
    """Every node below *node* on which a result can depend."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, ast.AST) and not isinstance(one, ast.Raise | ast.JoinedStr | ast.AnnAssign):
                yield one
                yield from _live(one)
            elif isinstance(one, ast.AnnAssign) and one.value is not None:
                yield one.value
                yield from _live(one.value)
