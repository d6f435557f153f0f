"""Inference by permutation, shared by the measures of ``measures.space``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs
from megalopolis.measures._neighbours import Matrix, Weights, standardised

Alternative = Literal["greater", "less", "two-sided"]
LEAST_CITIES = 4
BATCH = 1 << 22
"""Cells of simulated data held at once, so that memory does not grow with the permutations."""


def standard(
    value: pd.Series, w: Weights, permutations: int, alternative: str
) -> tuple[Matrix, Matrix, tuple[object, ...]]:
    """Check what the spatial measures are given; return standard scores, weights by row and islands."""
    _inputs.choice(alternative, "alternative", ("greater", "less", "two-sided"))
    if permutations < 1:
        raise ParameterError(f"permutations: expected 1 or more; found {permutations!r}.")
    x = _inputs.series(value, "value", rows=LEAST_CITIES)
    rows, islands = standardised(w, x.index)
    numbers = x.to_numpy(dtype=np.float64)
    if numbers.min() == numbers.max():
        raise ParameterError(
            f"value: expected cities that differ; found {numbers[0]:g} for all {len(numbers)} cities."
        )
    z = numbers - numbers.mean()
    return z / z.std(), rows, islands


def simulate(z: Matrix, statistic: Callable[[Matrix], Matrix], permutations: int, seed: int) -> Matrix:
    """Compute *statistic*, from (r, n) to (r,), on *permutations* shuffled copies of z."""
    random = np.random.default_rng(seed)
    batch = max(BATCH // len(z), 1)
    sizes = [min(batch, permutations - done) for done in range(0, permutations, batch)]
    found: Matrix = np.concatenate(
        [statistic(random.permuted(np.broadcast_to(z, (size, len(z))), axis=1)) for size in sizes]
    )
    return found


def orders(others: int, places: int, permutations: int, seed: int) -> npt.NDArray[np.intp]:
    """Draw *places* of the *others* without replacement, once a permutation: shape (R, places)."""
    random = np.random.default_rng(seed)
    batch = max(BATCH // others, 1)
    sizes = [min(batch, permutations - done) for done in range(0, permutations, batch)]
    numbers = np.arange(others)
    drawn: npt.NDArray[np.intp] = np.concatenate(
        [random.permuted(np.broadcast_to(numbers, (size, others)), axis=1)[:, :places] for size in sizes]
    )
    return drawn


def pseudo(observed: float, simulated: Matrix, alternative: str) -> float:
    """Return (M + 1) / (R + 1) under the named alternative."""
    # an arrangement that equals the observed one must count, whatever its last digit
    slack = 1e-12 * max(abs(observed), 1.0)
    greater = int((simulated >= observed - slack).sum())
    less = int((simulated <= observed + slack).sum())
    total = len(simulated)
    extreme = {"greater": greater, "less": less, "two-sided": min(2 * min(greater, less), total)}
    return (extreme[alternative] + 1) / (total + 1)
