"""Statistics over cities or over pairs of cities, for many draws of cities at once."""

from __future__ import annotations

from typing import Literal

import numpy as np
import pandas as pd

How = Literal["median", "mean"]

INTERVAL = (0.05, 0.95)
"""Percentiles between which an interval runs."""


def positions(data: pd.Series | pd.DataFrame, codes: tuple[str, ...]) -> np.ndarray:
    """Positions in *data* of the cities that have a figure."""
    there = data.dropna().index if isinstance(data, pd.Series) else data.index
    return np.asarray(
        data.index.get_indexer(pd.Index([code for code in codes if code in there], dtype=object)),
        dtype=np.intp,
    )


def statistic(data: pd.Series | pd.DataFrame, places: np.ndarray, how: How) -> np.ndarray:
    """The statistic for each row of positions, shape (draws, n) -> (draws,); NaN without cities or pairs."""
    cells = data.to_numpy(dtype=float)
    if places.shape[1] == 0:
        return np.full(len(places), np.nan)
    if cells.ndim == 1:
        chosen = cells[places]
        return np.asarray(np.median(chosen, axis=1) if how == "median" else chosen.mean(axis=1))
    different = places[:, :, None] != places[:, None, :]
    count = different.sum(axis=(1, 2))
    total = (cells[places[:, :, None], places[:, None, :]] * different).sum(axis=(1, 2))
    return np.asarray(np.divide(total, count, out=np.full(len(places), np.nan), where=count > 0))


def ranks(values: np.ndarray) -> np.ndarray:
    """Ranks within each row, 1 for the highest, ties sharing the better one; NaN stays NaN."""
    from scipy.stats import rankdata

    return np.asarray(rankdata(-values, method="min", axis=1, nan_policy="omit"))


def interval(drawn: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The percentiles of each column; a value that was drawn, so that ranks stay whole numbers."""
    with np.errstate(all="ignore"):
        known = pd.DataFrame(drawn).quantile(list(INTERVAL), interpolation="nearest")
    return known.iloc[0].to_numpy(), known.iloc[1].to_numpy()
