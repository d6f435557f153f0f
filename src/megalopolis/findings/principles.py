"""The principles of the sources: what they answer, what follows from them, and what could speak for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from megalopolis.argument import Principle
from megalopolis.findings import finding
from megalopolis.findings.finding import Finding, show
from megalopolis.findings.measure_cards import linked, status, verdict_word
from megalopolis.findings.measure_course import Course
from megalopolis.findings.sentences import called
from megalopolis.findings.verdict import Verdict
from megalopolis.findings.words import say
from megalopolis.region import Region

TESTED = ("supported", "partly", "not-supported")
"""Verdicts that data stand behind, the one that calls most for an answer first."""


def stated(here: Region) -> pd.DataFrame:
    """The statements that the sources put as principles, indexed by id, with the principles they carry.

    ``carries`` holds ids of principles of the region file, empty where the file takes none from it.
    """
    table = here.statements
    chosen = table[table["kind"] == "principle"].copy()
    chosen["carries"] = [
        tuple(one.id for one in here.argument.principles if identifier in one.statements)
        for identifier in chosen.index
    ]
    return chosen


def show_stated(here: Region) -> None:
    """Show these statements, each with a link to the list of all and to the principles it carries."""
    titles = {one.id: one.title for one in here.argument.principles}
    none = f"<em>{escape(here.say('principles.none'))}</em>"
    rows = [
        (
            linked(here, "region/statements", str(identifier), str(identifier)),
            escape(str(row[f"statement_{here.language}"])),
            escape(called(here, str(row["dimension"]))),
            "<br>".join(
                f'<a href="#principle-{escape(one)}">{escape(titles[one])}</a>' for one in row["carries"]
            )
            or none,
        )
        for identifier, row in stated(here).iterrows()
    ]
    _show(here, "stated", ("id", "statement", "dimension", "carries"), [("", row) for row in rows])


def show_answers(here: Region, verdicts: Mapping[str, Verdict], courses: Sequence[Course]) -> None:
    """Show each principle with its problem and verdict, and the measures that follow with their judgement."""
    rows = []
    for one in here.argument.principles:
        problems = "<br>".join(_problem(here, problem, verdicts.get(problem)) for problem in one.problems)
        measures = "<br>".join(
            linked(here, f"paths/{course.dimension}", f"measure-{course.measure.id}", course.measure.title)
            + f"{say(here.language, 'separator')}{escape(status(here, course))}"
            for course in courses
            if course.measure.principle == one.id
        )
        behind = " ".join(linked(here, "region/statements", each, each) for each in one.statements)
        cells = (escape(one.title), behind, problems, measures)
        rows.append((f' id="principle-{escape(one.id)}"', cells))
    _show(here, "answers", ("principle", "statement", "problem", "measures"), rows)


def answered(here: Region, verdicts: Mapping[str, Verdict]) -> Finding:
    """How many principles there are, and how many of them answer a problem with which verdict."""
    best = [strongest(one, verdicts) for one in here.argument.principles]
    return finding.tell(
        here,
        "principles.answered",
        len(best) or None,
        supported=float(best.count("supported")),
        partly=float(best.count("partly")),
        refuted=float(best.count("not-supported")),
        untested=float(sum(one not in TESTED for one in best)),
    )


def counted(here: Region) -> Finding:
    """How many statements the sources put as principles, and how many the region file builds on."""
    table = stated(here)
    carried = int(table["carries"].map(len).gt(0).sum())
    governance = int((table["dimension"] == "governance").sum())
    return finding.tell(here, "principles.stated", len(table), carried=carried, governance=governance)


def strongest(principle: Principle, verdicts: Mapping[str, Verdict]) -> str:
    """The verdict, among those on its problems, that calls most for an answer; empty without any."""
    words = [verdicts[one].verdict for one in principle.problems if one in verdicts]
    return next((word for word in (*TESTED, "not-testable") if word in words), "")


def evidence(
    here: Region, verdicts: Mapping[str, Verdict], courses: Sequence[Course]
) -> dict[str, tuple[bool, bool]]:
    """For each principle: whether a problem it answers was tested, and whether a measure can be followed."""
    judged = {one.measure.principle for one in courses if one.status != "unknown"}
    return {
        one.id: (strongest(one, verdicts) in TESTED, one.id in judged) for one in here.argument.principles
    }


def lacking(
    here: Region, verdicts: Mapping[str, Verdict], courses: Sequence[Course]
) -> list[dict[str, object]]:
    """Principles that lack evidence, then statements that none carries, for ``charts.several``.

    No table where nothing is lacking.
    """
    titles = {one.id: one.title for one in here.argument.principles}
    short = {
        titles[key]: "nothing" if not tested and not judged else "problem" if not tested else "measure"
        for key, (tested, judged) in evidence(here, verdicts, courses).items()
        if not (tested and judged)
    }
    table = stated(here)
    alone = table.loc[table["carries"].map(len) == 0, f"statement_{here.language}"]
    rows = [
        *((title, here.say(f"principles.lacks.{why}")) for title, why in short.items()),
        *((f"{one} {said}", here.say("principles.lacks.principle")) for one, said in alone.items()),
    ]
    headings = [here.say(f"principles.lacks.{key}") for key in ("name", "what")]
    panel = {
        "frame": pd.DataFrame(rows, columns=headings),
        "title": here.say("principles.lacks.title"),
        "source": here.sources(["statements"]),
        "language": here.language,
    }
    return [panel] if rows else []


def silent(here: Region, verdicts: Mapping[str, Verdict], courses: Sequence[Course]) -> Finding:
    """How many principle statements and principles have nothing that could speak for or against them."""
    known = evidence(here, verdicts, courses)
    whole = {key for key, both in known.items() if all(both)}
    table = stated(here)
    heard = int(table["carries"].map(lambda ids: bool(whole & set(ids))).sum())
    return finding.tell(
        here,
        "principles.silent",
        len(table) - heard,
        count=float(len(table)),
        principles=float(len(known)),
        followed=float(len(whole)),
    )


def _problem(here: Region, problem: str, verdict: Verdict | None) -> str:
    title = here.argument.problem(problem).title
    word = escape(verdict_word(here, verdict))
    named = linked(here, f"problems/{problem}", f"verdict-{problem}", title)
    return f"{named}{say(here.language, 'separator')}{word}"


def _show(here: Region, name: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    if not rows:
        words = here.say("principles.empty", region=here.name)
        show({"text/html": f"<p>{escape(words)}</p>", "text/plain": words})
        return
    head = "".join(f'<th scope="col">{escape(here.say(f"principles.{name}.{key}"))}</th>' for key in columns)
    body = "".join(
        f'<tr{anchor}><th scope="row">{cells[0]}</th>{"".join(f"<td>{cell}</td>" for cell in cells[1:])}</tr>'
        for anchor, cells in rows
    )
    caption = escape(here.say(f"principles.{name}.title"))
    table = f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    show({"text/html": f'<div class="paths">{table}</div>', "text/plain": caption})
