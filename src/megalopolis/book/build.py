"""Build the book: check, execute, normalise, stage, render, polish, check the site, publish."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from rich.console import Console

from megalopolis import journal, lock
from megalopolis.book import (
    cache,
    crew,
    executors,
    failures,
    jobs,
    planning,
    processes,
    progress,
    publish,
    records,
    reuse,
    scripts,
    site,
    templates,
)
from megalopolis.book.places import Places
from megalopolis.book.request import Request, settle, usual
from megalopolis.book.reserve import Reserve


@dataclass(frozen=True, slots=True)
class Built:
    """What was built.

    Attributes
    ----------
    site : pathlib.Path
        The published site.
    executed : int
        Notebooks that had to be executed.
    rendered : bool
        Whether pages had to be made again.
    """

    site: Path
    executed: int
    rendered: bool


def build(
    places: Places,
    request: Request,
    *,
    check: Callable[[Path], None],
    console: Console,
    reserve: Reserve | None = None,
) -> Built:
    """Build and publish the editions that *request* asks for.

    Parameters
    ----------
    places : Places
    request : Request
    check : callable
        Given the folder of the tables, raises :class:`~megalopolis.errors.DataError` when they break
        their contract.
    console : rich.console.Console
        Where progress is shown.
    reserve : Reserve, optional
        A fork server that may stand ready for the notebooks.

    Raises
    ------
    MegalopolisError
        Bad input, a failed chapter, a page that cannot be rendered, or a faulty site. Nothing is published.
    """
    started = perf_counter()
    region, assigned = settle(places, request)
    output = (request.output or usual(places, region)).resolve()
    publish.refuse(output)
    if newer(places, region):
        processes.context()  # imports in the meantime
    with scripts.meanwhile(places):
        ensure(places, cache.inputs(places), check)
    with locked(places, console):
        shared = cache.inputs(places)
        wanted = templates.pages(places, region, assigned, shared)
        known = reuse.known(places)
        planned = {
            language: planning.plan(places, wanted, language, known=known, engine=request.engine)
            for language in request.languages
        }
        waiting = [job for each in planned.values() for job in each]
        executed, every = execute(places, waiting, request, console, reserve)
        planned = {language: [job for job in every if job.language == language] for language in planned}
        rendered = site.finish(
            places, region, planned, shared, lambda line: say(console, line), copy=publish.linked
        )
        kept = [name for name in places.regions() if name != region]
        publish.recover(output)
        if not publish.same(places.finished(region), output, kept):
            finished = places.finished(region)
            publish.publish(finished, output, kept, copy=publish.unchanged(finished, output))
        notes = [*records.warnings(every), *records.broken(every)]
        cache.prune(places)
    for note in notes:
        say(console, f"note: {note}")
    count = "1 notebook" if executed == 1 else f"{executed} notebooks"
    pages = "pages rendered" if rendered else "pages unchanged"
    say(console, f"{count} executed, {pages}, {progress.left(perf_counter() - started)} in all")
    say(console, str(output / "index.html"))
    return Built(output, executed, rendered)


def newer(places: Places, region: str) -> bool:
    """Whether a file of the project or of the package is newer than the last site: there will be work."""
    stamp = places.stamp(region)
    made = stamp.stat().st_mtime_ns if stamp.is_file() else 0
    folders = (places.chapters, places.data, processes.PACKAGE)
    times = [time for folder in folders for _, time in publish.listing(folder).values()]
    times += [path.stat().st_mtime_ns for path in (places.configuration, places.contents) if path.is_file()]
    return any(time > made for time in times)


def ensure(places: Places, shared: str, check: Callable[[Path], None]) -> None:
    """Check the tables, unless the same tables passed the same check before; *shared* names both."""
    passed = places.checked / shared
    if not passed.is_file():
        check(places.data)
        cache.write(passed, "")
    cache.touch(passed)


def say(console: Console, text: str) -> None:
    """One line as it is: no markup, no wrapping."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def execute(
    places: Places,
    planned: Sequence[jobs.Job],
    request: Request,
    console: Console,
    reserve: Reserve | None = None,
) -> tuple[int, list[jobs.Job]]:
    """Perform what the cache does not hold; the number of notebooks that were executed, and all jobs done.

    Raises
    ------
    ChapterError
        At least one chapter failed; all of them are named.
    """
    shutil.rmtree(places.failed, ignore_errors=True)
    waiting = [job for job in planned if not job.done]
    if not waiting:
        return 0, list(planned)
    results: dict[str, jobs.Done] = {}
    with progress.chapters(len(waiting), console) as show:

        def report(done: jobs.Done) -> None:
            results[done.job.recipe] = done
            show(done)

        ready = reserve.address() if reserve else None
        opener = executors.opener(places, request.scheduler, request.workers, ready)
        crew.run(waiting, opener, report, executors.performer(request.scheduler))
    found = [results.get(job.recipe) for job in planned]
    stops = [done.stop for done in found if done and done.stop]
    if stops:
        raise failures.chapters(stops, places.root)
    executed = sum(done.executed for done in found if done)
    return executed, [done.job if done else job for done, job in zip(found, planned, strict=True)]


@contextlib.contextmanager
def locked(places: Places, console: Console) -> Iterator[None]:
    """One command at a time writes in a project; a second one waits, and finds the tables whole.

    The first may have been killed while it moved tables into their places: that is finished here.
    """
    with lock.held(places.build / "lock", lambda text: say(console, text)):
        journal.finish(places.data)
        yield
