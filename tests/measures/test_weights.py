"""Weights: equal, given, entropy, CRITIC, PCA."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from megalopolis.errors import ParameterError
from megalopolis.measures import _weighting, scale, weights
from megalopolis.measures.composite import Framework

FRAMEWORK = Framework(
    pd.DataFrame(
        [
            ("a", "one", 1, 1.0),
            ("b", "one", 1, 3.0),
            ("c", "two", 1, 1.0),
            ("d", "two", 1, 1.0),
            ("e", "two", 1, 2.0),
            ("one", "index", None, 1.0),
            ("two", "index", None, 4.0),
            ("index", None, None, None),
        ],
        columns=["code", "parent", "direction", "weight"],
    )
)

# Diakoulaki, Mavrotas & Papayannakis (1995), as quoted in the tests of scikit-criteria.
DIAKOULAKI = pd.DataFrame(
    [
        [61, 1.08, 4.33],
        [20.7, 0.26, 4.34],
        [16.3, 1.98, 2.53],
        [9.0, 3.29, 1.65],
        [5.4, 2.77, 2.33],
        [4.0, 4.12, 1.21],
        [-6.1, 3.52, 2.10],
        [-34.6, 3.31, 0.98],
    ],
    columns=["profitability", "share", "productivity"],
    dtype=float,
)

scaled = arrays.arrays(
    np.float64, st.tuples(st.integers(3, 10), st.integers(2, 5)), elements=st.integers(0, 1000).map(float)
).map(lambda cells: scale.minmax(pd.DataFrame(cells + 0.5 * np.arange(len(cells))[:, None]), 1))
METHODS = [weights.entropy, weights.critic, weights.pca]


def test_equal_weights_are_equal_within_a_parent():
    """1 over the number of siblings at each level."""
    expected = {"a": 1 / 2, "b": 1 / 2, "c": 1 / 3, "d": 1 / 3, "e": 1 / 3, "one": 1 / 2, "two": 1 / 2}

    assert expected == weights.equal(FRAMEWORK).to_dict()


def test_effective_weights_by_hand():
    """Products of the shares on the way up; they sum to 1."""
    expected = {"a": 0.2 * 0.25, "b": 0.2 * 0.75, "c": 0.8 * 0.25, "d": 0.8 * 0.25, "e": 0.8 * 0.5}

    actual = weights.effective(FRAMEWORK)

    assert expected == pytest.approx(actual.to_dict())
    assert 1 == pytest.approx(actual.sum())


def test_equal_weights_are_not_equal_in_the_index():
    """Two indicators of one aggregate count for more than three of another."""
    actual = weights.effective(FRAMEWORK, weights.equal(FRAMEWORK))

    assert [1 / 4, 1 / 4, 1 / 6, 1 / 6, 1 / 6] == pytest.approx(actual.tolist())


def test_entropy_by_hand():
    """One column is even (weight 0); in the other p = 1/4, 3/4."""
    x = pd.DataFrame({"even": [2.0, 2.0, 0.0], "odd": [1.0, 3.0, 0.0]})
    even = 1 - np.log(2) / np.log(3)
    odd = 1 + (0.25 * np.log(0.25) + 0.75 * np.log(0.75)) / np.log(3)

    actual = weights.entropy(x)

    assert [even / (even + odd), odd / (even + odd)] == pytest.approx(actual.tolist())


def test_entropy_published_value():
    """The two by two case in the tests of scikit-criteria (test_EntropyWeighter_simple_matrix)."""
    actual = weights.entropy(pd.DataFrame([[1.0, 2.0], [4.0, 16.0]]))

    np.testing.assert_allclose([0.358889, 0.641111], actual, atol=1e-6)


def test_entropy_takes_zeros_as_the_limit():
    """0 ln 0 = 0: a tiny number in place of the zero leads to the same weights."""
    x = pd.DataFrame({"a": [0.0, 0.5, 1.0], "b": [0.0, 0.1, 1.0]})

    np.testing.assert_allclose(weights.entropy(x), weights.entropy(x.replace(0, 1e-14)), atol=1e-10)


def test_entropy_of_everything_in_one_city_is_the_highest():
    """e = 0, so that 1 - e is 1."""
    x = pd.DataFrame({"all": [0.0, 0.0, 5.0], "even": [1.0, 1.0, 1.0]})

    assert [1.0, 0.0] == weights.entropy(x).tolist()


def test_shifting_changes_entropy_weights():
    """Adding 1 before the logarithm, as is often done, gives other weights; units do not matter."""
    x = pd.DataFrame({"a": [0.0, 0.5, 1.0], "b": [0.0, 0.1, 1.0]})

    assert 0.01 < (weights.entropy(x) - weights.entropy(x + 1)).abs().max()
    np.testing.assert_allclose(weights.entropy(x), weights.entropy(x * [7, 0.3]))


def test_critic_published_value():
    """The weights of Diakoulaki et al. (1995), table as quoted in the tests of scikit-criteria."""
    actual = weights.critic(scale.minmax(DIAKOULAKI, 1))

    np.testing.assert_allclose([0.20222554, 0.48090173, 0.31687273], actual, rtol=1e-6)


@pytest.mark.parametrize("seed", range(3))
def test_entropy_and_critic_agree_with_scikit_criteria(seed):
    """A second implementation, on random tables with zeros."""
    # Loads a library for drawing, which takes seconds: only where it is needed.
    from skcriteria.preprocessing.weighters import critic_weights, entropy_weights

    x = scale.minmax(pd.DataFrame(np.random.default_rng(seed).lognormal(size=(31, 6))), 1)

    np.testing.assert_allclose(entropy_weights(x.to_numpy()), weights.entropy(x))
    np.testing.assert_allclose(
        critic_weights(x.to_numpy(), objectives=[1] * 6, scale=False), weights.critic(x)
    )


def test_entropy_agrees_with_scipy():
    """scipy.stats.entropy by column, to the base n."""
    x = pd.DataFrame(np.random.default_rng(5).random((12, 3)))
    divergence = 1 - stats.entropy(x.to_numpy(), base=12, axis=0)

    np.testing.assert_allclose(divergence / divergence.sum(), weights.entropy(x))


def test_pca_weights_by_hand():
    """Two columns with r = 0.8 and one apart: the first component has (1, 1)/sqrt 2, the second the third."""
    base = np.array(
        [[1, 1, 1, 1, -1, -1, -1, -1], [1, 1, -1, -1, 1, 1, -1, -1], [1, -1, 1, -1, 1, -1, 1, -1]]
    )
    x = pd.DataFrame({"a": base[0], "b": 0.8 * base[0] + 0.6 * base[1], "c": base[2]}, dtype=float)
    # eigenvalues 1.8, 1 and 0.2: the first two are kept and carry 1.8 and 1 of 2.8
    expected = [0.9 / 2.8, 0.9 / 2.8, 1 / 2.8]

    actual = weights.pca(x)

    assert expected == pytest.approx(actual.tolist())


def test_pca_of_uncorrelated_columns_is_equal():
    """Every component has the eigenvalue 1, and none is dropped by rounding."""
    x = pd.DataFrame({"a": [1.0, 1, -1, -1], "b": [1.0, -1, 1, -1], "c": [1.0, -1, -1, 1]})

    assert [1 / 3] * 3 == pytest.approx(weights.pca(x).tolist())


@pytest.mark.parametrize("method", METHODS)
def test_constant_columns_count_for_nothing(method):
    """Weight exactly 0 for a constant column (also of zeros), and the others as if it were not there."""
    x = pd.DataFrame({"a": [0.0, 0.2, 1.0, 0.7], "b": [1.0, 0.4, 0.1, 0.9]})

    actual = method(x.assign(level=0.3, nothing=0.0))

    assert [0.0, 0.0] == actual[["level", "nothing"]].tolist()
    np.testing.assert_allclose(method(x), actual[["a", "b"]])


@pytest.mark.parametrize("method", METHODS)
def test_a_single_column_that_varies_has_all_the_weight(method):
    """There is nothing to share with."""
    assert [1.0, 0.0] == method(pd.DataFrame({"a": [0.0, 1.0, 0.5], "b": [2.0, 2.0, 2.0]})).tolist()


@pytest.mark.parametrize("method", METHODS)
def test_useless_tables_are_refused(method):
    """One city, all constant, and missing cells: the message names city and indicator."""
    with pytest.raises(ParameterError, match="a, b are constant"):
        method(pd.DataFrame({"a": [1.0, 1.0], "b": [0.0, 0.0]}))
    with pytest.raises(ParameterError, match="at least 2 row"):
        method(pd.DataFrame({"a": [1.0], "b": [0.0]}))
    with pytest.raises(ParameterError, match="长沙 in column b"):
        method(pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, np.nan]}, index=["武汉", "长沙"]))


def test_critic_of_columns_that_say_the_same_is_refused():
    """Perfectly correlated columns have no conflict: the weights would be 0/0."""
    with pytest.raises(ParameterError, match="say the same"):
        weights.critic(pd.DataFrame({"a": [0.0, 0.5, 1.0], "b": [0.0, 1.0, 2.0]}))


def test_negative_value_names_city_and_indicator():
    """Entropy needs shares of a total."""
    with pytest.raises(ParameterError, match="-1 for 长沙 in column b"):
        weights.entropy(pd.DataFrame({"a": [1.0, 2.0], "b": [0.0, -1.0]}, index=["武汉", "长沙"]))


@settings(max_examples=25, deadline=None)
@given(scaled, st.randoms(use_true_random=False))
def test_weights_are_shares_whatever_the_order(x, random):
    """0 or more, sum 1, the same for every order of cities, and moving with their columns."""
    cities, columns = list(x.index), list(x.columns)
    random.shuffle(cities)
    random.shuffle(columns)
    for method in METHODS:
        try:
            actual = method(x)
        except ParameterError:
            # Columns of one random table may all say the same; CRITIC then has no weights.
            assert method is weights.critic
            continue
        again = method(x.loc[cities, columns])

        assert (actual >= 0).all()
        assert 1 == pytest.approx(actual.sum())
        np.testing.assert_allclose(actual, again[x.columns], atol=1e-6)


def test_weights_of_indicators_are_effective():
    """An aggregate then weighs as much as its indicators together."""
    given_weights = {"a": 0.1, "b": 0.2, "c": 0.3, "d": 0.0, "e": 0.4}

    local = _weighting.resolve(given_weights, FRAMEWORK)

    assert given_weights == pytest.approx(weights.effective(FRAMEWORK, local).to_dict())
    assert [0.3, 0.7] == pytest.approx(local[["one", "two"]].tolist())


def test_weights_of_every_code_are_local():
    """They are only divided by their sum within the parent."""
    every = {"a": 1, "b": 1, "c": 5, "d": 5, "e": 0, "one": 3, "two": 1}

    local = _weighting.resolve(pd.Series(every), FRAMEWORK)

    assert [0.5, 0.5, 0.5, 0.5, 0, 0.75, 0.25] == local[list(every)].tolist()


def test_resolve_refuses_what_it_cannot_weigh():
    """Unknown words, missing codes, aggregates of weight 0, and data-driven weights without data."""
    with pytest.raises(ParameterError, match="entropy"):
        _weighting.resolve("best", FRAMEWORK)
    with pytest.raises(ParameterError, match="none for a, b"):
        _weighting.resolve({"c": 1, "d": 1, "e": 1}, FRAMEWORK)
    with pytest.raises(ParameterError, match="0 for a, 0 for b"):
        _weighting.resolve({"a": 0, "b": 0, "c": 1, "d": 1, "e": 1}, FRAMEWORK)
    with pytest.raises(ParameterError, match="scaled indicators for 'pca'"):
        _weighting.resolve("pca", FRAMEWORK)
