"""What follows for a city: path measures that watch its largest obstacles, and what is not known of it."""

from __future__ import annotations

from html import escape

import pandas as pd

from megalopolis import answers, series
from megalopolis.argument import PathMeasure
from megalopolis.findings.finding import Finding, show, tell
from megalopolis.findings.sentences import called
from megalopolis.findings.words import say
from megalopolis.region import Region

SEVERAL = 5
"""How many of the largest obstacles of a city are looked at for path measures."""


def measures(here: Region, table: pd.DataFrame) -> list[PathMeasure]:
    """The path measures that watch one of the largest obstacles, in the order of the obstacles.

    Parameters
    ----------
    here : Region
    table : pandas.DataFrame
        That of :func:`megalopolis.findings.city_indicators.indicators`.
    """
    largest = [str(code) for code in table["obstacle"].dropna().head(SEVERAL).index]
    return [one for code in largest for one in here.argument.measures if one.indicator == code]


def concerning(here: Region, table: pd.DataFrame, city: str, year: int) -> Finding:
    """How many path measures watch one of the largest obstacles of the city, and a list of them with links.

    A link names the places where a measure may be explained; the book takes the first that it has.
    """
    found = measures(here, table)
    told = tell(
        here,
        "city.paths",
        len(found),
        city=city,
        number=min(SEVERAL, int(table["obstacle"].notna().sum())),
        all=len(here.argument.measures),
        year=year,
    )
    if found:
        dimensions = {problem.id: problem.dimension for problem in here.argument.problems}
        lines = [
            f'<li><a data-places="paths/{escape(dimensions[one.problem])}#measure-{escape(one.id)} '
            f'problems/{escape(one.problem)}#measure-{escape(one.id)}">{escape(one.title)}</a>'
            f"{say(here.language, 'separator')}{escape(here.label(one.indicator))}</li>"
            for one in found
        ]
        plain = "\n".join(f"{one.title}: {here.label(one.indicator)}" for one in found)
        show({"text/html": f'<ul class="city-measures">{"".join(lines)}</ul>', "text/plain": plain})
    return told


def missing(here: Region, city: str) -> tuple[list[str], list[str]]:
    """The observed indicators without a figure for the city in any year, and all that are looked at.

    Looked at are those of which at least one city of the region has a figure.
    """
    having = _having(here)
    every = [code for code in map(str, here.table("indicators")["code"]) if code in having]
    return [code for code in every if city not in having[code]], every


@answers.shared
def _having(here: Region) -> dict[str, frozenset[str]]:
    """The cities of the region with a figure in any year, by observed indicator."""
    long = series.observations(here.data)
    inside = long[long["city"].isin(here.cities.index) & long["value"].notna()]
    return {str(code): frozenset(rows.tolist()) for code, rows in inside.groupby("indicator")["city"]}


def gaps(here: Region, city: str) -> Finding:
    """How many indicators have no figure for the city, beside the median city, and a folded list of them."""
    lacking, every = missing(here, city)
    told = tell(here, "city.gaps", len(lacking), city=city, count=len(every))
    if lacking:
        lines = "".join(f"<li>{escape(called(here, code))}</li>" for code in lacking)
        heading = escape(here.say("city.gaps.list"))
        html = f'<details class="city-gaps"><summary>{heading}</summary><ul>{lines}</ul></details>'
        show({"text/html": html, "text/plain": ", ".join(lacking)})
    level = here.table("cities").set_index("code")["level"]
    if level[city] == "county-level":
        alike = [str(one) for one in here.cities.index if level[one] == "county-level"]
        tell(here, "city.gaps.county", len(alike), cities=alike)
    return told
