"""Which cities hold the middle of the network, over several networks, thresholds and measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from megalopolis.findings import links
from megalopolis.findings.sentences import plain
from megalopolis.measures import network
from megalopolis.region import Region

NAMES = ["network", "kept", "measure"]
MEASURES = ("degree", "closeness", "betweenness", "eigenvector")


def networks(
    here: Region, year: int, trains: pd.DataFrame, minutes: pd.DataFrame, exponents: Sequence[float]
) -> dict[str, pd.DataFrame]:
    """Trains and gravity by each exponent, among the cities that the timetable lists.

    A pair without a train counts as none, as a link that nobody lists cannot be followed. Without any train
    it is gravity alone, among all cities with a mass.
    """
    cities = trains.index if len(trains) else links.masses(here, year).index
    found = {"trains": trains.fillna(0.0)} if len(trains) else {}
    return found | {
        f"{one:g}": links.gravity(here, year, minutes, one).loc[cities, cities].fillna(0.0)
        for one in exponents
    }


def threshold(flows: pd.DataFrame, kept: float) -> float:
    """The flow below which a network keeps the strongest share *kept* of its links; 0 for all of them."""
    strengths = flows.to_numpy()[np.triu_indices(len(flows), 1)]
    there = strengths[np.nan_to_num(strengths) > 0]
    if kept >= 1 or len(there) == 0:
        return 0.0
    # a link at the threshold is not kept: step below the smallest that should be
    weakest = np.sort(there)[::-1][: max(round(kept * len(there)), 1)][-1]
    return float(np.nextafter(weakest, 0))


def placings(networks: Mapping[str, pd.DataFrame], kept: Sequence[float]) -> pd.DataFrame:
    """The rank of each city by every network, share of links kept and measure; 1 is the most central.

    Parameters
    ----------
    networks : mapping
        Name -> symmetric flows among the same cities.
    kept : sequence of float
        Shares of the strongest links that are kept, above 0 to 1.

    Returns
    -------
    pandas.DataFrame
        City x (network, kept, measure); cities that tie share the mean of their ranks. A measure by which
        all cities are alike (the degree in a complete network) or that has no solution is left out.
    """
    columns = {}
    for name, flows in networks.items():
        for share in kept:
            found = network.centrality(flows, threshold(flows, share))
            for measure in MEASURES:
                column = found[measure]
                if column.notna().all() and column.nunique() > 1:
                    columns[name, share, measure] = column.rank(ascending=False)
    if columns:
        return pd.DataFrame(columns).rename_axis(columns=NAMES)
    cities = next(iter(networks.values())).index
    return pd.DataFrame(
        index=cities, columns=pd.MultiIndex.from_arrays([[], [], []], names=NAMES), dtype=float
    )


def intervals(ranks: pd.DataFrame) -> pd.DataFrame:
    """Median rank of each city over the choices, with the 5th and 95th percentile, most central first."""
    table = pd.DataFrame(
        {
            "rank": ranks.median(axis=1),
            "low": ranks.quantile(0.05, axis=1),
            "high": ranks.quantile(0.95, axis=1),
        }
    )
    return table.sort_values(["rank", "low", "high"], kind="stable")


def leaders(ranks: pd.DataFrame) -> pd.Series:
    """Share of the choices by which a city is first, in per cent, highest first; ties count for each."""
    first = ranks.eq(ranks.min())
    return (100 * first.mean(axis=1)).sort_values(ascending=False, kind="stable")


def leader_figures(ranks: pd.DataFrame) -> dict[str, float | str | None]:
    """The city that is first by most choices, and the next, for :func:`finding.tell`."""
    if ranks.empty or ranks.shape[1] == 0:
        return dict.fromkeys(("value", "city", "second", "next", "count"))
    share = leaders(ranks)
    return {
        "value": float(share.iloc[0]),
        "city": str(share.index[0]),
        "second": str(share.index[1]),
        "next": float(share.iloc[1]),
        "count": float(ranks.shape[1]),
    }


def width(table: pd.DataFrame) -> dict[str, float | str | None]:
    """Median width of the rank intervals of :func:`intervals` and the widest, for :func:`finding.tell`."""
    if table["rank"].isna().all():
        return dict.fromkeys(("value", "city", "low", "high"))
    wide = table["high"] - table["low"]
    city = str(wide.idxmax())
    return {
        "value": float(wide.median()),
        "city": city,
        "low": plain(table.at[city, "low"]),
        "high": plain(table.at[city, "high"]),
    }


def by_measure(ranks: pd.DataFrame) -> pd.DataFrame:
    """Median rank of each city by each measure, over networks and thresholds; most central first."""
    table = ranks.T.groupby(level="measure").median().T.reindex(index=ranks.index)
    return table[[one for one in MEASURES if one in table]].loc[intervals(ranks).index]
