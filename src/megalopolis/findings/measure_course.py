"""Where each path measure stands: its indicator, the benchmark, and whether the pace of the past suffices.

One engine for every concept: whatever measures the region file holds, each gets the same questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from megalopolis import answers, series
from megalopolis.argument import PathMeasure
from megalopolis.errors import ParameterError
from megalopolis.findings import benchmark
from megalopolis.findings.population import OUTPUT, RESIDENTS
from megalopolis.findings.verdict import TESTABLE, conclude
from megalopolis.region import Region

WORDS = {
    "supported": "on-course",
    "partly": "partly-on-course",
    "not-supported": "off-course",
    "not-testable": "unknown",
}
"""The rule that makes a verdict out of tests makes a judgement out of cities."""


@dataclass(frozen=True, slots=True)
class Setting:
    """From when, to when, and against whom.

    Attributes
    ----------
    baseline, year : int
        The first year that counts, and the year of the evaluation: nothing later is looked at.
    soon, later : int
        The years by which the benchmark is to be reached.
    peers : int
        How many comparable cities each city has.
    quantile : float
        Which of them is the benchmark; 0.75 leaves a quarter that does better.
    moving : bool
        Whether the benchmark goes on moving as it did since the baseline; otherwise it stays where it is.

    Raises
    ------
    ParameterError
        The years are not in order.
    """

    baseline: int
    year: int
    soon: int
    later: int
    peers: int = 20
    quantile: float = 0.75
    moving: bool = False

    def __post_init__(self) -> None:
        if not self.baseline <= self.year < self.soon < self.later:
            raise ParameterError(
                "expected baseline <= year < soon < later; found "
                f"{self.baseline}, {self.year}, {self.soon}, {self.later}."
            )

    @property
    def moved(self) -> Setting:
        """The same with a benchmark that goes on moving."""
        return replace(self, moving=True)


@dataclass(frozen=True)
class Course:
    """One path measure against its benchmark.

    Attributes
    ----------
    measure : PathMeasure
    dimension : str
        That of the problem which it answers.
    direction : int
        1 or -1; 0 where the indicator has none.
    first, last : int or None
        Years of the earlier and the later figure; None where there is none.
    why : str
        ``no-indicator``, ``no-figure``, ``no-direction``, ``one-year``; empty when nothing is missing.
    status : str
        ``on-course``, ``partly-on-course``, ``off-course`` or ``unknown``, by the later year.
    cities : pandas.DataFrame
        Indexed by city: ``first``, ``last``, ``target``; ``gap`` (what is lacking, above 0 when behind);
        ``past`` and ``soon``, ``later`` (change a year: of the past, and needed by either year);
        ``line`` (where a straight way to the benchmark passes at the nearer year); ``lead`` (gain since the
        baseline beyond the median comparable city); ``reached``, ``by_soon``, ``by_later`` (true, false, or
        None where it cannot be said).
    """

    measure: PathMeasure
    dimension: str
    direction: int
    first: int | None
    last: int | None
    why: str
    status: str
    cities: pd.DataFrame = field(repr=False)

    @property
    def behind(self) -> pd.DataFrame:
        """The cities that have not reached their benchmark, the one that lacks most first."""
        return self.cities[self.cities["gap"] > 0].sort_values("gap", ascending=False, kind="stable")

    def count(self, column: str) -> int:
        """How many cities have true in *column*."""
        return int((self.cities[column] == True).sum())  # noqa: E712 - None must not count

    def percent(self, column: str) -> float:
        """Median over the cities behind, in per cent of their benchmark; above 0 is an improvement."""
        rows = self.behind
        share = self.direction * rows[column] / rows["target"].abs().where(rows["target"] != 0)
        return float(100 * share.median()) if share.notna().any() else np.nan


@answers.kept
def of(here: Region, setting: Setting, dimension: str = "") -> tuple[Course, ...]:
    """The course of every path measure of the region file, or of those of one dimension.

    Raises
    ------
    ParameterError
        There are no residents or GDP at or before the year of the evaluation.
    """
    dimensions = {problem.id: problem.dimension for problem in here.argument.problems}
    chosen = [one for one in here.argument.measures if dimension in ("", dimensions[one.problem])]
    spans = [_span(here, one.indicator, setting) for one in chosen]
    return tuple(
        _course(one, dimensions[one.problem], span, cities)
        for one, span, cities in zip(chosen, spans, _tables(here, setting, spans), strict=True)
    )


def neighbours(here: Region, setting: Setting) -> dict[str, tuple[str, ...]]:
    """The comparable cities in the last year, up to that of the evaluation, with residents and GDP."""
    return benchmark.comparable(here, matched(here, setting), setting.peers)


def matched(here: Region, setting: Setting) -> int:
    """The year in which comparable cities are looked for."""
    shared = here.panel(RESIDENTS).columns.intersection(here.panel(OUTPUT).columns)
    known = [int(year) for year in shared if int(year) <= setting.year]
    if not known:
        raise ParameterError(f"no residents and GDP at or before {setting.year}; choose a later year=.")
    return max(known)


def moments(here: Region, code: str, setting: Setting) -> list[int]:
    """Years from baseline to evaluation in which at least half of the region's cities have a figure."""
    panel = here.panel(code)
    enough = panel.notna().mean() >= TESTABLE
    years = [int(year) for year in panel.columns[enough]]
    return [year for year in years if setting.baseline <= year <= setting.year]


def direction_of(here: Region, code: str) -> int:
    """1 where more is better, -1 where less is, 0 where the table of indicators leaves it open."""
    written = series.described(code, here.data)["direction"]
    return 0 if pd.isna(written) else int(written)


class _Span(NamedTuple):
    """An indicator, its direction, and the years of its earlier and its later figure."""

    code: str
    direction: int
    first: int | None
    last: int | None


def _span(here: Region, code: str, setting: Setting) -> _Span:
    years = moments(here, code, setting) if code else []
    direction = direction_of(here, code) if code else 0
    return _Span(code, direction, years[0] if len(years) > 1 else None, years[-1] if years else None)


def _course(measure: PathMeasure, dimension: str, span: _Span, cities: pd.DataFrame) -> Course:
    reasons = {
        "no-indicator": not span.code,
        "no-figure": span.last is None,
        "no-direction": span.direction == 0,
        "one-year": span.first is None,
    }
    why = next((reason for reason, holds in reasons.items() if holds), "")
    status = WORDS[conclude(cities["by_later"])] if len(cities) else "unknown"
    return Course(measure, dimension, span.direction, span.first, span.last, why, status, cities)


@answers.shared
def _tables(here: Region, setting: Setting, spans: Sequence[_Span]) -> list[pd.DataFrame]:
    """The cities of each course, see :class:`Course`."""
    peers = neighbours(here, setting) if spans else {}
    return [_cities(here, setting, span, peers) for span in spans]


def _cities(here: Region, setting: Setting, span: _Span, peers: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    code, direction, first, last = span
    own = here.cities.index
    blank = pd.Series(np.nan, index=own)
    end = here.nation(code, last) if last is not None else None
    start = here.nation(code, first) if first is not None else None
    table = pd.DataFrame(
        {
            "first": blank if start is None else start.reindex(own),
            "last": blank if end is None else end.reindex(own),
        }
    )
    if end is None or last is None or not direction:
        aims = {"soon": blank, "later": blank}
        table["target"] = blank
    else:
        table["target"] = benchmark.target(end, peers, direction, setting.quantile).reindex(own)
        drift = blank
        if setting.moving and start is not None and first is not None:
            before = benchmark.target(start, peers, direction, setting.quantile).reindex(own)
            drift = (table["target"] - before) / (last - first)
        aims = {
            name: table["target"] + (drift.fillna(0) if not setting.moving else drift) * (year - last)
            for name, year in (("soon", setting.soon), ("later", setting.later))
        }
    ahead = {"soon": setting.soon - (last or 0), "later": setting.later - (last or 0)}
    table["gap"] = direction * (table["target"] - table["last"]) if direction else blank
    table["past"] = (table["last"] - table["first"]) / (last - first) if first and last else blank
    for name, aim in aims.items():
        table[name] = (aim - table["last"]) / ahead[name]
    table["line"] = table["last"] + table["later"] * ahead["soon"]
    gained = end - start if end is not None and start is not None else None
    table["lead"] = (
        blank
        if gained is None or not direction
        else direction * (gained - benchmark.middle(gained, peers).reindex(gained.index)).reindex(own)
    )
    table["reached"] = _said(table["gap"] <= 0, table["gap"])
    for name in aims:
        enough = direction * table["past"] >= direction * table[name]
        table[f"by_{name}"] = _said(enough, table["past"] + table[name])
    return table


def _said(answer: pd.Series, known: pd.Series) -> pd.Series:
    """True or false where *known* is a number, else None."""
    return answer.astype(object).where(known.notna(), None)
