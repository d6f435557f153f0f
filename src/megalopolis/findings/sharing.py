"""What the tests of the sharing problem rest on, made in silence for pages that quote its verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from megalopolis import answers
from megalopolis.findings import connections, dispersion, grouping, services
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding, state_from
from megalopolis.region import Region

TESTS = {
    "sharing.doctors.rank": "doctors",
    "sharing.schools.rank": "schools",
    "sharing.water.rank": "water",
    "sharing.doctors.theil.rank": "doctors-spread",
    "sharing.schools.theil.rank": "schools-spread",
    "sharing.broadband.theil.rank": "broadband-spread",
    "sharing.border.trains": "border-trains",
    "sharing.border.minutes": "border-minutes",
}
"""The finding that each test of the problem names."""

Compared = Mapping[str, Dispersion]

BORDERS = {"sharing.border.trains": "trains", "sharing.border.minutes": "minutes"}
"""Findings on the border between groups, and the column of the timetable behind each."""


@answers.kept
def compared(
    here: Region, service_year: int, spending_year: int, home_year: int, seed: int, draws: int = 1000
) -> Compared:
    """The six comparisons with the other agglomerations that tests of the problem name.

    Parameters
    ----------
    here : Region
    service_year : int
        Year of doctors and broadband.
    spending_year : int
        Year of public spending on education.
    home_year : int
        Census year of tap water.
    seed, draws : int
        Of the draws behind the intervals, and how many.

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    doctors, schools, broadband = "doctors_per_1000", "education_spending_per_head", "broadband_per_100"
    return {
        "sharing.doctors.rank": services.level(here, doctors, service_year, seed, draws),
        "sharing.schools.rank": services.level(here, schools, spending_year, seed, draws),
        "sharing.water.rank": services.level(here, "tap_water_share", home_year, seed, draws),
        "sharing.doctors.theil.rank": services.spread(here, doctors, service_year, seed, draws),
        "sharing.schools.theil.rank": services.spread(here, schools, spending_year, seed, draws),
        "sharing.broadband.theil.rank": services.spread(here, broadband, service_year, seed, draws),
    }


@answers.kept
def tested(
    here: Region, service_year: int, spending_year: int, home_year: int, timetable: str, seed: int
) -> list[Finding]:
    """Every finding that a test of the problem names.

    Parameters
    ----------
    timetable : str
        Date of the rail rows of the table ``travel``.
    here, service_year, spending_year, home_year, seed
        As in :func:`compared`.

    Raises
    ------
    ParameterError
        No city has figures in one of the years, or there is no such timetable.
    """
    years = {"schools": spending_year, "water": home_year}
    pairs = connections.pairs(here, timetable)
    return [
        *(
            state_from(here, key, one.figures(), year=years.get(key.split(".")[1], service_year))
            for key, one in compared(here, service_year, spending_year, home_year, seed).items()
        ),
        *(
            state_from(here, key, connections.border(pairs, column), date=timetable)
            for key, column in BORDERS.items()
        ),
    ]


def variants(
    here: Region, ranked: Compared, others: Mapping[str, Compared], timetables: Sequence[str], limit: float
) -> pd.DataFrame:
    """The region in each test with all cities, without each of its groups, and by other choices.

    Parameters
    ----------
    here : Region
    ranked : mapping
        As :func:`compared` gives it.
    others : mapping
        Name of another choice -> key -> the comparison made by it.
    timetables : sequence of str
        Dates; the first is that of the tests, each other one makes a row.
    limit : float
        Kilometres; one row keeps pairs of cities up to this distance.

    Returns
    -------
    pandas.DataFrame
        A row a choice, a column a test: ranks, and per cent for the border. NaN where a choice does not
        apply.
    """
    ranks = dispersion.variants(here, ranked, others)
    own, *later = (connections.pairs(here, date) for date in timetables)
    rows = {
        name: _borders(own[~own["first"].isin(left) & ~own["second"].isin(left)])
        for name, left in grouping.left_out(here).items()
    }
    for date, pairs in zip(timetables[1:], later, strict=True):
        rows[here.say("sharing.variants.timetable", date=date)] = _borders(pairs)
    rows[here.say("sharing.variants.near", limit=limit)] = _borders(own[own["km"] <= limit])
    absent = connections.border(own, "trains", "zero")["value"]
    rows[here.say("sharing.variants.absent")] = {"sharing.border.trains": absent}
    borders = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=list(BORDERS))
    order = [*ranks.index, *(name for name in borders.index if name not in ranks.index)]
    return pd.concat([ranks, borders], axis=1).reindex(order).astype(float)


def headings(here: Region) -> dict[str, str]:
    """The short name of each test by the key of its finding."""
    return {key: here.say(f"sharing.{test}.name") for key, test in TESTS.items()}


def formats(here: Region) -> dict[str, str]:
    """How the columns of :func:`variants` are written: ranks whole, the border in per cent with its sign."""
    return {name: "{:+.0f}" if finding in BORDERS else "{:.0f}" for finding, name in headings(here).items()}


def _borders(pairs: pd.DataFrame) -> dict[str, float | None]:
    return {key: connections.border(pairs, column)["value"] for key, column in BORDERS.items()}
