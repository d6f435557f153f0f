"""Where notebooks are executed makes no difference, and neither does a process that dies."""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import pytest
from distributed import Client, LocalCluster

from megalopolis import cluster
from megalopolis.book import crew, executors, jobs, remote
from megalopolis.book.places import Places
from megalopolis.errors import ParameterError
from megalopolis.sweep import grid, planning
from megalopolis.sweep.grid import Wish

from .conftest import write


def planned(places: Places) -> list[jobs.Job]:
    """The notebooks of two regions in one language."""
    wish = Wish(languages="en", years="2010")
    return planning.plan(places, wish, grid.editions(places, wish), "same").waiting


def pages(places: Places) -> list[tuple[str, bytes]]:
    """Every file of the finished pages in the cache, whatever the runs were seen to read on the way."""
    found = (path for path in places.pages.rglob("*") if path.is_file())
    return sorted(("/".join(path.relative_to(places.pages).parts[1:]), path.read_bytes()) for path in found)


def test_a_cluster_that_loses_a_worker_gives_the_same_bytes(tmp_path, equipment, monkeypatch):
    """Killed with work in hand: the cluster puts another worker in its place, ready for notebooks."""
    here, there = (write(tmp_path / name / "book", equipment) for name in ("here", "there"))
    results: list[jobs.Done] = []
    settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": ":0"}

    with jobs.surroundings(here, [], []) as environment:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        results += map(jobs.perform, planned(here))
    with LocalCluster(silence_logs=50, **settings) as workers, Client(workers) as client:
        processes = client.run(os.getpid)

        def report(done: jobs.Done) -> None:
            if processes:
                os.kill(processes.popitem()[1], signal.SIGKILL)
                processes.clear()
            results.append(done)

        opener = executors.opener(there, workers.scheduler_address, 2)
        crew.run(planned(there), opener, report, remote.perform)

    assert [None] * 8 == [done.stop for done in results]
    assert pages(here) == pages(there)
    assert len(pages(here)) >= 4 * 4


def test_workers_that_do_not_see_the_project_are_refused(places, monkeypatch):
    """They would read another book, or write into a folder that nobody looks into."""

    class Cluster:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def run(self, question):
            return {"tcp://far": ""}

    monkeypatch.setattr(cluster, "client", lambda *given: Cluster())

    with (
        pytest.raises(
            ParameterError, match=r"expected the project .* found none, or a copy of it on tcp://far"
        ),
        remote.pool(places, "tcp://far", 1, []),
    ):
        pass


def test_a_worker_says_what_it_reads_only_when_it_sees_the_token(places):
    """The token is a file that was made a moment ago: a copy of the project does not have it."""
    token = places.root / "token"

    assert "" == remote.seen(places, token)
    token.touch()
    assert remote.seen(places, token)


def die(job: jobs.Job) -> jobs.Done:
    """Kills its process for the first chapter; all others are quickly done."""
    if job.chapter == "index":
        os.kill(os.getpid(), signal.SIGKILL)
    return jobs.Done(job, True, 0.0)


@contextmanager
def opened(waiting):
    """A pool of two processes, forked so that they know this module by whatever name it was imported."""
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as executor:
        yield executor, 2


def test_only_the_notebook_that_kills_its_process_is_given_up(places):
    """A pool is lost as a whole; the others run again, and the culprit is found alone."""
    results: list[jobs.Done] = []
    waiting = planned(places)

    crew.run(waiting, opened, results.append, die)

    assert len(waiting) == len(results)
    assert {"index"} == {done.job.chapter for done in results if done.stop}
    assert {"region/cities"} == {done.job.chapter for done in results if not done.stop}
    assert all("killed, or out of memory" in done.stop.error for done in results if done.stop)
