"""Attention shares, by hand."""

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.texts import attention

LEXICON = pd.DataFrame(
    {"term": ["创新", "研发", "低碳", "试点"], "concept": ["innovation", "innovation", "green", None]},
    dtype="str",
)
TERMS = pd.DataFrame(
    [
        ("a", 0, 0, "创新", 9),
        ("a", 1, 1, "创新", 2),
        ("a", 1, 2, "低碳", 1),
        ("a", 2, 1, "研发", 1),
        ("a", 2, 1, "试点", 5),
        ("b", 1, 1, "低碳", 3),
    ],
    columns=["document", "paragraph", "sentence", "term", "count"],
)
PARAGRAPHS = pd.DataFrame(
    [("a", 1, 200), ("a", 2, 300), ("b", 1, 100), ("b", 2, 400)],
    columns=["document", "paragraph", "characters"],
)
GROUP = pd.Series({"a": "first", "b": "second"})


@pytest.fixture
def counts():
    return attention.by_paragraph(TERMS, PARAGRAPHS, LEXICON)


def test_words_are_summed_by_paragraph(counts):
    """Whole-document rows and words without a concept stay out; without words a row is zeros."""
    assert [("a", 1), ("a", 2), ("b", 1), ("b", 2)] == list(counts.index)
    assert [2, 1, 0, 0] == counts["innovation"].tolist()
    assert [1, 0, 3, 0] == counts["green"].tolist()
    assert [0, 0, 0, 0] == counts["sharing"].tolist()
    assert [200, 300, 100, 400] == counts["characters"].tolist()


def test_share_is_words_for_ten_thousand_characters(counts):
    """First: 3 of 500 characters is 60 for 10,000; second: 3 of 500 green words likewise."""
    shares = attention.shares(counts, GROUP)

    assert 60 == pytest.approx(shares.loc["first", "innovation"])
    assert 20 == pytest.approx(shares.loc["first", "green"])
    assert 60 == pytest.approx(shares.loc["second", "green"])
    assert 0 == shares.loc["second", "innovation"]


def test_documents_of_one_group_are_pooled(counts):
    """3 + 0 words of 1,000 characters."""
    together = attention.shares(counts, pd.Series({"a": "all", "b": "all"}))

    assert 30 == pytest.approx(together.loc["all", "innovation"])


def test_documents_without_a_group_are_left_out(counts):
    """Only what is asked for is counted; nothing at all is an error."""
    assert ["first"] == list(attention.shares(counts, pd.Series({"a": "first"})).index)
    with pytest.raises(ParameterError, match="no document"):
        attention.shares(counts, pd.Series({"z": "first"}))


def test_interval_holds_the_share_and_repeats_with_its_seed(counts):
    """Low <= value <= high; the same seed gives the same interval."""
    first = attention.intervals(counts, GROUP, seed=7, draws=200)

    assert (first["low"] <= first["value"]).all()
    assert (first["value"] <= first["high"]).all()
    pd.testing.assert_frame_equal(first, attention.intervals(counts, GROUP, seed=7, draws=200))


def test_interval_over_paragraphs_by_hand(counts):
    """Two paragraphs, 0 of 400 and 3 of 100: the draws give 0, 60 or 300 for 10,000."""
    found = attention.intervals(counts, GROUP, seed=1, draws=400, level=0.98).set_index(["group", "concept"])

    assert (0, 300) == tuple(found.loc[("second", "green"), ["low", "high"]])


def test_interval_over_one_document_is_a_point(counts):
    """Drawing whole documents from a group of one always gives that one."""
    found = attention.intervals(counts, GROUP, seed=1, draws=20, unit="document")

    assert found["low"].tolist() == pytest.approx(found["value"].tolist())
    assert found["high"].tolist() == pytest.approx(found["value"].tolist())


@pytest.mark.parametrize(("key", "value"), [("unit", "page"), ("level", 1.0)])
def test_wrong_parameter_is_named(counts, key, value):
    """The message names the parameter and what was found."""
    with pytest.raises(ParameterError, match=f"{key}.*{value}"):
        attention.intervals(counts, GROUP, seed=1, **{key: value})


def test_leaving_a_word_out():
    """Innovation of the first group: 创新 is two of three words; without it 1 of 500 characters is left."""
    found = attention.leave_one_out(TERMS, PARAGRAPHS, LEXICON, GROUP).set_index(["group", "concept", "term"])

    assert 2 / 3 == pytest.approx(found.loc[("first", "innovation", "创新"), "part"])
    assert 20 == pytest.approx(found.loc[("first", "innovation", "创新"), "without"])
    assert 40 == pytest.approx(found.loc[("first", "innovation", "研发"), "without"])
    assert 1 == pytest.approx(found.loc[("second", "green", "低碳"), "part"])


def test_parts_of_a_concept_add_up_to_one():
    """What the words add is the whole of the concept."""
    found = attention.leave_one_out(TERMS, PARAGRAPHS, LEXICON, GROUP)

    assert [1.0] * 3 == pytest.approx(found.groupby(["group", "concept"])["part"].sum().tolist())


def test_relative_shares_are_percent_of_concept_words(counts):
    """First: 3 of 4 words mean innovation and 1 green; each group adds up to 100."""
    shares = attention.shares(counts, GROUP, relative=True)

    assert [75, 25] == shares.loc["first", ["innovation", "green"]].tolist()
    assert [100, 100] == shares.sum(axis=1).tolist()


def test_a_contrast_is_the_difference_of_relative_shares(counts):
    """75 % against 0 %; with one document a group, drawing again changes nothing."""
    found = attention.contrast(counts, GROUP, "first", "second", seed=1, draws=20)

    assert [75, 0, 75, 75, 75] == found.loc["innovation"].tolist()
    assert [25, 100, -75, -75, -75] == found.loc["green"].tolist()


def test_the_interval_of_a_contrast_holds_what_was_drawn(counts):
    """Two documents against one: the share is 75, 300 / 7 or 0, and the interval spans these."""
    group = pd.Series({"a": "both", "b": "both", "c": "one"})
    more = counts.xs("a", drop_level=False).rename(index={"a": "c"}, level="document")
    found = attention.contrast(pd.concat([counts, more]), group, "both", "one", seed=1, draws=200)

    assert pytest.approx(300 / 7 - 75) == found.loc["innovation", "value"]
    assert [-75, 0] == found.loc["innovation", ["low", "high"]].tolist()


def test_a_contrast_needs_both_groups(counts):
    """The group without documents is named."""
    with pytest.raises(ParameterError, match="third"):
        attention.contrast(counts, GROUP, "first", "third", seed=1)
