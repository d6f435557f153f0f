"""The years by which verdicts are recomputed are those of the chapters that give them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from megalopolis.findings import evidence
from megalopolis.region import Region

YEARS = {
    "innovation": {"first": evidence.FIRST, "year": evidence.LAST, "patent_year": evidence.PATENTS},
    "coordination": {"first": evidence.FIRST, "year": evidence.LAST, "gap_year": evidence.INCOME_GAP},
    "green": {
        "first": evidence.FIRST,
        "plan_end": evidence.PLAN_END,
        "last": evidence.LAST,
        "emission_year": evidence.EMISSIONS,
        "air_year": evidence.AIR,
    },
    "openness": {
        "first": evidence.FIRST,
        "year": evidence.LAST,
        "fdi_year": evidence.INVESTMENT,
        "mobility_year": evidence.MOBILITY,
        "information_year": evidence.INFORMATION,
    },
    "sharing": {
        "service_year": evidence.SERVICES,
        "spending_year": evidence.SPENDING,
        "home_year": evidence.HOMES,
        "timetable": evidence.TIMETABLE,
    },
}


def test_every_problem_of_the_region_has_a_verdict():
    """A problem that no chapter computes would stand on the pages without one."""
    here = Region.load("changjiang-middle-reaches", "en")

    assert {problem.id for problem in here.argument.problems} == set(evidence.TESTED)


@pytest.mark.parametrize("problem", sorted(evidence.TESTED))
def test_years_are_those_of_the_problem_chapter(root: Path, problem: str):
    """A page that quotes a verdict must not compute it for other years than the page that gives it."""
    notebook = json.loads((root / "chapters" / "problems" / f"{problem}.ipynb").read_text(encoding="utf-8"))
    cell = next(one for one in notebook["cells"] if "parameters" in one["metadata"].get("tags", ()))
    written: dict[str, object] = {}
    exec("".join(cell["source"]), written)

    assert YEARS[problem] == {name: written[name] for name in YEARS[problem]}
