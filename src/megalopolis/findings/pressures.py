"""Pressures on the environment: how they changed between two years, in the region and among its peers.

Amounts (emissions) change by the total of the cities that have both years, concentrations by the median city.
Statistics work on many draws at once, as those of :mod:`~megalopolis.findings.dispersion`.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from megalopolis.findings import dispersion
from megalopolis.findings.dispersion import Cells, Dispersion, Statistic
from megalopolis.findings.sentences import plain
from megalopolis.region import Region

SULPHUR = "industrial_so2"
WATER = "industrial_wastewater"
CARBON = "co2_edgar"
AIR = "pm25"


def total_change(cells: Cells) -> Cells:
    """Sum of column 1 over that of column 0, less one, in per cent."""
    return np.asarray(100 * (cells[..., 1].sum(axis=1) / cells[..., 0].sum(axis=1) - 1))


def middle_change(cells: Cells) -> Cells:
    """Median over units of column 1 over column 0, less one, in per cent."""
    return np.asarray(np.median(100 * (cells[..., 1] / cells[..., 0] - 1), axis=1))


def weighted_mean(cells: Cells) -> Cells:
    """Mean of column 0 with column 1 as weight."""
    return np.asarray((cells[..., 0] * cells[..., 1]).sum(axis=1) / cells[..., 1].sum(axis=1))


def both_years(here: Region, code: str, first: int, last: int) -> pd.DataFrame:
    """An indicator of every city of the country that has it in both years, above 0 in the first.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``first`` and ``last``.

    Raises
    ------
    ParameterError
        No city has a value in one of the years.
    """
    table = pd.DataFrame({"first": here.nation(code, first), "last": here.nation(code, last)}).dropna()
    return table[table["first"] > 0]


def change(
    here: Region,
    code: str,
    first: int,
    last: int,
    seed: int,
    statistic: Statistic = total_change,
    draws: int = 1000,
) -> Dispersion:
    """Compare the change of a pressure over the agglomerations; parameters as :func:`dispersion.compare`."""
    return dispersion.compare(here, both_years(here, code, first, last), statistic, seed, draws=draws)


def level(here: Region, code: str, year: int, seed: int, draws: int = 1000) -> Dispersion:
    """Compare the median city of the agglomerations by an indicator of one year."""
    return dispersion.compare(here, here.nation(code, year).to_frame(), dispersion.median, seed, draws=draws)


def change_figures(compared: Dispersion) -> dict[str, float | None]:
    """The region's change with its interval, for :func:`finding.tell`.

    ``value``, ``low``, ``high`` in per cent; ``middle`` the median of the agglomerations, ``rank`` the
    region's place from the highest rise down, ``cities`` how many of its cities have both years.
    """
    ours = compared.table.loc[compared.own]
    return {
        "value": plain(ours["value"]),
        "low": plain(ours["low"]),
        "high": plain(ours["high"]),
        "middle": plain(compared.table["value"].dropna().median()),
        "rank": plain(ours["rank"]),
        "cities": plain(ours["cities"]),
    }


def above(here: Region, code: str, year: int, limit: float) -> dict[str, float | str | None]:
    """How many of the region's cities exceed a limit, for :func:`finding.tell`.

    ``value`` is their number, ``count`` that of cities with a figure, ``worst`` the code of the highest.
    """
    known = here.indicator(code, year).dropna()
    return {
        "value": float((known > limit).sum()),
        "count": float(len(known)),
        "worst": str(known.idxmax()) if len(known) else None,
    }


def by_agglomeration(here: Region, compared: Mapping[str, Dispersion]) -> pd.DataFrame:
    """Changes of the agglomerations as one row a cell, for a heat map; the region comes first.

    *compared* gives the label of each column's heading -> comparison. Headings are ``green.agglomeration``,
    ``green.pressure`` and ``green.changes.axis``.
    """
    first = next(iter(compared.values()))
    others = first.table.drop(index=first.own).sort_values("name", kind="stable").index
    rows = [
        {
            here.say("green.agglomeration"): first.table.loc[one, "name"],
            here.say("green.pressure"): here.say(label),
            here.say("green.changes.axis"): found.table.loc[one, "value"],
        }
        for one in [first.own, *others]
        for label, found in compared.items()
    ]
    return pd.DataFrame(rows)


def beside(here: Region, compared: Mapping[str, Dispersion]) -> pd.DataFrame:
    """A row an indicator: the region's median city, the middle agglomeration, the rank with its interval.

    *compared* gives the code -> comparison. Columns are ``region``, ``middle``, ``rank``, ``rank_low``,
    ``rank_high`` and ``cities``, the number of the region's cities with a figure.
    """
    rows = {}
    for code, one in compared.items():
        ours = one.table.loc[one.own]
        rows[here.label(code)] = {
            "region": ours["value"],
            "middle": one.table["value"].dropna().median(),
            **{column: ours[column] for column in ("rank", "rank_low", "rank_high", "cities")},
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def two_dates(here: Region, spans: Mapping[str, tuple[int, int]], seed: int) -> pd.DataFrame:
    """A row an indicator: the region's median city and its rank in two years, from the highest down.

    *spans* gives the code -> first and last year. Columns are ``first`` and ``last`` (years),
    ``region_first``, ``region_last``, ``middle_last``, ``rank_first``, ``rank_last``.
    """
    rows = {}
    for code, (first, last) in spans.items():
        before, after = (level(here, code, year, seed, draws=1) for year in (first, last))
        rows[here.label(code)] = {
            "first": str(first),
            "last": str(last),
            "region_first": before.table.loc[before.own, "value"],
            "region_last": after.table.loc[after.own, "value"],
            "middle_last": after.table["value"].dropna().median(),
            "rank_first": before.table.loc[before.own, "rank"],
            "rank_last": after.table.loc[after.own, "rank"],
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def on_map(here: Region, code: str, year: int) -> pd.DataFrame:
    """An indicator of each of the region's cities, as column ``value``, and the city's group."""
    return here.cities[["group_name"]].assign(value=here.indicator(code, year))
