"""Findings of the chapter on coupling coordination."""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from megalopolis.findings import coupled
from megalopolis.findings.composite_index import dimensions
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.index_findings import method
from megalopolis.measures import coupling
from megalopolis.measures.composite import Index
from megalopolis.region import Region


def best(here: Region, index: Index, year: int, weights: str, without: str) -> Finding:
    """The cities with the highest D, and the median."""
    d = coupled.coordinated(index, year)["D"].dropna().sort_values(ascending=False, kind="stable")
    first, second, third = (str(city) for city in d.index[:3])
    return tell(
        here,
        "coupling.best",
        float(d.iloc[0]),
        weights=method(here, weights, without),
        city=first,
        second=second,
        third=third,
        median=float(d.median()),
        year=year,
    )


def identity(here: Region, index: Index, year: int) -> Finding:
    """How far the original D with equal weights is from the root of the geometric mean, at most."""
    return tell(here, "coupling.identity", float(coupled.beside_mean(index, year)["gap"].max()), year=year)


def order(here: Region, index: Index, year: int) -> Finding:
    """How far the order by D is the order by the index itself."""
    table = coupled.coordinated(index, year).dropna(subset=["D"])
    moved = (table["D"].rank(ascending=False) - table["T"].rank(ascending=False)).abs()
    return tell(
        here,
        "coupling.order",
        float(table["D"].corr(table["T"], method="spearman")),
        city=str(moved.idxmax()),
        places=float(moved.max()),
        year=year,
    )


def at_random(here: Region, index: Index, seed: int) -> Finding:
    """The median C of scores that have nothing to do with one another, by form."""
    count = len(dimensions(index))
    found = coupled.at_random(count, seed)
    return tell(
        here,
        "coupling.random",
        float(found["original"]),
        wang=float(found["wang"]),
        fan=float(found["fan"]),
        count=count,
        draws=coupled.RANDOM,
    )


def above(here: Region, index: Index, year: int, seed: int) -> Finding:
    """How many cities are coupled more closely than scores at random, in the original form."""
    c = coupled.coordinated(index, year)["C"].dropna()
    chance = coupled.at_random(len(dimensions(index)), seed)["original"]
    return tell(
        here, "coupling.above", float((c > chance).sum()), count=len(c), median=float(c.median()), year=year
    )


def zeros(here: Region, index: Index, year: int) -> Finding:
    """The cities whose D is 0, because one dimension is."""
    table = coupled.systems(index, year).dropna()
    none = [str(city) for city in table.index[(table == 0).any(axis=1)]]
    lowest = [one for one in table.columns if (table[one] == 0).any()]
    return tell(here, "coupling.zeros", len(none), cities=none, dimensions=lowest, year=year)


def forms(here: Region, index: Index, year: int) -> Finding:
    """How far the three forms agree on the order of the cities, and on their grades."""
    d = pd.DataFrame({form: coupled.coordinated(index, year, form)["D"] for form in coupling.FORMS}).dropna()
    grades = d.apply(coupling.grade)
    similar = {
        (one, other): float(d[one].corr(d[other], method="spearman"))
        for one, other in combinations(coupling.FORMS, 2)
    }
    one, other = min(similar, key=lambda pair: similar[pair])
    return tell(
        here,
        "coupling.forms",
        similar[one, other],
        one=f"form-{one}",
        other=f"form-{other}",
        differ=float((grades.nunique(axis=1) > 1).sum()),
        count=len(d),
        year=year,
    )


def regraded(here: Region, index: Index, year: int, shift: float) -> Finding:
    """How many cities change their grade when the cut-offs move a little."""
    changed = coupled.regraded(index, year, shift)
    width = coupling.GRADES[0].high - coupling.GRADES[0].low
    return tell(
        here,
        "coupling.regraded",
        float(changed.sum()),
        count=len(changed),
        shift=shift,
        expected=len(changed) * min(1.0, 2 * shift / width),
        year=year,
    )


def lag(here: Region, index: Index, year: int) -> Finding:
    """The dimension with the lowest score in most cities."""
    counts = coupled.lags(index, year)["absolute"].value_counts()
    return tell(
        here,
        "coupling.lag",
        float(counts.iloc[0]),
        dimension=str(counts.index[0]),
        count=float(counts.sum()),
        year=year,
    )


def relative(here: Region, index: Index, year: int) -> Finding:
    """The dimension that lags most often against the region."""
    counts = coupled.lags(index, year)["relative"].value_counts()
    return tell(
        here,
        "coupling.lag.relative",
        float(counts.iloc[0]),
        dimension=str(counts.index[0]),
        kinds=len(counts),
        count=float(counts.sum()),
        year=year,
    )


def steady(here: Region, index: Index, first: int, last: int) -> Finding:
    """How many cities lag in the same dimension, against the region, in both years."""
    before, after = (coupled.lags(index, year)["relative"] for year in (first, last))
    both = before.index.intersection(after.index)
    same = (before[both] == after[both]).sum()
    return tell(here, "coupling.lag.steady", float(same), count=len(both), first=first, last=last)


def change(here: Region, index: Index, first: int, last: int) -> Finding:
    """Mean change of D by form."""
    d = coupled.moved(index, first, last)["D"]
    return tell(
        here,
        "coupling.change",
        float(d["original"]),
        wang=float(d["wang"]),
        fan=float(d["fan"]),
        first=first,
        last=last,
    )


def degree_change(here: Region, index: Index, first: int, last: int) -> tuple[Finding, Finding]:
    """Mean change of C: the form in which it rose most, and the one in which it did least."""
    c = coupled.moved(index, first, last)["C"].sort_values()
    return (
        tell(
            here,
            "coupling.degree.most",
            float(c.iloc[-1]),
            form=f"form-{c.index[-1]}",
            first=first,
            last=last,
        ),
        tell(
            here, "coupling.degree.least", float(c.iloc[0]), form=f"form-{c.index[0]}", first=first, last=last
        ),
    )
