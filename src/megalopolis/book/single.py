"""Run one chapter and hand over its notebook."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

from megalopolis.book import (
    cache,
    contract,
    crew,
    executors,
    failures,
    jobs,
    notebooks,
    parameters,
    planning,
    reuse,
    templates,
)
from megalopolis.book.build import ensure
from megalopolis.book.places import LANGUAGES, Places, chapter_named
from megalopolis.errors import ParameterError


def run(
    places: Places,
    name: str,
    given: Mapping[str, str],
    output: Path | None,
    *,
    check: Callable[[Path], None],
    engine: str,
) -> Path:
    """Execute the chapter *name*, unless the cache holds its results, and write its notebook.

    A template is executed for one value of its parameter: the given one, or the default in the notebook.

    Parameters
    ----------
    places : Places
    name : str
        Such as ``problems/innovation`` or ``chapters/problems/innovation.ipynb``.
    given : mapping
        Parameter -> value as typed.
    output : pathlib.Path or None
        Where the notebook goes; None for ``_build/run/<language>/<chapter>.ipynb``.
    check : callable
        Given the folder of the tables, raises :class:`~megalopolis.errors.DataError` when they break
        their contract.
    engine : str
        papermill engine.

    Raises
    ------
    ParameterError
        There is no such chapter, it does not take a parameter or a value, or the output is no notebook.
    ChapterError
        The chapter failed.
    """
    chapter = chapter_named(places, name)
    notebook = notebooks.read(places.notebook(chapter))
    taken = parameters.defaults(notebook, chapter)
    assigned = parameters.assign(given, {chapter: taken})
    language = str(assigned[chapter].pop("language", taken.get("language", LANGUAGES[0])))
    if language not in LANGUAGES:
        raise ParameterError(
            f"parameter language: expected one of {', '.join(LANGUAGES)}; found {language!r}"
        )
    region = str(assigned[chapter].get("region", taken.get("region", "")))
    if "region" in taken:
        places.known_region(region)
    shared = cache.inputs(places)
    varied = contract.template(notebook)
    if varied is not None:
        assigned[chapter].setdefault(varied, taken.get(varied, ""))
    [page] = templates.pages(places, region, assigned, shared)
    target = (output or places.build / "run" / language / f"{page.address}.ipynb").resolve()
    if target.suffix != ".ipynb" or target.is_dir():
        raise ParameterError(f"expected the name of a notebook for --output; found {output}")
    if target.is_relative_to(places.chapters):
        raise ParameterError(
            f"expected --output outside {places.chapters}, where sources are kept; found {output}"
        )
    ensure(places, shared, check)
    [job] = planning.plan(places, [page], language, known=reuse.known(places), engine=engine)
    if not job.done:
        results: list[jobs.Done] = []
        crew.run([job], executors.opener(places, executors.LOCAL, 1), results.append)
        [result] = results
        if result.stop:
            raise failures.chapters([result.stop], places.root)
        job = result.job
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(job.page / "download.ipynb", target)
    return target
