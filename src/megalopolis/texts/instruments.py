"""Which policy instruments are named together with which concepts.

Instruments follow Rothwell and Zegveld (1985): supply (what government gives), environment (the conditions
that it sets), demand (what it buys or stirs up), each with tools. A sentence links an instrument to a concept
when it holds a word of each.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.texts.attention import CONCEPTS

INSTRUMENTS = ("supply", "environment", "demand")


@dataclass(frozen=True, slots=True)
class Association:
    """A test of independence between the rows and the columns of a table.

    Attributes
    ----------
    statistic : float
        Pearson's chi-square.
    degrees : int
    p : float
        Probability of at least this statistic when rows and columns are independent.
    cramer : float
        Cramer's V, from 0 (independent) to 1.
    expected, residuals : pandas.DataFrame
        Expected counts, and Pearson residuals (observed - expected) / sqrt(expected).
    """

    statistic: float
    degrees: int
    p: float
    cramer: float
    expected: pd.DataFrame
    residuals: pd.DataFrame


def links(terms: pd.DataFrame, lexicon: pd.DataFrame, *, by: str = "instrument") -> pd.DataFrame:
    """The number of sentences that hold a word of both, instrument by concept.

    Parameters
    ----------
    terms : pandas.DataFrame
        document, paragraph, sentence, term, of the documents to look at.
    lexicon : pandas.DataFrame
        term, concept, instrument, tool.
    by : {"instrument", "tool"}

    Returns
    -------
    pandas.DataFrame
        Instruments (or tools, in the order of the lexicon) x concepts. A sentence may count in several cells.
    """
    if by not in ("instrument", "tool"):
        raise ParameterError(f"by: expected instrument or tool, found {by!r}.")
    known = lexicon.set_index("term")
    keys = ["document", "paragraph", "sentence"]
    hits = terms[terms["paragraph"] > 0]
    sides = []
    for column in (by, "concept"):
        named = hits["term"].map(known[column].dropna())
        sides.append(hits[keys].assign(**{column: named}).dropna(subset=column).drop_duplicates())
    both = sides[0].merge(sides[1], on=keys)
    order = INSTRUMENTS if by == "instrument" else tuple(known["tool"].dropna().unique())
    counted = both.groupby([by, "concept"]).size().unstack("concept")
    return counted.reindex(index=list(order), columns=list(CONCEPTS)).fillna(0).astype("int64")


def independence(table: pd.DataFrame) -> Association:
    """Pearson's chi-square test of a table of counts, without continuity correction.

    Rows and columns that hold nothing are left out. Sentences of one document resemble each other and one
    sentence may count twice, so that p is too small: read the residuals and Cramer's V.

    Raises
    ------
    ParameterError
        Fewer than two rows or columns hold anything.
    """
    from scipy.stats import chi2_contingency

    held = table.loc[table.sum(axis=1) > 0, table.sum(axis=0) > 0]
    if min(held.shape) < 2:
        raise ParameterError(f"table: expected two rows and columns with counts, found {held.shape}.")
    result = chi2_contingency(held.to_numpy(), correction=False)
    expected = pd.DataFrame(result.expected_freq, index=held.index, columns=held.columns)
    return Association(
        statistic=float(result.statistic),
        degrees=int(result.dof),
        p=float(result.pvalue),
        cramer=float(np.sqrt(result.statistic / held.to_numpy().sum() / (min(held.shape) - 1))),
        expected=expected,
        residuals=(held - expected) / expected.pow(0.5),
    )
