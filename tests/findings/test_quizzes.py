"""Quizzes: which answers are right follows from the outcomes of the tests, and from nothing else."""

from dataclasses import replace

import lxml.html
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import quizzes
from megalopolis.findings.finding import Finding
from megalopolis.findings.verdict import Outcome, Verdict


def finding(key: str) -> Finding:
    """A finding with a sentence of its own."""
    return Finding(
        key, 1.0, None, None, "", f"{key}。", f"{key} <b>.", "m", (), (), None, "toy", "en", "source"
    )


def outcome(test: str, passed: bool | None, unsure: bool) -> Outcome:
    """A test on the finding of the same name."""
    return Outcome(test, f"Name {test}", test, "<", 1.0, "", 0.0, None, None, passed, unsure)


@pytest.fixture
def verdict() -> Verdict:
    """Three tests: one holds, one does not and is unsure, one has no data; by the rule, partly."""
    outcomes = (outcome("a", True, False), outcome("b", False, True), outcome("c", None, False))
    return Verdict("green", "partly", outcomes, "Title", (), "toy", "en")


def test_right_answers_follow_from_the_outcomes(verdict: Verdict):
    """By hand: test a holds, b is unsure, and half of those with data hold, which is partly supported."""
    holds, unsure, rule = quizzes.questions(verdict, map(finding, "abc"))

    assert ({0}, {1}, {1}) == (set(holds.right), set(unsure.right), set(rule.right))
    assert ("Name a", "Name b", "Name c") == holds.choices
    assert ("b <b>.",) == unsure.why


def test_other_outcomes_have_other_answers(verdict: Verdict):
    """Nothing is unsure: there is no such question; nothing holds: none is right."""
    fails = tuple(replace(one, passed=False, unsure=False) for one in verdict.outcomes)

    asked = quizzes.questions(replace(verdict, outcomes=fails, verdict="not-supported"), map(finding, "abc"))

    assert [set(), {2}] == [set(one.right) for one in asked]


def test_an_unstated_problem_asks_nothing(verdict: Verdict):
    """Another region may state no problem: there is nothing to ask."""
    assert () == quizzes.questions(replace(verdict, outcomes=(), verdict="not-stated-problem"), ())


def test_a_missing_finding_is_named(verdict: Verdict):
    """The reasons under a question are findings, so all of them are needed."""
    with pytest.raises(ParameterError, match="keys c"):
        quizzes.questions(verdict, map(finding, "ab"))


def test_the_form_works_without_a_script(verdict: Verdict):
    """Choices have labels, the answer unfolds, text is escaped, and there is no handler in the page."""
    form = lxml.html.fromstring(quizzes.html(quizzes.questions(verdict, map(finding, "abc")), "quiz", "en"))

    assert ["0", "1", "1"] == form.xpath("//form/@data-right")
    assert 3 == len(form.xpath("//form[1]//label/input[@type='checkbox']"))
    assert "Name a" == form.xpath("string(//form[1]/details/p)")
    assert "b <b>." == form.xpath("string(//form[2]/details/ul/li)")
    assert [] == form.xpath("//@*[starts-with(name(), 'on')]")
