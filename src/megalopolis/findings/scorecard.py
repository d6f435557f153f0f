"""The register of all path measures, as an annual evaluation and an assessment after each cycle of action.

The source documents ask for both: a cycle of three years, evaluated every year and as a whole at its end.
Which of it the data allow differs from indicator to indicator, and is part of the result.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import finding, measure_course, pathway
from megalopolis.findings.finding import Finding
from megalopolis.findings.measure_course import WORDS, Course, Setting
from megalopolis.findings.sentences import called
from megalopolis.findings.verdict import conclude
from megalopolis.region import Region

ANNUAL, CYCLE, FEWER, NEVER = "annual", "cycle", "fewer", "never"


def register(here: Region, courses: Sequence[Course], moving: Sequence[Course]) -> pd.DataFrame:
    """Every measure with concept, baseline, latest figure, target and judgement, by its title."""
    table = pathway.overview(here, courses, moving)
    table.insert(0, "concept", [called(here, one.dimension) for one in courses])
    table["reason"] = [here.say(f"paths.why.{one.why}") if one.why else "" for one in courses]
    return table


def register_panels(
    here: Region, setting: Setting, courses: Sequence[Course], moving: Sequence[Course]
) -> list[dict[str, Any]]:
    """The register as the one table that ``charts.several`` shows; none without a measure."""
    panels = pathway.overview_panels(here, setting, courses, moving)
    years = {"baseline": setting.baseline, "year": setting.year, "soon": setting.soon, "later": setting.later}
    table = register(here, courses, moving).rename_axis("measure").reset_index() if courses else None
    return [
        {
            **one,
            "frame": table.rename(columns=lambda column: here.say(f"paths.overview.{column}", **years)),
            "title": here.say("scorecard.register.title", year=setting.year),
        }
        for one in panels
        if table is not None
    ]


def attainment(courses: Sequence[Course]) -> pd.DataFrame:
    """Baseline and latest figure of the median city in per cent of the median benchmark, by indicator.

    Above 100 is better than the benchmark; where less is better it is the benchmark in per cent of the
    figure. Indicators with both years only.
    """
    rows = {}
    for one in courses:
        middle = one.cities[["first", "last", "target"]].median()
        if one.why or one.measure.indicator in rows or not (middle > 0).all():
            continue
        ratio = middle[["first", "last"]] / middle["target"]
        rows[one.measure.indicator] = 100 * (ratio if one.direction == 1 else 1 / ratio)
    return pd.DataFrame.from_dict(rows, orient="index", columns=["first", "last"])


def attainment_panels(here: Region, setting: Setting, courses: Sequence[Course]) -> list[dict[str, Any]]:
    """The same for ``charts.dots``; nothing where no indicator has both years."""
    table = attainment(courses)
    if table.empty:
        return []
    headings = {key: here.say(f"scorecard.attainment.{key}") for key in ("first", "last")}
    frame = table.rename(columns=headings)
    name = here.say("scorecard.attainment.indicator")
    frame.insert(0, name, [called(here, str(code)) for code in frame.index])
    return [
        {
            "data": frame,
            "name": name,
            "start": headings["first"],
            "end": headings["last"],
            "value": here.say("scorecard.attainment.axis"),
            "reference": 100,
            "decimals": 0,
            "title": here.say("scorecard.attainment.title", region=here.name),
            "description": here.say("scorecard.attainment.description"),
            "source": here.sources([str(code) for code in table.index]),
            "caveat": here.say("scorecard.attainment.caveat", baseline=setting.baseline, year=setting.year),
            "language": here.language,
        }
    ]


def cycles(here: Region, setting: Setting, courses: Sequence[Course], cycle: int) -> pd.DataFrame:
    """What of the annual evaluation and of the assessment after a cycle the data allow, by measure.

    Parameters
    ----------
    cycle : int
        Years of a cycle of action, 1 or more.

    Returns
    -------
    pandas.DataFrame
        In the order of *courses*: ``to`` (latest year), ``past_year`` and ``past_cycle`` (median change of
        the last year, and a year over the last cycle), ``needed`` (by the later year, median of the cities
        behind), ``watched`` (annual, cycle, fewer, never), ``status`` at the pace of the cycle.

    Raises
    ------
    ParameterError
        *cycle* is below 1.
    """
    if cycle < 1:
        raise ParameterError(f"cycle: expected 1 year or more; found {cycle}.")
    return pd.DataFrame([_cycle(here, setting, one, cycle) for one in courses])


def _cycle(here: Region, setting: Setting, one: Course, cycle: int) -> dict[str, object]:
    code = one.measure.indicator
    years = measure_course.moments(here, code, setting) if code else []
    last = years[-1] if years else None
    changes = {
        span: _change(here, code, last, span)
        for span in {1, cycle}
        if last is not None and last - span in years
    }
    paced = changes.get(cycle)
    behind = one.behind["later"]
    whole = last is not None and set(range(last - cycle, last + 1)) <= set(years)
    blind = not one.direction or len(years) < 2
    judged: Sequence[bool | None] = [None] * len(here.cities)
    if paced is not None and one.direction:
        ahead = one.direction * paced >= one.direction * one.cities["later"]
        judged = list(ahead.astype(object).where((paced + one.cities["later"]).notna(), None))
    return {
        "to": np.nan if last is None else last,
        "past_year": float(changes[1].median()) if 1 in changes else np.nan,
        "past_cycle": np.nan if paced is None else float(paced.median()),
        "needed": float(behind.median()) if len(behind) else np.nan,
        "watched": NEVER if blind else ANNUAL if whole else CYCLE if paced is not None else FEWER,
        "status": WORDS[conclude(judged)],
    }


def _change(here: Region, code: str, last: int, span: int) -> pd.Series:
    """Change a year over the last *span* years, by city."""
    change: pd.Series = (here.indicator(code, last) - here.indicator(code, last - span)) / span
    return change


def cycle_panels(
    here: Region, courses: Sequence[Course], table: pd.DataFrame, cycle: int
) -> list[dict[str, Any]]:
    """The table of :func:`cycles` with words, for ``charts.several``; none without a measure."""
    if not courses:
        return []
    shown = table.assign(
        watched=[here.say(f"scorecard.watched.{one}") for one in table["watched"]],
        status=[here.say(f"paths.status.{one}") for one in table["status"]],
    )
    shown.insert(0, "measure", [one.measure.title for one in courses])
    headed = shown.rename(columns=lambda column: here.say(f"scorecard.cycle.{column}", cycle=cycle))
    numbers = {
        here.say(f"scorecard.cycle.{key}", cycle=cycle) for key in ("past_year", "past_cycle", "needed")
    }
    return [
        {
            "frame": headed,
            "title": here.say("scorecard.cycle.title", cycle=cycle),
            "source": pathway.sources(here, courses),
            "caveat": here.say("scorecard.cycle.caveat", cycle=cycle),
            "formats": {**dict.fromkeys(numbers, "{:,.3f}"), here.say("scorecard.cycle.to"): "{:.0f}"},
            "language": here.language,
        }
    ]


def watched(here: Region, courses: Sequence[Course], table: pd.DataFrame, cycle: int) -> Finding:
    """How many measures can be evaluated every year, after each cycle, less often, or never."""
    counts = table["watched"].value_counts() if len(table) else pd.Series(dtype=int)
    numbers = {key: float(counts.get(key, 0)) for key in (ANNUAL, CYCLE, FEWER, NEVER)}
    return finding.tell(
        here,
        "scorecard.watched",
        numbers.pop(ANNUAL) if courses else None,
        count=float(len(courses)),
        years=float(cycle),
        **numbers,
    )
