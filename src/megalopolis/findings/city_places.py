"""Where a city lies and what it is like: neighbours, trains and roads, and its peers in the country."""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis import answers
from megalopolis.errors import ParameterError
from megalopolis.findings.city import PER_HEAD
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.population import RESIDENTS, URBANISATION, cores
from megalopolis.measures import space
from megalopolis.region import Region

RAIL = "2016-03-16"
"""The only timetable in the table ``travel`` with a true daily count of the trains between all cities."""
ROAD = "2024"
LOGS = ("residents", "output")
"""Figures that are compared by their ratio."""


def neighbours(here: Region, city: str) -> list[str]:
    """The cities of the region that touch *city*, in the order of the region; none without a boundary."""
    return list(_touching(here).get(city, ()))


@answers.shared
def _touching(here: Region) -> dict[str, tuple[str, ...]]:
    """The cities that touch each city with a boundary."""
    matrix = space.neighbours(here.geometry()).matrix
    return {str(city): tuple(map(str, near[near > 0].index)) for city, near in matrix.items()}


def adjoining(here: Region, city: str, near: list[str]) -> Finding:
    """How many cities of the region touch the city, which, and how many of them in another group."""
    group = here.cities["group"]
    return tell(
        here,
        "city.neighbours",
        len(near),
        city=city,
        neighbours=near,
        across=sum(group[one] != group[city] for one in near),
    )


def reached(here: Region, city: str, near: list[str], year: int) -> pd.DataFrame:
    """How the neighbours and the cores of the groups are reached from the city, by road time.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``adjoins`` (yes or no), ``road`` (minutes), ``rail`` (minutes of the fastest direct
        train), ``trains`` (direct trains a day); NaN where the table does not say.
    """
    others = [one for one in here.cities.index if one != city and one in {*near, *cores(here, year)}]
    words = {True: here.say("city.reached.yes"), False: here.say("city.reached.no")}
    return pd.DataFrame(
        {
            "adjoins": {one: words[one in near] for one in others},
            "road": _from(here, city, "road", ROAD)[others],
            "rail": _from(here, city, "rail", RAIL)[others],
            "trains": _from(here, city, "rail", RAIL, "trains")[others],
        }
    ).sort_values("road", kind="stable")


def _from(here: Region, city: str, mode: str, date: str, value: str = "minutes") -> pd.Series:
    """What the table ``travel`` says of the way from the city to each of the others."""
    return _ways(here, mode, date, value).T[city]


@answers.shared
def _ways(here: Region, mode: str, date: str, value: str) -> pd.DataFrame:
    """What the table ``travel`` says, from each city (row) to each (column)."""
    return here.travel(mode, date, value)


def trains(here: Region, city: str) -> Finding:
    """With how many cities of the region the timetable lists direct trains, how many, and the fastest.

    There is no figure where no city of the region stands in the timetable.
    """
    minutes, daily = (_from(here, city, "rail", RAIL, what).dropna() for what in ("minutes", "trains"))
    listed = _ways(here, "rail", RAIL, "minutes").notna().any(axis=None)
    if listed and minutes.empty:
        return tell(here, "city.trains.none", 0, city=city, date=RAIL)
    return tell(
        here,
        "city.trains",
        len(minutes) if listed else None,
        city=city,
        daily=daily.sum(),
        fastest=str(minutes.idxmin()) if listed else None,
        minutes=minutes.min(),
        date=RAIL,
    )


def road(here: Region, city: str) -> Finding:
    """The city of the region that is nearest by road, and to how many others it takes two hours at most.

    There is no figure where the table has no way from the city.
    """
    minutes = _from(here, city, "road", ROAD).dropna()
    return tell(
        here,
        "city.road",
        minutes.min() if len(minutes) else None,
        city=city,
        nearest=str(minutes.idxmin()) if len(minutes) else None,
        within=float((minutes <= 120).sum()),
        hours=2,
        year=int(ROAD),
    )


def peers(here: Region, city: str, year: int, number: int) -> pd.DataFrame:
    r"""The cities of the country that are most like *city* in size, output and urbanisation.

    .. math:: d_i = \sqrt{\sum_k \left(\frac{x_{ik} - x_k}{s_k}\right)^2}

    over the logarithm of residents, the logarithm of GDP per head, and the urbanisation rate, each divided
    by its standard deviation over the cities of the country; those that *city* has no figure of are left out.

    Returns
    -------
    pandas.DataFrame
        The *number* nearest, indexed by city: ``province``, ``residents`` (10 000 persons), ``output`` (yuan
        per head), ``urbanisation`` (%), ``distance`` (0 or more).

    Raises
    ------
    ParameterError
        The city has none of the three figures.
    """
    table, columns = _compared(here, city, year)
    figures = table[columns].assign(**{name: np.log(table[name]) for name in columns if name in LOGS})
    distance = ((figures - figures.loc[city]) / figures.std()).pow(2).sum(axis=1).pow(0.5)
    nearest = table.assign(distance=distance).drop(index=city)
    return nearest.sort_values(by=["distance"], kind="stable").head(number)


def alike(here: Region, city: str, found: pd.DataFrame, year: int) -> Finding:
    """Which cities are most like the city; *found* is the table of :func:`peers`."""
    table, columns = _compared(here, city, year)
    return tell(
        here,
        "city.peers",
        found["distance"].min(),
        city=city,
        peers=[str(code) for code in found.index],
        number=len(found),
        figures=len(columns),
        count=len(table),
        year=year,
    )


def _compared(here: Region, city: str, year: int) -> tuple[pd.DataFrame, list[str]]:
    """The cities of the country with every figure that *city* has, and the columns of these figures."""
    units = here.table("cities").set_index("code").rename_axis("city")
    table = pd.DataFrame(
        {
            "province": units[f"province_{here.language}"],
            "residents": here.nation(RESIDENTS, year),
            "output": here.nation(PER_HEAD, year),
            "urbanisation": here.nation(URBANISATION, year),
        }
    )
    columns = [str(name) for name in table.columns[1:] if table[name].notna()[city]]
    if not columns:
        raise ParameterError(
            f"expected residents, GDP per head or an urbanisation rate of {here.names[city]} in {year}, "
            "to find cities like it; found none: choose another year"
        )
    return table.dropna(subset=columns), columns
