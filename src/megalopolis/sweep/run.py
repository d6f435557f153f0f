"""Make every edition of a sweep: notebooks on one executor, pages beside them, no failure stopping others."""

from __future__ import annotations

import os
import shutil
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from time import perf_counter

from rich.console import Console

from megalopolis.book import cache, crew, executors, failures, scripts
from megalopolis.book.build import ensure, locked, say
from megalopolis.book.jobs import Done
from megalopolis.book.places import Places
from megalopolis.book.progress import left
from megalopolis.errors import MegalopolisError
from megalopolis.sweep import finishing, grid, outcome, overview, planning
from megalopolis.sweep.finishing import Work
from megalopolis.sweep.grid import Wish
from megalopolis.sweep.outcome import Outcome
from megalopolis.sweep.planning import Plan


def sweep(
    places: Places, wish: Wish, *, check: Callable[[Path], None], console: Console
) -> tuple[Outcome, ...]:
    """Make what is not there yet, write the tables and the overview, and say what became of each edition.

    Parameters
    ----------
    places : Places
    wish : Wish
    check : callable
        Given the folder of the tables, raises :class:`~megalopolis.errors.DataError` when they break
        their contract.
    console : rich.console.Console
        Where progress is shown.

    Raises
    ------
    MegalopolisError
        Bad input. An edition that fails is an outcome and no error.
    """
    started = perf_counter()
    editions = grid.editions(places, wish)
    folder = grid.output(places, wish)
    with scripts.meanwhile(places):
        ensure(places, cache.inputs(places), check)
    with locked(places, console):
        plan = planning.plan(places, wish, editions, cache.inputs(places))
        # A sweep that is interrupted leaves a folder that the next one knows again.
        outcome.write(plan.settled, folder)
        made = _make(places, wish, plan, lambda line: say(console, line)) if plan.works else []
        by_name = {one.edition.name: one for one in (*plan.settled, *made)}
        outcomes = tuple(by_name[edition.name] for edition in editions)
        outcome.write(outcomes, folder)
        overview.write(places, outcomes, folder)
        cache.prune(places)
    for line in outcome.lines(outcomes, folder):
        say(console, line)
    say(console, f"{outcome.tally(outcomes)}, {left(perf_counter() - started)} in all")
    say(console, str(folder / overview.PAGE))
    return outcomes


def _make(places: Places, wish: Wish, plan: Plan, tell: Callable[[str], None]) -> list[Outcome]:
    """Make the editions of *plan* that are not there."""
    total, started = len(plan.works), perf_counter()
    users, results = plan.users, dict[str, Done]()
    missing = [{planning.identity(job) for job in work.jobs if not job.done} for work in plan.works]
    made: list[Outcome] = []
    for work in plan.works:
        shutil.rmtree(work.places.failed, ignore_errors=True)

    def settle(found: Outcome) -> None:
        made.append(found)
        rest = (perf_counter() - started) / len(made) * (total - len(made))
        words = f"{found.edition.name} {found.state} in {found.seconds:.1f} s"
        tell(f"edition {len(made)} of {total}: {words}{f', {left(rest)} left' if len(made) < total else ''}")

    def finish(place: int) -> None:
        settle(_finished(_done(plan.works[place], results), *spent(place)))

    def spent(place: int) -> tuple[float, int]:
        """Seconds and notebooks of an edition; what editions share counts for the first of them."""
        own = [done for name, done in results.items() if users[name][0] == place]
        return sum(done.seconds for done in own), sum(done.executed for done in own)

    def advance(place: int, pages: ThreadPoolExecutor) -> None:
        """Render an edition when nothing is missing; give it up when a chapter failed."""
        if missing[place]:
            return
        work = plan.works[place]
        stops = [results[name].stop for name in map(planning.identity, work.jobs) if name in results]
        failed = [stop for stop in stops if stop]
        if failed:
            error = str(failures.chapters(failed, places.root))
            settle(Outcome(work.edition, "failed", *spent(place), error=error))
        else:
            pages.submit(finish, place)

    with ThreadPoolExecutor(renderings(len(plan.works[0].edition.languages))) as pages:

        def report(done: Done) -> None:
            name = planning.identity(done.job)
            results[name] = done
            for place in users[name]:
                missing[place].discard(name)
                advance(place, pages)

        for place, names in enumerate(missing):
            if not names:
                advance(place, pages)
        try:
            opener = executors.opener(places, wish.scheduler, wish.workers)
            crew.run(plan.waiting, opener, report, executors.performer(wish.scheduler))
        except BaseException:
            pages.shutdown(wait=False, cancel_futures=True)
            raise
    return made


def _done(work: Work, results: Mapping[str, Done]) -> Work:
    """An edition whose jobs know where their pages are, now that its notebooks have run."""
    planned = {
        language: [
            results[planning.identity(job)].job if planning.identity(job) in results else job for job in each
        ]
        for language, each in work.planned.items()
    }
    return replace(work, planned=planned)


def _finished(work: Work, seconds: float, executed: int) -> Outcome:
    """Render and publish one edition, whatever happens."""
    started = perf_counter()
    try:
        rendered, verdicts = finishing.apart(work)
    except MegalopolisError as error:
        state, verdicts, text = "failed", [], str(error)
    except Exception as error:  # a full disk stops this edition; the others still have their say
        log = work.places.failed / "pages.txt"
        cache.write(log, "".join(traceback.format_exception(error)))
        where = failures.relative(log, work.places.root)
        state, verdicts, text = "failed", [], f"{type(error).__name__}: {error}\n    all of it: {where}"
    else:
        state, text = "built" if rendered or executed else "cached", ""
    return Outcome(work.edition, state, seconds + perf_counter() - started, executed, verdicts, text)


def renderings(languages: int) -> int:
    """Editions rendered side by side: each takes a process a language, and there are so many processors."""
    return max(1, (os.cpu_count() or 1) // languages)
