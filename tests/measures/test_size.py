"""Rank and size, primacy, and one centre or several."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import statsmodels.api
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.measures import size

sizes = st.lists(st.floats(0.1, 1e4), min_size=4, max_size=15).filter(
    lambda found: max(found) > 1.01 * min(found)
)


def cities(*values):
    return pd.Series(values, index=[f"c{i}" for i in range(len(values))], dtype=float)


def zipf(count, scale=1000.0):
    """City k is as large as the largest divided by k."""
    return cities(*(scale / rank for rank in range(1, count + 1)))


@pytest.mark.parametrize("exponent", [0.8, 1.0, 1.7])
def test_rank_size_finds_the_line_that_it_assumes(exponent):
    """Sizes drawn on ln(R - 1/2) = 3 - b ln S give back a and b exactly, and the stated error."""
    ranks = np.arange(1, 21)
    value = cities(*np.exp((3 - np.log(ranks - 0.5)) / exponent))

    line = size.rank_size(value)

    assert (exponent, 3.0) == pytest.approx((line.exponent, line.intercept), rel=1e-12)
    assert line.standard_error == pytest.approx(exponent * math.sqrt(2 / 20), rel=1e-12)
    assert (line.low, line.high) == pytest.approx(
        (exponent * (1 - 1.96 * math.sqrt(0.1)), exponent * (1 + 1.96 * math.sqrt(0.1))), rel=1e-4
    )
    assert (line.lotka, line.r_squared, line.cities) == pytest.approx((1 / exponent, 1.0, 20))


def test_the_half_removes_the_bias_that_gabaix_and_ibragimov_report():
    """At n = 50 and Pareto 1 they give 0.924 for the plain regression, and a spread of 0.185, not 0.024."""
    random = np.random.default_rng(3)
    draws = 1 / random.random((250, 50))
    ranks = np.log(np.arange(1, 51))

    plain = [-np.polyfit(np.log(np.sort(draw)[::-1]), ranks, 1)[0] for draw in draws]
    shifted = [size.rank_size(cities(*draw)) for draw in draws]

    assert np.mean(plain) == pytest.approx(0.924, abs=0.03)
    assert np.std(plain) == pytest.approx(0.185, abs=0.03)
    assert np.mean([line.exponent for line in shifted]) == pytest.approx(1.0, abs=0.04)
    assert np.std([line.exponent for line in shifted]) == pytest.approx(
        np.mean([line.standard_error for line in shifted]), abs=0.03
    )


@given(sizes)
@settings(max_examples=25, deadline=None)
def test_rank_size_equals_statsmodels(values):
    """The second implementation gives the same line, ties included."""
    ordered = np.sort(values)[::-1]
    model = statsmodels.api.OLS(
        np.log(np.arange(len(values)) + 0.5), statsmodels.api.add_constant(np.log(ordered))
    ).fit()

    line = size.rank_size(cities(*values))

    assert (-model.params[1], model.params[0]) == pytest.approx((line.exponent, line.intercept), rel=1e-6)
    assert model.rsquared == pytest.approx(line.r_squared, abs=1e-9)


def test_rank_size_of_the_largest():
    """Cutting the list draws the line through the largest only; the others do not matter."""
    value = zipf(10)

    assert size.rank_size(value, top=5) == size.rank_size(value.iloc[:5])
    assert size.rank_size(value, top=99).cities == 10


def test_primacy_by_hand():
    """Zipf's law gives 2, 12/13 and 2 over the sum of 1/2 to 1/11."""
    expected = (2.0, 12 / 13, 2 / sum(1 / k for k in range(2, 12)))

    actual = size.primacy(zipf(11).iloc[::-1])

    assert expected == pytest.approx((actual.two, actual.four, actual.eleven), rel=1e-12)
    assert actual.share == pytest.approx(1 / sum(1 / k for k in range(1, 12)), rel=1e-12)
    assert actual.city == "c0"


def test_primacy_of_few_cities_and_of_ties():
    """A form that needs more cities than there are is NaN; of equal cities the first listed is named."""
    actual = size.primacy(pd.Series({"武汉": 5, "长沙": 5, "南昌": 1}))

    assert (actual.city, actual.two) == ("武汉", 1.0)
    assert math.isnan(actual.four) and math.isnan(actual.eleven)


def test_polycentricity_by_hand():
    """By Zipf's law each slope is -1; equal cities have slope 0; of 8, 1, ... the first slope is -3."""
    law = size.polycentricity(zipf(6))
    equal = size.polycentricity(cities(5, 5, 5, 5))
    steep = size.polycentricity(cities(8, 1, 1, 1))

    assert law.slopes.to_dict() == pytest.approx({2: -1, 3: -1, 4: -1})
    assert law.morphological == pytest.approx(-1)
    assert equal.morphological == pytest.approx(0, abs=1e-15)
    assert steep.slopes[2] == pytest.approx(-3)
    assert law.functional is None


@pytest.mark.parametrize(
    ("flows", "expected"),
    [
        # everyone receives 3 from everyone
        ([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]], 1.0),
        # nobody is linked
        ([[0] * 4] * 4, 0.0),
        # a ring: all receive 1, and 4 of 12 pairs are linked
        ([[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]], 1 / 3),
        # all flow to one: received (3, 0, 0, 0), deviation 3 sqrt(3)/4 of at most 3/2; 3 of 12 pairs
        ([[0, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0]], (1 - math.sqrt(3) / 2) / 4),
    ],
)
def test_functional_polycentricity_by_hand(flows, expected):
    """Equal links among all give 1, none give 0, a ring its density, one centre nearly 0."""
    index = zipf(4).index
    matrix = pd.DataFrame(flows, index=index, columns=index, dtype=float) + 9 * np.eye(4)

    actual = size.polycentricity(zipf(4), matrix.iloc[::-1]).functional

    assert expected == pytest.approx(actual, abs=1e-12)


@given(sizes, st.floats(0.01, 100), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_unit_and_order_do_not_matter(values, factor, random):
    """Sizes in another unit, listed in another order, give the same numbers."""
    value = cities(*values)
    other = value.loc[random.sample(value.index.to_list(), len(value))] * factor

    assert size.rank_size(value).exponent == pytest.approx(size.rank_size(other).exponent, rel=1e-6)
    assert size.primacy(value).two == pytest.approx(size.primacy(other).two, rel=1e-9)
    assert size.polycentricity(value).morphological == pytest.approx(
        size.polycentricity(other).morphological, abs=1e-9
    )
    assert size.rank_size(value).exponent > 0
    assert size.primacy(value).two >= 1
    assert size.polycentricity(value).morphological <= 1e-12


@given(st.lists(st.floats(0, 10), min_size=16, max_size=16))
@settings(max_examples=25, deadline=None)
def test_functional_polycentricity_keeps_to_its_range(cells):
    """Whatever the flows, the index lies from 0 to 1."""
    index = zipf(4).index
    flows = pd.DataFrame(np.reshape(cells, (4, 4)), index=index, columns=index)

    assert -1e-12 <= size.polycentricity(zipf(4), flows).functional <= 1 + 1e-12


def test_wrong_inputs_name_the_city():
    """Sizes that are missing or not above 0, too few or equal cities, and wrong flows are refused."""
    value = zipf(4)

    with pytest.raises(ParameterError, match="above 0; found 0 for c1"):
        size.rank_size(cities(3, 0, 1))
    with pytest.raises(ParameterError, match="nan for c1"):
        size.primacy(cities(3, math.nan))
    with pytest.raises(ParameterError, match="found 2 for all 3"):
        size.rank_size(cities(2, 2, 2))
    with pytest.raises(ParameterError, match="at least 3 row"):
        size.rank_size(cities(2, 1))
    with pytest.raises(ParameterError, match="top: expected 3 or more; found 2"):
        size.rank_size(value, top=2)
    with pytest.raises(ParameterError, match="at least 4 row"):
        size.polycentricity(value.iloc[:3])
    with pytest.raises(ParameterError, match="at least 2 row"):
        size.primacy(value.iloc[:1])
    flows = pd.DataFrame(np.ones((4, 4)), index=value.index, columns=value.index)
    with pytest.raises(ParameterError, match="nan for c0 in column c1"):
        size.polycentricity(value, flows.replace(1, np.nan).mask(np.eye(4, dtype=bool), 0))
    with pytest.raises(ParameterError, match="c3 only in population"):
        size.polycentricity(value, flows.drop("c3"))
    with pytest.raises(ParameterError, match=r"the columns of flows: .*c9 only in the columns"):
        size.polycentricity(value, flows.rename(columns={"c3": "c9"}))
