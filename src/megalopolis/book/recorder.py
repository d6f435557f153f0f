"""What a kernel reads, recorded while it runs, so that nobody has to declare it: an extension of IPython.

Python tells an audit hook of every file that it opens and every folder that it lists; questions whether a
file is there are noted too, since the answer may change. What :mod:`megalopolis.memory` holds already needs
no file, so that it keeps its own record, and files opened for it count by that record. What a process read
before it was copied counts for every copy. A kernel that starts processes of its own counts as one that read
everything. Not seen is a file that a library opens without Python and without ``memory.record``.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import importlib.util
import json
import os
import pkgutil
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from megalopolis import memory

# Where the record goes.
TARGET = "MEGALOPOLIS_RECORD"
PACKAGE = Path(__file__).resolve().parents[1]
# Folders whose content is no input: made by builds and tools, or covered by the lock.
PASSED = {"__pycache__", ".ipynb_checkpoints", ".git", ".venv", "_build"}
STARTS = {"subprocess.Popen", "os.fork", "os.forkpty", "os.posix_spawn", "os.system", "os.exec", "os.spawn"}
# The search for modules and distributions, which the lock describes.
SEARCHES = {importlib.metadata.__file__, pkgutil.__file__}
# Functions of the standard library that only ask what is at a path.
ASKING = {"exists", "is_dir", "is_file", "isdir", "isfile", "lexists"}
CONTENT, KIND, LISTING, ROWS, EVERYTHING = "content", "kind", "listing", "rows", "everything"
Seen = tuple[str, str]

# The environment of Python, which the lock describes.
ENVIRONMENT = tuple({sys.prefix, sys.base_prefix, sys.exec_prefix, os.path.realpath(sys.prefix)} - {"/"})
HOME = str(Path("~").expanduser())
# Found out here: looking for the folder of temporary files opens one, which the hook would hear of.
SYSTEM = (
    *("/bin", "/dev", "/etc", "/lib", "/lib64", "/proc", "/run", "/sbin", "/sys", "/usr", "/var"),
    tempfile.gettempdir(),
)

_seen: set[Seen] = set()
_made: set[str] = set()
_written: dict[str, set[Seen]] = {}
_begun: list[str] = []
_stat = os.stat


def load_ipython_extension(shell: Any) -> None:
    """Record what this kernel reads, and write it down after every cell."""
    start()
    _begun.append("kernel")
    read = memory.begin()
    shell.events.register("post_run_cell", lambda result: write(read))


def start() -> None:
    """Begin to record, once in a process and its copies."""
    if not _begun:
        _begun.append("process")
        sys.addaudithook(_heard)
        for abilities in (os.supports_dir_fd, os.supports_fd, os.supports_follow_symlinks):
            abilities.add(_asked)
        os.stat = _asked


def write(read: set[memory.Read]) -> None:
    """Write what was seen, and what was *read* from memory, to the file that the environment names.

    Most cells read nothing that no cell before them read: then what stands there is all.
    """
    target = os.environ.get(TARGET)
    if not target:
        return
    root = os.environ.get("MEGALOPOLIS_ROOT")
    every = _seen | {seen for one in set(read) if (seen := _remembered(one, root))}
    if _written.get(target) == every:
        return
    half = Path(f"{target}.{os.getpid()}")
    half.write_text(json.dumps(sorted(every), ensure_ascii=False), encoding="utf-8")
    half.replace(target)
    _written[target] = every


@cache
def _remembered(one: memory.Read, root: str | None) -> Seen | None:
    """What was read from memory, as it is named in the project at *root*."""
    if isinstance(one, memory.Rows):
        return ROWS, json.dumps([one.family, one.column, one.value], ensure_ascii=False)
    name = named(one)
    return (CONTENT, name) if name else None


def named(path: Any) -> str:
    """A name for a path that does not depend on where the project lies; empty for what is no input.

    ``root:data/cities.csv`` lies in the project, ``package:assets/book.css`` in this package; elsewhere a
    path is its own name, unless it belongs to Python, the system, or a program's own files.
    """
    try:
        text = os.path.normpath(os.path.join(os.getcwd(), os.fsdecode(path)))  # noqa: PTH109, PTH118 - asked often
    except (OSError, TypeError, ValueError):
        return ""
    return _name(text, os.environ.get("MEGALOPOLIS_ROOT"))


@cache
def _name(text: str, root: str | None) -> str:
    place = Path(text)
    if place.is_relative_to(PACKAGE):
        inside = place.relative_to(PACKAGE)
        return "" if PASSED & set(inside.parts) else f"package:{inside.as_posix()}"
    if _below(text, ENVIRONMENT):
        return ""
    if root and place.is_relative_to(root):
        inside = place.relative_to(root)
        return "" if PASSED & set(inside.parts) else f"root:{inside.as_posix()}"
    own = _below(text, SYSTEM) or text == HOME or text.startswith(f"{HOME}{os.sep}.")
    return "" if own else text


def _below(text: str, folders: tuple[str, ...]) -> bool:
    return any(text == folder or text.startswith(folder + os.sep) for folder in folders)


def _heard(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook; it must never fail."""
    if event in STARTS:
        # The copying of a process into a kernel is none of the kernel's doing.
        if "kernel" in _begun:
            _seen.add((EVERYTHING, ""))
    elif event == "open":
        with contextlib.suppress(Exception):
            _opened(*arguments[:3])
    elif event in ("os.listdir", "os.scandir"):
        with contextlib.suppress(Exception):
            path = arguments[0]
            if not isinstance(path, int) and not memory.remembering() and not _importing(2):
                _add(LISTING, "." if path is None else path)
    elif event == "sqlite3.connect":
        _add(CONTENT, arguments[0])


def _opened(path: Any, mode: Any, flags: Any) -> None:
    if isinstance(path, int) or memory.remembering():
        return
    anew = "w" in mode or "x" in mode if isinstance(mode, str) else bool((flags or 0) & os.O_TRUNC)
    name = named(path)
    if not name:
        return
    if _importing(3):
        # A module of the package counts by the statements that import it, whoever imported it first.
        if not name.startswith("package:"):
            source = importlib.util.source_from_cache(path) if str(path).endswith(".pyc") else path
            _add(CONTENT, source)
    elif anew and (CONTENT, name) not in _seen:
        _made.add(name)
    else:
        _add(CONTENT, path)


def _importing(above: int) -> bool:
    """Whether Python's own search for modules asked, so many frames above this one."""
    asked = sys._getframe(above).f_code.co_filename
    return asked.startswith("<frozen importlib") or asked in SEARCHES


def _asked(path: Any, *arguments: Any, **named_arguments: Any) -> os.stat_result:
    """In the place of ``os.stat``: what is asked about is an input, whether it is there or not."""
    if not isinstance(path, int) and not memory.remembering():
        above = sys._getframe(1)
        frames = [frame.f_code for frame in (above, above.f_back) if frame]
        kind = KIND if ASKING & {frame.co_name for frame in frames} else CONTENT
        if not SEARCHES & {frame.co_filename for frame in frames}:
            with contextlib.suppress(Exception):
                _add(kind, path)
    return _stat(path, *arguments, **named_arguments)


def _add(kind: str, path: Any) -> None:
    name = named(path)
    if name and name not in _made:
        _seen.add((kind, name))
