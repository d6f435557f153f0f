"""What has to be executed and normalised for an edition, and what earlier builds have done of it already."""

from __future__ import annotations

import functools
from collections.abc import Sequence

from megalopolis.book import cache, modules, notebooks, reuse
from megalopolis.book.jobs import Job
from megalopolis.book.places import Places
from megalopolis.book.templates import Page


def plan(
    places: Places, pages: Sequence[Page], language: str, *, known: reuse.Known, engine: str
) -> list[Job]:
    """The jobs of one edition, one a page."""
    jobs = []
    read = functools.cache(lambda path: notebooks.keep_language(notebooks.read(path), language))
    rests = functools.cache(lambda path: known.modules(modules.of_notebook(read(path))))
    for page in pages:
        given = {**page.parameters, "language": language}
        source = places.notebook(page.chapter)
        notebook = read(source)
        shared = cache.digest([known.environment, rests(source)])
        recipe = cache.recipe(notebook, page.address, language, given, shared)
        # As long as no result fits, a name that none has.
        key = recipe
        for key in reuse.keys(places, recipe, known.state):
            if (places.executed / f"{key}.ipynb").is_file():
                cache.touch(places.executed / f"{key}.ipynb")
                break
        jobs.append(
            Job(
                page.address,
                language,
                given,
                page.own,
                source,
                places.executed / f"{key}.ipynb",
                places.pages / cache.page_key(notebook, key, known.maker),
                places.failed / language / f"{page.address}.ipynb",
                places.drawings,
                recipe,
                known.maker,
                known.since,
                engine,
            )
        )
    return jobs
