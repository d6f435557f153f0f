"""From the sources' statements to a problem, and from it through principles to path measures, as shown.

Each entry carries an anchor (``statement-…``, ``principle-…``, ``measure-…``), so that pages can point at it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from html import escape
from typing import Any

import pandas as pd

from megalopolis.argument import PathMeasure, Principle, Problem
from megalopolis.errors import ParameterError
from megalopolis.findings.finding import show
from megalopolis.findings.measure_cards import linked
from megalopolis.findings.problems import asserted, borrowed, test_name
from megalopolis.findings.sentences import near, text
from megalopolis.findings.verdict import bound
from megalopolis.findings.words import WORDS, say
from megalopolis.region import Region

STATED_MIME = "application/vnd.megalopolis.stated+json"
PATHS_MIME = "application/vnd.megalopolis.paths+json"


def stated(here: Region, problem_id: str) -> None:
    """Show what the sources state on a problem, with source and line, and the tests written beforehand.

    Every statement comes that the problem, its principles or its path measures rest on.

    Raises
    ------
    ParameterError
        No such problem, or it rests on a statement that is not in the table.
    """
    problem = asserted(here, problem_id)
    if problem is None:
        _show_none(here, STATED_MIME)
        return
    principles, measures = _answers(here, problem_id)
    behind = [
        *problem.statements,
        *(statement for principle in principles for statement in principle.statements),
        *(statement for measure in measures for statement in measure.statements),
    ]
    ids = list(dict.fromkeys(behind))
    table = here.statements
    for statement in ids:
        if statement not in table.index:
            raise ParameterError(
                f"problem {problem_id!r} rests on statement {statement!r}; expected a row of "
                f"data/statements.csv. {near(statement, table.index)}"
            )
    chosen = table.loc[ids]
    tests = [asdict(test) for test in problem.tests]
    record = {"problem": problem.id, "statements": ids, "tests": tests, "region": here.id}
    statements = _statements_html(here, chosen, problem.title)
    note = borrowed(here)
    noted = f"<p>{escape(note)}</p>" if note else ""
    shown = f'<div class="stated">{noted}{statements}{_tests_html(here, problem)}</div>'
    words = chosen[f"statement_{here.language}"]
    plain = "\n".join([note] * bool(note) + [f"{statement} {said}" for statement, said in words.items()])
    show({STATED_MIME: record, "text/html": shown, "text/plain": plain})


def follow(here: Region, problem_id: str) -> None:
    """Show the principles that answer a problem and the path measures that follow from them.

    What the sources leave open (actor, benchmark, horizon) is said to be not stated.

    Raises
    ------
    ParameterError
        No such problem.
    """
    problem = asserted(here, problem_id)
    if problem is None:
        _show_none(here, PATHS_MIME)
        return
    principles, measures = _answers(here, problem_id)
    record = {
        "problem": problem.id,
        "principles": [one.id for one in principles],
        "measures": [one.id for one in measures],
        "region": here.id,
    }
    plain = "\n".join([*(one.title for one in principles), *(one.title for one in measures)])
    show({PATHS_MIME: record, "text/html": _paths_html(here, principles, measures), "text/plain": plain})


def _show_none(here: Region, mime: str) -> None:
    words = say(here.language, "not-stated-problem") + say(here.language, "stop")
    show({mime: {"problem": None, "region": here.id}, "text/html": f"<p>{words}</p>", "text/plain": words})


def _answers(here: Region, problem_id: str) -> tuple[list[Principle], list[PathMeasure]]:
    argument = here.argument
    principles = [one for one in argument.principles if problem_id in one.problems]
    return principles, [one for one in argument.measures if one.problem == problem_id]


def _statements_html(here: Region, chosen: Any, title: str) -> str:
    language = here.language
    headings = _headings(language, ("statement", "kind", "source"))
    rows = "".join(
        f'<tr id="statement-{escape(row.Index)}"><td>'
        f'<span data-reference="{escape(row.Index)}">{escape(row.Index)}</span> '
        f"{escape(getattr(row, f'statement_{language}'))}</td>"
        f"<td>{escape(_word(language, 'path-measure' if row.kind == 'measure' else row.kind))}</td>"
        f"<td>{escape(row.source)}{say(language, 'comma')}"
        f"{escape(say(language, 'line', line=row.line))}</td></tr>"
        for row in chosen.itertuples()
    )
    table = _table("statements", say(language, "statements", title=title), headings, rows)
    return f'{table}<p class="statement-sources"><small>{_documents(here, chosen["source"])}</small></p>'


def _documents(here: Region, sources: pd.Series) -> str:
    """What the source documents are, each once."""
    notes = here.table("sources").set_index("id")[f"note_{here.language}"]
    colon = say(here.language, "separator")
    return "<br>".join(
        f"{escape(source)}{colon}{escape(text(notes.get(source)))}" for source in sorted(set(sources))
    )


def _tests_html(here: Region, problem: Problem) -> str:
    language = here.language
    headings = _headings(language, ("test", "stated", "reason"))
    rows = "".join(
        f'<tr><th scope="row">{escape(test_name(here, problem.id, test.id))}</th>'
        f'<td><code><span data-reference="finding-{escape(test.finding)}">{escape(test.finding)}</span> '
        f"{escape(bound(test.operator, test.threshold))}</code></td>"
        f"<td>{escape(test.reason)}</td></tr>"
        for test in problem.tests
    )
    return _table("stated-tests", say(language, "tests", title=problem.title), headings, rows)


def _paths_html(here: Region, principles: Sequence[Principle], measures: Sequence[PathMeasure]) -> str:
    language = here.language
    keys = ("path-measure", "principle", "actor", "level", "indicator", "benchmark", "horizon", "statement")
    titles = {one.id: one.title for one in principles}
    pages = {one.id: f"paths/{here.argument.problem(one.problem).dimension}" for one in measures}
    rows = "".join(
        f'<tr id="measure-{escape(one.id)}"><th scope="row">'
        f"{linked(here, pages[one.id], f'measure-{one.id}', one.title)}</th>"
        f"<td>{escape(titles.get(one.principle, one.principle))}</td>"
        f"<td>{_or_not_stated(language, one.actor)}</td>"
        f"<td>{escape(_word(language, one.level))}</td>"
        f'<td data-reference="indicator-{escape(one.indicator)}">'
        f"{_or_not_stated(language, one.indicator and here.label(one.indicator))}</td>"
        f"<td>{_or_not_stated(language, one.benchmark)}</td>"
        f"<td>{_or_not_stated(language, one.horizon)}</td>"
        f"<td>{_links(one.statements)}</td></tr>"
        for one in measures
    )
    listed = "".join(
        f'<li id="principle-{escape(one.id)}">'
        f"{linked(here, 'principles/principles', f'principle-{one.id}', one.title)} "
        f"({_links(one.statements)})</li>"
        for one in principles
    )
    table = _table("paths", say(language, "paths"), _headings(language, keys), rows)
    return f'<div class="paths"><ul class="principles">{listed}</ul>{table}</div>'


def _word(language: str, word: str) -> str:
    """A fixed word in the language; one that the package does not know stays as the tables have it."""
    return say(language, word) if word in WORDS else word


def _or_not_stated(language: str, text: str) -> str:
    return escape(text) if text else f"<em>{escape(say(language, 'not-stated'))}</em>"


def _links(statements: Sequence[str]) -> str:
    return " ".join(f'<a href="#statement-{escape(one)}">{escape(one)}</a>' for one in statements)


def _headings(language: str, keys: Sequence[str]) -> str:
    words = [say(language, key) for key in keys]
    return "".join(f'<th scope="col">{escape(word[:1].upper() + word[1:])}</th>' for word in words)


def _table(kind: str, caption: str, headings: str, rows: str) -> str:
    return (
        f'<table class="{kind}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{headings}</tr></thead><tbody>{rows}</tbody></table>"
    )
