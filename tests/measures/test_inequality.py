"""Gini, Theil and Dagum: values, identities and edges."""

from __future__ import annotations

import math

import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.measures import inequality

MEXICO = pd.read_csv(libpysal.examples.get_path("mexico.csv"), index_col="State")
DECADES = [f"pcgdp{year}" for year in range(1940, 2010, 10)]


@st.composite
def cities(draw, lowest=0.0):
    """A value, a weight and a group for each of 2 to 12 cities; zeros and ties occur."""
    count = draw(st.integers(2, 12))
    number = st.one_of(st.integers(1, 4).map(float), st.floats(0.1, 1e5))
    if lowest == 0:
        number = st.one_of(st.just(0.0), number)
    values = draw(st.lists(number, min_size=count, max_size=count).filter(lambda found: sum(found) > 0))
    weights = draw(st.lists(st.floats(0.1, 100), min_size=count, max_size=count))
    groups = draw(st.lists(st.sampled_from("abc"), min_size=count, max_size=count))
    halves = draw(st.lists(st.sampled_from("xy"), min_size=count, max_size=count))
    index = [f"city {i}" for i in range(count)]
    return pd.DataFrame({"value": values, "weight": weights, "group": groups, "half": halves}, index=index)


def series(*values):
    return pd.Series(values, index=[f"c{i}" for i in range(len(values))], dtype=float)


def naive_gini(value, weight):
    """The definition, pair by pair."""
    n, total, size = len(value), sum(value), sum(weight)
    level = [v / w for v, w in zip(value, weight, strict=True)]
    pairs = sum(
        weight[i] / size * weight[j] / size * abs(level[i] - level[j]) for i in range(n) for j in range(n)
    )
    return pairs / (2 * total / size)


def naive_dagum(value, weight, group):
    """Dagum's definition, group by group and city by city."""
    names = sorted(set(group))
    rows = list(zip(value, weight, group, strict=True))
    total, size = sum(value), sum(weight)
    level = {name: [(v / w, w) for v, w, g in rows if g == name] for name in names}
    part = {name: sum(w for _, w in level[name]) / size for name in names}
    share = {name: sum(v * w for v, w in level[name]) / total for name in names}
    mean = {name: share[name] * total / (part[name] * size) for name in names}

    def expected(j, h, kernel):
        mass = part[j] * part[h] * size**2
        return sum(u * w * kernel(x - y) for x, u in level[j] for y, w in level[h]) / mass

    within = sum(expected(j, j, abs) / (2 * mean[j]) * part[j] * share[j] for j in names if mean[j] > 0)
    between = overlap = 0.0
    for a in range(len(names)):
        for b in range(a):
            j, h = sorted((names[a], names[b]), key=mean.get, reverse=True)
            ahead = expected(j, h, lambda x: max(x, 0))
            behind = expected(j, h, lambda x: max(-x, 0))
            if ahead + behind == 0:
                continue
            index = (ahead + behind) / (mean[j] + mean[h]) * (part[j] * share[h] + part[h] * share[j])
            affluence = (ahead - behind) / (ahead + behind)
            between += index * affluence
            overlap += index * (1 - affluence)
    return within, between, overlap


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ((1, 1, 1, 1), 0.0),
        ((0, 0, 0, 1), 0.75),
        ((1, 2, 3), 2 / 9),
        ((7,), 0.0),
        ((0, 5, 5), 1 / 3),
    ],
)
def test_gini_by_hand(value, expected):
    """All alike 0; one of n has all 1 - 1/n; (1, 2, 3): 8 of differences over 2 x 9 x 2; one city 0."""
    assert expected == pytest.approx(inequality.gini(series(*value)), abs=1e-15)


def test_gini_of_published_examples():
    """Dörsam (2004) and German GDP of 2015, as given with the R package REAT (man/gini.Rd)."""
    sales = series(20, 50, 20, 10)
    income = series(500, 1500, 2500, 4000, 7500, 15000)
    classes = series(1000, 1200, 1600, 400, 200, 600)
    germany = series(
        *(460.69, 549.19, 124.16, 65.29, 31.59, 109.27, 263.44, 39.87),
        *(258.53, 645.59, 131.95, 35.03, 112.66, 56.22, 85.61, 56.81),
    )

    assert inequality.gini(sales) == pytest.approx(0.3, abs=1e-12)
    assert inequality.gini(sales, corrected=True) == pytest.approx(0.4, abs=1e-12)
    assert inequality.gini(income * classes, classes) == pytest.approx(0.5278, abs=5e-5)
    assert inequality.gini(germany) == pytest.approx(0.5009, abs=5e-5)


def test_gini_equals_pysal():
    """Without weights, PySAL's coefficient of the Mexican states is the same."""
    # Loads a library for drawing, which takes seconds: only where it is needed.
    from inequality.gini import Gini

    for decade in DECADES:
        expected = Gini(MEXICO[decade].to_numpy()).g

        assert expected == pytest.approx(inequality.gini(MEXICO[decade]), rel=1e-12)


@given(cities())
@settings(max_examples=40, deadline=None)
def test_gini_equals_the_naive_double_loop(data):
    """With weights, zeros and ties, the sorted form equals the sum over all pairs."""
    expected = naive_gini(data["value"].to_list(), data["weight"].to_list())

    assert expected == pytest.approx(inequality.gini(data["value"], data["weight"]), rel=1e-9, abs=1e-12)


def test_a_weight_is_a_number_of_cities():
    """A city of weight 3 counts like three cities that share its amount equally."""
    together = inequality.gini(series(6, 2), series(3, 1))

    assert together == pytest.approx(inequality.gini(series(2, 2, 2, 2)), abs=1e-15)
    assert inequality.gini(series(9, 2), series(3, 1)) == pytest.approx(inequality.gini(series(3, 3, 3, 2)))
    expected = inequality.theil(series(3, 3, 3, 2)).total
    assert expected == pytest.approx(inequality.theil(series(9, 2), weight=series(3, 1)).total)


def test_theil_by_hand():
    """Half of six cities have all: T is ln 2 and wholly between, by PySAL's own hand-made extreme."""
    value = series(0, 0, 0, 10, 10, 10)
    group = pd.Series(list("aaabbb"), index=value.index)

    split = inequality.theil(value, group)

    assert (math.log(2), math.log(2), 0.0) == pytest.approx((split.total, split.between, split.within))
    assert split.by_group.to_dict() == {"a": 0.0, "b": 0.0}
    assert split.index == "T"


def test_theil_t_and_l_by_hand():
    """(1, 3): T = (1/4) ln(1/2) + (3/4) ln(3/2); L = (1/2) ln 2 + (1/2) ln(2/3)."""
    value = series(1, 3)

    assert inequality.theil(value).total == pytest.approx(0.25 * math.log(0.5) + 0.75 * math.log(1.5))
    assert inequality.theil(value, index="L").total == pytest.approx(
        0.5 * math.log(2) + 0.5 * math.log(2 / 3)
    )


def test_theil_l_of_a_published_example():
    """Störmann (2009): 0.2326302, given with REAT (man/theil.Rd), whose index is L and not T."""
    assert inequality.theil(series(10, 10, 10, 20, 50), index="L").total == pytest.approx(0.2326302, abs=5e-8)


def test_theil_t_of_mexican_states_is_the_published_one():
    """PySAL inequality publishes T, between and within for 1940 to 2000 (theil.py, tests/test_theil.py)."""
    total = [0.20894344, 0.15222451, 0.10472941, 0.10194725, 0.09560113, 0.10511256, 0.10660832]
    between = [0.0345889, 0.02816853, 0.05260921, 0.05931219, 0.03205257, 0.02963731, 0.03635872]
    within = [0.17435454, 0.12405598, 0.0521202, 0.04263506, 0.06354856, 0.07547525, 0.0702496]

    splits = [inequality.theil(MEXICO[decade], MEXICO["hanson98"]) for decade in DECADES]

    assert total == pytest.approx([split.total for split in splits], abs=5e-9)
    assert between == pytest.approx([split.between for split in splits], abs=5e-9)
    assert within == pytest.approx([split.within for split in splits], abs=5e-9)


def test_theil_equals_pysal():
    """The second implementation agrees to the last digits on another partition."""
    # Loads a library for drawing, which takes seconds: only where it is needed.
    from inequality.theil import TheilD

    value = MEXICO["pcgdp2000"]
    other = TheilD(value.to_numpy(), MEXICO["esquivel99"].to_numpy())

    split = inequality.theil(value, MEXICO["esquivel99"])

    assert (other.T, float(other.bg[0])) == pytest.approx((split.total, split.between), rel=1e-12)


@given(cities(lowest=0.1), st.sampled_from(["T", "L"]))
@settings(max_examples=40, deadline=None)
def test_theil_adds_up_whatever_the_groups(data, index):
    """Total = between + within to 1e-12, levels and groups sum to their part; groups leave the total."""
    value, weight = data["value"], data["weight"]
    plain = inequality.theil(value, weight=weight, index=index)

    for group in (data["group"], data["half"], data[["half", "group"]], data[["group", "half"]]):
        split = inequality.theil(value, group, weight, index)

        assert split.total == pytest.approx(split.between + split.within, abs=1e-12)
        assert split.total == pytest.approx(plain.total, abs=1e-12)
        assert split.within == pytest.approx(split.by_group.sum(), abs=1e-12)
        assert split.between == pytest.approx(split.by_level.sum(), abs=1e-12)
    assert plain.by_group.index.to_list() == ["all"]
    assert plain.within == pytest.approx(plain.total, abs=1e-12)


@given(cities(lowest=0.1), st.sampled_from(["T", "L"]))
@settings(max_examples=25, deadline=None)
def test_theil_equals_a_naive_loop(data, index):
    """Written out city by city, group by group, with the weights that belong to T and to L."""
    s = (data["value"] / data["value"].sum()).to_list()
    p = (data["weight"] / data["weight"].sum()).to_list()
    first, second = (s, p) if index == "T" else (p, s)
    between, within = 0.0, {}
    for name in sorted(set(data["group"])):
        members = [i for i in range(len(data)) if data["group"].iloc[i] == name]
        big, small = sum(first[i] for i in members), sum(second[i] for i in members)
        between += big * math.log(big / small)
        within[name] = sum(first[i] * math.log((first[i] / big) / (second[i] / small)) for i in members)

    split = inequality.theil(data["value"], data["group"], data["weight"], index)

    assert between == pytest.approx(split.between, abs=1e-12)
    assert within == pytest.approx(split.by_group.to_dict(), abs=1e-12)


def test_nested_groups_split_between_level_by_level():
    """The coarse level gives the coarse groups' part; the finer one adds what the fine groups have more."""
    value = series(1, 2, 3, 4, 5, 6, 7, 8)
    levels = pd.DataFrame({"side": list("wwwweeee"), "part": list("nnssnnss")}, index=value.index)

    nested = inequality.theil(value, levels)
    coarse = inequality.theil(value, levels["side"])
    fine = inequality.theil(value, levels["side"] + levels["part"])

    assert nested.by_level.index.to_list() == ["side", "part"]
    assert nested.by_level["side"] == pytest.approx(coarse.between, abs=1e-15)
    assert nested.between == pytest.approx(fine.between, abs=1e-15)
    assert nested.within == pytest.approx(fine.within, abs=1e-15)
    assert nested.by_group.index.to_list() == [("e", "n"), ("e", "s"), ("w", "n"), ("w", "s")]


def test_zeros_add_nothing_to_t_and_are_refused_by_l():
    """0 ln 0 is 0 in T, also for a whole group; L is infinite and says for which city."""
    value = pd.Series([0.0, 0.0, 2.0, 2.0], index=["武汉", "黄石", "长沙", "株洲"])
    group = pd.Series(["hubei", "hubei", "hunan", "hunan"], index=value.index)

    split = inequality.theil(value, group)

    assert (split.total, split.between, split.within) == pytest.approx((math.log(2), math.log(2), 0))
    with pytest.raises(ParameterError, match="above 0; found 0 for 武汉 in column value; 0 for 黄石"):
        inequality.theil(value, group, index="L")


def test_an_empty_category_is_left_out():
    """A group that no city belongs to changes nothing and is not listed."""
    value = series(1, 2, 3)
    group = pd.Series(pd.Categorical(["b", "a", "a"], categories=["c", "a", "b"]), index=value.index)

    split = inequality.dagum(value, group)

    assert inequality.theil(value, group).by_group.index.to_list() == ["a", "b"]
    assert split.by_group.index.to_list() == ["a", "b"]
    assert split.total == pytest.approx(inequality.gini(value), abs=1e-15)


def test_dagum_without_overlap_by_hand():
    """(1, 2 | 5, 8): G = 3/8 of groups that do not overlap, so within and between make up all of it."""
    value = series(1, 2, 5, 8)
    group = pd.Series(["poor", "poor", "rich", "rich"], index=value.index)

    split = inequality.dagum(value, group)

    # within: 1/2 x 3/16 x G(1, 2) + 1/2 x 13/16 x G(5, 8), with G(1, 2) = 1/6 and G(5, 8) = 3/26
    within = 0.5 * 3 / 16 / 6 + 0.5 * 13 / 16 * 3 / 26
    # between: 1/2 x 1/2 x (6.5 - 1.5) / 4
    assert split.total == pytest.approx(3 / 8, abs=1e-15)
    assert split.within == pytest.approx(within, abs=1e-15)
    assert split.between == pytest.approx(0.3125, abs=1e-15)
    assert split.transvariation == pytest.approx(0.0, abs=1e-15)
    assert split.by_group.to_dict() == pytest.approx({"poor": 1 / 6, "rich": 3 / 26})
    assert split.affluence.loc["poor", "rich"] == 1.0
    assert split.by_pair.loc["rich", "poor"] == pytest.approx(5 / 8)


def test_dagum_with_overlap_by_hand():
    """(1, 4 | 2, 3): equal means, so the whole difference between the groups is transvariation."""
    value = series(1, 4, 2, 3)
    group = pd.Series(["a", "a", "b", "b"], index=value.index)

    split = inequality.dagum(value, group)

    # |1-2| + |1-3| + |4-2| + |4-3| = 6, over 4 pairs and the sum of the means 5; times 2 x 1/2 x 1/2
    assert split.by_pair.loc["a", "b"] == pytest.approx(0.3)
    assert (split.between, split.transvariation) == pytest.approx((0.0, 0.15), abs=1e-15)


@given(cities())
@settings(max_examples=40, deadline=None)
def test_dagum_adds_up_and_keeps_its_closed_form(data):
    """The parts sum to the Gini coefficient; net between is the sum of P P' |mean - mean'| over the mean."""
    value, weight, group = data["value"], data["weight"], data["group"]

    split = inequality.dagum(value, group, weight)

    size = weight.groupby(group).sum()
    mean = value.groupby(group).sum() / size
    part = size / size.sum()
    closed = sum(
        part[j] * part[h] * abs(mean[j] - mean[h]) for j in part.index for h in part.index if j < h
    ) / (value.sum() / weight.sum())
    parts = split.within + split.between + split.transvariation
    assert split.total == pytest.approx(inequality.gini(value, weight), abs=1e-12)
    assert split.total == pytest.approx(parts, abs=1e-12)
    assert split.between == pytest.approx(closed, abs=1e-12)
    assert min(split.within, split.between) >= 0
    assert split.transvariation >= -1e-15
    assert split.affluence.stack().between(0, 1 + 1e-12).all()


@given(cities())
@settings(max_examples=40, deadline=None)
def test_dagum_equals_naive_loops(data):
    """Each of the three parts equals the definition written out city by city."""
    expected = naive_dagum(data["value"].to_list(), data["weight"].to_list(), data["group"].to_list())

    split = inequality.dagum(data["value"], data["group"], data["weight"])

    actual = (split.within, split.between, split.transvariation)
    assert expected == pytest.approx(actual, abs=1e-9)


@given(cities(lowest=0.1), st.floats(0.01, 1000), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_unit_and_order_do_not_matter(data, factor, random):
    """Another unit of value or weight, another order of cities and of each argument: the same result."""
    other = data.loc[random.sample(data.index.to_list(), len(data))]
    value, weight, group = other["value"] * factor, data["weight"] / factor, data["group"]

    theil = inequality.theil(data["value"], group, data["weight"])
    changed = inequality.theil(value, group, weight)
    dagum = inequality.dagum(data["value"], group, data["weight"])

    assert inequality.gini(value, weight) == pytest.approx(
        inequality.gini(data["value"], data["weight"]), abs=1e-11
    )
    assert (theil.total, theil.between) == pytest.approx((changed.total, changed.between), abs=1e-11)
    assert dagum.transvariation == pytest.approx(
        inequality.dagum(value, group, weight).transvariation, abs=1e-11
    )


@given(cities())
@settings(max_examples=25, deadline=None)
def test_bounds(data):
    """Gini lies in [0, 1 - 1/n] without weights, T in [0, ln n]."""
    count = len(data)

    assert -1e-15 <= inequality.gini(data["value"]) <= 1 - 1 / count + 1e-12
    assert inequality.gini(data["value"], corrected=True) <= 1 + 1e-12
    assert 0 <= inequality.theil(data["value"]).total <= math.log(count) + 1e-12


def test_all_equal_and_one_city():
    """Equal amounts per weight are no inequality; neither is a single city."""
    value, weight = series(2, 4, 6), series(1, 2, 3)
    group = pd.Series(["a", "b", "b"], index=value.index)

    split = inequality.dagum(value, group, weight)

    assert inequality.gini(value, weight) == pytest.approx(0, abs=1e-15)
    assert inequality.theil(value, group, weight).total == pytest.approx(0, abs=1e-15)
    assert (split.within, split.between, split.transvariation) == pytest.approx((0, 0, 0), abs=1e-15)
    assert inequality.theil(series(5)).total == 0.0
    with pytest.raises(ParameterError, match="corrected coefficient; found only c0"):
        inequality.gini(series(5), corrected=True)


def test_a_group_of_zeros_has_no_difference():
    """A group whose cities all have 0 has a Gini of 0, not 0/0."""
    value = series(0, 0, 1)
    group = pd.Series(["none", "none", "some"], index=value.index)

    split = inequality.dagum(value, group)

    assert split.by_group.to_dict() == {"none": 0.0, "some": 0.0}
    assert split.between == pytest.approx(2 / 3, abs=1e-15)


@pytest.mark.parametrize(
    "measure",
    [
        lambda value: inequality.gini(value),
        lambda value: inequality.theil(value, pd.Series(1, index=value.index)),
        lambda value: inequality.dagum(value, pd.Series(1, index=value.index)),
    ],
)
def test_wrong_values_name_the_city(measure):
    """A negative or missing value is refused with its city; so are only zeros."""
    with pytest.raises(ParameterError, match="-1 for 武汉"):
        measure(pd.Series({"武汉": -1.0, "长沙": 2.0}))
    with pytest.raises(ParameterError, match="nan for 长沙 in column gdp"):
        measure(pd.Series({"武汉": 1.0, "长沙": np.nan}, name="gdp"))
    with pytest.raises(ParameterError, match="only zeros"):
        measure(pd.Series({"武汉": 0.0, "长沙": 0.0}))


def test_wrong_weights_and_groups_name_the_city():
    """A weight of 0, a city without weight or group, and an unknown index are refused."""
    value = pd.Series({"武汉": 1.0, "长沙": 2.0})

    with pytest.raises(ParameterError, match="weight: expected numbers above 0; found 0 for 长沙"):
        inequality.gini(value, pd.Series({"武汉": 1.0, "长沙": 0.0}))
    with pytest.raises(ParameterError, match="长沙 only in value; 南昌 only in weight"):
        inequality.gini(value, pd.Series({"武汉": 1.0, "南昌": 1.0}))
    with pytest.raises(ParameterError, match="found none for 长沙"):
        inequality.theil(value, pd.Series({"武汉": "a", "长沙": None}))
    with pytest.raises(ParameterError, match="T, L; found 'G'"):
        inequality.theil(value, index="G")
