"""Gains in one dimension beside losses in another, by hand and by a second computation."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from megalopolis.findings import composite_index, tensions
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The book's region."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def moved(here: Region) -> pd.DataFrame:
    """Changes between the censuses."""
    return tensions.changes(here, 2010, 2020)


def test_opposed_counts_cities_above_in_the_row_and_below_in_the_column():
    """Of three cities one gains in a and loses in b, one the other way round, one gains in both."""
    table = pd.DataFrame({"a": [1.0, -1, 2], "b": [-1.0, 3, 4]})

    assert [[0, 1], [1, 0]] == tensions.opposed(table).to_numpy().tolist()
    assert [True, True, False] == tensions.torn(table).tolist()


def test_missing_and_unchanged_are_neither_gain_nor_loss():
    """A gap and a zero oppose nothing."""
    table = pd.DataFrame({"a": [1.0, 1.0], "b": [np.nan, 0.0]})

    assert not tensions.torn(table).any()
    assert not tensions.opposed(table).to_numpy().any()
    assert not tensions.opposed(-table).to_numpy().any()


def test_changes_of_the_region_are_those_of_its_index(here, moved):
    """Goalposts are frozen, so that scores do not depend on which cities are scaled together."""
    index = composite_index.build(here, [2010, 2020])
    expected = composite_index.scores(index, 2020) - composite_index.scores(index, 2010)
    found = tensions.own(here, moved).sort_index()

    known = expected[composite_index.dimensions(index)].sort_index().where(found.notna())
    pd.testing.assert_frame_equal(known, found, check_names=False)


def test_a_dimension_without_one_of_its_indicators_has_no_change(here, moved):
    """Xiantao, Qianjiang and Tianmen have no carbon dioxide; by forest alone green is another thing."""
    found = tensions.own(here, moved)

    assert ["429004", "429005", "429006"] == list(found.index[found["green"].isna()])
    assert found.drop(columns="green").notna().all().all()


def test_half_of_all_cities_are_ahead_of_the_median(moved):
    """By construction, in every dimension."""
    shares = (tensions.against_median(moved) > 0).sum() / moved.notna().sum()

    assert ((shares > 0.45) & (shares <= 0.5)).all()


def test_correlations_agree_with_scipy(here, moved):
    """Spearman's coefficient of every pair, in the region and everywhere, and the interval around it."""
    table = tensions.pairs(here, moved, seed=7, draws=200)

    assert 10 == len(table)
    for row in table.itertuples():
        inside = tensions.own(here, moved)[[row.one, row.other]].dropna()
        assert pytest.approx(spearmanr(inside[row.one], inside[row.other]).statistic) == row.value
        everywhere = moved[[row.one, row.other]].dropna()
        assert (
            pytest.approx(spearmanr(everywhere[row.one], everywhere[row.other]).statistic)
            == table.loc[row.Index, "all"]
        )
        assert row.low <= row.value <= row.high


def test_gain_is_that_of_cores_and_others_together(here):
    """Three cores of 31 cities: the mean is the weighted mean of both; green lacks three of the others."""
    table = tensions.apart(here, 2010, 2020).drop(index="green")

    assert (
        pytest.approx(table["gain"].to_numpy(), abs=1e-9)
        == ((3 * table["cores"] + 28 * table["others"]) / 31).to_numpy()
    )


def test_fewer_than_three_cities_have_no_correlation(here):
    """Two points always lie on a line."""
    moved = pd.DataFrame({"a": [1.0, 2.0], "b": [2.0, 1.0]}, index=["420100", "430100"])

    assert tensions.pairs(here, moved, seed=7)["value"].isna().all()
