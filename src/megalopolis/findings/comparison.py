"""One number for each national agglomeration, where the region ranks by it, and how firm the rank is.

A comparison either takes the typical city (median or mean of a series over cities) or the typical pair of
cities (mean of a matrix over pairs). Cities are taken whole; a city in two agglomerations counts in both.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from megalopolis import tables
from megalopolis.errors import ParameterError
from megalopolis.findings import resample, sentences
from megalopolis.findings.resample import How
from megalopolis.region import Region


@dataclass(frozen=True)
class Comparison:
    """A statistic of the agglomerations and the place of one of them.

    Attributes
    ----------
    table : pandas.DataFrame
        A row an agglomeration (id), highest value first: ``name``; ``value`` with ``low`` and ``high``;
        ``rank`` (1 for the highest) with ``rank_low`` and ``rank_high``; ``cities`` with a figure ``of`` all
        member cities; ``own``, true for the region.
    own : str
        Id of the region's row.
    data : pandas.Series or pandas.DataFrame
        What was compared: values by city, or a symmetric matrix city by city.
    how : {"median", "mean"}
        The statistic over cities; pairs are always averaged.
    """

    table: pd.DataFrame
    own: str
    data: pd.Series | pd.DataFrame = field(repr=False)
    how: How = "median"

    def figures(self) -> dict[str, float | str | None]:
        """The region's rank with its interval, and what its sentence needs, for :func:`finding.tell`.

        ``value``, ``low``, ``high`` are ranks; ``level`` the region's value, ``middle`` the median of all
        agglomerations, ``best`` and ``top`` the first of them and its value, ``count`` their number.
        """
        ours, known = self.table.loc[self.own], self.table["value"].dropna()
        return {
            "value": sentences.plain(ours["rank"]),
            "low": sentences.plain(ours["rank_low"]),
            "high": sentences.plain(ours["rank_high"]),
            "level": sentences.plain(ours["value"]),
            "middle": sentences.plain(known.median()),
            "best": str(known.index[0]) if len(known) else None,
            "top": sentences.plain(known.max()),
            "count": float(len(known)),
        }

    def labelled(self, **headings: str) -> pd.DataFrame:
        """The columns of ``table`` named in *headings*, under these headings, for charts."""
        return self.table[list(headings)].rename(columns=headings)

    def spread(self, here: Region, agglomeration: str, city: str, value: str) -> pd.DataFrame:
        """Every city with a figure, once for each agglomeration it belongs to, under these headings.

        Raises
        ------
        ParameterError
            Pairs were compared: they have no value by city.
        """
        if not isinstance(self.data, pd.Series):
            raise ParameterError("spread: expected a comparison of cities; found one of pairs.")
        _, members = groups(here)
        called = here.names
        rows = [
            {
                agglomeration: self.table.loc[one, "name"],
                city: called.get(code, code),
                value: self.data.get(code),
            }
            for one in self.table.index
            for code in members[one]
        ]
        return pd.DataFrame(rows).dropna(subset=[value]).reset_index(drop=True)


def cities(here: Region, values: pd.Series, seed: int, how: How = "median", draws: int = 1000) -> Comparison:
    """Compare the typical city of each agglomeration.

    Parameters
    ----------
    here : Region
    values : pandas.Series
        By city code, for the whole country; NaN where there is no figure.
    seed : int
        Of the draws behind the intervals.
    how : {"median", "mean"}
    draws : int
        How often the cities of every agglomeration are drawn anew.

    Returns
    -------
    Comparison
        Intervals run from the 5th to the 95th percentile of the draws (bootstrap over cities): they say how
        far value and rank hang on single cities, not how well these were measured.

    Raises
    ------
    ParameterError
        *how* is neither, or *draws* is below 1.
    """
    return _compare(here, values, seed, how, draws)


def pairs(here: Region, matrix: pd.DataFrame, seed: int, draws: int = 1000) -> Comparison:
    """Compare the mean over the pairs of cities inside each agglomeration.

    Unlike a distance to the mean of the other cities, a mean over pairs does not fall with their number,
    so that agglomerations of 4 and of 31 cities can be compared.

    Parameters
    ----------
    here : Region
    matrix : pandas.DataFrame
        Symmetric, city code by city code, such as :func:`structure.similarity` gives.
    seed, draws : int
        As in :func:`cities`. A city that is drawn twice is not paired with itself.

    Raises
    ------
    ParameterError
        Rows and columns of *matrix* differ, or *draws* is below 1.
    """
    if not matrix.index.equals(matrix.columns):
        raise ParameterError("matrix: expected the same cities in rows and columns; found others.")
    return _compare(here, matrix, seed, "mean", draws)


def change(
    here: Region, start: pd.DataFrame, end: pd.DataFrame, seed: int, draws: int = 1000
) -> dict[str, float | None]:
    """How the mean over the region's pairs of cities moved between two moments, for :func:`finding.tell`.

    Parameters
    ----------
    start, end : pandas.DataFrame
        Symmetric matrices of the two moments; cities that stand in both are compared.

    Returns
    -------
    dict
        ``value`` (end minus start) with ``low`` and ``high`` (bootstrap over cities, 5th to 95th percentile,
        the same cities drawn at both moments), ``start``, ``end``, and ``count``, the number of cities.
    """
    codes = here.cities.index.intersection(start.index).intersection(end.index)
    both = [matrix.loc[codes, codes] for matrix in (start, end)]
    everyone = np.arange(len(codes))[None, :]
    drawn = np.random.default_rng(seed).integers(0, max(len(codes), 1), (draws, len(codes)))
    first, last = (float(resample.statistic(matrix, everyone, "mean")[0]) for matrix in both)
    moved = resample.statistic(both[1], drawn, "mean") - resample.statistic(both[0], drawn, "mean")
    low, high = resample.interval(moved[:, None])
    return {
        "value": sentences.plain(last - first),
        "low": sentences.plain(low[0]),
        "high": sentences.plain(high[0]),
        "start": sentences.plain(first),
        "end": sentences.plain(last),
        "count": float(len(codes)),
    }


def _compare(here: Region, data: pd.Series | pd.DataFrame, seed: int, how: How, draws: int) -> Comparison:
    if how not in ("median", "mean"):
        raise ParameterError(f"how: expected median or mean; found {how!r}.")
    if draws < 1:
        raise ParameterError(f"draws: expected 1 or more; found {draws}.")
    own, members = groups(here)
    known = {one: resample.positions(data, codes) for one, codes in members.items()}
    values = pd.Series(
        {one: resample.statistic(data, place[None, :], how)[0] for one, place in known.items()}, dtype=float
    )
    # one stream for each agglomeration, so that another one's cities do not change this one's interval
    streams = np.random.default_rng(seed).spawn(len(known))
    drawn = np.column_stack(
        [
            resample.statistic(data, place[stream.integers(0, max(len(place), 1), (draws, len(place)))], how)
            for place, stream in zip(known.values(), streams, strict=True)
        ]
    )
    low, high = resample.interval(drawn)
    rank_low, rank_high = resample.interval(resample.ranks(drawn))
    table = pd.DataFrame(
        {
            "name": names(here, known),
            "value": values,
            "low": low,
            "high": high,
            "rank": resample.ranks(values.to_numpy()[None, :])[0],
            "rank_low": rank_low,
            "rank_high": rank_high,
            "cities": [len(place) for place in known.values()],
            "of": [len(codes) for codes in members.values()],
            "own": [one == own for one in known],
        },
        index=pd.Index(list(known), name="agglomeration"),
    )
    return Comparison(table.sort_values("value", ascending=False, kind="stable"), own, data, how)


def groups(here: Region) -> tuple[str, dict[str, tuple[str, ...]]]:
    """The id of the region's row, and the cities of every agglomeration, a region of its own included."""

    def make() -> dict[str, tuple[str, ...]]:
        listed = here.members().groupby("agglomeration", sort=True)["city"]
        return {str(one): tuple(cities) for one, cities in listed}

    own = here.agglomeration or here.id
    listed = tables.derive("members by agglomeration", ["agglomerations"], here.data, make)
    return own, {**listed, own: tuple(here.cities.index)}


def names(here: Region, agglomerations: Iterable[str]) -> list[str]:
    """What each of *agglomerations* is called; the region's own row has the name of the region."""
    own, called = here.agglomeration or here.id, here.agglomerations["name"]
    return [here.name if one == own else str(called.get(one, one)) for one in agglomerations]
