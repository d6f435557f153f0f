"""Verdicts that flipped and through which tests, remarks that broke, path measures on another course."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from megalopolis.compare.edition import Edition, Record

# What a test asks; its value is what was found.
ASKED = ("finding", "operator", "threshold")

Names = dict[str, str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A test of a verdict that came out otherwise, or asks another thing, than in the other site.

    Attributes
    ----------
    id : str
    name : dict
        Language -> what the test is called.
    before, after : mapping or None
        As each site records it; None where the site does not have the test.
    """

    id: str
    name: Names
    before: Record | None
    after: Record | None

    @property
    def flipped(self) -> bool:
        """Whether the test came out otherwise."""
        return bool(_passed(self.before) != _passed(self.after))


@dataclass(frozen=True, slots=True)
class Change:
    """A verdict, remark or path measure that the two sites judge differently.

    Attributes
    ----------
    id, chapter : str
    name : dict
        Language -> what it is called, or what a remark says; empty where no site says.
    before, after : str or None
        What each site says of it; None where a site does not have it.
    outcomes : tuple of Outcome
        Of a verdict: the tests that differ.
    """

    id: str
    chapter: str
    name: Names
    before: str | None
    after: str | None
    outcomes: tuple[Outcome, ...] = ()

    @property
    def flipped(self) -> bool:
        """Whether both sites judge it, and differently."""
        return None not in {self.before, self.after} and self.before != self.after


def verdicts(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Verdicts that differ, or whose tests do; those that flipped first."""
    return _changes(before, after, "verdicts", "problem", "title", lambda record: str(record["verdict"]))


def remarks(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Remarks that hold in one site only: each is ``holds`` or ``broken``."""
    return _changes(
        before, after, "remarks", "id", "text", lambda record: "holds" if record["holds"] else "broken"
    )


def courses(before: Edition, after: Edition) -> tuple[Change, ...]:
    """Path measures whose status differs, such as ``on-course``."""
    return _changes(before, after, "courses", "id", "title", lambda record: str(record["status"]))


def _changes(
    before: Edition, after: Edition, kind: str, identity: str, called: str, state: Callable[[Record], str]
) -> tuple[Change, ...]:
    old, new = ({str(one[identity]): one for one in each.records(kind)} for each in (before, after))
    names = _names(before, after, kind, lambda one: [(str(one[identity]), str(one.get(called, "")))])
    tests = _names(before, after, kind, lambda one: _tests(str(one[identity]), one))
    found = []
    for name in sorted(old | new):
        record = new.get(name) or old[name]
        states = [state(each[name]) if name in each else None for each in (old, new)]
        outcomes = _outcomes(name, old.get(name), new.get(name), tests)
        if states[0] != states[1] or outcomes:
            said = names.get(name, {})
            found.append(Change(name, str(record["chapter"]), said, states[0], states[1], outcomes))
    return tuple(sorted(found, key=lambda change: (not change.flipped, change.id)))


def _outcomes(
    name: str, before: Record | None, after: Record | None, called: dict[str, Names]
) -> tuple[Outcome, ...]:
    """The tests that differ; a judgement that only one site has is not taken apart."""
    if before is None or after is None:
        return ()
    old, new = ({str(one["test"]): one for one in each.get("outcomes", ())} for each in (before, after))
    every = (
        Outcome(test, called.get(f"{name}.{test}", {}), old.get(test), new.get(test))
        for test in dict.fromkeys([*old, *new])
    )
    return tuple(one for one in every if one.flipped or _asked(one.before) != _asked(one.after))


def _passed(outcome: Record | None) -> Any:
    return "missing" if outcome is None else outcome.get("passed")


def _asked(outcome: Record | None) -> list[Any]:
    return [] if outcome is None else [outcome.get(name) for name in ASKED]


def _tests(name: str, record: Record) -> Iterator[tuple[str, str]]:
    for outcome in record.get("outcomes", ()):
        yield f"{name}.{outcome['test']}", str(outcome.get("name", ""))


def _names(before: Edition, after: Edition, kind: str, pick: Callable[[Record], Any]) -> dict[str, Names]:
    """Thing -> language -> what it is called there; the later site has the last word."""
    found: dict[str, Names] = {}
    for edition in (before, after):
        for language, published in edition.published.items():
            for record in published.get(kind, ()):
                for name, text in pick(record):
                    if text:
                        found.setdefault(name, {})[language] = text
    return found
