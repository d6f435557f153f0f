"""What the tests of the innovation problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import comparison, industry
from megalopolis.findings.comparison import Comparison
from megalopolis.findings.finding import Finding, state_from
from megalopolis.measures import structure
from megalopolis.region import Region

CONVERGENCE = "innovation.krugman.change"


@answers.kept
def compared(
    here: Region, first: int, year: int, patent_year: int, seed: int, draws: int = 1000
) -> dict[str, Comparison]:
    """The comparison behind each test on a rank, by the key of its finding.

    Parameters
    ----------
    here : Region
    first, year : int
        The earlier and the later census; levels are those of the later one.
    patent_year : int
        Year of the patent counts.
    seed, draws : int
        Of the draws behind the intervals, and how many.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    series = {
        "education": here.nation("college_per_100k", year),
        "professionals": here.nation("prof_tech_share", year),
        "knowledge": industry.knowledge(here, year),
        "momentum": industry.knowledge_change(here, first, year),
        "patents": here.nation("patents_per_10k", patent_year),
    }
    found = {name: comparison.cities(here, values, seed, draws=draws) for name, values in series.items()}
    sectors = industry.sectors(here, year)
    found["similarity"] = comparison.pairs(here, structure.similarity(sectors), seed, draws)
    found["krugman"] = comparison.pairs(here, structure.krugman_pairs(sectors), seed, draws)
    return {f"innovation.{name}.rank": one for name, one in found.items()}


@answers.kept
def tested(here: Region, first: int, year: int, patent_year: int, seed: int) -> list[Finding]:
    """Every finding that a test of the problem names; parameters and errors as :func:`compared`."""
    names: dict[str, dict[str, float]] = {
        "innovation.momentum.rank": {"first": first, "last": year},
        "innovation.patents.rank": {"year": patent_year},
    }
    found = compared(here, first, year, patent_year, seed)
    start = structure.krugman_pairs(industry.sectors(here, first))
    end = found["innovation.krugman.rank"].data
    change = comparison.change(here, start, pd.DataFrame(end), seed)
    return [
        *(
            state_from(here, key, one.figures(), **names.get(key, {"year": year}))
            for key, one in found.items()
        ),
        state_from(here, CONVERGENCE, change, first=first, last=year),
    ]
