"""What became of every value: taken, replaced, there already, in conflict, refused, or passed over."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from megalopolis.errors import Breach
from megalopolis.ingest.refusal import Refusal, printable

OUTCOMES = ("taken", "replaced", "there", "conflict", "refused", "passed")
SHOWN = 50  # conflicts and refusals on the screen; the file has all


@dataclass(frozen=True, slots=True)
class Entry:
    """One value, row or sheet of the user's, and what became of it.

    Attributes
    ----------
    outcome : str
        One of ``OUTCOMES``; ``there``: the tables hold the same value.
    file : str
        Name of the file, and of the sheet.
    row : int or None
        Line in the file.
    column, found : str
        Letter and heading of the column; what stands in the cell.
    city, year, indicator : str, int or None, str
        Code of the city, year, code of the indicator; blank as far as they are not known.
    value, before : float or None
        In the unit of the indicator: the user's, and that of the tables.
    unit, source : str
        Unit of the indicator; source of the value before.
    rule, mend : str
        Of a refusal: what was expected, and how to put it right.
    name : str
        Name and code of the city, for the screen.
    """

    outcome: str
    file: str
    row: int | None = None
    column: str = ""
    found: str = ""
    city: str = ""
    year: int | None = None
    indicator: str = ""
    value: float | None = None
    before: float | None = None
    unit: str = ""
    source: str = ""
    rule: str = ""
    mend: str = ""
    name: str = ""

    @property
    def difference(self) -> float | None:
        """By how much the user's value differs, relative to that of the tables."""
        if self.before is None or self.value is None or self.before == 0:
            return None
        return (self.value - self.before) / abs(self.before)

    def __str__(self) -> str:
        if self.value is None or self.outcome not in ("conflict", "replaced"):
            return printable(str(Breach(self.file, self.row, self.column, self.found, self.rule, self.mend)))
        before = "dropped by a correction" if self.before is None else f"{self.before:.12g}"
        change = "" if self.difference is None else f" ({100 * self.difference:+.4g} %)"
        place = f"{self.file}, row {self.row}, column {self.column}"
        what = (
            f"{self.name}, {self.year}, {self.indicator}: {before} -> {self.value:.12g} {self.unit}{change}"
        )
        return printable(f"{what}; {place}; before from {self.source}")


def refused(one: Refusal) -> Entry:
    """The entry of a file or sheet that is not taken."""
    return Entry("refused", one.file, rule=one.rule, mend=one.reason)


@dataclass(frozen=True, slots=True)
class Report:
    """What the command did with spreadsheets.

    Attributes
    ----------
    entries : tuple of Entry
    source : str
        Id of the source of the values taken.
    draft : str
        Where a mapping file was drafted; blank when none was.
    """

    entries: tuple[Entry, ...]
    source: str = ""
    draft: str = ""

    def of(self, *outcomes: str) -> tuple[Entry, ...]:
        """The entries with these outcomes."""
        return tuple(one for one in self.entries if one.outcome in outcomes)

    @property
    def failed(self) -> bool:
        """Whether nothing was taken, unless all that there was to take is there already."""
        there = self.of("there") and not self.of("conflict", "refused")
        return not self.of("taken", "replaced") and not there

    def lines(self) -> Iterator[str]:
        """The report for the screen: sums, then a line for each conflict and refusal."""
        taken = self.of("taken", "replaced")
        codes = ", ".join(
            f"{code} {count}" for code, count in sorted(Counter(one.indicator for one in taken).items())
        )
        yield f"taken: {len(taken)}" + (f" ({codes}; source {self.source})" if taken else "")
        yield f"already there: {len(self.of('there'))}"
        yield from _listed("replaced", self.of("replaced"), "")
        yield from _listed(
            "conflicts", self.of("conflict"), " (kept as they are; --replace takes the new ones)"
        )
        yield from _listed("refused", self.of("refused"), "")
        yield from _listed("passed over", self.of("passed"), "")

    def write(self, path: Path) -> None:
        """The report as JSON where the name ends in ``.json``, else as CSV: a row for each entry."""
        path.parent.mkdir(parents=True, exist_ok=True)
        rows = [{**asdict(one), "difference": one.difference} for one in self.entries]
        if path.suffix.lower() == ".json":
            path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
            return
        with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            names = [*(field.name for field in fields(Entry)), "difference"]
            writer = csv.DictWriter(file, names, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _listed(what: str, entries: tuple[Entry, ...], note: str) -> Iterator[str]:
    if not entries and what in ("replaced", "passed over"):
        return
    yield f"{what}: {len(entries)}{note if entries else ''}"
    for one in entries[:SHOWN]:
        yield f"- {_line(one)}"
    if len(entries) > SHOWN:
        yield f"and {len(entries) - SHOWN} more: --report FILE lists them all"


def _line(one: Entry) -> str:
    """A refused file or sheet has its reason for a sentence."""
    return f"{printable(one.file)}: {one.mend}" if one.row is None and one.outcome == "refused" else str(one)
