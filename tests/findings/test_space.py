"""Likeness of neighbours, what a test can see, and convergence: by hand and by a second computation."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import catching_up, grouping, headings, likeness, moves, power
from megalopolis.measures import convergence
from megalopolis.region import Region

DATA = Path(__file__).parents[2] / "data"
JIA, YI, BING, DING, WU, JI = "990100", "990200", "990300", "980100", "980200", "980300"


def ring(count: int) -> pd.DataFrame:
    """Cities in a circle, each with two neighbours."""
    matrix = np.zeros((count, count))
    for place in range(count):
        matrix[place, (place + 1) % count] = matrix[place, place - 1] = 1.0
    names = [f"c{place}" for place in range(count)]
    return pd.DataFrame(matrix, index=names, columns=names)


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book in English."""
    return Region.load("changjiang-middle-reaches", "en")


def test_kinds_of_nearness_by_hand(toy: Region):
    """The toy has no boundaries; Jia and Bing are 60 minutes apart, Jia and Yi 130, Yi and Bing unknown."""
    cities = toy.cities.index
    minutes = pd.DataFrame(np.nan, index=cities, columns=cities)
    for one, other, time in ((JIA, BING, 60.0), (JIA, YI, 130.0)):
        minutes.loc[one, other] = minutes.loc[other, one] = time

    kinds = likeness.weights(toy, minutes, limit=120)

    assert ["contiguity", "near", "distance"] == list(kinds)
    assert 0 == kinds["contiguity"].to_numpy().sum()
    assert {(JIA, BING), (BING, JIA)} == set(kinds["near"].stack()[lambda cell: cell > 0].index)
    assert kinds["near"].equals(likeness.weights(toy, minutes, limit=60)["near"])
    assert 1 / 130 == kinds["distance"].loc[YI, JIA]
    assert 0 == kinds["distance"].loc[YI, BING] == kinds["distance"].loc[JIA, JIA]


def test_alternating_cities_have_an_index_of_minus_one():
    """High and low in turn around a circle: every neighbour is the opposite."""
    near = ring(8)
    values = pd.DataFrame({"up and down": [1.0, -1.0] * 4}, index=near.index)

    table = likeness.morans(values, {"contiguity": near}, 99, 1)

    assert pytest.approx(-1) == table.loc["up and down", "moran"]
    assert table.loc["up and down", "p"] > 0.9


def test_adjusted_p_is_never_below_p_and_names_only_the_clustered():
    """Two halves of a circle are alike inside; noise is not: one of two is named."""
    near = ring(20)
    noise = np.random.default_rng(3).permutation(20.0 * np.arange(20))
    values = pd.DataFrame({"halves": [1.0] * 10 + [0.0] * 10, "noise": noise}, index=near.index)

    table = likeness.morans(values, {"contiguity": near, "near": near}, 999, 1)
    found = likeness.clustered(table)

    assert (table["p_adjusted"] >= table["p"] - 1e-12).all()
    assert {"value": 1.0, "count": 2.0, "names": ["halves"], "best": "halves"} == {
        name: found[name] for name in ("value", "count", "names", "best")
    }
    assert table["moran"].max() == found["top"]


def test_a_column_that_cannot_be_tested_is_left_out():
    """All alike, or three cities only."""
    near = ring(6)
    values = pd.DataFrame({"same": 1.0, "few": [1.0, 2.0, 3.0, np.nan, np.nan, np.nan]}, index=near.index)

    assert likeness.morans(values, {"contiguity": near}, 9, 1).empty


def test_cities_that_do_not_touch_are_compared_by_road_alone():
    """Without a border in common there is no index by touching, no count of clusters, and one by road."""
    road = ring(6)
    values = pd.DataFrame({"gdp": [1.0, 2, 3, 3, 2, 1]}, index=road.index)

    table = likeness.morans(values, {"contiguity": 0 * road, "distance": road}, 99, 1)

    assert ["cities", "moran", "p", "p_adjusted", "moran distance", "p distance"] == table.columns.tolist()
    assert table.loc["gdp", ["moran", "p", "p_adjusted"]].isna().all()
    assert pytest.approx(0.5) == table.loc["gdp", "moran distance"]
    assert likeness.tested(table).empty
    assert likeness.clustered(table)["value"] is None


def test_a_column_by_road_alone_is_no_part_of_the_correction():
    """Of two columns one has neighbours that touch: its p is that of a single test."""
    near = ring(8)
    values = pd.DataFrame(
        {"known": np.arange(8.0), "ends": [1.0, np.nan, 2, np.nan, 3, np.nan, 4, np.nan]}, index=near.index
    )
    road = pd.DataFrame(1 - np.eye(8), index=near.index, columns=near.index)

    table = likeness.morans(values, {"contiguity": near, "distance": road}, 99, 1)
    found = likeness.clustered(table)

    assert ["known", "ends"] == table.index.tolist()
    assert table.loc["known", "p"] == table.loc["known", "p_adjusted"]
    assert (1.0, "known") == (found["count"], found["best"])


def test_index_of_output_by_second_computation(here: Region):
    """Moran's I of GDP per head from the formula, with pairs that touch from the boundaries."""
    value = here.indicator("gdp_per_head", 2020)
    shapes = here.geometry().geometry
    touch = np.array(
        [[i != j and one.intersects(other) for j, other in enumerate(shapes)] for i, one in enumerate(shapes)]
    )
    rows = touch / touch.sum(axis=1, keepdims=True)
    z = (value - value.mean()).to_numpy()
    expected = len(z) / rows.sum() * (z @ rows @ z) / (z @ z)

    minutes = pd.DataFrame(np.nan, index=value.index, columns=value.index)
    matrix = likeness.weights(here, minutes)["contiguity"]

    assert 144 == matrix.to_numpy().sum()
    assert pytest.approx(expected) == likeness.statistic(value, matrix, 9, 1)["value"]


def test_range_over_kinds_holds_the_first():
    """Three kinds of nearness: the figure is that of the first, the range covers all."""
    near = ring(12)
    values = pd.Series(np.arange(12.0), index=near.index, name="gdp")

    found = likeness.one(values, {"contiguity": near, "near": near + near @ near * (1 - np.eye(12))}, 99, 1)

    assert found["low"] <= found["value"] <= found["high"]
    assert found["least"] <= found["p"]
    assert "gdp" == found["indicator"]


def test_neighbours_are_counted_by_pair():
    """A circle of five has five pairs and two neighbours each; a city apart is an island."""
    matrix = ring(5).reindex(index=[*ring(5).index, "far"], columns=[*ring(5).index, "far"]).fillna(0.0)

    found = likeness.neighbour_figures(matrix)

    assert 5 == found["value"]
    assert ["far"] == found["islands"]


def test_local_leaves_out_islands_and_gaps(toy: Region):
    """Ji has no value and Wu no neighbour with one: four cities are left."""
    codes = [DING, WU, JI, JIA, YI, BING]
    matrix = pd.DataFrame(0.0, index=codes, columns=codes)
    for one, other in ((JIA, YI), (YI, BING), (BING, DING), (DING, JIA), (WU, JI)):
        matrix.loc[one, other] = matrix.loc[other, one] = 1.0
    values = pd.Series({DING: 1.0, WU: 9.0, JI: np.nan, JIA: 2.0, YI: 4.0, BING: 3.0})

    table = likeness.local(toy, values, matrix, 99, 1)
    found = likeness.local_figures(table, "gdp")

    assert {DING, JIA, YI, BING} == set(table.index)
    assert pytest.approx(0, abs=1e-12) == table["value"].mean()
    assert (4, 0.2) == (found["count"], found["chance"])


def test_local_needs_four_cities_with_neighbours(toy: Region):
    """Three that touch one another, or none at all: no city is tested, and no figure is made up."""
    cities = toy.cities.index
    matrix = pd.DataFrame(0.0, index=cities, columns=cities)
    values = pd.Series(np.arange(6.0), index=cities)
    three = matrix.copy()
    for one, other in ((JIA, YI), (YI, BING), (BING, JIA)):
        three.loc[one, other] = three.loc[other, one] = 1.0

    for near in (matrix, three):
        table = likeness.local(toy, values, near, 99, 1)
        found = likeness.local_figures(table, "gdp")

        assert table.empty
        assert [] == likeness.standing_out(toy, table)
        assert {"indicator": "gdp", "value": None, "names": None, "before": None} == {
            name: found[name] for name in ("indicator", "value", "names", "before")
        }


def test_names_to_write_are_those_of_the_frame(toy: Region):
    """Jia has a row and Ji none: a chart can write the name of Jia alone."""
    assert [toy.names[JIA]] == headings.present(toy, [JIA, JI], pd.DataFrame(index=[YI, JIA]))


def test_independent_cities_pass_the_bound_as_often_as_the_level():
    """Without likeness the test fires in five cases of a hundred, and ever more often with it."""
    shares = power.curve(ring(30), [0.0, 0.3, 0.6, 0.9], 2000, 7)

    assert pytest.approx(5, abs=2) == shares[0.0]
    assert shares.is_monotonic_increasing
    assert shares[0.9] > 95


def test_simulated_index_by_hand():
    """With rho 0 the draws are the errors themselves; Moran's I of the first draw from its formula."""
    near = ring(6)
    errors = np.random.default_rng(5).standard_normal((3, 6))
    z = errors[0] - errors[0].mean()
    expected = (z @ (near.to_numpy() / 2) @ z) / (z @ z)

    assert pytest.approx(expected) == power.simulated(near, 0.0, 3, 5)[0]


def test_a_city_without_neighbours_draws_errors_alone():
    """It has no part in the products, and the figure is one."""
    near = ring(6)
    near.iloc[0, :] = near.iloc[:, 0] = 0
    rows = near.to_numpy() / near.to_numpy().sum(axis=1, keepdims=True).clip(1)
    errors = np.random.default_rng(5).standard_normal((3, 6))
    z = errors[0] - errors[0].mean()

    expected = 6 / 5 * (z @ rows @ z) / (z @ z)
    assert pytest.approx(expected) == power.simulated(near, 0.0, 3, 5)[0]


@pytest.mark.parametrize(("matrix", "strength"), [(ring(6), 1.0), (ring(6), -0.1), (ring(6) * 0, 0.5)])
def test_simulation_without_meaning_is_refused(matrix: pd.DataFrame, strength: float):
    """A strength out of range, or nobody with a neighbour."""
    with pytest.raises(ParameterError):
        power.simulated(matrix, strength, 10, 1)


def test_needed_strength_lies_between_the_steps():
    """From 60 to 100 per cent between 0.4 and 0.6: 80 at 0.5; None where the curve ends below."""
    curve = pd.Series({0.0: 5.0, 0.4: 60.0, 0.6: 100.0})

    assert pytest.approx(0.5) == power.needed(curve)
    assert power.needed(curve.iloc[:2]) is None


def test_strength_and_chance_of_a_set_by_hand():
    """80 per cent at 0.5; at 0.2 half of the way from 5 to 60; a set that is not there has neither."""
    curves = pd.DataFrame(
        {"set": ["a"] * 3 + ["b"], "strength": [0.0, 0.4, 0.6, 0.0], "power": [5.0, 60.0, 100.0, 1.0]}
    )

    expected = {"value": pytest.approx(0.5), "half": 0.2, "chance": pytest.approx(32.5)}
    assert expected == power.needed_figures(curves, "a", 0.2)
    assert {"value": None, "half": 0.2, "chance": None} == power.needed_figures(curves, "c", 0.2)


def test_sets_are_the_groups_with_four_cities(toy: Region):
    """The groups of the toy have three each: only the whole is left."""
    matrix = pd.DataFrame(1.0, index=toy.cities.index, columns=toy.cities.index)

    assert ["all"] == list(power.everyone("all", matrix, toy.cities["group_name"]))


def test_bound_of_a_correlation_is_that_of_the_table():
    """Fisher's table: 0.632 for 10 pairs, 0.355 for 31, at 5 per cent and two sides."""
    assert [0.632, 0.355] == [round(power.correlation(count), 3) for count in (10, 31)]


def test_three_cities_are_enough_and_every_number_of_their_table_has_a_form(here: Region):
    """Two are not followed; forms are those of columns that the table has."""
    table = pd.DataFrame({2010: [1.0, 2, 4], 2011: [2.0, 3, 5]}, index=here.cities.index[:3])

    found = catching_up.betas(here, {"gdp": table})
    formats = catching_up.beta_formats(here)

    assert [here.label("gdp")] == catching_up.followed(here, {"gdp": table, "population": table.iloc[:2]})
    assert set(found.select_dtypes("number")) >= set(formats)
    assert [] == [form for form in formats.values() if "1" not in form.format(1.0)]
    assert len(formats) == 5


def test_groups_keep_the_order_of_the_region_file(toy: Region):
    """East comes first in the file, though its codes are higher."""
    found = grouping.names(toy, toy.cities.index)

    assert ["Eastern group", "Western group"] == list(found.cat.categories)
    assert "Eastern group" == found[JIA]


def test_spread_halves_where_logarithms_do():
    """Two cities e apart and then the root of e apart: the spread of logarithms halves."""
    table = pd.DataFrame({2010: np.exp([0.0, 1.0, 2.0]), 2020: np.exp([0.0, 0.5, 1.0])}, index=list("abc"))

    found = catching_up.sigma_figures(table)

    assert pytest.approx([1.0, 0.5, -0.5]) == [found["start"], found["end"], found["value"]]
    assert (2010, 2020, 3) == (found["first"], found["last"], found["count"])


def test_slope_of_exact_convergence():
    """Logarithms that shrink to half in ten years: coefficient -0.05, half of the gap in ten years."""
    start = np.array([0.1, 0.7, 1.3, 2.2])
    table = pd.DataFrame({2010: np.exp(start), 2020: np.exp(start / 2)}, index=list("abcd"))

    found = catching_up.beta_figures(convergence.beta(table))

    assert pytest.approx(-0.05) == found["value"]
    assert pytest.approx(10) == found["half"]


def test_one_group_needs_no_constants_of_its_own(toy: Region):
    """The cities of the east alone: nothing to hold apart; with the west there is one column."""
    east = toy.cities.index[toy.cities["group"] == "east"]

    assert catching_up.dummies(toy, east) is None
    assert (6, 1) == catching_up.dummies(toy, toy.cities.index).shape


def test_a_slope_needs_more_cities_than_coefficients(here: Region):
    """Three cities bear a slope and no constants for two groups; two bear nothing, and rows stay blank."""
    table = pd.DataFrame({2010: [1.0, 2.0, 5.0], 2015: [2.0, 3.0, 6.0], 2020: [3.0, 5.0, 9.0]})
    table.index = pd.Index(["420100", "420200", "430100"], name="city")

    assert catching_up.slope(here, table) is not None
    assert catching_up.slope(here, table, apart=True) is None
    assert catching_up.slope(here, table.iloc[:2]) is None
    assert {None} == set(catching_up.beta_figures(None).values())
    blank = catching_up.betas(here, {"gdp": table})[here.say("space.beta.column.coefficient")].isna()
    assert [False, True] * 3 == blank.tolist()


def test_two_cities_have_no_spread(here: Region):
    """Nothing to follow, no line to draw, and no figure."""
    table = pd.DataFrame({2010: [1.0, 2.0], 2020: [2.0, 3.0]}, index=["420100", "430100"])

    assert [] == catching_up.followed(here, {"gdp": table})
    assert catching_up.spreads(here, {"gdp": table}).empty
    assert {None} == set(catching_up.sigma_figures(table).values())
    assert [] == catching_up.extremes(here, catching_up.growth(here, table.iloc[:0]))


def test_two_years_have_no_halves_and_one_year_follows_nobody(here: Region):
    """A census indicator has 2010 and 2020 only; of a single year there is neither spread nor growth."""
    two = catching_up.panel(here, "college_per_100k", 2010, 2020)
    one = catching_up.panel(here, "college_per_100k", 2015, 2020)

    assert ["2010—2020"] == list(catching_up.halves(two))
    assert catching_up.betas(here, {"college_per_100k": two}).notna().all(axis=None)
    assert (0, 2) == one.shape
    assert {None} == set(catching_up.sigma_figures(one).values())
    assert [] == catching_up.extremes(here, catching_up.growth(here, one))
    with pytest.raises(ParameterError, match="found 2020 and 2020"):
        catching_up.panel(here, "gdp_per_head", 2020, 2020)


def test_halves_share_the_middle_year():
    """Five years: the whole, and two parts that meet in the third."""
    table = pd.DataFrame([[1.0] * 5], columns=range(2010, 2015))

    assert ["2010—2014", "2010—2012", "2012—2014"] == list(catching_up.halves(table))


def test_panel_keeps_cities_without_a_gap(here: Region):
    """Every city has GDP per head from 2010 to 2020; the spread of 2020 is that of the table itself."""
    table = catching_up.panel(here, "gdp_per_head", 2010, 2020)
    expected = np.log(here.indicator("gdp_per_head", 2020)).std(ddof=1)

    assert (31, 11) == table.shape
    assert pytest.approx(expected) == catching_up.sigma_figures(table)["end"]


def test_growth_a_year_by_hand(toy: Region):
    """Jia goes from 1 to 4 in two years, which is 100 per cent a year; Yi stays, Ding falls to a quarter."""
    table = pd.DataFrame({2018: [1.0, 9, 8], 2019: [3.0, 8, 5], 2020: [4.0, 9, 2]}, index=[JIA, YI, DING])

    found = catching_up.growth(toy, table)

    assert [1, 9, 8] == found["initial"].tolist()
    assert pytest.approx([100, 0, -50]) == found["growth"].tolist()
    assert ["Jia", "Ding"] == catching_up.extremes(toy, found)


def test_moves_are_counted_by_hand():
    """Six cities in three classes, twelve moves: one goes up two classes, one up one, and one down."""
    table = pd.DataFrame(
        {1: [1.0, 2, 3, 4, 5, 6], 2: [5.0, 2, 3, 4, 1, 6], 3: [5.0, 3, 2, 4, 1, 6]}, index=list("abcdef")
    )
    chain = convergence.markov(table, 3, classes="yearly")

    # a: low to high; e: high to low; then b: low to middle, and c: middle to low
    expected = {"value": 4.0, "count": 12.0, "share": pytest.approx(400 / 12), "up": 2.0}
    assert expected == moves.figures(chain)


def test_thin_cells_are_those_below_five():
    """Twelve moves over two classes of city and two of neighbours: eight cells, counted one by one."""
    near = ring(6)
    table = pd.DataFrame(np.random.default_rng(2).uniform(1, 2, (6, 3)), index=near.index, columns=[1, 2, 3])
    chain = convergence.spatial_markov(table, near, 2)

    found = moves.cell_figures(chain)

    assert 8 == found["count"]
    assert float((chain.counts < 5).to_numpy().sum()) == found["value"]
    off = sum(int(chain.counts.loc[(lag, 1), 2] + chain.counts.loc[(lag, 2), 1]) for lag in (1, 2))
    assert off == found["changed"]


def test_moves_by_neighbours_are_headed_by_both_classes(here: Region):
    """A row for each class of the neighbours and, inside it, of the city; a cell for each class after."""
    counts = pd.DataFrame(np.arange(27).reshape(9, 3))

    shown = moves.table_by_neighbours(here, SimpleNamespace(counts=counts))

    assert ["low"] * 3 + ["middle"] * 3 + ["high"] * 3 == shown["Neighbours"].tolist()
    assert ["low", "middle", "high"] * 3 == shown["From"].tolist()
    assert [3, 4, 5] == shown.loc[1, [f"to {name} (moves)" for name in ("low", "middle", "high")]].tolist()


def test_cities_that_do_not_touch_move_without_neighbours(toy: Region):
    """Moves are counted, but not apart by neighbours; without any city there are none at all."""
    levels = pd.DataFrame({1: [1.0, 2, 3], 2: [1.0, 3, 3]}, index=["a", "b", "c"])
    alone = pd.DataFrame(0.0, index=levels.index, columns=levels.index)

    assert 3 == moves.figures(moves.chain(levels, 3))["count"]
    assert moves.chain(levels.iloc[:0], 3) is None
    assert moves.chain_by_neighbours(levels, alone, 3) is None
    assert moves.table(toy, None).empty and moves.table_by_neighbours(toy, None).empty
    assert {None} == {*moves.figures(None).values(), *moves.cell_figures(None).values()}
