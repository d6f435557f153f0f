"""The five-dimension index of a region: how it is made, the scores, and how firm the ranks are.

Years are scaled together with the goalposts of the table ``indicators``, so that a score of one year can be
compared with another, and adding a year changes no old score.

Every function takes ``weights`` and ``without``, so that a chapter built with other weights, or without an
indicator, says so throughout:

- ``weights``: one of :data:`METHODS`; "framework" is the weights of the table, the others are explained in
  :mod:`megalopolis.measures.weights`;
- ``without``: codes of indicators or dimensions that are left out, separated by spaces; "" leaves none out.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, reduce

import pandas as pd

from megalopolis import answers
from megalopolis.errors import ParameterError
from megalopolis.findings.sentences import near
from megalopolis.measures import composite, uncertainty
from megalopolis.measures import weights as weighting
from megalopolis.measures.composite import Framework, Index
from megalopolis.region import Region

METHODS = ("framework", "equal", "entropy", "critic", "pca")
DRIVEN = {"entropy": weighting.entropy, "critic": weighting.critic, "pca": weighting.pca}
DIMENSIONS = ("innovation", "coordination", "green", "openness", "sharing")
DRAWS = 1000
SEED = 7


@cache
@answers.shared
def structure(here: Region, without: str = "") -> Framework:
    """The tree of the index: indicators in five dimensions, dimensions in the index.

    Raises
    ------
    ParameterError
        A code of *without* is in the index nowhere, or nothing would be left.
    """
    framework = Framework(here.framework())
    codes = without.split()
    known = [str(code) for code in framework.table.index if code != framework.root]
    wrong = [code for code in codes if code not in known]
    if wrong:
        raise ParameterError(
            f"without: expected indicators or dimensions of the index, separated by spaces; found "
            f"{', '.join(wrong)}. {near(wrong[0], known)}"
        )
    # A code may have gone with the dimension that was named before it.
    return reduce(
        lambda rest, code: rest.without(code) if code in rest.table.index else rest, codes, framework
    )


def years(here: Region) -> tuple[int, ...]:
    """Years in which every indicator of the index has figures."""
    panels = [here.panel(code) for code in structure(here).leaves]
    return tuple(sorted(set.intersection(*({int(year) for year in panel.columns} for panel in panels))))


def observed(here: Region, years: Sequence[int], without: str = "") -> pd.DataFrame:
    """The indicators of the index for every city and year.

    Returns
    -------
    pandas.DataFrame, shape (cities x years, indicators)
        Indexed by city and year; NaN where there is no figure.

    Raises
    ------
    ParameterError
        An indicator has no figure at all in one of the years.
    """
    leaves = list(structure(here, without).leaves)
    frames = {year: here.indicators(leaves, year) for year in dict.fromkeys(years)}
    return pd.concat(frames, names=["year", "city"]).swaplevel().sort_index()


def single(here: Region, year: int, without: str = "") -> pd.DataFrame:
    """The indicators of the index for every city in one year; see :func:`observed`."""
    return observed(here, [year], without).droplevel("year").reindex(here.cities.index)


def weigh(here: Region, weights: str = "framework", without: str = "") -> str | pd.Series:
    """What :func:`megalopolis.measures.composite.build` takes as weights.

    Returns
    -------
    str or pandas.Series
        "framework" or "equal" as they are.  Entropy, CRITIC and PCA as effective weights by indicator, taken
        over all cities and all :func:`years` together that have no gap: one set of weights for every year.

    Raises
    ------
    ParameterError
        An unknown word.
    """
    if weights not in METHODS:
        raise ParameterError(f"weights: expected one of {', '.join(METHODS)}; found {weights!r}.")
    if weights not in DRIVEN:
        return weights
    index = composite.build(observed(here, years(here), without), structure(here, without))
    return DRIVEN[weights](index.stages["normalised"][list(index.framework.leaves)].dropna())


def methods(here: Region, without: str = "") -> tuple[str, ...]:
    """The methods that give different weights: "framework" only where the table does not weigh equally."""
    framework = structure(here, without)
    same = (
        weighting.effective(framework)
        .round(9)
        .equals(weighting.effective(framework, weighting.equal(framework)).round(9))
    )
    return tuple(method for method in METHODS if method != "framework" or not same)


def settled(here: Region, weights: str, without: str = "") -> str:
    """The method of *weights* under the name that :func:`methods` gives it.

    Raises
    ------
    ParameterError
        An unknown word.
    """
    weigh(here, weights, without)
    return weights if weights in methods(here, without) else "equal"


def build(here: Region, years: Sequence[int], weights: str = "framework", without: str = "") -> Index:
    """The index of *years*: min-max scaling between goalposts, arithmetic means.

    The table gives equal weights to the dimensions and within each of them. A gap stays a gap: the other
    indicators of the dimension take its weight.

    Raises
    ------
    ParameterError
        As :func:`structure`, :func:`observed` and :func:`weigh`.
    """
    return composite.build(
        observed(here, years, without),
        structure(here, without),
        weights=weigh(here, weights, without),
    )


def dimensions(index: Index) -> list[str]:
    """Codes of the dimensions, in the order of the framework's table."""
    return [
        code for code in index.framework.table.index if code in index.framework.children[index.framework.root]
    ]


def scores(index: Index, year: int) -> pd.DataFrame:
    """Scores of one year, city x dimension and index (0 to 100), from the highest index down."""
    table = pd.DataFrame(index.scores.xs(year, level="year"))[[*dimensions(index), index.framework.root]]
    return table.sort_values(by=[index.framework.root], ascending=False, kind="stable")


@answers.shared
def intervals(
    here: Region,
    year: int,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: str = "framework",
    without: str = "",
) -> pd.DataFrame:
    """Rank of each city with its interval over *draws* ways to compute the index of one year.

    Imputation, treatment of outliers, scaling, method of weighting, weights (each +-25 %) and aggregation
    are drawn together.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``rank`` with gaps filled in and nothing else varied, ``median``, ``low`` and
        ``high``, the 5th and 95th percentile of its ranks.
    """
    return uncertainty.rank_intervals(
        single(here, year, without),
        structure(here, without),
        draws=draws,
        seed=seed,
        choices=choices(here, weights, without),
    )


def choices(here: Region, weights: str = "framework", without: str = "") -> uncertainty.Choices:
    """What an analyst could have chosen: *weights*, which make the reference, or any other method.

    The other choices are those of :class:`megalopolis.measures.pipelines.Choices`.
    """
    chosen = settled(here, weights, without)
    others = [method for method in methods(here, without) if method != chosen]
    return uncertainty.Choices(weights=tuple(weigh(here, one, without) for one in (chosen, *others)))


def standings(
    here: Region,
    year: int,
    draws: int = DRAWS,
    seed: int = SEED,
    weights: str = "framework",
    without: str = "",
) -> pd.DataFrame:
    """The index of each city with its rank and rank interval, best first.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: a column a dimension and ``index`` (scores from 0 to 100), ``rank`` (1 is the best;
        ties share the best of their ranks), and ``median``, ``low`` and ``high`` of :func:`intervals`.

    Raises
    ------
    ParameterError
        As :func:`build`.
    """
    table = scores(build(here, [year], weights, without), year)
    drawn = intervals(here, year, draws, seed, weights, without)[["median", "low", "high"]]
    rank = table["index"].rank(ascending=False, method="min")
    return table.assign(rank=rank).join(drawn)
