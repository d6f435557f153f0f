"""What the user asks for, and what that means for each chapter."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from megalopolis.book import contents, notebooks, parameters
from megalopolis.book.places import LANGUAGES, Places


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
    scheduler : str
        Where notebooks are executed, see :func:`executors.opener`.
    """

    region: str | None = None
    languages: tuple[str, ...] = LANGUAGES
    parameters: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    output: Path | None = None
    engine: str = "warm"
    scheduler: str = "local"


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
    places.known_region(region)
    named = {name for own in taken.values() for name in own}
    given = {name: value for name, value in request.parameters.items() if name != "language"}
    if "region" in named:
        given["region"] = region
    return region, parameters.assign(given, taken)


def usual(places: Places, region: str | None) -> Path:
    """Where a site is published by default: another region than the book's own inside its site."""
    first = contents.chapters(places)[0]
    own = parameters.defaults(notebooks.read(places.notebook(first)), first).get("region", region)
    return places.site if region in {None, own} else places.site / str(region)
