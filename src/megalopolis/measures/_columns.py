"""What scaling asks of its columns: a sign, a range, and goalposts where they are frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

Array = npt.NDArray[np.float64]
PerIndicator = pd.Series | Mapping[str, float] | Sequence[float] | npt.NDArray[np.float64]
Direction = PerIndicator | float


def matched(value: PerIndicator | float, columns: pd.Index, name: str) -> Array:
    """Return one number for each of *columns*: a mapping is matched by label, a sequence by position.

    Raises
    ------
    ParameterError
        An indicator of *columns* has no number, or the lengths differ.
    """
    if isinstance(value, pd.Series | Mapping):
        series = value if isinstance(value, pd.Series) else pd.Series(dict[str, object](value), dtype=object)
        numbers = pd.to_numeric(series.reindex(columns), errors="coerce").to_numpy(
            np.float64, na_value=np.nan
        )
    else:
        numbers = np.atleast_1d(np.asarray(value, dtype=np.float64))
        if np.ndim(value) == 0:
            numbers = np.repeat(numbers, len(columns))
        if numbers.shape != (len(columns),):
            raise ParameterError(
                f"{name}: expected {len(columns)} numbers, one for each indicator; found {numbers.size}."
            )
    if np.isnan(numbers).any():
        raise ParameterError(
            f"{name}: expected a number for every indicator; found none for "
            f"{_inputs.listed(columns[np.isnan(numbers)])}."
        )
    return numbers


def signs(direction: Direction, columns: pd.Index) -> Array:
    sign = matched(direction, columns, "direction")
    wrong = ~np.isin(sign, (-1, 1))
    if wrong.any():
        raise ParameterError(
            "direction: expected 1 (more is better) or -1 (less is better); found "
            f"{_inputs.listed(f'{s:g} for {c}' for s, c in zip(sign[wrong], columns[wrong], strict=True))}."
        )
    return sign


def posts(bounds: pd.DataFrame | npt.NDArray[np.float64] | None, table: pd.DataFrame) -> tuple[Array, Array]:
    if bounds is None:
        found = np.full((table.shape[1], 2), np.nan)
    elif isinstance(bounds, pd.DataFrame):
        found = bounds.reindex(table.columns).to_numpy(dtype=np.float64, na_value=np.nan, copy=True)
    else:
        found = np.array(bounds, dtype=np.float64)
    if found.shape != (table.shape[1], 2):
        raise ParameterError(
            f"bounds: expected a low and a high for each of {table.shape[1]} indicators; "
            f"found shape {found.shape}."
        )
    absent = np.isnan(found)
    wrong = (absent[:, 0] != absent[:, 1]) | (found[:, 0] >= found[:, 1])
    if wrong.any():
        raise ParameterError(
            "bounds: expected low below high, both or neither; found otherwise for "
            f"{_inputs.listed(table.columns[wrong])}."
        )
    free = absent[:, 0]
    if free.any():
        found[free] = np.column_stack(ranges(table.loc[:, free]))
    return found[:, 0], found[:, 1]


def refuse_empty(table: pd.DataFrame) -> None:
    empty: npt.NDArray[np.bool_] = np.all(np.isnan(table.to_numpy()), axis=0)
    if empty.any():
        raise ParameterError(
            f"x: expected values; found none at all in {_inputs.listed(table.columns[empty])}. "
            "Leave the indicator out."
        )


def ranges(table: pd.DataFrame) -> tuple[Array, Array]:
    """Return the minimum and maximum of every column, which must differ."""
    refuse_empty(table)
    values = table.to_numpy()
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    constant = low == high
    if constant.any():
        raise ParameterError(
            "x: expected values that differ between cities; found the same everywhere in "
            f"{_inputs.listed(table.columns[constant])}. Leave the indicator out, or give goalposts or "
            "more cities."
        )
    return low, high


def refuse_above(table: pd.DataFrame, highest: float, name: str, mend: str) -> None:
    """Raise ``ParameterError`` when a cell exceeds *highest* by more than rounding."""
    above = table > highest + 1e-12
    if above.any(axis=None):
        code = above.columns[above.any()][0]
        cities = table.index[above[code]]
        raise ParameterError(
            f"{name}: expected values from 0 to {highest:g}; found {table[code].max():g} in column {code!s} "
            f"for {_inputs.listed(cities)}. {mend}"
        )


def like(table: pd.DataFrame, values: Array) -> pd.DataFrame:
    return pd.DataFrame(values, index=table.index, columns=table.columns)
