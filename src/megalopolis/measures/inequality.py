"""How unequally an amount is spread over cities, and between which groups of cities.

The three measures read their arguments in the same way.  *value* is an **amount** that a city has (output,
doctors, patents) and *weight* is what it is shared among (usually the population); both add up over
cities.  What is compared is the amount per unit of weight, each city counting by its weight.  Without
*weight* every city counts as one, and *value* may be any quantity, a ratio too.  For a quantity per head
with population weights, give quantity x population as *value* and population as *weight*.

Shapes use n for cities and g for groups.  Zeros are allowed in *value* except in Theil's L, which is
infinite there.  A negative or missing value, or a weight that is not above 0, raises ``ParameterError`` with
the name of the city.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs, _spread
from megalopolis.measures._dagum import Dagum, dagum
from megalopolis.measures._spread import Codes, Vector

__all__ = ["Dagum", "Theil", "dagum", "gini", "theil"]


@dataclass(frozen=True, slots=True, eq=False)
class Theil:
    """Theil's T or L and its exact split; ``total == between + within``.

    Attributes
    ----------
    total, between, within : float
        In nats, from 0 (all cities alike) upwards.  With nested groups, *between* and *within* refer to the
        finest groups.
    by_group : pandas.Series, shape (g,)
        What each (finest) group adds to ``within``; sums to it.
    by_level : pandas.Series
        What each level of nested groups adds to ``between``, coarsest first; sums to it.
    index : str
        "T" or "L".
    """

    total: float
    between: float
    within: float
    by_group: pd.Series
    by_level: pd.Series
    index: str


def gini(value: pd.Series, weight: pd.Series | None = None, corrected: bool = False) -> float:
    r"""Measure inequality by the mean difference of two cities drawn at random, over twice the mean.

    .. math:: G = \frac{1}{2\mu} \sum_i \sum_j p_i p_j | y_i - y_j |

    where p is a city's share of *weight*, y its *value* per unit of weight and :math:`\mu = \sum_i p_i y_i`.

    Parameters
    ----------
    value : pandas.Series, shape (n,)
        An amount in each city, 0 or more.
    weight : pandas.Series, shape (n,), optional
        What the amount is shared among, above 0; without it each city counts as 1.
    corrected : bool
        Multiply by n / (n - 1), so that the most unequal spread is 1 whatever n.

    Returns
    -------
    float
        From 0 (all alike) to 1 - 1/n without weights (one city has all); corrected, to 1.

    Raises
    ------
    ParameterError
        Cities differ, a value is negative or missing, a weight is not above 0, all values are zero, or
        ``corrected`` with a single city.

    Notes
    -----
    Written here because PySAL's ``inequality`` takes no weights; without weights the two agree.

    References
    ----------
    Gini (1912), *Variabilità e mutabilità*.
    """
    amount, size = _spread.shares(value, weight)
    cities = len(amount)
    order = np.argsort((amount / size), kind="stable")
    share, part = amount[order], size[order]
    # twice the area between the diagonal and the Lorenz curve
    index = float(np.sum(share * (2 * np.cumsum(part) - part)) - 1)
    if corrected:
        if cities == 1:
            raise ParameterError(
                f"value: expected at least 2 cities for the corrected coefficient; found only "
                f"{value.index[0]}. Give more cities or corrected=False."
            )
        index *= cities / (cities - 1)
    return max(index, 0.0)


def theil(
    value: pd.Series,
    group: pd.Series | pd.DataFrame | None = None,
    weight: pd.Series | None = None,
    index: Literal["T", "L"] = "T",
) -> Theil:
    r"""Split inequality of *value* into a part between and a part within groups.

    .. math::
        T = \sum_i s_i \ln \frac{s_i}{p_i} = \sum_k S_k \ln \frac{S_k}{P_k} + \sum_k S_k T_k

        L = \sum_i p_i \ln \frac{p_i}{s_i} = \sum_k P_k \ln \frac{P_k}{S_k} + \sum_k P_k L_k

    where s is a city's share of *value*, p its share of *weight*, and capitals are sums over a group.  The
    groups of T are weighted by their shares of value, those of L by their shares of weight; any other
    weights would not add up.

    Parameters
    ----------
    value : pandas.Series, shape (n,)
        An amount in each city: 0 or more for T, above 0 for L.
    group : pandas.Series or pandas.DataFrame, shape (n,) or (n, levels), optional
        The group of each city, or several levels of groups, coarsest first; a finer group is taken within
        the coarser one, so its label may recur in another.  Without it all cities are one group, "all".
    weight : pandas.Series, shape (n,), optional
        What the amount is shared among, above 0; without it each city counts as 1.
    index : {"T", "L"}
        T heeds differences among rich cities more, L (the mean log deviation) those among poor ones.

    Raises
    ------
    ParameterError
        Cities differ, a value is negative or missing (for L: not above 0), a weight is not above 0, a city
        has no group, or all values are zero.

    Notes
    -----
    A city with value 0 adds 0 to T, the limit of s ln s; nothing is added to the data.  A category without
    cities is left out.

    References
    ----------
    Theil (1967), *Economics and Information Theory*, ch. 4; Bourguignon (1979), Decomposable Income
    Inequality Measures, *Econometrica* 47 (4).
    """
    _inputs.choice(index, "index", ("T", "L"))
    amount, size = _spread.shares(value, weight, above=0.0 if index == "L" else None)
    levels = _spread.levels(group, value.index)
    share, part = (amount, size) if index == "T" else (size, amount)
    total = _divergence(share, part)
    coarser = np.zeros(len(share), dtype=np.intp)
    steps = []
    codes, names = coarser, pd.Index(["all"])
    for depth in range(levels.shape[1]):
        codes, names = _spread.groups(levels.iloc[:, : depth + 1])
        steps.append(_between(share, part, codes, coarser))
        coarser = codes
    within = np.array([_within(share, part, codes == k) for k in range(len(names))])
    return Theil(
        total=total,
        between=float(sum(steps)),
        within=float(within.sum()),
        by_group=pd.Series(within, index=names, name="within"),
        by_level=pd.Series(steps, index=levels.columns, name="between", dtype=np.float64),
        index=index,
    )


def _divergence(share: Vector, part: Vector) -> float:
    present = share > 0
    # rounding may leave the sum a few 1e-17 below 0 when all cities are alike
    return max(float(np.sum(share[present] * np.log(share[present] / part[present]))), 0.0)


def _between(share: Vector, part: Vector, finer: Codes, coarser: Codes) -> float:
    first = np.unique(finer, return_index=True)[1]
    parent = coarser[first]
    fine_share, fine_part = np.bincount(finer, weights=share), np.bincount(finer, weights=part)
    wide_share, wide_part = np.bincount(coarser, weights=share), np.bincount(coarser, weights=part)
    present = fine_share > 0
    ratio = fine_share[present] / fine_part[present] / (wide_share / wide_part)[parent][present]
    return max(float(np.sum(fine_share[present] * np.log(ratio))), 0.0)


def _within(share: Vector, part: Vector, member: npt.NDArray[np.bool_]) -> float:
    whole = float(share[member].sum())
    if whole == 0:
        return 0.0
    return whole * _divergence(share[member] / whole, part[member] / part[member].sum())
