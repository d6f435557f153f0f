"""What holds each city back, against a computation that does not use the package."""

import pandas as pd
import pytest

from megalopolis.findings import composite_index, obstacles
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def degrees(here):
    """Obstacle degrees of 2020."""
    return obstacles.degrees(here, 2020)


def by_hand(here, city: str, year: int) -> pd.Series:
    """The degrees of one city from its figures and the table of indicators: no framework, no index."""
    table = here.table("indicators").set_index("code")
    table = table[table["weight"].notna()]
    figures = pd.Series({code: here.indicator(code, year)[city] for code in table.index}).dropna()
    low, high = (table.loc[figures.index, f"goalpost_{end}"].astype(float) for end in ("low", "high"))
    place = (figures - low) / (high - low)
    place = place.where(table.loc[figures.index, "direction"] == 1, 1 - place)
    dimension = table.loc[figures.index, "dimension"]
    weight = 1 / (dimension.nunique() * dimension.groupby(dimension).transform("size"))
    lacking = weight * (1 - place)
    return lacking / lacking.sum()


@pytest.mark.parametrize("city", ["420100", "429006"])
def test_degrees_are_the_weighted_distances_from_the_goalposts(here, degrees, city):
    """Wuhan, and Tianmen, where forest share takes the weight of the missing CO2 figure."""
    expected = by_hand(here, city, 2020)

    pd.testing.assert_series_equal(
        expected, degrees.loc[city].dropna().reindex(expected.index), check_names=False, check_dtype=False
    )


def test_degrees_sum_to_one_in_every_city(degrees):
    """31 cities, gaps or not."""
    assert 31 == len(degrees)
    assert [pytest.approx(1)] * 31 == degrees.sum(axis=1).tolist()


def test_lacking_adds_up_to_the_distance_of_the_index(here, degrees):
    """Times 100 less the index, the degrees are what each indicator takes from 100 points."""
    index = composite_index.build(here, [2020])
    score = composite_index.scores(index, 2020)["index"]
    income = 100 - index.stages["normalised"].xs(2020, level="year")["income_urban"]
    taken = degrees["income_urban"] * (100 - score.reindex(degrees.index))

    pd.testing.assert_series_equal(income * index.effective_weights["income_urban"], taken, check_names=False)


def test_ranked_lists_each_city_from_its_largest_obstacle(here, degrees):
    """Ordered, without gaps, and the same numbers."""
    ranked = obstacles.ranked(here, 2020)

    assert list(here.cities.index) == list(ranked)
    assert "co2_per_gdp" not in ranked["429006"].index
    for city, row in ranked.items():
        assert row.is_monotonic_decreasing
        assert degrees.loc[city].dropna().sort_index().tolist() == row.sort_index().tolist()


def test_shortfalls_sum_to_the_distance_from_the_median_city(here):
    """For a city without gaps: the index of a city that is median on everything less its own."""
    index = composite_index.build(here, [2020])
    scaled = index.stages["normalised"].xs(2020, level="year")
    middle = (scaled.median() * index.effective_weights).sum()
    own = composite_index.scores(index, 2020)["index"]
    table = obstacles.shortfalls(here, 2020)
    complete = table.dropna().index

    assert 28 == len(complete)
    assert (middle - own.reindex(complete)).tolist() == pytest.approx(
        table.loc[complete].sum(axis=1).tolist()
    )


def test_the_median_city_lies_behind_in_nothing(here):
    """On every indicator with a figure for an odd number of cities some city is exactly median."""
    table = obstacles.shortfalls(here, 2020)
    odd = [code for code in table.columns if table[code].notna().sum() % 2]

    assert 11 == len(odd)
    assert (table[odd].abs().min() < 1e-12).all()


def test_missing_figures_give_their_weight_to_the_sibling(here):
    """Tianmen has no CO2 figure; its forest share counts with the weight of the whole green dimension."""
    index = composite_index.build(here, [2020])
    forest = index.stages["normalised"].xs(2020, level="year")["forest_share_modis"]
    table = obstacles.shortfalls(here, 2020)

    assert 0.2 * (forest.median() - forest["429006"]) == pytest.approx(
        table.at["429006", "forest_share_modis"]
    )
    assert pd.isna(table.at["429006", "co2_per_gdp"])
    assert list(table.columns) != list(obstacles.ranked_shortfalls(here, 2020)["429006"].index)
