"""Questions that check themselves: what a reader answers before, or after, reading a verdict.

Nothing is typed here but the wording: which answers are right follows from the outcomes of the tests, so a
quiz of another region, another year or other data has other right answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from megalopolis.errors import ParameterError
from megalopolis.findings.finding import Finding, show
from megalopolis.findings.verdict import Outcome, Verdict
from megalopolis.findings.words import say
from megalopolis.region import Region

VERDICTS = ("supported", "partly", "not-supported", "not-testable")


@dataclass(frozen=True, slots=True)
class Question:
    """One question with its choices.

    Attributes
    ----------
    text : str
        The question, in the language.
    choices : tuple of str
    right : frozenset of int
        Places of the right choices, from 0; there may be none or several where ``several`` holds.
    why : tuple of str
        Sentences that tell why, from the findings.
    several : bool
        Whether any number of choices may be right.
    """

    text: str
    choices: tuple[str, ...]
    right: frozenset[int]
    why: tuple[str, ...]
    several: bool = False


def questions(verdict: Verdict, told: Iterable[Finding]) -> tuple[Question, ...]:
    """The questions on a verdict: which tests hold, which are unsure, and what follows by the rule.

    Parameters
    ----------
    verdict : Verdict
    told : iterable of Finding
        At least those that its tests name.

    Raises
    ------
    ParameterError
        A test names a finding that was not given.
    """
    if not verdict.outcomes:
        return ()
    language, found = verdict.language, {one.key: one for one in told}
    absent = [one.finding for one in verdict.outcomes if one.finding not in found]
    if absent:
        raise ParameterError(
            f"a quiz on {verdict.problem!r} needs the findings that its tests name; "
            f"found none with the keys {', '.join(absent)}"
        )
    names = tuple(one.name for one in verdict.outcomes)

    def places(chosen: Sequence[bool]) -> frozenset[int]:
        return frozenset(place for place, is_right in enumerate(chosen) if is_right)

    def sentences(outcomes: Iterable[Outcome]) -> tuple[str, ...]:
        return tuple(found[one.finding].sentence for one in outcomes)

    unsure = [one.unsure for one in verdict.outcomes]
    asked = [
        Question(
            say(language, "quiz-hold"),
            names,
            places([one.passed is True for one in verdict.outcomes]),
            sentences(verdict.outcomes),
            several=True,
        )
    ]
    if any(unsure):
        crossing = [one for one in verdict.outcomes if one.unsure]
        asked.append(
            Question(say(language, "quiz-unsure"), names, places(unsure), sentences(crossing), several=True)
        )
    if verdict.verdict in VERDICTS:
        choices = tuple(say(language, one) for one in VERDICTS)
        right = places([one == verdict.verdict for one in VERDICTS])
        asked.append(
            Question(say(language, "quiz-verdict"), choices, right, (say(language, "rule"), verdict.tally))
        )
    return tuple(asked)


def ask(here: Region, verdict: Verdict, told: Iterable[Finding]) -> None:
    """Show a quiz on a verdict; without scripts its answers unfold, with them it checks itself.

    Raises
    ------
    ParameterError
        As :func:`questions`.
    """
    asked = questions(verdict, told)
    if asked:
        plain = "\n\n".join(one.text for one in asked)
        show({"text/html": html(asked, f"quiz-{verdict.problem}", here.language), "text/plain": plain})


def html(asked: Sequence[Question], name: str, language: str) -> str:
    """A form a question: choices, the answer folded, and the words that a script needs as attributes."""
    words = " ".join(
        f'data-{key}="{escape(say(language, f"quiz-{key}"))}"' for key in ("check", "good", "wrong")
    )
    forms = []
    for number, one in enumerate(asked, start=1):
        kind = "checkbox" if one.several else "radio"
        choices = "".join(
            f'<label><input type="{kind}" name="{name}-{number}" value="{place}">'
            f"<span>{escape(choice)}</span></label>"
            for place, choice in enumerate(one.choices)
        )
        chosen = [choice for place, choice in enumerate(one.choices) if place in one.right]
        answer = say(language, "comma").join(chosen) or say(language, "none")
        why = "".join(f"<li>{escape(sentence)}</li>" for sentence in one.why)
        right = " ".join(map(str, sorted(one.right)))
        forms.append(
            f'<form class="quiz" id="{name}-{number}" data-right="{right}" {words}>'
            f"<fieldset><legend>{escape(one.text)}</legend>{choices}</fieldset>"
            f"<details><summary>{escape(say(language, 'quiz-answer'))}</summary>"
            f"<p><strong>{escape(answer)}</strong></p><ul>{why}</ul></details></form>"
        )
    return f'<div class="quizzes">{"".join(forms)}</div>'
