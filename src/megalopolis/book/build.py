"""Build the book: check, execute, normalise, stage, render, polish, check the site, publish."""

from __future__ import annotations

import contextlib
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console

from megalopolis.book import (
    cache,
    contents,
    failures,
    jobs,
    landing,
    notebooks,
    pages,
    parameters,
    progress,
    publish,
    records,
    render,
    selfcheck,
    stage,
)
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.errors import ParameterError


@dataclass(frozen=True, slots=True)
class Request:
    """What the user asks for.

    Attributes
    ----------
    region : str or None
        Id of a region; None for the one that the first chapter names.
    languages : tuple of str
        Which editions.
    parameters : dict
        Name -> value as typed.
    workers : int
        Notebooks executed side by side.
    output : pathlib.Path or None
        Where to publish; None for the usual place.
    engine : str
        papermill engine.
    """

    region: str | None = None
    languages: tuple[str, ...] = LANGUAGES
    parameters: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    output: Path | None = None
    engine: str = "standard"


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


def build(places: Places, request: Request, *, check: Callable[[Path], None], console: Console) -> Built:
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

    Raises
    ------
    MegalopolisError
        Bad input, a failed chapter, a page that cannot be rendered, or a faulty site. Nothing is published.
    """
    started = perf_counter()
    region, assigned = settle(places, request)
    output = (request.output or _usual(places, region)).resolve()
    publish.refuse(output)
    check(places.data)
    with locked(places, console):
        shared = cache.inputs(places)
        planned = {
            language: jobs.plan(places, assigned, language, shared=shared, engine=request.engine)
            for language in request.languages
        }
        executed = execute(
            places, [job for each in planned.values() for job in each], request.workers, console
        )
        rendered = finish(places, region, planned, shared, console)
        kept = [name for name in places.regions() if name != region]
        if not publish.same(places.finished(region), output, kept):
            publish.publish(places.finished(region), output, kept)
        cache.prune(places)
    every = [job for each in planned.values() for job in each]
    for note in [*records.warnings(every), *records.broken(every)]:
        say(console, f"note: {note}")
    say(
        console,
        f"{executed} notebooks executed, {'pages rendered' if rendered else 'pages unchanged'}, "
        f"{progress.left(perf_counter() - started)} in all",
    )
    say(console, f"{output / 'index.html'}")
    return Built(output, executed, rendered)


def say(console: Console, text: str) -> None:
    """One line as it is: no markup, no wrapping."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def settle(places: Places, request: Request) -> tuple[str, dict[str, dict[str, Any]]]:
    """The region, and the parameters of each chapter.

    Raises
    ------
    ParameterError
        A parameter that no chapter takes, a value of the wrong type, or a region without a description.
    """
    chapters = contents.chapters(places)
    taken = {
        chapter: parameters.defaults(notebooks.read(places.notebook(chapter)), chapter)
        for chapter in chapters
    }
    region = request.region or str(taken[chapters[0]].get("region", ""))
    if not places.region(region).is_file():
        known = ", ".join(places.regions()) or "none"
        raise ParameterError(
            f"expected a region with a description {places.region('ID').relative_to(places.root)}; "
            f"found {region!r}. There are: {known}"
        )
    given = dict(request.parameters)
    given.pop("language", None)
    given["region"] = region
    own = {name for each in taken.values() for name in each}
    if "region" not in own:
        given.pop("region")
    return region, parameters.assign(given, taken)


def _usual(places: Places, region: str) -> Path:
    """The usual place: the site, and for a region other than the book's own a folder inside it."""
    first = contents.chapters(places)[0]
    own = parameters.defaults(notebooks.read(places.notebook(first)), first).get("region", region)
    return places.site if region == own else places.site / region


def execute(places: Places, planned: Sequence[jobs.Job], workers: int, console: Console) -> int:
    """Perform what the cache does not hold; the number of notebooks that were executed.

    Raises
    ------
    ChapterError
        At least one chapter failed; all of them are named.
    """
    shutil.rmtree(places.failed, ignore_errors=True)
    waiting = [job for job in planned if not job.done]
    if not waiting:
        return 0
    with (
        jobs.pool(places.root, min(workers, len(waiting))) as executor,
        progress.chapters(len(waiting), console) as report,
    ):
        results = jobs.run(waiting, executor, report)
    stops = [result.stop for result in results if result.stop]
    if stops:
        raise failures.chapters(stops, places.root)
    return sum(result.executed for result in results)


def finish(
    places: Places, region: str, planned: Mapping[str, Sequence[jobs.Job]], shared: str, console: Console
) -> bool:
    """Make the site of *region* in the build folder; False when the last one was made of the same.

    Raises
    ------
    ChapterError
        A page could not be rendered, or the site has a fault.
    """
    languages = tuple(planned)
    site, stamp = places.finished(region), places.stamp(region)
    written = stage.settings(places.configuration)
    sources = [
        places.configuration,
        places.contents,
        *(places.root / name for name in written.get("bibtex_bibfiles") or ()),
    ]
    made_of = cache.digest(
        [shared, cache.files(sources), [[job.page.name for job in each] for each in planned.values()]]
    )
    with contextlib.suppress(OSError, ValueError):
        last = json.loads(stamp.read_text(encoding="utf-8"))
        if last["made_of"] == made_of and last["files"] == json.loads(json.dumps(publish.listing(site))):
            return False
    say(console, f"rendering {' and '.join(languages)}")
    stages = {language: stage.stage(places, each, language, languages) for language, each in planned.items()}
    results = render.render(stages, {language: places.rendered(language) for language in languages})
    if not all(result.ended_well for result in results):
        raise failures.rendering(results, planned, places)
    stamp.unlink(missing_ok=True)
    shutil.rmtree(site, ignore_errors=True)
    for result in results:
        assemble(site / result.language, result, planned[result.language], region)
    titles = {language: stage.edition(written, language, languages)["title"] for language in languages}
    (site / "index.html").write_text(landing.html(titles, languages), encoding="utf-8")
    expected = [f"{job.language}/{job.chapter}" for each in planned.values() for job in each]
    faults = selfcheck.faults(site, expected, machine=[str(places.root)])
    if faults:
        raise failures.site(faults)
    cache.write(stamp, json.dumps({"made_of": made_of, "files": publish.listing(site)}))
    return True


def assemble(folder: Path, result: render.Rendered, planned: Sequence[jobs.Job], region: str) -> None:
    """One language of the site: pages, the files of the figures, notebooks to download, findings."""
    shutil.copytree(result.folder, folder)
    pages.polish(folder, result.language)
    for job in planned:
        if (job.page / "files").is_dir():
            shutil.copytree(job.page / "files", folder, dirs_exist_ok=True)
        shutil.copyfile(job.page / "download.ipynb", folder / "_sources" / f"{job.chapter}.ipynb")
    given = {name: value for job in planned for name, value in job.parameters.items()}
    edition = {"region": region, "language": result.language, "parameters": given}
    records.write(folder / records.NAME, edition, planned)


@contextlib.contextmanager
def locked(places: Places, console: Console) -> Iterator[None]:
    """One build at a time in a project: a second one waits for the first."""
    places.build.mkdir(parents=True, exist_ok=True)
    with (places.build / "lock").open("w") as file:
        try:
            import fcntl
        except ImportError:  # Windows has no such lock; there builds must not overlap.
            yield
            return
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(console, "another build of this project is running; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
