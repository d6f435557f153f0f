"""How one quantity changes with another: Tapio's decoupling of pressure from growth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

LOW, HIGH = 0.8, 1.2
DECIMALS = 12
"""Digits of the elasticity that count at the bounds, so that 0.08 / 0.1 is 0.8."""


@dataclass(frozen=True, slots=True)
class State:
    """A way in which pressure may change with growth: its *id*, *name_zh* and *name_en*."""

    id: str
    name_zh: str
    name_en: str


STATES = (
    State("strong-decoupling", "强脱钩", "strong decoupling"),
    State("weak-decoupling", "弱脱钩", "weak decoupling"),
    State("expansive-coupling", "扩张连结", "expansive coupling"),
    State("expansive-negative-decoupling", "扩张负脱钩", "expansive negative decoupling"),
    State("recessive-decoupling", "衰退脱钩", "recessive decoupling"),
    State("recessive-coupling", "衰退连结", "recessive coupling"),
    State("weak-negative-decoupling", "弱负脱钩", "weak negative decoupling"),
    State("strong-negative-decoupling", "强负脱钩", "strong negative decoupling"),
)
"""The eight states, from the most to the least favourable as long as there is growth, then without it."""

UNDEFINED = State("undefined", "无法判定", "undefined")
"""Growth is so near 0 that the elasticity says nothing."""


def states() -> pd.DataFrame:
    """List the eight states and "undefined".

    Returns
    -------
    pandas.DataFrame, shape (9, 2)
        ``name_zh`` and ``name_en`` by ``id``, from the most favourable state of growth on.
    """
    rows = [(state.id, state.name_zh, state.name_en) for state in (*STATES, UNDEFINED)]
    return pd.DataFrame(rows, columns=["id", "name_zh", "name_en"]).set_index("id")


def rate(panel: pd.DataFrame) -> pd.Series:
    r"""Return the relative change from the first to the last year, :math:`x_T / x_0 - 1`.

    Parameters
    ----------
    panel : pandas.DataFrame, shape (n, years)
        Levels, the years in ascending order; those of the first year above 0.

    Returns
    -------
    pandas.Series, shape (n,)
        -1 and upwards where levels are not negative; 0.1 means that a level rose by a tenth.

    Raises
    ------
    ParameterError
        Fewer than two years, years out of order, a missing value, or a first value that is not above 0.
    """
    levels = _inputs.table(panel, "panel")
    if levels.shape[1] < 2 or not levels.columns.is_monotonic_increasing:
        raise ParameterError(
            f"panel: expected at least 2 years in ascending order as columns; found "
            f"{_inputs.listed(levels.columns)}."
        )
    first = _inputs.series(levels.iloc[:, 0], "panel", above=0)
    found: pd.Series = levels.iloc[:, -1] / first - 1
    return found.rename("rate")


def tapio(pressure: pd.Series, growth: pd.Series, tolerance: float = 0.001) -> pd.DataFrame:
    r"""Name the state of decoupling of each city.

    .. math:: e = \frac{\Delta E / E_0}{\Delta G / G_0}

    Signs come first, then the elasticity e, as the same e means opposite things with and without growth:

    ====================  =====================  ===========================  ===============================
    growth                pressure               e                            state
    ====================  =====================  ===========================  ===============================
    rises                 falls                  below 0                      strong decoupling
    rises                 rises or stays         0 to below 0.8               weak decoupling
    rises                 rises                  0.8 to 1.2                   expansive coupling
    rises                 rises                  above 1.2                    expansive negative decoupling
    falls                 falls                  above 1.2                    recessive decoupling
    falls                 falls                  0.8 to 1.2                   recessive coupling
    falls                 falls or stays         0 to below 0.8               weak negative decoupling
    falls                 rises                  below 0                      strong negative decoupling
    ====================  =====================  ===========================  ===============================

    Parameters
    ----------
    pressure : pandas.Series, shape (n,)
        Relative change of the pressure (emissions, energy, land), such as 0.05; :func:`rate` gives it.
    growth : pandas.Series, shape (n,)
        Relative change of the economy over the same years.
    tolerance : float
        Where growth is at most this, up or down, the state is "undefined" and e is NaN: a quotient by
        nearly 0 is no finding.

    Returns
    -------
    pandas.DataFrame, shape (n, 6)
        ``pressure``, ``growth``, ``elasticity``, ``state`` (an id of :func:`states`), ``name_zh``,
        ``name_en``.

    Raises
    ------
    ParameterError
        A value is missing, the cities differ, or *tolerance* is negative.

    References
    ----------
    Tapio (2005), Towards a Theory of Decoupling, *Transport Policy* 12 (2).
    """
    if not tolerance >= 0:
        raise ParameterError(f"tolerance: expected 0 or more; found {tolerance!r}.")
    change = _inputs.series(pressure, "pressure")
    base = _inputs.aligned(_inputs.series(growth, "growth"), change.index, "growth", "pressure")
    moving = base.abs() > tolerance
    elasticity = (change / base.where(moving)).round(DECIMALS)
    low, high = elasticity < LOW, elasticity > HIGH
    conditions = [
        ~moving,
        (base > 0) & (change < 0),
        (base > 0) & low,
        (base > 0) & high,
        base > 0,
        change > 0,
        low,
        high,
    ]
    chosen = [UNDEFINED, *(STATES[k] for k in (0, 1, 3, 2, 7, 6, 4))]
    ids = np.select(conditions, [state.id for state in chosen], default=STATES[5].id)
    table = pd.DataFrame(
        {"pressure": change, "growth": base, "elasticity": elasticity, "state": ids}, index=change.index
    )
    return table.join(states(), on="state")
