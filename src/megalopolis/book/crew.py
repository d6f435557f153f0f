"""Jobs of any number of editions on one executor, whose processes may die on the way."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from pathlib import Path

from megalopolis.book import jobs
from megalopolis.book.jobs import Done, Job

Opened = Callable[[Sequence[Job]], AbstractContextManager[tuple[Executor, int]]]


def run(
    planned: Sequence[Job],
    opened: Opened,
    report: Callable[[Done], None],
    perform: Callable[[Job], Done] = jobs.perform,
) -> None:
    """Perform *planned* in their order, no more at a time than the executor asks for.

    When a process of a local pool dies, all of the pool is lost. Then a new one is opened, and what was
    running runs again, one job at a time: the one that loses a pool alone is given up. A cluster replaces
    its workers itself.

    Parameters
    ----------
    planned : sequence of Job
    opened : callable
        Given the jobs that wait, opens an executor and says how many jobs it should hold.
    report : callable
        Given what became of each job as soon as it is known.
    perform : callable
        What the executor does with a job.
    """
    waiting, suspects = deque(planned), set[Path]()
    while waiting:
        with opened(list(waiting)) as (executor, slots):
            lost = _until_broken(waiting, executor, slots, suspects, report, perform)
        for job in reversed(lost):
            if job.page in suspects:
                report(Done(job, True, 0.0, jobs.lost(job)))
            else:
                waiting.appendleft(job)
        suspects |= {job.page for job in lost}


def _until_broken(
    waiting: deque[Job],
    executor: Executor,
    slots: int,
    suspects: set[Path],
    report: Callable[[Done], None],
    perform: Callable[[Job], Done],
) -> list[Job]:
    """Perform until nothing waits, or until the pool is lost: then the jobs that were running."""
    running: dict[Future[Done], Job] = {}
    lost: list[Job] = []

    def room() -> bool:
        """Whether another job may run; a suspect runs alone."""
        alone = any(job.page in suspects for job in (waiting[0], *running.values()))
        return len(running) < (1 if alone else slots)

    while running or (waiting and not lost):
        while waiting and not lost and room():
            job = waiting.popleft()
            try:
                running[executor.submit(perform, job)] = job
            except BrokenProcessPool:
                lost.append(job)
        for future in wait(running, return_when=FIRST_COMPLETED).done:
            job = running.pop(future)
            try:
                done = future.result()
            except BrokenProcessPool:
                lost.append(job)
            except Exception as error:  # a cluster gives a job up with an error of its own
                report(Done(job, True, 0.0, jobs.lost(job, error)))
            else:
                report(done)
    return lost
