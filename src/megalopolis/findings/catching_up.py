"""Whether the cities draw closer: the spread by year, and growth by initial level."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import grouping
from megalopolis.findings.sentences import plain
from megalopolis.measures import convergence
from megalopolis.region import Region

FEWEST = 3
"""Cities without which a spread and its change cannot be computed."""


def panel(here: Region, code: str, first: int, last: int) -> pd.DataFrame:
    """The cities with a value in every year from *first* to *last*; years without any value are left out.

    With fewer than two years left nothing can be followed: no city, and the years asked for.

    Raises
    ------
    ParameterError
        *first* is not before *last*.
    """
    if first >= last:
        raise ParameterError(f"first, last: expected a year before another one; found {first} and {last}.")
    whole = here.panel(code)
    years = whole.columns.to_numpy(dtype=int)
    kept: pd.DataFrame = whole.loc[:, (years >= first) & (years <= last)].dropna()
    return kept if kept.shape[1] > 1 else kept.iloc[:0].reindex(columns=[first, last])


def followed(here: Region, panels: Mapping[str, pd.DataFrame]) -> list[str]:
    """Labels of the indicators of which enough cities have a value in every year."""
    return [here.label(code) for code, table in panels.items() if len(table) >= FEWEST]


def spreads(here: Region, panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The standard deviation of logarithms by year, headed for a chart of lines.

    Indicators with fewer than 3 cities are left out.
    """
    rows = [
        (year, value, here.label(code))
        for code, table in panels.items()
        if len(table) >= FEWEST
        for year, value in zip(table.columns, convergence.sigma(table).by_year, strict=True)
    ]
    return pd.DataFrame(rows, columns=[here.say(f"space.sigma.{name}") for name in ("year", "value", "name")])


def sigma_figures(table: pd.DataFrame) -> dict[str, float | None]:
    """Spread at both ends and the test of its change, for :func:`finding.tell`; ``value`` is the change.

    None with fewer than 3 cities.
    """
    if len(table) < FEWEST:
        return dict.fromkeys(("value", "start", "end", "p", "first", "last", "count"))
    found = convergence.sigma(table)
    start, end = found.by_year.to_numpy(dtype=float)[[0, -1]]
    return {
        "value": float(end - start),
        "start": float(start),
        "end": float(end),
        "p": plain(found.change_p),
        "first": float(table.columns[0]),
        "last": float(table.columns[-1]),
        "count": float(len(table)),
    }


def slope(here: Region, table: pd.DataFrame, *, apart: bool = False) -> convergence.Beta | None:
    """Growth from the first to the last year by the initial level; *apart* gives each group a constant.

    None where there are not more cities than coefficients.
    """
    ends = table.iloc[:, [0, -1]]
    held = dummies(here, ends.index) if apart else None
    coefficients = 2 + (0 if held is None else held.shape[1])
    return convergence.beta(ends, held, "HC1") if len(ends) > coefficients else None


def beta_figures(found: convergence.Beta | None) -> dict[str, float | None]:
    """Coefficient and half-life for :func:`finding.tell`; the half-life is None unless the gap closes."""
    if found is None:
        return dict.fromkeys(("value", "low", "high", "half"))
    return {
        "value": found.coefficient,
        "low": found.coefficient - 1.96 * found.standard_error,
        "high": found.coefficient + 1.96 * found.standard_error,
        "half": plain(found.half_life),
    }


def slope_figures(found: convergence.Beta | None) -> dict[str, float | None]:
    """:func:`beta_figures` without the half-life."""
    return {name: value for name, value in beta_figures(found).items() if name != "half"}


def beta_formats(here: Region) -> dict[str, str]:
    """Formats of the columns of :func:`betas`."""
    numbers = {
        "coefficient": "{:+.4f}",
        "error": "{:.4f}",
        "p": "{:.3f}",
        "half": "{:.0f}",
        "explained": "{:.2f}",
    }
    return {here.say(f"space.beta.column.{name}"): form for name, form in numbers.items()}


def dummies(here: Region, cities: pd.Index) -> pd.DataFrame | None:
    """One column for each group but the first, 1 for its cities; None where all are in one group."""
    found = pd.get_dummies(here.cities["group"].reindex(cities), drop_first=True, dtype=float)
    return found if found.shape[1] else None


def halves(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The whole period and its two halves, by their first and last year; two years have no halves."""
    middle: Any = table.columns[len(table.columns) // 2]
    parts = [table, table.loc[:, :middle], table.loc[:, middle:]] if table.shape[1] > 2 else [table]
    return {f"{part.columns[0]}—{part.columns[-1]}": part for part in parts}


def betas(here: Region, panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Growth by initial level, by period, without and with the groups held apart, headed for a table.

    Returns
    -------
    pandas.DataFrame
        Indicator, period, groups held apart or not, coefficient, standard error, p, half-life (years; NaN
        where the gap does not close), share of variance explained; NaN with too few cities.
    """
    rows: list[dict[str, Any]] = []
    for code, table in panels.items():
        for period, part in halves(table).items():
            several = dummies(here, part.index) is not None
            for apart in (False, True) if several else (False,):
                found = slope(here, part, apart=apart)
                rows.append(
                    {
                        "indicator": here.label(code),
                        "period": period,
                        "groups": here.say("space.beta.apart" if apart else "space.beta.together"),
                        "coefficient": found.coefficient if found else math.nan,
                        "error": found.standard_error if found else math.nan,
                        "p": found.p if found else math.nan,
                        "half": found.half_life if found else math.nan,
                        "explained": found.r_squared if found else math.nan,
                    }
                )
    return pd.DataFrame(rows).rename(columns=lambda name: here.say(f"space.beta.column.{name}"))


def growth(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Initial level and growth a year (%) of each city, with its group."""
    years = float(table.columns[-1]) - float(table.columns[0])
    ratio = table.iloc[:, -1] / table.iloc[:, 0]
    return pd.DataFrame(
        {
            "group_name": grouping.names(here, table.index),
            "initial": table.iloc[:, 0],
            "growth": 100 * (ratio ** (1 / years) - 1),
        }
    )


def extremes(here: Region, table: pd.DataFrame) -> list[str]:
    """Names of the cities of :func:`growth` that grew fastest and slowest."""
    known = table["growth"].dropna()
    if known.empty:
        return []
    return [str(here.names[str(city)]) for city in dict.fromkeys([known.idxmax(), known.idxmin()])]
