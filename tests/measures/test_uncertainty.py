"""Rank intervals, Sobol indices and leave-one-out."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.measures import composite, pipelines, uncertainty

NAN = np.nan
FRAMEWORK = composite.Framework(
    pd.DataFrame(
        [
            ("a", "one", 1, 2.0),
            ("b", "one", -1, 1.0),
            ("c", "two", 1, 1.0),
            ("d", "two", 1, 1.0),
            ("e", "two", 1, 3.0),
            ("one", "index", NAN, 1.0),
            ("two", "index", NAN, 2.0),
            ("index", None, NAN, NAN),
        ],
        columns=["code", "parent", "direction", "weight"],
    )
)


def table(seed=1, cities=12, gaps=True):
    """Return a skewed table with gaps."""
    random = np.random.default_rng(seed)
    cells = random.lognormal(sigma=1.2, size=(cities, 5))
    if gaps:
        cells[random.random(cells.shape) < 0.1] = NAN
    return pd.DataFrame(cells, columns=list("abcde"), index=[f"city {i}" for i in range(cities)])


CHOICES = {
    "complete": {},
    "every option": {
        "impute": ("mean", "median", "group-mean"),
        "treat": (None, "winsorise", "winsorise-log"),
        "normalise": ("minmax", "percentile", "rank"),
        "weights": ("framework", "equal", "entropy"),
        "aggregate": ("arithmetic", "geometric", ["arithmetic", "harmonic"]),
    },
    "gaps left": {"impute": None, "noise": 0.5},
}
GROUPS = pd.Series(["x", "y"] * 6, index=table().index)


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("gaps", [True, False])
def test_draws_are_the_indices_that_build_would_make(name, gaps):
    """Every draw, computed with all others at once, equals one build from the beginning."""
    data = table(gaps=gaps)
    prepared = pipelines.prepare(data, FRAMEWORK, CHOICES[name], groups=GROUPS)
    sample = prepared.draw(16, np.random.default_rng(3))
    choices = prepared.choices

    scores = np.concatenate([part for _, part in prepared.scores(sample)])

    for draw in range(16):
        chosen = {
            factor: getattr(choices, factor)[sample.options[factor][draw]] for factor in pipelines.FACTORS
        }
        local = composite.build(data, FRAMEWORK, to=(1, 100), groups=GROUPS, **chosen).weights
        noisy = (local * sample.noise[draw]).to_dict()
        expected = composite.build(
            data, FRAMEWORK, to=(1, 100), groups=GROUPS, **{**chosen, "weights": noisy}
        ).scores["index"]
        np.testing.assert_allclose(expected, scores[draw], rtol=1e-12)


def test_intervals_are_quantiles_of_the_ranks():
    """Counting ranks gives what numpy's quantile and pandas' rank give draw by draw."""
    data = table()
    prepared = pipelines.prepare(data, FRAMEWORK, None)
    sample = prepared.draw(301, np.random.default_rng(7))
    scores = np.concatenate([part for _, part in prepared.scores(sample)])
    ranks = pd.DataFrame(scores.T, index=data.index).rank(ascending=False, method="min")

    actual = uncertainty.rank_intervals(data, FRAMEWORK, draws=301, seed=7)

    expected = ranks.quantile([0.5, 0.05, 0.95], axis=1).T
    np.testing.assert_allclose(expected, actual[["median", "low", "high"]])


def test_reference_is_the_first_of_each_choice():
    """Rank is what build gives with these settings."""
    data = table()
    expected = composite.build(data, FRAMEWORK, impute="mean", to=(1, 100)).ranks["index"]

    actual = uncertainty.rank_intervals(data, FRAMEWORK, draws=2, seed=1)

    assert expected.tolist() == actual["rank"].tolist()


def test_the_seed_decides():
    """The same seed, the same intervals, whatever numpy's global state; another seed, others."""
    first = uncertainty.rank_intervals(table(), FRAMEWORK, draws=200, seed=0)
    np.random.seed(99)
    again = uncertainty.rank_intervals(table(), FRAMEWORK, draws=200, seed=0)

    pd.testing.assert_frame_equal(first, again)
    assert not first.equals(uncertainty.rank_intervals(table(), FRAMEWORK, draws=200, seed=1))


def test_draws_may_come_in_parts(monkeypatch):
    """Few cells at a time change no result, only memory."""
    expected = uncertainty.rank_intervals(table(), FRAMEWORK, draws=200, seed=5)

    monkeypatch.setattr(pipelines, "CELLS", 100)

    pd.testing.assert_frame_equal(expected, uncertainty.rank_intervals(table(), FRAMEWORK, draws=200, seed=5))


def test_without_choices_there_is_no_uncertainty():
    """One option of each kind and no noise: every interval is the rank itself."""
    fixed = pipelines.Choices("mean", None, "minmax", "framework", "arithmetic", noise=0)

    actual = uncertainty.rank_intervals(table(), FRAMEWORK, draws=10, seed=1, choices=fixed)

    for name in ("median", "low", "high"):
        assert (actual["rank"] == actual[name]).all()


def test_a_city_best_at_everything_is_always_first():
    """Whatever is chosen, dominance decides; the worst city is always last."""
    data = table(gaps=False)
    data.loc["city 0"] = [100, 0.0001, 100, 100, 100]
    data.loc["city 1"] = [0.0001, 100, 0.0001, 0.0001, 0.0001]

    actual = uncertainty.rank_intervals(data, FRAMEWORK, draws=300, seed=1)

    assert [1, 1, 1, 1] == actual.loc["city 0"].tolist()
    assert [12, 12, 12, 12] == actual.loc["city 1"].tolist()


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 100), st.integers(2, 8))
def test_interval_properties(seed, cities):
    """low <= median <= high within 1 to n, frequencies sum to 1, and the order of cities does not matter."""
    data = table(seed, cities, gaps=False)

    actual = uncertainty.rank_intervals(data, FRAMEWORK, draws=60, seed=seed)
    turned = uncertainty.rank_intervals(data.iloc[::-1], FRAMEWORK, draws=60, seed=seed)
    shares = uncertainty.rank_frequencies(data, FRAMEWORK, draws=60, seed=seed)

    assert (actual["low"] <= actual["median"]).all()
    assert (actual["median"] <= actual["high"]).all()
    assert actual.stack().between(1, cities).all()
    pd.testing.assert_frame_equal(actual, turned.loc[actual.index])
    np.testing.assert_allclose(1, shares.sum(axis=1))
    assert list(range(1, cities + 1)) == list(shares.columns)


def test_frequencies_and_intervals_are_of_the_same_draws():
    """The expected rank lies within the extremes of the draws."""
    data = table()
    shares = uncertainty.rank_frequencies(data, FRAMEWORK, draws=100, seed=3)
    extremes = uncertainty.rank_intervals(data, FRAMEWORK, draws=100, seed=3, interval=(0, 1))

    assert (shares.gt(0).idxmax(axis=1) == extremes["low"]).all()
    assert (shares.iloc[:, ::-1].gt(0).idxmax(axis=1) == extremes["high"]).all()


def test_ties_share_ranks_in_every_draw():
    """Two equal cities have the same interval."""
    data = table(gaps=False)
    data.loc["city 1"] = data.loc["city 0"]

    actual = uncertainty.rank_intervals(data, FRAMEWORK, draws=100, seed=3)

    assert actual.loc["city 0"].equals(actual.loc["city 1"].rename("city 0"))


def test_one_city_is_first():
    """With goalposts a single city can be scaled, and there is nobody else."""
    posts = FRAMEWORK.table.reset_index().assign(goalpost_low=0.0, goalpost_high=100.0)
    choices = {"normalise": "minmax"}

    actual = uncertainty.rank_intervals(
        table(cities=1, gaps=False), composite.Framework(posts), draws=10, seed=1, choices=choices
    )

    assert [[1, 1, 1, 1]] == actual.to_numpy().tolist()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"draws": 0}, "at least 1"),
        ({"interval": (0.9, 0.1)}, "lower first"),
        ({"interval": (0.5, 0.5)}, "lower first"),
        ({"choices": {"colour": 1}}, "'colour'"),
        ({"choices": {"noise": 2}}, "noise"),
        ({"choices": {"treat": ()}}, "treat"),
        ({"choices": {"normalise": "zscore"}}, "geometric mean of index; found .* in a"),
        ({"normalise": "rank"}, "'normalise'"),
        ({"choices": {"impute": "group-mean"}}, "groups"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    """What cannot be drawn says so."""
    with pytest.raises(ParameterError, match=message):
        uncertainty.rank_intervals(table(), FRAMEWORK, **{"seed": 1, "draws": 20, **settings})


def test_zscores_go_with_arithmetic_means():
    """They can be drawn when no other mean is."""
    choices = {"normalise": ("minmax", "zscore"), "aggregate": "arithmetic"}

    actual = uncertainty.rank_intervals(table(), FRAMEWORK, draws=50, seed=1, choices=choices)

    assert (actual["low"] < actual["high"]).any()


def test_cities_without_data_and_panels_are_refused():
    """A rank needs a score in every pipeline, and one row a city."""
    data = table()
    data.loc["city 3"] = NAN
    with pytest.raises(ParameterError, match="city 3"):
        uncertainty.rank_intervals(data, FRAMEWORK, draws=20, seed=1, choices={"impute": None})
    panel = pd.concat({2010: table(), 2020: table(2)}).swaplevel()
    with pytest.raises(ParameterError, match="Choose a year"):
        uncertainty.rank_intervals(panel, FRAMEWORK, draws=20, seed=1)


def test_availability_leaves_the_score_out():
    """The threshold of build holds in the draws as well."""
    data = table(gaps=False)
    data.loc["city 3", ["c", "d"]] = NAN

    with pytest.raises(ParameterError, match="city 3"):
        uncertainty.rank_intervals(
            data, FRAMEWORK, draws=20, seed=1, choices={"impute": None}, availability=0.6
        )


def test_sobol_finds_the_only_factor_that_matters():
    """Complete data make imputation idle, and a tiny noise does little beside the treatment."""
    data = table(gaps=False)
    choices = {"normalise": "minmax", "aggregate": "arithmetic", "noise": 1e-6}

    actual = uncertainty.sobol(data, FRAMEWORK, draws=128, seed=0, choices=choices)

    assert ["impute", "treat", "noise"] == actual.index.tolist()
    assert 1 == pytest.approx(actual.at["treat", "first"], abs=0.05)
    assert 1 == pytest.approx(actual.at["treat", "total"], abs=0.05)
    np.testing.assert_allclose(0, actual.loc[["impute", "noise"], ["first", "total"]], atol=0.05)


def test_sobol_intervals_hold_their_estimates_and_the_seed_decides():
    """Also a seed of 0, which SALib takes for none."""
    first = uncertainty.sobol(table(), FRAMEWORK, draws=128, seed=0)
    np.random.seed(1)
    again = uncertainty.sobol(table(), FRAMEWORK, draws=128, seed=0)

    pd.testing.assert_frame_equal(first, again)
    for index in ("first", "total"):
        assert (first[f"{index}_low"] <= first[index]).all()
        assert (first[index] <= first[f"{index}_high"]).all()
    assert ["impute", "treat", "normalise", "aggregate", "noise"] == first.index.tolist()


def test_sobol_agrees_with_exact_variances():
    """Three factors of two options each: first-order and total index from all eight outcomes."""
    data = table(gaps=False)
    choices = {"impute": "mean", "noise": 0}
    prepared = pipelines.prepare(data, FRAMEWORK, choices)
    options = np.array(np.meshgrid([0, 1], [0, 1], [0, 1], indexing="ij")).reshape(3, -1)
    zeros = np.zeros(8, dtype=int)
    kinds = dict(zip(("treat", "normalise", "aggregate"), options, strict=True))
    sample = pipelines.Sample({"impute": zeros, "weights": zeros, **kinds}, np.ones((8, 7)))
    ranks = pd.DataFrame(next(prepared.scores(sample))[1]).rank(axis=1, ascending=False, method="min")
    shift = (ranks - ranks.iloc[0]).abs().mean(axis=1).to_numpy().reshape(2, 2, 2)
    first = [np.var(shift.mean(axis=tuple({0, 1, 2} - {k}))) / shift.var() for k in range(3)]
    total = [shift.var(axis=k).mean() / shift.var() for k in range(3)]

    actual = uncertainty.sobol(data, FRAMEWORK, draws=1024, seed=4, choices=choices)

    np.testing.assert_allclose(first, actual["first"], atol=0.05)
    np.testing.assert_allclose(total, actual["total"], atol=0.05)


def test_sobol_of_ranks_that_never_move_is_undefined():
    """A variance of 0 has no parts; that is said with NaN, not with zeros."""
    data = table(cities=2, gaps=False)
    data.loc["city 0"] = [9, 1, 9, 9, 9]
    data.loc["city 1"] = [1, 9, 1, 1, 1]

    assert uncertainty.sobol(data, FRAMEWORK, draws=16, seed=1).isna().all(axis=None)


def test_sobol_refuses_what_it_cannot_do():
    """A base sample that is no power of 2, and nothing to vary."""
    for draws in (0, 1, 100):
        with pytest.raises(ParameterError, match="power of 2"):
            uncertainty.sobol(table(), FRAMEWORK, draws=draws, seed=1)
    assert not uncertainty.sobol(table(), FRAMEWORK, draws=2, seed=1).empty
    fixed = pipelines.Choices("mean", None, "minmax", "framework", "arithmetic", noise=0)
    with pytest.raises(ParameterError, match="nothing to vary"):
        uncertainty.sobol(table(), FRAMEWORK, draws=16, seed=1, choices=fixed)


def test_leaving_one_out_by_hand():
    """Without b the first two cities change places; without a nothing moves."""
    rows = [("a", "index", 1, 1), ("b", "index", 1, 3), ("index", "", None, None)]
    framework = composite.Framework(pd.DataFrame(rows, columns=["code", "parent", "direction", "weight"]))
    data = pd.DataFrame({"a": [3.0, 2.0, 1.0], "b": [2.0, 3.0, 1.0]}, index=["武汉", "长沙", "南昌"])

    actual = uncertainty.leave_one_out(data, framework)

    assert [0.0, 0.0, ""] == actual.loc["a"].tolist()
    assert [2 / 3, 1.0, "武汉"] == actual.loc["b"].tolist()


def test_leaving_out_is_building_without():
    """For every indicator and aggregate, with any settings; the index itself is not left out."""
    data = table()
    settings = {
        "impute": "median",
        "weights": "entropy",
        "to": (1, 100),
        "aggregate": ["geometric", "arithmetic"],
    }
    before = composite.build(data, FRAMEWORK, **settings).ranks["index"]

    actual = uncertainty.leave_one_out(data, FRAMEWORK, **settings)

    assert [*"abcde", "one", "two"] == actual.index.tolist()
    for code in actual.index:
        after = composite.build(data, FRAMEWORK.without(code), **settings).ranks["index"]
        assert (after - before).abs().mean() == pytest.approx(actual.at[code, "mean"])


def test_leaving_out_the_deepest_branch_keeps_the_upper_means():
    """The index keeps its own mean when the tree loses a level."""
    rows = [
        ("a", "deep", 1, 1),
        ("b", "deep", 1, 1),
        ("c", "index", 1, 1),
        ("d", "index", 1, 1),
        ("deep", "index", None, 1),
        ("index", "", None, None),
    ]
    framework = composite.Framework(pd.DataFrame(rows, columns=["code", "parent", "direction", "weight"]))
    data = table(gaps=False)

    actual = uncertainty.leave_one_out(data, framework, to=(1, 100), aggregate=["arithmetic", "geometric"])

    after = composite.build(data, framework.without("deep"), to=(1, 100), aggregate="geometric").ranks[
        "index"
    ]
    before = composite.build(data, framework, to=(1, 100), aggregate=["arithmetic", "geometric"]).ranks[
        "index"
    ]
    assert (after - before).abs().mean() == pytest.approx(actual.at["deep", "mean"])


def test_what_the_index_cannot_do_without_is_not_left_out():
    """A dimension that holds all indicators has no row."""
    rows = [("a", "one", 1, 1), ("b", "one", 1, 1), ("one", "index", None, 1), ("index", "", None, None)]
    framework = composite.Framework(pd.DataFrame(rows, columns=["code", "parent", "direction", "weight"]))

    assert ["a", "b"] == uncertainty.leave_one_out(table(gaps=False), framework).index.tolist()
