"""Notebooks to execute and normalise, and doing it in a pool of processes.

The pool follows :mod:`concurrent.futures`, so that any executor of that shape can take its place.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from megalopolis import memory
from megalopolis.book import (
    cache,
    drawings,
    execute,
    forkserver,
    inputs,
    notebooks,
    processes,
    reuse,
    scripts,
    warm,
)
from megalopolis.book.normalise import join, normalise
from megalopolis.book.places import Places


@dataclass(frozen=True, slots=True)
class Job:
    """One chapter in one language.

    Attributes
    ----------
    chapter, language : str
        Address of the page, such as ``problems/innovation`` or ``city/420100``, and ``zh``.
    parameters : dict
        Given to the chapter beyond its defaults.
    own : dict
        The parameter of a template that this page has to itself, with its value; else empty.
    source, executed, page, failed, drawings : pathlib.Path
        The notebook, the two places of its results in the cache, where a half-run notebook goes, and where
        drawings of charts are kept. Where results go is known for certain once the notebook has run.
    recipe, maker : str
        Names of the run of the notebook, and of the code that makes a page out of it.
    since : int
        When the build began, see :func:`inputs.moment`.
    engine : str
        papermill engine.
    """

    chapter: str
    language: str
    parameters: dict[str, Any]
    own: dict[str, str]
    source: Path
    executed: Path
    page: Path
    failed: Path
    drawings: Path
    recipe: str
    maker: str
    since: int
    engine: str = "warm"

    @property
    def done(self) -> bool:
        """Whether the cache holds the page."""
        return (self.page / "page.ipynb").is_file()

    @property
    def runs(self) -> bool:
        """Whether the notebook has to be executed."""
        return not self.done and not self.executed.is_file()


@dataclass(frozen=True, slots=True)
class Stop:
    """A chapter that failed: what the report says about it.

    Attributes
    ----------
    chapter, language : str
    cell : int or None
        Number of the cell in the source notebook, from 1.
    identifier : str
        Id of that cell.
    error : str
        Name and text of the exception.
    notebook : pathlib.Path
        The half-run notebook.
    """

    chapter: str
    language: str
    cell: int | None
    identifier: str
    error: str
    notebook: Path


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a job."""

    job: Job
    executed: bool
    seconds: float
    stop: Stop | None = None


def prepare(environment: Mapping[str, str], messages: Path) -> None:
    """Set up a process of the pool; its kernels inherit the environment, and grumble into a file."""
    processes.settle(environment)
    with messages.open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())


def perform(job: Job) -> Done:
    """Execute what the cache does not hold, normalise it, and put both into the cache."""
    started, places = perf_counter(), Places(job.executed.parents[3])
    source = notebooks.read(job.source)
    notebook = notebooks.keep_language(source, job.language)
    executed = job.runs
    if executed:
        record = Path(tempfile.mkdtemp(prefix="read-", dir=os.environ.get("IPYTHONDIR"))) / "record.json"
        result, failure = execute.execute(
            notebook, job.parameters, folder=job.source.parent, engine=job.engine, record=record
        )
        if failure:
            cache.write(job.failed, notebooks.text(result))
            return Done(job, True, perf_counter() - started, _stop(job, source, failure))
        key = reuse.keep(places, job.recipe, record, job.since, job.source)
        page = places.pages / cache.page_key(notebook, key, job.maker)
        job = replace(job, executed=places.executed / f"{key}.ipynb", page=page)
        cache.write(job.executed, notebooks.compact(result))
    else:
        result = notebooks.read(job.executed)
        cache.touch(job.executed)
    draw = drawings.kept(job.drawings, lambda: scripts.library(places))
    clean = normalise(join(notebook, result), job.chapter, job.language, draw=draw)
    records = json.dumps(clean.records, ensure_ascii=False, sort_keys=True)
    content = {f"files/{name}": data for name, data in clean.files.items()}
    content["page.ipynb"] = notebooks.compact(clean.page).encode()
    content["download.ipynb"] = notebooks.text(clean.download).encode()
    content["records.json"] = records.encode()
    content["warnings.txt"] = "\n".join(clean.warnings).encode()
    cache.write_folder(job.page, content)
    return Done(job, executed, perf_counter() - started)


def _stop(job: Job, source: notebooks.Notebook, failure: execute.Failure) -> Stop:
    """The failure in terms of the source notebook: papermill counts its own cell, and no other language's."""
    number, identifier = None, ""
    if failure.cell is not None:
        identifier = str(failure.notebook["cells"][failure.cell].get("id", ""))
        ids = [cell.get("id") for cell in source["cells"]]
        number = ids.index(identifier) + 1 if identifier in ids else None
    return Stop(job.chapter, job.language, number, identifier, failure.error, job.failed)


@contextmanager
def pool(
    places: Places, workers: int, waiting: Sequence[Job], ready: str | None = None
) -> Iterator[Executor]:
    """Processes for the jobs *waiting*, which start afresh, so that no state of this one leaks into a kernel.

    With them comes a fork server, where that is possible and enough notebooks are to be executed warm, unless
    one is *ready* at that address.
    """
    places.messages.parent.mkdir(parents=True, exist_ok=True)
    places.messages.unlink(missing_ok=True)
    context = processes.context()  # imports while the fork server does
    with surroundings(places, *(([], []) if ready else preloaded(waiting))) as own:
        environment = own | ({warm.ADDRESS: ready} if ready else {})
        executor = ProcessPoolExecutor(
            workers,
            mp_context=context,
            initializer=prepare,
            initargs=({**os.environ, **environment}, places.messages),
        )
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            raise
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def surroundings(places: Places, modules: Sequence[str], regions: Sequence[str]) -> Iterator[dict[str, str]]:
    """What kernels must find in their environment; with a fork server when there are *modules* to import."""
    environment = execute.environment(places.root) | {memory.ANSWERS: str(inputs.answers(places))}
    with ExitStack() as opened:
        opened.callback(execute.forget, environment)
        if modules:
            messages = opened.enter_context(places.messages.open("a", encoding="utf-8"))
            read = {forkserver.REGIONS: " ".join(regions)}
            server = warm.fork_server(environment | read, modules, messages)
            environment = environment | {warm.ADDRESS: opened.enter_context(server)}
        yield environment


def preloaded(waiting: Sequence[Job]) -> tuple[list[str], list[str]]:
    """The modules and regions that a fork server reads for *waiting*; nothing when none is worth starting."""
    sources = [job.source for job in waiting if job.runs and job.engine == "warm"]
    if not warm.possible() or len(sources) < warm.FEWEST:
        return [], []
    read = [notebooks.read(path) for path in dict.fromkeys(sources)]
    wanted = warm.imported(read)
    if len(sources) < warm.MANY or not reads_regions(wanted):
        return wanted, []
    regions = sorted({str(job.parameters["region"]) for job in waiting if "region" in job.parameters})
    return libraries(wanted), regions


def libraries(wanted: Sequence[str]) -> list[str]:
    """The modules *wanted* by notebooks, and the libraries that they may come to need."""
    package = Path(__file__).resolve().parents[1]
    # Findings rest on the others; a notebook without findings needs the libraries of what it names only.
    parts = ("measures", "texts", "charts", "findings")
    named = {name.split(".")[1] for name in wanted if name.startswith("megalopolis.")}
    found = (warm.used_by(package / name) for name in parts if {name, "findings"} & named)
    return list(dict.fromkeys([*wanted, *(name for each in found for name in each)]))


def reads_regions(modules: Sequence[str]) -> bool:
    """Whether notebooks with these imports use the package, and not only this build of it."""
    return any(name.startswith("megalopolis.") for name in modules)


def lost(job: Job, error: Exception | None = None) -> Stop:
    """What to say of a job whose process ended, or that a cluster gave up with *error*."""
    killed = "the process that executed it ended: killed, or out of memory; try --jobs 1"
    text = f"the cluster gave it up: {type(error).__name__}: {error}" if error else killed
    return Stop(job.chapter, job.language, None, "", text, job.failed)
