"""Where one dimension of the index is gained while another is lost, city by city and over all cities.

Scores of both years are scaled between the same goalposts, so that their differences can be compared. A
score may rise everywhere for reasons that no city owns, such as prices or schooling; what a city did is
therefore also read against the median city of all agglomerations.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd

from megalopolis.findings import composite_index, population, resample
from megalopolis.measures import composite
from megalopolis.region import Region

DRAWS = 1000


def changes(here: Region, first: int, last: int) -> pd.DataFrame:
    """Change of the dimensions' scores between two years in every city of the agglomerations.

    Returns
    -------
    pandas.DataFrame, shape (cities of all agglomerations and of the region, dimensions)
        In points of 100; NaN where the city lacks one of the dimension's indicators in one of the years, as
        its score would then be another one's.
    """
    scored = _scores(here, (first, last))
    return pd.DataFrame(scored.xs(last, level="year") - scored.xs(first, level="year"))


def _scores(here: Region, years: tuple[int, int]) -> pd.DataFrame:
    framework = composite_index.structure(here)
    codes = pd.Index(sorted({*here.members()["city"], *here.cities.index}), name="city")
    frames = {
        year: pd.DataFrame({leaf: here.nation(leaf, year).reindex(codes) for leaf in framework.leaves})
        for year in years
    }
    data = pd.concat(frames, names=["year", "city"]).swaplevel().sort_index()
    index = composite.build(data.dropna(how="all"), framework, availability=1)
    return index.scores[composite_index.dimensions(index)]


def against_median(moved: pd.DataFrame) -> pd.DataFrame:
    """Changes less those of the median city of all agglomerations."""
    return moved - moved.median()


def own(here: Region, moved: pd.DataFrame) -> pd.DataFrame:
    """The rows of the region's cities, in its order."""
    return moved.reindex(here.cities.index)


def opposed(table: pd.DataFrame) -> pd.DataFrame:
    """How many cities are above 0 in one dimension (row) and below 0 in another (column)."""
    above, below = (table > 0).astype(int), (table < 0).astype(int)
    return pd.DataFrame(above.T @ below)


def torn(table: pd.DataFrame) -> pd.Series:
    """Whether each city is above 0 in some dimension and below 0 in another."""
    return (table > 0).any(axis="columns") & (table < 0).any(axis="columns")


def pairs(here: Region, moved: pd.DataFrame, seed: int, draws: int = DRAWS) -> pd.DataFrame:
    """Whether two dimensions move together or apart: rank correlation of their changes.

    Parameters
    ----------
    moved : pandas.DataFrame
        As :func:`changes` gives it.
    seed, draws : int
        Of the draws of the region's cities (bootstrap, 5th to 95th percentile).

    Returns
    -------
    pandas.DataFrame
        A row a pair, the most opposed first: ``one``, ``other``; ``value`` with ``low`` and ``high`` over the
        region's cities; ``all`` over the cities of all agglomerations with ``all_low`` and ``all_high``;
        ``cities`` of the region with both.
    """
    rows = []
    for one, other in combinations(moved.columns, 2):
        inside = own(here, moved)[[one, other]].dropna()
        everywhere = moved[[one, other]].dropna()
        value, low, high = _correlation(inside.to_numpy(), seed, draws)
        all_value, all_low, all_high = _correlation(everywhere.to_numpy(), seed, draws)
        rows.append((one, other, value, low, high, all_value, all_low, all_high, len(inside)))
    names = ["one", "other", "value", "low", "high", "all", "all_low", "all_high", "cities"]
    return pd.DataFrame(rows, columns=names).sort_values("value", kind="stable", ignore_index=True)


def _correlation(cells: np.ndarray, seed: int, draws: int) -> tuple[float, float, float]:
    """Spearman's coefficient with its interval; NaN with fewer than three cities."""
    if len(cells) < 3:
        return np.nan, np.nan, np.nan
    drawn = np.random.default_rng(seed).integers(0, len(cells), (draws, len(cells)))
    low, high = resample.interval(_spearman(cells[drawn])[:, None])
    return float(_spearman(cells[None])[0]), float(low[0]), float(high[0])


def _spearman(cells: np.ndarray) -> np.ndarray:
    """Shape (draws, cities, 2) -> (draws,)."""
    from scipy.stats import rankdata

    ranks = rankdata(cells, axis=1)
    centred = ranks - ranks.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred**2).sum(axis=1).prod(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(centred.prod(axis=2).sum(axis=1) / spread)


def apart(here: Region, first: int, last: int) -> pd.DataFrame:
    """Whether the gain in each dimension drew the region's cities together or apart.

    Returns
    -------
    pandas.DataFrame
        Indexed by dimension: ``gain`` of the mean city; ``cores`` and ``others``, the mean gains of each
        group's core city and of the rest; ``spread_first`` and ``spread_last``, standard deviations over
        cities (n in the denominator); all in points of 100.
    """
    scored = _scores(here, (first, last))
    before, after = (own(here, pd.DataFrame(scored.xs(year, level="year"))) for year in (first, last))
    gain = after - before
    centre = gain.index.isin(population.cores(here, last))
    return pd.DataFrame(
        {
            "gain": gain.mean(),
            "cores": gain[centre].mean(),
            "others": gain[~centre].mean(),
            "spread_first": before.std(ddof=0),
            "spread_last": after.std(ddof=0),
        }
    )
