"""Sizes, circles, links, hubs and the reading of the many-centred network, by hand and from the tables."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.findings import centres, circles, evenness, hubs, link_tables, links, multicentre, population
from megalopolis.findings.multicentre import Criterion
from megalopolis.region import Region

DATA = Path(__file__).parents[2] / "data"
JIA, YI, BING, DING, WU, JI = "990100", "990200", "990300", "980100", "980200", "980300"
NAN = float("nan")


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def travel() -> pd.DataFrame:
    """The table of travel, read without the package."""
    return pd.read_csv(DATA / "travel.csv", dtype={"origin": str, "destination": str, "date": str})


@pytest.fixture
def flows() -> pd.DataFrame:
    """Four cities in a row: 10 between the first two, 20 between the next, 5 at the end; the rest unknown."""
    codes = [JIA, YI, BING, DING]
    table = pd.DataFrame(np.nan, index=codes, columns=codes)
    for one, other, flow in ((JIA, YI, 10.0), (YI, BING, 20.0), (BING, DING, 5.0)):
        table.loc[one, other] = table.loc[other, one] = flow
    return table


def test_a_bound_belongs_to_the_upper_class():
    """The notice counts the bound to the class above: 100 is large, 99.9 medium; an empty class is a row."""
    table = centres.levels(pd.Series({"a": 1000.0, "b": 100.0, "c": 99.9, "d": 49.0, "e": NAN}))

    assert ["super", "very-large", "large-1", "large-2", "medium", "small"] == table.index.tolist()
    assert [1, 0, 0, 1, 1, 1] == table["count"].tolist()
    assert ["b"] == table.loc["large-2", "members"]


def test_filled_classes_are_counted_and_summed_by_kind():
    """One city each is super, large of the second kind, medium and small: four of six classes are filled."""
    table = centres.levels(pd.Series({"a": 1000.0, "b": 100.0, "c": 99.9, "d": 49.0}))

    expected = {"value": 4.0, "classes": 6.0, "count": 4.0, "top": 1.0, "second": 0.0, "third": 1.0}
    assert expected | {"rest": 2.0} == centres.level_figures(table)


def test_negative_size_names_the_city():
    """A size below 0 cannot be."""
    with pytest.raises(ParameterError, match="-1 for b"):
        centres.levels(pd.Series({"a": 10.0, "b": -1.0}))


def test_largest_step_leaves_primacy_out():
    """1000, 400, 390, 130, 120: the widest step after the first is 390 to 130, at rank 3."""
    found = centres.steps(pd.Series({"a": 1000.0, "b": 400.0, "c": 390.0, "d": 130.0, "e": 120.0}))

    assert {"value": 3.0, "upper": "c", "lower": "d", "rank": 3.0, "zipf": pytest.approx(4 / 3)} == found


def test_next_city_against_the_rank_size_rule():
    """With 1000 first, the fourth should have 250; it has 125, which is half."""
    sizes = pd.Series({"a": 1000.0, "b": 900.0, "c": 300.0, "d": 125.0, "e": 100.0})

    assert {"value": 0.5, "city": "d", "rank": 4.0} == centres.next_to_rule(sizes, ["a", "b", "c"])


def test_zipf_cities_have_a_slope_of_minus_one():
    """Sizes 120, 60, 40, 30 follow the rule exactly: slope -1, primacy 2 and 12/13."""
    table = centres.rank_sizes(pd.DataFrame({"residents": [120.0, 60.0, 40.0, 30.0]}))

    row = table.loc["residents"]

    assert pytest.approx([-1, 2, 12 / 13]) == row[["slope", "two", "four"]].tolist()


def test_the_line_is_told_by_urban_residents_and_by_the_core():
    """Sizes 120, 60, 40, 30 follow the rule; the same squared fall twice as fast, with half the exponent."""
    urban = pd.Series([120.0, 60.0, 40.0, 30.0])
    table = centres.rank_sizes(pd.DataFrame({"residents": 3 * urban, "urban": urban, "core": urban**2}))

    found = centres.line_figures(table)

    assert pytest.approx(0.5) == found["core"] / found["value"]
    assert 4 == found["count"]


def test_three_cities_have_no_rule_of_sizes():
    """Of three cities no line is drawn and no city is first: the figures are blank, their number stays."""
    sizes = pd.DataFrame(
        {"residents": [3.0, 2, 1], "urban": [2.0, 2, 1], "core": [NAN, NAN, NAN]}, index=[JIA, YI, BING]
    )

    table = centres.rank_sizes(sizes)
    line, first = centres.line_figures(table), centres.first_figures(table, sizes)

    assert [3, 3, 0] == table["cities"].tolist()
    assert math.isnan(line["value"]) and math.isnan(line["core"])
    assert 3 == line["count"]
    assert math.isnan(first["value"]) and first["city"] is None


def test_a_region_without_a_rank_is_not_looked_for(here: Region):
    """The region is highlighted among the agglomerations as long as it has a rank among them."""
    table = evenness.ranks(here, 2020)
    without = table.assign(rank=table["rank"].mask(table["own"]))

    assert [here.name] == evenness.ours(table)
    assert [] == evenness.ours(without)
    assert here.name not in set(evenness.labelled(here, without).iloc[:, 0])


def test_range_of_the_rank_holds_the_rank(here: Region):
    """The rank by urban residents lies between the extremes over definitions and tops."""
    table = evenness.ranks(here, 2020).dropna(subset=["urban"])

    assert 19 == len(table)
    assert (table["rank_low"] <= table["rank"]).all()
    assert (table["rank"] <= table["rank_high"]).all()
    assert table["urban"].is_monotonic_decreasing
    assert table.index[table["own"]].tolist() == ["changjiang-middle-reaches"]


def test_a_year_without_urban_cores_has_two_sizes(here: Region):
    """The urban core is known for 2020 only."""
    assert ["residents", "urban"] == centres.sizes(here, 2010).columns.tolist()


def test_road_estimate_is_the_formula_of_the_table(here: Region, travel: pd.DataFrame):
    """Leaving the estimates of the table out and estimating anew gives them back within a minute."""
    table = travel[(travel["mode"] == "road") & travel["estimate"]].set_index(["origin", "destination"])
    line = pd.DataFrame(
        circles.ROAD_START + 60 * circles.connections.distances(here.cities) / circles.ROAD_SPEED,
        index=here.cities.index,
        columns=here.cities.index,
    )

    anew = pd.Series({pair: line.loc[pair] for pair in table.index})

    assert 1 > (anew - table["minutes"]).abs().max()


def test_roads_are_complete_and_say_which_are_estimated(here: Region):
    """31 cities have 930 directed pairs; 60 of them come from the model."""
    assert 930 == circles.roads(here, "2024").notna().to_numpy().sum()
    assert (60, 870) == circles.estimated(here, "2024")


def test_a_city_without_a_seat_has_no_road_estimate(toy: Region):
    """Ji has no place: nothing is estimated from it; the road that the table has stays as it is."""
    minutes = circles.roads(toy, "2024")

    assert minutes[JI].isna().all()
    assert 60 == minutes.loc[JIA, BING]
    expected = 15.48 + 60 * 6371 * math.pi / 180 / 88.2 * math.cos(math.radians(28))
    assert pytest.approx(expected, rel=1e-4) == minutes.loc[DING, WU]


def test_hour_of_wuhan_by_second_computation(here: Region, travel: pd.DataFrame):
    """Cities at most 60 minutes by rail from Wuhan in 2016, and their residents, straight from the CSV."""
    rows = travel.query("mode == 'rail' and date == '2016-03-16' and origin == '420100'")
    reached = set(rows.loc[rows["minutes"] <= 60, "destination"])
    residents = here.indicator(population.RESIDENTS, 2020)[["420100", *reached]].sum()

    table = circles.by_core(here, 2020, (60,), 2016)
    row = table.query("core == '420100' and mode == 'rail' and date == '2016-03-16'").iloc[0]

    assert reached == set(row["names"])
    assert len(rows) == row["known"]
    assert pytest.approx(residents) == row["residents"]


def test_residents_within_reach_grow_by_steps_of_ten_minutes(here: Region):
    """Wuhan alone before Huangshi is reached after 25 minutes: from the third of eighteen steps on, both."""
    minutes = pd.DataFrame(NAN, index=here.cities.index, columns=here.cities.index)
    minutes.loc["420100", "420200"] = 25.0
    alone, second = here.indicator(population.RESIDENTS, 2020)[["420100", "420200"]] / 100

    table = circles.growth(here, 2020, minutes)

    wuhan = table[table["Core"] == "Wuhan"]
    assert list(range(10, 190, 10)) == wuhan["Minutes by road"].tolist()
    assert pytest.approx([alone] * 2 + [alone + second] * 16) == wuhan["Residents (million)"].tolist()


def test_an_hour_around_a_core_by_hand():
    """Of A's hour, not of another core or limit: by road as of the last date, over all ways 500 to 900."""
    rows = [
        ("A", "road", "2024", 60.0, 3, 700.0),
        ("A", "road", "2016", 60.0, 2, 500.0),
        ("A", "rail", "2020", 60.0, 4, 900.0),
        ("A", "rail", "2016", 60.0, NAN, NAN),
        ("A", "road", "2024", 90.0, 9, 2000.0),
        ("B", "road", "2024", 60.0, 8, 5000.0),
    ]
    table = pd.DataFrame(rows, columns=["core", "mode", "date", "limit", "reached", "residents"])

    figures = {"value": 700.0, "low": 500.0, "high": 900.0, "reached": 3.0}
    millions = {"millions": 7.0, "low_millions": 5.0, "high_millions": 9.0}
    assert {**figures, **millions, "city": "A", "limit": 60.0} == circles.hour(table, "A")
    assert 2000.0 == circles.hour(table, "A", 90)["value"]
    assert circles.hour(table, "C")["value"] is None


def test_circles_meet_where_the_later_core_arrives_first():
    """C is 30 from A and 80 from B, D is 50 from either: the circles share a city from 50 minutes on."""
    minutes = pd.DataFrame(np.nan, index=list("ABCD"), columns=list("ABCD"))
    for one, other, time in (("A", "C", 30), ("B", "C", 80), ("A", "D", 50), ("B", "D", 50), ("A", "B", 40)):
        minutes.loc[one, other] = time

    assert {"value": 50.0, "one": "A", "other": "B", "city": "D"} == circles.meeting(minutes, ["A", "B"])


def test_circles_that_share_nothing_have_no_figure():
    """No city is known from both cores."""
    minutes = pd.DataFrame(np.nan, index=list("ABC"), columns=list("ABC"))

    assert circles.meeting(minutes, ["A", "B"])["value"] is None


def test_trains_are_the_mean_of_both_ways_where_both_are_counted(toy: Region):
    """Jia and Yi have 40 and 38; Jia to Ding 20, while the way back was not counted."""
    table = links.trains(toy, "2024")

    assert 39 == table.loc[JIA, YI] == table.loc[YI, JIA]
    assert 20 == table.loc[DING, JIA]
    assert {DING, JIA, YI} == set(table.index)


def test_pairs_are_sorted_into_kinds(toy: Region, flows: pd.DataFrame):
    """With cores Jia and Ding: Jia-Yi and Bing-Ding touch a core, Yi-Bing none; Bing-Ding crosses groups."""
    table = links.pairs(toy, flows, [JIA, DING])

    assert [20, 10, 5] == table["flow"].tolist()
    assert ["others", "spoke", "spoke"] == table["kind"].tolist()
    assert [False, False, True] == table["across"].tolist()


def test_shares_by_hand(toy: Region, flows: pd.DataFrame):
    """20 of 35 between other cities, 15 of 35 touching a core, 5 of 35 across."""
    expected = {"cores": 0, "spoke": 1500 / 35, "others": 2000 / 35, "across": 500 / 35}

    assert pytest.approx(expected) == links.shares(links.pairs(toy, flows, [JIA, DING])).to_dict()


def test_pairs_without_a_train_may_count_as_none(toy: Region, flows: pd.DataFrame):
    """Six pairs of four cities, three of them with 0."""
    table = links.pairs(toy, flows, [JIA], absent="zero")

    assert [20, 10, 5, 0, 0, 0] == table["flow"].tolist()


def test_gravity_is_read_over_the_pairs_of_the_timetable(here: Region):
    """Shares of either sum to 100; as many pairs are counted in both; trains agree with themselves."""
    table = links.beside_gravity(
        here, 2020, links.trains(here, "2016-03-16"), circles.roads(here, "2024"), (1, 2)
    )

    assert ["trains", "1", "2"] == table.columns.tolist()
    assert pytest.approx([100] * 3) == table.loc[list(links.KINDS)].sum().tolist()
    assert table.loc["agreement", "1"] > 0
    assert ((table.loc["functional"] > 0) & (table.loc["functional"] < 1)).all()
    assert {"value", "least", "most"} == set(links.figures(table, "across"))


def test_gravity_leaves_out_the_pairs_that_the_timetable_does(here: Region):
    """With trains at the cores alone no pair of other cities counts, unless none is taken for 0."""
    trains, cores = links.trains(here, "2016-03-16"), population.cores(here, 2020)
    core = trains.index.isin(cores)
    some = trains.where(core[:, None] | core)
    roads = circles.roads(here, "2024")

    known = links.beside_gravity(here, 2020, some, roads, (2,))
    zero = links.beside_gravity(here, 2020, some, roads, (2,), absent="zero")

    assert [0, 0] == known.loc["others"].tolist()
    assert 0 == zero.loc["others", "trains"] < zero.loc["others", "2"]


def test_gravity_in_the_strongest_pair_and_around_a_city_by_hand():
    """Of 10 the first pair has 6, of 100 it has 80; Jia, at either end, takes part in 7 and in 85."""
    first, second = [JIA, YI, DING], [YI, BING, JIA]
    tables = {
        one: pd.DataFrame({"first": first, "second": second, "flow": flow})
        for one, flow in ((2.0, [80.0, 15.0, 5.0]), (1.0, [6.0, 3.0, 1.0]))
    }

    expected = {"value": 60, "most": 80, "low_exponent": 1, "high_exponent": 2, "share": 70}
    assert expected | {"city": JIA, "count": 1} == pytest.approx(link_tables.top_figures(tables, JIA, 1))


def test_agreement_is_the_highest_over_the_exponents():
    """0.7 by the exponent 2, 0.4 by 1; without a figure none is the highest."""
    table = pd.DataFrame({"trains": [NAN], "1": [0.4], "2": [0.7], "3": [NAN]}, index=["agreement"])

    assert {"value": 0.7, "least": 0.4, "exponent": 2.0} == links.agreement(table)
    assert {None} == set(links.agreement(table * NAN).values())


def test_share_across_groups_by_second_computation(here: Region, travel: pd.DataFrame):
    """Trains between provinces over all of 2016, straight from the CSV: a code begins with its province."""
    rows = travel.query("mode == 'rail' and date == '2016-03-16'")
    pair = [tuple(sorted(ends)) for ends in zip(rows["origin"], rows["destination"], strict=True)]
    mean = rows.assign(pair=pair).groupby("pair")["trains"].mean()
    across = pd.Series([one[:2] != other[:2] for one, other in mean.index], index=mean.index)
    expected = 100 * mean[across].sum() / mean.sum()

    flows = links.trains(here, "2016-03-16")
    found = links.shares(links.pairs(here, flows, population.cores(here, 2020)))

    assert pytest.approx(expected) == found["across"]


def test_threshold_keeps_the_share_asked_for(flows: pd.DataFrame):
    """Of 20, 10 and 5 a third keeps 20 alone, two thirds 20 and 10, all of them everything."""
    cut = [hubs.threshold(flows, kept) for kept in (1 / 3, 2 / 3, 1)]

    assert [1, 2, 3] == [int((flows > at).to_numpy().sum() / 2) for at in cut]


def test_the_middle_of_a_star_is_first_by_every_measure():
    """Four cities linked with one only: it is first by all measures, the others tie."""
    star = pd.DataFrame(0.0, index=list("abcde"), columns=list("abcde"))
    star.loc["a", "b":] = star.loc["b":, "a"] = 3.0

    ranks = hubs.placings({"star": star}, (1,))

    assert 4 == ranks.shape[1]
    assert [1] * 4 == ranks.loc["a"].tolist()
    assert [3.5] * 4 == ranks.loc["b"].tolist()
    assert {"value": 100.0, "city": "a", "second": "b", "next": 0.0, "count": 4.0} == hubs.leader_figures(
        ranks
    )
    assert "a" == hubs.intervals(ranks).index[0]


def test_a_measure_that_tells_no_city_apart_is_left_out():
    """In a complete network all degrees are equal."""
    full = pd.DataFrame(1.0, index=list("abc"), columns=list("abc"))
    full.loc["a", "b"] = full.loc["b", "a"] = 2.0

    names = hubs.placings({"full": full}, (1,)).columns.get_level_values("measure")

    assert "degree" not in names


@pytest.mark.parametrize(
    ("criterion", "expected"),
    [
        (Criterion("nodes", 1.2, 1.1, 1.4, 1, 1), "holds"),
        (Criterion("nodes", 0.8, 0.7, 0.9, 1, 1), "fails"),
        (Criterion("nodes", 1.2, 0.9, 1.4, 1, 1), "unsure"),
        (Criterion("nodes", 1.2, 1.0, 1.4, 1, 1), "holds"),
        (Criterion("form", 5, 3, 10, 10, 10, upward=False), "holds"),
        (Criterion("form", 12, 11, 15, 10, 10, upward=False), "fails"),
        (Criterion("form", 9, 3, 15, 10, 10, upward=False), "unsure"),
        (Criterion("form", NAN, NAN, NAN, 10, 10, upward=False), "untested"),
    ],
)
def test_outcome_needs_all_choices_to_agree(criterion: Criterion, expected: str):
    """A range on one side of the benchmark decides; one that includes it does not; ranks count downwards."""
    assert expected == criterion.outcome


@given(st.floats(0.1, 10), st.floats(0.1, 10), st.floats(0.1, 10))
def test_outcome_is_one_and_only_one(one: float, two: float, three: float):
    """Whatever the range, upward and downward never both hold, and never both fail."""
    low, value, high = sorted((one, two, three))
    up = Criterion("nodes", value, low, high, 1, 1).outcome
    down = Criterion("nodes", value, low, high, 1, 1, upward=False).outcome

    assert not (up == down and up in {"holds", "fails"} and not low == high == 1)


def test_criteria_set_trains_against_gravity():
    """Trains 20 against gravity 10 and 16: twice and 1.25 times, which holds by either exponent.

    The middle of 19 ranks is the tenth; everything else is held against 1.
    """
    beside = pd.DataFrame(
        {"trains": [0.5, 20.0, 30.0], "1": [0.5, 10.0, 60.0], "2": [0.4, 16.0, 40.0]},
        index=["functional", "others", "across"],
    )
    even = {"value": 8.0, "low": 3.0, "high": 9.0, "count": 19.0}

    found = multicentre.criteria(even, pd.Series([0.6, 0.8]), beside, beside)

    outcomes = {one.key: one.outcome for one in found}
    expected = {"form": "holds", "function": "holds", "nodes": "holds", "whole": "fails", "levels": "fails"}
    assert expected == outcomes
    assert {key: 10 if key == "form" else 1 for key in expected} == {one.key: one.least for one in found}
    assert [one.least for one in found] == [one.most for one in found]
    assert {"value": 3.0, "fails": 2.0, "unsure": 0.0, "untested": 0.0, "count": 5.0} == multicentre.tally(
        found
    )


def test_without_trains_there_is_no_outcome():
    """NaN in place of trains: the three parts that rest on them cannot be tested."""
    beside = pd.DataFrame({"trains": [NAN] * 3, "1": [1.0] * 3}, index=["functional", "others", "across"])

    found = multicentre.criteria(
        {"value": None, "low": None, "high": None, "count": 0}, pd.Series([], dtype=float), beside, beside
    )

    assert {"untested"} == {one.outcome for one in found}


def test_table_of_circles_has_a_row_a_way_and_core(here: Region, travel: pd.DataFrame):
    """Three cores by three ways; residents grow with the limit; named are the cities within an hour."""
    near = travel.query("mode == 'rail' and date == '2016-03-16' and origin == '420100' and minutes <= 60")
    table = circles.labelled(here, circles.by_core(here, 2020, (45, 60, 90), 2016))

    grown = table.iloc[:, 3:6].astype(float)
    named = {names for names in table.iloc[:, -1] if "Xiantao" in names}
    assert (9, 7) == table.shape
    assert set(here.names[near["destination"]]) in [set(names.split(", ")) for names in named]
    assert (grown.diff(axis=1).iloc[:, 1:] >= 0).all(axis=None)


def test_answers_are_worded_with_range_and_outcome(here: Region):
    """A criterion without a figure has the word for none, and its outcome cannot be judged."""
    found = (Criterion("nodes", 1.2, 1.1, 1.4, 1, 1), Criterion("whole", NAN, NAN, NAN, NAN, NAN))

    table = multicentre.table(here, found, found)

    assert ["met", "cannot be judged"] == table.iloc[:, 1].tolist()
    assert ["1.10 to 1.40", "none"] == table.iloc[:, 4].tolist()


def test_without_flows_no_city_has_a_place_and_nothing_fails(toy: Region):
    """Flows of 0 everywhere: no measure tells cities apart; ranks are gaps and the figures are none."""
    cities = toy.cities.index
    ranks = hubs.placings({"1": pd.DataFrame(0.0, index=cities, columns=cities)}, (1.0,))

    assert (6, 0) == ranks.shape
    assert hubs.intervals(ranks)["rank"].isna().all()
    assert hubs.width(hubs.intervals(ranks))["value"] is None
    assert hubs.leader_figures(ranks)["value"] is None
    assert (6, 0) == hubs.by_measure(ranks).shape


def test_gravity_without_links_is_a_row_that_says_so(here: Region):
    """No pair has a flow: the table has one row, the finding no figure."""
    empty = {2.0: pd.DataFrame({"first": [], "second": [], "flow": []})}

    assert 1 == len(link_tables.strongest(here, empty, 10))
    assert link_tables.top_figures(empty, JIA, 10)["value"] is None
