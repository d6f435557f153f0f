"""What was taken and what was refused, file by file."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from megalopolis.ingest.refusal import Refusal

SHOWN = 50  # refusals on the screen; the file has all


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that was taken: its name, the id of its document, and the ids of the documents it replaces."""

    file: str
    id: str
    replaces: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What the command `add` did.

    Attributes
    ----------
    taken : tuple of Taken
    refused : tuple of Refusal
    """

    taken: tuple[Taken, ...]
    refused: tuple[Refusal, ...]

    def lines(self) -> Iterator[str]:
        """The report for the screen: sums, then a line for each refusal."""
        replaced = sum(bool(one.replaces) for one in self.taken)
        yield f"taken: {len(self.taken)}" + (f", {replaced} of them in place of others" if replaced else "")
        rules = Counter(one.rule for one in self.refused)
        by_rule = ", ".join(f"{rule} {count}" for rule, count in sorted(rules.items()))
        yield f"refused: {len(self.refused)}" + (f" ({by_rule})" if by_rule else "")
        for refusal in self.refused[:SHOWN]:
            yield f"- {refusal}"
        if len(self.refused) > SHOWN:
            yield f"and {len(self.refused) - SHOWN} more: --report FILE.csv lists them all"

    def write(self, path: Path) -> None:
        """The report as CSV: file, outcome (taken, replaced, refused), document, rule, reason."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="", errors="backslashreplace") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["file", "outcome", "document", "rule", "reason"])
            for one in self.taken:
                outcome = "replaced" if one.replaces else "taken"
                writer.writerow([one.file, outcome, one.id, "", " ".join(one.replaces)])
            writer.writerows([one.file, "refused", "", one.rule, one.reason] for one in self.refused)
