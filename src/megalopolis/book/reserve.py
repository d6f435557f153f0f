"""A fork server that stands ready between builds, for a program that builds again and again.

It has imported what the chapters of the book import and read what they read, while the user still writes.
What it holds is as old as its start: once a file of the tables or of the package is another one, nobody is
sent to it any more, and the next :meth:`Reserve.prepare` replaces it. Linux only, as :mod:`warm`.
"""

from __future__ import annotations

from contextlib import ExitStack
from typing import Any

from megalopolis.book import contents, execute, forkserver, jobs, notebooks, processes, publish, warm
from megalopolis.book.places import Places
from megalopolis.book.request import Request, settle


class Reserve:
    """A fork server for builds of the same *request*, which lives until the ``with`` block ends.

    Parameters
    ----------
    places : Places
    request : Request
    """

    def __init__(self, places: Places, request: Request) -> None:
        self.places = places
        self.request = request
        self._opened = ExitStack()
        self._path = ""
        self._holds: Any = None

    def __enter__(self) -> Reserve:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def prepare(self) -> None:
        """Start a server that holds what the files hold now, unless it is there; nobody waits for it.

        Raises
        ------
        MegalopolisError
            The chapters cannot be read, or the request does not fit them: a build says the same.
        """
        if not warm.possible() or self.request.engine != "warm" or self.address():
            return
        self._opened.close()
        self._holds = self._state()
        region, _ = settle(self.places, self.request)
        chapters = contents.chapters(self.places)
        wanted = warm.imported(notebooks.read(self.places.notebook(name)) for name in chapters)
        read = {forkserver.REGIONS: region} if jobs.reads_regions(wanted) else {}
        environment = execute.environment(self.places.root) | read
        self._opened.callback(execute.forget, environment)
        log = self.places.messages.with_name("reserve.txt")
        log.parent.mkdir(parents=True, exist_ok=True)
        messages = self._opened.enter_context(log.open("w", encoding="utf-8"))
        server = warm.fork_server(environment, jobs.libraries(wanted), messages)
        self._path = self._opened.enter_context(server)

    def address(self) -> str | None:
        """Where it listens, perhaps still at its imports; None when none holds what is there now."""
        there = self._path and warm.lives(self._path) and self._holds == self._state()
        return self._path if there else None

    def _state(self) -> Any:
        """Size and time of everything that the server imports or reads."""
        lock = self.places.lock.stat().st_mtime_ns if self.places.lock.is_file() else 0
        return publish.listing(self.places.data), processes.code(), lock
