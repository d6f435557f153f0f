"""What the chapters found, gathered from their outputs into one file a language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from megalopolis.book.jobs import Job

NAME = "findings.json"
# The form of that file; it goes up when a reader of the last form could misread the new one.
SCHEMA = 1
PLURALS = {"stated": "stated", "paths": "paths"}


def gather(jobs: Iterable[Job]) -> dict[str, list[dict[str, Any]]]:
    """Everything that the chapters recorded: kind in the plural -> records, each with its chapter.

    Sorted by key or id, then by chapter, so that the order of execution does not show.
    """
    gathered: dict[str, list[dict[str, Any]]] = {}
    for job in jobs:
        for kind, found in json.loads((job.page / "records.json").read_text(encoding="utf-8")).items():
            name = PLURALS.get(kind, f"{kind}s")
            gathered.setdefault(name, []).extend({**record, "chapter": job.chapter} for record in found)
    return {
        name: sorted(
            found, key=lambda record: (str(record.get("key", record.get("id", ""))), record["chapter"])
        )
        for name, found in sorted(gathered.items())
    }


def write(path: Path, edition: Mapping[str, Any], jobs: Iterable[Job]) -> None:
    """Write the records of one language with the region, language and parameters that they hold for."""
    content = {"schema": SCHEMA, **edition, **gather(jobs)}
    path.write_text(
        json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n", encoding="utf-8"
    )


def broken(jobs: Iterable[Job]) -> list[str]:
    """The remarks whose conditions the data no longer meet: they are not shown, and the author must know."""
    return [
        f"{job.language}/{job.chapter}: remark {remark['id']} does not hold and is left out: {_when(remark)}"
        for job in jobs
        for remark in gather([job]).get("remarks", [])
        if remark.get("holds") is False
    ]


def _when(remark: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{one['finding']} {one['operator']} {one['threshold']} (found {one['value']})"
        for one in remark["when"]
    )


def warnings(jobs: Iterable[Job]) -> list[str]:
    """What the code of the chapters wrote to its error stream, which no page shows."""
    found = []
    for job in jobs:
        text = (job.page / "warnings.txt").read_text(encoding="utf-8").strip()
        found += [f"{job.language}/{job.chapter}: {line}" for line in text.splitlines() if line.strip()]
    return found
