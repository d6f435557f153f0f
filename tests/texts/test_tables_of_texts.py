"""The tables of texts hold together."""

import pandas as pd
import pytest

from megalopolis import tables
from megalopolis.texts.attention import CONCEPTS
from megalopolis.texts.sketches import SIZE, Index
from megalopolis.texts.tokens import normalise


@pytest.fixture(scope="module")
def documents():
    return tables.read("documents")


def test_sizes_of_documents_are_those_of_their_paragraphs(documents):
    """Paragraphs, sentences, words and characters add up."""
    paragraphs = tables.read("paragraphs").groupby("document")
    sums = paragraphs[["sentences", "words", "characters"]].sum().assign(paragraphs=paragraphs.size())
    expected = documents.set_index("id")[["sentences", "words", "characters", "paragraphs"]]

    pd.testing.assert_frame_equal(
        expected.sort_index(), sums.sort_index(), check_names=False, check_dtype=False
    )


def test_words_of_a_document_do_not_exceed_its_size(documents):
    """Numbers are left out of the words, so that they add up to a little less."""
    terms = tables.read("terms")
    sums = terms[terms["paragraph"] == 0].groupby("document")["count"].sum()
    share = sums / documents.set_index("id")["words"]

    assert share.max() <= 1
    assert share.median() > 0.9


def test_counts_by_sentence_add_up_to_the_document(lexicon):
    """Each word of the lexicon occurs in the document as often as in its sentences."""
    terms = tables.read("terms")
    known = terms[terms["term"].isin(lexicon["term"])]
    whole, parts = (
        known[known["paragraph"].eq(0) == flag].groupby(["document", "term"])["count"].sum()
        for flag in (True, False)
    )

    pd.testing.assert_series_equal(whole, parts)


def test_no_text_is_both_taken_and_refused(documents):
    """By id; and a refused duplicate says what it is a copy of."""
    refused = tables.read("documents-refused")
    copies = refused[refused["rule"] == "duplicate"]

    assert set() == set(documents["id"]) & set(refused["id"])
    assert set(copies["found"]) <= set(documents["id"])
    assert documents["checksum"].is_unique


def test_three_cities_with_the_text_of_the_state_council_are_refused():
    """Taizhou, Xiangyang and Guiyang, a known fault of the source."""
    refused = tables.read("documents-refused")

    assert {"台州", "襄阳", "贵阳"} == set(refused.loc[refused["rule"] == "place", "place"])


def test_lexicon_is_written_as_texts_are_read(lexicon):
    """Each word is in normal form, and every concept and instrument has words."""
    assert lexicon["term"].tolist() == [normalise(term) for term in lexicon["term"]]
    assert set(CONCEPTS) == set(lexicon["concept"].dropna())
    assert {"supply", "environment", "demand"} == set(lexicon["instrument"].dropna())
    assert (lexicon["instrument"].isna() == lexicon["tool"].isna()).all()


def test_each_tool_belongs_to_one_instrument(lexicon):
    """The sub-tools part the instruments."""
    assert (lexicon.dropna(subset="tool").groupby("tool")["instrument"].nunique() == 1).all()


def test_cities_are_found_with_high_precision():
    """Of the mentions that were read, at least 95 in 100 mean the city."""
    checked = tables.read("places-validation")

    assert len(checked) >= 200
    assert checked["correct"].mean() >= 0.95


def test_no_document_resembles_another_by_its_sketch(documents):
    """The kept sketches tell every document from every other, as the gate did when it took them."""
    kept = tables.read("sketches").groupby("document")["hash"].apply(sorted)
    index = Index()
    found = []
    for id in documents["id"]:
        found += [(id, known) for known in [index.alike(kept[id])] if known]
        index.add(id, kept[id])

    assert set(documents["id"]) == set(kept.index)
    assert kept.map(len).between(1, SIZE).all()
    assert [] == found
