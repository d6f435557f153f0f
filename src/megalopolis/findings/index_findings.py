"""Findings of the chapter on the composite index."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import composite_index, index_tables
from megalopolis.findings.composite_index import dimensions, scores
from megalopolis.findings.finding import Finding, tell
from megalopolis.measures import diagnosis
from megalopolis.measures.composite import Index
from megalopolis.region import Region


def made(here: Region, index: Index, year: int, weights: str, without: str) -> Finding:
    """Of how many indicators the index is made, by which weights, and which cities lack one."""
    table = here.indicators(list(index.framework.leaves), year)
    gaps = [str(city) for city in table.index[table.isna().any(axis=1)]]
    return tell(
        here,
        "index.made",
        table.shape[1],
        dimensions=len(dimensions(index)),
        weights=method(here, weights, without),
        without=without.split(),
        count=len(table),
        complete=len(table) - len(gaps),
        missing=gaps,
        year=year,
    )


def method(here: Region, weights: str, without: str = "") -> str:
    """The term of the glossary for a method of weighting."""
    return f"{composite_index.settled(here, weights, without)}-weights"


def treated(here: Region, plain: Index, other: Index, year: int) -> Finding:
    """What filling gaps and treating outliers changes; see ``index_tables.plain_and_treated``."""
    moved = (other.ranks["index"] - plain.ranks["index"]).abs()
    filled = int((other.log["stage"] == "imputed").sum())
    return tell(
        here,
        "index.treated",
        float(moved.mean()),
        filled=filled,
        pulled=len(other.log) - filled,
        city=str(moved.idxmax()),
        places=float(moved.max()),
        year=year,
    )


def top(here: Region, index: Index, year: int, weights: str, without: str) -> Finding:
    """The cities with the highest scores and the lowest."""
    column = scores(index, year)[index.framework.root].dropna()
    first, second, third = (str(city) for city in column.index[:3])
    return tell(
        here,
        "index.top",
        float(column.iloc[0]),
        weights=method(here, weights, without),
        city=first,
        second=second,
        third=third,
        last=str(column.index[-1]),
        bottom=float(column.iloc[-1]),
        year=year,
    )


def change(here: Region, index: Index, first: int, last: int) -> Finding:
    """Mean change of the index and the dimensions that moved most and least."""
    moved = (scores(index, last) - scores(index, first)).mean()
    by_size = moved[dimensions(index)].sort_values()
    return tell(
        here,
        "index.change",
        float(moved[index.framework.root]),
        dimension=str(by_size.index[-1]),
        most=float(by_size.iloc[-1]),
        least_dimension=str(by_size.index[0]),
        least=float(by_size.iloc[0]),
        first=first,
        last=last,
    )


def alpha(here: Region, index: Index, year: int) -> Finding:
    """The dimension whose indicators hold together least, and the one where they do most."""
    found = index_tables.consistency(index, year)["alpha"].dropna().sort_values()
    if found.empty:
        return tell(here, "index.alpha", None, dimension="none", best="none", most=None, year=year)
    return tell(
        here,
        "index.alpha",
        float(found.iloc[0]),
        dimension=str(found.index[0]),
        best=str(found.index[-1]),
        most=float(found.iloc[-1]),
        year=year,
    )


def opposed(here: Region, index: Index, year: int) -> Finding:
    """The two indicators of one dimension that agree least."""
    scaled = pd.DataFrame(index.stages["normalised"].xs(year, level="year"))
    pairs = diagnosis.correlations(scaled, index.framework).dropna(subset=["r"]).sort_values("r")
    if pairs.empty:
        return tell(here, "index.opposed", None, one="none", other="none", dimension="none", year=year)
    least = pairs.iloc[0]
    return tell(
        here,
        "index.opposed",
        float(least["r"]),
        one=str(least["first"]),
        other=str(least["second"]),
        dimension=str(least["parent"]),
        year=year,
    )


def heaviest(here: Region, table: pd.DataFrame) -> Finding:
    """The indicator to which entropy gives most weight, beside its equal weight."""
    code = str(table["entropy"].idxmax())
    return tell(
        here,
        "index.heaviest",
        float(table["entropy"][code]),
        equal=float(table["equal"][code]),
        indicator=code,
    )


def disputed(here: Region, table: pd.DataFrame) -> Finding:
    """The indicator on whose weight the methods differ most."""
    spread = table.max(axis=1) - table.min(axis=1)
    code = str(spread.idxmax())
    row: pd.Series = table.T[code]
    return tell(
        here,
        "index.disputed",
        float(spread[code]),
        indicator=code,
        most=float(row.max()),
        heavy=f"{row.idxmax()}-weights",
        least=float(row.min()),
        light=f"{row.idxmin()}-weights",
    )


def agreement(here: Region, table: pd.DataFrame, year: int, weights: str, without: str) -> Finding:
    """How far the ranks of one year agree with those of the method of weighting that differs most."""
    chosen = table[composite_index.settled(here, weights, without)]
    others = table.drop(columns=str(chosen.name))
    similar = others.corrwith(chosen, method="spearman")
    least = str(similar.idxmin())
    moved = (others.sub(chosen, axis=0)).abs().max(axis=1)
    city = str(moved.idxmax())
    return tell(
        here,
        "index.agreement",
        float(similar[least]),
        weights=method(here, weights, without),
        other=f"{least}-weights",
        city=city,
        places=float(moved[city]),
        year=year,
    )


def left_out(here: Region, table: pd.DataFrame, kind: str, year: int) -> Finding:
    """The indicator or dimension (*kind*) without which the ranks move most."""
    row = table[table["kind"] == kind].iloc[0]
    return tell(
        here,
        f"index.leave.{kind}",
        float(row["mean"]),
        what=str(row.name),
        city=str(row["city"]) or "none",
        places=float(row["largest"]),
        year=year,
    )


def width(here: Region, ranks: pd.DataFrame, year: int, draws: int) -> Finding:
    """Median width of the rank intervals, and the widest."""
    wide = ranks["high"] - ranks["low"]
    city = str(wide.idxmax())
    return tell(
        here,
        "index.width",
        float(wide.median()),
        city=city,
        from_rank=float(ranks["low"][city]),
        to_rank=float(ranks["high"][city]),
        draws=draws,
        year=year,
    )


def certain(here: Region, ranks: pd.DataFrame, places: int, year: int) -> Finding:
    """Cities whose rank interval lies wholly within the first *places*."""
    sure = ranks[ranks["high"] <= places].sort_values(["median", "rank"])
    return tell(
        here, "index.certain", len(sure), top=places, cities=[str(city) for city in sure.index], year=year
    )


def leader(here: Region, ranks: pd.DataFrame, year: int) -> Finding:
    """How firm the first place is: the interval of the city that holds it."""
    first = str(ranks["rank"].idxmin())
    return tell(
        here,
        "index.leader",
        float(ranks["high"][first]),
        city=first,
        from_rank=float(ranks["low"][first]),
        best=str(ranks["median"].idxmin()),
        year=year,
    )


def idle(here: Region, index: Index, table: pd.DataFrame, year: int) -> Finding:
    """What the indicator with the largest effective weight does to the ranks."""
    effective = 100 * index.effective_weights
    code = str(effective.idxmax())
    return tell(
        here,
        "index.leave.heaviest",
        float(table["mean"][code]),
        indicator=code,
        weight=float(effective[code]),
        year=year,
    )
