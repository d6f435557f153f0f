"""Statistics of the units of an agglomeration, their draws, and the region's rank by them."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.findings import comparison, dispersion
from megalopolis.measures import inequality
from megalopolis.region import Region


def one(*columns: list[float]) -> np.ndarray:
    """A single draw with these columns."""
    return np.array(columns, dtype=float).T[None]


def test_theil_by_hand():
    """Shares 3/4 and 1/4 of the amount, equal weights: 3/4 ln 3/2 + 1/4 ln 1/2."""
    expected = 0.75 * math.log(1.5) + 0.25 * math.log(0.5)

    assert [pytest.approx(expected)] == dispersion.theil(one([3, 1], [1, 1]))


def test_a_city_without_output_adds_nothing():
    """0 ln 0 is 0: one of two equal cities has all, so that T is ln 2."""
    assert [pytest.approx(math.log(2))] == dispersion.theil(one([1, 0], [1, 1]))


amounts = st.lists(st.tuples(st.floats(0.1, 1e5), st.floats(0.1, 1e5)), min_size=2, max_size=12)


@settings(max_examples=60)
@given(amounts)
def test_theil_is_that_of_the_measure(pairs):
    """Many draws at once give what the measure gives for each."""
    values = pd.DataFrame(pairs, columns=["value", "weight"])
    expected = inequality.theil(values["value"], weight=values["weight"]).total

    drawn = dispersion.theil(np.repeat(values.to_numpy()[None], 3, axis=0))

    assert [pytest.approx(expected, abs=1e-9)] * 3 == drawn.tolist()


@settings(max_examples=60)
@given(amounts)
def test_gini_is_the_corrected_one_of_the_measure(pairs):
    """The coefficient times n / (n - 1), each unit counting once."""
    values = pd.DataFrame(pairs)
    expected = inequality.gini(values[0], corrected=True)

    assert [pytest.approx(expected, abs=1e-9)] == dispersion.gini(values.to_numpy()[None])


def test_changes_are_later_less_earlier():
    """From equal cities to 3 and 1: the corrected Gini rises by 1/2, the log spread by ln 3 / √2."""
    cells = one([2, 2], [3, 1])

    assert [pytest.approx(0.5)] == dispersion.gini_change(cells)
    assert [pytest.approx(math.log(3) / math.sqrt(2))] == dispersion.log_spread_change(cells)


def test_log_spread_falls_where_logarithms_draw_closer():
    """Logarithms 0 and 2, then 0 and 1: deviations √2 and 1/√2."""
    cells = one([1, math.exp(2)], [1, math.e])

    assert [pytest.approx(-1 / math.sqrt(2))] == dispersion.log_spread_change(cells)


def test_deviation_heeds_weights():
    """Rates 0 and 100 with weights 1 and 3: mean 75, deviation the root of (75² + 3 · 25²) / 4."""
    expected = math.sqrt((75**2 + 3 * 25**2) / 4)

    assert [pytest.approx(expected)] == dispersion.deviation(one([0, 100], [1, 3]))


def test_shares_and_middles():
    """Of -2, -1, 0 and 7 half lie below 0; median -0.5, mean 1; 4 over sums of 16 is 25 %."""
    cells = one([-2, -1, 0, 7], [4, 4, 4, 4])

    found = [
        float(statistic(cells)[0])
        for statistic in (dispersion.share_below_zero, dispersion.median, dispersion.mean, dispersion.ratio)
    ]

    assert [50.0, -0.5, 1.0, 25.0] == found


@pytest.fixture(scope="module")
def here(root) -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en", root / "data")


def test_a_median_is_that_of_the_plain_comparison(here):
    """Values, ranks and intervals are the same as those of comparison.cities with the same seed."""
    values = here.nation("college_per_100k", 2020)

    expected = comparison.cities(here, values, seed=3, draws=50).table
    found = dispersion.compare(here, values.to_frame(), dispersion.median, seed=3, draws=50).table

    columns = ["name", "value", "low", "high", "rank", "rank_low", "rank_high", "own"]
    pd.testing.assert_frame_equal(expected[columns], found[columns])


def test_units_below_the_city_count_in_the_city_they_lie_in(here):
    """Two units in Wuhan, one below 0: half, whatever lies elsewhere; others have no units and no value."""
    units = pd.DataFrame({"change": [-1.0, 1.0, -5.0]}, index=["x", "y", "z"])
    home = pd.Series({"x": "420100", "y": "420100", "z": "999999"})

    found = dispersion.compare(here, units, dispersion.share_below_zero, seed=1, cities=home, draws=5)

    assert 50.0 == found.table.loc[found.own, "value"]
    assert 18 == found.table["value"].isna().sum()


def test_variants_leave_out_a_group_and_add_other_choices(here):
    """Without a group the rank is that of the other cities; another choice has its own rank, or none."""
    values = here.nation("college_per_100k", 2020)
    compared = {
        "a": dispersion.compare(here, values.to_frame(), dispersion.median, seed=1, draws=2),
        "b": dispersion.compare(here, values.to_frame(), dispersion.mean, seed=1, draws=2),
    }

    table = dispersion.variants(here, compared, {"mean": {"a": compared["b"]}})

    kept = here.cities.index[here.cities["group"] != "hubei"]
    others = compared["a"].table["value"].drop(compared["a"].own)
    assert 1 + (others > values[kept].median()).sum() == table.loc["Without the Hubei group", "a"]
    assert compared["b"].table.loc[compared["b"].own, "rank"] == table.loc["mean", "a"]
    assert np.isnan(table.loc["mean", "b"])
    assert 5 == len(table)


def test_a_unit_without_a_city_is_named(here):
    """The message says which unit has no city."""
    units = pd.DataFrame({"change": [1.0]}, index=["430121"])
    with pytest.raises(ParameterError, match="430121"):
        dispersion.compare(here, units, dispersion.median, seed=1, cities=pd.Series({"430122": "430100"}))


def test_no_draws_are_refused(here):
    """An interval needs draws."""
    with pytest.raises(ParameterError, match="draws: expected 1 or more"):
        dispersion.compare(here, pd.DataFrame({"x": [1.0]}), dispersion.median, seed=1, draws=0)
