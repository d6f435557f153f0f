"""The region among the agglomerations: values, ranks, intervals, and other choices."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import comparison, resample, standing
from megalopolis.findings.finding import Finding
from megalopolis.region import Region


def test_medians_and_ranks_by_hand(toy):
    """Residents: 1000 500 400 250 200 100 have the median 325; 800 300 100 have 300."""
    compared = comparison.cities(toy, toy.nation("population", 2020), seed=7)

    assert {"toy": 325.0, "toy-south": 300.0} == compared.table["value"].to_dict()
    assert {"toy": 1.0, "toy-south": 2.0} == compared.table["rank"].to_dict()
    assert {"toy": 6, "toy-south": 3} == compared.table["cities"].to_dict()


def test_mean_instead_of_median(toy):
    """Means are 2450/6 and 1200/3."""
    compared = comparison.cities(toy, toy.nation("population", 2020), seed=7, how="mean")

    assert [pytest.approx(2450 / 6), 400.0] == compared.table["value"].to_list()


def test_figures_for_the_sentence(toy):
    """Rank, its interval, the level, the middle of all and the first of them."""
    figures = comparison.cities(toy, toy.nation("population", 2020), seed=7).figures()

    expected = {"value": 1.0, "level": 325.0, "middle": 312.5, "best": "toy", "top": 325.0, "count": 2.0}
    assert expected == {key: figures[key] for key in expected}
    assert (1.0, 2.0) == (figures["low"], figures["high"])


def test_same_seed_same_intervals(toy):
    """Nothing is left to the state of a generator."""
    values = toy.nation("population", 2020)

    first, second = (comparison.cities(toy, values, seed=3).table for _ in range(2))

    pd.testing.assert_frame_equal(first, second)


def test_interval_encloses_and_stays_within_the_values(toy):
    """Medians of resampled cities lie between the smallest and the largest city."""
    table = comparison.cities(toy, toy.nation("population", 2020), seed=7).table

    assert (table["low"] <= table["value"]).all() and (table["value"] <= table["high"]).all()
    assert (table["low"] >= 100).all() and (table["high"] <= 1000).all()


def test_cities_without_a_figure_are_counted_out(toy):
    """Two of six cities lack a figure: the median is of four, and the table says four of six."""
    values = toy.nation("population", 2020).drop(["990100", "980300"])
    values["990200"] = np.nan

    row = comparison.cities(toy, values, seed=7).table.loc["toy"]

    assert (3, 6, 250.0) == (row["cities"], row["of"], row["value"])


def test_agglomeration_without_any_figure_has_no_rank(toy):
    """A gap stays a gap and does not push the others down."""
    values = toy.nation("population", 2020).loc[["990100", "990200"]]

    table = comparison.cities(toy, values, seed=7).table

    assert np.isnan(table.loc["toy-south", "rank"]) and 1.0 == table.loc["toy", "rank"]


def test_region_outside_the_list_is_ranked_with_it(toy):
    """A region given by a list of cities joins the agglomerations as one more."""
    listed = Region.load("toy-list", "en", toy.data)

    compared = comparison.cities(listed, listed.nation("population", 2020), seed=7)

    assert {"toy", "toy-south", "toy-list"} == set(compared.table.index)
    assert ("toy-list", True, 800.0) == (
        compared.own,
        compared.table.loc["toy-list", "own"],
        compared.table.loc["toy-list", "value"],
    )


def matrix(codes):
    """Distance of two cities: the difference of their numbers in the list."""
    places = np.arange(len(codes), dtype=float)
    return pd.DataFrame(np.abs(places[:, None] - places[None, :]), index=codes, columns=codes)


def test_mean_over_pairs_by_hand(toy):
    """Of places 0..5 the fifteen pairs differ by 35/15; of 5, 6, 7 the three by 4/3."""
    codes = ["990100", "990200", "990300", "980100", "980200", "980300", "970100", "970200"]

    table = comparison.pairs(toy, matrix(codes), seed=7).table

    assert pytest.approx(35 / 15) == table.loc["toy", "value"]
    assert pytest.approx(4 / 3) == table.loc["toy-south", "value"]


def test_pairs_need_the_same_cities_both_ways(toy):
    """A matrix whose columns are other cities is refused."""
    wrong = matrix(["990100", "990200"]).rename(columns={"990200": "990300"})

    with pytest.raises(ParameterError, match="same cities in rows and columns"):
        comparison.pairs(toy, wrong, seed=7)


def test_city_drawn_twice_is_not_its_own_pair():
    """Drawing 0, 0, 1 leaves the pairs 0-1 and 1-0 only, so the zero diagonal does not drag the mean."""
    data = matrix(["a", "b", "c"])

    actual = resample.statistic(data, np.array([[0, 0, 1], [0, 0, 0]]), "mean")

    assert 1.0 == actual[0] and np.isnan(actual[1])


def test_change_between_two_moments(toy):
    """All distances doubled: the mean rises by its own amount, whatever cities are drawn."""
    codes = ["990100", "990200", "990300", "980100", "980200", "980300"]
    moved = comparison.change(toy, matrix(codes), matrix(codes) * 2, seed=7)

    assert [pytest.approx(35 / 15)] * 2 == [moved["value"], moved["start"]]
    assert 0 < moved["low"] <= moved["value"] <= moved["high"] and 6.0 == moved["count"]


def test_two_cities_make_one_pair_in_every_draw_that_has_both(toy):
    """From 1 to 3: draws of the same city twice have no pair, so that both bounds are the change itself."""
    codes = ["990100", "990200"]

    moved = comparison.change(toy, matrix(codes), matrix(codes) * 3, seed=7)

    expected = {"value": 2.0, "low": 2.0, "high": 2.0, "start": 1.0, "end": 3.0, "count": 2.0}
    assert expected == moved


def test_variants_leave_out_groups_and_change_the_statistic(toy):
    """Without the eastern group the median is 200 and the rank 2; by the mean the rank is 1."""
    compared = comparison.cities(toy, toy.nation("population", 2020), seed=7)

    ranks = standing.variants(toy, {"population": compared})["population"]

    expected = {
        "All cities": 1.0,
        "Without the Eastern group": 2.0,
        "Without the Western group": 1.0,
        "Mean of the cities for the median": 1.0,
    }
    assert expected == ranks.to_dict()


@pytest.mark.parametrize(
    ("given", "message"), [({"how": "mode"}, "median or mean"), ({"draws": 0}, "1 or more")]
)
def test_wrong_choices_are_refused(toy, given, message):
    """An unknown statistic and a missing draw are named."""
    with pytest.raises(ParameterError, match=message):
        comparison.cities(toy, toy.nation("population", 2020), seed=7, **given)


def test_places_and_values_of_several_comparisons(toy):
    """One row a comparison for the region's rank; one column a comparison for everybody's value."""
    values = toy.nation("population", 2020)
    compared = {
        "median": comparison.cities(toy, values, 7),
        "mean": comparison.cities(toy, values, 7, "mean"),
    }

    own = standing.places(compared, {"rank": "Rank", "rank_low": "From", "rank_high": "To"})
    everyone = standing.together(compared, "agglomeration")

    assert {"Rank": 1.0, "From": 1.0, "To": 2.0} == own.loc["median"].to_dict()
    assert ["Toy agglomeration", "Southern toy agglomeration"] == everyone["agglomeration"].to_list()
    assert [325.0, 300.0] == everyone["median"].to_list()


def test_the_highest_in_the_last_of_several_comparisons_comes_first(toy):
    """By residents the south is behind; by the other figure it has 9, and the toy the middle of 1 and 9."""
    last = {"990100": 1.0, "970100": 9.0, "970200": 9.0, "980300": 9.0}
    compared = {
        "residents": comparison.cities(toy, toy.nation("population", 2020), 7),
        "other": comparison.cities(toy, pd.Series(last), 7),
    }

    everyone = standing.together(compared)

    assert ["name", *compared] == list(everyone)
    assert ["Southern toy agglomeration", "Toy agglomeration"] == everyone["name"].to_list()
    assert [[300.0, 325.0], [9.0, 5.0]] == [everyone[one].to_list() for one in compared]


def test_verdict_for_each_choice(toy):
    """Where another choice gives a rank the test is decided by it; a gap leaves the finding as it was."""
    told = [
        Finding(key, value, None, None, "", "", "", "m", (), (), None, "toy", "en", "")
        for key, value in {"toy.primacy": 2.5, "toy.gini": 0.7}.items()
    ]
    ranks = pd.DataFrame({"toy.primacy": [3.0, 1.0, np.nan]}, index=["all", "fewer", "mean"])

    actual = standing.verdicts(toy, "primacy", told, ranks)

    assert {"all": "supported", "fewer": "partly supported", "mean": "supported"} == actual.to_dict()


def test_spread_repeats_a_city_in_each_of_its_agglomerations(toy):
    """City 980300 belongs to both agglomerations, and stands in both with its name."""
    compared = comparison.cities(toy, toy.nation("population", 2020), seed=7)

    spread = compared.spread(toy, "agglomeration", "city", "residents")

    assert 9 == len(spread)
    assert [100.0, 100.0] == spread.loc[spread["city"] == "Ji", "residents"].to_list()


def test_pairs_have_no_spread(toy):
    """A matrix has no value by city."""
    compared = comparison.pairs(toy, matrix(["990100", "990200"]), seed=7)

    with pytest.raises(ParameterError, match="found one of pairs"):
        compared.spread(toy, "agglomeration", "city", "distance")
