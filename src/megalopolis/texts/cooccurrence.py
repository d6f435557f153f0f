"""Which words of the lexicon stand together, as a network.

Two words stand together when a sentence (or a paragraph) holds both; order and repetition do not count.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from megalopolis.errors import ParameterError

UNITS = {"sentence": ["document", "paragraph", "sentence"], "paragraph": ["document", "paragraph"]}


def pairs(
    terms: pd.DataFrame,
    total: int,
    *,
    unit: str = "sentence",
    words: pd.Index | None = None,
    minimum: int = 5,
) -> pd.DataFrame:
    """Pairs of words that stand together, with pointwise mutual information.

    .. math:: \\mathrm{PMI} = \\log_2 \\frac{p(x, y)}{p(x)\\,p(y)}, \\quad
              \\mathrm{NPMI} = \\frac{\\mathrm{PMI}}{-\\log_2 p(x, y)}, \\quad
              J = \\frac{n_{xy}}{n_x + n_y - n_{xy}}

    with p a share of the *total* units.

    Parameters
    ----------
    terms : pandas.DataFrame
        document, paragraph, sentence, term; rows of whole documents (paragraph 0) are left out.
    total : int
        All units of these documents, with or without a word of the lexicon.
    unit : {"sentence", "paragraph"}
    words : pandas.Index, optional
        The words to look at; all by default.
    minimum : int
        Fewest units that hold both words.

    Returns
    -------
    pandas.DataFrame
        term_x, term_y (in order of code points), n_x, n_y, n_xy, pmi, npmi (-1 to 1), jaccard (0 to 1);
        the largest n_xy first.

    Raises
    ------
    ParameterError
        The unit is unknown, or there are more units than *total*.

    References
    ----------
    Church and Hanks (1990), Word association norms, mutual information, and lexicography;
    Bouma (2009), Normalized (pointwise) mutual information in collocation extraction.
    """
    from scipy import sparse

    if unit not in UNITS:
        raise ParameterError(f"unit: expected one of {', '.join(UNITS)}, found {unit!r}.")
    keys = UNITS[unit]
    hits = terms[(terms["paragraph"] > 0) & (terms["term"].isin(words) if words is not None else True)]
    hits = hits[[*keys, "term"]].drop_duplicates()
    place = hits.groupby(keys, sort=False).ngroup().to_numpy()
    column, names = pd.factorize(hits["term"].astype(object), sort=True)
    number = int(place.max()) + 1 if len(hits) else 0
    if number > total:
        raise ParameterError(f"total: expected at least the {number} units that hold a word, found {total}.")
    matrix = sparse.csr_array(
        (np.ones(len(hits), dtype=np.int64), (place, column)), shape=(number, len(names))
    )
    together = sparse.triu(matrix.T @ matrix, k=1).tocoo()
    alone = np.asarray(matrix.sum(axis=0)).ravel()
    keep = together.data >= minimum
    x, y, n_xy = together.row[keep], together.col[keep], together.data[keep]
    n_x, n_y = alone[x], alone[y]
    pmi = np.log2(n_xy * total / (n_x * n_y))
    surprise = -np.log2(n_xy / total)
    table = pd.DataFrame(
        {
            "term_x": np.asarray(names)[x],
            "term_y": np.asarray(names)[y],
            "n_x": n_x,
            "n_y": n_y,
            "n_xy": n_xy,
            "pmi": pmi,
            "npmi": np.divide(pmi, surprise, out=np.ones_like(pmi), where=surprise > 0),
            "jaccard": n_xy / (n_x + n_y - n_xy),
        }
    )
    return table.sort_values(["n_xy", "term_x", "term_y"], ascending=[False, True, True]).reset_index(
        drop=True
    )


def network(table: pd.DataFrame, *, threshold: float = 0.0) -> Any:
    """The pairs whose normalised mutual information is above *threshold*, as a networkx graph.

    Nodes carry ``count`` (units that hold the word), edges ``weight`` (npmi) and ``count`` (units with both).
    """
    import networkx

    graph = networkx.Graph()
    strong = table[table["npmi"] > threshold]
    for x, y, n_x, n_y, n_xy, weight in zip(
        *(strong[name].tolist() for name in ("term_x", "term_y", "n_x", "n_y", "n_xy", "npmi")), strict=True
    ):
        graph.add_node(x, count=n_x)
        graph.add_node(y, count=n_y)
        graph.add_edge(x, y, weight=weight, count=n_xy)
    return graph
