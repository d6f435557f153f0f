"""The modules of this package on which code rests, read from its import statements and never guessed.

What is imported inside a function counts as well. Code that imports what it works out while it runs, or
that is no plain Python, counts as resting on the whole package.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from megalopolis.book.cache import digest, file_digest, write
from megalopolis.book.notebooks import Notebook, source

PACKAGE = Path(__file__).resolve().parents[1]
NAME = PACKAGE.name
EVERYTHING = "*"
# Calls that may import anything, by the last part of their name.
DYNAMIC = {"__import__", "import_module", "iter_modules", "walk_packages", "run_module", "run_path"}
RUNNING = {"exec", "eval", "compile"}
Namer = Callable[[Iterable[str]], str]


def of_notebook(notebook: Notebook) -> frozenset[str]:
    """What the code cells of *notebook* import."""
    cells = [source(cell) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    return frozenset().union(*(imports(text, "", package=False) for text in cells))


@cache
def imports(text: str, module: str, *, package: bool) -> frozenset[str]:
    """Names that the source *text* of *module* imports from this package; ``*`` when it may be anything.

    Parameters
    ----------
    text : str
    module : str
        Dotted name; empty for code outside of the package.
    package : bool
        Whether *module* is a package, so that its relative imports start in it.
    """
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return frozenset({EVERYTHING})
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = _start(node, module, package=package)
            # A trailing dot: the package itself is imported, not all that lies in it.
            found |= {f"{start}.", *(f"{start}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Call):
            found |= _called(node)
        elif isinstance(node, ast.Attribute) and node.attr == "modules" and _named(node.value) == "sys":
            found.add(EVERYTHING)
    own = {name for name in found if name.partition(".")[0] == NAME}
    return frozenset(own | (found & {EVERYTHING}))


def _start(node: ast.ImportFrom, module: str, *, package: bool) -> str:
    if not node.level:
        return str(node.module)
    above = module.split(".")
    above = above[: len(above) - node.level + package]
    return ".".join([*above, *([node.module] if node.module else [])])


def _named(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _called(node: ast.Call) -> set[str]:
    """What a call imports, when it is one of those that do."""
    name = _named(node.func)
    if name in DYNAMIC:
        first = node.args[0] if node.args else None
        known = isinstance(first, ast.Constant) and isinstance(first.value, str) and len(node.args) == 1
        return {first.value} if known else {EVERYTHING}  # type: ignore[union-attr]
    return {EVERYTHING} if isinstance(node.func, ast.Name) and name in RUNNING else set()


def namer(kept: Path) -> Namer:
    """A function that names the content of all modules on which given names rest, directly or not.

    Parameters
    ----------
    kept : pathlib.Path
        File in which the imports of each source are kept by its content, since parsing takes seconds.
    """
    files = {_dotted(path): path for path in sorted(PACKAGE.rglob("*.py")) if "__pycache__" not in path.parts}
    contents = {name: file_digest(path) for name, path in files.items()}
    known = _kept(kept)
    fresh: dict[str, list[str]] = {}

    def direct(name: str) -> list[str]:
        key = f"{name} {contents[name]}"
        if key not in known:
            text, package = files[name].read_text(encoding="utf-8"), files[name].name == "__init__.py"
            known[key] = fresh[key] = sorted(imports(text, name, package=package))
        return known[key]

    @cache
    def resolved(name: str) -> set[str]:
        """Modules that an imported name stands for: those above it, and all below when it is a package."""
        parts = name.rstrip(".").split(".")
        above = {whole for cut in range(len(parts)) if (whole := ".".join(parts[: cut + 1])) in files}
        below = {one for one in files if name in files and one.startswith(f"{name}.")}
        return above | below

    @cache
    def closure(names: frozenset[str]) -> frozenset[str]:
        found: set[str] = set()
        waiting = list(names)
        while waiting:
            name = waiting.pop()
            if name == EVERYTHING:
                return frozenset(files)
            new = resolved(name) - found
            found |= new
            for module in new:
                waiting += direct(module)
        return frozenset(found)

    def name(names: Iterable[str]) -> str:
        result = digest([[module, contents[module]] for module in sorted(closure(frozenset(names)))])
        if fresh:
            current = {f"{module} {contents[module]}" for module in files}
            write(kept, json.dumps({key: value for key, value in known.items() if key in current}))
            fresh.clear()
        return result

    return name


def _dotted(path: Path) -> str:
    parts = (NAME, *path.relative_to(PACKAGE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _kept(path: Path) -> dict[str, list[str]]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
