"""Many ways to build one index at once.

An analyst chooses how to impute, treat, normalise, weigh and aggregate.  Only a few tables differ between
these choices (two rules of each kind make eight scaled tables), so they are computed once and shared; what a
draw adds is a product of matrices.  Shapes use n for cities, d for draws and w for weights.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs, aggregate, chain
from megalopolis.measures.framework import Framework

Array = npt.NDArray[np.float64]
FACTORS = ("impute", "treat", "normalise", "weights", "aggregate")
CELLS = 400_000
"""Scores held at a time, so that memory does not grow with the number of draws."""


@dataclasses.dataclass(frozen=True, eq=False)
class Choices:
    """What an analyst could have chosen, each option as likely as the others of its kind.

    Attributes
    ----------
    impute, treat, normalise, weights, aggregate : tuple
        Options of the parameters of :func:`megalopolis.measures.composite.build`; the first of each makes
        the reference.
    noise : float
        Every weight, at each level, is multiplied by a number between 1 - noise and 1 + noise, all equally
        likely.
    to : (low, high)
        Range of min-max and percentiles; above 0, for the geometric mean.
    """

    impute: tuple[Any, ...] = ("mean", "median")
    treat: tuple[Any, ...] = (None, "winsorise-log")
    normalise: tuple[Any, ...] = ("minmax", "percentile")
    weights: tuple[Any, ...] = ("framework",)
    aggregate: tuple[Any, ...] = ("arithmetic", "geometric")
    noise: float = 0.25
    to: tuple[float, float] = (1, 100)

    def __post_init__(self) -> None:
        for factor in FACTORS:
            options = getattr(self, factor)
            # One option may be given without a tuple around it; a table of weights is one option too.
            if isinstance(options, str | pd.Series | Mapping) or not hasattr(options, "__len__"):
                options = (options,)
            if not len(options):
                raise ParameterError(f"choices: expected at least one option for {factor}; found none.")
            object.__setattr__(self, factor, tuple(options))
        if not 0 <= self.noise < 1:
            raise ParameterError(f"choices: expected noise from 0 to below 1; found {self.noise!r}.")


def chosen(choices: Choices | Mapping[str, Any] | None) -> Choices:
    """Read *choices*: a mapping changes single fields of the default.

    Returns
    -------
    Choices

    Raises
    ------
    ParameterError
        A field is not known or has no option, or the noise is not from 0 to below 1.
    """
    if isinstance(choices, Choices):
        return choices
    fields = [field.name for field in dataclasses.fields(Choices)]
    for name in choices or {}:
        _inputs.choice(name, "choices", fields)
    return Choices(**dict(choices or {}))


@dataclasses.dataclass(frozen=True, eq=False)
class Sample:
    """What each draw chose.

    Attributes
    ----------
    options : mapping of factor to array of int, shape (d,)
        Position of the option in the choices.
    noise : numpy.ndarray, shape (d, w)
        Factor of every weight.
    """

    options: Mapping[str, npt.NDArray[np.int_]]
    noise: Array

    def __len__(self) -> int:
        return len(self.noise)

    def __getitem__(self, rows: Any) -> Sample:
        return Sample({factor: option[rows] for factor, option in self.options.items()}, self.noise[rows])


@dataclasses.dataclass(frozen=True, eq=False)
class Pipelines:
    """Every distinct scaled table of the choices, and the weights that go with it.

    Attributes
    ----------
    framework : Framework
    choices : Choices
    cities : pandas.Index
    tables : mapping of (impute, treat, normalise) positions to pandas.DataFrame, shape (n, k)
    weights : mapping of (impute, treat, normalise, weights) positions to array, shape (w,)
        In the order of ``framework.weights``.
    settings : Settings
        What all draws share.
    """

    framework: Framework
    choices: Choices
    cities: pd.Index
    tables: Mapping[tuple[int, int, int], pd.DataFrame]
    weights: Mapping[tuple[int, int, int, int], Array]
    settings: chain.Settings

    @property
    def reference(self) -> Sample:
        """One draw: the first option of each kind, and no noise."""
        width = len(self.framework.weights)
        return Sample({factor: np.zeros(1, dtype=int) for factor in FACTORS}, np.ones((1, width)))

    def draw(self, draws: int, random: np.random.Generator) -> Sample:
        """Draw whole pipelines, *draws* of them, by the generator *random*; options are equally likely."""
        counts = {factor: len(getattr(self.choices, factor)) for factor in FACTORS}
        options = {factor: random.integers(count, size=draws) for factor, count in counts.items()}
        return Sample(options, self.disturb(draws, random))

    def disturb(self, draws: int, random: np.random.Generator) -> Array:
        """Draw the noise of the weights from the generator *random*.

        Returns
        -------
        numpy.ndarray, shape (draws, w)
            Factors between 1 - noise and 1 + noise, a row a draw (*draws* of them).
        """
        noise = self.choices.noise
        return random.uniform(1 - noise, 1 + noise, size=(draws, len(self.framework.weights)))

    def scores(self, sample: Sample) -> Iterator[tuple[slice, Array]]:
        """Yield the index of every city for each draw of *sample*, some draws at a time.

        Returns
        -------
        iterator of (slice, numpy.ndarray of shape (d, n))
            Which draws, and a row of scores for each.

        Raises
        ------
        ParameterError
            A geometric mean meets 0 or less, or a city has no value in some pipeline.
        """
        step = max(1, CELLS // len(self.cities))
        for start in range(0, len(sample), step):
            part = sample[start : start + step]
            result = np.empty((len(part), len(self.cities)))
            keys = np.stack([part.options[factor] for factor in FACTORS], axis=1)
            kinds, kind = np.unique(keys, axis=0, return_inverse=True)
            for position, (i, t, m, w, a) in enumerate(kinds.tolist()):
                rows = np.flatnonzero(kind == position)
                weights = self.weights[i, t, m, w] * part.noise[rows]
                result[rows] = self._index(self.tables[i, t, m], weights, self.choices.aggregate[a])
            if np.isnan(result).any():
                lost = self.cities[np.flatnonzero(np.isnan(result).any(axis=0))]
                raise ParameterError(
                    f"data: expected values for every city in every pipeline; found none for "
                    f"{_inputs.listed(lost)}. Impute, or screen these cities."
                )
            yield slice(start, start + len(part)), result

    def _index(self, table: pd.DataFrame, weights: Array, setting: Any) -> Array:
        means = aggregate.per_height(setting, self.framework)
        by_code = dict(zip(self.framework.weights.index, weights.T, strict=True))
        if len(set(means)) == 1 and not self.settings.availability and not np.isnan(table.to_numpy()).any():
            return aggregate.collapse(table, self.framework, by_code, means[0])
        scores = aggregate.climb(table, self.framework, by_code, means, self.settings.availability)
        return scores[self.framework.root]


def prepare(
    data: pd.DataFrame, framework: Framework, choices: Choices | Mapping[str, Any] | None, **fixed: Any
) -> Pipelines:
    """Compute the tables that the draws share.

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, at least k)
    framework : Framework
    choices : Choices or mapping, optional
    **fixed
        Parameters of :func:`megalopolis.measures.composite.build` that all draws share: screen, groups,
        denominate, targets, availability.

    Raises
    ------
    ParameterError
        A setting is not known, the rows are years of cities, or a step refuses its input.
    """
    choices = chosen(choices)
    for name in fixed:
        _inputs.choice(name, "settings", [s for s in chain.FIRST_STAGE if s not in (*FACTORS, "to")])
    settings = chain.Settings(to=choices.to, **fixed)
    first = chain.begin(data, framework, settings)
    if first["screened"].table.index.nlevels > 1:
        raise ParameterError("data: expected one row a city; found years as well. Choose a year.")
    tables: dict[tuple[int, int, int], pd.DataFrame] = {}
    weights: dict[tuple[int, int, int, int], Array] = {}
    complete = not first["screened"].table.isna().any(axis=None)
    filled: dict[int, Mapping[str, chain.Stage]] = {}
    for i, rule in enumerate(choices.impute):
        # Without gaps all rules give the same table, and need no groups or years.
        now = dataclasses.replace(settings, impute=None if complete else rule)
        filled[i] = filled[0] if i and complete else chain.go_on(first, framework, now, "denominated")
    cached: dict[tuple[int, int, int], tuple[pd.DataFrame, list[Array]]] = {}
    for i, t in product(range(len(choices.impute)), range(len(choices.treat))):
        source = 0 if complete else i
        treated: Mapping[str, chain.Stage] | None = None
        for m, method in enumerate(choices.normalise):
            now = dataclasses.replace(settings, treat=choices.treat[t], normalise=method)
            if (source, t, m) not in cached:
                treated = treated or chain.go_on(filled[source], framework, now, "treated")
                table = chain.go_on(treated, framework, now, "normalised")["normalised"].table
                local = [
                    chain.local_weights(table, framework, dataclasses.replace(now, weights=option))
                    for option in choices.weights
                ]
                cached[source, t, m] = table, [weight.to_numpy() for weight in local]
            tables[i, t, m], found = cached[source, t, m]
            weights.update({(i, t, m, w): found[w] for w in range(len(found))})
    cities = first["screened"].table.index
    return Pipelines(framework, choices, cities, tables, weights, settings)
