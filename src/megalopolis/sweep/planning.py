"""What a sweep has to do: editions that are there already, and notebooks that the others wait for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from megalopolis.book import planning, reuse, templates
from megalopolis.book.jobs import Job
from megalopolis.book.places import Places
from megalopolis.book.request import settle
from megalopolis.errors import MegalopolisError
from megalopolis.sweep import finishing, grid
from megalopolis.sweep.finishing import Work
from megalopolis.sweep.grid import Edition, Wish
from megalopolis.sweep.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Plan:
    """What a sweep has to do.

    Attributes
    ----------
    settled : tuple of Outcome
        Editions that are there, or that cannot be made.
    works : tuple of Work
        The others.
    """

    settled: tuple[Outcome, ...]
    works: tuple[Work, ...]

    @property
    def waiting(self) -> list[Job]:
        """Notebooks to execute or assemble, edition after edition; what editions share comes once."""
        every = (job for work in self.works for job in work.jobs)
        return list({identity(job): job for job in every if not job.done}.values())

    @property
    def users(self) -> dict[str, list[int]]:
        """Notebook -> the places in :attr:`works` of the editions that show it."""
        found: dict[str, list[int]] = {}
        for place, work in enumerate(self.works):
            for job in work.jobs:
                found.setdefault(identity(job), []).append(place)
        return found


def identity(job: Job) -> str:
    """What two editions share when they show the same: notebook, language and parameters."""
    return job.recipe


def plan(places: Places, wish: Wish, editions: Sequence[Edition], shared: str) -> Plan:
    """Sort *editions* into those that are there and those to make; *shared* is :func:`cache.inputs`."""
    settled: list[Outcome] = []
    works: list[Work] = []
    common = finishing.common(places, shared)
    known = reuse.known(places)
    for edition in editions:
        made_of = finishing.made_of(edition, common, wish.engine)
        verdicts = finishing.untouched(places, edition, made_of)
        if verdicts is not None:
            settled.append(Outcome(edition, "cached", verdicts=verdicts))
            continue
        own = finishing.bench(places, edition)
        try:
            planned = _chapters(own, wish, edition, shared, known)
        except MegalopolisError as error:
            settled.append(Outcome(edition, "failed", error=str(error)))
        else:
            works.append(Work(edition, own, planned, shared, made_of))
    return Plan(tuple(settled), tuple(works))


def _chapters(
    places: Places, wish: Wish, edition: Edition, shared: str, known: reuse.Known
) -> dict[str, list[Job]]:
    region, assigned = settle(places, grid.request(edition, wish))
    pages = templates.pages(places, region, assigned, shared)
    return {
        language: planning.plan(places, pages, language, known=known, engine=wish.engine)
        for language in edition.languages
    }
