"""Outliers: winsorise a few cells, else take logarithms, and tell what was changed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

Array = npt.NDArray[np.float64]
STEPS = {"winsorise": ("winsorise",), "log": ("log",), "winsorise-log": ("winsorise", "log")}


@dataclass(frozen=True, slots=True)
class Treatment:
    """How to treat columns whose distribution fails the test of :func:`regular`.

    Attributes
    ----------
    steps : tuple of {"winsorise", "log"}
        Tried in this order; each starts from the original column, and the first that passes is kept.  The
        last is kept in any case.
    limit : int
        The most cells to winsorise in a column.  Ties move together, so that the last move may pass it.
    skewness, kurtosis : float
        Bounds of the test.
    """

    steps: tuple[str, ...] = ("winsorise", "log")
    limit: int = 5
    skewness: float = 2.0
    kurtosis: float = 3.5


@dataclass(frozen=True, slots=True)
class Treated:
    """A treated table and what was done to each of its columns.

    Attributes
    ----------
    table : pandas.DataFrame, shape (n, k)
    steps : pandas.Series, shape (k,)
        "" for an untouched column, else "winsorise" or "log".
    """

    table: pd.DataFrame
    steps: pd.Series


def treat(x: pd.DataFrame, treatment: Treatment | str = "winsorise-log") -> Treated:
    """Treat the columns with outliers, and only those.

    Parameters
    ----------
    x : pandas.DataFrame, shape (n, k)
        Values; missing cells stay missing.
    treatment : Treatment or {"winsorise", "log", "winsorise-log"}

    Returns
    -------
    Treated

    Raises
    ------
    ParameterError
        The treatment is not known.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*; Becker et al. (2022), *COINr* (the two
    stages and their thresholds).
    """
    table = _inputs.table(x, "x", missing=True)
    if isinstance(treatment, str):
        _inputs.choice(treatment, "treat", STEPS)
        treatment = Treatment(STEPS[treatment])
    unknown = set(treatment.steps) - {"winsorise", "log"}
    if unknown or not treatment.steps:
        raise ParameterError(f"treat: expected the steps winsorise and log; found {treatment.steps!r}.")
    cells = table.to_numpy(copy=True)
    steps = []
    for column in cells.T:
        known = ~np.isnan(column)
        column[known], step = _column(column[known], treatment)
        steps.append(step)
    return Treated(
        pd.DataFrame(cells, index=table.index, columns=table.columns),
        pd.Series(steps, index=table.columns, dtype=object, name="step"),
    )


def regular(values: Array, skewness: float = 2.0, kurtosis: float = 3.5) -> bool:
    """Test whether a column is free of strong outliers: abs(G1) < *skewness* **or** G2 < *kurtosis*.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Without missing values.
    skewness, kurtosis : float

    Returns
    -------
    bool
        True also for fewer than 4 values and for a constant column, of which neither can be told.

    Notes
    -----
    One of the two conditions is enough, as in COINr; some descriptions ask for both.
    """
    return _passes(moments(values), skewness, kurtosis)


def moments(values: Array) -> tuple[float, float]:
    r"""Give sample skewness and excess kurtosis, G1 and G2 of Joanes and Gill (1998), type 2.

    .. math:: G_1 = \frac{\sqrt{n(n-1)}}{n-2} \frac{m_3}{m_2^{3/2}}, \qquad
              G_2 = \frac{n-1}{(n-2)(n-3)} \left[(n+1)\left(\frac{m_4}{m_2^2} - 3\right) + 6\right]

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)

    Returns
    -------
    (float, float)
        NaN for fewer than 4 values or a constant column.

    References
    ----------
    Joanes and Gill (1998), Comparing Measures of Sample Skewness and Kurtosis, *The Statistician* 47 (1).
    """
    n = len(values)
    spread = float(np.ptp(values)) if n else 0.0
    if n < 4 or spread == 0:
        return math.nan, math.nan
    # Dividing by the spread first keeps the powers within range for values of any size.
    centred = (values - values.sum() / n) / spread
    square = centred * centred
    m2, m3, m4 = float(centred @ centred) / n, float(square @ centred) / n, float(square @ square) / n
    first = math.sqrt(n * (n - 1)) / (n - 2) * m3 / m2**1.5
    second = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (m4 / m2**2 - 3) + 6)
    return first, second


def winsorise(values: Array, treatment: Treatment) -> Array:
    """Pull the highest value in to the next (the lowest, for a negative skew) until the test passes.

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Without missing values.
    treatment : Treatment
        Its limit and the bounds of the test.

    Returns
    -------
    numpy.ndarray, shape (n,)
        The column, of which at most ``limit`` cells were changed, and those that tie with them.
    """
    result = values.copy()
    changed = np.zeros(len(values), dtype=bool)
    while changed.sum() < treatment.limit:
        found = moments(result)
        if _passes(found, treatment.skewness, treatment.kurtosis):
            break
        high = found[0] >= 0
        end = result.max() if high else result.min()
        rest = result[result != end]
        changed |= result == end
        result[result == end] = rest.max() if high else rest.min()
    return result


def logarithm(values: Array) -> Array:
    r"""Take logarithms on the side of the long tail, keeping the order of the cities.

    .. math:: \ln(x_i - \min x + a), \quad \text{or} \quad -\ln(\max x - x_i + a)
              \ \text{where the skew is negative,} \qquad a = 0.01 (\max x - \min x)

    Parameters
    ----------
    values : numpy.ndarray, shape (n,)
        Without missing values, not all alike.

    Returns
    -------
    numpy.ndarray, shape (n,)

    Notes
    -----
    The first is COINr's and the COIN Tool's; a logarithm of the first kind would make a negative skew worse.
    """
    shift = 0.01 * np.ptp(values)
    if moments(values)[0] < 0:
        return np.asarray(-np.log(values.max() - values + shift))
    return np.asarray(np.log(values - values.min() + shift))


def _passes(found: tuple[float, float], skewness: float, kurtosis: float) -> bool:
    return math.isnan(found[0]) or abs(found[0]) < skewness or found[1] < kurtosis


def _column(values: Array, treatment: Treatment) -> tuple[Array, str]:
    if regular(values, treatment.skewness, treatment.kurtosis):
        return values, ""
    for step in treatment.steps:
        treated = winsorise(values, treatment) if step == "winsorise" else logarithm(values)
        if regular(treated, treatment.skewness, treatment.kurtosis):
            break
    return treated, step
