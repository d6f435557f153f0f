"""How much of a text is given to each concept, and how sure that is.

The measure is the attention share: words of a concept's list for every 10,000 Han characters. Where texts of
different times are compared, a list written today finds more in newer ones; then the words of a concept are
taken in percent of the words of all concepts. Both rest on the list, so every share comes with an interval
over paragraphs or documents, and with what each word adds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError

CONCEPTS = ("innovation", "coordination", "green", "openness", "sharing", "governance")
PER = 10_000
CHUNK = 50  # draws at once, so that memory stays small


def by_paragraph(terms: pd.DataFrame, paragraphs: pd.DataFrame, lexicon: pd.DataFrame) -> pd.DataFrame:
    """Words of each concept in every paragraph, beside its size.

    Parameters
    ----------
    terms, paragraphs : pandas.DataFrame
        The tables of :mod:`megalopolis.texts.store`.
    lexicon : pandas.DataFrame
        term and concept; a row without a concept is not counted.

    Returns
    -------
    pandas.DataFrame, indexed by document and paragraph
        A column for each of :data:`CONCEPTS`, and ``characters``.
    """
    concept = lexicon.dropna(subset="concept").set_index("term")["concept"]
    hits = terms[(terms["paragraph"] > 0) & terms["term"].isin(concept.index)]
    keys = [hits["document"], hits["paragraph"], hits["term"].map(concept).rename("concept")]
    counted = hits["count"].groupby(keys).sum().unstack("concept")
    sizes = paragraphs.set_index(["document", "paragraph"])["characters"]
    whole = counted.reindex(index=sizes.index, columns=list(CONCEPTS)).fillna(0).astype("int64")
    return whole.assign(characters=sizes.astype("int64"))


def shares(counts: pd.DataFrame, group: pd.Series, *, relative: bool = False) -> pd.DataFrame:
    """Attention shares of groups of documents.

    .. math:: A_{gc} = 10\\,000 \\; \\frac{\\sum_{d \\in g} n_{dc}}{\\sum_{d \\in g} N_d}

    with n the words of concept c in document d and N its Han characters.

    Parameters
    ----------
    counts : pandas.DataFrame
        From :func:`by_paragraph`.
    group : pandas.Series
        Name of the group of each document, indexed by document; others are left out.
    relative : bool
        Divide by the words of all concepts, in percent, in place of the characters.

    Returns
    -------
    pandas.DataFrame, groups x concepts
        Words per 10,000 Han characters, from 0; with *relative* percent, which add up to 100.

    Raises
    ------
    ParameterError
        No document of *counts* is in a group.
    """
    sums = _grouped(counts, group).groupby("group").sum()
    rates = PER * sums[list(CONCEPTS)].div(sums["characters"], axis=0)
    return 100 * rates.div(rates.sum(axis=1), axis=0) if relative else rates


def intervals(
    counts: pd.DataFrame,
    group: pd.Series,
    *,
    seed: int,
    draws: int = 1000,
    level: float = 0.9,
    unit: str = "paragraph",
    relative: bool = False,
) -> pd.DataFrame:
    """Attention shares with percentile bootstrap intervals.

    Paragraphs (or whole documents) of a group are drawn with replacement, as many as there are.

    Parameters
    ----------
    counts, group
        As for :func:`shares`.
    seed : int
    draws : int
    level : float
        Coverage of the interval, between 0 and 1.
    unit : {"paragraph", "document"}
        What is drawn. Paragraphs of one document resemble each other: for a group of many documents,
        drawing documents gives the honest, wider interval; for one document only paragraphs can be drawn.
    relative : bool
        As for :func:`shares`.

    Returns
    -------
    pandas.DataFrame
        group, concept, value, low, high.

    References
    ----------
    Efron and Tibshirani (1993), *An Introduction to the Bootstrap*, ch. 13.
    """
    if unit not in ("paragraph", "document"):
        raise ParameterError(f"unit: expected paragraph or document, found {unit!r}.")
    _between(level)
    rng = np.random.default_rng(seed)
    values = shares(counts, group, relative=relative)
    found = []
    for name, part in _grouped(counts, group).groupby("group"):
        units = part.groupby("document").sum() if unit == "document" else part
        low, high = _bounds(_resample(units, draws, rng, relative), level)
        own: np.ndarray = values.loc[name].to_numpy()
        frame = pd.DataFrame({"value": own, "low": low, "high": high})
        found.append(frame.assign(group=name, concept=CONCEPTS))
    return pd.concat(found, ignore_index=True)[["group", "concept", "value", "low", "high"]]


def contrast(
    counts: pd.DataFrame,
    group: pd.Series,
    target: str,
    reference: str,
    *,
    seed: int,
    draws: int = 1000,
    level: float = 0.9,
) -> pd.DataFrame:
    """How much more of its concept words one group of documents gives to each concept than another.

    Documents of both groups are drawn with replacement, so that the interval is of the difference itself.

    Parameters
    ----------
    counts, group, seed, draws, level
        As for :func:`intervals`.
    target, reference : str
        Two of the groups.

    Returns
    -------
    pandas.DataFrame, indexed by concept
        target, reference (percent of the words of all concepts), value (percentage points), low, high.

    Raises
    ------
    ParameterError
        One of the two holds no document.
    """
    _between(level)
    rng = np.random.default_rng(seed)
    named = _grouped(counts, group)
    found, drawn = [], []
    for name in (target, reference):
        units = named[named["group"] == name].drop(columns="group").groupby("document").sum()
        if units.empty:
            raise ParameterError(f"group: expected documents in {name!r}; found none.")
        found.append(units[list(CONCEPTS)].sum() / units[list(CONCEPTS)].to_numpy().sum() * 100)
        drawn.append(_resample(units, draws, rng, True))
    low, high = _bounds(drawn[0] - drawn[1], level)
    table = {
        "target": found[0],
        "reference": found[1],
        "value": found[0] - found[1],
        "low": low,
        "high": high,
    }
    return pd.DataFrame(table, index=pd.Index(CONCEPTS, name="concept"))


def leave_one_out(
    terms: pd.DataFrame, paragraphs: pd.DataFrame, lexicon: pd.DataFrame, group: pd.Series
) -> pd.DataFrame:
    """What each word adds to the share of its concept, and the share without it.

    Returns
    -------
    pandas.DataFrame
        group, concept, term, count, part (of the concept's words, from 0 to 1), without (the attention share
        without the word), for every word that occurs in the group; the largest part first.
    """
    concept = lexicon.dropna(subset="concept").set_index("term")["concept"]
    hits = terms[(terms["paragraph"] > 0) & terms["term"].isin(concept.index)]
    hits = hits.assign(group=hits["document"].map(group)).dropna(subset="group")
    keys = ["group", hits["term"].map(concept).rename("concept"), "term"]
    table = hits.groupby(keys)["count"].sum().reset_index()
    sizes = paragraphs.groupby(paragraphs["document"].map(group))["characters"].sum()
    total = table.groupby(["group", "concept"])["count"].transform("sum")
    table = table.assign(
        part=table["count"] / total, without=PER * (total - table["count"]) / table["group"].map(sizes)
    )
    return table.sort_values(
        ["group", "concept", "part", "term"], ascending=[True, True, False, True]
    ).reset_index(drop=True)


def _grouped(counts: pd.DataFrame, group: pd.Series) -> pd.DataFrame:
    named = counts.assign(group=counts.index.get_level_values("document").map(group.to_dict())).dropna(
        subset="group"
    )
    if named.empty:
        raise ParameterError("group: no document of the counts is in a group; index it by document id.")
    return named


def _between(level: float) -> None:
    if not 0 < level < 1:
        raise ParameterError(f"level: expected a number between 0 and 1, found {level}.")


def _bounds(drawn: np.ndarray, level: float) -> np.ndarray:
    return np.asarray(np.nanquantile(drawn, [(1 - level) / 2, (1 + level) / 2], axis=0))


def _resample(
    units: pd.DataFrame, draws: int, rng: np.random.Generator, relative: bool = False
) -> np.ndarray:
    """Shares of *draws* samples with replacement from the rows of *units*."""
    number, cells = len(units), units[[*CONCEPTS, "characters"]].to_numpy(dtype=float)
    parts = []
    for start in range(0, draws, CHUNK):
        weights = rng.multinomial(number, np.full(number, 1 / number), size=min(CHUNK, draws - start))
        sums = weights @ cells
        words, characters = sums[:, :-1], sums[:, -1:]
        parts.append(100 * words / words.sum(axis=1, keepdims=True) if relative else PER * words / characters)
    drawn: np.ndarray = np.concatenate(parts)
    return drawn
