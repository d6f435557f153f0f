"""Observed values as series: known source errors corrected, shares and rates worked out.

Frames have one row a city, in the order of ``cities``, and one column a year; a gap is NaN.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from megalopolis import corrections, tables
from megalopolis.errors import Breach, DataError, ParameterError


def observations(data: Path) -> pd.DataFrame:
    """Every observation, corrected: table, city, year, indicator, value, source, flag.

    Raises
    ------
    DataError
        A table cannot be read, or a correction does not fit what it holds.
    """
    names = _observed_in(data)
    chosen = [name for name in names if name != "corrections"]

    def make() -> pd.DataFrame:
        frames = [tables.read(name, data).assign(table=name) for name in chosen]
        stacked = pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
        return (
            corrections.corrected(stacked, tables.read("corrections", data))
            if "corrections" in names
            else stacked
        )

    return tables.derive("observations", names, data, make).copy(deep=False)


def described(code: str, data: Path) -> pd.Series:
    """The row of ``indicators`` for *code*.

    Raises
    ------
    ParameterError
        There is no such indicator; near matches and all codes are listed.
    """

    rows = _described(data)
    if code not in rows:
        raise ParameterError(unknown("indicator", code, rows))
    return rows[code]


def is_described(code: str, data: Path) -> bool:
    """Whether the table ``indicators`` has *code*."""
    return code in _described(data)


def _described(data: Path) -> dict[str, pd.Series]:
    def make() -> dict[str, pd.Series]:
        return {str(row["code"]): row for _, row in tables.read("indicators", data).iterrows()}

    return tables.derive("described", ["indicators"], data, make)


def unknown(kind: str, value: object, known: Iterable[object]) -> str:
    """A message for a name that does not exist: what is near, and what there is."""
    names = [str(one) for one in known]
    guess = near(value, names)
    return f"no {kind} {value!r}. {guess + ' ' if guess else ''}There are: {', '.join(names) or 'none'}."


def near(value: object, known: Iterable[object]) -> str:
    """A question that offers the names most like *value*; empty when none is like it."""
    found = difflib.get_close_matches(str(value), [str(one) for one in known], n=3)
    return f"Did you mean {' or '.join(found)}?" if found else ""


def panel(code: str, data: Path) -> pd.DataFrame:
    """An indicator for every city and every year in which any city has a value.

    .. math:: v = \\frac{numerator}{denominator} \\cdot scale

    where the table ``indicators`` names them; without a numerator the code itself is what was observed, and
    without either the observed value stands as it is.

    Returns
    -------
    pandas.DataFrame, shape (cities, years)
        In the unit of the indicator; NaN where a part is missing or the denominator is 0.

    Raises
    ------
    ParameterError
        The indicator is not described.
    DataError
        Its numerators and denominators run in a circle.
    """
    used = ("cities", "indicators", *_observed_in(data))
    rest = tables.paths(used, data)
    return tables.remember(("panel", code), rest, lambda: _panel(code, data, ())).copy(deep=False)


def _observed_in(data: Path) -> tuple[str, ...]:
    """The tables on which an observed value rests: observations, and corrections where there are any."""
    place = data / tables.PACKAGE

    def make() -> tuple[str, ...]:
        every = [str(one["name"]) for one in tables.resources(None, data)]
        chosen = [str(one["name"]) for one in tables.resources("observations", data)]
        return (*chosen, *(name for name in every if name == "corrections"))

    return tables.remember("observed in", [place], make)


def _panel(code: str, data: Path, above: tuple[str, ...]) -> pd.DataFrame:
    if code in above:
        way = " -> ".join([*above, code])
        mend = "Let the last one be an observed indicator."
        raise DataError([Breach("indicators.csv", None, "denominator", way, "no circle", mend)])
    row = described(code, data)
    numerator, denominator = row.get("numerator"), row.get("denominator")
    if pd.isna(numerator) and pd.isna(denominator):
        return _observed(code, data)
    value = _observed(code, data) if pd.isna(numerator) else _panel(str(numerator), data, (*above, code))
    if pd.notna(denominator):
        below = _panel(str(denominator), data, (*above, code))
        shared = value.columns.intersection(below.columns)
        value = value[shared] / below[shared].where(below[shared] != 0)
    scale = row.get("scale")
    value = value if pd.isna(scale) else value * float(scale)
    return value.loc[:, value.notna().any()]


def _observed(code: str, data: Path) -> pd.DataFrame:
    def make() -> pd.DataFrame:
        rows = _rows(code, data)
        codes = pd.Index(tables.read("cities", data)["code"], name="city")
        if rows is None:
            return pd.DataFrame(index=codes, columns=pd.Index([], name="year", dtype=int), dtype=float)
        wide = rows.pivot(index="city", columns="year", values="value").reindex(codes)
        return wide.set_axis(pd.Index([int(year) for year in wide.columns], name="year", dtype=int), axis=1)

    rest = tables.paths(("cities", *_observed_in(data)), data)
    return tables.remember(("observed", code), rest, make)


def _rows(code: str, data: Path) -> pd.DataFrame | None:
    """The observations of one indicator, None where there are none; only they and their corrections count."""
    names = _observed_in(data)

    def make() -> pd.DataFrame | None:
        return _by_indicator(names, data).get(code)

    return tables.derive(("rows", code), names, data, make, rows=("indicator", code))


def _by_indicator(names: tuple[str, ...], data: Path) -> dict[str, pd.DataFrame]:
    """The observations of each indicator."""

    def make() -> dict[str, pd.DataFrame]:
        long = observations(data)
        twice = long[long.duplicated(corrections.KEY)]
        if len(twice):
            first = twice.iloc[0]
            value = f"{first['indicator']} of {first['city']} in {first['year']}"
            mend = "Keep one of the two rows."
            raise DataError([Breach(first["table"], None, "", value, "one value in all observations", mend)])
        return {str(name): rows for name, rows in long.groupby("indicator")}

    return tables.derive("by indicator", names, data, make)


def source_ids(code: str, data: Path) -> list[str]:
    """Ids of the sources of an indicator and of the parts it is worked out from, in order of appearance."""
    names = _observed_in(data)

    def make() -> list[str]:
        row = described(code, data)
        parts = [str(row[name]) for name in ("numerator", "denominator") if pd.notna(row.get(name))]
        rows = _rows(code, data)
        own = [] if rows is None else list(rows["source"].dropna().unique())
        below = [one for part in parts for one in source_ids(part, data)]
        return list(dict.fromkeys([*own, *below]))

    rest = tables.paths(("indicators", *names), data)
    return list(tables.remember(("source ids", code), rest, make))


def at(code: str, year: int, data: Path) -> pd.Series:
    """One year of an indicator for every city, named by its code.

    Raises
    ------
    ParameterError
        The indicator is not described, or no city has a value in this year; the years with values are listed.
    """
    values = panel(code, data)
    if year not in values.columns:
        there = spans(int(column) for column in values.columns)
        raise ParameterError(f"{code} has no values for {year}; years with values: {there}")
    return values[year].rename(code)


def spans(years: Iterable[int]) -> str:
    """Years in short, such as ``2005-2010, 2020``; ``none`` when there are none."""
    ordered = sorted(int(year) for year in years)
    runs: list[list[int]] = []
    for year in ordered:
        if runs and year == runs[-1][-1] + 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs) or "none"
