"""Everything that differs between two built sites, and its form for programs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from megalopolis.compare import chapters, findings, judgements
from megalopolis.compare.chapters import Chapter
from megalopolis.compare.edition import Edition, Record
from megalopolis.compare.findings import Findings, Moved
from megalopolis.compare.judgements import Change

# The form of the JSON; it goes up when a reader of the last form could misread the new one.
SCHEMA = 1
OF_A_FINDING = ("value", "low", "high", "year", "sentence_zh", "sentence_en")


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs between the sites *before* and *after*.

    Attributes
    ----------
    before, after : Edition
    notes : tuple of str
        What makes the two less comparable: ``region``, ``version``, ``lock``, ``languages``, ``parameters``.
    findings : Findings
    verdicts, remarks, courses : tuple of Change
    chapters : tuple of Chapter
    tables : dict
        Name of a table -> ``changed``, ``appeared`` or ``vanished``.
    """

    before: Edition
    after: Edition
    notes: tuple[str, ...]
    findings: Findings
    verdicts: tuple[Change, ...]
    remarks: tuple[Change, ...]
    courses: tuple[Change, ...]
    chapters: tuple[Chapter, ...]
    tables: dict[str, str]

    @property
    def same(self) -> bool:
        """Whether nothing at all differs in what the sites say."""
        found = self.findings
        return not (
            *self.notes,
            *found.moved,
            *found.appeared,
            *found.vanished,
            *self.verdicts,
            *self.remarks,
            *self.courses,
            *self.chapters,
            *self.tables,
        )


def compare(before: Edition, after: Edition) -> Comparison:
    """Everything that differs between two sites."""
    return Comparison(
        before,
        after,
        _notes(before, after),
        findings.compare(before.records("findings"), after.records("findings")),
        judgements.verdicts(before, after),
        judgements.remarks(before, after),
        judgements.courses(before, after),
        chapters.compare(before, after),
        _tables(before.tables(), after.tables()),
    )


def _notes(before: Edition, after: Edition) -> tuple[str, ...]:
    names = ("region", "version", "lock", "languages", "parameters")
    return tuple(name for name in names if getattr(before, name) != getattr(after, name))


def _tables(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str]:
    words = {(True, True): "changed", (False, True): "appeared", (True, False): "vanished"}
    return {
        name: words[name in old, name in new]
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    }


def document(comparison: Comparison) -> dict[str, Any]:
    """The comparison as JSON's types; equal sites give equal documents, wherever they lie."""
    found = comparison.findings
    return {
        "schema": SCHEMA,
        "before": _site(comparison.before),
        "after": _site(comparison.after),
        "notes": list(comparison.notes),
        "findings": {
            "moved": [_moved(one) for one in found.moved],
            "appeared": [_finding(one) for one in found.appeared],
            "vanished": [_finding(one) for one in found.vanished],
            "same": found.same,
        },
        "verdicts": [_change(one) for one in comparison.verdicts],
        "remarks": [_change(one) for one in comparison.remarks],
        "courses": [_change(one) for one in comparison.courses],
        "chapters": [
            {"chapter": one.chapter, "language": one.language, "parts": list(one.parts), "within": one.within}
            for one in comparison.chapters
        ],
        "tables": comparison.tables,
    }


def _site(edition: Edition) -> dict[str, Any]:
    names = ("region", "parameters", "version", "lock")
    return {**{name: getattr(edition, name) for name in names}, "languages": list(edition.languages)}


def _finding(finding: Record) -> dict[str, Any]:
    names = ("key", "chapter", "unit", *OF_A_FINDING)
    return {name: finding.get(name) for name in names}


def _moved(moved: Moved) -> dict[str, Any]:
    shared = {name: moved.after.get(name) for name in ("key", "chapter", "unit")}
    ends = {
        side: {name: finding.get(name) for name in OF_A_FINDING}
        for side, finding in (("before", moved.before), ("after", moved.after))
    }
    size = {name: getattr(moved, name) for name in ("absolute", "relative", "overlap")}
    return {**shared, **ends, **size}


def _change(change: Change) -> dict[str, Any]:
    names = ("id", "chapter", "name", "before", "after", "flipped")
    outcomes = [
        {name: getattr(one, name) for name in ("id", "name", "before", "after", "flipped")}
        for one in change.outcomes
    ]
    return {**{name: getattr(change, name) for name in names}, "outcomes": outcomes}
