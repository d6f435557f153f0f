"""How far the lexicon agrees with reading, and the reading with itself.

Paragraphs drawn at random are coded several times by the codebook; the agreement of the passes is
Krippendorff's alpha, and the words of the lexicon are held against one pass at a time.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError
from megalopolis.texts.attention import CONCEPTS


def draw(paragraphs: pd.DataFrame, size: int, *, seed: int, minimum: int = 30) -> pd.DataFrame:
    """Draw paragraphs at random, each with the same chance, without replacement.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        document, paragraph, characters.
    size : int
    seed : int
    minimum : int
        Fewest Han characters of a paragraph.

    Returns
    -------
    pandas.DataFrame
        document and paragraph, in the order drawn.

    Raises
    ------
    ParameterError
        There are fewer paragraphs than *size*.
    """
    long = paragraphs[paragraphs["characters"] >= minimum].sort_values(["document", "paragraph"])
    if len(long) < size:
        raise ParameterError(
            f"size: expected at most the {len(long)} paragraphs that are long enough, found {size}."
        )
    chosen = np.random.default_rng(seed).choice(len(long), size, replace=False)
    return long.iloc[chosen][["document", "paragraph"]].reset_index(drop=True)


def agreement(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Krippendorff's alpha of two codings, concept by concept, for nominal data.

    Parameters
    ----------
    first, second : pandas.DataFrame, indexed by document and paragraph
        A column of 0 and 1 for each of :data:`CONCEPTS`.

    Returns
    -------
    pandas.DataFrame, indexed by concept
        alpha (1: the same; 0: as by chance; NaN: only one answer was given), agreed (share of paragraphs
        coded alike), first, second (share of paragraphs coded 1).

    Raises
    ------
    ParameterError
        The two codings are not of the same paragraphs.

    References
    ----------
    Krippendorff (2019), *Content Analysis*, 4th ed., ch. 12.
    """
    if not first.index.sort_values().equals(second.index.sort_values()):
        raise ParameterError("first and second: expected codings of the same paragraphs.")
    second = second.reindex(first.index)
    found = {}
    for concept in CONCEPTS:
        one, two = first[concept].to_numpy(dtype=float), second[concept].to_numpy(dtype=float)
        found[concept] = {
            "alpha": _alpha(np.array([one, two])),
            "agreed": np.mean(one == two),
            "first": one.mean(),
            "second": two.mean(),
        }
    return pd.DataFrame(found).T.rename_axis("concept")


def reliability(codings: pd.DataFrame) -> pd.DataFrame:
    """Krippendorff's alpha of any number of passes together, concept by concept, for nominal data.

    Parameters
    ----------
    codings : pandas.DataFrame
        pass, document, paragraph and a column of 0 and 1 for each of :data:`CONCEPTS`; the passes one below
        the other, such as the table ``lexicon-validation``. A pass may leave paragraphs out.

    Returns
    -------
    pandas.DataFrame, indexed by concept
        alpha (NaN when only one answer was given), agreed (share of the paragraphs coded more than once on
        which all passes agree), least, most (lowest and highest share of a pass coded 1).

    Raises
    ------
    ParameterError
        There are fewer than two passes, or no paragraph is in two of them.

    References
    ----------
    Krippendorff (2019), *Content Analysis*, 4th ed., ch. 12.
    """
    again = codings[codings.duplicated(["document", "paragraph"], keep=False)]
    if again.empty:
        raise ParameterError("codings: expected two passes or more over the same paragraphs.")
    coded_one = codings.groupby("pass")[list(CONCEPTS)].mean()
    found = {}
    for concept in CONCEPTS:
        answers = again.pivot(index=["document", "paragraph"], columns="pass", values=concept).astype(float)
        found[concept] = {
            "alpha": _alpha(answers.to_numpy().T),
            "agreed": (answers.nunique(axis=1) == 1).mean(),
            "least": coded_one[concept].min(),
            "most": coded_one[concept].max(),
        }
    return pd.DataFrame(found).T.rename_axis("concept")


def _alpha(answers: np.ndarray) -> float:
    """Alpha of passes x paragraphs; NaN where nothing varies."""
    import krippendorff

    if len(np.unique(answers[~np.isnan(answers)])) < 2:
        return float("nan")
    return float(krippendorff.alpha(answers, level_of_measurement="nominal"))


def scores(counts: pd.DataFrame, coding: pd.DataFrame, *, least: int = 1) -> pd.DataFrame:
    """Precision and recall of the lexicon against a coding, with Wilson intervals of 95 %.

    .. math:: P = \\frac{tp}{tp + fp}, \\quad R = \\frac{tp}{tp + fn}

    where the lexicon says yes when a paragraph holds at least *least* words of the concept.

    Parameters
    ----------
    counts : pandas.DataFrame
        From :func:`megalopolis.texts.attention.by_paragraph`.
    coding : pandas.DataFrame, indexed by document and paragraph
        0 and 1 by concept.

    Returns
    -------
    pandas.DataFrame, indexed by concept
        both, lexicon_only, coding_only, neither (paragraphs), precision, precision_low, precision_high,
        recall, recall_low, recall_high, f1; NaN where nothing was found or coded.
    """
    if not coding.index.isin(counts.index).all():
        raise ParameterError(
            "coding: expected paragraphs that the counts hold; count and code the same corpus."
        )
    said = counts.loc[coding.index, list(CONCEPTS)] >= least
    found = {}
    for concept in CONCEPTS:
        yes, coded = said[concept].to_numpy(), coding[concept].to_numpy() == 1
        both, over, under = int((yes & coded).sum()), int((yes & ~coded).sum()), int((~yes & coded).sum())
        precision, recall = proportion(both, both + over), proportion(both, both + under)
        found[concept] = {
            "both": both,
            "lexicon_only": over,
            "coding_only": under,
            "neither": len(yes) - both - over - under,
            **dict(zip(("precision", "precision_low", "precision_high"), precision, strict=True)),
            **dict(zip(("recall", "recall_low", "recall_high"), recall, strict=True)),
            "f1": 2 * both / (2 * both + over + under) if both + over + under else np.nan,
        }
    return pd.DataFrame(found).T.rename_axis("concept")


def proportion(successes: int, trials: int) -> tuple[float, float, float]:
    """A proportion with its Wilson interval of 95 %; NaN without trials."""
    from statsmodels.stats.proportion import proportion_confint

    if trials == 0:
        return float("nan"), float("nan"), float("nan")
    low, high = proportion_confint(successes, trials, alpha=0.05, method="wilson")
    return successes / trials, float(low), float(high)
