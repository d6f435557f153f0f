"""What the tests of the innovation problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from megalopolis.findings import comparison, industry
from megalopolis.findings.finding import Finding, state
from megalopolis.measures import structure
from megalopolis.region import Region


def tested(here: Region, first: int, year: int, patent_year: int, seed: int) -> list[Finding]:
    """Every finding that a test of the problem names.

    Parameters
    ----------
    here : Region
    first, year : int
        The earlier and the later census; levels are those of the later one.
    patent_year : int
        Year of the patent counts.
    seed : int
        Of the draws behind the intervals.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    series = {
        "education": here.nation("college_per_100k", year),
        "professionals": here.nation("prof_tech_share", year),
        "knowledge": industry.knowledge(here, year),
    }
    found = [
        _state(here, f"{name}.rank", comparison.cities(here, values, seed).figures(), year=year)
        for name, values in series.items()
    ]
    gained = comparison.cities(here, industry.knowledge_change(here, first, year), seed)
    patents = comparison.cities(here, here.nation("patents_per_10k", patent_year), seed)
    sectors = {census: industry.sectors(here, census) for census in (first, year)}
    similarity = comparison.pairs(here, structure.similarity(sectors[year]), seed)
    krugman = {census: structure.krugman_pairs(table) for census, table in sectors.items()}
    pairs = comparison.pairs(here, krugman[year], seed)
    change = comparison.change(here, krugman[first], krugman[year], seed)
    return [
        *found,
        _state(here, "momentum.rank", gained.figures(), first=first, last=year),
        _state(here, "patents.rank", patents.figures(), year=patent_year),
        _state(here, "similarity.rank", similarity.figures(), year=year),
        _state(here, "krugman.rank", pairs.figures(), year=year),
        _state(here, "krugman.change", change, first=first, last=year),
    ]


def _state(here: Region, name: str, figures: Mapping[str, Any], **names: int) -> Finding:
    return state(here, f"innovation.{name}", **figures, **names)
