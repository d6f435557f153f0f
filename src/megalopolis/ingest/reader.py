"""Read files in processes that can be ended: one that hangs or eats memory costs its file only.

Reading stays on the machine that has the files, wherever the words are counted.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from megalopolis.ingest import archive, kinds
from megalopolis.ingest.archive import Item
from megalopolis.ingest.limits import READER_BYTES, SECONDS
from megalopolis.ingest.refusal import Refusal, Refused

AHEAD = 4  # files read ahead for each process

How = Callable[[str, bytes], Any]
"""Reads a file: its name and its bytes in, its content out; raises ``Refused``."""


def read(item: Item, how: How = kinds.read) -> Any | Refusal:
    """The content of one file, in this process."""
    try:
        return how(item.name, archive.content(item))
    except Refused as refused:
        return Refusal(item.name, refused.rule, refused.reason)
    except (MemoryError, RecursionError):
        return Refusal(item.name, "large", "needs too much memory to be read; expected a simpler file")


def read_all(
    items: Iterable[Item | Refusal], readers: int, seconds: float = SECONDS, how: How = kinds.read
) -> Iterator[tuple[Item, Any] | Refusal]:
    """The content of file after file, in their order, read by *readers* processes side by side.

    Parameters
    ----------
    items : iterable of Item or Refusal
        Taken as they are needed; refusals are passed on.
    readers : int
        Processes.
    seconds : float
        After which a process is ended and its file refused.
    how : callable
        A function of a module, so that a process can be told its name.
    """
    stack: list[_Reader] = [_Reader(seconds, how) for _ in range(readers)]
    free = deque(stack)
    guard = threading.Semaphore(readers)

    def job(item: Item) -> Any | Refusal:
        with guard:
            reader = free.popleft()
            try:
                return reader.ask(item)
            finally:
                free.append(reader)

    waiting: deque[tuple[Item, Future[Any]] | Refusal] = deque()
    with contextlib.ExitStack() as open_:
        for reader in stack:
            open_.callback(reader.end)
        threads = ThreadPoolExecutor(readers)
        open_.callback(threads.shutdown, cancel_futures=True)
        for item in items:
            waiting.append(item if isinstance(item, Refusal) else (item, threads.submit(job, item)))
            if len(waiting) > AHEAD * readers:
                yield _answer(waiting.popleft())
        while waiting:
            yield _answer(waiting.popleft())


def _answer(
    one: tuple[Item, Future[Any]] | Refusal,
) -> tuple[Item, Any] | Refusal:
    if isinstance(one, Refusal):
        return one
    item, future = one
    found = future.result()
    return found if isinstance(found, Refusal) else (item, found)


class _Reader:
    """One process, started when the first file comes, and again after it had to be ended."""

    def __init__(self, seconds: float, how: How) -> None:
        self._seconds = seconds
        self._how = how
        self._process: BaseProcess | None = None
        self._line: Connection | None = None

    def ask(self, item: Item) -> Any | Refusal:
        try:
            line = self._line or self._start()
            line.send(item)
            if line.poll(self._seconds):
                return line.recv()
            reason = f"took more than {self._seconds:g} seconds to read; expected a simpler file"
            refusal = Refusal(item.name, "slow", reason)
        except (EOFError, OSError):
            refusal = Refusal(item.name, "crash", "ended the program that read it; expected a sound file")
        self.end()
        return refusal

    def _start(self) -> Connection:
        """A line to a new process that is ready to read, so that starting it costs no file its time."""
        context = get_context("spawn")
        self._line, other = context.Pipe()
        self._process = context.Process(target=serve, args=(other, self._how), daemon=True)
        self._process.start()
        other.close()
        self._line.recv()
        return self._line

    def end(self) -> None:
        if self._line is not None:
            self._line.close()
        if self._process is not None:
            self._process.kill()
            self._process.join()
        self._line = self._process = None


def serve(line: Connection, how: How = kinds.read) -> None:
    """Answer a line of files until it is closed; the work of a reading process."""
    with contextlib.suppress(ImportError, ValueError, OSError):  # Windows knows no such limit
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (READER_BYTES, READER_BYTES))
    with contextlib.suppress(EOFError, KeyboardInterrupt, OSError):
        line.send("ready")
        while True:
            line.send(read(line.recv(), how))
