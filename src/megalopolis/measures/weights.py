"""How much each indicator counts: equally, as given, or as the data say.

Weights of a framework are *local*: they sum to 1 within each parent.  What an indicator counts in the index
is its *effective* weight, the product of the local weights on its way up.  Data-driven weights (entropy,
CRITIC, PCA) say how much an indicator sets cities apart, not how much it matters; the most skewed column
often wins, so show them beside equal weights.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs
from megalopolis.measures.framework import Framework

Array = npt.NDArray[np.float64]


def equal(framework: Framework) -> pd.Series:
    """Weigh the m members of each aggregate alike, :math:`w_c = 1 / m`.

    Parameters
    ----------
    framework : Framework

    Returns
    -------
    pandas.Series
        Local weights by code, all but the index; they sum to 1 within each parent.  Indicators of small
        aggregates count for more in the index: see :func:`effective`.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 6.
    """
    shares = {child: 1 / len(members) for members in framework.children.values() for child in members}
    return pd.Series(shares, name="weight").reindex(framework.weights.index)


def effective(framework: Framework, local: pd.Series | None = None) -> pd.Series:
    r"""Give what each indicator counts in the index: the product of the weights on its way up.

    .. math:: W_j = \prod_{c \in \mathrm{path}(j)} w_c

    Parameters
    ----------
    framework : Framework
    local : pandas.Series, optional
        Weights for every code but the index that sum to 1 within each parent, such as ``Index.weights`` or
        :func:`equal`; without it those of the framework.

    Returns
    -------
    pandas.Series
        By indicator; sums to 1.  Exact for arithmetic means of complete data; else what the design means.
    """
    product = {framework.root: 1.0}
    weight = framework.weights if local is None else local
    for parent in reversed(framework.aggregates):
        for child in framework.children[parent]:
            product[child] = product[parent] * float(weight[child])
    return pd.Series({leaf: product[leaf] for leaf in framework.leaves}, name="weight")


def entropy(scaled: pd.DataFrame) -> pd.Series:
    r"""Weigh columns by how unevenly their total is spread over the cities (Shannon's entropy).

    .. math:: p_{ij} = \frac{x'_{ij}}{\sum_i x'_{ij}}, \quad
              e_j = -\frac{1}{\ln n} \sum_i p_{ij} \ln p_{ij}, \quad
              w_j = \frac{1 - e_j}{\sum_j (1 - e_j)}

    with :math:`0 \ln 0 = 0`, the limit: nothing is added to zeros, and no parameter is needed.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed, non-negative values, such as those of ``scale.minmax``; n is cities, or cities x years when
        the years are pooled.  The weights do not change with the unit of a column, but they do when a number
        is added to it.

    Returns
    -------
    pandas.Series, shape (k,)
        0 or more, sums to 1.  A constant column (also one of zeros) has weight exactly 0; a column in which
        one city has everything has e = 0, the highest weight.

    Raises
    ------
    ParameterError
        A cell is missing or negative, there is only one city, or all columns are constant.

    References
    ----------
    Shannon (1948), "A mathematical theory of communication", *Bell System Technical Journal* 27.
    """
    table = _inputs.table(scaled, "scaled", lowest=0, rows=2)
    values, varies = table.to_numpy(), _varying(table)
    with np.errstate(divide="ignore", invalid="ignore"):
        p = values / values.sum(axis=0)
        terms = np.where(p > 0, p * np.log(p), 0.0)
    divergence = 1 + terms.sum(axis=0) / np.log(len(table))
    # Rounding could leave 1e-16 below 0 in a nearly even column.
    return _shares(np.where(varies, np.maximum(divergence, 0), 0.0), table)


def critic(scaled: pd.DataFrame) -> pd.Series:
    r"""Weigh columns by contrast and by conflict with the others (CRITIC).

    .. math:: C_j = \sigma_j \sum_k (1 - r_{jk}), \qquad w_j = C_j / \sum_j C_j

    with the standard deviation :math:`\sigma` and Pearson's r of the scaled columns.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values on one scale, such as those of ``scale.minmax``.

    Returns
    -------
    pandas.Series, shape (k,)
        0 or more, sums to 1.  A constant column has weight 0 and counts in no other's conflict; the only
        column that varies has weight 1.

    Raises
    ------
    ParameterError
        A cell is missing, there is only one city, all columns are constant, or all are perfectly correlated.

    References
    ----------
    Diakoulaki, Mavrotas & Papayannakis (1995), "Determining objective weights in multiple criteria problems:
    The CRITIC method", *Computers & Operations Research* 22(7), 763-770.
    """
    table = _inputs.table(scaled, "scaled", rows=2)
    varies = _varying(table)
    content = varies.astype(float)
    if varies.sum() > 1:
        values = table.to_numpy()[:, varies]
        conflict = (1 - np.corrcoef(values, rowvar=False)).sum(axis=0)
        content[varies] = values.std(axis=0) * np.where(conflict > 1e-12, conflict, 0)
    return _shares(content, table)


def pca(scaled: pd.DataFrame) -> pd.Series:
    r"""Weigh columns by their part in the principal components of the correlation matrix.

    .. math:: w_j = \sum_m \frac{\lambda_m}{\sum_m \lambda_m} v_{jm}^2

    over the components with an eigenvalue :math:`\lambda_m` of 1 or more (Kaiser's rule), with v the
    eigenvector of length 1.  Squares make the arbitrary sign of a component irrelevant and no weight
    negative; the components are not rotated.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values; the scale of a column does not matter.

    Returns
    -------
    pandas.Series, shape (k,)
        0 or more, sums to 1.  A constant column has weight 0.

    Raises
    ------
    ParameterError
        A cell is missing, there is only one city, or all columns are constant.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, step 6 (there with a rotation).
    """
    table = _inputs.table(scaled, "scaled", rows=2)
    varies = _varying(table)
    content = varies.astype(float)
    if varies.sum() > 1:
        eigenvalues, vectors = np.linalg.eigh(np.corrcoef(table.to_numpy()[:, varies], rowvar=False))
        # Eigenvalues that are 1 come out as 1 plus or minus rounding.
        kept = eigenvalues > 1 - 1e-9
        content[varies] = vectors[:, kept] ** 2 @ eigenvalues[kept]
    return _shares(content, table)


def _varying(table: pd.DataFrame) -> npt.NDArray[np.bool_]:
    return (table.max() > table.min()).to_numpy()


def _shares(content: Array, table: pd.DataFrame) -> pd.Series:
    if not content.sum() > 0:
        raise ParameterError(
            "scaled: expected columns that set cities apart; found none: all of "
            f"{_inputs.listed(table.columns)} are constant or say the same. Use equal weights."
        )
    return pd.Series(content / content.sum(), index=table.columns, name="weight")
