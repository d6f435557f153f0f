"""What became of the sources' quantitative claims: one verdict each, computed and not typed.

A claim is read in every way that its words allow. Each reading gives a number that agrees with the claim or
does not, and :func:`conclude` turns the readings into one of four verdicts.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import finding
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import near
from megalopolis.region import Region

VERDICTS = ("holds", "fails", "depends", "unchecked")


@dataclass(frozen=True, slots=True)
class Check:
    """What the tables say about one claim.

    Attributes
    ----------
    claim : str
        Id of the table ``claims``.
    key : str
        Finding that states the number.
    figures : mapping
        ``value``, ``low``, ``high`` and the other placeholders of the finding.
    agrees : tuple of bool or None
        For each reading whether it agrees with the claim; None where it cannot be told.
    free : bool
        Whether the claim rests on a choice or a quantity that is in no table, so that some values of it
        make the claim true and others false.
    """

    claim: str
    key: str
    figures: Mapping[str, Any]
    agrees: tuple[bool | None, ...] = field(default=())
    free: bool = False

    @property
    def verdict(self) -> str:
        """One of ``VERDICTS``."""
        there = self.figures.get("value") is not None
        return ("depends" if there else "unchecked") if self.free else conclude(self.agrees)


def conclude(agrees: Iterable[bool | None]) -> str:
    """The verdict on a claim from its readings, None standing for one that cannot be told.

    Returns
    -------
    str
        ``unchecked`` when no reading can be told; ``holds`` or ``fails`` when all that can be told agree or
        none does; ``depends`` in between.
    """
    told = [bool(one) for one in agrees if one is not None]
    if not told:
        return "unchecked"
    return "holds" if all(told) else "depends" if any(told) else "fails"


def near_to(value: float | None, claimed: float, tolerance: float) -> bool | None:
    """Whether *value* lies within *tolerance* of *claimed*, ends included; None without a value."""
    # A hair more than the tolerance, since 77.5 - 75 need not be 2.5 in binary.
    return None if value is None or math.isnan(value) else abs(value - claimed) <= tolerance + 1e-9


def claimed(here: Region, claim: str) -> float:
    """The number that a claim states.

    Raises
    ------
    ParameterError
        There is no such claim, or it states a trend and no number.
    """
    table = here.table("claims").set_index("id")
    if claim not in table["value"].dropna().index:
        raise ParameterError(
            f"claim {claim!r}: expected a row of data/claims.csv with a value. {near(claim, table.index)}"
        )
    return float(table["value"].astype(float).loc[claim])


def tell(here: Region, checks: Iterable[Check], claim: str) -> Finding:
    """Show the finding on a claim and glue its figures.

    Raises
    ------
    ParameterError
        None of *checks* is on this claim.
    """
    found = {check.claim: check for check in checks}
    if claim not in found:
        raise ParameterError(f"claim {claim!r}: expected one that was checked. {near(claim, found)}")
    return finding.tell(here, found[claim].key, **_figures(found[claim]))


def ledger(here: Region, checks: Iterable[Check]) -> pd.DataFrame:
    """Every claim of the sources with its verdict, what was found, and where it stands.

    Returns
    -------
    pandas.DataFrame
        Id, claim, verdict, number found and place, headed for the reader, in the order of the table.
        A claim without a check is ``unchecked``, and what would check it stands in place of a number.

    Raises
    ------
    ParameterError
        A check is on a claim that the table does not hold.
    """
    found = {check.claim: check for check in checks}
    table = here.table("claims").set_index("id")
    for claim in found:
        if claim not in table.index:
            raise ParameterError(
                f"check of {claim!r}: expected an id of data/claims.csv. {near(claim, table.index)}"
            )
    rows = [
        {
            "id": row.Index,
            "claim": getattr(row, f"claim_{here.language}"),
            "verdict": here.say(f"claims.verdict.{verdict_of(found, str(row.Index))}"),
            "found": _found(here, found.get(str(row.Index)), getattr(row, f"check_{here.language}")),
            "place": here.say("claims.place", statement=row.statement, source=row.source, line=row.line),
        }
        for row in table.itertuples()
    ]
    return pd.DataFrame(rows).rename(columns=lambda column: here.say(f"claims.ledger.{column}"))


def verdict_of(checks: Mapping[str, Check], claim: str) -> str:
    """The verdict on a claim; ``unchecked`` where there is no check."""
    return checks[claim].verdict if claim in checks else "unchecked"


def tally(here: Region, checks: Iterable[Check]) -> pd.Series:
    """How many claims got each verdict, in the order of ``VERDICTS``."""
    found = {check.claim: check for check in checks}
    verdicts = [verdict_of(found, claim) for claim in here.table("claims")["id"]]
    return pd.Series({one: verdicts.count(one) for one in VERDICTS}, name="count")


def bars(here: Region, checks: Iterable[Check]) -> pd.DataFrame:
    """The number of claims by verdict, headed for the reader."""
    counts = tally(here, checks)
    names = [here.say(f"claims.verdict.{verdict}") for verdict in counts.index]
    return pd.DataFrame(
        {here.say("claims.tally.verdict"): names, here.say("claims.tally.count"): counts.to_list()}
    )


def tallied(here: Region, checks: Iterable[Check]) -> Finding:
    """State how many claims there are and how many got each verdict."""
    counts = tally(here, checks)
    figures = {one: int(counts[one]) for one in VERDICTS}
    return finding.tell(here, "claims.tally", int(counts.sum()), **figures)


def counted(here: Region) -> tuple[Check, ...]:
    """Claims on what the source documents list, counted among the coded statements.

    The four challenges are the problems in the line of the claim, the four strategies what is to be done
    there before the first problem. Of the "ones" the source names only some, so that their number can be
    contradicted but not confirmed, and eight areas must be the "ones" and their implementation.
    """
    said = here.table("statements")
    line = said[(said["source"] == "seed-4") & (said["line"] == 5)]
    problems = line[line["kind"] == "problem"]
    before = line[(line["id"] < problems["id"].min()) & line["kind"].isin(["principle", "mechanism"])]
    plan = said[(said["source"] == "seed-4") & (said["line"] == 8) & (said["kind"] == "measure")]
    named = int(plan["statement_zh"].str.contains("“一").sum())
    ones, areas = claimed(here, "C-19"), claimed(here, "C-20")
    return (
        _count(here, "C-15", "claims.challenges", len(problems)),
        Check("C-19", "claims.ones", {"value": named, "claimed": ones}, (False if named > ones else None,)),
        Check(
            "C-20",
            "claims.areas",
            {"value": ones + 1, "claimed": areas},
            (None if ones + 1 == areas else False,),
        ),
        _count(here, "C-21", "claims.strategies", len(before)),
    )


def _count(here: Region, claim: str, key: str, count: int) -> Check:
    number = claimed(here, claim)
    return Check(claim, key, {"value": count, "claimed": number}, (count == number,))


def _found(here: Region, check: Check | None, otherwise: str) -> str:
    if check is None:
        return here.say("claims.needed", what=otherwise)
    return finding.state(here, check.key, **_figures(check)).sentence


def _figures(check: Check) -> dict[str, Any]:
    return dict(check.figures)
