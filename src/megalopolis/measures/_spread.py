"""What the measures of inequality share: shares of value and weight, and groups of cities."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

Vector = npt.NDArray[np.float64]
Codes = npt.NDArray[np.intp]


def shares(value: pd.Series, weight: pd.Series | None, above: float | None = None) -> tuple[Vector, Vector]:
    """Return each city's share of *value* and of *weight*, in the order of *value*; each sums to 1."""
    amount = _inputs.series(value, "value", lowest=0, above=above)
    if amount.sum() == 0:
        raise ParameterError("value: expected an amount above 0 in some city; found only zeros.")
    if weight is None:
        size = pd.Series(1.0, index=amount.index)
    else:
        checked = _inputs.series(weight, "weight", above=0)
        size = _inputs.aligned(checked, amount.index, "weight", "value")
    return _normalised(amount), _normalised(size)


def levels(group: pd.Series | pd.DataFrame | None, index: pd.Index) -> pd.DataFrame:
    """Return the groups as a frame with a column a level, in the order of *index*; none without *group*."""
    if group is None:
        return pd.DataFrame(index=index)
    frame = (
        group if isinstance(group, pd.DataFrame) else pd.DataFrame({"group": _inputs.groups(group, "group")})
    )
    checked = {
        name: _inputs.aligned(_inputs.groups(frame[name], "group"), index, "group", "value")
        for name in frame.columns
    }
    return pd.DataFrame(checked)


def groups(levels: pd.DataFrame) -> tuple[Codes, pd.Index]:
    """Number the groups in the order of their labels, and name them; empty categories have no number."""
    grouped = levels.groupby(list(levels.columns), observed=True, sort=True)
    names = grouped.size().index
    codes = np.asarray(grouped.ngroup(), dtype=np.intp)
    return codes, names.rename(None) if levels.shape[1] == 1 else names


def _normalised(amount: pd.Series) -> Vector:
    return np.asarray(amount / amount.sum(), dtype=np.float64)
