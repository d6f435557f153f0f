"""Jobs on a Dask cluster: each worker has the surroundings that a process of the local pool has.

Workers read the project and write into its cache, so they must see its folder: on this machine, or over a
shared file system, as on most clusters.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import uuid4

from distributed import WorkerPlugin

from megalopolis import cluster
from megalopolis.book import cache, jobs
from megalopolis.book.jobs import Done, Job
from megalopolis.book.places import Places
from megalopolis.errors import ParameterError

# Packages on which results rest, beyond what the lock in the project says.
DECIDING = (
    "megalopolis",
    "papermill",
    "nbclient",
    "ipykernel",
    "altair",
    "mini-racer",
    "vl-convert-python",
    "pandas",
    "numpy",
)
RETRIES = 2
# A worker with several threads has one environment, and a notebook needs it for itself.
_ALONE = threading.Lock()


class Surroundings(WorkerPlugin):
    """Prepares a worker when it joins, also one that takes the place of another, and tidies up after it."""

    name = "megalopolis-book"

    def __init__(self, places: Places, modules: Sequence[str], regions: Sequence[str]) -> None:
        self.given = (places, modules, regions)

    def setup(self, worker: Any) -> None:
        """Start a fork server and set the environment for the kernels of this worker."""
        self.opened, self.before = ExitStack(), dict(os.environ)
        os.environ.update(self.opened.enter_context(jobs.surroundings(*self.given)))

    def teardown(self, worker: Any) -> None:
        """End the fork server and put the environment back."""
        self.opened.close()
        os.environ.clear()
        os.environ.update(self.before)


@contextmanager
def pool(
    places: Places, scheduler: str, workers: int, waiting: Sequence[Job]
) -> Iterator[tuple[Executor, int]]:
    """An executor on the cluster at *scheduler*, and how many jobs it should hold at a time.

    Parameters
    ----------
    places : Places
    scheduler : str
        As :func:`megalopolis.cluster.client` takes it.
    workers : int
        Processes of a cluster on this machine.
    waiting : sequence of Job
        Decide what workers import and read beforehand.

    Raises
    ------
    ParameterError
        No cluster, workers with other versions, or workers that do not see the same project.
    """
    places.build.mkdir(parents=True, exist_ok=True)
    token = places.build / f"seen-{uuid4().hex}"
    with cluster.client(scheduler, DECIDING, workers) as client:
        token.touch()
        try:
            found = cluster.asked(client, partial(seen, places, token))
        finally:
            token.unlink()
        mine = cache.inputs(places)
        for address, theirs in found.items():
            if theirs != mine:
                what = "another package or other tables" if theirs else "none, or a copy of it"
                raise ParameterError(
                    f"--scheduler: expected the project {places.root} on every worker; found {what} on "
                    f"{address}. Mount the folder of the project there under the same path, and install the "
                    "same package"
                )
        client.register_plugin(Surroundings(places, *jobs.preloaded(waiting)))
        try:
            yield client.get_executor(pure=False, retries=RETRIES), 2 * len(found)
        finally:
            client.unregister_worker_plugin(Surroundings.name)


def seen(places: Places, token: Path) -> str:
    """A name for what a worker reads; empty when it does not see the project of who asks."""
    return cache.inputs(places) if token.is_file() else ""


def perform(job: Job) -> Done:
    """As :func:`jobs.perform`, one at a time in each process."""
    with _ALONE:
        return jobs.perform(job)
