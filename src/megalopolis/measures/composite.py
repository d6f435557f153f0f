"""A composite index, built step by step as the handbook of OECD and JRC lays out, and open at every step.

``build`` makes an :class:`Index`, which keeps every table on the way and can be replayed with one setting
changed.  TOPSIS and the obstacle degree, two other ways to read scaled indicators, are here as well.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs, aggregate, chain, weights
from megalopolis.measures._weighting import Weights
from megalopolis.measures.framework import Framework
from megalopolis.measures.impute import Denominator
from megalopolis.measures.reading import obstacle, topsis
from megalopolis.measures.treat import Treatment

__all__ = ["Framework", "Index", "Stages", "Treatment", "build", "obstacle", "topsis"]


class Stages(Mapping[str, pd.DataFrame]):
    """The *tables* of a chain by name; what is handed out is a copy, so that they stay as they are."""

    def __init__(self, tables: Mapping[str, pd.DataFrame]) -> None:
        self._tables = dict(tables)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._tables[name].copy()

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)


@dataclasses.dataclass(frozen=True, eq=False)
class Index:
    """A composite index with everything that led to it.

    Attributes
    ----------
    scores : pandas.DataFrame, shape (n, number of aggregates)
        Score of every city in every aggregate, the index last.
    ranks : pandas.DataFrame, same shape
        1 is the best; ties share the best of their ranks.
    stages : mapping of str to pandas.DataFrame
        raw, screened, imputed, denominated, treated, normalised, aggregated; a step that was not asked for
        leaves the table as it was.
    log : pandas.DataFrame
        Columns stage, city, indicator, before, after, rule: a row for every city screened out, every cell
        filled in or treated, and every indicator divided by another.
    weights : pandas.Series
        Local weights by code, all but the index.
    framework : Framework
    settings : Settings
    """

    framework: Framework
    settings: chain.Settings
    _data: pd.DataFrame
    _stages: Mapping[str, chain.Stage]
    _weights: pd.Series

    @property
    def scores(self) -> pd.DataFrame:
        return self._stages["aggregated"].table.copy()

    @property
    def ranks(self) -> pd.DataFrame:
        return aggregate.ranks(self._stages["aggregated"].table)

    @property
    def stages(self) -> Stages:
        return Stages({name: self._stages[name].table for name in chain.STAGES})

    @property
    def log(self) -> pd.DataFrame:
        return chain.log(self._stages)

    @property
    def weights(self) -> pd.Series:
        return self._weights.copy()

    @property
    def effective_weights(self) -> pd.Series:
        """What each indicator counts in the index, by design; sums to 1."""
        return weights.effective(self.framework, self._weights)

    def replay(self, **changes: Any) -> Index:
        """Build the index again with some settings changed; the steps before them are not done again.

        Parameters
        ----------
        **changes
            Any parameter of :func:`build`, also ``data`` and ``framework`` (which start from the beginning).

        Raises
        ------
        ParameterError
            A setting is not known, or a step refuses its input.
        """
        data = changes.pop("data", None)
        framework = changes.pop("framework", None)
        for name in changes:
            _inputs.choice(name, "replay", [*chain.FIRST_STAGE, "data", "framework"])
        settings = dataclasses.replace(self.settings, **changes)
        if data is not None or framework is not None or "denominate" in changes:
            return _index(self._data if data is None else data, framework or self.framework, settings, {})
        first = min(
            (chain.STAGES.index(chain.FIRST_STAGE[name]) for name in changes), default=len(chain.STAGES)
        )
        known = {name: self._stages[name] for name in chain.STAGES[:first]}
        return _index(self._data, self.framework, settings, known)


def build(
    data: pd.DataFrame,
    framework: Framework,
    *,
    screen: float | None = None,
    impute: str | None = None,
    groups: pd.Series | None = None,
    denominate: Mapping[str, Denominator] | None = None,
    treat: Treatment | str | None = None,
    normalise: str | None = "minmax",
    to: tuple[float, float] = (0, 100),
    targets: Mapping[str, float] | pd.Series | None = None,
    weights: Weights = "framework",
    aggregate: str | Sequence[str] = "arithmetic",
    availability: float = 0,
) -> Index:
    r"""Build a composite index: screen, impute, denominate, treat, normalise, weigh, aggregate.

    .. math:: U_{ip} = \sum_{c \in p} w_c U_{ic}, \qquad \sum_{c \in p} w_c = 1, \qquad U_{ij} = x'_{ij}

    for city i and every aggregate p of members c up to the index, with the scaled indicators x' at the
    bottom; see :func:`megalopolis.measures.aggregate.climb` for the other means.

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, at least k)
        A row a city (or a city and a year: then all rows are scaled together and ranked year by year), a
        column an indicator of the framework or a denominator; other columns are left out.  NaN is missing.
    framework : Framework
        The tree of indicators, with directions, weights and frozen goalposts.
    screen : float, optional
        Least share of the indicators that a city must have; see :func:`megalopolis.measures.impute.screen`.
    impute : str, optional
        How to fill gaps: mean, median, group-mean, group-median, panel-last, panel-linear.  Without it they
        stay, and the weights of what is missing go to the other members of an aggregate.
    groups : pandas.Series, optional
        Group of each city, for the group rules.
    denominate : mapping, optional
        Indicator to denominator, or to (denominator, scale).
    treat : str or Treatment, optional
        Against outliers: winsorise, log, winsorise-log.
    normalise : {"minmax", "zscore", "rank", "percentile", "borda", "target"} or None
        None takes the data as scaled already, and directed.  Min-max uses the goalposts of the framework
        where it has them, except for a column that the treatment put into logarithms.
    to : (low, high)
        Range for min-max, percentile and target.  Begin above 0, as with (1, 100), for a geometric or
        harmonic mean: nothing is added to zeros.
    targets : mapping, optional
        Target of each indicator in its units, for "target".
    weights : {"framework", "equal", "entropy", "critic", "pca"} or weights by code
        Weights for the indicators only, such as those of entropy, CRITIC and PCA (taken over all indicators
        at once), are effective weights: an aggregate weighs as much as its indicators together.  Weights for
        every code but the index count within their aggregate.
    aggregate : {"arithmetic", "geometric", "harmonic"} or one for each step up, the lowest first
    availability : float
        Least share of its members that an aggregate needs to have a score for a city.

    Returns
    -------
    Index

    Raises
    ------
    ParameterError
        An input is wrong; the message names the city and the indicator.

    References
    ----------
    OECD/JRC (2008), *Handbook on Constructing Composite Indicators*, ISBN 978-92-64-04345-9.
    Becker et al. (2022), *COINr: An R package for developing composite indicators*.
    """
    settings = chain.Settings(
        screen, impute, groups, denominate, treat, normalise, to, targets, weights, aggregate, availability
    )
    return _index(data, framework, settings, {})


def _index(
    data: pd.DataFrame, framework: Framework, settings: chain.Settings, known: Mapping[str, chain.Stage]
) -> Index:
    if not isinstance(framework, Framework):
        raise ParameterError(
            f"framework: expected a Framework, as Framework(table) makes it; found "
            f"{type(framework).__name__}."
        )
    stages, local = chain.run(data, framework, settings, known)
    return Index(framework, settings, data.copy(), stages, local)
