"""What a region's study argues: problems with their tests, principles, path measures and remarks.

Every text is in the language of the edition; references are ids of statements, findings and indicators.
"""

from __future__ import annotations

import operator as operators
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from megalopolis.errors import ParameterError

OPERATORS: dict[str, Callable[[float, float], bool]] = {
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A bound on a finding, such as ``innovation.patents.rank > 10``.

    Attributes
    ----------
    finding : str
        Key of the finding.
    operator : str
        One of <, <=, >, >=.
    threshold : float
        The bound, in the unit of the finding.
    """

    finding: str
    operator: str
    threshold: float

    def holds(self, value: float) -> bool:
        """Whether *value* keeps the bound; a missing value (NaN) does not."""
        return bool(OPERATORS[self.operator](value, self.threshold))


@dataclass(frozen=True, slots=True)
class ProblemTest(Condition):
    """A condition that must hold if a problem exists, with the reason for its threshold."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem that the sources assert, the statements it rests on and its tests."""

    id: str
    dimension: str
    title: str
    statements: tuple[str, ...]
    tests: tuple[ProblemTest, ...]


@dataclass(frozen=True, slots=True)
class Principle:
    """A principle and the problems that it answers."""

    id: str
    title: str
    problems: tuple[str, ...]
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PathMeasure:
    """A path measure: who does what at which level, and the indicator by which to watch it.

    A blank ``actor``, ``benchmark`` or ``horizon`` means that the sources name none.
    """

    id: str
    title: str
    principle: str
    problem: str
    statements: tuple[str, ...]
    actor: str
    level: str
    indicator: str
    benchmark: str
    horizon: str


@dataclass(frozen=True, slots=True)
class Remark:
    """A sentence of a chapter and the conditions on findings without which it is not shown."""

    id: str
    chapter: str
    text: str
    when: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A group of cities inside a region, with the customary name of its area where it has one."""

    id: str
    name: str
    customary: str
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Argument:
    """Problems, principles, path measures and remarks of one region.

    ``about`` is the agglomeration of which the sources state the problems; empty when that is the region.
    """

    problems: tuple[Problem, ...]
    principles: tuple[Principle, ...]
    measures: tuple[PathMeasure, ...]
    remarks: tuple[Remark, ...]
    about: str = ""

    def problem(self, key: str) -> Problem:
        """The problem with this id.

        Raises
        ------
        ParameterError
            There is none; the message lists those that exist.
        """
        for problem in self.problems:
            if problem.id == key:
                return problem
        known = ", ".join(problem.id for problem in self.problems) or "none"
        raise ParameterError(f"no problem {key!r} in the region file; problems there: {known}")


def build(content: Mapping[str, Any], language: str) -> Argument:
    """The argument of a region file, its texts in *language*.

    Parameters
    ----------
    content : mapping
        A parsed region file whose shape has been checked (:mod:`megalopolis.regionfile`).
    language : str
        ``zh`` or ``en``.
    """

    def words(entry: Mapping[str, Any], key: str) -> str:
        value = entry.get(key)
        return str(value.get(language) or "") if isinstance(value, Mapping) else str(value or "")

    def ids(entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(str(one) for one in entry.get(key) or ())

    problems = tuple(
        Problem(
            id=entry["id"],
            dimension=entry["dimension"],
            title=words(entry, "title"),
            statements=ids(entry, "statements"),
            tests=tuple(
                ProblemTest(
                    test["finding"], test["operator"], test["threshold"], test["id"], words(test, "reason")
                )
                for test in entry.get("tests") or ()
            ),
        )
        for entry in entries(content, "problems")
    )
    principles = tuple(
        Principle(entry["id"], words(entry, "title"), ids(entry, "problems"), ids(entry, "statements"))
        for entry in entries(content, "principles")
    )
    measures = tuple(
        PathMeasure(
            id=entry["id"],
            title=words(entry, "title"),
            principle=entry["principle"],
            problem=entry["problem"],
            statements=ids(entry, "statements"),
            **{key: words(entry, key) for key in ("actor", "level", "indicator", "benchmark", "horizon")},
        )
        for entry in entries(content, "measures")
    )
    remarks = tuple(
        Remark(
            id=entry["id"],
            chapter=entry["chapter"],
            text=words(entry, "text"),
            when=tuple(Condition(one["finding"], one["operator"], one["threshold"]) for one in entry["when"]),
        )
        for entry in entries(content, "remarks")
    )
    about = content.get("about") or ""
    own = about == content.get("agglomeration")
    return Argument(problems, principles, measures, remarks, "" if own else about)


def groups(content: Mapping[str, Any], language: str) -> tuple[Group, ...]:
    """The groups of a region file, their names in *language*."""
    return tuple(
        Group(
            id=entry["id"],
            name=entry["name"][language],
            customary=(entry.get("customary") or {}).get(language) or "",
            cities=tuple(entry.get("cities") or ()),
        )
        for entry in entries(content, "groups")
    )


def entries(content: Mapping[str, Any], key: str) -> Sequence[Mapping[str, Any]]:
    """The list under *key* of a region file; empty when it is left out."""
    return content.get(key) or ()
