"""What the tests of a problem say together, by one stated rule, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from megalopolis.errors import ParameterError
from megalopolis.findings.words import say

MIME = "application/vnd.megalopolis.verdict+json"

TESTABLE = 1 / 2
SUPPORTED = 3 / 4
NOT_SUPPORTED = 1 / 4


@dataclass(frozen=True, slots=True)
class Outcome:
    """One test and its result.

    Attributes
    ----------
    test, name, finding, operator : str
        The name is that in the language.
    threshold : float
    reason : str
        As the region file states it.
    value, low, high : float or None
        Of the finding.
    passed : bool or None
        Whether the condition holds; None where the finding has no figure.
    unsure : bool
        Whether the interval of the finding also holds values for which the answer is the other one.
    """

    test: str
    name: str
    finding: str
    operator: str
    threshold: float
    reason: str
    value: float | None
    low: float | None
    high: float | None
    passed: bool | None
    unsure: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the tests of a problem say together.

    Attributes
    ----------
    problem : str
        Id of the problem.
    verdict : str
        ``supported``, ``partly``, ``not-supported``, ``not-testable``, or ``not-stated-problem`` where no
        source states a problem.
    outcomes : tuple of Outcome
        In the order of the region file.
    title, statements, region, language
        Of the problem and the edition.
    """

    problem: str
    verdict: str
    outcomes: tuple[Outcome, ...]
    title: str
    statements: tuple[str, ...]
    region: str
    language: str

    @property
    def tally(self) -> str:
        """How many tests there are, have data, hold, and could turn within their interval."""
        tested = [one for one in self.outcomes if one.passed is not None]
        return say(
            self.language,
            "tally",
            tests=len(self.outcomes),
            tested=len(tested),
            passed=sum(one.passed is True for one in tested),
            unsure=sum(one.unsure for one in tested),
        )

    def bundle(self) -> dict[str, Any]:
        """What a notebook stores of it: HTML, JSON and plain text."""
        word = say(self.language, self.verdict)
        plain = f"{say(self.language, 'verdict')}{say(self.language, 'separator')}{word}"
        return {MIME: asdict(self), "text/html": _verdict_html(self), "text/plain": plain}

    def _ipython_display_(self) -> None:
        """Show nothing: :func:`problems.judge` has shown it, and its anchor may stand once on a page only."""


def conclude(passed: Iterable[bool | None]) -> str:
    """The verdict from the results of the tests, None standing for a test without data.

    ``not-testable`` when fewer than half have data; else ``supported`` when at least three quarters of
    those that have hold, ``not-supported`` when at most one quarter does, ``partly`` in between.

    Raises
    ------
    ParameterError
        There is no test at all.
    """
    results = list(passed)
    if not results:
        raise ParameterError("a verdict needs at least one test; found none. Add tests to the region file.")
    known = [result for result in results if result is not None]
    if len(known) < TESTABLE * len(results):
        return "not-testable"
    share = sum(known) / len(known)
    if share >= SUPPORTED:
        return "supported"
    return "not-supported" if share <= NOT_SUPPORTED else "partly"


def bound(operator: str, threshold: float) -> str:
    """A condition as it is printed: ``> 10``, ``≤ 0.5``."""
    return f"{ {'<=': '≤', '>=': '≥'}.get(operator, operator) } {threshold:g}"


def _verdict_html(verdict: Verdict) -> str:
    language = verdict.language
    headings = "".join(
        f'<th scope="col">{escape(say(language, key))}</th>'
        for key in ("test", "stated", "reason", "value", "outcome")
    )
    rows = "".join(_row_html(outcome, language) for outcome in verdict.outcomes)
    word = escape(say(language, verdict.verdict))
    if not verdict.outcomes:
        return f'<p class="verdict" id="verdict-{escape(verdict.problem)}">{word}{say(language, "stop")}</p>'
    return (
        f'<div class="verdict verdict-{verdict.verdict}" id="verdict-{escape(verdict.problem)}">'
        f'<table class="verdict-tests"><caption>{escape(say(language, "judgement", title=verdict.title))}'
        f"</caption><thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>"
        f'<p class="verdict-word">{escape(say(language, "verdict"))}{say(language, "separator")}'
        f"<strong>{word}</strong></p>"
        f'<p class="verdict-tally">{escape(verdict.tally)}</p>'
        f'<p class="verdict-rule"><small>{escape(say(language, "rule"))}</small></p>'
        f'<div data-referrers="verdict-{escape(verdict.problem)}"></div></div>'
    )


def _row_html(outcome: Outcome, language: str) -> str:
    if outcome.value is None:
        value, result, kind = say(language, "no-figure"), say(language, "untested"), "untested"
    else:
        value = figure(outcome.value)
        if outcome.low is not None and outcome.high is not None:
            interval = say(language, "interval", low=figure(outcome.low), high=figure(outcome.high))
            value = f"{value} [{interval}]"
        kind = "holds" if outcome.passed else "fails"
        result = say(language, kind)
        if outcome.unsure:
            result += f"{say(language, 'between')}{say(language, 'unsure')}"
    link = f'<a href="#finding-{escape(outcome.finding)}">{escape(outcome.name)}</a>'
    stated = f"{escape(outcome.finding)} {escape(bound(outcome.operator, outcome.threshold))}"
    return (
        f'<tr class="test-{kind}" id="test-{escape(outcome.test)}"><th scope="row">{link}</th>'
        f"<td><code>{stated}</code></td><td>{escape(outcome.reason)}</td>"
        f"<td>{escape(value)}</td><td>{escape(result)}</td></tr>"
    )


def figure(value: float) -> str:
    """A value as a test shows it: three significant digits, large ones in full."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"
