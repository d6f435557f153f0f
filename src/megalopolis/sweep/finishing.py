"""Make and publish the site of one edition, in a process of its own: what it took is given back."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis.book import cache, processes, publish, records, site, stage
from megalopolis.book.jobs import Job
from megalopolis.book.places import Places
from megalopolis.errors import ChapterError
from megalopolis.sweep.grid import Edition

Verdicts = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """An edition whose chapters are executed.

    Attributes
    ----------
    edition : Edition
    places : Places
        With a bench of its own.
    planned : dict
        Language -> its chapters.
    shared, made_of : str
        Names of what chapters may depend on, and of everything that the edition is made of.
    """

    edition: Edition
    places: Places
    planned: dict[str, list[Job]]
    shared: str
    made_of: str

    @property
    def jobs(self) -> list[Job]:
        """All of its chapters."""
        return [job for each in self.planned.values() for job in each]


def bench(places: Places, edition: Edition) -> Places:
    """The same project with a bench for *edition*."""
    return Places(places.root, f"editions/{edition.name}")


def common(places: Places, shared: str) -> str:
    """A name for everything that every edition is made of: *shared*, chapters, settings and contents."""
    references = [places.root / name for name in stage.references(stage.settings(places.configuration))]
    return cache.digest(
        [shared, cache.files([places.chapters, places.configuration, places.contents, *references])]
    )


def made_of(edition: Edition, shared: str, engine: str) -> str:
    """A name for everything that *edition* is made of; *shared* is :func:`common`."""
    own = [edition.region, edition.languages, edition.parameters, engine, str(edition.site)]
    return cache.digest([shared, own])


def untouched(places: Places, edition: Edition, name: str) -> Verdicts | None:
    """The verdicts of an edition that was made of the same and that nobody touched since; else None."""
    try:
        last = json.loads(_stamp(places, edition).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if last.get("made_of") != name:
        return None
    files = {path: list(state) for path, state in publish.listing(edition.site).items()}
    return list(last["verdicts"]) if files == last["files"] else None


def _stamp(places: Places, edition: Edition) -> Path:
    return bench(places, edition).finished(edition.region).parent / "edition.json"


def apart(work: Work) -> tuple[bool, Verdicts]:
    """:func:`finish` in a new process.

    Raises
    ------
    MegalopolisError
        As :func:`finish`; or the process was killed.
    """
    with processes.pool(1) as process:
        try:
            return process.submit(finish, work).result()
        except BrokenProcessPool:
            found = "the process that makes the pages ended: killed, or out of memory"
            raise ChapterError(f"{found}; try fewer editions, or a machine with more memory") from None


def finish(work: Work) -> tuple[bool, Verdicts]:
    """Render and publish an edition; whether pages had to be made, and its verdicts.

    Raises
    ------
    MegalopolisError
        A page cannot be rendered, the site has a fault, or its place holds something else.
    """
    edition, places = work.edition, work.places
    publish.refuse(edition.site)
    publish.recover(edition.site)
    # The published site is this one under second names.
    rendered = site.finish(
        places, edition.region, work.planned, work.shared, lambda _: None, copy=shutil.copy2
    )
    finished = places.finished(edition.region)
    if not publish.same(finished, edition.site):
        publish.publish(finished, edition.site, copy=publish.linked)
    for language in edition.languages:
        for folder in (places.stage(language), places.rendered(language)):
            shutil.rmtree(folder, ignore_errors=True)
    found = verdicts(work.planned)
    stamp = {"made_of": work.made_of, "files": publish.listing(edition.site), "verdicts": found}
    cache.write(_stamp(places, edition), json.dumps(stamp, ensure_ascii=False))
    return rendered, found


def verdicts(planned: Mapping[str, Sequence[Job]]) -> Verdicts:
    """Every verdict of an edition with its title in each language, and how its tests came out."""
    found: dict[str, dict[str, Any]] = {}
    for language, each in planned.items():
        for record in records.gather(job for job in each if not job.own).get("verdicts", ()):
            tests = record.get("outcomes", ())
            passed = [one.get("passed") for one in tests]
            one = found.setdefault(
                record["problem"],
                {
                    "problem": record["problem"],
                    "chapter": record["chapter"],
                    "verdict": record["verdict"],
                    "tests": len(passed),
                    "tested": sum(one is not None for one in passed),
                    "passed": sum(one is True for one in passed),
                    "unsure": sum(bool(one.get("unsure")) for one in tests),
                    "title": {},
                },
            )
            one["title"][language] = record.get("title", "")
    return list(found.values())
