"""Make a site out of executed chapters, unless the last one was made of the same."""

from __future__ import annotations

import functools
import json
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from megalopolis.book import (
    bill,
    cache,
    crate,
    downloads,
    failures,
    inputs,
    jobs,
    landing,
    last,
    pages,
    passages,
    processes,
    publish,
    records,
    render,
    scripts,
    selfcheck,
    sources,
    stage,
)
from megalopolis.book.places import Places
from megalopolis.book.shown import Shown

PACKAGE = Path(__file__).resolve().parents[1]


def finish(
    places: Places,
    region: str,
    planned: Mapping[str, Sequence[jobs.Job]],
    shared: str,
    say: Callable[[str], None],
    *,
    copy: Callable[..., Any],
) -> bool:
    """Make the site of *region* in the build folder; False when the last one was made of the same.

    Parameters
    ----------
    places : Places
    region : str
    planned : mapping
        Language -> its chapters, executed.
    shared : str
        Name of everything that chapters and pages may depend on, see :func:`cache.inputs`.
    say : callable
        Given a line when the pages are rendered.
    copy : callable
        Brings a file of the cache into the site: :func:`publish.linked` where what is published shares no
        file with this site, so that nobody writes into the cache.

    Raises
    ------
    ChapterError
        A page could not be rendered, or the site has a fault.
    """
    site, stamp = places.finished(region), places.stamp(region)
    written = stage.of_region(places, region)
    made_of = _made_of(places, planned, shared)
    if _unchanged(site, stamp, made_of):
        return False
    languages = tuple(planned)
    say(f"rendering {' and '.join(languages)}")
    made = str(scripts.ready(places))
    stages = {
        language: stage.stage(places, written, each, language, languages, made)
        for language, each in planned.items()
    }
    results = render.render(places, stages)
    if not all(result.ended_well for result in results):
        raise failures.rendering(results, planned, places)
    stamp.unlink(missing_ok=True)
    former, passes = _aside(site), cache.digest([cache.files([PACKAGE]), inputs.environment(places)])
    each = functools.partial(assemble, places, site, region=region, former=former, passes=passes, copy=copy)
    _side_by_side(each, [(result, planned[result.language]) for result in results])
    # Thousands of files take seconds to remove, in which the new ones are looked at.
    tidying = threading.Thread(target=shutil.rmtree, args=(former,), kwargs={"ignore_errors": True})
    tidying.start()
    downloads.copy(places, site)
    sources.copy(places, site)
    titles = {language: stage.edition(written, language, languages)["title"] for language in languages}
    (site / "index.html").write_text(landing.html(titles, languages), encoding="utf-8")
    bill.write(site, places.lock)
    crate.write(
        places,
        site,
        region,
        {name: [job.chapter for job in each] for name, each in planned.items()},
        sources=site / sources.FOLDER,
        given=_given(planned),
    )
    expected = [f"{job.language}/{job.chapter}" for each in planned.values() for job in each]
    machine = selfcheck.machine_folders(places.root)
    faults = selfcheck.faults(site, expected, machine=machine, kept=places.facts)
    tidying.join()
    if faults:
        raise failures.site(faults)
    cache.write(stamp, json.dumps({"made_of": made_of, "files": publish.listing(site)}))
    return True


def _side_by_side(function: Callable[..., None], given: Sequence[tuple[Any, ...]]) -> None:
    """Call *function* with each of *given*: the first here, every other in a process of its own."""
    first, *others = given
    if not others:
        function(*first)
        return
    with processes.pool(len(others)) as pool:
        waiting = [pool.submit(function, *one) for one in others]
        function(*first)
        for future in waiting:
            future.result()


def _made_of(places: Places, planned: Mapping[str, Sequence[jobs.Job]], shared: str) -> str:
    """A name for everything that the site is made of."""
    own = cache.files(sorted(set(sources.files(places))))
    chapters = {
        language: [[job.chapter, job.page.name] for job in each] for language, each in planned.items()
    }
    return cache.digest([shared, own, chapters])


def _unchanged(site: Path, stamp: Path, made_of: str) -> bool:
    """Whether the last site was made of the same, and nobody touched it since."""
    try:
        last = json.loads(stamp.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    files = {name: list(state) for name, state in publish.listing(site).items()}
    return bool(last == {"made_of": made_of, "files": files})


def _given(planned: Mapping[str, Sequence[jobs.Job]]) -> dict[str, Any]:
    """What the chapters were given; of a template its own parameter only where it has a single page."""
    found: dict[str, Any] = {}
    varied: dict[str, set[str]] = {}
    for job in (job for each in planned.values() for job in each):
        found |= {name: value for name, value in job.parameters.items() if name not in job.own}
        for name, value in job.own.items():
            varied.setdefault(name, set()).add(value)
    found |= {name: next(iter(values)) for name, values in varied.items() if len(values) == 1}
    return {name: value for name, value in found.items() if name not in ("language", "region")}


def _aside(site: Path) -> Path:
    """Where the last site is moved, if there is one, so that its pages can be taken from there."""
    former = site.with_name(f"{site.name}.former")
    shutil.rmtree(former, ignore_errors=True)
    if site.is_dir():
        site.rename(former)
    return former


def assemble(
    places: Places,
    site: Path,
    result: render.Rendered,
    planned: Sequence[jobs.Job],
    *,
    region: str,
    former: Path,
    passes: str,
    copy: Callable[..., Any],
) -> None:
    """One language of the site: pages, the files of the figures, notebooks to download, findings, search.

    Parameters
    ----------
    places : Places
    site : pathlib.Path
    result : render.Rendered
    planned : sequence of jobs.Job
    region : str
    former : pathlib.Path
        The last site.
    passes : str
        A name for the code that passes over pages.
    copy : callable
        As :func:`finish` has it.
    """
    folder, kept = site / result.language, places.passed(region, result.language)
    shutil.copytree(result.folder, folder, ignore=shutil.ignore_patterns("_sources"))
    shown = Shown(
        chapters=tuple(job.chapter for job in planned),
        of_templates=tuple(job.chapter for job in planned if job.own),
        found=records.gather(job for job in planned if not job.own),
        tables=downloads.tables(places.data),
        names=passages.names(places.data),
    )
    before = last.read(kept, former / result.language, passes)
    last.write(kept, pages.polish(folder, result.language, shown, before), passes)
    for job in planned:
        if (job.page / "files").is_dir():
            shutil.copytree(job.page / "files", folder, dirs_exist_ok=True, copy_function=copy)
        notebook = folder / "_sources" / f"{job.chapter}.ipynb"
        notebook.parent.mkdir(parents=True, exist_ok=True)
        copy(job.page / "download.ipynb", notebook)
    given = {name: value for job in planned for name, value in job.parameters.items() if name not in job.own}
    edition = {"region": region, "language": result.language, "parameters": given}
    records.write(folder / records.NAME, edition, planned)
