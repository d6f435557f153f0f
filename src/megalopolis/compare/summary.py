"""A comparison in lines for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from megalopolis.book.report import number
from megalopolis.compare.comparison import Comparison
from megalopolis.compare.findings import Moved
from megalopolis.compare.judgements import Change
from megalopolis.compare.words import words

MOST = 10


def lines(comparison: Comparison) -> Iterator[str]:
    """What differs: verdicts and the tests behind them, the findings that moved most, the rest in numbers."""
    if comparison.same:
        yield "the two sites say the same"
        return
    say = words("en")
    for note in comparison.notes:
        sides = [getattr(one, note) for one in (comparison.before, comparison.after)]
        yield f"note: {say['notes'][note]} ({_plain(sides[0])}; {_plain(sides[1])})"
    yield from _judged("verdict", comparison.verdicts)
    found = comparison.findings
    yield f"findings: {say['tally'].format(moved=len(found.moved), **_counts(comparison))}"
    for moved in found.moved[:MOST]:
        yield f"  {_moved(moved)}"
    if len(found.moved) > MOST:
        yield f"  and {len(found.moved) - MOST} more"
    yield from _judged("remark", comparison.remarks)
    yield from _judged("path measure", comparison.courses)
    yield from _chapters(comparison)
    if comparison.tables:
        listed = ", ".join(f"{name} ({fate})" for name, fate in comparison.tables.items())
        yield f"tables: {listed}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}={given}" for name, given in sorted(value.items())) or "none"
    return (", ".join(value) if isinstance(value, tuple) else str(value)) or "not said"


def _counts(comparison: Comparison) -> dict[str, int]:
    found = comparison.findings
    return {"appeared": len(found.appeared), "vanished": len(found.vanished), "same": found.same}


def _moved(moved: Moved) -> str:
    before, after = moved.before, moved.after
    size = f", {100 * moved.relative:+.1f}%" if moved.relative is not None else ""
    intervals = {True: ", intervals overlap", False: ", intervals apart", None: ""}[moved.overlap]
    values = f"{number(before.get('value'))} -> {number(after.get('value'))}"
    return f"{after['chapter']} {after['key']}: {values}{size}{intervals}"


def _judged(noun: str, changes: Sequence[Change]) -> Iterator[str]:
    for change in changes:
        before, after = (state or "not there" for state in (change.before, change.after))
        yield f"{noun} {change.id}: {before if before == after else f'{before} -> {after}'}"
        for outcome in change.outcomes:
            sides = [_outcome(one) for one in (outcome.before, outcome.after)]
            yield f"  test {outcome.id}: {sides[0]} -> {sides[1]}"


def _outcome(outcome: Any) -> str:
    if outcome is None:
        return "not there"
    passed = words("en")["passed"][outcome["passed"]]
    return f"{passed} ({number(outcome['value'])} {outcome['operator']} {number(outcome['threshold'])})"


def _chapters(comparison: Comparison) -> Iterator[str]:
    """Chapters by what differs in them, since a new year changes the results of nearly all."""
    kinds: dict[str, list[str]] = {}
    for one in comparison.chapters:
        kind = " and ".join(one.parts) if one.within == "both" else f"only {one.within}"
        kinds.setdefault(kind, []).append(f"{one.language}/{one.chapter}")
    for kind, names in sorted(kinds.items()):
        shown = ", ".join(names[:MOST])
        yield f"chapters, {kind}: {shown}{f' and {len(names) - MOST} more' if len(names) > MOST else ''}"
