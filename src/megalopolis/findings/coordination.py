"""What the tests of the coordination problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

from megalopolis.findings import counties, dispersion, imbalance
from megalopolis.findings.finding import Finding, state_from
from megalopolis.region import Region


def tested(here: Region, first: int, year: int, gap_year: int, seed: int) -> list[Finding]:
    """Every finding that a test of the problem names.

    Parameters
    ----------
    here : Region
    first, year : int
        The earlier and the later census; levels are those of the later one.
    gap_year : int
        Year of the gap between urban and rural incomes.
    seed : int
        Of the draws behind the intervals.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    gap = here.nation("income_inequality_atkinson", gap_year).to_frame()
    followed = counties.followed(here, first, year)
    county_city = followed["city"]
    levels = {
        "gdp": dispersion.compare(here, imbalance.output(here, year), dispersion.theil, seed),
        "income": dispersion.compare(here, imbalance.income(here, year), dispersion.theil, seed),
        "urbanisation": dispersion.compare(
            here, imbalance.urbanisation(here, year), dispersion.deviation, seed
        ),
        "schooling": dispersion.compare(
            here, counties.schooling_gap(here, year).to_frame(), dispersion.median, seed
        ),
    }
    changes = {
        "concentration": dispersion.compare(
            here, imbalance.residents(here, first, year), dispersion.gini_change, seed
        ),
        "counties": dispersion.compare(
            here, followed[["change"]], dispersion.share_below_zero, seed, county_city
        ),
        "towns": dispersion.compare(here, followed[["urban_change"]], dispersion.median, seed, county_city),
    }
    atkinson = dispersion.compare(here, gap, dispersion.median, seed).figures()
    return [
        *(
            state_from(here, f"coordination.{name}.rank", one.figures(), year=year)
            for name, one in levels.items()
        ),
        *(
            state_from(here, f"coordination.{name}.rank", one.figures(), first=first, last=year)
            for name, one in changes.items()
        ),
        state_from(here, "coordination.atkinson.rank", atkinson, year=gap_year),
    ]
