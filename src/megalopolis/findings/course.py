"""Pressures year by year: their course, leaps in it, and values that were carried forward."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from megalopolis.findings.pressures import AIR, both_years
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

GROWTH = "gdp_index"


def course(here: Region, spans: Mapping[str, tuple[int, int]], base: int) -> pd.DataFrame:
    """The course of pressures in the region, the year *base* set to 100.

    Parameters
    ----------
    spans : mapping
        Code -> first and last year. Amounts are summed over the cities of :func:`unbroken`; concentrations
        and indexes of the previous year are those of the median city.

    Returns
    -------
    pandas.DataFrame
        Long, for a chart; headings are labels ``green.course.name``, ``green.year``, ``green.course.axis``,
        names are labels ``green.course.<code>``.
    """
    rows = []
    for code, (first, last) in spans.items():
        line = _line(here, code, first, last)
        start = float(line.loc[base])
        rows += [
            {
                here.say("green.course.name"): here.say(f"green.course.{code}"),
                here.say("green.year"): year,
                here.say("green.course.axis"): 100 * value / start,
            }
            for year, value in zip(range(first, last + 1), line.to_numpy(dtype=float), strict=True)
        ]
    return pd.DataFrame(rows)


def step(here: Region, code: str, first: int, last: int) -> dict[str, float | None]:
    """How far a total leapt in the first year and moved afterwards, for :func:`finding.tell`.

    ``value`` is the change from *first* to the year after, ``after`` that from there to *last*, in per cent;
    ``cities`` the number of cities of :func:`unbroken`. A leap of all at once points to a new definition.
    """
    table = unbroken(here, code, range(first, last + 1))
    totals = table.sum()
    return {
        "value": plain(100 * (totals[first + 1] / totals[first] - 1)),
        "after": plain(100 * (totals[last] / totals[first + 1] - 1)),
        "cities": float(len(table)),
    }


def repeated(here: Region, code: str, year: int) -> dict[str, float | list[str]]:
    """In which of the region's cities a value is that of the year before, for :func:`finding.tell`.

    A measured amount hardly ever stays the same to the last digit; where it does, it was most likely
    carried forward. ``value`` is the number of such cities, ``count`` that of cities with both years,
    ``nation`` the number in the whole country, ``cities`` the region's codes.
    """
    table = both_years(here, code, year - 1, year)
    same = table["first"] == table["last"]
    own = same[same.index.isin(here.cities.index)]
    return {
        "value": float(own.sum()),
        "count": float(len(own)),
        "nation": float(same.sum()),
        "cities": [str(city) for city in own.index[own]],
    }


def unbroken(here: Region, code: str, years: Sequence[int]) -> pd.DataFrame:
    """An indicator of the region's cities that have all *years* and no doubtful value, city x year."""
    return here.panel(code, years).dropna().drop(index=doubtful(here, code), errors="ignore")


def doubtful(here: Region, code: str) -> list[str]:
    """The region's cities of which the corrections keep a value of *code* that they mark as doubtful."""
    rows = here.table("corrections")
    chosen = rows[(rows["indicator"] == code) & (rows["action"] == "flag")]
    return [str(city) for city in here.cities.index if city in set(chosen["city"])]


def _line(here: Region, code: str, first: int, last: int) -> pd.Series:
    """One value a year: a total, that of the median city, or real GDP of the median city from 1 on."""
    if code == GROWTH:
        chained = (unbroken(here, code, range(first, last + 1)) / 100).cumprod(axis=1)
        return chained.div(chained[first], axis=0).median()
    table = unbroken(here, code, range(first, last + 1))
    return pd.Series(table.median() if code == AIR else table.sum())
