"""Direct trains between cities, and what a border between groups costs."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import connections, timetable


def made(groups="aaabbb", border=0.8, noise=0.0, seed=3):
    """Pairs whose trains follow the equation, with the effect of the border known."""
    draws = np.random.default_rng(seed)
    first, second = np.triu_indices(len(groups), 1)
    letters = np.array(list(groups))
    table = pd.DataFrame(
        {
            "first": first.astype(str),
            "second": second.astype(str),
            "km": draws.uniform(50, 500, len(first)),
            "across": letters[first] != letters[second],
        }
    )
    city = draws.normal(size=len(groups))
    logs = city[first] + city[second] - 0.7 * np.log(table["km"]) + draws.normal(0, noise, len(first))
    return table.assign(trains=np.exp(6 + logs) * np.where(table["across"], border, 1.0))


def test_a_degree_along_a_meridian():
    """One degree is 2 π R / 360; the distance is symmetric and 0 from a city to itself."""
    cities = pd.DataFrame({"longitude": [113.0, 113.0], "latitude": [30.0, 31.0]})
    degree = 2 * np.pi * connections.EARTH / 360

    assert pytest.approx(np.array([[0, degree], [degree, 0]])) == connections.distances(cities)


def test_pairs_are_means_of_both_ways(toy):
    """30 and 32 minutes make 31, 40 and 38 trains 39; a blank way leaves the other; no row is a gap."""
    found = connections.pairs(toy, "2024").set_index(["first", "second"])

    assert [31.0, 39.0, False] == found.loc[("990100", "990200"), ["minutes", "trains", "across"]].to_list()
    assert [80.0, 20.0, True] == found.loc[("980100", "990100"), ["minutes", "trains", "across"]].to_list()
    assert found.loc[("980100", "990200"), ["minutes", "trains"]].isna().all()


def test_a_timetable_that_is_not_there(toy):
    """The message names the timetables that are."""
    with pytest.raises(ParameterError, match="rail 2024"):
        connections.pairs(toy, "1999")


def test_the_border_is_found():
    """Trains cut by a fifth across the border are a fifth fewer, whatever the sizes of the cities."""
    found = connections.border(made(), "trains")

    assert [pytest.approx(-20)] * 3 == [found["value"], found["low"], found["high"]]
    assert [15, 9] == [found["count"], found["across"]]


def test_the_border_by_dummies_and_jackknife():
    """The same by normal equations with a column for each city, and the interval by leaving each one out."""
    table = made("aaaabbbb", noise=0.3)

    def effect(used):
        cities = sorted({*used["first"], *used["second"]})
        design = np.column_stack(
            [
                used["across"],
                np.log(used["km"]),
                *((used["first"] == one) | (used["second"] == one) for one in cities),
            ]
        ).astype(float)
        logs = np.log(used["trains"].to_numpy())
        return np.linalg.solve(design.T @ design, design.T @ logs)[0]

    cities = sorted({*table["first"], *table["second"]})
    without = [effect(table[(table["first"] != one) & (table["second"] != one)]) for one in cities]
    spread = sum((one - np.mean(without)) ** 2 for one in without)
    error = (len(cities) - 1) / len(cities) * spread
    expected = [100 * (np.exp(effect(table) + z * error**0.5) - 1) for z in (0, -1.6448536, 1.6448536)]
    found = connections.border(table, "trains")

    assert [pytest.approx(one, rel=1e-6) for one in expected] == [found[k] for k in ("value", "low", "high")]


def test_unlisted_trains_may_count_as_zero():
    """With half of the pairs across the border without trains, counting them makes the border harder."""
    table = made("aaaaabbbbb", noise=0.2)
    unlisted = table["across"] & (np.arange(len(table)) % 2 == 0)
    thinned = table.assign(trains=table["trains"].where(~unlisted))
    left_out, counted = (connections.border(thinned, "trains", absent) for absent in ("unknown", "zero"))

    assert counted["value"] < left_out["value"]
    assert (len(table) - unlisted.sum(), len(table)) == (left_out["count"], counted["count"])


@pytest.mark.parametrize("table", [made().iloc[:0], made("aaaaaa"), made().iloc[:4]])
def test_no_border_to_be_told(table):
    """Without pairs, without a border, or with too few pairs there is no figure."""
    found = connections.border(table, "trains")

    assert [None] * 3 == [found["value"], found["low"], found["high"]]


def test_wrong_figures_are_named():
    """A train that takes no time names its pair; an unknown way to treat gaps says what there is."""
    wrong = made().assign(trains=0.0)

    with pytest.raises(ParameterError, match="0 and 1"):
        connections.border(wrong, "trains")
    with pytest.raises(ParameterError, match="unknown or zero"):
        connections.border(made(), "trains", "none")


def test_direct_trains_by_sides(toy):
    """Of two pairs across the border one is listed, of one within a group one."""
    found = timetable.direct(connections.pairs(toy, "2024"))

    assert {"value": 50.0, "inside": 100.0, "count": 3.0, "cities": 3.0} == found


def test_groups_of_pairs(toy):
    """Within a group comes first; speed is straight distance over minutes of the listed pairs alone."""
    pairs = connections.pairs(toy, "2024")
    found = timetable.by_groups(toy, pairs)
    listed = pairs.set_index(["first", "second"]).loc[("980100", "990100")]

    assert ["east", "east west"] == found.index.to_list()
    assert [2, 1, 80.0] == found.loc["east west", ["pairs", "direct", "minutes"]].to_list()
    assert pytest.approx(60 * listed["km"] / 80) == found.loc["east west", "speed"]


def test_the_slowest_is_the_only_one(toy):
    """With one pair of groups it is both slowest and fastest; without a timetable between them nothing is."""
    pairs = connections.pairs(toy, "2024")
    found = timetable.slowest(toy, pairs)

    assert (["east", "west"], ["east", "west"]) == (found["groups"], found["best"])
    assert {None} == set(timetable.slowest(toy, pairs[~pairs["across"]]).values())
