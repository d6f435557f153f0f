"""Findings of two sites: which moved and by how much, which appeared, which vanished."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from megalopolis.compare.edition import Record

# Below this the difference is that of two machines' arithmetic, not of two sites.
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class Moved:
    """A finding whose value or interval differs.

    Attributes
    ----------
    before, after : mapping
        The finding as each site records it.
    absolute : float or None
        New value minus old one, in the unit of the finding; None when one of them is missing.
    relative : float or None
        The same as a share of the old value's size; None when that is zero or missing.
    overlap : bool or None
        Whether the two intervals share a point; None unless both findings have one.
    """

    before: Record
    after: Record
    absolute: float | None
    relative: float | None
    overlap: bool | None


@dataclass(frozen=True, slots=True)
class Findings:
    """What became of the findings; *moved* from the largest relative change down."""

    moved: tuple[Moved, ...]
    appeared: tuple[Record, ...]
    vanished: tuple[Record, ...]
    same: int


def compare(before: Sequence[Record], after: Sequence[Record]) -> Findings:
    """Findings of two sites, matched by chapter and key."""
    old, new = ({_name(one): one for one in found} for found in (before, after))
    shared = [name for name in old if name in new]
    moved = [_moved(old[name], new[name]) for name in shared if _differ(old[name], new[name])]
    return Findings(
        moved=tuple(sorted(moved, key=_size)),
        appeared=tuple(new[name] for name in sorted(new) if name not in old),
        vanished=tuple(old[name] for name in sorted(old) if name not in new),
        same=len(shared) - len(moved),
    )


def _name(finding: Record) -> tuple[str, str]:
    return str(finding["chapter"]), str(finding["key"])


def _number(finding: Record, name: str) -> float | None:
    value = finding.get(name)
    return None if value is None else float(value)


def _differ(before: Record, after: Record) -> bool:
    pairs = [(_number(before, name), _number(after, name)) for name in ("value", "low", "high")]
    return any(not _equal(one, other) for one, other in pairs)


def _equal(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return math.isclose(one, other, rel_tol=TOLERANCE, abs_tol=1e-12)


def _moved(before: Record, after: Record) -> Moved:
    old, new = _number(before, "value"), _number(after, "value")
    absolute = None if old is None or new is None else new - old
    relative = absolute / abs(old) if old and absolute is not None else None
    ends = [_number(one, name) for one in (before, after) for name in ("low", "high")]
    known = [end for end in ends if end is not None]
    overlap = known[0] <= known[3] and known[2] <= known[1] if len(known) == len(ends) else None
    return Moved(before, after, absolute, relative, overlap)


def _size(moved: Moved) -> tuple[int, float, tuple[str, str]]:
    """Order: a value that came or went, then one that left zero, then by the relative change."""
    if moved.absolute is None:
        return 0, 0.0, _name(moved.after)
    if moved.relative is None:
        return 1, -abs(moved.absolute), _name(moved.after)
    return 2, -abs(moved.relative), _name(moved.after)
