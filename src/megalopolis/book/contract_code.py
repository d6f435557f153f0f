"""What the code of a chapter may hold: calls with names and literals, nothing to compute or to decide.

- ``parameters``: assignments of literals, each with a comment; ``region`` and ``language`` among them;
- set-up: imports and ``here = Region.load(region, language)``; imports stand nowhere else;
- elsewhere: assignments and calls. No definition, loop, comprehension, condition, arithmetic, formatted
  string, colour, path, or words for the reader: these live in ``src`` and in the tables. Comparing columns
  to choose rows, slicing and unions are calls in other clothes and are allowed.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator

Finding = tuple[str, str, str]  # what was found, the rule, how to mend

REFUSED: dict[type[ast.AST], str] = {
    ast.For: "loop",
    ast.While: "loop",
    ast.ListComp: "loop",
    ast.SetComp: "loop",
    ast.DictComp: "loop",
    ast.GeneratorExp: "loop",
    ast.If: "condition",
    ast.IfExp: "condition",
    ast.Match: "condition",
    ast.Try: "condition",
    ast.Assert: "condition",
    ast.FunctionDef: "definition",
    ast.AsyncFunctionDef: "definition",
    ast.ClassDef: "definition",
    ast.Lambda: "definition",
    ast.AugAssign: "formula",
    ast.JoinedStr: "formatted string",
}
ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.FloorDiv, ast.Mod, ast.Pow, ast.MatMult)
COLOUR = re.compile(r"^#[0-9A-Fa-f]{3,8}$|^(rgb|hsl)a?\(")
PATH = re.compile(
    r"^\.{0,2}/|^(data|src|chapters|tests)/|\\|\.(csv|ya?ml|json|parquet|xlsx|txt|png|svg|ipynb)$"
)
WORDS = re.compile(r"[\u3400-\u9fff]|(?<![A-Za-z])[A-Za-z]+ [A-Za-z]+ [A-Za-z]")
COLOUR_KEYWORDS = {"color", "colour", "colors", "colours", "palette", "cmap", "fill", "stroke"}


def breaches(code: str, kind: str) -> Iterator[Finding]:
    """Every breach by the *code* of one cell; *kind* is ``parameters``, ``set-up`` or ``body``."""
    try:
        tree = ast.parse(code)
    except SyntaxError as error:
        yield (
            (error.text or "").strip(),
            "Python without magics or shell commands",
            "Write a call of a function.",
        )
        return
    if kind == "parameters":
        yield from _parameters(code, tree)
    elif kind == "set-up":
        yield from _set_up(tree)
    else:
        yield from _body(tree)
    yield from _strings(tree)


def _parameters(code: str, tree: ast.Module) -> Iterator[Finding]:
    tokens = tokenize.generate_tokens(io.StringIO(code).readline)
    comments = {token.start for token in tokens if token.type == tokenize.COMMENT}
    beside = {line for line, _ in comments}
    above = {line for line, column in comments if column == 0}
    names = []
    for statement in tree.body:
        shown = ast.unparse(statement)
        if not isinstance(statement, ast.Assign) or not isinstance(statement.targets[0], ast.Name):
            yield shown, "an assignment of a literal to one name", "Move anything else to the set-up cell."
            continue
        names.append(statement.targets[0].id)
        try:
            ast.literal_eval(statement.value)
        except ValueError:
            yield shown, "a literal, so that papermill can replace it", "Write the value itself."
        lines = range(statement.lineno, (statement.end_lineno or statement.lineno) + 1)
        if not beside & set(lines) and statement.lineno - 1 not in above:
            yield (
                shown,
                "a comment beside or above it that says what it is",
                "Add '# …' at the end of the line.",
            )
    for name in ("region", "language"):
        if name not in names:
            yield ", ".join(names), f"the parameter {name}", f"Add {name} = … with a comment."


def _set_up(tree: ast.Module) -> Iterator[Finding]:
    for statement in tree.body:
        if not isinstance(statement, (ast.Import, ast.ImportFrom, ast.Assign)):
            yield (
                ast.unparse(statement),
                "imports and here = Region.load(region, language)",
                "Move it to a cell below.",
            )
    if "Region.load(region, language)" not in ast.unparse(tree):
        rule = "here = Region.load(region, language), so that the chapter follows its parameters"
        yield "", rule, "Load the region in the set-up cell."


def _body(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        kind = REFUSED.get(type(node))
        if isinstance(node, ast.BinOp) and isinstance(node.op, ARITHMETIC):
            kind = "formula"
        if kind:
            yield (
                ast.unparse(node)[:80],
                f"no {kind} in a chapter",
                "Move it to a tested function under src/megalopolis.",
            )
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            yield ast.unparse(node), "imports in the set-up cell only", "Move the import there."
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in {"print", "open", "exec", "eval"}
        ):
            yield (
                ast.unparse(node)[:80],
                f"no {node.func.id}() in a chapter",
                "Show a finding, a chart or a table.",
            )
        if isinstance(node, ast.keyword) and node.arg in COLOUR_KEYWORDS:
            yield (
                f"{node.arg}={ast.unparse(node.value)}",
                "no colour in a chapter",
                "Colours belong to the theme of the charts.",
            )


def _strings(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        value = node.value
        if COLOUR.search(value):
            yield value, "no colour in a chapter", "Colours belong to the theme of the charts."
        elif PATH.search(value):
            yield value, "no path in a chapter", "Ask the region for it: only Region knows file names."
        elif WORDS.search(value):
            yield value, "no words for the reader in code", "Put them into data/labels and use here.say(key)."
