"""Dagum's split of the Gini coefficient; part of :mod:`megalopolis.measures.inequality`."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.measures import _spread
from megalopolis.measures._spread import Vector


@dataclass(frozen=True, slots=True, eq=False)
class Dagum:
    """The Gini coefficient and Dagum's three parts; ``total == within + between + transvariation``.

    Attributes
    ----------
    total : float
        The Gini coefficient of all cities, from 0 to 1 - 1/n.
    within : float
        The part of differences within groups.
    between : float
        The net part between groups: that of their means.
    transvariation : float
        The part of overlap: cities of a poorer group that are above cities of a richer one.  It is an
        amount of its own, not an error term.
    by_group : pandas.Series, shape (g,)
        The Gini coefficient of each group.
    by_pair : pandas.DataFrame, shape (g, g)
        The Gini coefficient between two groups; on the diagonal, that of the group.
    affluence : pandas.DataFrame, shape (g, g)
        Relative economic affluence D of each pair, from 0 (the groups overlap wholly, or have the same
        mean) to 1 (they do not overlap); 0 on the diagonal.
    """

    total: float
    within: float
    between: float
    transvariation: float
    by_group: pd.Series
    by_pair: pd.DataFrame
    affluence: pd.DataFrame


def dagum(value: pd.Series, group: pd.Series, weight: pd.Series | None = None) -> Dagum:
    r"""Split the Gini coefficient into within groups, net between groups and transvariation.

    .. math::
        \Delta_{jh} = d_{jh} + p_{jh}, \qquad d_{jh} = E[(y_j - y_h)^+],\; p_{jh} = E[(y_h - y_j)^+]
        \quad (\mu_j \ge \mu_h)

        G_{jh} = \frac{\Delta_{jh}}{\mu_j + \mu_h}, \qquad D_{jh} = \frac{d_{jh} - p_{jh}}{d_{jh} + p_{jh}}

        G = \underbrace{\sum_j G_{jj} P_j S_j}_{\text{within}}
          + \underbrace{\sum_{j<h} G_{jh} (P_j S_h + P_h S_j) D_{jh}}_{\text{between}}
          + \underbrace{\sum_{j<h} G_{jh} (P_j S_h + P_h S_j) (1 - D_{jh})}_{\text{transvariation}}

    where P and S are a group's shares of *weight* and *value*.

    Parameters
    ----------
    value : pandas.Series, shape (n,)
        An amount in each city, 0 or more.
    group : pandas.Series, shape (n,)
        The group of each city.
    weight : pandas.Series, shape (n,), optional
        What the amount is shared among, above 0; without it each city counts as 1.

    Raises
    ------
    ParameterError
        As in :func:`megalopolis.measures.inequality.gini`, or a city has no group.

    Notes
    -----
    Two groups with the same mean have D = 0: all of their difference is transvariation.  The net part has the
    closed form :math:`\sum_{j<h} P_j P_h |\mu_j - \mu_h| / \mu`.  A category without cities is left out.

    References
    ----------
    Dagum (1997), A New Approach to the Decomposition of the Gini Income Inequality Ratio, *Empirical
    Economics* 22 (4), doi 10.1007/BF01205777.
    """
    amount, size = _spread.shares(value, weight)
    codes, names = _spread.groups(_spread.levels(group, value.index))
    level = amount / size
    ahead = np.zeros((len(names), len(names)))
    for j in range(len(names)):
        for h in range(len(names)):
            ahead[j, h] = _mean_lead(level, size, codes == j, codes == h)
    part = np.bincount(codes, weights=size)
    share = np.bincount(codes, weights=amount)
    means = share / part
    both = ahead + ahead.T
    pair = np.divide(both, np.add.outer(means, means), out=np.zeros_like(both), where=both > 0)
    affluence = np.divide(np.abs(ahead - ahead.T), both, out=np.zeros_like(both), where=both > 0)
    product = pair * np.outer(part, share)
    net, overlap = product * affluence, product * (1 - affluence)
    return Dagum(
        total=float(product.sum()),
        within=float(np.trace(product)),
        between=float(net.sum()),
        transvariation=float(overlap.sum() - np.trace(overlap)),
        by_group=pd.Series(np.diag(pair).copy(), index=names, name="gini"),
        by_pair=pd.DataFrame(pair, index=names, columns=names),
        affluence=pd.DataFrame(affluence, index=names, columns=names),
    )


def _mean_lead(
    level: Vector, size: Vector, ours: npt.NDArray[np.bool_], theirs: npt.NDArray[np.bool_]
) -> float:
    """Average by how much a city of the first group is above one of the second, 0 where it is not."""
    lead = np.maximum(np.subtract.outer(level[ours], level[theirs]), 0)
    weights = np.outer(size[ours], size[theirs])
    return float(np.sum(lead * weights) / np.sum(weights))
