"""Which statements are principles, what they answer, and what could speak for them."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

import pytest

from megalopolis.findings import measure_course, principles
from megalopolis.findings.verdict import Verdict
from megalopolis.region import Region

SETTING = measure_course.Setting(2010, 2020, 2030, 2035)


@pytest.fixture(scope="module")
def here() -> Region:
    """The book's region."""
    return Region.load("changjiang-middle-reaches", "en")


def verdict(problem: str, word: str) -> Verdict:
    """A verdict without tests."""
    return Verdict(problem, word, (), problem, (), "toy", "en")


def test_statements_put_as_principles_are_those_coded_so(root, here):
    """Counted in the file itself; each names the principles of the region file that rest on it."""
    with (root / "data" / "statements.csv").open(encoding="utf-8") as lines:
        expected = {row["id"] for row in csv.DictReader(lines) if row["kind"] == "principle"}

    table = principles.stated(here)

    assert expected == set(table.index)
    for principle in here.argument.principles:
        carried = {one for one, ids in table["carries"].items() if principle.id in ids}
        assert carried == expected & set(principle.statements)


def test_strongest_verdict_is_the_one_that_calls_most_for_an_answer(toy):
    """Of several problems one that is supported counts before one that is not."""
    (together,) = toy.argument.principles
    verdicts = {
        "innovation": verdict("innovation", "not-supported"),
        "primacy": verdict("primacy", "partly"),
    }

    assert "partly" == principles.strongest(together, verdicts)
    assert "not-supported" == principles.strongest(
        together, {"innovation": verdict("innovation", "not-supported")}
    )
    assert "" == principles.strongest(together, {})


def test_evidence_takes_a_verdict_and_a_measure_that_can_be_followed(toy):
    """Without a verdict, or with measures that nobody can judge, there is none."""
    setting = replace(SETTING, peers=2)
    courses = measure_course.of(toy, setting)
    tested = {"innovation": verdict("innovation", "supported")}

    assert {"together": (True, True)} == principles.evidence(toy, tested, courses)
    assert {"together": (True, False)} == principles.evidence(toy, tested, courses[1:])
    assert {"together": (False, True)} == principles.evidence(
        toy, {"innovation": verdict("innovation", "not-testable")}, courses
    )


def test_principles_are_counted_by_the_verdict_they_answer(here, notebook):
    """Each once; without any verdict all are untested."""
    every = len(here.argument.principles)
    held = {problem.id: verdict(problem.id, "supported") for problem in here.argument.problems}

    told = [principles.answered(here, {}), principles.answered(here, held)]

    assert [every, every] == [one.value for one in told]
    assert f"{every}" in told[1].sentence_en


def test_what_lacks_evidence_and_what_has_it_make_up_all_principles(here):
    """Rows of the table: principles that lack something, then statements without any; none is in both."""
    courses = measure_course.of(here, SETTING)

    (panel,) = principles.lacking(here, {}, courses)

    names = list(panel["frame"].iloc[:, 0])
    alone = principles.stated(here)["carries"].map(len).eq(0).sum()
    assert len(here.argument.principles) + alone == len(names) == len(set(names))


def test_what_a_principle_lacks_is_said_by_hand(here, monkeypatch):
    """Neither a verdict nor a measure, no verdict, no measure; the fourth has both and is not listed."""
    four = here.argument.principles[:4]
    known = [(False, False), (False, True), (True, False), (True, True)]
    found = {one.id: both for one, both in zip(four, known, strict=True)}
    monkeypatch.setattr(principles, "evidence", lambda *given: found)

    (panel,) = principles.lacking(here, {}, ())

    lacks = dict(panel["frame"].itertuples(index=False))
    words = [
        "no verdict on its problem, and no measure that can be followed",
        "no verdict on its problem",
        "no measure whose indicator can be followed",
        None,
    ]
    assert words == [lacks.get(one.title) for one in four]


def test_page_gives_every_principle_its_anchor(here, notebook):
    """Measures on other pages point at it, and beside it stand its own measures only."""
    principles.show_stated(here)
    principles.show_answers(here, {}, measure_course.of(here, SETTING))

    stated, answers = (output["text/html"] for output in notebook.outputs)
    assert [] == [one.id for one in here.argument.principles if f'id="principle-{one.id}"' not in answers]
    for one in here.argument.principles:
        row = answers.partition(f'id="principle-{one.id}"')[2].partition("</tr>")[0]
        own = {measure.id for measure in here.argument.measures if measure.principle == one.id}
        assert own == set(re.findall(r'#measure-([^"]+)"', row))
    assert '<a href="../region/statements.html#S-021">' in stated


def test_a_region_without_principles_says_so(toy, notebook, monkeypatch):
    """An empty table would be none at all."""
    bare = replace(toy, argument=replace(toy.argument, principles=()))
    monkeypatch.setattr(Region, "say", lambda self, key, **values: key)

    principles.show_answers(bare, {}, ())

    assert "principles.empty" == notebook.outputs[0]["text/plain"]
