"""Whether the cities draw closer: the spread by year, growth by initial level, and moves between classes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from megalopolis.findings import grouping
from megalopolis.findings.sentences import plain
from megalopolis.measures import convergence
from megalopolis.region import Region

FEW = 5
"""Moves below which a share says nothing: the usual bound of expected counts for a chi-squared test."""


def panel(here: Region, code: str, first: int, last: int) -> pd.DataFrame:
    """The cities with a value in every year from *first* to *last*; years without any value are left out."""
    whole = here.panel(code)
    years = whole.columns.to_numpy(dtype=int)
    kept: pd.DataFrame = whole.loc[:, (years >= first) & (years <= last)].dropna()
    return kept


def spreads(here: Region, panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The standard deviation of logarithms by year, headed for a chart of lines."""
    rows = [
        (year, value, here.label(code))
        for code, table in panels.items()
        for year, value in zip(table.columns, convergence.sigma(table).by_year, strict=True)
    ]
    return pd.DataFrame(rows, columns=[here.say(f"space.sigma.{name}") for name in ("year", "value", "name")])


def sigma_figures(table: pd.DataFrame) -> dict[str, float | None]:
    """Spread at both ends and the test of its change, for :func:`finding.tell`; ``value`` is the change."""
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


def beta_figures(found: convergence.Beta) -> dict[str, float | None]:
    """Coefficient and half-life for :func:`finding.tell`; the half-life is None unless the gap closes."""
    return {
        "value": found.coefficient,
        "low": found.coefficient - 1.96 * found.standard_error,
        "high": found.coefficient + 1.96 * found.standard_error,
        "half": plain(found.half_life),
    }


def slope_figures(found: convergence.Beta) -> dict[str, float | None]:
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
    """The whole period and its two halves, by their first and last year."""
    middle = table.columns[len(table.columns) // 2]
    parts = [table, table.loc[:, :middle], table.loc[:, middle:]]
    return {f"{part.columns[0]}—{part.columns[-1]}": part for part in parts}


def betas(here: Region, panels: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Growth by initial level, by period, without and with the groups held apart, headed for a table.

    Returns
    -------
    pandas.DataFrame
        Indicator, period, groups held apart or not, coefficient, standard error, p, half-life (years; NaN
        where the gap does not close), share of variance explained.
    """
    rows: list[dict[str, Any]] = []
    for code, table in panels.items():
        for period, part in halves(table).items():
            ends = part.iloc[:, [0, -1]]
            held = dummies(here, ends.index)
            for apart in (False, True) if held is not None else (False,):
                found = convergence.beta(ends, held if apart else None, "HC1")
                rows.append(
                    {
                        "indicator": here.label(code),
                        "period": period,
                        "groups": here.say("space.beta.apart" if apart else "space.beta.together"),
                        "coefficient": found.coefficient,
                        "error": found.standard_error,
                        "p": found.p,
                        "half": found.half_life,
                        "explained": found.r_squared,
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
    return [str(here.names[str(city)]) for city in dict.fromkeys([known.idxmax(), known.idxmin()])]


def moves(here: Region, found: convergence.Markov) -> pd.DataFrame:
    """Moves between classes, their shares and the long run, headed for a table."""
    size = len(found.counts)
    rows = []
    for place, counts in enumerate(found.counts.to_numpy()):
        row: dict[str, Any] = {here.say("space.markov.from"): _class(here, place + 1, size)}
        row |= {
            here.say("space.markov.to", name=_class(here, end + 1, size)): int(count)
            for end, count in enumerate(counts)
        }
        row[here.say("space.markov.stay")] = 100 * found.probability.to_numpy()[place, place]
        row[here.say("space.markov.ergodic")] = 100 * found.ergodic.to_numpy()[place]
        rows.append(row)
    return pd.DataFrame(rows)


def moves_by_neighbours(here: Region, found: convergence.SpatialMarkov) -> pd.DataFrame:
    """Moves apart for each class of the neighbours' mean, headed for a table."""
    size = found.counts.shape[1]
    rows = []
    for place, counts in enumerate(found.counts.to_numpy()):
        row: dict[str, Any] = {
            here.say("space.markov.lag"): _class(here, place // size + 1, size),
            here.say("space.markov.from"): _class(here, place % size + 1, size),
        }
        row |= {
            here.say("space.markov.to", name=_class(here, end + 1, size)): int(count)
            for end, count in enumerate(counts)
        }
        rows.append(row)
    return pd.DataFrame(rows)


def move_figures(found: convergence.Markov) -> dict[str, float]:
    """How many moves there are and how many change the class, for :func:`finding.tell`."""
    counts = found.counts.to_numpy()
    total = int(counts.sum())
    changed = total - int(counts.trace())
    return {
        "value": float(changed),
        "count": float(total),
        "share": 100 * changed / total,
        "up": float(sum(counts[i, j] for i in range(len(counts)) for j in range(i + 1, len(counts)))),
    }


def cell_figures(found: convergence.SpatialMarkov) -> dict[str, float | None]:
    """How thinly the moves fill the cells, and the test of the neighbours, for :func:`finding.tell`.

    ``value`` are the cells with fewer than 5 moves, ``count`` all cells, ``changed`` moves out of a class.
    """
    counts = found.counts.to_numpy()
    size = counts.shape[1]
    stayed = sum(int(counts[lag * size + i, i]) for lag in range(len(counts) // size) for i in range(size))
    return {
        "value": float((counts < FEW).sum()),
        "count": float(counts.size),
        "changed": float(counts.sum() - stayed),
        "p": plain(found.q_p),
        "few": float(FEW),
    }


def _class(here: Region, number: int, size: int) -> str:
    words: Sequence[str] = ("low", "high") if size == 2 else ("low", "middle", "high")
    if size > 3:
        return str(number)
    return here.say(f"space.markov.class.{words[number - 1]}")
