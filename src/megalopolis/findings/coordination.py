"""What the tests of the coordination problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import counties, dispersion, imbalance
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding, state_from
from megalopolis.region import Region

CHANGES = ("concentration", "counties", "towns")


@answers.kept
def compared(
    here: Region, first: int, year: int, gap_year: int, seed: int, draws: int = 1000
) -> dict[str, Dispersion]:
    """The comparison behind each test, by the key of its finding.

    Parameters
    ----------
    here : Region
    first, year : int
        The earlier and the later census; levels are those of the later one.
    gap_year : int
        Year of the gap between urban and rural incomes.
    seed, draws : int
        Of the draws behind the intervals, and how many.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    followed = counties.followed(here, first, year)
    gap = here.nation("income_inequality_atkinson", gap_year).to_frame()
    frames: dict[str, tuple[pd.DataFrame, dispersion.Statistic]] = {
        "gdp": (imbalance.output(here, year), dispersion.theil),
        "income": (imbalance.income(here, year), dispersion.theil),
        "urbanisation": (imbalance.urbanisation(here, year), dispersion.deviation),
        "schooling": (counties.schooling_gap(here, year).to_frame(), dispersion.median),
        "concentration": (imbalance.residents(here, first, year), dispersion.gini_change),
        "counties": (followed[["change"]], dispersion.share_below_zero),
        "towns": (followed[["urban_change"]], dispersion.median),
        "atkinson": (gap, dispersion.median),
    }
    homes = dict.fromkeys(("counties", "towns"), followed["city"])
    return {
        f"coordination.{name}.rank": dispersion.compare(here, units, statistic, seed, homes.get(name), draws)
        for name, (units, statistic) in frames.items()
    }


@answers.kept
def tested(here: Region, first: int, year: int, gap_year: int, seed: int) -> list[Finding]:
    """Every finding that a test of the problem names; parameters and errors as :func:`compared`."""
    spans: dict[str, dict[str, int]] = {
        **{f"coordination.{name}.rank": {"first": first, "last": year} for name in CHANGES},
        "coordination.atkinson.rank": {"year": gap_year},
    }
    return [
        state_from(here, key, one.figures(), **spans.get(key, {"year": year}))
        for key, one in compared(here, first, year, gap_year, seed).items()
    ]
