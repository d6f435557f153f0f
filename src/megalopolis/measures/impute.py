"""Missing data: drop cities with too little, fill gaps by a stated rule, divide by a denominator.

Rows are cities, or (city, year) pairs for a panel.  Each function returns a new table; nothing is filled in
without being asked for.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

METHODS = ("mean", "median", "group-mean", "group-median", "panel-last", "panel-linear")
Denominator = str | tuple[str, float]


def screen(x: pd.DataFrame, share: float) -> pd.DataFrame:
    """Keep the rows of which at least *share* of the cells are there.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Missing cells are NaN.
    share : float
        From 0 to 1.  The COIN Tool of the JRC advises 0.65.

    Returns
    -------
    pandas.DataFrame, shape (m, k)
        m <= n, in the same order.

    Raises
    ------
    ParameterError
        *share* is not within 0 and 1, or no row is left.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 3.
    """
    table = _inputs.table(x, "x", missing=True)
    if not 0 <= share <= 1:
        raise ParameterError(f"screen: expected a share from 0 to 1; found {share!r}.")
    # 13 of 20 cells are 0.65 of them, whatever the rounding.
    kept = table[table.notna().mean(axis=1) >= share - 1e-12]
    if kept.empty:
        raise ParameterError(
            f"screen: expected some city with {share:.0%} of its cells; found none. Ask for less."
        )
    return kept


def impute(x: pd.DataFrame, method: str, groups: pd.Series | None = None) -> pd.DataFrame:
    """Fill missing cells by a rule, column by column.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Missing cells are NaN; for the panel rules the index has two levels, city and year.
    method : {"mean", "median", "group-mean", "group-median", "panel-last", "panel-linear"}
        Mean or median of the column, of the city's group in the column, the city's last value before the
        year, or a straight line between the city's values on both sides (beyond its first and last year
        the nearest one).
    groups : pandas.Series, optional
        Group of each city; needed by the group rules.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        Complete, but for what a panel rule has no value for: years before a city's first with "panel-last",
        and cities without any value.

    Raises
    ------
    ParameterError
        The rule is unknown, a column or a group with a gap has no value at all, a city has no group, or the
        index has no years.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 3.
    """
    table = _inputs.table(x, "x", missing=True)
    _inputs.choice(method, "impute", METHODS)
    if method.startswith("panel"):
        return _panel(table, method)
    if method.startswith("group"):
        label = _groups_of(table, groups)
        by = table.groupby(label.to_numpy())
        fill = by.transform("mean" if method == "group-mean" else "median")
    else:
        label = pd.Series("all cities", index=table.index)
        row = table.mean() if method == "mean" else table.median()
        fill = pd.DataFrame(np.tile(row.to_numpy(), (len(table), 1)), table.index, table.columns)
    void = np.argwhere((table.isna() & fill.isna()).to_numpy())
    if len(void):
        places = dict.fromkeys(f"{table.columns[k]} in {label.iloc[i]}" for i, k in void)
        raise ParameterError(
            f"impute: expected some value to take the {method} of; found none for {_inputs.listed(places)}. "
            "Leave the indicator out or choose another rule."
        )
    return table.fillna(fill)


def denominate(x: pd.DataFrame, by: Mapping[str, Denominator]) -> pd.DataFrame:
    """Divide indicators by other columns: gross product by population, beds by area.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Indicators and their denominators.
    by : mapping of indicator to denominator, or to (denominator, scale)
        With a scale the quotient is multiplied by it, so that the unit comes right.

    Returns
    -------
    pandas.DataFrame, shape (n, k)
        NaN where either is missing.

    Raises
    ------
    ParameterError
        A column is not in x, or a denominator is 0 or less; the message names the city.
    """
    table = _inputs.table(x, "x", missing=True)
    result = table.copy()
    for indicator, rule in by.items():
        name, scale = (rule, 1.0) if isinstance(rule, str) else rule
        absent = [code for code in (indicator, name) if code not in table.columns]
        if absent:
            raise ParameterError(
                f"denominate: expected columns of the data; found no {', '.join(absent)} "
                f"(for {indicator}). Add the column or correct its name."
            )
        below = table[name]
        if (below <= 0).any():
            raise ParameterError(
                f"denominate: expected denominators above 0; found {below[below <= 0].iloc[0]:g} in {name} "
                f"for {_inputs.listed(below.index[below <= 0])}. Put it right at its source or drop the city."
            )
        result[indicator] = table[indicator] / below * scale
    return result


def _panel(table: pd.DataFrame, method: str) -> pd.DataFrame:
    if table.index.nlevels != 2:
        raise ParameterError(
            f"impute: expected an index of city and year for {method!r}; found {table.index.nlevels} "
            "level(s). Stack the years, or choose another rule."
        )
    ordered = table.sort_index(level=1)
    by = ordered.groupby(level=0, sort=False)
    if method == "panel-last":
        return by.ffill().reindex(table.index)
    years = ordered.index.get_level_values(1).to_numpy(dtype=float)

    def line(column: pd.Series) -> pd.Series:
        place = ordered.index.get_indexer(column.index)
        known = column.notna().to_numpy()
        if not known.any():
            return column
        when = years[place]
        return pd.Series(np.interp(when, when[known], column.to_numpy()[known]), index=column.index)

    return pd.DataFrame({code: by[code].transform(line) for code in table.columns}).reindex(table.index)


def _groups_of(table: pd.DataFrame, groups: pd.Series | None) -> pd.Series:
    if groups is None:
        raise ParameterError("groups: expected the group of each city for a group rule; found none.")
    labels = table.index.get_level_values(0)
    found = _inputs.groups(groups, "groups").reindex(labels)
    if found.isna().any():
        raise ParameterError(
            "groups: expected a group for every city; found none for "
            f"{_inputs.listed(dict.fromkeys(labels[found.isna().to_numpy()]))}."
        )
    return found
