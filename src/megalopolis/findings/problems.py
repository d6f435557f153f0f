"""Problems put to the test: what was stated beforehand, what was found, and the verdict.

The tests stand in the region file, with thresholds and reasons; nothing here chooses them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from html import escape

from megalopolis.argument import Condition, Problem, ProblemTest
from megalopolis.errors import MegalopolisError, ParameterError
from megalopolis.findings.finding import Finding, show
from megalopolis.findings.sentences import near
from megalopolis.findings.verdict import Outcome, Verdict, conclude
from megalopolis.findings.words import say
from megalopolis.region import Region

REMARK_MIME = "application/vnd.megalopolis.remark+json"


def judge(here: Region, problem_id: str, findings: Iterable[Finding]) -> Verdict:
    """Put the findings to the tests of a problem, test by test, and show the verdict.

    Parameters
    ----------
    here : Region
    problem_id : str
        A problem of the region file.
    findings : iterable of Finding
        At least those that the tests name; others are ignored.

    Returns
    -------
    Verdict
        Without outcomes where the region file states no problem at all.

    Raises
    ------
    ParameterError
        No such problem, or a test names a finding that was not given.
    """
    verdict = weighed(here, problem_id, findings)
    show(verdict.bundle())
    return verdict


def answers(here: Region, verdicts: Mapping[str, Verdict]) -> None:
    """Show verdicts, a line each, with links to the chapters that give them test by test.

    Parameters
    ----------
    here : Region
    verdicts : mapping
        Problem -> verdict; the chapter of a problem is ``problems/<problem>``, seen from the front page.
    """
    if not verdicts:
        unstated = say(here.language, "not-stated-problem") + say(here.language, "stop")
        show({"text/html": f"<p>{unstated}</p>", "text/plain": unstated})
        return
    separator, stop = say(here.language, "separator"), say(here.language, "stop")
    words = {problem: say(here.language, one.verdict) for problem, one in verdicts.items()}
    rows = "".join(
        f'<p class="verdict verdict-{one.verdict}"><a href="problems/{escape(problem)}.html">'
        f"{escape(one.title)}</a>{separator}<strong>{escape(words[problem])}</strong>{stop}"
        f"<br><small>{escape(one.tally)}</small></p>"
        for problem, one in verdicts.items()
    )
    plain = "\n".join(f"{one.title}{separator}{words[problem]}{stop}" for problem, one in verdicts.items())
    note = borrowed(here)
    noted = f"<p>{escape(note)}</p>" if note else ""
    text = "\n".join(line for line in (note, plain) if line)
    show({"text/html": f'{noted}<div class="answers">{rows}</div>', "text/plain": text})


def borrowed(here: Region) -> str:
    """A sentence where the sources state the problems of another agglomeration; else empty."""
    about = here.argument.about
    if not about:
        return ""
    return say(here.language, "stated-of-another", about=here.agglomerations["name"][about], region=here.name)


def weigh(here: Region, problem_id: str, findings: Iterable[Finding]) -> str:
    """The verdict that :func:`judge` would give, and nothing shown.

    Raises
    ------
    ParameterError
        As :func:`judge`.
    """
    return weighed(here, problem_id, findings).verdict


def weighed(here: Region, problem_id: str, findings: Iterable[Finding]) -> Verdict:
    """The verdict of :func:`judge` test by test, and nothing shown; errors as there."""
    problem = asserted(here, problem_id)
    if problem is None:
        return Verdict(problem_id, "not-stated-problem", (), "", (), here.id, here.language)
    outcomes = _outcomes(here, problem, findings)
    return Verdict(
        problem=problem.id,
        verdict=conclude(one.passed for one in outcomes),
        outcomes=outcomes,
        title=problem.title,
        statements=problem.statements,
        region=here.id,
        language=here.language,
    )


def test_name(here: Region, problem_id: str, test_id: str) -> str:
    """What a test is called in the language: the label ``<problem>.<test>.name``, or its id without one."""
    try:
        return here.say(f"{problem_id}.{test_id}.name")
    except MegalopolisError:
        return test_id


def asserted(here: Region, problem_id: str) -> Problem | None:
    """The problem of the region file; None where the file, a new one, states no problem at all.

    Raises
    ------
    ParameterError
        The file states other problems only; they are listed.
    """
    return here.argument.problem(problem_id) if here.argument.problems else None


def remarks(here: Region, chapter: str, findings: Iterable[Finding]) -> None:
    """Show the remarks of a chapter whose conditions hold; record the others as broken.

    A broken remark is stored beside its conditions in the output, and never shown.

    Raises
    ------
    ParameterError
        A remark's condition names a finding that was not given.
    """
    told = _by_key(findings)
    for remark in here.argument.remarks:
        if remark.chapter != chapter:
            continue
        values = [_look(told, condition, f"remark {remark.id!r}").value for condition in remark.when]
        holds = all(
            value is not None and condition.holds(value)
            for condition, value in zip(remark.when, values, strict=True)
        )
        record = {
            "id": remark.id,
            "chapter": chapter,
            "region": here.id,
            "language": here.language,
            "text": remark.text,
            "holds": holds,
            "when": [
                {**asdict(condition), "value": value}
                for condition, value in zip(remark.when, values, strict=True)
            ],
        }
        shown = f'<p class="remark" id="remark-{escape(remark.id)}">{escape(remark.text)}</p>'
        show(
            {
                REMARK_MIME: record,
                "text/html": shown if holds else "",
                "text/plain": remark.text if holds else "",
            }
        )


def _by_key(findings: Iterable[Finding]) -> dict[str, Finding]:
    return {finding.key: finding for finding in findings}


def _look(told: Mapping[str, Finding], condition: Condition, asker: str) -> Finding:
    if condition.finding not in told:
        raise ParameterError(
            f"{asker} needs the finding {condition.finding!r}; expected it among the findings given, "
            f"found {len(told)} others. {near(condition.finding, told)}"
        )
    return told[condition.finding]


def _outcomes(here: Region, problem: Problem, findings: Iterable[Finding]) -> tuple[Outcome, ...]:
    told = _by_key(findings)
    return tuple(
        _outcome(test_name(here, problem.id, test.id), test, _look(told, test, f"test {test.id!r}"))
        for test in problem.tests
    )


def _outcome(name: str, test: ProblemTest, finding: Finding) -> Outcome:
    value, low, high = finding.value, finding.low, finding.high
    passed = None if value is None else test.holds(value)
    ends = [end for end in (low, high) if end is not None]
    return Outcome(
        test=test.id,
        name=name,
        finding=finding.key,
        operator=test.operator,
        threshold=test.threshold,
        reason=test.reason,
        value=value,
        low=low,
        high=high,
        passed=passed,
        unsure=passed is not None and any(test.holds(end) is not passed for end in ends),
    )
