"""How unevenly something is spread inside each national agglomeration, and where the region ranks by it.

The counterpart of :mod:`~megalopolis.findings.comparison` for statistics that need several columns, weights,
or units below the city. Statistics work on many draws at once: shape (draws, n units, k columns) -> (draws,).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.findings import grouping, resample
from megalopolis.findings.comparison import Comparison, groups, names
from megalopolis.region import Region

Cells = npt.NDArray[np.float64]
Statistic = Callable[[Cells], Cells]


@dataclass(frozen=True)
class Dispersion(Comparison):
    """A comparison whose value is a statistic of the units of an agglomeration.

    Attributes
    ----------
    statistic : callable
        What was computed.
    cities : pandas.Series
        City of each unit.
    """

    statistic: Statistic = field(default=lambda cells: mean(cells), repr=False)
    cities: pd.Series = field(default_factory=lambda: pd.Series(dtype=str), repr=False)


def compare(
    here: Region,
    units: pd.DataFrame,
    statistic: Statistic,
    seed: int,
    cities: pd.Series | None = None,
    draws: int = 1000,
) -> Dispersion:
    """Compare a statistic of the units of each agglomeration.

    Parameters
    ----------
    here : Region
    units : pandas.DataFrame, shape (n, k)
        A row a unit (city or county), the columns that *statistic* needs; rows with a gap are left out.
    statistic : callable
        (draws, n, k) -> (draws,), such as :func:`theil`.
    seed : int
        Of the draws behind the intervals.
    cities : pandas.Series, optional
        City of each unit; by default the units are cities.
    draws : int
        How often the units of every agglomeration are drawn anew.

    Returns
    -------
    Dispersion
        Values with intervals from the 5th to the 95th percentile of the draws. An agglomeration with fewer
        than two units has no value.

    Raises
    ------
    ParameterError
        *draws* is below 1, or *cities* lacks a unit.
    """
    if draws < 1:
        raise ParameterError(f"draws: expected 1 or more; found {draws}.")
    known = units.dropna()
    home = pd.Series(known.index, index=known.index) if cities is None else cities.reindex(known.index)
    if home.isna().any():
        lacking = home.index[home.isna()][0]
        raise ParameterError(f"cities: expected a city for each unit; found none for {lacking}.")
    own, members = groups(here)
    inside, cities_of = _inside(home, members)
    figures = known.to_numpy(dtype=float)
    cells = {one: figures[rows] for one, rows in inside.items()}
    values = {one: float(_each(held[None], statistic)[0]) for one, held in cells.items()}
    streams = np.random.default_rng(seed).spawn(len(cells))
    drawn = np.column_stack(
        [
            _each(held[stream.integers(0, max(len(held), 1), (draws, len(held)))], statistic)
            for held, stream in zip(cells.values(), streams, strict=True)
        ]
    )
    low, high = resample.interval(drawn)
    rank_low, rank_high = resample.interval(resample.ranks(drawn))
    table = pd.DataFrame(
        {
            "name": names(here, cells),
            "value": list(values.values()),
            "low": low,
            "high": high,
            "rank": resample.ranks(np.array([list(values.values())]))[0],
            "rank_low": rank_low,
            "rank_high": rank_high,
            "cities": list(cities_of.values()),
            "of": [len(codes) for codes in members.values()],
            "own": [one == own for one in cells],
        },
        index=pd.Index(list(cells), name="agglomeration"),
    ).sort_values("value", ascending=False, kind="stable")
    # a single column by city is kept as a series, so that a chart can spread it over its cities
    data = known.iloc[:, 0] if cities is None and known.shape[1] == 1 else known
    return Dispersion(table, own, data, "median", statistic, home)


def _inside(
    home: pd.Series, members: Mapping[str, Iterable[str]]
) -> tuple[dict[str, npt.NDArray[np.bool_]], dict[str, int]]:
    """Which units lie in each agglomeration, and in how many of its cities there are any.

    Each city is looked up once and not once for each of its units: chapters do this hundreds of times.
    """
    number, cities = pd.factorize(home)
    listed = cities.tolist()
    found = {
        one: np.array([city in wanted for city in listed], dtype=bool)
        for one, wanted in ((one, set(codes)) for one, codes in members.items())
    }
    return {one: mask[number] for one, mask in found.items()}, {
        one: int(mask.sum()) for one, mask in found.items()
    }


def variants(
    here: Region,
    compared: Mapping[str, Dispersion],
    others: Mapping[str, Mapping[str, Dispersion]] | None = None,
) -> pd.DataFrame:
    """The region's rank in each comparison with all cities, without each of its groups, and otherwise.

    Parameters
    ----------
    compared : mapping
        Key of a finding -> comparison.
    others : mapping, optional
        Name of another choice -> key -> the comparison made by it.

    Returns
    -------
    pandas.DataFrame
        A row a choice, a column a comparison; without a group, the other agglomerations keep their cities.
        NaN where another choice does not apply.
    """
    left_out = grouping.left_out(here)
    own = pd.DataFrame(
        {
            key: [rank_without(here, one, codes) for codes in left_out.values()]
            for key, one in compared.items()
        },
        index=list(left_out),
    )
    rows = {
        name: {key: one.table.loc[one.own, "rank"] for key, one in chosen.items()}
        for name, chosen in (others or {}).items()
    }
    return pd.concat([own, pd.DataFrame.from_dict(rows, orient="index").reindex(columns=own.columns)])


def rank_without(here: Region, one: Dispersion, without: Iterable[str] = ()) -> float:
    """The region's rank with the units of some of its cities left out; the others keep their values.

    NaN where fewer than two units are left.
    """
    kept = set(here.cities.index) - set(without)
    rows = [city in kept for city in one.cities.tolist()]
    inside = pd.DataFrame(one.data).to_numpy(dtype=float)[rows]
    own = float(_each(inside[None], one.statistic)[0])
    values = one.table["value"].where(one.table.index != one.own, own)
    return float(resample.ranks(values.to_numpy()[None, :])[0, list(one.table.index).index(one.own)])


def theil(cells: Cells) -> Cells:
    """Theil's T of column 0 (amounts) with column 1 as weight; as :func:`measures.inequality.theil`."""
    share = cells[..., 0] / cells[..., 0].sum(axis=1, keepdims=True)
    part = cells[..., 1] / cells[..., 1].sum(axis=1, keepdims=True)
    ratio = np.where(share > 0, share / part, 1.0)
    return np.asarray((share * np.log(ratio)).sum(axis=1))


def gini(cells: Cells) -> Cells:
    """Gini coefficient of column 0, each unit counting once, times n / (n - 1)."""
    values = np.sort(cells[..., 0], axis=1)
    count = values.shape[1]
    weights = 2 * np.arange(1, count + 1) - count - 1
    return np.asarray((values * weights).sum(axis=1) / values.sum(axis=1) / (count - 1))


def gini_change(cells: Cells) -> Cells:
    """Gini coefficient of column 1 less that of column 0."""
    return gini(cells[..., 1:2]) - gini(cells[..., 0:1])


def deviation(cells: Cells) -> Cells:
    """Standard deviation of column 0 with column 1 as weight."""
    part = cells[..., 1] / cells[..., 1].sum(axis=1, keepdims=True)
    mean = (part * cells[..., 0]).sum(axis=1, keepdims=True)
    return np.asarray(np.sqrt((part * (cells[..., 0] - mean) ** 2).sum(axis=1)))


def log_spread_change(cells: Cells) -> Cells:
    """Standard deviation of the logarithms of column 1 less that of column 0, both with n - 1."""
    spread = np.log(cells).std(axis=1, ddof=1)
    return np.asarray(spread[:, 1] - spread[:, 0])


def mean(cells: Cells) -> Cells:
    """Mean of column 0."""
    return np.asarray(cells[..., 0].mean(axis=1))


def median(cells: Cells) -> Cells:
    """Median of column 0."""
    return np.asarray(np.median(cells[..., 0], axis=1))


def share_below_zero(cells: Cells) -> Cells:
    """Share of units with a value below 0 in column 0, in per cent."""
    return np.asarray((cells[..., 0] < 0).mean(axis=1) * 100)


def ratio(cells: Cells) -> Cells:
    """Sum of column 0 over sum of column 1, in per cent."""
    return np.asarray(100 * cells[..., 0].sum(axis=1) / cells[..., 1].sum(axis=1))


def _each(drawn: Cells, statistic: Statistic) -> Cells:
    """The statistic of each draw; NaN where there are fewer than two units."""
    if drawn.shape[1] < 2:
        return np.full(len(drawn), np.nan)
    # a draw of one unit again and again has no spread
    with np.errstate(invalid="ignore", divide="ignore"):
        return statistic(drawn)
