"""Multivariate diagnosis."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats
from sklearn.decomposition import PCA
from sklearn.preprocessing import StandardScaler

from megalopolis.errors import ParameterError
from megalopolis.measures import diagnosis
from megalopolis.measures.composite import Framework

FRAMEWORK = Framework(
    pd.DataFrame(
        [
            ("a", "one", 1, 1),
            ("b", "one", 1, 1),
            ("c", "one", 1, 1),
            ("d", "two", 1, 1),
            ("one", "index", None, 1),
            ("two", "index", None, 1),
            ("index", None, None, None),
        ],
        columns=["code", "parent", "direction", "weight"],
    )
)
BASE = np.array([1.0, 2, 3, 4, 5, 6])
X = pd.DataFrame({"a": BASE, "b": BASE[::-1], "c": [2.0, 1, 4, 3, 6, 5], "d": [1.0, 1, 1, 1, 1, 2]})


def test_pairs_within_a_parent_are_flagged():
    """a and b contradict one another, a and c go well together, and d is alone."""
    actual = diagnosis.correlations(X, FRAMEWORK).set_index(["first", "second"])

    assert [("a", "b"), ("a", "c"), ("b", "c")] == actual.index.tolist()
    assert {"one"} == set(actual["parent"])
    assert [-1, stats.pearsonr(X["a"], X["c"])[0]] == pytest.approx(actual["r"].tolist()[:2])
    assert ["negative", "", "negative"] == actual["flag"].tolist()


def test_flags_by_threshold():
    """High, weak and undefined; the limits can be moved."""
    x = X.assign(b=BASE**1.1, c=[1.0, 0, 0, 0, 1, 0])

    actual = diagnosis.correlations(x, FRAMEWORK)["flag"].tolist()
    moved = diagnosis.correlations(x, FRAMEWORK, thresholds=(-0.9, -0.5, 1.0))["flag"].tolist()
    constant = diagnosis.correlations(x.assign(c=1.0), FRAMEWORK)["flag"].tolist()

    assert ["high", "weak", "weak"] == actual
    assert ["", "", ""] == moved
    assert ["high", "undefined", "undefined"] == constant


@pytest.mark.parametrize("method", ["spearman", "kendall"])
def test_rank_correlations_agree_with_scipy(method):
    """Over the cities that have both."""
    x = X.copy()
    x.loc[0, "a"] = np.nan
    function = {"spearman": stats.spearmanr, "kendall": stats.kendalltau}[method]

    actual = diagnosis.correlations(x, FRAMEWORK, method)

    assert function(x["a"][1:], x["c"][1:])[0] == pytest.approx(actual["r"][1])


def test_alpha_by_hand():
    """Variances 2, 2 and of the sum 6: alpha = 2 (1 - 4/6) = 2/3."""
    x = pd.DataFrame({"a": [1.0, 0, 1, -2, -1, 1], "b": [1.0, 1, 0, -1, -2, 1]})
    a, b, total = x["a"].var(), x["b"].var(), x.sum(axis=1).var()

    assert 2 * (1 - (a + b) / total) == pytest.approx(diagnosis.cronbach_alpha(x))
    assert 1 == pytest.approx(diagnosis.cronbach_alpha(pd.DataFrame({"a": BASE, "b": BASE, "c": BASE})))


def test_alpha_of_contradicting_indicators_is_negative():
    """It is not cut off at 0: that the indicators pull apart is the finding."""
    # Variances 3.5 and 3.5 x 0.25; their sum falls with b, and its variance is 3.5 x 0.25.
    x = pd.DataFrame({"a": BASE, "b": -0.5 * BASE})

    assert 2 * (1 - 1.25 / 0.25) == pytest.approx(diagnosis.cronbach_alpha(x))


def test_alpha_without_meaning_is_missing():
    """One indicator, one complete city, or a sum that is the same everywhere."""
    assert np.isnan(diagnosis.cronbach_alpha(X[["a"]]))
    assert np.isnan(diagnosis.cronbach_alpha(X[["a", "b"]].iloc[:1]))
    assert np.isnan(diagnosis.cronbach_alpha(X[["a", "b"]]))
    assert np.isnan(diagnosis.cronbach_alpha(X[["a", "b"]] * 0))


@settings(max_examples=40, deadline=None)
@given(
    arrays.arrays(
        np.float64, st.tuples(st.integers(4, 9), st.integers(2, 5)), elements=st.integers(-50, 50).map(float)
    )
)
def test_alpha_agrees_with_the_mean_covariance(cells):
    """A second formula: k c / (v + (k - 1) c), with the mean variance v and covariance c."""
    matrix = np.cov(cells, rowvar=False)
    k = cells.shape[1]
    v, c = np.trace(matrix) / k, (matrix.sum() - np.trace(matrix)) / (k * (k - 1))
    if abs(v + (k - 1) * c) > 1e-6:
        assert k * c / (v + (k - 1) * c) == pytest.approx(
            diagnosis.cronbach_alpha(pd.DataFrame(cells)), abs=1e-6
        )


def test_consistency_by_aggregate():
    """Indicators right under an aggregate are described together; one alone has no consistency."""
    actual = diagnosis.consistency(X, FRAMEWORK)

    assert [3, 1] == actual["indicators"].tolist()
    assert diagnosis.cronbach_alpha(X[["a", "b", "c"]]) == pytest.approx(actual.at["one", "alpha"])
    assert -1 == pytest.approx(actual.at["one", "lowest_r"])
    assert actual.loc["two", ["alpha", "mean_r", "lowest_r"]].isna().all()
    assert "index" not in actual.index


def test_components_agree_with_scikit_learn():
    """Eigenvalues sum to k, and loadings reproduce the correlations."""
    x = pd.DataFrame(
        np.random.default_rng(2).normal(size=(31, 4)) @ np.random.default_rng(3).normal(size=(4, 4))
    )

    actual = diagnosis.principal_components(x)

    expected = PCA().fit(StandardScaler().fit_transform(x)).explained_variance_ratio_
    np.testing.assert_allclose(expected, actual.share)
    assert 4 == pytest.approx(actual.eigenvalues.sum())
    np.testing.assert_allclose(x.corr(), actual.loadings @ actual.loadings.T, atol=1e-9)
    assert (actual.loadings.sum() >= 0).all()


def test_components_need_complete_columns_that_vary():
    """The culprit is named; a single column is its own component."""
    with pytest.raises(ParameterError, match="same everywhere in c"):
        diagnosis.principal_components(X.assign(c=1.0))
    with pytest.raises(ParameterError, match="0 in column a"):
        diagnosis.principal_components(X.assign(a=[np.nan, 1, 2, 3, 4, 5]))
    assert [1.0] == diagnosis.principal_components(X[["a"]]).eigenvalues.tolist()


def test_statistics_describe_each_indicator():
    """Counts, moments (as scipy's) and whether there are outliers."""
    x = pd.DataFrame({"calm": np.arange(12.0), "wild": [np.nan, *range(1, 11), 100]})

    actual = diagnosis.statistics(x)

    assert [12, 11] == actual["count"].tolist()
    assert [1, 11 / 12] == actual["share"].tolist()
    assert (1, 6, 100) == tuple(actual.loc["wild", ["minimum", "median", "maximum"]])
    assert x["wild"].std() == pytest.approx(actual.at["wild", "sd"])
    assert stats.skew(x["wild"].dropna(), bias=False) == pytest.approx(actual.at["wild", "skewness"])
    assert [False, True] == actual["outliers"].tolist()


def test_missing_indicators_are_named():
    """A framework that names a column asks for it."""
    with pytest.raises(ParameterError, match="none for c, d"):
        diagnosis.correlations(X[["a", "b"]], FRAMEWORK)
