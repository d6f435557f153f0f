"""What became of the editions of a sweep, as a table for people, spreadsheets and programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from megalopolis.book import cache
from megalopolis.sweep.grid import LISTING, Edition

# The form of the JSON; it goes up when a reader of the last form could misread the new one.
SCHEMA = 1
COLUMNS = ("region", "year", "languages", "state", "executed", "seconds", "site", "error")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one edition.

    Attributes
    ----------
    edition : Edition
    state : str
        ``built``, ``cached`` or ``failed``.
    seconds : float
        Of work: in its notebooks, those that editions share counted once, and in its pages.
    executed : int
        Notebooks that were executed for it.
    verdicts : list of dict
        As :func:`megalopolis.sweep.finishing.verdicts` gives them.
    error : str
        Why it failed.
    """

    edition: Edition
    state: str
    seconds: float = 0.0
    executed: int = 0
    verdicts: list[dict[str, Any]] = field(default_factory=list)
    error: str = ""


def rows(outcomes: Sequence[Outcome], folder: Path) -> list[dict[str, Any]]:
    """A row an edition; the site as a path from *folder*."""
    return [
        {
            "region": one.edition.region,
            "year": one.edition.year,
            "languages": " ".join(one.edition.languages),
            "state": one.state,
            "executed": one.executed,
            "seconds": round(one.seconds, 1),
            "site": one.edition.site.relative_to(folder).as_posix(),
            "error": one.error,
        }
        for one in outcomes
    ]


def write(outcomes: Sequence[Outcome], folder: Path) -> None:
    """Write ``editions.csv`` and ``editions.json`` into *folder*."""
    listed = rows(outcomes, folder)
    cache.write(folder / "editions.csv", table(COLUMNS, listed))
    content = {"schema": SCHEMA, "editions": listed}
    cache.write(folder / LISTING, json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n")


def table(columns: Sequence[str], listed: Sequence[dict[str, Any]]) -> str:
    """Rows as CSV."""
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()


def tally(outcomes: Sequence[Outcome]) -> str:
    """How many editions were built, cached, failed."""
    states = [one.state for one in outcomes]
    count = f"{len(states)} edition{'s' if len(states) != 1 else ''}"
    return ", ".join([count, *(f"{states.count(state)} {state}" for state in ("built", "cached", "failed"))])


def lines(outcomes: Sequence[Outcome], folder: Path) -> Iterator[str]:
    """The table for the terminal, then every error in full."""
    columns = ("region", "year", "state", "executed", "seconds")
    cells = [columns, *([str(row[name]) for name in columns] for row in rows(outcomes, folder))]
    widths = [max(len(row[place]) for row in cells) for place in range(len(columns))]
    for row in cells:
        left = "  ".join(text.ljust(width) for text, width in zip(row[:3], widths, strict=False))
        right = "  ".join(text.rjust(width) for text, width in zip(row[3:], widths[3:], strict=True))
        yield f"{left}  {right}"
    for one in outcomes:
        if one.error:
            yield f"{one.edition.name} failed: {one.error}"
