"""Whether pressure goes with growth: Tapio's states of the cities, by real or by nominal GDP."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import pressures
from megalopolis.findings.course import GROWTH
from megalopolis.measures import change
from megalopolis.region import Region

BY = ("real", "nominal")


def growth(here: Region, first: int, last: int, by: str = "real") -> pd.Series:
    r"""Growth of GDP of every city of the country from one year to another, 1 standing for a doubling.

    Real growth is the product of the yearly indexes, :math:`\prod_{t=first+1}^{last} I_t / 100 - 1`; it is
    not worked out from current-price figures, which come from another vintage.

    Parameters
    ----------
    by : {"real", "nominal"}

    Raises
    ------
    ParameterError
        *by* is neither, the years do not rise, or no city has figures in one of them.
    """
    if by not in BY:
        raise ParameterError(f"by: expected {' or '.join(BY)}; found {by!r}.")
    if first >= last:
        raise ParameterError(f"first, last: expected a first year before the last; found {first}, {last}.")
    if by == "nominal":
        return change.rate(pressures.both_years(here, "gdp", first, last)).rename("growth")
    factors = pd.DataFrame(
        {year: here.nation(GROWTH, year) / 100 for year in range(first + 1, last + 1)}
    ).dropna()
    return (factors.prod(axis=1) - 1).rename("growth")


def states(here: Region, code: str, first: int, last: int, by: str = "real") -> pd.DataFrame:
    """Tapio's state of each of the region's cities with figures, as :func:`change.tapio` gives it."""
    grown = growth(here, first, last, by)
    table = pressures.both_years(here, code, first, last)
    cities = here.cities.index.intersection(table.index).intersection(grown.index)
    return change.tapio(change.rate(table.loc[cities]), grown[cities])


def counted(here: Region, spans: Mapping[str, tuple[int, int]], by: str = "real") -> pd.DataFrame:
    """How many of the region's cities are in each state, a row a state, a column a pressure.

    Parameters
    ----------
    spans : mapping
        Code -> first and last year.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the state in the language, from the most favourable on; states without any
        city are left out. Columns are the codes.
    """
    named = change.states()[f"name_{here.language}"]
    table = pd.DataFrame(
        {
            code: states(here, code, first, last, by)["state"].value_counts()
            for code, (first, last) in spans.items()
        }
    ).reindex(named.index)
    table = table.dropna(how="all").fillna(0).astype(int)
    return table.rename(index=named.to_dict())


def figures(here: Region, code: str, first: int, last: int) -> dict[str, float | list[str]]:
    """How the region's cities divide, for :func:`finding.tell`.

    ``value`` is the number of cities whose pressure fell while GDP grew, ``weak`` that of cities whose
    pressure rose less than 0.8 times as fast, ``rest`` the number of all others and ``cities`` their codes,
    ``count`` the number of cities; ``same`` the number whose state is the same by nominal GDP.
    """
    real = states(here, code, first, last)["state"]
    nominal = states(here, code, first, last, "nominal")["state"].reindex(real.index)
    favourable = {"strong-decoupling", "weak-decoupling"}
    others = real[~real.isin(favourable)]
    return {
        "value": float((real == "strong-decoupling").sum()),
        "weak": float((real == "weak-decoupling").sum()),
        "rest": float(len(others)),
        "cities": [str(city) for city in others.index],
        "count": float(len(real)),
        "same": float((real == nominal).sum()),
    }


def drawn(here: Region, code: str, first: int, last: int) -> pd.DataFrame:
    """Growth and change of a pressure by city, for a chart; headings are labels ``green.tapio.…``."""
    table = states(here, code, first, last)
    return pd.DataFrame(
        {
            here.say("green.tapio.city"): here.names.reindex(table.index),
            here.say("green.tapio.growth"): 100 * table["growth"],
            here.say("green.tapio.pressure"): 100 * table["pressure"],
            here.say("green.tapio.group"): here.cities["group_name"].reindex(table.index),
        }
    )
