"""Which words set one group of documents apart from another.

Three measures side by side, since each misleads alone: G2 says how sure a difference is and grows with the
size of the corpus, the log ratio says how large it is and is wild for rare words, the log odds with a prior
lies between. Document frequencies show a word that a single document brings in.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError

PER = 10_000


def compare(
    words: pd.DataFrame,
    sizes: pd.Series,
    target: Iterable[str],
    reference: Iterable[str],
    *,
    minimum: int = 5,
    prior: float = 1000.0,
) -> pd.DataFrame:
    """Compare the words of two groups of documents.

    Parameters
    ----------
    words : pandas.DataFrame
        document, term, count of whole documents.
    sizes : pandas.Series
        Words of each document, indexed by document.
    target, reference : iterable of str
        Ids of the documents of each group; they share none.
    minimum : int
        Fewest occurrences of a term in both groups together.
    prior : float
        Words of the prior of the log odds, spread over terms as in both groups together.

    Returns
    -------
    pandas.DataFrame, indexed by term
        target, reference (occurrences), target_rate, reference_rate (per 10,000 words), target_documents,
        reference_documents (shares of documents that hold the term, from 0 to 1), g2 (positive when the term
        is more frequent in the target, negative when less), log_ratio (binary logarithm of the ratio of
        rates; a count of 0 is taken as 0.5), log_odds and z; sorted by z, largest first.

    Raises
    ------
    ParameterError
        A group is empty, or the groups share a document.
    """
    first, second = list(target), list(reference)
    shared = sorted(set(first) & set(second))
    if not first or not second or shared:
        found = f"both hold {', '.join(shared[:5])}" if shared else "one is empty"
        raise ParameterError(f"target and reference: expected two groups without a common document; {found}.")
    counts, spread = {}, {}
    for name, members in (("target", first), ("reference", second)):
        part = words[words["document"].isin(members)].groupby("term")["count"]
        counts[name], spread[f"{name}_documents"] = part.sum(), part.size() / len(members)
    table = pd.DataFrame(counts).fillna(0).astype("int64")
    table = table[table.sum(axis=1) >= minimum]
    a, b = table["target"].to_numpy(dtype=float), table["reference"].to_numpy(dtype=float)
    c, d = float(sizes.loc[first].sum()), float(sizes.loc[second].sum())
    odds, z = log_odds(a, b, c, d, prior * (a + b) / (c + d), prior)
    table = table.assign(target_rate=PER * a / c, reference_rate=PER * b / d, **spread).fillna(0)
    table = table.assign(g2=log_likelihood(a, b, c, d), log_ratio=log_ratio(a, b, c, d), log_odds=odds, z=z)
    return table.rename_axis("term").sort_values("z", ascending=False, kind="stable")


def log_likelihood(a: np.ndarray, b: np.ndarray, c: float, d: float) -> np.ndarray:
    """The signed log-likelihood ratio of occurrences a of c words against b of d words.

    .. math:: G^2 = 2 \\left( a \\ln \\frac{a}{E_1} + b \\ln \\frac{b}{E_2} \\right), \\quad
              E_1 = c \\frac{a + b}{c + d}, \\; E_2 = d \\frac{a + b}{c + d}

    References
    ----------
    Rayson and Garside (2000), Comparing corpora using frequency profiling.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(a > 0, a * np.log(a * (c + d) / (c * (a + b))), 0.0)
        two = np.where(b > 0, b * np.log(b * (c + d) / (d * (a + b))), 0.0)
    return np.asarray(np.where(a / c >= b / d, 2.0, -2.0) * np.maximum(one + two, 0.0))


def log_ratio(a: np.ndarray, b: np.ndarray, c: float, d: float) -> np.ndarray:
    """The binary logarithm of the ratio of rates a / c and b / d; a count of 0 is taken as 0.5.

    References
    ----------
    Hardie (2014), Log Ratio: an informal introduction.
    """
    return np.asarray(np.log2((np.where(a > 0, a, 0.5) / c) / (np.where(b > 0, b, 0.5) / d)))


def log_odds(
    a: np.ndarray, b: np.ndarray, c: float, d: float, alpha: np.ndarray, total: float
) -> tuple[np.ndarray, np.ndarray]:
    """The log odds ratio with a Dirichlet prior, and its z score.

    .. math:: \\delta = \\ln \\frac{a + \\alpha}{c + \\alpha_0 - a - \\alpha}
              - \\ln \\frac{b + \\alpha}{d + \\alpha_0 - b - \\alpha}, \\quad
              z = \\delta \\Big/ \\sqrt{\\frac{1}{a + \\alpha} + \\frac{1}{b + \\alpha}}

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, doi:10.1093/pan/mpn018.
    """
    delta = np.log((a + alpha) / (c + total - a - alpha)) - np.log((b + alpha) / (d + total - b - alpha))
    return delta, delta / np.sqrt(1 / (a + alpha) + 1 / (b + alpha))
