"""Findings of the chapter on obstacles."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import obstacles
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.index_findings import method
from megalopolis.region import Region


def region(here: Region, degrees: pd.DataFrame, year: int, weights: str, without: str) -> Finding:
    """The indicator with the largest mean obstacle degree, and the next."""
    mean = (100 * degrees.mean()).sort_values(ascending=False)
    return tell(
        here,
        "obstacles.region",
        float(mean.iloc[0]),
        weights=method(here, weights, without),
        indicator=str(mean.index[0]),
        second=str(mean.index[1]),
        next=float(mean.iloc[1]),
        year=year,
    )


def same(here: Region, degrees: pd.DataFrame, year: int) -> Finding:
    """In how many cities the most common largest obstacle is the largest."""
    return _commonest(here, "obstacles.same", degrees, year)


def paradox(here: Region, degrees: pd.DataFrame, year: int) -> Finding:
    """Where the region's largest obstacle has its highest degree, and how that city really stands in it."""
    code = str(degrees.mean().idxmax())
    column: pd.Series = degrees[code]
    city = str(column.idxmax())
    place = here.indicator(code, year).rank(
        ascending=_lower_is_better(here, code), method="min", na_option="keep"
    )
    return tell(
        here,
        "obstacles.paradox",
        float(place[city]),
        city=city,
        indicator=code,
        degree=float(100 * column.max()),
        count=float(place.notna().sum()),
        year=year,
    )


def behind(here: Region, shortfalls: pd.DataFrame, year: int) -> Finding:
    """The indicator in which most cities lie furthest behind the median city."""
    return _commonest(here, "obstacles.behind", shortfalls, year)


def _commonest(here: Region, key: str, table: pd.DataFrame, year: int) -> Finding:
    """The indicator that is the largest of its row in most cities, and in how many."""
    counts = table.idxmax(axis=1).value_counts()
    return tell(
        here,
        key,
        float(counts.iloc[0]),
        indicator=str(counts.index[0]),
        kinds=len(counts),
        count=len(table),
        year=year,
    )


def deepest(here: Region, shortfalls: pd.DataFrame, year: int) -> Finding:
    """The largest single shortfall."""
    city = str(shortfalls.max(axis=1).idxmax())
    row: pd.Series = shortfalls.T[city]
    return tell(
        here, "obstacles.deepest", float(row.max()), city=city, indicator=str(row.idxmax()), year=year
    )


def group(here: Region, shortfalls: pd.DataFrame, year: int) -> Finding:
    """The indicator on which the means of the groups are furthest apart."""
    means = shortfalls.groupby(here.cities["group"].reindex(shortfalls.index)).mean()
    spread = means.max() - means.min()
    code = str(spread.idxmax())
    column: pd.Series = means[code]
    return tell(
        here,
        "obstacles.group",
        float(spread[code]),
        indicator=code,
        group=str(column.idxmax()),
        most=float(column.max()),
        other=str(column.idxmin()),
        least=float(column.min()),
        year=year,
    )


def stable(here: Region, largest: pd.DataFrame, reading: str, year: int) -> Finding:
    """How many cities have the same largest obstacle by every method of weighting."""
    return tell(
        here,
        f"obstacles.stable.{reading}",
        float((largest.nunique(axis=1) == 1).sum()),
        count=len(largest),
        methods=largest.shape[1],
        year=year,
    )


def lasting(here: Region, first: int, last: int, weights: str, without: str) -> Finding:
    """How many cities lie furthest behind in the same indicator in both years."""
    before, after = (
        obstacles.shortfalls(here, year, weights, without).idxmax(axis=1) for year in (first, last)
    )
    return tell(
        here, "obstacles.lasting", float((before == after).sum()), count=len(after), first=first, last=last
    )


def _lower_is_better(here: Region, code: str) -> bool:
    framework = here.framework().set_index("code")
    return bool(framework["direction"][code] < 0)
