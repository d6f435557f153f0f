"""What is stated and what follows from it, with an anchor on every entry."""

from __future__ import annotations

import re

from megalopolis.findings import paths
from megalopolis.region import Region


def test_statements_behind_problem_principle_and_measure_are_listed(toy, notebook):
    """The problem's own statement and the one of the measure that answers it, with source and line."""
    paths.stated(toy, "innovation")

    (output,) = notebook.outputs
    assert ["T-1", "T-4"] == output[paths.STATED_MIME]["statements"]
    wanted = [
        'id="statement-T-1"',
        "Cities innovate too little",
        "toy-text, line 1",
        "path measure",
        "&lt; 1",
    ]
    assert [] == [part for part in wanted if part not in output["text/html"]]


def test_measures_say_what_the_sources_leave_open(toy, notebook):
    """An actor or horizon that no source names is said to be not stated; one that is named is shown."""
    paths.follow(toy, "primacy")
    paths.follow(toy, "innovation")

    blank, named = (output["text/html"] for output in notebook.outputs)
    assert 3 == blank.count("not stated by the sources")
    assert 0 == named.count("not stated by the sources")
    assert [] == [part for part in ("City governments", "2030", 'href="#statement-T-4"') if part not in named]


def test_measure_is_reached_from_its_problem(toy_zh, notebook):
    """The record names principles and measures, so that the way back can be walked."""
    paths.follow(toy_zh, "innovation")

    expected = {
        "problem": "innovation",
        "principles": ["together"],
        "measures": ["laboratories"],
        "region": "toy",
    }
    assert expected == notebook.outputs[0][paths.PATHS_MIME]


def test_measure_and_principle_lead_on_to_their_own_pages(notebook):
    """From the problem forward: to the page that follows the measure, and to that of the principles."""
    here = Region.load("changjiang-middle-reaches", "en")

    paths.follow(here, "innovation")

    html = notebook.outputs[0]["text/html"]
    for one in here.argument.measures:
        if one.problem == "innovation":
            assert f'href="../paths/innovation.html#measure-{one.id}"' in html
            assert f'href="../principles/principles.html#principle-{one.principle}"' in html


def test_every_column_has_a_heading_with_a_capital(toy, notebook):
    """Statements and tests have three columns each, path measures eight."""
    paths.stated(toy, "primacy")
    paths.follow(toy, "innovation")

    initials = [re.findall(r'<th scope="col">(.)', one["text/html"]) for one in notebook.outputs]
    assert [6, 8] == [len(one) for one in initials]
    assert all(initial.isupper() for one in initials for initial in one)
