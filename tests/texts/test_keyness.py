"""Keyness against hand-worked numbers and a second implementation."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from megalopolis.errors import ParameterError
from megalopolis.texts.keyness import compare, log_likelihood, log_odds, log_ratio

WORDS = pd.DataFrame(
    [
        ("a", "创新", 8),
        ("a", "农业", 1),
        ("b", "创新", 4),
        ("c", "创新", 2),
        ("c", "农业", 9),
        ("d", "海", 1),
    ],
    columns=["document", "term", "count"],
)
SIZES = pd.Series({"a": 100, "b": 100, "c": 150, "d": 50})


def one(function, *values):
    return function(np.array([float(values[0])]), np.array([float(values[1])]), *map(float, values[2:]))


def test_log_likelihood_by_hand():
    """a 12 of 200, b 2 of 200: E = 7 each; 2 (12 ln 12/7 + 2 ln 2/7) = 7.925."""
    assert 2 * (12 * np.log(12 / 7) + 2 * np.log(2 / 7)) == pytest.approx(
        one(log_likelihood, 12, 2, 200, 200)[0]
    )
    assert 7.925 == pytest.approx(one(log_likelihood, 12, 2, 200, 200)[0], abs=5e-4)
    assert -7.925 == pytest.approx(one(log_likelihood, 2, 12, 200, 200)[0], abs=5e-4)


def test_log_likelihood_of_absent_and_of_equal_words():
    """0 ln 0 is 0; equal rates give 0."""
    assert 2 * 5 * np.log(2) == pytest.approx(one(log_likelihood, 5, 0, 100, 100)[0])
    assert 0 == pytest.approx(one(log_likelihood, 3, 6, 100, 200)[0], abs=1e-12)


@given(st.integers(1, 500), st.integers(1, 500), st.integers(600, 5000), st.integers(600, 5000))
def test_log_likelihood_is_part_of_the_full_table(a, b, c, d):
    """The G-test of the whole two-by-two table, from SciPy, adds the cells of other words: it is larger."""
    table = [[a, b], [c - a, d - b]]
    full = chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic

    assert abs(one(log_likelihood, a, b, c, d)[0]) <= full + 1e-6


def test_log_ratio_by_hand():
    """Four times as frequent is 2; absent counts as half an occurrence."""
    assert 2 == pytest.approx(one(log_ratio, 8, 2, 100, 100)[0])
    assert 4 == pytest.approx(one(log_ratio, 8, 0, 100, 100)[0])


def test_log_odds_by_hand():
    """With a prior of 0.5 for each of a = 3, b = 1 in 10 words each and alpha0 = 1."""
    delta, z = log_odds(np.array([3.0]), np.array([1.0]), 10.0, 10.0, np.array([0.5]), 1.0)
    expected = np.log(3.5 / 7.5) - np.log(1.5 / 9.5)

    assert expected == pytest.approx(delta[0])
    assert expected / np.sqrt(1 / 3.5 + 1 / 1.5) == pytest.approx(z[0])


def test_groups_are_compared_term_by_term():
    """Counts, rates and shares of documents by hand; rare terms are left out; the largest z comes first."""
    table = compare(WORDS, SIZES, ["a", "b"], ["c", "d"])

    assert ["创新", "农业"] == list(table.index)
    assert (12, 2) == tuple(table.loc["创新", ["target", "reference"]])
    assert (600, 100) == tuple(table.loc["创新", ["target_rate", "reference_rate"]])
    assert (1.0, 0.5) == tuple(table.loc["创新", ["target_documents", "reference_documents"]])
    assert (0.5, 0.5) == tuple(table.loc["农业", ["target_documents", "reference_documents"]])
    assert 7.925 == pytest.approx(table.loc["创新", "g2"], abs=5e-4)
    assert table.loc["农业", "g2"] < 0 < table.loc["创新", "z"]


def test_swapping_groups_turns_every_sign():
    """Keyness of the target is the reverse keyness of the reference."""
    one_way, other = (
        compare(WORDS, SIZES, ["a", "b"], ["c", "d"]),
        compare(WORDS, SIZES, ["c", "d"], ["a", "b"]),
    )

    for measure in ("g2", "log_ratio", "log_odds", "z"):
        assert one_way[measure].tolist() == pytest.approx((-other[measure].reindex(one_way.index)).tolist())


@pytest.mark.parametrize(("target", "message"), [([], "one is empty"), (["a", "c"], "both hold c")])
def test_groups_must_differ(target, message):
    """An empty or shared group is named."""
    with pytest.raises(ParameterError, match=message):
        compare(WORDS, SIZES, target, ["c"])
