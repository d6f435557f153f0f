"""How far the order of the cities by the composite index stays when the index is made otherwise."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis import answers
from megalopolis.findings import composite_index
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.sentences import called
from megalopolis.region import Region

ROOT = "index"
NORMALISED = ("zscore", "rank")


def methods(here: Region, year: int, other: int) -> dict[str, pd.Series]:
    """The index of every city by other weights, scales and means, and of another year.

    Geometric means need scores above 0, so that goalposts are scaled to 1 and 100 for them.

    Returns
    -------
    dict
        ``index`` as the chapter on it has it, then the other ways, by the last part of their label.
    """
    usual = composite_index.build(here, [year])
    chosen = composite_index.settled(here, "framework")
    made = {"usual": usual}
    made |= {
        method: composite_index.build(here, [year], method)
        for method in composite_index.methods(here)
        if method != chosen
    }
    made |= {scale: usual.replay(normalise=scale) for scale in NORMALISED}
    made["geometric"] = usual.replay(to=(1, 100), aggregate="geometric")
    columns = {name: _column(index.scores, year) for name, index in made.items()}
    columns["year"] = _column(composite_index.build(here, [other]).scores, other)
    return columns


@answers.shared
def indicators(here: Region, year: int) -> dict[str, pd.Series]:
    """The index of every city, then without each indicator, by its code."""
    leaves = composite_index.structure(here).leaves
    return {
        "usual": _column(composite_index.build(here, [year]).scores, year),
        **{code: _column(composite_index.build(here, [year], without=code).scores, year) for code in leaves},
    }


def moved(scores: Mapping[str, pd.Series]) -> pd.DataFrame:
    """How every column orders the cities, against the first one.

    Returns
    -------
    pandas.DataFrame
        Indexed by the others: ``correlation`` (Spearman), ``places`` (largest change of rank) and the
        ``city`` that moves so far; over cities that both have.
    """
    usual, *others = scores.values()
    rows = {}
    for name, other in zip(list(scores)[1:], others, strict=True):
        both = pd.DataFrame({"usual": usual, "other": other}).dropna().rank(ascending=False, method="min")
        change = (both["other"] - both["usual"]).abs()
        correlation = both["usual"].corr(both["other"], method="spearman")
        rows[name] = {"correlation": correlation, "places": change.max(), "city": str(change.idxmax())}
    return pd.DataFrame.from_dict(rows, orient="index")


def table(here: Region, by_method: pd.DataFrame, by_indicator: pd.DataFrame, other: int) -> pd.DataFrame:
    """Both as one table, headed for the reader."""
    names = [
        *(here.say(f"robustness.index.{name}", year=other) for name in by_method.index),
        *(
            here.say("robustness.index.without", indicator=called(here, str(one)))
            for one in by_indicator.index
        ),
    ]
    both = pd.concat([by_method, by_indicator])
    frame = both.assign(choice=names, city=here.names.reindex(both["city"]).to_numpy())
    return frame[["choice", "correlation", "places", "city"]].rename(
        columns=lambda name: here.say(f"robustness.index.column.{name}")
    )


def told(here: Region, by_method: pd.DataFrame, by_indicator: pd.DataFrame, year: int) -> list[Finding]:
    """Tell the lowest correlation among the methods and among the indicators, and the largest move."""
    findings = []
    for kind, frame in (("methods", by_method), ("indicators", by_indicator)):
        most = str(frame["places"].astype(float).idxmax())
        findings.append(
            tell(
                here,
                f"robustness.index.{kind}",
                float(frame["correlation"].min()),
                count=float(len(frame)),
                places=float(frame["places"].max()),
                city=str(frame["city"][most]),
                year=year,
            )
        )
    return findings


def _column(scores: pd.DataFrame, year: int) -> pd.Series:
    column: pd.Series = pd.DataFrame(scores.xs(year, level="year"))[ROOT]
    return column
