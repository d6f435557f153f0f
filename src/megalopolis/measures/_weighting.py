"""From a setting such as "entropy" or a table of numbers to the weights within each aggregate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _columns, _inputs, weights
from megalopolis.measures.framework import Framework

Weights = str | pd.Series | Mapping[str, float]
DRIVEN = {"entropy": weights.entropy, "critic": weights.critic, "pca": weights.pca}


def given(weight: pd.Series | Mapping[str, float] | Sequence[float], columns: pd.Index) -> pd.Series:
    """Return the weights of *columns*, divided by their sum.

    Raises
    ------
    ParameterError
        A column has no weight, a weight is negative, or all are 0.
    """
    numbers = _columns.matched(weight, columns, "weights")
    if (numbers < 0).any() or not 0 < numbers.sum() < np.inf:
        raise ParameterError(
            "weights: expected numbers of 0 or more, not all 0; found "
            f"{_inputs.listed(f'{n:g} for {c}' for n, c in zip(numbers, columns, strict=True))}."
        )
    return pd.Series(numbers / numbers.sum(), index=columns, name="weight")


def resolve(setting: Weights, framework: Framework, scaled: pd.DataFrame | None = None) -> pd.Series:
    """Turn a setting into local weights that sum to 1 within each parent.

    Parameters
    ----------
    setting : "framework", "equal", "entropy", "critic", "pca", or weights by code
        Weights for the indicators only (also those of entropy, CRITIC and PCA, which are taken over all
        indicators at once) make each aggregate weigh as much as its indicators together, so that they are
        the effective weights.  Weights for every code but the index are local.
    framework : Framework
    scaled : pandas.DataFrame, shape (n, k)
        The indicators on one scale from 0; needed by entropy, CRITIC and PCA.

    Raises
    ------
    ParameterError
        An unknown word, a code without a weight, a negative weight, or an aggregate with none above 0.
    """
    codes = framework.weights.index
    if isinstance(setting, str):
        _inputs.choice(setting, "weights", ("framework", "equal", *DRIVEN))
        if setting == "framework":
            return framework.weights
        if setting == "equal":
            return weights.equal(framework)
        if scaled is None:
            raise ParameterError(f"weights: expected the scaled indicators for {setting!r}; found none.")
        setting = DRIVEN[setting](scaled)
    series = pd.Series(dict(setting), dtype=float)
    if not series.index.isin([code for code in framework.aggregates if code != framework.root]).any():
        series = pd.Series({code: series.reindex(framework.under(code)).sum(skipna=False) for code in codes})
    local = pd.concat([given(series, pd.Index(members)) for members in framework.children.values()])
    return pd.Series(local.reindex(codes), name="weight")
