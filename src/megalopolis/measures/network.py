"""How cities are linked: gravity by travel time, centralities, and who is within an hour.

Matrices are frames with the same cities on both sides: from the row to the column.  A missing cell means
that the travel time or the flow is not known; it is never read as 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import networkx
import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs


@dataclass(frozen=True, slots=True, eq=False)
class Circle:
    """The cities that can be reached from a core within a limit.

    Attributes
    ----------
    core : str
        The city in the middle; it belongs to the circle.
    limit : float
        Minutes.
    minutes : pandas.Series
        Travel time of each city of the circle, nearest first; 0 for the core.
    population : float
        Of all cities of the circle; NaN without populations.
    unknown : tuple
        Cities whose travel time is missing: they may or may not belong to the circle.
    """

    core: str
    limit: float
    minutes: pd.Series
    population: float
    unknown: tuple[object, ...]


def mass(population: pd.Series, output: pd.Series) -> pd.Series:
    r"""Return the usual mass of a city in gravity models, :math:`M = \sqrt{P G}`.

    P is the *population* and G the gross *output*, both of shape (n,), 0 or more; a missing or negative value
    or other cities raise ``ParameterError``.
    """
    people = _inputs.series(population, "population", lowest=0)
    made = _inputs.aligned(_inputs.series(output, "output", lowest=0), people.index, "output", "population")
    return pd.Series(np.sqrt(people * made), name="mass")


def gravity(
    mass: pd.Series, minutes: pd.DataFrame, exponent: float = 2, attraction: pd.Series | None = None
) -> pd.DataFrame:
    r"""Estimate how strongly each pair of cities is linked.

    .. math::
        F_{ij} = \frac{M_i M_j}{t_{ij}^b}, \qquad \text{directed: }
        F_{ij} = \frac{G_i}{G_i + G_j} \frac{M_i M_j}{t_{ij}^b}

    Parameters
    ----------
    mass : pandas.Series, shape (n,)
        M, 0 or more; :func:`mass` gives the usual one.
    minutes : pandas.DataFrame, shape (n, n)
        Travel time, above 0 off the diagonal; the diagonal is not read.
    exponent : float
        b, above 0.  The usual 2 is a convention: show what 1 and 1.5 give as well.
    attraction : pandas.Series, shape (n,), optional
        G, 0 or more: divides each link into a part from either side, by the shares of the two cities.

    Returns
    -------
    pandas.DataFrame, shape (n, n)
        In units of mass squared over minutes to the b, so that only ratios have a meaning.  0 on the
        diagonal; NaN where minutes are missing.  With symmetric minutes undirected links are symmetric,
        and the two parts of a directed link sum to the undirected one.

    Raises
    ------
    ParameterError
        A mass is missing or negative, the cities differ, a travel time is not above 0, the exponent is not
        above 0, or neither city of a pair has any attraction.

    References
    ----------
    Reilly (1931), *The Law of Retail Gravitation*; Isard (1960), *Methods of Regional Analysis*, ch. 11.
    """
    if not exponent > 0:
        raise ParameterError(f"exponent: expected a number above 0; found {exponent!r}.")
    weights = _inputs.series(mass, "mass", lowest=0)
    time = _minutes(minutes, weights.index)
    links = np.outer(weights, weights) / time.to_numpy() ** exponent
    if attraction is not None:
        pull = _inputs.aligned(
            _inputs.series(attraction, "attraction", lowest=0), weights.index, "attraction", "mass"
        )
        none = pull.index[pull == 0]
        if len(none) > 1:
            raise ParameterError(
                f"attraction: expected a number above 0 in one city of each pair; found 0 for "
                f"{_inputs.listed(none)}."
            )
        ours = pull.to_numpy()
        pairs = np.add.outer(ours, ours)
        links = links * np.divide(ours[:, None], pairs, out=np.zeros_like(pairs), where=pairs > 0)
    np.fill_diagonal(links, 0)
    return pd.DataFrame(links, index=weights.index, columns=weights.index)


def centrality(flows: pd.DataFrame, threshold: float = 0) -> pd.DataFrame:
    r"""Measure the place of each city in a network of flows.

    .. math:: C_i = \frac{r_i^2}{(n - 1) \sum_j d_{ij}}, \qquad
              B_i \propto \sum_{j<k} \frac{s_{jk}(i)}{s_{jk}}, \qquad E_i \propto \sum_j F_{ij} E_j

    Parameters
    ----------
    flows : pandas.DataFrame, shape (n, n)
        0 or more, n at least 2; the diagonal is not read.  A flow that is missing, or not above
        *threshold*, makes no link.
    threshold : float
        0 or more.  Where links are cut is arbitrary: report several thresholds.

    Returns
    -------
    pandas.DataFrame, shape (n, 5) or (n, 6)
        ``degree``: share of the other cities linked with (directed: mean of both ways); ``strength``: sum of
        the flows of its links (directed: those sent); ``closeness`` C and ``betweenness`` B: by the shortest
        paths s over distances d, sums of 1/flow, among the r others within reach; ``eigenvector`` E: of
        length 1; NaN without links or where no single solution is found (flows that lead nowhere back, parts
        almost apart).  If flows are not symmetric, also ``strength_in``; closeness and eigenvector then look
        at what a city receives.

    Raises
    ------
    ParameterError
        Fewer than 2 cities, a negative flow, other cities in columns than in rows, a negative threshold.

    Notes
    -----
    Computed by networkx.  Closeness is scaled by the share of cities within reach (Wasserman and Faust); the
    eigenvector is that of the strongest part.

    References
    ----------
    Freeman (1979), Centrality in Social Networks, *Social Networks* 1 (3); Bonacich (1987), *American
    Journal of Sociology* 92 (5).
    """
    if not threshold >= 0:
        raise ParameterError(f"threshold: expected 0 or more; found {threshold!r}.")
    checked = _inputs.table(flows, "flows", lowest=0, missing=True, rows=2)
    links = _inputs.aligned(checked.T, checked.index, "the columns of flows", "its rows").T.to_numpy(
        copy=True
    )
    links = np.where(links > threshold, links, 0)
    np.fill_diagonal(links, 0)
    symmetric = np.allclose(links, links.T, rtol=1e-9, atol=0)
    graph = _graph(links, symmetric)
    degree = networkx.degree_centrality(graph)
    closeness = networkx.closeness_centrality(graph, distance="distance")
    betweenness = networkx.betweenness_centrality(graph, weight="distance")
    sides = 1 if symmetric else 2
    columns = {
        "degree": [degree[i] / sides for i in range(len(links))],
        "strength": links.sum(axis=1),
        "closeness": [closeness[i] for i in range(len(links))],
        "betweenness": [betweenness[i] for i in range(len(links))],
        "eigenvector": _eigenvector(graph, len(links)),
    }
    if not symmetric:
        columns["strength_in"] = links.sum(axis=0)
    return pd.DataFrame(columns, index=checked.index)


def circle(
    minutes: pd.DataFrame, core: str, limit: float = 60, population: pd.Series | None = None
) -> Circle:
    r"""Find the cities within a travel time of a core, :math:`\{j : t_{cj} \le \text{limit}\}`.

    Parameters
    ----------
    minutes : pandas.DataFrame, shape (n, n)
        Travel time from the row to the column, above 0 off the diagonal, NaN where not known.
    core : str
        A city of *minutes*.
    limit : float
        Minutes, above 0; a city exactly at the limit belongs to the circle.
    population : pandas.Series, shape (n,), optional
        Population of each city, 0 or more.

    Raises
    ------
    ParameterError
        *core* is not in *minutes*, a travel time is not above 0, the limit is not above 0, or a city of the
        circle has no population.
    """
    if not limit > 0:
        raise ParameterError(f"limit: expected minutes above 0; found {limit!r}.")
    if core not in minutes.index:
        raise ParameterError(
            f"core: expected one of the cities of minutes; found {core!r}. "
            f"The cities are {_inputs.listed(minutes.index)}."
        )
    row = _minutes(minutes, minutes.index).T[core]
    row = row.mask(row.index == core, 0.0)
    near = row[row <= limit].sort_values(kind="stable").rename("minutes")
    people = float("nan")
    if population is not None:
        lacking = near.index.difference(population.index, sort=False)
        if len(lacking):
            raise ParameterError(
                f"population: expected one for each city of the circle; found none for "
                f"{_inputs.listed(lacking)}."
            )
        people = float(_inputs.series(population.loc[near.index], "population", lowest=0).sum())
    return Circle(core, float(limit), near, people, tuple(row.index[row.isna()]))


def _minutes(minutes: pd.DataFrame, cities: pd.Index) -> pd.DataFrame:
    checked = _inputs.table(minutes, "minutes", missing=True)
    _inputs.aligned(checked, cities, "minutes", "the cities")
    _inputs.aligned(checked.T, cities, "the columns of minutes", "the cities")
    time = checked.loc[cities, cities]
    return _inputs.table(time.mask(np.eye(len(cities), dtype=bool)), "minutes", above=0, missing=True)


def _graph(links: Any, symmetric: bool) -> Any:
    graph = networkx.Graph() if symmetric else networkx.DiGraph()
    graph.add_nodes_from(range(len(links)))
    rows, columns = np.nonzero(np.triu(links) if symmetric else links)
    for i, j in zip(rows.tolist(), columns.tolist(), strict=True):
        flow = float(links[i, j])
        graph.add_edge(i, j, distance=1 / flow, strength=flow / links.max())
    return graph


def _eigenvector(graph: Any, count: int) -> list[float]:
    if graph.number_of_edges() == 0:
        return [float("nan")] * count
    # iterated from a fixed start, which gives the same digits every time; flows were scaled so that it ends
    try:
        vector = networkx.eigenvector_centrality(graph, max_iter=20_000, tol=1e-10, weight="strength")
    except networkx.PowerIterationFailedConvergence:
        return [float("nan")] * count
    return [vector[i] for i in range(count)]
