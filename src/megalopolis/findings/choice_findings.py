"""Findings on the choices that the ranks of the composite index depend on."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings.finding import Finding, tell
from megalopolis.region import Region


def decisive(here: Region, table: pd.DataFrame, year: int) -> Finding:
    """The choice that moves the ranks most, and the next."""
    if table["total"].isna().all():
        return tell(here, "index.decisive", None, choice="none", second="none", next=None, year=year)
    most, second = table.iloc[0], table.iloc[1]
    return tell(
        here,
        "index.decisive",
        float(most["total"]),
        low=float(most["total_low"]),
        high=float(most["total_high"]),
        choice=str(most.name),
        second=str(second.name),
        next=float(second["total"]),
        year=year,
    )


def noise(here: Region, table: pd.DataFrame, year: int) -> Finding:
    """What varying every weight by a quarter does to the ranks."""
    return tell(here, "index.noise", float(table["total"]["choice-noise"]), year=year)
