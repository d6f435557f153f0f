"""What many notebooks of a build work out alike, worked out once: answers of functions, kept on the disk.

A build names a folder for everything that answers may depend on: the package, the tables and the libraries.
When one of these changes, the folder is another one and nothing in it is used. Outside a build nothing is
kept. With an answer goes what was read for it, so that it counts as read when the answer is used again.
"""

from __future__ import annotations

import functools
import hashlib
import os
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from megalopolis import memory
from megalopolis.argument import Argument
from megalopolis.memory import Read, Rows
from megalopolis.region import Region

PACKAGE = Path(__file__).parent
# Columns of the cities of a region that are names in its language.
NAMES = ["name", "group_name", "province"]

Given = ParamSpec("Given")
Answer = TypeVar("Answer")


def kept(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let a build keep the answers of *function*, a pure function of a region, numbers and texts.

    It must show nothing, and read tables only in ways that :mod:`megalopolis.memory` records.
    """

    @functools.wraps(function)
    def asked(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        if memory.ANSWERS not in os.environ:
            return function(*arguments, **named)
        folder, root = Path(os.environ[memory.ANSWERS]), Path(os.environ["MEGALOPOLIS_ROOT"])
        question = (function.__module__, function.__qualname__, arguments, sorted(named.items()))
        path = folder / hashlib.sha256(_spelled(question).encode()).hexdigest()
        found = _read(path, root)
        if found is None:
            with memory.recording() as read:
                answer = function(*arguments, **named)
            _write(path, root, answer, read)
            return answer
        for one in found[1]:
            memory.record(one)
        return found[0]  # type: ignore[no-any-return]

    return asked


def shared(function: Callable[Given, Answer]) -> Callable[Given, Answer]:
    """Let the editions of a build in all languages share the answers of *function*: numbers and codes.

    Its first argument is the region. It is given that without language, names and argument, so that it can
    neither say anything nor depend on what is said; for the rest as :func:`kept`.
    """
    asked: Callable[..., Answer] = kept(function)

    @functools.wraps(function)
    def asked_without_words(*arguments: Given.args, **named: Given.kwargs) -> Answer:
        here, *others = arguments
        return asked(_without_words(here), *others, **named)

    return asked_without_words


@functools.cache
def _without_words(here: Any) -> Region:
    cities = here.cities.drop(columns=NAMES, errors="ignore")
    silent = Argument(problems=(), principles=(), measures=(), remarks=())
    bare: Region = replace(here, language="", name="", cities=cities, groups=(), argument=silent)
    return bare


def _spelled(value: object) -> str:
    """A text that two values share only when they are the same question."""
    if isinstance(value, Region):
        return _spelled_region(value)
    if is_dataclass(value):
        return _spelled([type(value).__name__, *(getattr(value, field.name) for field in fields(value))])
    if isinstance(value, tuple | list):
        return f"({','.join(map(_spelled, value))})"
    if value is None or isinstance(value, bool | int | float | str):
        return f"{type(value).__name__} {value!r}"
    raise TypeError(f"expected a region, a number, a text or a list of them; found {type(value).__name__}")


@functools.cache
def _spelled_region(here: Region) -> str:
    own = (here.id, here.language, here.agglomeration, here.cities.to_csv())
    return _spelled((*own, repr(here.groups), repr(here.argument)))


def _read(path: Path, root: Path) -> tuple[Any, set[Read]] | None:
    """The answer at *path* and what was read for it; None when there is none that is whole."""
    try:
        answer, files, rows = pickle.loads(path.read_bytes())
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    read: set[Read] = {root / name for name in files}
    return answer, read | {Rows(root / data, *rest) for data, *rest in rows}


def _write(path: Path, root: Path, answer: object, read: set[Read]) -> None:
    """Keep an answer, unless it may be that of another state than the one that names the folder."""
    if not all((one.data if isinstance(one, Rows) else one).is_relative_to(root / "data") for one in read):
        return
    # What is looked at here is no input of the notebook.
    with memory.accounted():
        if _changed(path.parent, root / "data", "") or _changed(path.parent, PACKAGE, ".py"):
            return
    files = sorted(str(one.relative_to(root)) for one in read if isinstance(one, Path))
    rows = sorted((str(one.data.relative_to(root)), *one[1:]) for one in read if isinstance(one, Rows))
    half = path.with_name(f"{path.name}.{os.getpid()}")
    half.write_bytes(pickle.dumps((answer, files, rows)))
    half.replace(path)


def _changed(folder: Path, below: Path, ending: str) -> bool:
    """Whether a file *below* whose name ends so changed after the build began; *folder* says when it was.

    Of the package only sources count: bytecode is written while modules are imported.
    """
    since = int((folder / memory.BEGUN).read_text(encoding="ascii"))
    waiting = [os.fspath(below)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.name.endswith(ending) and entry.stat().st_ctime_ns > since:
                    return True
    return False
