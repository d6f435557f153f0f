"""Processes of a build: each starts afresh, where the system can fork with the libraries imported already.

They are forked from one process that has imported what executing and rendering need, and in which nothing
else ever ran. It is started for the first of them, serves every later build of the same program, and ends
with the program.
"""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from megalopolis.book import publish
from megalopolis.errors import ParameterError

PACKAGE = Path(__file__).resolve().parents[1]
# What an interpreter has to find when it starts: the order of sets and the encoding of its streams.
FIXED = {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8"}
EXECUTING = (
    "megalopolis.book.jobs",
    "megalopolis.book.kernels",
    "papermill",
    "megalopolis.drawing.svg",
    "py_mini_racer",
)
# The last, see there.
RENDERING = "megalopolis.book.rendering"


def context() -> Any:
    """Makes processes that start afresh, for :mod:`multiprocessing` and :mod:`concurrent.futures`.

    Raises
    ------
    ParameterError
        The package changed since the first of them: they would run the code of before, and what they make
        would be kept under the name of the code of now.
    """
    if code() != _code_at_first():
        raise ParameterError(
            "expected the package as it was when this program started; found files in it that changed since. "
            "End the program and start it again"
        )
    if sys.platform != "linux":
        return get_context("spawn")
    from multiprocessing import forkserver

    made = get_context("forkserver")
    made.set_forkserver_preload([*EXECUTING, RENDERING])
    with _fixed():
        forkserver.ensure_running()
    return made


def start(
    target: Callable[..., object], *arguments: Any, environment: Mapping[str, str], log: Path
) -> BaseProcess:
    """Call *target* with *arguments* in a process of its own.

    Parameters
    ----------
    target : callable
    *arguments
    environment : mapping
        All that it finds in its environment.
    log : pathlib.Path
        Where its messages go.
    """
    given = (target, arguments, dict(environment), log)
    process: BaseProcess = context().Process(target=_run, args=given, daemon=True)
    with _fixed():
        process.start()
    return process


def pool(count: int) -> ProcessPoolExecutor:
    """As many as *count* processes that find the environment of this one."""
    return ProcessPoolExecutor(count, mp_context=context(), initializer=settle, initargs=(dict(os.environ),))


def settle(environment: Mapping[str, str]) -> None:
    """Give this process *environment* and nothing else of one, and have it end when its parent does."""
    os.environ.clear()
    os.environ.update(environment)
    if hasattr(time, "tzset"):
        time.tzset()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def code() -> dict[str, tuple[int, int]]:
    """Size and time of every source of the package."""
    return {name: state for name, state in publish.listing(PACKAGE).items() if name.endswith(".py")}


@functools.cache
def _code_at_first() -> dict[str, tuple[int, int]]:
    return code()


def _run(
    target: Callable[..., object], arguments: tuple[Any, ...], environment: Mapping[str, str], log: Path
) -> None:
    settle(environment)
    warnings.simplefilter("ignore")
    with log.open("wb") as file:
        for stream in (sys.stdout, sys.stderr):
            os.dup2(file.fileno(), stream.fileno())
    target(*arguments)


def _end_with_parent() -> None:
    """Wait until the process that asked for this one is gone, however it ended, and end at once."""
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


@contextlib.contextmanager
def _fixed() -> Iterator[None]:
    """:data:`FIXED` in the environment for a moment, in which an interpreter starts."""
    before = {name: os.environ.get(name) for name in FIXED}
    os.environ.update(FIXED)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
