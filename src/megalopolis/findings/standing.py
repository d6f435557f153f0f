"""Several comparisons side by side: where the region stands in each, and how firm that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from megalopolis.findings import grouping, problems, resample, sentences
from megalopolis.findings.comparison import Comparison, groups
from megalopolis.findings.finding import Finding
from megalopolis.findings.words import say
from megalopolis.region import Region


def together(comparisons: Mapping[str, Comparison], name: str = "name") -> pd.DataFrame:
    """The agglomerations with the value of each comparison, highest in the last one first.

    Parameters
    ----------
    comparisons : mapping
        Heading -> comparison.
    name : str
        Heading of the agglomerations' names.
    """
    first = next(iter(comparisons.values())).table
    frame = pd.DataFrame({heading: one.table["value"] for heading, one in comparisons.items()})
    frame.insert(0, name, first["name"].reindex(frame.index))
    return frame.sort_values(frame.columns[-1], ascending=False, kind="stable").reset_index(drop=True)


def places(comparisons: Mapping[str, Comparison], headings: Mapping[str, str]) -> pd.DataFrame:
    """The region's rank and its interval in each comparison, a row a comparison, its key in the index.

    *headings* gives those of ``rank``, ``rank_low`` and ``rank_high``.
    """
    rows = {key: one.table.loc[one.own, list(headings)] for key, one in comparisons.items()}
    return pd.DataFrame.from_dict(rows, orient="index").rename(columns=dict(headings))


def variants(here: Region, comparisons: Mapping[str, Comparison]) -> pd.DataFrame:
    """The region's rank in each comparison when the choice of its cities or of the statistic is another.

    Returns
    -------
    pandas.DataFrame
        A row a choice (all cities; without each of its groups; the mean city for the median), a column a
        comparison; the other agglomerations keep their cities. NaN where the choice does not apply: pairs
        are averaged anyway.
    """
    rows = {
        name: {key: rank_without(here, one, inside) for key, one in comparisons.items()}
        for name, inside in grouping.left_out(here).items()
    }
    rows[say(here.language, "mean")] = {
        key: _rank(here, replace(one, how="mean")) if isinstance(one.data, pd.Series) else np.nan
        for key, one in comparisons.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def rank_without(here: Region, comparison: Comparison, without: Iterable[str] = ()) -> float:
    """The region's rank with some of its cities left out; the others keep their values."""
    gone = set(without)
    own = _value(comparison, (code for code in here.cities.index if code not in gone))
    table = comparison.table
    values = table["value"].where(table.index != comparison.own, own)
    return float(resample.ranks(values.to_numpy()[None, :])[0, list(table.index).index(comparison.own)])


def verdicts(here: Region, problem_id: str, told: Iterable[Finding], ranks: pd.DataFrame) -> pd.Series:
    """The verdict on a problem for each choice of :func:`variants`, as a word in the language.

    Parameters
    ----------
    told : iterable of Finding
        Those of :func:`problems.judge`; where *ranks* has no number for a finding, its own value stays.
    ranks : pandas.DataFrame
        A row a choice, a column a finding that ranks.

    Raises
    ------
    ParameterError
        As :func:`problems.judge`.
    """
    findings = list(told)
    words = {
        choice: say(
            here.language, problems.weigh(here, problem_id, [_replaced(one, row) for one in findings])
        )
        for choice, row in ranks.iterrows()
    }
    return pd.Series(words, dtype=str)


def _replaced(finding: Finding, ranks: pd.Series) -> Finding:
    """The finding with the rank of another choice, without an interval."""
    number = sentences.plain(ranks.get(finding.key))
    return finding if number is None else replace(finding, value=number, low=None, high=None)


def _rank(here: Region, comparison: Comparison) -> float:
    """The region's rank with every agglomeration computed anew, for another statistic."""
    own, members = groups(here)
    values = [_value(comparison, codes) for codes in members.values()]
    return float(resample.ranks(np.asarray(values)[None, :])[0, list(members).index(own)])


def _value(comparison: Comparison, codes: Iterable[str]) -> float:
    place = resample.positions(comparison.data, tuple(codes))
    return float(resample.statistic(comparison.data, place[None, :], comparison.how)[0])
