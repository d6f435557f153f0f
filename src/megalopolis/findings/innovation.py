"""What the tests of the innovation problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

from megalopolis.findings import comparison, industry
from megalopolis.findings.finding import Finding, state_from
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
        state_from(
            here, f"innovation.{name}.rank", comparison.cities(here, values, seed).figures(), year=year
        )
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
        state_from(here, "innovation.momentum.rank", gained.figures(), first=first, last=year),
        state_from(here, "innovation.patents.rank", patents.figures(), year=patent_year),
        state_from(here, "innovation.similarity.rank", similarity.figures(), year=year),
        state_from(here, "innovation.krugman.rank", pairs.figures(), year=year),
        state_from(here, "innovation.krugman.change", change, first=first, last=year),
    ]
