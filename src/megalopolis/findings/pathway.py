"""What a path chapter shows of the courses of its measures: tables, panels for charts, and findings."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from megalopolis import series
from megalopolis.findings import benchmark, composite_index, finding, measure_course, obstacles, population
from megalopolis.findings.finding import Finding
from megalopolis.findings.measure_course import Course, Setting
from megalopolis.findings.verdict import figure
from megalopolis.findings.words import say
from megalopolis.region import Region

SHOWN = 5
"""How many comparable cities the table names."""


def peers(here: Region, setting: Setting) -> pd.DataFrame:
    """The nearest comparable cities of each city, with its residents and GDP per head."""
    table = benchmark.traits(here, measure_course.matched(here, setting)).reindex(here.cities.index)
    comma = say(here.language, "comma")
    nearest = measure_course.neighbours(here, setting)
    table["nearest"] = [
        comma.join(here.names[list(nearest.get(str(city), ())[:SHOWN])]) for city in table.index
    ]
    return table


def held_back(here: Region, setting: Setting) -> pd.DataFrame:
    """Obstacle degrees, city x indicator, in the last year of the index up to the evaluation.

    Without columns where the index has no such year.
    """
    years = [year for year in composite_index.years(here) if year <= setting.year]
    return obstacles.degrees(here, max(years)) if years else pd.DataFrame(index=here.cities.index)


def overview(here: Region, courses: Sequence[Course], moving: Sequence[Course]) -> pd.DataFrame:
    """One row a measure, indexed by its title: figures of the median city, counts, and the judgement."""
    rows = [
        {
            "indicator": here.label(one.measure.indicator) if one.measure.indicator else "",
            "first": one.cities["first"].median(),
            "last": one.cities["last"].median(),
            "target": one.cities["target"].median(),
            "from": np.nan if one.first is None else one.first,
            "to": np.nan if one.last is None else one.last,
            **_counts(one),
            "status": here.say(f"paths.status.{one.status}"),
            "moving": here.say(f"paths.status.{other.status}"),
        }
        for one, other in zip(courses, moving, strict=True)
    ]
    return pd.DataFrame(rows, index=[one.measure.title for one in courses])


def _counts(one: Course) -> dict[str, float]:
    known = float(one.cities["gap"].notna().sum())
    projected = float(one.cities["by_later"].notna().sum())
    return {
        "known": known or np.nan,
        "reached": one.count("reached") if known else np.nan,
        "by_soon": one.count("by_soon") if projected else np.nan,
        "by_later": one.count("by_later") if projected else np.nan,
    }


def overview_panels(
    here: Region, setting: Setting, courses: Sequence[Course], moving: Sequence[Course]
) -> list[dict[str, Any]]:
    """The overview as the one table that ``charts.several`` shows; none without a measure."""
    if not courses:
        return []
    table = overview(here, courses, moving).rename_axis("measure").reset_index()
    years = {"baseline": setting.baseline, "year": setting.year, "soon": setting.soon, "later": setting.later}
    table = table.rename(columns=lambda column: here.say(f"paths.overview.{column}", **years))
    figures = dict.fromkeys(("first", "last", "target"), "{:,.2f}")
    whole = dict.fromkeys(("from", "to", "known", "reached", "by_soon", "by_later"), "{:.0f}")
    return [
        {
            "frame": table,
            "title": here.say("paths.overview.title"),
            "source": sources(here, courses),
            "caveat": here.say("paths.overview.caveat", **years),
            "formats": {
                here.say(f"paths.overview.{key}", **years): form for key, form in {**figures, **whole}.items()
            },
            "language": here.language,
        }
    ]


def distances(here: Region, courses: Sequence[Course]) -> list[dict[str, Any]]:
    """For each indicator with a benchmark, every city's figure and its benchmark, for ``charts.dots``."""
    return [
        _panel(here, one, "distance", one.cities.dropna(subset=["gap"]), "last", "target")
        for one in _once(courses)
        if one.cities["gap"].notna().any()
    ]


def paces(here: Region, setting: Setting, courses: Sequence[Course]) -> list[dict[str, Any]]:
    """For each indicator with two years, past and needed change of the cities behind, for ``charts.dots``."""
    return [
        _panel(here, one, "pace", one.behind.dropna(subset=["past"]), "past", "later", setting)
        for one in _once(courses)
        if one.behind["past"].notna().any()
    ]


def sources(here: Region, courses: Sequence[Course]) -> str:
    """The sources of the indicators watched; of the statements where there is none."""
    return here.sources([one.measure.indicator for one in courses if one.measure.indicator] or ["statements"])


def _once(courses: Sequence[Course]) -> list[Course]:
    """The courses without those whose indicator an earlier one has already."""
    return list({one.measure.indicator: one for one in reversed(courses)}.values())[::-1]


def _panel(
    here: Region,
    one: Course,
    kind: str,
    rows: pd.DataFrame,
    start: str,
    end: str,
    setting: Setting | None = None,
) -> dict[str, Any]:
    code = one.measure.indicator
    years = {"first": one.first, "last": one.last, "later": setting.later if setting else ""}
    name = here.say("paths.city")
    headings = {key: here.say(f"paths.{kind}.heading.{key}", **years) for key in (start, end)}
    # The widest shortfall comes first: a city at the benchmark has none.
    lacking = one.direction * (rows[end] - rows[start])
    frame = rows.loc[lacking.sort_values(ascending=False, kind="stable").index, [start, end]]
    frame = frame.rename(columns=headings)
    frame.insert(0, name, here.names[frame.index])
    cores = here.names[[city for city in population.cores(here, evaluation(here)) if city in frame.index]]
    words = {"indicator": here.label(code), "region": here.name, **years}
    return {
        "data": frame,
        "name": name,
        "start": headings[start],
        "end": headings[end],
        "ours": list(cores),
        "order": False,
        "value": here.say(f"paths.{kind}.axis", **words),
        "decimals": _decimals(here, code) if kind == "distance" else _precision(frame[headings[end]]),
        "title": here.say(f"paths.{kind}.title", **words),
        "description": here.say(f"paths.{kind}.description", **words),
        "source": here.sources(code),
        "caveat": here.say(f"paths.{kind}.caveat"),
        "language": here.language,
    }


def evaluation(here: Region) -> int:
    """The last year with urban residents, by which each group's core is known."""
    return int(here.panel(population.URBANISATION).columns.max())


def _decimals(here: Region, code: str) -> int:
    written = series.described(code, here.data)["decimals"]
    return 1 if pd.isna(written) else int(written)


def _precision(values: pd.Series) -> int:
    """Decimals that leave the typical value three digits."""
    typical = float(values.abs().median())
    return min(4, max(0, 2 - math.floor(math.log10(typical)))) if typical > 0 else 2


def stated(here: Region, concept: str, courses: Sequence[Course]) -> Finding:
    """How many measures the sources give, and how many of them name an actor, a horizon, a benchmark.

    Like the other findings here it says that there is no figure where the sources give no measure.
    """
    named = {
        f"{key}s": float(sum(bool(getattr(one.measure, key)) for one in courses))
        for key in ("actor", "horizon", "benchmark")
    }
    return finding.tell(here, f"paths.{concept}.measures", len(courses) or None, dimension=concept, **named)


def judged(here: Region, setting: Setting, key: str, courses: Sequence[Course]) -> Finding:
    """How many measures are on course, partly, not at all, and of how many it cannot be said."""
    counts = pd.Series([one.status for one in courses], dtype=object).value_counts()
    return finding.tell(
        here,
        key,
        float(counts.get("on-course", 0)) if courses else None,
        count=float(len(courses)),
        partly=float(counts.get("partly-on-course", 0)),
        off=float(counts.get("off-course", 0)),
        unknown=float(counts.get("unknown", 0)),
        later=setting.later,
        baseline=setting.baseline,
    )


def widest(here: Region, concept: str, courses: Sequence[Course]) -> Finding:
    """The indicator by which the largest share of cities is behind its benchmark."""
    known = [one for one in courses if one.cities["gap"].notna().any()]
    most = max(known, key=lambda one: (one.cities["gap"].dropna() > 0).mean(), default=None)
    cities = None if most is None else most.cities
    return finding.tell(
        here,
        f"paths.{concept}.behind",
        None if most is None else float(len(most.behind)),
        indicator="" if most is None else most.measure.indicator,
        count=None if cities is None else float(cities["gap"].notna().sum()),
        target=None if cities is None else figure(float(cities["target"].median())),
        level=None if cities is None else figure(float(cities["last"].median())),
        year=None if most is None else most.last,
    )


def slowest(here: Region, setting: Setting, concept: str, courses: Sequence[Course]) -> Finding:
    """The indicator whose past change falls shortest of the needed one, or has least to spare."""
    timed = [one for one in courses if not math.isnan(one.percent("past"))]
    slow = min(timed, key=lambda one: one.percent("past") - one.percent("later"), default=None)
    return finding.tell(
        here,
        f"paths.{concept}.pace",
        None if slow is None else slow.percent("later"),
        indicator="" if slow is None else slow.measure.indicator,
        past=None if slow is None else slow.percent("past"),
        later=setting.later,
        first=None if slow is None else slow.first,
        last=None if slow is None else slow.last,
    )


def leading(here: Region, setting: Setting, concept: str, courses: Sequence[Course]) -> Finding:
    """In how many cases a city gained more than the median of its comparable cities."""
    leads = pd.concat([one.cities["lead"].dropna() for one in _once(courses)] or [pd.Series(dtype=float)])
    return finding.tell(
        here,
        f"paths.{concept}.lead",
        float(100 * (leads > 0).mean()) if len(leads) else None,
        count=float(len(leads)),
        baseline=setting.baseline,
    )
