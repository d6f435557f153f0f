"""Which verdicts and tests stand when the analyst chooses otherwise: tables and findings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from megalopolis.findings import evidence, grouping, omission, problems
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.omission import Basis
from megalopolis.findings.words import say
from megalopolis.region import Region

Choices = Mapping[str, Mapping[str, float | None]]
"""Name of a choice in the language -> key of a finding -> value."""


def choices(here: Region, found: Basis) -> dict[str, dict[str, float | None]]:
    """The usual figures first, then without each group, by grade, by the other census and at both ends."""
    _, *groups = grouping.left_out(here).items()
    return {
        say(here.language, "whole"): omission.usual(found),
        **{name: omission.left(here, found, cities) for name, cities in groups},
        here.say("robustness.graded"): omission.graded(here, found),
        here.say("robustness.counted"): omission.counted(here, found),
        here.say("robustness.unfavourable"): omission.at_ends(here, found, favourable=False),
        here.say("robustness.favourable"): omission.at_ends(here, found, favourable=True),
    }


def omitted(here: Region, found: Basis) -> dict[str, dict[str, float | None]]:
    """The figures without each city of the region, by its code."""
    return {str(city): omission.left(here, found, [city]) for city in here.cities.index}


def table(here: Region, chosen: Choices, single: Choices) -> pd.DataFrame:
    """Verdict by choice, a column a problem, and how many single cities turn it; headed for a table."""
    words = {
        name: {
            problem: say(here.language, verdict)
            for problem, verdict in omission.verdicts(here, values).items()
        }
        for name, values in chosen.items()
    }
    turning = {problem: str(len(cities)) for problem, cities in turning_cities(here, chosen, single).items()}
    rows = pd.DataFrame.from_dict({**words, here.say("robustness.single"): turning}, orient="index")
    titles = {
        problem.id: here.say(f"index.dimension.{problem.dimension}") for problem in omission.ordered(here)
    }
    frame = rows.rename(columns=titles)
    frame.insert(0, here.say("robustness.choice"), list(rows.index))
    return frame


def turning_cities(here: Region, chosen: Choices, single: Choices) -> dict[str, list[str]]:
    """The cities without which the verdict on a problem is another, by problem."""
    usual = omission.verdicts(here, next(iter(chosen.values())))
    each = {city: omission.verdicts(here, values) for city, values in single.items()}
    return {
        problem: [city for city, verdicts in each.items() if verdicts[problem] != verdict]
        for problem, verdict in usual.items()
    }


def turns(here: Region, chosen: Choices, single: Choices) -> pd.DataFrame:
    """The tests whose answer is another by some choice, what turns them, and the cities; headed for a table.

    The two ends of the interval are one entry. A test that a choice leaves out does not turn by it.
    """
    usual = next(iter(chosen.values()))
    ends = [here.say("robustness.unfavourable"), here.say("robustness.favourable")]
    comma = say(here.language, "comma")
    rows = []
    for problem in omission.ordered(here):
        before = omission.holds(problem, usual)
        by_choice = {name: omission.holds(problem, values) for name, values in chosen.items()}
        by_city = {city: omission.holds(problem, values) for city, values in single.items()}
        for test in problem.tests:
            known = (None, before[test.id])
            by = [name for name, held in by_choice.items() if held[test.id] not in known]
            cities = [city for city, held in by_city.items() if held[test.id] not in known]
            if before[test.id] is None or not (by or cities):
                continue
            others = [name for name in by if name not in ends]
            interval = [here.say("robustness.interval")] if len(others) < len(by) else []
            rows.append(
                {
                    "problem": here.say(f"index.dimension.{problem.dimension}"),
                    "test": problems.test_name(here, problem.id, test.id),
                    "usual": say(here.language, "holds" if before[test.id] else "fails"),
                    "by": comma.join([*interval, *others]),
                    "count": len(cities),
                    "cities": comma.join(here.names[cities]),
                }
            )
    columns = ["problem", "test", "usual", "by", "count", "cities"]
    return pd.DataFrame(rows, columns=columns).rename(
        columns=lambda name: here.say(f"robustness.turns.{name}")
    )


def panels(here: Region, chosen: Choices, single: Choices) -> list[dict[str, Any]]:
    """What :func:`megalopolis.charts.table` takes to show :func:`table` and :func:`turns`.

    None where no source states a problem, and no second one where no test turns.
    """
    source = here.sources(["observations-census", "observations-economy", "counties", "travel"])
    frames = {"table": table(here, chosen, single), "turns": turns(here, chosen, single)}
    return [
        {
            "frame": frame,
            "title": here.say(f"robustness.{name}.title"),
            "source": source,
            "caveat": here.say(f"robustness.{name}.caveat"),
            "language": here.language,
        }
        for name, frame in frames.items()
        if len(frame) and omission.ordered(here)
    ]


def tell_verdicts(here: Region, chosen: Choices, single: Choices) -> list[Finding]:
    """Tell, a problem at a time, how many single cities turn its verdict, and how many other choices do.

    A problem that no source states has no figure.
    """
    usual, *others = (omission.verdicts(here, values) for values in chosen.values())
    turning = turning_cities(here, chosen, single)
    return [
        tell(
            here,
            f"robustness.{problem}.cities",
            float(len(turning[problem])) if problem in usual else None,
            cities=turning.get(problem, []),
            count=float(len(single)),
            changed=float(sum(one.get(problem) != usual.get(problem) for one in others)),
            choices=float(len(others)),
        )
        for problem in evidence.TESTED
    ]


def tell_tests(here: Region, chosen: Choices, single: Choices) -> list[Finding]:
    """Tell how many tests stand by every choice, and how many verdicts do."""
    usual, *others = chosen.values()
    everything = [*others, *single.values()]
    answers = {
        (problem.id, test): answer
        for problem in omission.ordered(here)
        for test, answer in omission.holds(problem, usual).items()
        if answer is not None
    }
    firm = [
        test
        for test, answer in answers.items()
        if all(_answer(here, test, values) in (None, answer) for values in everything)
    ]
    verdicts = omission.verdicts(here, usual)
    same = [
        problem
        for problem, verdict in verdicts.items()
        if all(omission.verdicts(here, values)[problem] == verdict for values in everything)
    ]
    return [
        tell(here, "robustness.tests", float(len(firm)) if answers else None, count=float(len(answers))),
        tell(here, "robustness.verdicts", float(len(same)) if verdicts else None, count=float(len(verdicts))),
    ]


def _answer(here: Region, test: tuple[str, str], values: Mapping[str, float | None]) -> bool | None:
    problem = next(one for one in omission.ordered(here) if one.id == test[0])
    return omission.holds(problem, values)[test[1]]
