"""Building an index, stage by stage."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from megalopolis.errors import ParameterError
from megalopolis.measures import aggregate, composite, scale, weights

NAN = np.nan
COLUMNS = ["code", "parent", "level", "direction", "weight"]
ROWS = [
    ("a", "one", 1, 1, 1.0),
    ("b", "one", 1, -1, 3.0),
    ("c", "two", 1, 1, 1.0),
    ("one", "index", 2, NAN, 1.0),
    ("two", "index", 2, NAN, 1.0),
    ("index", None, 3, NAN, NAN),
]
FRAMEWORK = composite.Framework(pd.DataFrame(ROWS, columns=COLUMNS))
CITIES = ["武汉", "长沙", "南昌"]
DATA = pd.DataFrame({"a": [0.0, 5.0, 10.0], "b": [4.0, 0.0, 2.0], "c": [1.0, 2.0, 3.0]}, index=CITIES)

# Scores of the ASEM example in the vignette "Presenting Results" of the R package COINr, to two decimals.
PILLARS = ["Physical", "ConEcFin", "Political", "Instit", "P2P", "Environ", "Social", "SusEcFin"]
ASEM = pd.DataFrame(
    [
        [63.41, 32.87, 74.78, 85.94, 56.93, 77.21, 87.85, 56.88],
        [64.87, 46.62, 84.55, 71.74, 41.92, 58.73, 86.58, 57.78],
        [50.52, 30.43, 78.13, 75.35, 51.04, 69.83, 86.40, 61.29],
        [58.18, 25.70, 80.03, 89.46, 33.80, 70.90, 87.00, 56.59],
    ],
    index=["CHE", "NLD", "DNK", "NOR"],
    columns=PILLARS,
)
ASEM_SCORES = pd.DataFrame(
    [[62.79, 73.98, 68.38], [61.94, 67.70, 64.82], [57.10, 72.51, 64.80], [57.44, 71.50, 64.47]],
    index=ASEM.index,
    columns=["Conn", "Sust", "Index"],
)
ASEM_FRAMEWORK = composite.Framework(
    pd.DataFrame(
        [(code, "Conn" if code in PILLARS[:5] else "Sust", 1, 1, 1) for code in PILLARS]
        + [("Conn", "Index", 2, 1, 1), ("Sust", "Index", 2, 1, 1), ("Index", "", 3, 1, 1)],
        columns=COLUMNS,
    )
)
tables = arrays.arrays(
    np.float64, st.tuples(st.integers(2, 8), st.just(3)), elements=st.integers(-100, 100).map(float)
).map(
    lambda cells: pd.DataFrame(
        cells + 0.1 * np.arange(len(cells))[:, None],
        columns=list("abc"),
        index=[f"city {i}" for i in range(len(cells))],
    )
)


def test_published_scores_and_ranks():
    """Pillars, sub-indices and index of four countries agree with COINr's to the digits printed."""
    index = composite.build(ASEM, ASEM_FRAMEWORK, normalise=None)

    np.testing.assert_allclose(ASEM_SCORES, index.scores[["Conn", "Sust", "Index"]], atol=0.011)
    assert [1, 2, 3, 4] == index.ranks["Index"].tolist()


def test_index_by_hand():
    """Min-max to 0 to 100, weighted means 1:3 and 1:1, ranks from the best."""
    index = composite.build(DATA, FRAMEWORK)

    expected = {"one": [0, 87.5, 62.5], "two": [0, 50, 100], "index": [0, 68.75, 81.25]}
    assert expected == index.scores.to_dict("list")
    assert {"one": [3, 1, 2], "two": [3, 2, 1], "index": [3, 2, 1]} == index.ranks.to_dict("list")
    assert {"a": 0.125, "b": 0.375, "c": 0.5} == index.effective_weights.to_dict()


@pytest.mark.parametrize("form", [dict, pd.Series])
def test_weights_may_be_given_by_code(form):
    """3, 1 and 4 of 8 for the indicators: the aggregates weigh as much as their indicators together."""
    index = composite.build(DATA, FRAMEWORK, weights=form({"a": 3, "b": 1, "c": 4}))

    assert {"a": 0.375, "b": 0.125, "c": 0.5} == index.effective_weights.to_dict()


def test_arithmetic_index_is_the_product_with_effective_weights():
    """For complete data the levels between only regroup the sum."""
    index = composite.build(DATA, FRAMEWORK, weights="equal")

    np.testing.assert_allclose(index.stages["normalised"] @ index.effective_weights, index.scores["index"])


@pytest.mark.parametrize(
    ("mean", "function"), [("geometric", stats.gmean), ("harmonic", stats.hmean), ("arithmetic", np.average)]
)
def test_means_agree_with_scipy(mean, function):
    """One level, with weights."""
    scores = composite.build(DATA, FRAMEWORK, to=(1, 100), aggregate=[mean, "arithmetic"])
    scaled = scores.stages["normalised"][["a", "b"]]

    np.testing.assert_allclose(function(scaled, axis=1, weights=[1, 3]), scores.scores["one"])


def test_each_level_has_its_mean():
    """The lowest first: arithmetic within dimensions, geometric between them."""
    index = composite.build(DATA, FRAMEWORK, to=(1, 100), aggregate=["arithmetic", "geometric"])

    np.testing.assert_allclose(np.sqrt(index.scores["one"] * index.scores["two"]), index.scores["index"])


def test_any_number_of_levels():
    """A tree four levels high with branches of different height, by hand."""
    rows = [
        ("a", "deep", 1, 1, 1),
        ("b", "deep", 1, 1, 1),
        ("deep", "one", 2, NAN, 1),
        ("c", "one", 1, 1, 1),
        ("one", "index", 3, NAN, 2),
        ("d", "index", 1, 1, 1),
        ("index", "", 4, NAN, NAN),
    ]
    framework = composite.Framework(pd.DataFrame(rows, columns=COLUMNS))
    data = pd.DataFrame({"a": [1.0], "b": [3.0], "c": [6.0], "d": [10.0]}, index=["武汉"])

    scores = composite.build(data, framework, normalise=None).scores

    assert {"deep": [2], "one": [4], "index": [6]} == scores.to_dict("list")


def test_missing_members_give_their_weight_to_the_others():
    """Down to the availability asked for; a city without any has no score and no rank."""
    data = DATA.copy()
    data.loc["长沙", "b"] = NAN
    data.loc["南昌", ["a", "b"]] = NAN

    index = composite.build(data, FRAMEWORK, normalise=None)
    strict = index.replay(availability=0.6)

    assert [3.0, 5.0, NAN] == pytest.approx(index.scores["one"].tolist(), nan_ok=True)
    assert [2.0, 3.5, 3.0] == index.scores["index"].tolist()
    assert [2.0, 1.0, NAN] == pytest.approx(index.ranks["one"].tolist(), nan_ok=True)
    assert [3.0, NAN, NAN] == pytest.approx(strict.scores["one"].tolist(), nan_ok=True)
    assert [2.0, NAN, NAN] == pytest.approx(strict.scores["index"].tolist(), nan_ok=True)


def test_a_member_of_weight_zero_cannot_stand_alone():
    """What remains has no weight, so there is no mean."""
    rows = [("a", "index", 1, 1, 0), ("b", "index", 1, 1, 1), ("index", "", 2, NAN, NAN)]
    framework = composite.Framework(pd.DataFrame(rows, columns=COLUMNS))
    data = pd.DataFrame({"a": [1.0, 2.0], "b": [NAN, 3.0]})

    actual = composite.build(data, framework, normalise=None).scores["index"]

    assert [NAN, 3.0] == pytest.approx(actual.tolist(), nan_ok=True)


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_means_of_zeros_are_refused_by_name(mean):
    """Nothing is added in silence; the message names city, indicator and the way out."""
    with pytest.raises(ParameterError, match=rf"{mean} mean of one; found 0 in a for 武汉.*\(1, 100\)"):
        composite.build(DATA, FRAMEWORK, aggregate=mean)


def test_ties_share_the_best_rank():
    """Also when sums in another order differ in the last digit."""
    frame = pd.DataFrame({"x": [0.1 + 0.2, 0.3, 0.5, 0.0]})

    assert [2, 2, 1, 4] == aggregate.ranks(frame)["x"].tolist()
    assert [1, 1] == aggregate.ranks(pd.DataFrame({"x": [0.0, 0.0]}))["x"].tolist()


def test_frozen_goalposts_keep_old_scores():
    """Adding a city changes no score when the goalposts are in the framework."""
    posts = pd.DataFrame(ROWS, columns=COLUMNS).assign(goalpost_low=0.0, goalpost_high=20.0)
    framework = composite.Framework(posts)
    longer = pd.concat([DATA, pd.DataFrame({"a": [20.0], "b": [9.0], "c": [7.0]}, index=["宜昌"])])

    before = composite.build(DATA, framework).scores

    pd.testing.assert_frame_equal(before, composite.build(longer, framework).scores.loc[CITIES])
    assert 50.0 == composite.build(DATA, framework).stages["normalised"].at["南昌", "a"]


def test_goalposts_do_not_meet_logarithms():
    """A column that the treatment put into logarithms goes by its own range."""
    posts = pd.DataFrame(ROWS, columns=COLUMNS).assign(goalpost_low=-1000.0, goalpost_high=1000.0)
    data = pd.DataFrame({"a": [*range(1, 21), 100, 200], "b": range(22), "c": range(22)})

    index = composite.build(data, composite.Framework(posts), treat=composite.Treatment(limit=1))

    assert (0, 100) == (index.stages["normalised"]["a"].min(), index.stages["normalised"]["a"].max())
    assert index.stages["normalised"]["c"].between(50, 52).all()


@pytest.mark.parametrize("method", ["zscore", "rank", "percentile", "borda"])
def test_normalisations_are_those_of_scale(method):
    """Costs are turned, and percentiles fill the range."""
    expected = getattr(scale, method)(DATA, [1, -1, 1]) * (100 if method == "percentile" else 1)

    actual = composite.build(DATA, FRAMEWORK, normalise=method)

    pd.testing.assert_frame_equal(expected, actual.stages["normalised"], check_dtype=False)


def test_targets():
    """Distance to a target for each indicator; without targets it is refused."""
    targets = {"a": 20, "b": 0, "c": 2}

    actual = composite.build(DATA, FRAMEWORK, normalise="target", targets=targets).stages["normalised"]

    assert {"a": [0, 25, 50], "b": [0, 100, 50], "c": [0, 100, 100]} == actual.to_dict("list")
    with pytest.raises(ParameterError, match="targets"):
        composite.build(DATA, FRAMEWORK, normalise="target")
    with pytest.raises(ParameterError, match="none for c"):
        composite.build(DATA, FRAMEWORK, normalise="target", targets={"a": 1, "b": 0})


@pytest.mark.parametrize("method", ["entropy", "critic", "pca"])
def test_weights_from_data_do_not_depend_on_the_range(method):
    """They are the effective weights, taken on 0 to 1 whatever ``to`` is."""
    expected = getattr(weights, method)(scale.minmax(DATA, [1, -1, 1]))

    for to in ((0, 100), (1, 100)):
        actual = composite.build(DATA, FRAMEWORK, weights=method, to=to).effective_weights

        np.testing.assert_allclose(expected, actual)


def test_weights_from_data_taken_as_scaled():
    """With normalise=None the table is weighed as it is."""
    scaled = scale.minmax(DATA, [1, -1, 1])

    actual = composite.build(scaled, FRAMEWORK, normalise=None, weights="entropy").effective_weights

    np.testing.assert_allclose(weights.entropy(scaled), actual)


def test_the_log_tells_every_change():
    """Cities screened out, cells filled and treated, indicators divided: each with before and after."""
    data = pd.DataFrame(
        {"a": [*range(1, 11), 100.0, NAN], "b": [NAN, *range(10), NAN], "c": range(12), "people": 2.0},
        index=[f"city {i}" for i in range(12)],
    )

    index = composite.build(
        data,
        FRAMEWORK,
        screen=0.5,
        impute="median",
        denominate={"c": ("people", 10), "a": "people"},
        treat="winsorise",
    )

    log = index.log
    assert ["stage", "city", "indicator", "before", "after", "rule"] == list(log.columns)
    assert [
        ("screened", "city 11", ""),
        ("imputed", "city 0", "b"),
        ("denominated", "", "c"),
        ("denominated", "", "a"),
        ("treated", "city 10", "a"),
    ] == [tuple(row) for row in log[["stage", "city", "indicator"]].to_numpy()]
    assert (50.0, 5.0) == tuple(log.loc[4, ["before", "after"]])
    assert "divided by people, times 10" == log.at[2, "rule"]
    assert (NAN, 4.5) == pytest.approx(tuple(log.loc[1, ["before", "after"]]), nan_ok=True)
    assert composite.build(DATA, FRAMEWORK).log.empty


def test_log_and_stages_agree():
    """Every cell that differs between two stages is in the log, and no other."""
    random = np.random.default_rng(4)
    data = pd.DataFrame(random.lognormal(sigma=2, size=(30, 3)), columns=list("abc"))
    data[random.random((30, 3)) < 0.1] = NAN

    index = composite.build(data, FRAMEWORK, impute="mean", treat="winsorise-log")

    for name, last in (("imputed", "raw"), ("treated", "denominated")):
        before, after = index.stages[last], index.stages[name]
        changed = (before != after) & ~(before.isna() & after.isna())
        assert changed.to_numpy().sum() == (index.log["stage"] == name).sum() > 0


def test_stages_cannot_be_changed():
    """What is handed out is a copy: stages, scores, weights, and the data given stay as they were."""
    data = DATA.copy()
    index = composite.build(data, FRAMEWORK)
    before = index.scores

    data.loc["武汉", "a"] = 99.0
    for handed_out in [*index.stages.values(), index.scores, index.ranks]:
        handed_out.iloc[0, 0] = 99
    local = index.weights
    local["a"] = 99.0

    assert 7 == len(index.stages)
    assert 1 == index.weights[["a", "b"]].sum()
    pd.testing.assert_frame_equal(before, index.scores)
    pd.testing.assert_frame_equal(before, index.replay().scores)
    pd.testing.assert_frame_equal(before, index.replay(framework=FRAMEWORK).scores)
    with pytest.raises(AttributeError):
        index.framework = None


@pytest.mark.parametrize(
    "changes",
    [
        {"screen": 0.5},
        {"impute": "median"},
        {"impute": "group-mean", "groups": pd.Series(["x", "y", "y"], index=CITIES)},
        {"denominate": {"c": "people"}},
        {"treat": "winsorise-log"},
        {"normalise": "percentile"},
        {"to": (1, 100), "aggregate": "geometric"},
        {"normalise": "target", "targets": {"a": 20, "b": 0, "c": 20}},
        {"weights": "entropy"},
        {"availability": 1},
        {"data": DATA * 2 + 1},
        {"framework": FRAMEWORK.without("b")},
        {},
    ],
)
def test_replaying_is_building_again(changes):
    """One setting changed in a replay gives what a build from the beginning gives."""
    data = DATA.assign(people=[1.0, 2.0, 4.0])
    index = composite.build(data, FRAMEWORK)
    settings = {"data": data, "framework": FRAMEWORK, **changes}

    actual = index.replay(**changes)

    expected = composite.build(settings.pop("data"), settings.pop("framework"), **settings)
    pd.testing.assert_frame_equal(expected.scores, actual.scores)
    pd.testing.assert_series_equal(expected.weights, actual.weights)


def test_replaying_shares_the_stages_before_the_change():
    """Nothing before the changed step is computed again."""
    index = composite.build(DATA, FRAMEWORK, treat="winsorise")

    again = index.replay(aggregate=["arithmetic", "arithmetic"])

    assert index._stages["normalised"] is again._stages["normalised"]
    assert index._stages["aggregated"] is not again._stages["aggregated"]


def test_panels_are_scaled_together_and_ranked_by_year():
    """Pooled min-max keeps growth; each year has its own ranks."""
    later = DATA + 5
    panel = pd.concat({2010: DATA, 2020: later}, names=["year", "city"]).swaplevel().assign(b=1.0)
    posts = pd.DataFrame(ROWS, columns=COLUMNS).assign(goalpost_low=0.0, goalpost_high=20.0)

    index = composite.build(panel, composite.Framework(posts))
    scores, ranks = index.scores["two"].unstack("year"), index.ranks["two"].unstack("year")

    assert (scores[2020] > scores[2010]).all()
    assert [3, 2, 1] == ranks.loc[CITIES, 2010].tolist() == ranks.loc[CITIES, 2020].tolist()


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"normalise": "sum"}, "'sum'"),
        ({"aggregate": "median"}, "'median'"),
        ({"aggregate": ["arithmetic"]}, "each of the 2 steps"),
        ({"weights": "expert"}, "'expert'"),
        ({"availability": 50}, "0 to 1; found 50"),
        ({"treat": "trim"}, "'trim'"),
        ({"denominate": {"a": "people"}}, "none for people"),
    ],
)
def test_wrong_settings_are_named(settings, message):
    """What was found stands in the message."""
    with pytest.raises(ParameterError, match=message):
        composite.build(DATA, FRAMEWORK, **settings)


def test_wrong_inputs_are_named():
    """Missing indicators, no frame, no framework, unknown settings of a replay, text and infinity."""
    with pytest.raises(ParameterError, match="none for b, c"):
        composite.build(DATA[["a"]], FRAMEWORK)
    with pytest.raises(ParameterError, match="ndarray"):
        composite.build(DATA.to_numpy(), FRAMEWORK)
    with pytest.raises(ParameterError, match="Framework"):
        composite.build(DATA, pd.DataFrame(ROWS, columns=COLUMNS))
    with pytest.raises(ParameterError, match="'colour'"):
        composite.build(DATA, FRAMEWORK).replay(colour="red")
    with pytest.raises(ParameterError, match="长沙 in column b"):
        composite.build(DATA.replace({"b": {0.0: np.inf}}), FRAMEWORK)
    with pytest.raises(ParameterError, match="same everywhere in c"):
        composite.build(DATA.assign(c=1.0), FRAMEWORK)
    with pytest.raises(ParameterError, match="长沙 in column b"):
        composite.build(DATA.assign(b=[1, NAN, 2]), FRAMEWORK, weights="entropy")


@settings(max_examples=25, deadline=None)
@given(tables, st.randoms(use_true_random=False), st.sampled_from(aggregate.MEANS))
def test_index_properties(data, random, mean):
    """Scores lie between the lowest and highest member; units and the order of cities do not matter."""
    cities = list(data.index)
    random.shuffle(cities)

    index = composite.build(data, FRAMEWORK, to=(1, 100), aggregate=mean)
    turned = composite.build(data.loc[cities] * 3 + 7, FRAMEWORK, to=(1, 100), aggregate=mean)

    scaled = index.stages["normalised"]
    members = pd.concat([scaled, index.scores], axis=1)
    for parent, codes in FRAMEWORK.children.items():
        assert (index.scores[parent] >= members[list(codes)].min(axis=1) - 1e-9).all()
        assert (index.scores[parent] <= members[list(codes)].max(axis=1) + 1e-9).all()
    np.testing.assert_allclose(index.scores.loc[cities], turned.scores, rtol=1e-9)
    assert index.ranks.loc[cities].equals(turned.ranks)


@settings(max_examples=25, deadline=None)
@given(tables)
def test_means_are_ordered(data):
    """Harmonic <= geometric <= arithmetic, with equality only for equal members."""
    harmonic, geometric, arithmetic = (
        composite.build(data, FRAMEWORK, to=(1, 100), aggregate=mean).scores
        for mean in ("harmonic", "geometric", "arithmetic")
    )

    assert (harmonic <= geometric + 1e-9).all(axis=None)
    assert (geometric <= arithmetic + 1e-9).all(axis=None)


@settings(max_examples=25, deadline=None)
@given(tables, st.sampled_from(aggregate.MEANS))
def test_an_index_in_one_step_is_that_of_the_levels(data, mean):
    """Also where weights differ at every level: 1 to 3 in the first group, 1 to 4 between the groups."""
    scaled = composite.build(data, FRAMEWORK, to=(1, 100)).stages["normalised"]
    within = {
        code: np.array([weight]) for code, weight in {"a": 1, "b": 3, "c": 1, "one": 1, "two": 4}.items()
    }

    by_level = aggregate.climb(scaled, FRAMEWORK, within, (mean, mean))["index"]

    np.testing.assert_allclose(by_level, aggregate.collapse(scaled, FRAMEWORK, within, mean), rtol=1e-9)


def test_scores_do_not_depend_on_the_order_of_columns():
    """Weights belong to indicators, not to places; a score needs no more than one indicator by default."""
    shares = {"a": 0.25, "b": 0.75, "c": 1.0, "one": 0.5, "two": 0.5}
    within = {code: np.array([share]) for code, share in shares.items()}
    scaled = pd.DataFrame({"a": [0.0, 1.0], "b": [0.4, NAN], "c": [0.5, 0.5]}, index=CITIES[:2])

    given = [
        aggregate.climb(table, FRAMEWORK, within, ("arithmetic", "arithmetic"))
        for table in (scaled, scaled[["c", "a", "b"]])
    ]

    for scores in given:
        np.testing.assert_allclose([[0.3, 1.0]], scores["one"])
        np.testing.assert_allclose([[0.4, 0.75]], scores["index"])
