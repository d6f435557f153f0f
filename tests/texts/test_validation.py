"""Agreement, precision and recall, by hand and on the tables of the book."""

import numpy as np
import pandas as pd
import pytest

from megalopolis import tables
from megalopolis.errors import ParameterError
from megalopolis.texts import attention, validation

CONCEPTS = list(attention.CONCEPTS)


def coding(values):
    """The same answers for every concept, for as many paragraphs as there are values."""
    index = pd.MultiIndex.from_product([["a"], range(1, len(values) + 1)], names=["document", "paragraph"])
    return pd.DataFrame(dict.fromkeys(CONCEPTS, values), index=index)


@pytest.fixture(scope="module")
def passes():
    """The codings of the book, by paragraph, pass after pass."""
    codings = tables.read("lexicon-validation").set_index(["document", "paragraph"])
    return [coded for _, coded in codings.groupby("pass")]


def test_alpha_by_hand():
    """Ten units, two disagreements; 8 of 20 answers are 1: alpha = 1 - 19 * 4 / (2 * 8 * 12) = 0.604."""
    first, second = coding([1, 1, 1, 0, 0, 0, 0, 0, 0, 1]), coding([1, 1, 1, 0, 0, 0, 0, 0, 1, 0])
    found = validation.agreement(first, second.sample(frac=1, random_state=1))

    assert 1 - 19 * 4 / (2 * 8 * 12) == pytest.approx(found.loc["green", "alpha"])
    assert 0.8 == pytest.approx(found.loc["green", "agreed"])
    assert 0.4 == pytest.approx(found.loc["green", "first"])


def test_same_answers_agree_fully_and_one_answer_says_nothing():
    """Alpha is 1 where the passes are alike, undefined where nothing varies."""
    assert 1 == pytest.approx(
        validation.agreement(coding([1, 0, 1]), coding([1, 0, 1])).loc["green", "alpha"]
    )
    assert np.isnan(validation.agreement(coding([0, 0]), coding([0, 0])).loc["green", "alpha"])


def test_codings_of_other_paragraphs_cannot_be_compared():
    """Both passes read the same paragraphs."""
    with pytest.raises(ParameterError, match="same paragraphs"):
        validation.agreement(coding([1, 0]), coding([1, 0, 1]))


def below_each_other(*codings):
    """Passes numbered from 1, one below the other."""
    return pd.concat(
        [one.reset_index().assign(**{"pass": number}) for number, one in enumerate(codings, start=1)]
    )


def test_alpha_of_three_passes_by_hand():
    """Four units, one disagreement; 5 of 12 answers are 1: alpha = 1 - 11 * 2 / (2 * 5 * 7) = 0.686."""
    row = validation.reliability(
        below_each_other(coding([1, 1, 0, 0]), coding([1, 1, 0, 0]), coding([1, 0, 0, 0]))
    ).loc["openness"]

    assert (0.75, 0.25, 0.5) == pytest.approx(tuple(row[["agreed", "least", "most"]]))
    assert 1 - 11 * 2 / (2 * 5 * 7) == pytest.approx(row["alpha"])


def test_two_passes_have_the_alpha_of_their_agreement_and_what_is_coded_once_does_not_count():
    """A third pass over other paragraphs changes no alpha."""
    first, second = coding([1, 1, 1, 0, 0, 0]), coding([1, 1, 0, 0, 0, 1])
    other = coding([1, 0]).rename({"a": "b"}, level="document")
    found = validation.reliability(below_each_other(first, second, other))

    assert validation.agreement(first, second).loc["green", "alpha"] == pytest.approx(
        found.loc["green", "alpha"]
    )
    assert 4 / 6 == pytest.approx(found.loc["green", "agreed"])


def test_one_answer_says_nothing_and_one_pass_cannot_be_compared():
    """Undefined where nothing varies; refused where nothing is coded twice."""
    assert np.isnan(
        validation.reliability(below_each_other(coding([0, 0]), coding([0, 0]))).loc["green", "alpha"]
    )
    with pytest.raises(ParameterError, match="two passes or more"):
        validation.reliability(below_each_other(coding([1, 0])))


def test_precision_and_recall_by_hand():
    """The lexicon says yes in paragraphs 1-3, the coding in 2-5: precision 2/3, recall 1/2, F 4/7."""
    counts, coded = coding([1, 2, 1, 0, 0, 0]), coding([0, 1, 1, 1, 1, 0])
    row = validation.scores(counts, coded).loc["sharing"]

    assert (2, 1, 2, 1) == tuple(row[["both", "lexicon_only", "coding_only", "neither"]])
    assert 2 / 3 == pytest.approx(row["precision"])
    assert 1 / 2 == pytest.approx(row["recall"])
    assert 4 / 7 == pytest.approx(row["f1"])
    assert 1 == validation.scores(counts, coded, least=2).loc["sharing", "precision"]


def test_wilson_interval():
    """8 of 10: 0.490 to 0.943 (Wilson 1927); nothing tried is no number."""
    assert (0.8, 0.4902, 0.9433) == pytest.approx(validation.proportion(8, 10), abs=5e-5)
    assert all(np.isnan(validation.proportion(0, 0)))


def test_drawing_repeats_with_its_seed_and_passes_by_short_paragraphs():
    """No paragraph twice, none below the least size."""
    paragraphs = pd.DataFrame({"document": "a", "paragraph": range(1, 101), "characters": range(1, 101)})
    drawn = validation.draw(paragraphs, 50, seed=3)

    pd.testing.assert_frame_equal(
        drawn, validation.draw(paragraphs.sample(frac=1, random_state=2), 50, seed=3)
    )
    assert 50 == len(set(drawn["paragraph"]))
    assert drawn["paragraph"].min() >= 30
    with pytest.raises(ParameterError, match="71"):
        validation.draw(paragraphs, 72, seed=3)


def test_codings_of_the_book_are_three_passes_over_the_same_paragraphs(passes):
    """At least 300 paragraphs, each time in another order."""
    first, *others = passes

    assert 2 == len(others)
    assert len(first) >= 300
    for other in others:
        assert set(first.index) == set(other.index)
    assert 3 == len({tuple(one.sort_values("order").index) for one in passes})


def test_coded_paragraphs_are_in_the_counts_and_long_enough(passes):
    """Every locator leads to a paragraph of the corpus with at least 30 Han characters."""
    sizes = tables.read("paragraphs").set_index(["document", "paragraph"])["characters"]

    assert (sizes.reindex(passes[0].index) >= 30).all()


def test_lexicon_finds_most_of_what_is_coded(passes, lexicon):
    """Recall is above one half for every concept, else the shares would measure something else."""
    counts = attention.by_paragraph(tables.read("terms"), tables.read("paragraphs"), lexicon)

    assert (validation.scores(counts, passes[0])["recall"] > 0.5).all()
