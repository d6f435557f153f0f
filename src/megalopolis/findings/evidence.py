"""The verdicts on the problems of a region, made in silence for the pages that build on them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from megalopolis.findings import coordination, green, innovation, openness, problems, sharing
from megalopolis.findings.comparison import Comparison
from megalopolis.findings.finding import Finding
from megalopolis.findings.verdict import Verdict
from megalopolis.region import Region

# The years of the problem chapters: the two censuses, and those of figures that no census gives.
FIRST, LAST = 2010, 2020
PATENTS, INCOME_GAP = 2017, 2018
PLAN_END, EMISSIONS, AIR = 2015, 2017, 2018
INVESTMENT, MOBILITY, INFORMATION = 2019, 2016, 2015
SERVICES, SPENDING, HOMES, TIMETABLE = 2016, 2018, 2020, "2016-03-16"

TESTED: Mapping[str, Callable[[Region, int], list[Finding]]] = {
    "innovation": lambda here, seed: innovation.tested(here, FIRST, LAST, PATENTS, seed),
    "coordination": lambda here, seed: coordination.tested(here, FIRST, LAST, INCOME_GAP, seed),
    "green": lambda here, seed: green.tested(here, FIRST, PLAN_END, LAST, EMISSIONS, AIR, seed),
    "openness": lambda here, seed: openness.tested(
        here, FIRST, LAST, INVESTMENT, MOBILITY, INFORMATION, seed
    ),
    "sharing": lambda here, seed: sharing.tested(here, SERVICES, SPENDING, HOMES, TIMETABLE, seed),
}
"""Problem -> the findings that its tests name."""

COMPARED: Mapping[str, Callable[[Region, int, int], Mapping[str, Comparison]]] = {
    "innovation": lambda here, seed, draws: innovation.compared(here, FIRST, LAST, PATENTS, seed, draws),
    "coordination": lambda here, seed, draws: coordination.compared(
        here, FIRST, LAST, INCOME_GAP, seed, draws
    ),
    "green": lambda here, seed, draws: green.compared(
        here, FIRST, PLAN_END, LAST, EMISSIONS, AIR, seed, draws
    ),
    "openness": lambda here, seed, draws: openness.compared(
        here, FIRST, LAST, INVESTMENT, MOBILITY, INFORMATION, seed, draws=draws
    ),
    "sharing": lambda here, seed, draws: sharing.compared(here, SERVICES, SPENDING, HOMES, seed, draws),
}
"""Problem -> the comparison with the other agglomerations behind a finding; some tests have none."""


def compared(here: Region, seed: int, draws: int = 1000) -> dict[str, Mapping[str, Comparison]]:
    """The comparisons of :data:`COMPARED` by problem, for the problems of the region file.

    With one draw the values and ranks stand, and the intervals mean nothing.
    """
    return {
        problem.id: COMPARED[problem.id](here, seed, draws)
        for problem in here.argument.problems
        if problem.id in COMPARED
    }


def verdicts(here: Region, seed: int, dimension: str = "") -> dict[str, Verdict]:
    """The verdict on every problem of the region file, or on those of one dimension.

    Parameters
    ----------
    here : Region
    seed : int
        Of the draws behind the intervals.
    dimension : str
        Empty for all.

    Returns
    -------
    dict
        Problem -> verdict; a problem whose findings no chapter computes is left out.

    Raises
    ------
    ParameterError
        As :func:`megalopolis.findings.problems.judge`.
    """
    return {
        problem.id: problems.weighed(here, problem.id, TESTED[problem.id](here, seed))
        for problem in here.argument.problems
        if dimension in ("", problem.dimension) and problem.id in TESTED
    }
