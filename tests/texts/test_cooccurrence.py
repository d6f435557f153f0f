"""Words that stand together, by hand."""

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.texts.cooccurrence import network, pairs

TERMS = pd.DataFrame(
    [
        ("a", 0, 0, "创新", 4),
        ("a", 1, 1, "创新", 3),
        ("a", 1, 1, "人才", 1),
        ("a", 1, 2, "创新", 1),
        ("a", 2, 1, "人才", 1),
        ("a", 2, 1, "创新", 1),
        ("a", 2, 1, "低碳", 1),
        ("b", 1, 1, "低碳", 1),
    ],
    columns=["document", "paragraph", "sentence", "term", "count"],
)


def test_pairs_by_hand():
    """人才 in 2, 创新 in 3, both in 2 of 10 sentences: PMI = log2(2 * 10 / 6), Jaccard = 2 / 3."""
    row = pairs(TERMS, 10, minimum=2).iloc[0]
    pmi = np.log2(20 / 6)

    assert ("人才", "创新", 2, 3, 2) == tuple(row[["term_x", "term_y", "n_x", "n_y", "n_xy"]])
    assert pmi == pytest.approx(row["pmi"])
    assert pmi / -np.log2(0.2) == pytest.approx(row["npmi"])
    assert 2 / 3 == pytest.approx(row["jaccard"])


def test_repetition_and_whole_documents_do_not_count():
    """Three times in a sentence is once; every pair of the rest stands together once."""
    table = pairs(TERMS, 10, minimum=1)

    assert {("人才", "创新"): 2, ("人才", "低碳"): 1, ("低碳", "创新"): 1} == {
        tuple(sorted(pair)): n for *pair, n in table[["term_x", "term_y", "n_xy"]].itertuples(index=False)
    } | {}


def test_paragraphs_are_wider_than_sentences():
    """By paragraph 创新 is in two units, not three."""
    row = pairs(TERMS, 5, unit="paragraph", minimum=2).iloc[0]

    assert ("人才", "创新", 2, 2, 2) == tuple(row[["term_x", "term_y", "n_x", "n_y", "n_xy"]])


def test_only_chosen_words_are_paired():
    """Others are as if they were not there."""
    assert 0 == len(pairs(TERMS, 10, words=pd.Index(["创新"]), minimum=1))


def test_words_that_always_stand_together():
    """In every unit there is: PMI is 0 and normalised to 1 by convention."""
    terms = pd.DataFrame({"document": "a", "paragraph": 1, "sentence": 1, "term": ["甲乙", "丙丁"]})
    row = pairs(terms, 1, minimum=1).iloc[0]

    assert (0.0, 1.0, 1.0) == tuple(row[["pmi", "npmi", "jaccard"]])


def test_network_keeps_strong_pairs():
    """Edges carry the measure, nodes their count; a threshold cuts."""
    graph = network(pairs(TERMS, 10, minimum=1), threshold=0.5)

    assert {("人才", "创新")} == {tuple(sorted(edge)) for edge in graph.edges}
    assert 3 == graph.nodes["创新"]["count"]
    assert 2 == graph.edges["人才", "创新"]["count"]


@pytest.mark.parametrize(
    ("message", "arguments"), [("unit", {"total": 10, "unit": "page"}), ("at least the 4", {"total": 3})]
)
def test_wrong_parameters(message, arguments):
    """An unknown unit, or fewer units than hold a word, is refused."""
    with pytest.raises(ParameterError, match=message):
        pairs(TERMS, **arguments)
