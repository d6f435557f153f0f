"""Who is whose neighbour: the weights behind the spatial measures; part of ``measures.space``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Neighbours:
    """Which cities touch each other.

    Attributes
    ----------
    matrix : pandas.DataFrame, shape (n, n)
        1 where the city of the row has that of the column as its neighbour, else 0; 0 on the diagonal.
    islands : tuple
        Cities without any neighbour, in the order of *matrix*.
    """

    matrix: pd.DataFrame
    islands: tuple[object, ...]

    @property
    def counts(self) -> pd.Series:
        """The number of neighbours of each city, shape (n,)."""
        return (self.matrix > 0).sum(axis=1).rename("neighbours")

    def keep(self, cities: Iterable[object]) -> Neighbours:
        """Find the neighbourhood among *cities* alone; a city may become an island by it.

        Raises
        ------
        ParameterError
            A city is not among these neighbours; the message names it.
        """
        chosen = pd.Index(list(cities))
        unknown = chosen.difference(self.matrix.index, sort=False)
        if len(unknown):
            raise ParameterError(
                f"cities: expected cities of these neighbours; found also {_inputs.listed(unknown)}."
            )
        return _with_islands(self.matrix.loc[chosen, chosen])


Weights: TypeAlias = Neighbours | pd.DataFrame | Any
"""Neighbours, a matrix with cities on both sides, or a ``Graph`` or ``W`` of libpysal."""


def neighbours(
    geometry: Any, kind: Literal["queen", "rook"] = "queen", tolerance: float | None = None
) -> Neighbours:
    """Find which areas touch.

    Parameters
    ----------
    geometry : geopandas.GeoSeries or geopandas.GeoDataFrame, shape (n,)
        Areas indexed by city; boundaries that two areas share run through the same vertices.
    kind : {"queen", "rook"}
        Whether one common point makes neighbours, or only a common edge.
    tolerance : float, optional
        Take areas as touching whose distance is at most this, in the units of the coordinates: for
        boundaries that do not meet exactly.  It makes no difference of *kind*.

    Returns
    -------
    Neighbours
        Symmetric; a city that touches no other is kept and named in ``islands``.

    Raises
    ------
    ParameterError
        A city stands twice or has no geometry.

    Notes
    -----
    Found by ``libpysal.graph.Graph``.
    """
    # libpysal takes seconds to import, and only chapters with maps need it
    from libpysal.graph import Graph

    _inputs.choice(kind, "kind", ("queen", "rook"))
    _inputs.unique_labels(geometry.index, "geometry")
    shapes = geometry.geometry
    without = geometry.index[np.asarray(shapes.isna() | shapes.is_empty)]
    if len(without):
        raise ParameterError(
            f"geometry: expected an area for every city; found none for {_inputs.listed(without)}. "
            "Drop these rows."
        )
    # the tolerance is in the units of the coordinates; geopandas would warn where these are degrees
    areas = shapes.reset_index(drop=True).set_crs(None, allow_override=True)
    if tolerance is None:
        graph = Graph.build_contiguity(areas, rook=kind == "rook")
    else:
        graph = Graph.build_fuzzy_contiguity(areas, tolerance=tolerance)
    matrix = (graph.sparse.toarray() > 0).astype(np.float64)
    return _with_islands(pd.DataFrame(matrix, index=geometry.index, columns=geometry.index))


def standardised(w: Weights, cities: pd.Index, name: str = "w") -> tuple[Matrix, tuple[object, ...]]:
    """Return the weights among *cities* in their order, each row summing to 1, and the islands.

    The row of an island, a city without neighbours, is 0.

    Raises
    ------
    ParameterError
        *w* is no matrix of neighbours, holds other cities, a negative or missing weight, a city that is its
        own neighbour, or no neighbours at all.
    """
    frame = _inputs.table(_frame(w, name), name, lowest=0)
    _inputs.aligned(frame, frame.columns, f"the rows of {name}", "its columns")
    matrix = _inputs.aligned(frame, cities, name, "value")[cities].to_numpy()
    own = cities[np.diag(matrix) > 0]
    if len(own):
        raise ParameterError(
            f"{name}: expected 0 on the diagonal; found a city as its own neighbour: {_inputs.listed(own)}."
        )
    sums = matrix.sum(axis=1, keepdims=True)
    if not sums.any():
        raise ParameterError(f"{name}: expected some neighbours; found none for any city.")
    rows = np.divide(matrix, sums, out=np.zeros_like(matrix), where=sums > 0)
    return rows, tuple(cities[sums[:, 0] == 0])


def _frame(w: Weights, name: str) -> pd.DataFrame:
    if isinstance(w, Neighbours):
        return w.matrix
    if isinstance(w, pd.DataFrame):
        return w
    if hasattr(w, "unique_ids"):
        return pd.DataFrame(w.sparse.toarray(), index=w.unique_ids, columns=w.unique_ids)
    if hasattr(w, "full"):
        matrix, labels = w.full()
        return pd.DataFrame(matrix, index=labels, columns=labels)
    raise ParameterError(
        f"{name}: expected neighbours (from space.neighbours), a matrix of cities by cities, or a Graph or W "
        f"of libpysal; found {type(w).__name__}."
    )


def _with_islands(matrix: pd.DataFrame) -> Neighbours:
    return Neighbours(matrix, tuple(matrix.index[~(matrix > 0).any(axis=1)]))
