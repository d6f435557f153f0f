r"""How far systems (dimensions) of a city develop together: coupling C, level T and coordination D.

Shapes use n for cities and m for systems.  Scores are those of an index on the scale 0 to 1: do not scale
them a second time by city, which would send the worst system of the whole table to 0 and D with it.

**With equal weights the original D is the square root of the geometric mean of the scores**,

.. math:: D = \sqrt{C T}
            = \sqrt{\frac{(\prod_k U_k)^{1/m}}{\frac1m \sum_k U_k} \cdot \frac1m \sum_k U_k}
            = \sqrt{(\prod_k U_k)^{1/m}},

so that it says nothing beyond that mean; C, T and the lagging system do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _columns, _inputs, _weighting

Array = npt.NDArray[np.float64]
FORMS = ("original", "wang", "fan")
SYNCHRONOUS = "synchronous"


@dataclass(frozen=True, slots=True)
class Grade:
    """A customary class of D, *low* <= D < *high* (the last with its upper end): *id*, names *zh*, *en*."""

    id: str
    zh: str
    en: str
    low: float
    high: float


NAMES = (
    ("extreme-disorder", "极度失调", "extreme disorder"),
    ("serious-disorder", "严重失调", "serious disorder"),
    ("moderate-disorder", "中度失调", "moderate disorder"),
    ("mild-disorder", "轻度失调", "mild disorder"),
    ("near-disorder", "濒临失调", "on the verge of disorder"),
    ("bare-coordination", "勉强协调", "bare coordination"),
    ("primary-coordination", "初级协调", "primary coordination"),
    ("intermediate-coordination", "中级协调", "intermediate coordination"),
    ("good-coordination", "良好协调", "good coordination"),
    ("excellent-coordination", "优质协调", "excellent coordination"),
)
GRADES = tuple(Grade(*names, low=k / 10, high=(k + 1) / 10) for k, names in enumerate(NAMES))


def degree(scores: pd.DataFrame, form: str = "original") -> pd.Series:
    r"""Measure how alike the scores of a city's systems are: the coupling degree C.

    .. math:: C = \frac{(\prod_k U_k)^{1/m}}{\frac1m \sum_k U_k} \quad \text{(original)}

    .. math:: C = \sqrt{\left[1 - \frac{\sum_{k>l} |U_k - U_l|}{m(m-1)/2}\right]
              \left[\prod_k \frac{U_k}{\max U}\right]^{1/(m-1)}} \quad \text{(Wang et al.)}

    .. math:: C = 1 - 2 \sqrt{\frac{m \sum_k U_k^2 - (\sum_k U_k)^2}{m^2}} \quad \text{(Fan et al.)}

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, m)
        Scores of m >= 2 systems, a row a city; from 0 to 1 for "wang" and "fan", any unit for "original".
    form : {"original", "wang", "fan"}
        For two systems with scores spread evenly over 0 to 1 half of all original C are above 0.94; the
        other forms use the range better.

    Returns
    -------
    pandas.Series, shape (n,)
        From 0 to 1, and 1 where all systems are equal and above 0.  A system at 0 makes the first two forms
        0; a city with 0 in all systems has C = 0 in them, where the formula is 0/0, and 1 in the form of
        Fan.  NaN for a city with a missing score.

    Raises
    ------
    ParameterError
        A score is negative, or above 1 for "wang" and "fan"; there is one system only; an unknown form.

    References
    ----------
    Wang et al. (2021), "Research on misuses and modification of coupling coordination degree model in
    China", *Journal of Natural Resources* 36(3), 793-810, doi:10.31497/zrzyxb.20210319.
    Fan et al. (2024), *Statistics & Decision*, doi:10.13546/j.cnki.tjyjc.2024.22.007.
    """
    _inputs.choice(form, "form", FORMS)
    table = _systems(scores, highest=None if form == "original" else 1)
    u = table.to_numpy()
    m = u.shape[1]
    if form == "original":
        c = _ratio(_geometric(u), u.mean(axis=1))
    elif form == "wang":
        pairs = np.triu_indices(m, 1)
        spread = np.abs(u[:, pairs[0]] - u[:, pairs[1]]).mean(axis=1)
        relative = _ratio(u, u.max(axis=1, keepdims=True))
        c = np.sqrt((1 - spread) * relative.prod(axis=1) ** (1 / (m - 1)))
    else:
        c = 1 - 2 * u.std(axis=1)
    # Rounding can leave 1e-16 outside of 0 to 1.
    return pd.Series(np.clip(c, 0, 1), index=table.index, name="C")


def coordination(
    scores: pd.DataFrame,
    weights: pd.Series | Mapping[str, float] | Sequence[float] | None = None,
    form: str = "original",
    tolerance: float = 1e-9,
) -> pd.DataFrame:
    r"""Combine coupling and level: :math:`T = \sum_k w_k U_k`, :math:`D = \sqrt{C T}`, grade and lag.

    Parameters
    ----------
    scores : pandas.DataFrame, shape (n, m)
        Scores from 0 to 1 of m >= 2 systems, a row a city.
    weights : m numbers, optional
        Of the systems in T, of any sum; equal without it.  C has no weights.
    form : {"original", "wang", "fan"}
    tolerance : float
        Systems that differ by no more are equal.

    Returns
    -------
    pandas.DataFrame, shape (n, 5)
        ``C``, ``T`` and ``D`` from 0 to 1; ``grade``, an id of :data:`GRADES`; ``lag``, the system with the
        lowest score, or "synchronous" when several share it (all, for two systems).  NaN, and "" for grade
        and lag, for a city with a missing score.

    Raises
    ------
    ParameterError
        A score is outside 0 to 1, a weight is missing or negative, there is one system only.

    Notes
    -----
    With equal weights and the original form D is the square root of the geometric mean of the scores.

    References
    ----------
    Wang et al. (2021), as in :func:`degree`.
    """
    table = _systems(scores, highest=1)
    c = degree(table, form)
    given = pd.Series(1.0, index=table.columns) if weights is None else weights
    t = table.to_numpy() @ _weighting.given(given, table.columns).to_numpy()
    d = pd.Series(np.sqrt(c.to_numpy() * t), index=table.index)
    return pd.DataFrame({"C": c, "T": t, "D": d, "grade": grade(d), "lag": _lag(table, tolerance)})


def grade(d: pd.Series, shift: float = 0) -> pd.Series:
    """Name the class of each D, ten of width 0.1; "" where D is missing.

    Parameters
    ----------
    d : pandas.Series, shape (n,)
        From 0 to 1.
    shift : float
        Moves all nine cut-offs; they are convention, so show the classes under shifted ones too.

    Returns
    -------
    pandas.Series, shape (n,)
        Ids of :data:`GRADES`.

    Raises
    ------
    ParameterError
        A value is outside 0 to 1.
    """
    checked = _inputs.series(d, "D", lowest=0, missing=True)
    _columns.refuse_above(checked.to_frame("D"), 1, "D", "D is a share.")
    # 0.7 / 0.1 is just below 7 in binary; a value on a cut-off belongs to the class above.
    position = np.floor((checked.to_numpy() - shift) * 10 + 1e-9)
    ids = [
        "" if np.isnan(place) else GRADES[int(min(max(place, 0), len(GRADES) - 1))].id for place in position
    ]
    return pd.Series(ids, index=d.index, name="grade", dtype=object)


def _systems(scores: pd.DataFrame, highest: float | None) -> pd.DataFrame:
    table = _inputs.table(scores, "scores", lowest=0, missing=True)
    if table.shape[1] < 2:
        raise ParameterError(
            f"scores: expected at least 2 systems; found {_inputs.listed(table.columns)}. "
            "One couples with none."
        )
    if highest is not None:
        _columns.refuse_above(table, highest, "scores", "Scores from 0 to 100 must be divided by 100.")
    return table


def _lag(table: pd.DataFrame, tolerance: float) -> list[str]:
    lags = []
    for row in table.to_numpy():
        lowest = np.flatnonzero(row <= row.min() + tolerance)
        name = str(table.columns[lowest[0]]) if len(lowest) == 1 else SYNCHRONOUS
        lags.append("" if np.isnan(row).any() else name)
    return lags


def _geometric(u: Array) -> Array:
    # Relative to the largest, so that products of many small scores do not run out of numbers.
    top = u.max(axis=1, keepdims=True)
    return np.asarray(_ratio(u, top).prod(axis=1) ** (1 / u.shape[1]) * top[:, 0])


def _ratio(part: Array, whole: Array) -> Array:
    """Divide, with 0/0 = 0; missing stays missing."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(whole == 0, 0.0, part / whole)
