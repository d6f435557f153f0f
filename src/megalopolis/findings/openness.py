"""What the tests of the openness problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

from megalopolis import answers
from megalopolis.findings import dispersion, investment, opening
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding, state_from
from megalopolis.region import Region

FDI = "openness.fdi.rank"


@answers.kept
def compared(
    here: Region,
    first: int,
    year: int,
    fdi_year: int,
    mobility_year: int,
    information_year: int,
    seed: int,
    last: int | None = None,
    draws: int = 1000,
) -> dict[str, Dispersion]:
    """The comparison behind each test, by the key of its finding.

    Parameters
    ----------
    here : Region
    first, last : int
        The censuses between which the gain is taken; *last* is *year* unless given.
    year : int
        Census of the levels.
    fdi_year, mobility_year, information_year : int
        Years of foreign investment and of the two networks.
    seed, draws : int
        Of the draws behind the intervals, and how many.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    single = {
        "openness.migrants.rank": here.nation(opening.SHARE, year),
        "openness.arrivals.rank": opening.arrivals(here, first, last or year),
        FDI: here.nation(investment.RATIO, fdi_year),
        "openness.mobility.rank": here.nation("mobility_per_head", mobility_year),
        "openness.information.rank": here.nation("weibo_per_head", information_year),
    }
    found = {
        key: dispersion.compare(here, values.to_frame(), dispersion.median, seed, draws=draws)
        for key, values in single.items()
    }
    found["openness.depth.rank"] = dispersion.compare(
        here, opening.outsiders(here, year), dispersion.theil, seed, draws=draws
    )
    order = ("migrants", "arrivals", "depth", "fdi", "mobility", "information")
    return {f"openness.{name}.rank": found[f"openness.{name}.rank"] for name in order}


@answers.kept
def tested(
    here: Region,
    first: int,
    year: int,
    fdi_year: int,
    mobility_year: int,
    information_year: int,
    seed: int,
) -> list[Finding]:
    """Every finding that a test of the problem names; parameters and errors as :func:`compared`."""
    found = compared(here, first, year, fdi_year, mobility_year, information_year, seed)
    names: dict[str, dict[str, float]] = {
        key: {"year": year} for key in ("openness.migrants.rank", "openness.depth.rank")
    }
    names["openness.arrivals.rank"] = {"first": first, "last": year}
    names[FDI] = {"year": fdi_year}
    names["openness.mobility.rank"] = {"year": mobility_year}
    names["openness.information.rank"] = {"year": information_year}
    return [state_from(here, key, one.figures(), **names[key]) for key, one in found.items()]
