"""Run Jupyter Book: with the extension, ``_config.yml`` and ``_toc.yml``, all that knows of it."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path

from megalopolis.book import processes, resume
from megalopolis.book.places import Places

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
WARNING = re.compile(r"^(?:(?P<place>.*?):\s)?(?P<level>WARNING|ERROR|CRITICAL|SEVERE): (?P<text>.*)$")
# MyST-NB counts lines as 10 000 for each cell, from 1, plus the line inside it.
CELL = 10_000


@dataclass(frozen=True, slots=True)
class Complaint:
    """A warning of Sphinx.

    Attributes
    ----------
    page : str
        Such as ``problems/innovation``; empty when the whole book is meant.
    cell : int or None
        Position of the cell in the staged notebook, from 1.
    text : str
        What Sphinx says.
    """

    page: str
    cell: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Rendered:
    """What became of the rendering of one language.

    Attributes
    ----------
    language : str
    folder : pathlib.Path
        The HTML.
    code : int
        With which Jupyter Book ended; below 0 the signal that ended it.
    complaints : tuple of Complaint
    log : pathlib.Path
        Everything that Jupyter Book printed.
    """

    language: str
    folder: Path
    code: int
    complaints: tuple[Complaint, ...]
    log: Path

    @property
    def ended_well(self) -> bool:
        """Whether it ended by itself and without a warning."""
        return self.code == 0 and not self.complaints


def start(stage: Path, output: Path) -> BaseProcess:
    """Begin to render *stage* into *output*, going on from what stands there; warnings are errors."""
    options = ["build", "-W", "-n", "--keep-going", "--path-output", str(output), str(stage)]
    environment = {
        **os.environ,
        **processes.FIXED,
        # Dates that Sphinx writes do not depend on the day: any fixed instant does.
        "SOURCE_DATE_EPOCH": "1767225600",
        "TZ": "UTC",
        "NO_COLOR": "1",
        "PYTHONWARNINGS": "ignore",
        resume.INTERFACES: str(output / "interfaces.json"),
    }
    return processes.start(_jupyter_book, options, environment=environment, log=log(output))


def _jupyter_book(options: list[str]) -> None:
    from jupyter_book.cli.main import main

    main(options)


def ended(process: BaseProcess) -> int:
    """Wait for the end of a rendering: its exit code."""
    process.join()
    return int(process.exitcode or 0)


def log(output: Path) -> Path:
    """Where the messages of a rendering go."""
    return output / "messages.txt"


def complaints(text: str, stage: Path) -> tuple[Complaint, ...]:
    """The warnings in what Jupyter Book printed, each with its page and cell."""
    found = []
    for line in COLOURS.sub("", text).splitlines():
        match = WARNING.match(line.strip())
        if not match:
            continue
        place, _, row = (match["place"] or "").rpartition(":")
        if not row.isdigit():
            place, row = match["place"] or "", ""
        try:
            page = Path(place).relative_to(stage).with_suffix("").as_posix() if place else ""
        except ValueError:
            page = place
        cell = int(row) // CELL if row and int(row) >= CELL else None
        found.append(Complaint(page, cell, match["text"]))
    return tuple(dict.fromkeys(found))


def render(places: Places, stages: Mapping[str, Path]) -> list[Rendered]:
    """Render every language of which a page or more changed, all at once, and of each only these pages.

    Parameters
    ----------
    places : Places
        Where HTML is written.
    stages : mapping
        Language -> what is read.
    """
    outputs = {language: places.rendered(language) for language in stages}
    fixed = {language: resume.fixed(places, stage) for language, stage in stages.items()}
    pages = {language: resume.pages(stage) for language, stage in stages.items()}
    changed = [one for one in stages if not resume.same(outputs[one], fixed[one], pages[one])]
    for language in changed:
        resume.prepare(outputs[language], fixed[language])
    running = {language: start(stages[language], outputs[language]) for language in changed}
    results = []
    try:
        for language in stages:
            code = ended(running[language]) if language in running else 0
            if code == resume.AGAIN:
                shutil.rmtree(outputs[language])
                outputs[language].mkdir()
                running[language] = start(stages[language], outputs[language])
                code = ended(running[language])
            file = log(outputs[language])
            said = file.read_text(encoding="utf-8", errors="replace") if language in running else ""
            found = complaints(said, stages[language])
            html = outputs[language] / "_build" / "html"
            result = Rendered(language, html, code, found, file)
            if result.ended_well:
                resume.keep(outputs[language], fixed[language], pages[language])
            results.append(result)
    finally:
        for process in running.values():
            if process.is_alive():
                process.kill()
                process.join()
    return results
