"""What cities make: specialisation, concentration and likeness of their sectors.

Every function takes a frame of cities (rows, n of them) by sectors (columns, m of them) that holds
**amounts**: persons employed, value added, output, firms.  Only ratios matter, so any unit will do, and
shares may be given instead of amounts.  With shares each city counts as much as any other wherever a
reference is summed over cities ("nation" and "rest" then are plain means); with amounts a city counts by
its size.

Zeros are allowed and nothing is added to them.  A missing or negative cell, or a city without any amount,
raises ``ParameterError`` with the name of the city and sector.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

Reference = Literal["nation", "rest", "others"]


def location_quotient(table: pd.DataFrame, reference: pd.Series | None = None) -> pd.DataFrame:
    r"""Compare the share of each sector in a city with its share in a reference area.

    .. math:: LQ_{jk} = \frac{x_{jk} / \sum_k x_{jk}}{X_k / \sum_k X_k}

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts (or shares) of each sector in each city.
    reference : pandas.Series, shape (m,), optional
        Amounts of each sector in the reference area X, such as the nation.  Without it X is the sum over
        the cities of *table*, and the quotients say how a city differs from these cities together.

    Returns
    -------
    pandas.DataFrame, shape (n, m)
        0 and upwards; 1 where the city is like the reference.  NaN in a sector that the reference area
        does not have and the city neither (0/0); infinite when only the city has it.

    Raises
    ------
    ParameterError
        A cell is missing or negative, a city (or the reference) has no amount at all, or *reference* lists
        other sectors.

    Notes
    -----
    The mean of a city's quotients weighted by the reference shares is 1.

    References
    ----------
    Isard (1960), *Methods of Regional Analysis: An Introduction to Regional Science*.
    """
    amounts = _amounts(table)
    against = amounts.sum() if reference is None else _reference(reference, amounts)
    with np.errstate(divide="ignore", invalid="ignore"):
        quotient = _shares(amounts).to_numpy() / (against / against.sum()).to_numpy()
    return pd.DataFrame(quotient, index=amounts.index, columns=amounts.columns)


def krugman(table: pd.DataFrame, reference: Reference | pd.Series = "nation") -> pd.Series:
    r"""Sum how far the sector shares of each city lie from those of a reference.

    .. math:: K_j = \sum_k | s_{jk} - r_{jk} |,  \qquad s_{jk} = x_{jk} / \sum_k x_{jk}

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts (or shares) of each sector in each city.
    reference : {"nation", "rest", "others"} or pandas.Series of shape (m,)
        Which shares r the city is compared with: ``nation``, those of all cities of *table* together;
        ``rest``, those of all other cities together; ``others``, the mean of the other cities' shares;
        or the amounts of an area outside the table, sector by sector.

    Returns
    -------
    pandas.Series, shape (n,)
        From 0 (the same shares) to 2 (no sector in common).  Some authors halve it.

    Raises
    ------
    ParameterError
        As in :func:`location_quotient`; an unknown *reference*; a single city with ``rest`` or ``others``.

    References
    ----------
    Krugman (1991), *Geography and Trade* (two areas); Midelfart-Knarvik, Overman, Redding and
    Venables (2000), *The Location of European Industry* (the rest of the union as reference).
    """
    amounts = _amounts(table)
    shares = _shares(amounts)
    if isinstance(reference, pd.Series):
        outside = _reference(reference, amounts)
        against = np.broadcast_to((outside / outside.sum()).to_numpy(), shares.shape)
    else:
        against = _against(amounts, shares, reference)
    return pd.Series(np.abs(shares.to_numpy() - against).sum(axis=1), index=amounts.index, name="krugman")


def krugman_pairs(table: pd.DataFrame) -> pd.DataFrame:
    r"""Sum how far the sector shares of each city lie from those of each other city.

    .. math:: K_{ij} = \sum_k | s_{ik} - s_{jk} |

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts (or shares) of each sector in each city.

    Returns
    -------
    pandas.DataFrame, shape (n, n)
        Symmetric, 0 on the diagonal, from 0 (the same shares) to 2 (no sector in common).

    Raises
    ------
    ParameterError
        As in :func:`location_quotient`.
    """
    from scipy.spatial.distance import cdist

    shares = _shares(_amounts(table))
    distance = cdist(shares.to_numpy(), shares.to_numpy(), metric="cityblock")
    return pd.DataFrame(distance, index=shares.index, columns=shares.index)


def similarity(table: pd.DataFrame) -> pd.DataFrame:
    r"""Measure how alike the sectors of two cities are, by the cosine of their shares.

    .. math:: S_{ij} = \frac{\sum_k x_{ik} x_{jk}}{\sqrt{\sum_k x_{ik}^2 \sum_k x_{jk}^2}}

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts (or shares) of each sector in each city; both give the same cosine.

    Returns
    -------
    pandas.DataFrame, shape (n, n)
        Symmetric, 1 on the diagonal, from 0 (no sector in common) to 1 (the same shares).

    Raises
    ------
    ParameterError
        As in :func:`location_quotient`.

    Notes
    -----
    With few sectors the coefficient is close to 1 for nearly every pair: it cannot show sameness there.
    Give the number of sectors and :func:`krugman_pairs` beside it.

    References
    ----------
    The structural similarity coefficient of UNIDO (1979), *World Industry since 1960*.
    """
    # scikit-learn takes seconds to import, and only this function needs it
    from sklearn.metrics.pairwise import cosine_similarity

    shares = _shares(_amounts(table))
    # rounding may leave the cosine a few 1e-16 above 1
    cosine = np.minimum(cosine_similarity(shares.to_numpy()), 1.0)
    np.fill_diagonal(cosine, 1.0)
    return pd.DataFrame(cosine, index=shares.index, columns=shares.index)


def herfindahl(table: pd.DataFrame, scaled: bool = False) -> pd.Series:
    r"""Measure how concentrated each city is on few sectors, by its sum of squared shares.

    .. math:: H_j = \sum_k s_{jk}^2, \qquad H^*_j = \frac{H_j - 1/m}{1 - 1/m}

    Parameters
    ----------
    table : pandas.DataFrame, shape (n, m)
        Amounts (or shares) of each sector in each city.
    scaled : bool
        Give H*, which runs from 0 to 1 whatever the number of sectors m.

    Returns
    -------
    pandas.Series, shape (n,)
        From 1/m (equal shares) to 1 (one sector); scaled, from 0 to 1.

    Raises
    ------
    ParameterError
        As in :func:`location_quotient`; a single sector with ``scaled=True``, for which 1 - 1/m is 0.

    References
    ----------
    Hirschman (1964), The Paternity of an Index, *American Economic Review* 54 (5).
    """
    shares = _shares(_amounts(table))
    index = (shares**2).sum(axis=1)
    if scaled:
        sectors = shares.shape[1]
        if sectors == 1:
            raise ParameterError(
                f"table: expected at least 2 sectors for the scaled index; found only {shares.columns[0]}. "
                "Give more columns or scaled=False."
            )
        index = (index - 1 / sectors) / (1 - 1 / sectors)
    return index.rename("herfindahl")


def _amounts(table: pd.DataFrame) -> pd.DataFrame:
    amounts = _inputs.table(table, "table", lowest=0)
    empty = amounts.index[amounts.sum(axis=1) == 0]
    if len(empty):
        raise ParameterError(
            f"table: expected an amount above 0 in some sector of every city; found only zeros for "
            f"{_inputs.listed(empty)}. Drop these cities."
        )
    return amounts


def _reference(reference: pd.Series, amounts: pd.DataFrame) -> pd.Series:
    checked = _inputs.series(reference, "reference", lowest=0)
    against = _inputs.aligned(checked, amounts.columns, "reference", "the columns of table")
    if against.sum() == 0:
        raise ParameterError("reference: expected an amount above 0 in some sector; found only zeros.")
    return against


def _shares(amounts: pd.DataFrame) -> pd.DataFrame:
    return amounts.div(amounts.sum(axis=1), axis=0)


def _against(amounts: pd.DataFrame, shares: pd.DataFrame, reference: Reference) -> np.ndarray:
    _inputs.choice(reference, "reference", ("nation", "rest", "others"))
    whole = amounts.to_numpy()
    if reference == "nation":
        return np.broadcast_to(whole.sum(axis=0) / whole.sum(), whole.shape)
    if len(amounts) == 1:
        raise ParameterError(
            f"table: expected at least 2 cities for reference={reference!r}; found only {amounts.index[0]}. "
            "Give more cities or reference='nation'."
        )
    # the others are summed one city left out at a time: total minus city would leave rounding residues
    leave_one_out = 1.0 - np.eye(len(amounts))
    if reference == "rest":
        rest = leave_one_out @ whole
        return np.asarray(rest / rest.sum(axis=1, keepdims=True))
    return np.asarray(leave_one_out @ shares.to_numpy() / (len(amounts) - 1))
