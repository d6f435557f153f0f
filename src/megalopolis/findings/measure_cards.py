"""A path measure as shown: what it rests on, who is to act, how it stands, what would show that it failed.

Each carries the anchor ``measure-<id>`` and links to its statements, principle, problem and tests, which
link back to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape

import pandas as pd

from megalopolis import series
from megalopolis.findings.finding import show
from megalopolis.findings.measure_course import Course, Setting
from megalopolis.findings.sentences import plain, text
from megalopolis.findings.verdict import Outcome, Verdict, figure
from megalopolis.findings.words import WORDS, say
from megalopolis.region import Region

MIME = "application/vnd.megalopolis.course+json"
NAMED = 3
"""How many cities are named where a measure matters most."""


def cards(
    here: Region,
    setting: Setting,
    courses: Sequence[Course],
    moving: Sequence[Course],
    verdicts: Mapping[str, Verdict],
    obstacles: pd.DataFrame,
) -> None:
    """Show every measure of *courses*, or that the sources give none.

    Parameters
    ----------
    here : Region
    setting : Setting
    courses, moving : sequence of Course
        The same measures against a benchmark that stays, and against one that goes on moving.
    verdicts : mapping
        Problem -> verdict.
    obstacles : pandas.DataFrame
        Obstacle degrees, city x indicator; without columns where there is no index.
    """
    if not courses:
        words = here.say("paths.none", region=here.name)
        show({"text/html": f"<p>{escape(words)}</p>", "text/plain": words})
    for course, drifting in zip(courses, moving, strict=True):
        rows = [
            *_argument(here, course, verdicts.get(course.measure.problem)),
            *_standing(here, setting, course, drifting),
            ("where", _where(here, course, obstacles)),
            ("failure", escape(failure(here, setting, course))),
        ]
        body = "".join(
            f'<tr><th scope="row">{escape(here.say(f"paths.card.{key}"))}</th><td>{cell}</td></tr>'
            for key, cell in rows
        )
        title = escape(course.measure.title)
        shown = (
            f'<div class="paths" id="measure-{escape(course.measure.id)}"><table class="measure">'
            f"<caption>{title}</caption><tbody>{body}</tbody></table>"
            f'<div data-referrers="measure-{escape(course.measure.id)}"></div></div>'
        )
        show({MIME: _record(here, course), "text/html": shown, "text/plain": course.measure.title})


def status(here: Region, course: Course) -> str:
    """The judgement on a measure as words, with the reason where it cannot be given."""
    word = here.say(f"paths.status.{course.status}")
    reason = here.say(f"paths.why.{course.why}") if course.why else ""
    return word + (say(here.language, "separator") + reason if reason else "")


def failure(here: Region, setting: Setting, course: Course) -> str:
    """What would show that a measure failed, in figures where there is a benchmark."""
    if course.why in ("no-indicator", "no-figure", "no-direction"):
        return here.say(f"paths.failure.{course.why}")
    rows = course.behind
    if rows.empty:
        return here.say("paths.failure.reached", soon=setting.soon, last=course.last)
    return here.say(
        "paths.failure.line",
        count=len(rows),
        soon=setting.soon,
        last=course.last,
        line=figure(float(rows["line"].median())),
        indicator=here.label(course.measure.indicator),
    )


def linked(here: Region, page: str, anchor: str, words: str) -> str:
    """Words that lead to a place on another page, if the book has that page."""
    if not (here.data.parent / "chapters" / f"{page}.ipynb").is_file():
        return escape(words)
    return f'<a href="../{escape(page)}.html#{escape(anchor)}">{escape(words)}</a>'


def statements(here: Region, ids: Sequence[str]) -> str:
    """Statements in words, each with a link to its row in the list of all."""
    said = here.statements[f"statement_{here.language}"]
    return "<br>".join(
        f"{linked(here, 'region/statements', one, one)} {escape(str(said[one]))}" for one in ids
    )


def verdict_word(here: Region, verdict: Verdict | None) -> str:
    """The verdict on a problem as a word; that none was computed where there is none."""
    return say(here.language, verdict.verdict) if verdict else here.say("paths.verdict.none")


def _argument(here: Region, course: Course, verdict: Verdict | None) -> list[tuple[str, str]]:
    """From the measure back to statements, principle, problem and tests, and what the sources leave open."""
    measure, language = course.measure, here.language
    principle = next(one for one in here.argument.principles if one.id == measure.principle)
    problem = here.argument.problem(measure.problem)
    chapter = f"problems/{measure.problem}"
    tests = "<br>".join(_test(here, chapter, one) for one in (verdict.outcomes if verdict else ()))
    answered = linked(here, chapter, f"verdict-{problem.id}", problem.title)
    level = say(language, measure.level) if measure.level in WORDS else measure.level
    blank = f"<em>{escape(say(language, 'not-stated'))}</em>"
    rows = [
        ("statements", statements(here, measure.statements)),
        ("principle", linked(here, "principles/principles", f"principle-{principle.id}", principle.title)),
        ("problem", f"{answered}{say(language, 'separator')}{escape(verdict_word(here, verdict))}"),
        ("tests", tests),
        ("actor", escape(measure.actor) or blank),
        ("level", escape(level)),
        ("horizon", escape(measure.horizon) or blank),
        ("stated", escape(measure.benchmark) or blank),
    ]
    return [(key, cell) for key, cell in rows if cell]


def _test(here: Region, chapter: str, outcome: Outcome) -> str:
    passed = {True: "holds", False: "fails", None: "untested"}[outcome.passed]
    name = linked(here, chapter, f"finding-{outcome.finding}", outcome.name)
    return f"{name}{say(here.language, 'separator')}{escape(say(here.language, passed))}"


def _standing(here: Region, setting: Setting, course: Course, drifting: Course) -> list[tuple[str, str]]:
    """The indicator, where it stands, how fast it moved and would have to move, and the judgement."""
    rows = [("indicator", _indicator(here, course))]
    middle = course.cities[["first", "last", "target"]].median()
    if course.last is not None:
        moments = [("then", course.first, middle["first"]), ("now", course.last, middle["last"])]
        parts = [
            here.say(f"paths.standing.{key}", year=year, value=figure(float(value)))
            for key, year, value in moments
            if year is not None
        ]
        if plain(middle["target"]) is not None:
            value, known = figure(float(middle["target"])), int(course.cities["gap"].notna().sum())
            parts.append(
                here.say("paths.standing.target", value=value, count=course.count("reached"), known=known)
            )
        rows.append(("standing", escape(say(here.language, "between").join(parts))))
    if len(course.behind):
        rows.append(("pace", escape(_pace(here, setting, course))))
    leads = course.cities["lead"].dropna()
    if len(leads):
        words = here.say(
            "paths.card.lead.words", known=len(leads), count=int((leads > 0).sum()), first=course.first
        )
        rows.append(("lead", escape(words)))
    judged = say(here.language, "between").join(
        [status(here, course), here.say("paths.status.moving", status=status(here, drifting))]
        if course.status != "unknown"
        else [status(here, course)]
    )
    return [*rows, ("status", f"<strong>{escape(judged)}</strong>")]


def _indicator(here: Region, course: Course) -> str:
    code = course.measure.indicator
    if not code:
        return f"<em>{escape(say(here.language, 'not-stated'))}</em>"
    row = series.described(code, here.data)
    notes = [here.say("paths.card.grade", grade=row["grade"]), here.sources(code)]
    caveat = text(row[f"caveat_{here.language}"])
    return "<br>".join([_watched(here, code), f"<small>{escape(' '.join([*notes, caveat]).strip())}</small>"])


def _pace(here: Region, setting: Setting, course: Course) -> str:
    rows = course.behind
    needed = here.say(
        "paths.pace.needed",
        count=len(rows),
        soon=setting.soon,
        later=setting.later,
        soon_change=figure(float(rows["soon"].median())),
        later_change=figure(float(rows["later"].median())),
    )
    if course.first is None:
        return needed
    past = figure(float(rows["past"].median()))
    return needed + here.say("paths.pace.past", first=course.first, last=course.last, past=past)


def _where(here: Region, course: Course, obstacles: pd.DataFrame) -> str:
    """Cities whose index the indicator (or its dimension) holds back most, and those furthest behind."""
    comma = say(here.language, "comma")
    code, parts = course.measure.indicator, []
    dimensions = here.table("indicators").set_index("code")["dimension"]
    siblings = [one for one in obstacles.columns if dimensions[one] == course.dimension]
    if code in obstacles.columns:
        share, key = obstacles[code], "paths.where.indicator"
    else:
        share, key = obstacles[siblings].sum(axis="columns", min_count=1), "paths.where.dimension"
    leading = share.dropna().sort_values(ascending=False, kind="stable").index[:NAMED]
    furthest = course.behind.index[:NAMED]
    if len(leading):
        parts.append(here.say(key, cities=comma.join(here.names[leading])))
    if len(furthest):
        parts.append(here.say("paths.where.gap", cities=comma.join(here.names[furthest])))
    return escape(say(here.language, "between").join(parts)) or escape(say(here.language, "no-figure"))


def _record(here: Region, course: Course) -> dict[str, object]:
    measure, middle = course.measure, course.cities[["first", "last", "target"]].median()
    return {
        "id": measure.id,
        "title": measure.title,
        "region": here.id,
        "problem": measure.problem,
        "principle": measure.principle,
        "statements": list(measure.statements),
        "indicator": measure.indicator,
        "years": [course.first, course.last],
        "median": {str(key): plain(value) for key, value in middle.items()},
        "reached": course.count("reached"),
        "behind": len(course.behind),
        "status": course.status,
        "why": course.why,
    }


def _watched(here: Region, code: str) -> str:
    """The indicator, which leads to its row in the dictionary of the data."""
    return f'<span data-reference="indicator-{escape(code)}">{escape(here.label(code))}</span>'
