"""What every measure asks of its inputs: one row a city, and numbers in the cells.

A wrong input raises ``ParameterError`` and the message names the cities (labels of the index), the
column, what was expected and what was found.  Results are new objects; the inputs stay as they were.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError

Data = TypeVar("Data", pd.Series, pd.DataFrame)

SHOWN = 5
"""How many culprits a message lists before it only counts the others."""


def listed(labels: Iterable[object]) -> str:
    """Join *labels*, at most ``SHOWN`` of them and the count of the others."""
    names = [str(label) for label in labels]
    more = len(names) - SHOWN
    return ", ".join(names[:SHOWN]) + (f" and {more} more" if more > 0 else "")


def table(
    value: pd.DataFrame,
    name: str,
    *,
    lowest: float | None = None,
    above: float | None = None,
    missing: bool = False,
    rows: int = 1,
) -> pd.DataFrame:
    """Return *value* as float64 after checking labels, kind, presence and range of its cells.

    Parameters
    ----------
    value : pandas.DataFrame, shape (n, k)
        A row a city.
    name : str
        What the caller calls this argument; used in messages.
    lowest, above : float or None
        The least value allowed, and a bound that values must exceed.
    missing : bool
        Whether empty cells may stay (as NaN).
    rows : int
        The least number of cities.

    Raises
    ------
    ParameterError
        Too few cities, a label twice, a cell that is no finite number, is missing or lies outside the range.
    """
    if not isinstance(value, pd.DataFrame):
        raise ParameterError(
            f"{name}: expected a pandas DataFrame with a row a city; found {type(value).__name__}."
        )
    if value.shape[0] < rows or value.shape[1] < 1:
        raise ParameterError(
            f"{name}: expected at least {rows} row(s) and 1 column; found {value.shape[0]} row(s) and "
            f"{value.shape[1]} column(s). Give more cities or columns."
        )
    unique_labels(value.index, name)
    unique_labels(value.columns, name)
    if all(kind == np.float64 for kind in value.dtypes):
        cells = value.to_numpy(copy=True)
    else:
        cells = np.column_stack([_column(value.iloc[:, k], name) for k in range(value.shape[1])])
    result = pd.DataFrame(cells, index=value.index, columns=value.columns)
    if not missing:
        _refuse(result, result.isna(), name, "a number in every cell", "fill it in or drop the city")
    _refuse(result, result.abs() == np.inf, name, "finite numbers", "look for a division by zero")
    if lowest is not None:
        _refuse(result, result < lowest, name, f"numbers of {lowest:g} or more", "put it right at its source")
    if above is not None:
        _refuse(result, result <= above, name, f"numbers above {above:g}", "put it right or drop the city")
    return result


def series(
    value: pd.Series,
    name: str,
    *,
    lowest: float | None = None,
    above: float | None = None,
    missing: bool = False,
    rows: int = 1,
) -> pd.Series:
    """Return the series *value*, shape (n,), as float64 after the checks of :func:`table`."""
    if not isinstance(value, pd.Series):
        raise ParameterError(
            f"{name}: expected a pandas Series indexed by city; found {type(value).__name__}."
        )
    frame = value.to_frame(name if value.name is None else value.name)
    checked = table(frame, name, lowest=lowest, above=above, missing=missing, rows=rows)
    return pd.Series(checked.to_numpy()[:, 0], index=value.index, name=value.name)


def groups(value: pd.Series, name: str) -> pd.Series:
    """Return the series of group labels *value* after checking that each city has one label.

    Raises
    ------
    ParameterError
        A city is listed twice or belongs to no group.
    """
    if not isinstance(value, pd.Series):
        raise ParameterError(
            f"{name}: expected a pandas Series indexed by city; found {type(value).__name__}."
        )
    unique_labels(value.index, name)
    without = value.index[value.isna()]
    if len(without):
        raise ParameterError(
            f"{name}: expected a group for every city; found none for {listed(without)}. "
            "Give these a group or drop them."
        )
    return value


def aligned(value: Data, index: pd.Index, name: str, other: str) -> Data:
    """Return *value* in the order of *index*; both must hold the same cities.

    Raises
    ------
    ParameterError
        A city is in one of the two only; the message says which and where.
    """
    lacking, extra = index.difference(value.index, sort=False), value.index.difference(index, sort=False)
    if len(lacking) or len(extra):
        parts = [f"{listed(lacking)} only in {other}"] if len(lacking) else []
        parts += [f"{listed(extra)} only in {name}"] if len(extra) else []
        raise ParameterError(
            f"{name}: expected the same cities as {other}; found {'; '.join(parts)}. "
            "Choose the same cities in both."
        )
    return value.reindex(index)


def unique_labels(labels: pd.Index, name: str) -> None:
    """Raise ``ParameterError`` when a city or column stands twice in *labels*."""
    twice = labels[labels.duplicated()].unique()
    if len(twice):
        raise ParameterError(
            f"{name}: expected each label once; found {listed(twice)} more than once. Drop the copies."
        )


def choice(value: object, name: str, allowed: Iterable[str]) -> None:
    """Raise ``ParameterError`` unless *value* is one of the words *allowed*."""
    words = list(allowed)
    if value not in words:
        raise ParameterError(f"{name}: expected one of {', '.join(words)}; found {value!r}.")


def _column(column: pd.Series, name: str) -> np.ndarray:
    numbers = pd.to_numeric(column, errors="coerce")
    wrong = numbers.isna() & column.notna()
    if wrong.any():
        city, found = next(iter(column[wrong].items()))
        raise ParameterError(
            f"{name}: expected numbers; found {found!r} for {city!s} in column {column.name!s}. "
            "Put the cell right at its source."
        )
    return numbers.to_numpy(dtype=np.float64, na_value=np.nan)


def _refuse(frame: pd.DataFrame, wrong: pd.DataFrame, name: str, rule: str, mend: str) -> None:
    values = frame.to_numpy()
    cells = np.argwhere(wrong.to_numpy())
    if len(cells):
        found = [
            f"{values[i, k]:g} for {frame.index[i]!s} in column {frame.columns[k]!s}"
            for i, k in cells[:SHOWN]
        ]
        more = f" and {len(cells) - SHOWN} more" if len(cells) > SHOWN else ""
        raise ParameterError(f"{name}: expected {rule}; found {'; '.join(found)}{more}; {mend}.")
