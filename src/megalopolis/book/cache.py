"""Results by content: a name computed from everything that a result depends on.

A chapter is executed again when its code cells, the modules they import, what it read, the lock, Python, its
parameters or its language changed; see :mod:`megalopolis.book.reuse`. Its prose does not matter to execution
and is joined to the outputs afterwards, so a corrected sentence executes nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from megalopolis.book.notebooks import Notebook, source, tags
from megalopolis.book.places import Places

IGNORED = {"__pycache__", ".ipynb_checkpoints", ".git"}
MONTH = 30 * 24 * 3600


def digest(value: Any) -> str:
    """A name for *value*, which must be made of JSON's types."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=repr)
    return text_digest(text)


def text_digest(text: str) -> str:
    """A name for a text as such, which need not be written as JSON first."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """A name for the content of one file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def files(paths: Iterable[Path]) -> str:
    """A name for the content of *paths*, files or folders, whatever the folders above them are called."""
    total = hashlib.sha256()
    for path in paths:
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in found:
            inside = file.relative_to(path.parent)
            if file.is_file() and not IGNORED & set(inside.parts) and file.suffix != ".pyc":
                total.update(f"{inside.as_posix()}\0{file_digest(file)}\n".encode())
    return total.hexdigest()


def inputs(places: Places) -> str:
    """A name for everything that chapters and pages may depend on: package, tables, lock, Python."""
    package = Path(__file__).resolve().parents[1]
    read = [path for path in (package, places.data, places.lock) if path.exists()]
    return digest([files(read), sys.version_info[:3], sys.platform])


def recipe(
    notebook: Notebook, chapter: str, language: str, parameters: Mapping[str, Any], shared: str
) -> str:
    """A name for the run of *notebook*, with all that is known of it beforehand.

    In *shared* the modules that it imports, the engine and the environment are named.
    """
    code = [
        [cell.get("id"), source(cell), tags(cell)]
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    ]
    kernel = notebook["metadata"].get("kernelspec")
    return digest([chapter, language, dict(parameters), code, kernel, shared])


def page_key(notebook: Notebook, execution: str, maker: str = "") -> str:
    """A name for the page: its outputs, its prose as filtered by language, and the code that joins them."""
    cells = [[cell.get("id"), cell["cell_type"], source(cell), tags(cell)] for cell in notebook["cells"]]
    return digest([cells, notebook["metadata"], execution, maker])


def write(path: Path, content: str) -> None:
    """Write *content* so that a reader sees all of it or nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_text(content, encoding="utf-8", newline="\n")
    half.replace(path)


def write_folder(path: Path, content: Mapping[str, bytes]) -> None:
    """Write the files of a folder so that a reader sees all of them or nothing."""
    half = path.with_name(f"{path.name}.{os.getpid()}")
    shutil.rmtree(half, ignore_errors=True)
    for name, data in content.items():
        (half / name).parent.mkdir(parents=True, exist_ok=True)
        (half / name).write_bytes(data)
    discard(path)
    half.rename(path)


def discard(path: Path) -> None:
    """Remove a folder at once: what is killed on the way leaves no half under its name."""
    gone = path.with_name(f"{path.name}.{os.getpid()}.gone")
    shutil.rmtree(gone, ignore_errors=True)
    with contextlib.suppress(FileNotFoundError):
        path.rename(gone)
    shutil.rmtree(gone, ignore_errors=True)


def touch(path: Path) -> None:
    """Remember that *path* was used now."""
    with contextlib.suppress(OSError):
        os.utime(path)


def prune(places: Places, *, age: float = MONTH) -> None:
    """Drop results that no build used for *age* seconds."""
    oldest = time.time() - age
    for folder in (
        places.executed,
        places.pages,
        places.reads,
        places.rows,
        places.facts,
        places.drawings,
        places.scripts,
        places.checked,
        places.values,
    ):
        for path in folder.glob("*") if folder.is_dir() else ():
            if path.stat().st_mtime >= oldest:
                continue
            if path.is_dir():
                discard(path)
            else:
                path.unlink(missing_ok=True)
