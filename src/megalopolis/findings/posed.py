"""The tests of the region's problems put to every national agglomeration.

No source states these problems of the others: this says how special the region is, not what others lack.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from megalopolis.argument import Problem, ProblemTest
from megalopolis.findings import composite_index, problems
from megalopolis.findings.comparison import Comparison, groups
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.sentences import plain, text
from megalopolis.findings.verdict import conclude
from megalopolis.region import Region

Compared = Mapping[str, Mapping[str, Comparison]]
"""Problem -> key of a finding -> comparison; see ``evidence.COMPARED``."""

BREAKS = (20, 40, 60, 80)
"""Bounds of the classes of colour, per cent of tests."""


def posed(here: Region, problem: str, found: Mapping[str, Comparison]) -> list[ProblemTest]:
    """The tests of a problem that can be put to every agglomeration: those with a comparison behind them."""
    stated = problems.asserted(here, problem)
    return [] if stated is None else [one for one in stated.tests if one.finding in found]


def values(here: Region, problem: str, found: Mapping[str, Comparison]) -> pd.DataFrame:
    """What the tests of a problem compare, a row an agglomeration, by name; headed for a table.

    The region comes first. An agglomeration has no value where fewer than two of its cities have a figure.
    """
    tests = posed(here, problem, found)
    first = next(iter(found.values())).table
    order = [*first.index[first["own"]], *first[~first["own"]].sort_values("name", kind="stable").index]
    frame = pd.DataFrame({here.say("elsewhere.agglomeration"): first["name"].reindex(order)})
    named = {problems.test_name(here, problem, one.id): found[one.finding].table["value"] for one in tests}
    return frame.assign(**{name: column.reindex(order) for name, column in named.items()})


def panels(here: Region, compared: Compared) -> list[dict[str, object]]:
    """What :func:`megalopolis.charts.table` takes to show :func:`values`, a table a problem."""
    made = []
    for problem in _ordered(here):
        found = compared[problem.id]
        frame = values(here, problem.id, found)
        rows = [here.findings_table.loc[one] for one in found]
        behind = [text(row["indicators"]) or text(row["tables"]) for row in rows]
        made.append(
            {
                "frame": frame,
                "title": here.say("elsewhere.values.title", problem=problem.title),
                "source": here.sources(list(dict.fromkeys(" ".join(behind).split()))),
                "caveat": here.say("elsewhere.values.caveat"),
                "formats": {name: _written(frame[name]) for name in frame.columns[1:]},
                "language": here.language,
            }
        )
    return made


def held(here: Region, compared: Compared) -> pd.DataFrame:
    """Which part of the tests holds in each agglomeration, in per cent, an agglomeration a row.

    A test on a rank takes the agglomeration's own rank, one on a change its own change; a test without a
    comparison is left out for all.

    Returns
    -------
    pandas.DataFrame
        Indexed by agglomeration, a column a problem; NaN where fewer than half of the tests have a value.
    """
    own, members = groups(here)
    columns: dict[str, dict[str, float]] = {}
    for problem in _ordered(here):
        found = compared[problem.id]
        tests = posed(here, problem.id, found)
        column: dict[str, float] = {}
        for one in members:
            results = [result(test, found[test.finding].table.T[one]) for test in tests]
            known = [holds for holds in results if holds is not None]
            testable = bool(results) and conclude(results) != "not-testable"
            column[one] = 100 * sum(known) / len(known) if testable else float("nan")
        columns[problem.id] = column
    return pd.DataFrame(columns).reindex([own, *(one for one in members if one != own)])


def result(test: ProblemTest, row: pd.Series) -> bool | None:
    """Whether a test holds for the agglomeration of a row of a comparison; None without a value."""
    value = row["rank"] if test.finding.endswith(".rank") else row["value"]
    return None if pd.isna(value) else test.holds(float(value))


def cells(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """:func:`held` as one row a cell, headed for a heat map; the region first, then by the mean of all."""
    own, _ = groups(here)
    order = table.drop(index=own).mean(axis=1).sort_values(ascending=False, kind="stable").index
    titles = {
        problem.id: here.say(f"index.dimension.{problem.dimension}") for problem in here.argument.problems
    }
    names = {**here.agglomerations["name"], own: here.name}
    rows = [
        {"agglomeration": names[one], "problem": titles[problem], "held": table.loc[one, problem]}
        for one in [own, *order]
        for problem in titles
    ]
    return pd.DataFrame(rows).rename(columns=lambda name: here.say(f"elsewhere.{name}"))


def heats(here: Region, table: pd.DataFrame) -> list[dict[str, Any]]:
    """What :func:`megalopolis.charts.heat` takes to show :func:`held`; nothing where no problem is stated."""
    if table.empty:
        return []
    return [
        {
            "data": cells(here, table),
            "row": here.say("elsewhere.agglomeration"),
            "column": here.say("elsewhere.problem"),
            "value": here.say("elsewhere.held"),
            "breaks": BREAKS,
            "ours": here.name,
            "decimals": 0,
            "title": here.say("elsewhere.held.title"),
            "description": here.say("elsewhere.held.description", region=here.name),
            "source": here.sources(["observations-census", "observations-economy"]),
            "caveat": here.say("elsewhere.held.caveat"),
            "language": here.language,
        }
    ]


def tell_held(here: Region, table: pd.DataFrame) -> list[Finding]:
    """Tell, a problem at a time, in how many others as large a part of the tests holds as in the region."""
    own, _ = groups(here)
    told = []
    for problem in map(str, table.columns):
        ours, others = plain(table[problem][own]), table[problem].drop(index=own).dropna()
        told.append(
            tell(
                here,
                f"elsewhere.{problem}.held",
                None if ours is None else float((others >= ours).sum()),
                ours=ours,
                count=float(len(others)),
            )
        )
    return told


def _ordered(here: Region) -> list[Problem]:
    """The problems in the order of the dimensions of the index."""
    return sorted(
        here.argument.problems, key=lambda problem: composite_index.DIMENSIONS.index(problem.dimension)
    )


def _written(column: pd.Series) -> str:
    """How a column is written: about three digits of its largest value, the same decimals in every row."""
    largest = float(column.abs().max())
    decimals = next((places for places, least in enumerate((100, 10, 1, 0.1)) if largest >= least), 4)
    return f"{{:,.{decimals}f}}"
