"""Verdicts by the stated rule, test by test; remarks only while they hold."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.findings import problems, verdict
from megalopolis.findings.finding import Finding
from megalopolis.region import Region


def made(key, value, low=None, high=None):
    """A finding by hand."""
    return Finding(key, value, low, high, "", "", "", "m", (), (), None, "toy", "en", "")


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        ([True], "supported"),
        ([False], "not-supported"),
        ([None], "not-testable"),
        ([True, True, True, False], "supported"),
        ([True, True, False], "partly"),
        ([True, False, False, False], "not-supported"),
        ([True, None], "supported"),
        ([True, None, None], "not-testable"),
        ([True, True, False, None, None], "partly"),
    ],
)
def test_rule(passed, expected):
    """Three quarters support, one quarter or less refutes, less than half with data decides nothing."""
    assert expected == verdict.conclude(passed)


def test_no_tests_no_verdict():
    """A problem without tests cannot be judged."""
    with pytest.raises(ParameterError, match="at least one test"):
        verdict.conclude([])


@given(st.lists(st.sampled_from([True, False, None]), min_size=1, max_size=12), st.randoms())
def test_rule_does_not_depend_on_order(passed, random):
    """The same results in another order give the same verdict."""
    turned = random.sample(passed, len(passed))

    assert verdict.conclude(passed) == verdict.conclude(turned)


@given(st.lists(st.sampled_from([True, False]), min_size=1, max_size=12))
def test_one_more_test_that_holds_never_weakens(passed):
    """Turning a failed test into one that holds never moves the verdict away from supported."""
    order = ["not-supported", "partly", "supported"]
    better = [True, *passed[1:]]

    assert order.index(verdict.conclude(better)) >= order.index(verdict.conclude(passed))


def test_judge_compares_each_finding_with_its_threshold(toy, notebook):
    """Primacy 2.5 reaches 2, a Gini of 0.5 does not exceed 0.6: one of two holds, partly."""
    judged = problems.judge(toy, "primacy", [made("toy.primacy", 2.5), made("toy.gini", 0.5)])

    assert [True, False] == [outcome.passed for outcome in judged.outcomes]
    assert "partly" == judged.verdict


def test_interval_across_the_threshold_is_said(toy, notebook):
    """A test that could turn within its interval is marked, whichever way it went."""
    judged = problems.judge(
        toy, "primacy", [made("toy.primacy", 2.5, 1.9, 2.8), made("toy.gini", 0.5, 0.4, 0.59)]
    )

    assert [True, False] == [outcome.unsure for outcome in judged.outcomes]
    assert "the interval of 1 includes" in judged.tally


def test_test_without_figure_is_not_passed_and_not_failed(toy, notebook):
    """A finding without a figure leaves its test open, and the verdict rests on the other."""
    judged = problems.judge(toy, "primacy", [made("toy.primacy", None), made("toy.gini", 0.7)])

    assert [None, True] == [outcome.passed for outcome in judged.outcomes]
    assert "supported" == judged.verdict
    assert "cannot be tested" in notebook.outputs[0]["text/html"]


def test_verdict_shows_what_was_stated_beforehand(toy_zh, notebook):
    """Every test comes with condition, reason, value, result and a link to its finding; then the rule."""
    problems.judge(toy_zh, "primacy", [made("toy.primacy", 2.5), made("toy.gini", 0.5)])

    shown = notebook.outputs[0]["text/html"]
    wanted = [
        'id="verdict-primacy"',
        '<a href="#finding-toy.primacy">',
        "≥ 2",
        "位序规模法则下为2。",
        "&gt; 0.6",
        "判定：<strong>部分成立</strong>",
        "判定规则",
    ]
    assert [] == [part for part in wanted if part not in shown]


def test_verdict_as_record(toy, notebook):
    """The record holds the verdict and every outcome for the edition's list of verdicts."""
    judged = problems.judge(toy, "primacy", [made("toy.primacy", 2.5), made("toy.gini", 0.5)])

    record = notebook.outputs[0][verdict.MIME]
    assert dataclasses.asdict(judged) == record
    assert ("primacy", "partly", "toy.gini") == (
        record["problem"],
        record["verdict"],
        record["outcomes"][1]["finding"],
    )


def test_finding_that_was_not_given_is_named(toy, notebook):
    """A test whose finding was never told is an error, not an open test."""
    with pytest.raises(ParameterError, match=r"test 'inequality'.*toy\.gini"):
        problems.judge(toy, "primacy", [made("toy.primacy", 2.5)])


def test_unknown_problem_is_named(toy, notebook):
    """The message lists the problems of the region file."""
    with pytest.raises(ParameterError, match=r"'primary'.*innovation, primacy"):
        problems.judge(toy, "primary", [])


def test_remark_that_holds_is_shown(toy, notebook):
    """Its condition kept, the remark stands in the page."""
    problems.remarks(toy, "toy", [made("toy.primacy", 2.0)])

    (output,) = notebook.outputs
    assert output[problems.REMARK_MIME]["holds"]
    assert "People concentrate in the first city." in output["text/html"]


@pytest.mark.parametrize("value", [1.99, None])
def test_broken_remark_is_recorded_and_not_shown(toy, notebook, value):
    """Its condition broken, or without a figure, the remark is only in the record."""
    problems.remarks(toy, "toy", [made("toy.primacy", value)])

    (output,) = notebook.outputs
    assert ("", "", False) == (
        output["text/html"],
        output["text/plain"],
        output[problems.REMARK_MIME]["holds"],
    )
    assert value == output[problems.REMARK_MIME]["when"][0]["value"]


def test_remarks_of_other_chapters_stay_away(toy, notebook):
    """Only the remarks of the chapter are looked at."""
    problems.remarks(toy, "another", [])

    assert [] == notebook.outputs


def test_tests_go_by_their_name_in_the_language(root, toy):
    """A label names the test; without one its id stands in."""
    here = Region.load("changjiang-middle-reaches", "zh", root / "data")

    names = (
        problems.test_name(here, "innovation", "convergence"),
        problems.test_name(toy, "primacy", "ratio"),
    )

    assert ("克鲁格曼指数的变化", "ratio") == names


def test_region_without_problems_gets_no_verdict(toy, notebook):
    """A new region file states no problem: the chapter says so instead of failing."""
    listed = Region.load("toy-list", "en", toy.data)

    judged = problems.judge(listed, "innovation", [])

    assert ("not-stated-problem", ()) == (judged.verdict, judged.outcomes)
    assert "no source states this problem" in notebook.outputs[0]["text/html"]


def test_no_answers_are_a_sentence(toy, notebook):
    """A region whose sources state no problem has a front page, too."""
    problems.answers(toy, {})

    assert "no source states this problem." == notebook.outputs[0]["text/plain"]


def test_answers_give_each_verdict_a_line_and_a_link(toy, notebook):
    """The front page leads from each verdict to the chapter that gives it test by test."""
    found = problems.weighed(toy, "primacy", [made("toy.primacy", 2.5), made("toy.gini", 0.5)])

    problems.answers(toy, {"primacy": found})

    html = notebook.outputs[0]["text/html"]
    assert 1 == html.count("partly supported")
    assert 'href="problems/primacy.html"' in html


def test_answers_say_whose_problems_they_are_where_these_are_borrowed(toy, notebook):
    """Above the verdicts if the sources speak of another agglomeration; else the verdicts come first."""
    found = {"primacy": problems.weighed(toy, "primacy", [made("toy.primacy", 2.5), made("toy.gini", 0.5)])}
    south = dataclasses.replace(toy, argument=dataclasses.replace(toy.argument, about="toy-south"))

    problems.answers(toy, found)
    problems.answers(south, found)

    own, borrowed = (output["text/html"] for output in notebook.outputs)
    assert own.startswith('<div class="answers">')
    assert borrowed == f"<p>{problems.borrowed(south)}</p>{own}"
    assert "of the Southern toy agglomeration and not of the Toy agglomeration" in borrowed
