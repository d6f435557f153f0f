"""What the tests of the problems look at, and the verdicts, when cities, tests or figures are others.

A choice changes the figures of the region; the other agglomerations keep their cities and theirs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from megalopolis.argument import Problem, ProblemTest
from megalopolis.findings import (
    comparison,
    composite_index,
    connections,
    dispersion,
    evidence,
    green,
    green_choices,
    industry,
    innovation,
    sharing,
    standing,
)
from megalopolis.findings.comparison import Comparison
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import plain, text
from megalopolis.findings.verdict import conclude
from megalopolis.measures import structure
from megalopolis.region import Region

WEAK = ("C", "D")
"""Grades of indicators that a test should not rest on alone."""

COUNTED = {
    "coordination.gdp.rank": ("residents",),
    "coordination.income.rank": ("income", "urban"),
    "coordination.urbanisation.rank": ("residents",),
    "coordination.concentration.rank": ("last",),
    "openness.depth.rank": ("outsiders", "residents"),
}
"""Tests that rest on residents of the last census, and the columns that go up and down with them."""

YEARBOOK, BULLETIN = "pop_census_yearbook", "pop_census_bulletin"

Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Basis:
    """What every choice starts from.

    Attributes
    ----------
    told : mapping
        Key -> finding of a test, with its interval.
    compared : mapping
        Key -> comparison behind it; some have none.
    pairs : pandas.DataFrame
        Pairs of the timetable, as :func:`connections.pairs` gives them.
    likeness : tuple of pandas.DataFrame
        Krugman index of every pair of cities at both censuses.
    """

    told: Mapping[str, Finding]
    compared: Mapping[str, Comparison]
    pairs: pd.DataFrame
    likeness: tuple[pd.DataFrame, pd.DataFrame]


def basis(here: Region, seed: int, draws: int = 1000) -> Basis:
    """Every finding of a test and what it rests on, for the years of the chapters on the problems.

    *draws* is for the comparisons alone; one is enough where intervals are taken from the findings.
    """
    told = [one for problem in ordered(here) for one in evidence.TESTED[problem.id](here, seed)]
    compared = evidence.compared(here, seed, draws)
    first, last = (
        structure.krugman_pairs(industry.sectors(here, year)) for year in (evidence.FIRST, evidence.LAST)
    )
    return Basis(
        {one.key: one for one in told},
        {key: one for found in compared.values() for key, one in found.items()},
        connections.pairs(here, evidence.TIMETABLE),
        (first, last),
    )


def ordered(here: Region) -> list[Problem]:
    """The problems that chapters compute, in the order of the dimensions of the index."""
    known = [problem for problem in here.argument.problems if problem.id in evidence.TESTED]
    return sorted(known, key=lambda problem: composite_index.DIMENSIONS.index(problem.dimension))


def without(here: Region, found: Basis, key: str, cities: Iterable[str]) -> float | None:
    """What a test looks at with some of the region's cities left out; None where nothing is left.

    The rank among the agglomerations, the change of a pressure or of industrial likeness in the region, or
    the border between its groups over the pairs that are left.
    """
    gone = list(cities)
    if key in sharing.BORDERS:
        pairs = found.pairs
        kept = pairs[~pairs["first"].isin(gone) & ~pairs["second"].isin(gone)]
        return connections.border(kept, sharing.BORDERS[key], interval=False)["value"]
    if key == innovation.CONVERGENCE:
        start, end = (matrix.drop(index=gone, columns=gone, errors="ignore") for matrix in found.likeness)
        return comparison.change(here, start, end, 0, draws=1)["value"]
    one = found.compared[key]
    if not isinstance(one, Dispersion):
        return plain(standing.rank_without(here, one, gone))
    if key in green.CHANGES:
        return plain(green_choices.figure(here, key, one, gone))
    return plain(dispersion.rank_without(here, one, gone))


def left(here: Region, found: Basis, cities: Iterable[str]) -> dict[str, float | None]:
    """:func:`without` for every test."""
    gone = list(cities)
    return {key: without(here, found, key, gone) for key in found.told}


def usual(found: Basis) -> dict[str, float | None]:
    """What the tests look at in the chapters on the problems."""
    return {key: one.value for key, one in found.told.items()}


def graded(here: Region, found: Basis) -> dict[str, float | None]:
    """:func:`usual`, None for a test that rests on an indicator of grade C or D."""
    grades = here.table("indicators").set_index("code")["grade"]
    rows = here.findings_table["indicators"]
    weak = {key for key in found.told if grades.reindex(text(rows[key]).split()).isin(WEAK).any()}
    return {key: None if key in weak else value for key, value in usual(found).items()}


def counted(here: Region, found: Basis) -> dict[str, float | None]:
    """:func:`usual`, the last census counted by the bulletins in the region where a test rests on it.

    Amounts per resident stay and totals follow the residents, as far as :data:`COUNTED` says.
    """
    ratio = here.indicator(BULLETIN, evidence.LAST) / here.indicator(YEARBOOK, evidence.LAST)
    values = usual(found)
    for key, columns in COUNTED.items():
        one = found.compared.get(key)
        if not isinstance(one, Dispersion):
            continue
        data = pd.DataFrame(one.data)
        scale = ratio.reindex(data.index).fillna(1.0)
        other = data.assign(**{column: data[column] * scale for column in columns})
        values[key] = plain(dispersion.rank_without(here, replace(one, data=other)))
    return values


def at_ends(here: Region, found: Basis, favourable: bool) -> dict[str, float | None]:
    """Each test at the end of its interval where it holds most easily, or least.

    A finding without an interval keeps its value.
    """
    values = usual(found)
    for test in tests(here):
        one = found.told[test.finding]
        ends = [end for end in (one.value, one.low, one.high) if end is not None]
        if ends:
            upwards = test.operator in (">", ">=")
            values[test.finding] = max(ends) if upwards == favourable else min(ends)
    return values


def tests(here: Region) -> list[ProblemTest]:
    """The tests of all problems."""
    return [test for problem in ordered(here) for test in problem.tests]


def holds(problem: Problem, values: Values) -> dict[str, bool | None]:
    """Whether each test of a problem holds, by its id; None without a value."""
    return {
        test.id: None if (value := values[test.finding]) is None else test.holds(value)
        for test in problem.tests
    }


def verdicts(here: Region, values: Values) -> dict[str, str]:
    """The verdict on every problem by the rule of :func:`verdict.conclude`."""
    return {problem.id: conclude(holds(problem, values).values()) for problem in ordered(here)}
