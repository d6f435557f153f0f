"""What the tests of the green problem rest on; :func:`tested` makes the findings in silence.

Pages that quote the verdict call it; by which other choices it would turn, :mod:`~.green_choices` says.
"""

from __future__ import annotations

from collections.abc import Mapping

from megalopolis import answers
from megalopolis.findings import pressures
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding, state_from
from megalopolis.region import Region

CHANGES = ("green.so2.change", "green.wastewater.change", "green.co2.change", "green.pm25.change")
LEVELS = ("green.so2.rank", "green.wastewater.rank", "green.co2.rank", "green.pm25.rank")


@answers.kept
def tested(
    here: Region, first: int, plan_end: int, last: int, emission_year: int, air_year: int, seed: int
) -> list[Finding]:
    """Every finding that a test of the problem names.

    Parameters
    ----------
    here : Region
    first : int
        The year from which every change is counted.
    plan_end : int
        The last year of the change of sulphur dioxide and waste water.
    last : int
        The last year of the change of carbon dioxide, and that of its level.
    emission_year : int
        Year of sulphur dioxide and waste water per unit of GDP.
    air_year : int
        The last year of the change of fine particles, and that of their level.
    seed : int
        Of the draws behind the intervals.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    found = compared(here, first, plan_end, last, emission_year, air_year, seed)
    spans = {**dict.fromkeys(CHANGES[:2], plan_end), CHANGES[2]: last, CHANGES[3]: air_year}
    years = {**dict.fromkeys(LEVELS[:2], emission_year), LEVELS[2]: last, LEVELS[3]: air_year}
    return [
        *(
            state_from(here, key, pressures.change_figures(found[key]), first=first, last=end)
            for key, end in spans.items()
        ),
        *(state_from(here, key, found[key].figures(), year=year) for key, year in years.items()),
    ]


@answers.kept
def compared(
    here: Region,
    first: int,
    plan_end: int,
    last: int,
    emission_year: int,
    air_year: int,
    seed: int,
    draws: int = 1000,
) -> dict[str, Dispersion]:
    """The comparison behind each test, by the key of its finding; parameters as :func:`tested`."""
    ends = {pressures.SULPHUR: plan_end, pressures.WATER: plan_end, pressures.CARBON: last}
    changes = [pressures.change(here, code, first, end, seed, draws=draws) for code, end in ends.items()]
    changes.append(
        pressures.change(here, pressures.AIR, first, air_year, seed, pressures.middle_change, draws)
    )
    years = {
        "so2_per_gdp": emission_year,
        "wastewater_per_gdp": emission_year,
        "co2_per_gdp": last,
        pressures.AIR: air_year,
    }
    standing = [pressures.level(here, code, year, seed, draws) for code, year in years.items()]
    return dict(zip((*CHANGES, *LEVELS), (*changes, *standing), strict=True))


def levels(compared: Mapping[str, Dispersion]) -> dict[str, Dispersion]:
    """Those of the comparisons of :func:`compared` whose test is on a rank."""
    return {key: compared[key] for key in LEVELS}
