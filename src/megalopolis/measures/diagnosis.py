"""Whether indicators that count in one aggregate belong together: the handbook's multivariate analysis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs, treat
from megalopolis.measures.framework import Framework


@dataclass(frozen=True, slots=True)
class Components:
    """Principal components of the correlation matrix.

    Attributes
    ----------
    eigenvalues : pandas.Series, shape (k,)
        From the largest; their sum is k.
    share : pandas.Series, shape (k,)
        Part of the variance, sums to 1.
    loadings : pandas.DataFrame, shape (k, k)
        Correlation of each indicator with each component; the sign of a component, which is arbitrary, is
        chosen so that its loadings sum to 0 or more.
    """

    eigenvalues: pd.Series
    share: pd.Series
    loadings: pd.DataFrame


def statistics(data: pd.DataFrame) -> pd.DataFrame:
    """Describe each indicator before anything is done to it.

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, k)
        NaN is missing.

    Returns
    -------
    pandas.DataFrame
        A row an indicator: ``count`` and ``share`` of values there, ``minimum``, ``median``, ``mean``,
        ``maximum``, ``sd`` (n - 1), ``skewness`` and ``kurtosis`` (G1 and G2; NaN below 4 values or for a
        constant column), ``outliers`` (whether ``treat.regular`` fails).

    Raises
    ------
    ParameterError
        A cell is not a number.
    """
    table = _inputs.table(data, "data", missing=True)
    rows = {}
    for code in table.columns:
        known = table[code].dropna().to_numpy()
        skewness, kurtosis = treat.moments(known)
        rows[code] = {
            "count": len(known),
            "share": len(known) / len(table),
            **table[code].agg(minimum="min", median="median", mean="mean", maximum="max", sd="std"),
            "skewness": skewness,
            "kurtosis": kurtosis,
            "outliers": not treat.regular(known),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def correlations(
    scaled: pd.DataFrame,
    framework: Framework,
    method: Literal["pearson", "spearman", "kendall"] = "pearson",
    thresholds: Sequence[float] = (-0.4, 0.3, 0.9),
) -> pd.DataFrame:
    """Correlate the indicators that share an aggregate, and flag the pairs that do not fit.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values (with raw data a cost would seem to contradict a benefit).
    framework : Framework
        Indicators with one parent form a group.
    method : {"pearson", "spearman", "kendall"}
    thresholds : (negative, weak, high)

    Returns
    -------
    pandas.DataFrame
        A row a pair: ``parent``, ``first``, ``second``, ``r`` over the cities that have both (NaN when one
        is constant), ``flag``: "negative" (r <= -0.4: the two cancel out in the mean), "weak" (below 0.3),
        "high" (above 0.9: counted twice), "undefined", or "".

    Raises
    ------
    ParameterError
        An indicator has no column, or the method is unknown.

    References
    ----------
    Becker et al. (2022), *COINr* (the thresholds of ``plot_corr``).
    """
    table = _inputs.table(scaled, "scaled", missing=True)
    _inputs.choice(method, "method", ("pearson", "spearman", "kendall"))
    negative, weak, high = thresholds
    rows = []
    for parent, codes in _groups(table, framework).items():
        for first, second in combinations(codes, 2):
            pair = table[[first, second]].dropna()
            varies = len(pair) > 1 and (pair.max() > pair.min()).all()
            r = float(pair[first].corr(pair[second], method=method)) if varies else np.nan
            flag = (
                "undefined"
                if not varies
                else "negative"
                if r <= negative
                else "weak"
                if r < weak
                else "high"
                if r > high
                else ""
            )
            rows.append((parent, first, second, r, flag))
    return pd.DataFrame(rows, columns=["parent", "first", "second", "r", "flag"])


def cronbach_alpha(scaled: pd.DataFrame) -> float:
    r"""Measure how far indicators say the same: Cronbach's alpha.

    .. math:: \alpha = \frac{k}{k - 1} \left(1 - \frac{\sum_j s_j^2}{s_{\Sigma}^2}\right)

    with the variances of the indicators and of their sum over the cities that have all of them.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values on one scale.

    Returns
    -------
    float
        At most 1; above 0.7 is often asked for.  **A negative value is a finding**: the indicators pull
        against each other and their mean hides it.  NaN for fewer than 2 indicators or complete cities, or
        when the sum is the same everywhere.

    References
    ----------
    Cronbach (1951), "Coefficient alpha and the internal structure of tests", *Psychometrika* 16.
    """
    values = _inputs.table(scaled, "scaled", missing=True).dropna().to_numpy()
    n, k = values.shape
    if n < 2 or k < 2:
        return np.nan
    total = values.sum(axis=1).var(ddof=1)
    parts = values.var(axis=0, ddof=1).sum()
    # A sum that is constant but for rounding has no variance to explain.
    return float(k / (k - 1) * (1 - parts / total)) if total > 1e-12 * parts and parts > 0 else np.nan


def consistency(scaled: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """Describe how well the indicators of each aggregate hold together.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)
        Directed values on one scale.
    framework : Framework

    Returns
    -------
    pandas.DataFrame
        A row an aggregate with indicators right below it: ``indicators`` (count), ``alpha``, ``mean_r`` and
        ``lowest_r`` of the pairs; NaN with one indicator.
    """
    table = _inputs.table(scaled, "scaled", missing=True)
    pairs = correlations(table, framework).groupby("parent")["r"]
    rows = {
        parent: {
            "indicators": len(codes),
            "alpha": cronbach_alpha(table[codes]),
            "mean_r": pairs.get_group(parent).mean() if len(codes) > 1 else np.nan,
            "lowest_r": pairs.get_group(parent).min() if len(codes) > 1 else np.nan,
        }
        for parent, codes in _groups(table, framework).items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def principal_components(scaled: pd.DataFrame) -> Components:
    """Find the principal components of the correlation matrix of complete data.

    Parameters
    ----------
    scaled : pandas.DataFrame, shape (n, k)

    Returns
    -------
    Components
        One component that carries most of the variance speaks for one index; several, for as many.

    Raises
    ------
    ParameterError
        A cell is missing, there is one city, or a column is constant.
    """
    table = _inputs.table(scaled, "scaled", rows=2)
    constant = table.columns[table.max() == table.min()]
    if len(constant):
        raise ParameterError(
            f"scaled: expected columns that vary; found the same everywhere in {_inputs.listed(constant)}. "
            "Leave it out."
        )
    matrix = np.atleast_2d(np.corrcoef(table.to_numpy(), rowvar=False))
    eigenvalues, vectors = np.linalg.eigh(matrix)
    eigenvalues, vectors = np.maximum(eigenvalues[::-1], 0), vectors[:, ::-1]
    vectors = vectors * np.where(vectors.sum(axis=0) < 0, -1, 1)
    names = pd.RangeIndex(1, len(eigenvalues) + 1, name="component")
    return Components(
        pd.Series(eigenvalues, index=names, name="eigenvalue"),
        pd.Series(eigenvalues / eigenvalues.sum(), index=names, name="share"),
        pd.DataFrame(vectors * np.sqrt(eigenvalues), index=table.columns, columns=names),
    )


def _groups(table: pd.DataFrame, framework: Framework) -> dict[str, list[str]]:
    absent = [code for code in framework.leaves if code not in table.columns]
    if absent:
        raise ParameterError(
            f"scaled: expected a column for every indicator; found none for {_inputs.listed(absent)}."
        )
    members = {
        parent: [code for code in framework.children[parent] if code in framework.leaves]
        for parent in framework.aggregates
    }
    return {parent: codes for parent, codes in members.items() if codes}
