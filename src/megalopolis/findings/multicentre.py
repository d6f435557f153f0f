"""Several centres, several levels, several nodes: what each would have to mean, and whether it holds.

The sources call for such a network and give no measure.  Each part is turned into a figure and a benchmark
that does not depend on taste: the middle of the other agglomerations, the rank-size rule, and what size and
travel time alone would lead to (gravity, whatever its exponent).  Where the choices left open lead to
different answers, the outcome is unsure.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from megalopolis.region import Region


@dataclass(frozen=True, slots=True)
class Criterion:
    """A figure, its benchmark, and the outcome.

    Attributes
    ----------
    key : str
        ``form``, ``function``, ``levels``, ``nodes`` or ``whole``.
    value, low, high : float
        The figure and its range over choices; NaN where there is none.
    least, most : float
        The range of the benchmark.
    upward : bool
        Whether more than the benchmark is meant; a rank goes the other way.
    """

    key: str
    value: float
    low: float
    high: float
    least: float
    most: float
    upward: bool = True

    @property
    def outcome(self) -> str:
        """``holds`` or ``fails`` when all choices agree, ``unsure`` when they do not, else ``untested``."""
        if math.isnan(self.value) or math.isnan(self.least):
            return "untested"
        above = self.low >= self.most if self.upward else self.high <= self.least
        below = self.high < self.least if self.upward else self.low > self.most
        return "holds" if above else "fails" if below else "unsure"


def criteria(
    even: Mapping[str, object], rule: pd.Series, beside: pd.DataFrame, zero: pd.DataFrame
) -> tuple[Criterion, ...]:
    """The five parts of the statement.

    Parameters
    ----------
    even : mapping
        Of :func:`megalopolis.findings.evenness.figures`: ``form``, the rank of the leading cities'
        evenness against the middle of the agglomerations.
    rule : pandas.Series
        Largest city beside the cores over what the rank-size rule gives to its rank, by definition of size:
        ``levels``, against 1; the first is the figure, the others its range.
    beside, zero : pandas.DataFrame
        Of :func:`megalopolis.findings.links.beside_gravity`, pairs without a train unknown or 0:
        ``function`` (functional polycentricity), ``nodes`` (share of pairs of other cities) and ``whole``
        (share across groups), each against gravity over its exponents.
    """
    count = _number(even["count"])
    middle = (count + 1) / 2
    form = Criterion(
        "form", _number(even["value"]), _number(even["low"]), _number(even["high"]), middle, middle, False
    )
    known = rule.dropna()
    levels = Criterion(
        "levels",
        float(known.iloc[0]) if len(known) else math.nan,
        float(known.min()) if len(known) else math.nan,
        float(known.max()) if len(known) else math.nan,
        1.0,
        1.0,
    )
    rows = {"function": "functional", "nodes": "others", "whole": "across"}
    return (form, *(_against(key, row, beside, zero) for key, row in rows.items()), levels)


def by_definition(rule: Mapping[str, Mapping[str, object]]) -> pd.Series:
    """The figures of :func:`megalopolis.findings.centres.rule` alone, by definition of size."""
    return pd.Series({name: _number(one["value"]) for name, one in rule.items()}, dtype=float)


def _against(key: str, row: str, beside: pd.DataFrame, zero: pd.DataFrame) -> Criterion:
    """Trains over gravity, so that both readings of a pair without a train can be set against 1."""
    rows = [table.loc[row].to_numpy(dtype=float) for table in (beside, zero)]
    ratios = [one[0] / one[1:] for one in rows]
    every = np.concatenate(ratios)
    if np.isnan(every).any():
        return Criterion(key, math.nan, math.nan, math.nan, math.nan, math.nan)
    return Criterion(key, float(np.median(ratios[0])), float(every.min()), float(every.max()), 1.0, 1.0)


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan


def table(here: Region, found: tuple[Criterion, ...], other: tuple[Criterion, ...]) -> pd.DataFrame:
    """The criteria with words for the reader: what is meant, figure, range, benchmark, outcome.

    *other* are the same criteria by another timetable, of which only the outcome is given.
    """
    again = {one.key: one.outcome for one in other}
    rows = [
        {
            "part": here.say(f"network.answer.{one.key}"),
            "outcome": here.say(f"network.outcome.{one.outcome}"),
            "other": here.say(f"network.outcome.{again[one.key]}"),
            "value": one.value,
            "range": here.say("network.answer.none")
            if math.isnan(one.low)
            else here.say("network.answer.range", low=one.low, high=one.high),
            "benchmark": one.least,
        }
        for one in found
    ]
    return pd.DataFrame(rows).rename(columns=lambda column: here.say(f"network.answer.column.{column}"))


def tally(found: tuple[Criterion, ...]) -> dict[str, float]:
    """How many parts hold, fail, are unsure or untested, for :func:`finding.tell`; ``value`` hold."""
    count = [one.outcome for one in found]
    return {
        "value": float(count.count("holds")),
        "fails": float(count.count("fails")),
        "unsure": float(count.count("unsure")),
        "untested": float(count.count("untested")),
        "count": float(len(count)),
    }
