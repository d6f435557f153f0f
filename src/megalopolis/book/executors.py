"""Where notebooks are executed: in processes of this machine, or on a Dask cluster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager

from megalopolis.book import crew, jobs
from megalopolis.book.jobs import Done, Job
from megalopolis.book.places import Places

LOCAL = "local"


def opener(places: Places, scheduler: str, workers: int, ready: str | None = None) -> crew.Opened:
    """What opens the executor of the notebooks, as :func:`crew.run` wants it.

    Parameters
    ----------
    places : Places
    scheduler : str
        ``local``, or a cluster as :func:`megalopolis.cluster.client` takes it.
    workers : int
        Notebooks executed side by side, where this machine executes them.
    ready : str, optional
        Address of a fork server that stands ready on this machine.
    """

    @contextmanager
    def opened(waiting: Sequence[Job]) -> Iterator[tuple[Executor, int]]:
        if scheduler == LOCAL:
            number = min(workers, len(waiting))
            with jobs.pool(places, number, waiting, ready) as executor:
                yield executor, number
        else:
            from megalopolis.book import remote

            with remote.pool(places, scheduler, workers, waiting) as made:
                yield made

    return opened


def performer(scheduler: str) -> Callable[[Job], Done]:
    """What the executor does with a notebook."""
    if scheduler == LOCAL:
        return jobs.perform
    from megalopolis.book import remote

    return remote.perform
