"""Which of the analyst's choices moves the ranks most (variance-based sensitivity, by SALib)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.measures import aggregate
from megalopolis.measures.framework import Framework
from megalopolis.measures.pipelines import FACTORS, Choices, Pipelines, Sample, prepare

COLUMNS = ["first", "first_low", "first_high", "total", "total_low", "total_high"]


def sobol(
    data: pd.DataFrame,
    framework: Framework,
    *,
    draws: int = 1024,
    seed: int,
    choices: Choices | Mapping[str, Any] | None = None,
    resamples: int = 200,
    confidence: float = 0.95,
    **fixed: Any,
) -> pd.DataFrame:
    r"""Split the variance of the ranks' mean shift between the choices (Sobol indices).

    .. math:: S_i = \frac{V[E(y \mid u_i)]}{V(y)}, \qquad
              S_{Ti} = 1 - \frac{V[E(y \mid u_{\sim i})]}{V(y)}, \qquad
              y = \frac{1}{n} \sum_c |\mathrm{rank}_c - \mathrm{rank}_c^{\mathrm{reference}}|

    Parameters
    ----------
    data : pandas.DataFrame, shape (n, at least k)
    framework : Framework
    draws : int
        Base sample, a power of 2; draws x (choices + 2) pipelines are computed.  A hundred are too few: the
        intervals of first-order indices then span most of 0 to 1.
    seed : int
    choices : Choices or mapping, optional
        Every kind with more than one option is a factor, and "noise" of the weights when it is above 0.
    resamples : int
        Bootstrap samples for the intervals.
    confidence : float
        Of the intervals, which are symmetric (normal quantile times the bootstrap's standard deviation).
    **fixed
        As in :func:`megalopolis.measures.uncertainty.rank_intervals`.

    Returns
    -------
    pandas.DataFrame
        A row a factor; first-order and total index, each with the ends of its interval.  About 0 to 1;
        estimates may fall slightly outside.  total - first is what the factor does together with others.
        All NaN when no choice moves any rank, since a variance of 0 has no parts.

    Raises
    ------
    ParameterError
        *draws* is no power of 2, or there is nothing to choose; else as ``rank_intervals``.

    References
    ----------
    Saltelli et al. (2010), *Computer Physics Communications* 181(2), 259-270, doi:10.1016/j.cpc.2009.09.018.
    """
    if draws < 2 or draws & (draws - 1):
        raise ParameterError(f"draws: expected a power of 2, such as 1024; found {draws!r}.")
    pipelines = prepare(data, framework, choices, **fixed)
    factors = [factor for factor in FACTORS if len(getattr(pipelines.choices, factor)) > 1]
    factors += ["noise"] if pipelines.choices.noise > 0 else []
    if not factors:
        raise ParameterError("choices: expected some kind with two options, or noise; found nothing to vary.")
    # SALib takes long to import and only this function needs it.
    from SALib.analyze import sobol as analyse
    from SALib.sample import sobol as sampler

    problem = {"num_vars": len(factors), "names": factors, "bounds": [[0.0, 1.0]] * len(factors)}
    uniform = sampler.sample(problem, draws, calc_second_order=False, seed=seed)
    shift = _shift(pipelines, _sample(pipelines, factors, uniform, draws, seed))
    if np.ptp(shift) == 0:
        return pd.DataFrame(np.nan, index=pd.Index(factors, name="factor"), columns=COLUMNS)
    # SALib reads a seed of 0 as none and then draws from numpy's global state.
    found = analyse.analyze(
        problem, shift, calc_second_order=False, num_resamples=resamples, conf_level=confidence, seed=seed + 1
    )
    first, total = (np.asarray(found[name]) for name in ("S1", "ST"))
    half_first, half_total = (np.asarray(found[name]) for name in ("S1_conf", "ST_conf"))
    columns = [first, first - half_first, first + half_first, total, total - half_total, total + half_total]
    return pd.DataFrame(dict(zip(COLUMNS, columns, strict=True)), index=pd.Index(factors, name="factor"))


def _sample(
    pipelines: Pipelines, factors: list[str], uniform: npt.NDArray[np.float64], sets: int, seed: int
) -> Sample:
    """Turn numbers between 0 and 1 into options: equal bins of options, and of *sets* of noisy weights."""
    by_factor = dict(zip(factors, uniform.T, strict=True))

    def binned(factor: str, count: int) -> npt.NDArray[np.int_]:
        position = by_factor.get(factor, np.zeros(len(uniform))) * count
        return np.asarray(np.minimum(position.astype(int), count - 1))

    options = {factor: binned(factor, len(getattr(pipelines.choices, factor))) for factor in FACTORS}
    noise = pipelines.disturb(sets, np.random.default_rng(seed))
    return Sample(options, noise[binned("noise", sets)])


def _shift(pipelines: Pipelines, sample: Sample) -> npt.NDArray[np.float64]:
    (_, scores), *_ = pipelines.scores(pipelines.reference)
    cities, places = aggregate.order(scores)
    reference = np.empty(len(pipelines.cities), dtype=int)
    reference[cities[0]] = places[0]
    shift = np.empty(len(sample))
    for rows, scores in pipelines.scores(sample):
        cities, places = aggregate.order(scores)
        shift[rows] = np.abs(places - reference[cities]).mean(axis=1)
    return shift
