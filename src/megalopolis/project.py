"""The project in which a command was started."""

from __future__ import annotations

from megalopolis import journal, location
from megalopolis.book.places import Places


def places() -> Places:
    """Its folders, with the tables whole: what an interrupted command began to move is moved first.

    Raises
    ------
    DataError
        There is no project at or above the working folder; see :func:`megalopolis.location.root`.
    """
    found = Places(location.root())
    journal.settle(found.data, found.build / "lock")
    return found
