"""Neighbours, Moran's I, Geary's C and local Moran."""

from __future__ import annotations

import itertools
import math

import esda
import geopandas
import libpysal
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon, box
from statsmodels.stats.multitest import multipletests

from megalopolis.errors import ParameterError
from megalopolis.measures import _permutation, space

LABELS = ["武汉", "黄石", "鄂州", "黄冈", "孝感", "咸宁"]


def grid(columns, rows):
    """Unit squares, named by their column and row."""
    cells = {f"{x}{y}": box(x, y, x + 1, y + 1) for x in range(columns) for y in range(rows)}
    return geopandas.GeoSeries(cells)


def chain(count):
    """A row of cities, each the neighbour of the next."""
    names = [f"c{i}" for i in range(count)]
    matrix = np.eye(count, k=1) + np.eye(count, k=-1)
    return pd.DataFrame(matrix, index=names, columns=names)


def weights(gal):
    """The weights of an example of libpysal."""
    file = libpysal.io.open(libpysal.examples.get_path(gal))
    w = file.read()
    file.close()
    return w


def example(gal, table, column, **options):
    """An example of libpysal: its values and its weights, indexed as in the file of weights."""
    w = weights(gal)
    values = pd.read_csv(libpysal.examples.get_path(table), **options)[column].to_numpy()
    return pd.Series(values, index=list(w.id_order)), w


STL = example("stl.gal", "stl_hom.csv", "HR8893")
DESMITH = example("desmith.gal", "desmith.txt", "z", skiprows=1)
BOOK = example("book.gal", "book.txt", "y", skiprows=1)
STATES = example("states48.gal", "usjoin.csv", "1929")


def test_squares_touch_by_edge_or_by_corner():
    """On a 3 x 3 board the middle has 8 queen neighbours and 4 rook neighbours, a corner 3 and 2."""
    queen = space.neighbours(grid(3, 3))
    rook = space.neighbours(grid(3, 3), kind="rook")

    assert (8, 3) == (queen.counts["11"], queen.counts["00"])
    assert (4, 2) == (rook.counts["11"], rook.counts["00"])
    assert queen.matrix.equals(queen.matrix.T)
    assert queen.islands == ()


def test_where_all_are_neighbours_of_all_nothing_can_be_seen():
    """Each city is compared with the mean of all others: I is -1 / (n - 1) in every order, and p is 1."""
    names = list("abcde")
    everyone = pd.DataFrame(1 - np.eye(5), index=names, columns=names)

    found = space.moran(pd.Series([1.0, 2, 4, 8, 16], index=names), everyone, 99, 1)

    assert pytest.approx(-1 / 4) == found.statistic
    assert 1 == found.p


def test_geary_of_all_neighbours_of_all_is_one_in_every_order():
    """Each ordered pair weighs 1/4 and 5 rows sum to 5: C = 4/(2 x 5) x 2 x 5 z'z / 4 / z'z = 1."""
    names = list("abcde")
    everyone = pd.DataFrame(1 - np.eye(5), index=names, columns=names)

    found = space.geary(pd.Series([1.0, 2, 4, 8, 16], index=names), everyone, 99, 1)

    assert pytest.approx(1) == found.statistic
    assert pytest.approx(1) == found.mean
    assert 1 == found.p


def test_the_geary_of_a_shuffle_is_one_of_those_by_hand():
    """1, 2, 3, 4 in a row, shuffled: with squared steps a, b, c from each city to the next C is as follows.

    Rows sum to a, (a + b)/2, (b + c)/2 and c, so that C = 3/(2 x 4 x 5) (1.5 a + b + 1.5 c), such as 0.3 for
    1 2 3 4 and 0.975 for 1 3 2 4.
    """
    value = pd.Series([1.0, 2, 3, 4], index=chain(4).index)
    by_hand = {
        round(3 / 40 * (1.5 * (p - q) ** 2 + (q - r) ** 2 + 1.5 * (r - s) ** 2), 9)
        for p, q, r, s in itertools.permutations([1, 2, 3, 4])
    }

    drawn = {round(space.geary(value, chain(4), 1, seed).mean, 9) for seed in range(9)}

    assert {0.3, 0.975} < by_hand
    assert drawn < by_hand
    assert len(drawn) > 3


def test_an_island_is_kept_and_named():
    """A city that touches no other has an empty row and stands in ``islands``; gaps can be bridged."""
    areas = geopandas.GeoDataFrame(
        {"geometry": [box(0, 0, 1, 1), box(1, 0, 2, 1), box(2.1, 0, 3, 1)]},
        index=["武汉", "鄂州", "崇明"],
        crs=4490,
    )

    apart = space.neighbours(areas)
    near = space.neighbours(areas, tolerance=0.2)

    assert apart.islands == ("崇明",)
    assert apart.counts.to_dict() == {"武汉": 1, "鄂州": 1, "崇明": 0}
    assert near.counts.to_dict() == {"武汉": 1, "鄂州": 2, "崇明": 1}
    assert near.islands == ()


def test_fewer_cities_keep_their_neighbourhood():
    """Leaving out the middle of a row of three makes its ends islands; strangers are named."""
    row = space.neighbours(grid(3, 1))

    assert row.keep(["20", "00"]).islands == ("20", "00")
    assert row.keep(["00", "10"]).counts.to_dict() == {"00": 1, "10": 1}
    with pytest.raises(ParameterError, match="found also 77"):
        row.keep(["00", "77"])


def test_wrong_geometries_name_the_city():
    """No area, an empty one, a city twice, and an unknown kind are refused."""
    for nothing in (None, Polygon()):
        areas = geopandas.GeoSeries([box(0, 0, 1, 1), nothing], index=["武汉", "长沙"])
        with pytest.raises(ParameterError, match="found none for 长沙"):
            space.neighbours(areas)
    with pytest.raises(ParameterError, match="武汉 more than once"):
        space.neighbours(geopandas.GeoSeries([box(0, 0, 1, 1)] * 2, index=["武汉", "武汉"]))
    with pytest.raises(ParameterError, match="queen, rook; found 'bishop'"):
        space.neighbours(grid(2, 1), kind="bishop")


def test_moran_and_geary_by_hand():
    """1, 2, 3, 4 in a row: I = 0.4 x (4/4) by rows; C = 3/(2 x 4 x 5) x 6."""
    value = pd.Series([1.0, 2, 3, 4], index=chain(4).index)

    # z = -1.5 -.5 .5 1.5, lag of the rows -.5 -.5 .5 .5: z'Wz = .75 + .25 + .25 + .75; z'z = 5
    assert space.moran(value, chain(4), 9, 1).statistic == pytest.approx(2 / 5)
    # squared steps of 1: rows 1, (1 + 1)/2, (1 + 1)/2, 1 sum to 4
    assert space.geary(value, chain(4), 9, 1).statistic == pytest.approx(3 / (2 * 4) * 4 / 5)


def test_published_values():
    """Homicide in St Louis and SIDS by esda's tests, Geary of Upton's book by esda's docstring."""
    value, w = STL
    sids = weights("sids2.gal")
    rates = geopandas.read_file(libpysal.examples.get_path("sids2.shp"))["SIDR74"].set_axis(sids.id_order)

    assert space.moran(value, w, 9, 1).statistic == pytest.approx(0.24365582621771659, rel=1e-12)
    assert space.moran(value, w, 9, 1).expected == pytest.approx(-0.012987012987012988, rel=1e-12)
    assert space.moran(rates, sids, 9, 1).statistic == pytest.approx(0.248, abs=5e-4)
    assert space.geary(*BOOK, 9, 1).statistic == pytest.approx(0.3330108, abs=5e-8)


def test_local_moran_of_published_examples():
    """Quadrants of the deSmith data by esda's docstring; values of GeoDa's library, with an island.

    GeoDa (tests/sa/local-moran.test.ts of geodalib) scales by n - 1: its values are (n - 1) / n of ours.
    """
    names = {1: "high-high", 2: "low-high", 3: "low-low", 4: "high-low"}
    expected = [names[q] for q in (4, 4, 4, 2, 3, 3, 1, 4, 3, 3)]
    value = pd.Series([3.0, 3.0, 0.0, 9.0, 8.0, 8.5], index=LABELS)
    links = [[1], [0], [], [4, 5], [3, 5], [3, 4]]
    w = pd.DataFrame([[float(j in link) for j in range(6)] for link in links], index=LABELS, columns=LABELS)
    geoda = [0.3622540250447227] * 2 + [0.8050089445438283, 0.6887298747763864, 0.7558139534883721]

    local = space.local_moran(value, w, 99, 7)

    assert expected == space.local_moran(*DESMITH, 99, 7).table["quadrant"].to_list()
    actual = local.table["statistic"].drop("鄂州") * 5 / 6
    assert geoda == pytest.approx(actual.to_list(), rel=1e-12)
    assert local.islands == ("鄂州",)
    assert local.table.loc["鄂州", ["statistic", "lag", "quadrant", "p", "p_adjusted"]].isna().all()
    assert local.table.loc["鄂州", "cluster"] == "no neighbours"


@pytest.mark.filterwarnings("ignore:The alternative hypothesis for conditional:DeprecationWarning")
def test_local_moran_equals_esda_up_to_its_divisor():
    """esda's values are (n - 1) / n of ours; its quadrants are ours; its p is that of the smaller tail."""
    value, w = STL
    other = esda.Moran_Local(value.to_numpy(), w, permutations=1999, seed=3)

    ours = space.local_moran(value, w, 1999, 3, alternative="greater").table
    less = space.local_moran(value, w, 1999, 3, alternative="less").table

    count = len(value)
    names = np.array(["", "high-high", "low-high", "low-low", "high-low"])
    assert other.Is == pytest.approx(ours["statistic"].to_numpy() * (count - 1) / count, rel=1e-10)
    assert names[other.q].tolist() == ours["quadrant"].to_list()
    assert other.p_sim == pytest.approx(np.minimum(ours["p"], less["p"]).to_numpy(), abs=0.05)


def test_the_mean_of_local_values_is_morans_i():
    """Without islands, with rows summing to 1, the local values average to the global one."""
    value, w = STL

    local = space.local_moran(value, w, 9, 1).table["statistic"]

    assert space.moran(value, w, 9, 1).statistic == pytest.approx(local.mean(), rel=1e-12)


def test_permutations_agree_with_all_permutations():
    """For five cities all 120 arrangements can be counted: the simulated p value comes close to theirs."""
    value = pd.Series([1.0, 2.0, 4.0, 3.0, 9.0], index=chain(5).index)
    z = value.to_numpy() - value.mean()
    rows = chain(5).div(chain(5).sum(axis=1), axis=0).to_numpy()
    every = np.array([list(order) for order in itertools.permutations(z)])
    values = np.einsum("ri,ij,rj->r", every, rows, every)
    exact = float((values >= z @ rows @ z - 1e-12).mean())
    greater = space.moran(value, chain(5), 9999, 11)
    both = space.moran(value, chain(5), 9999, 11, alternative="two-sided")
    less = space.moran(value, chain(5), 9999, 11, alternative="less")

    assert exact == pytest.approx(greater.p, abs=0.02)
    assert greater.mean == pytest.approx(-0.25, abs=0.02)
    assert greater.expected == -0.25
    assert both.p == pytest.approx(2 * min(greater.p, less.p), abs=1e-3)


def test_local_p_agrees_with_all_permutations():
    """With the city held in place, all arrangements of the other four give the conditional p value."""
    value = pd.Series([1.0, 2.0, 4.0, 3.0, 9.0], index=chain(5).index)
    z = (value.to_numpy() - value.mean()) / value.std(ddof=0)
    local = space.local_moran(value, chain(5), 9999, 5, alternative="greater")

    for city in range(5):
        links = np.flatnonzero(chain(5).to_numpy()[city])
        others = np.delete(z, city)
        drawn = [z[city] * np.mean(pick) for pick in itertools.permutations(others, len(links))]
        observed = z[city] * z[links].mean()
        exact = np.mean([value >= observed - 1e-12 for value in drawn])

        assert exact == pytest.approx(local.table["p"].iloc[city], abs=0.02)


@pytest.mark.parametrize("observed", [-3e5, -0.2, 0.0, 0.2, 3e5])
@pytest.mark.parametrize("toward", [-np.inf, np.inf])
def test_an_equal_arrangement_counts_whatever_its_last_digit(observed, toward):
    """Three of three draws are as extreme, though rounding puts one a digit below or above."""
    simulated = np.array([observed, np.nextafter(observed, toward), observed])

    found = {
        alternative: _permutation.pseudo(observed, simulated, alternative)
        for alternative in ("greater", "less", "two-sided")
    }
    assert dict.fromkeys(found, 1.0) == found


def test_pseudo_p_is_one_more_over_one_more():
    """A perfect gradient beats nearly all of 99 shuffles, and p can be no less than 1/100."""
    value = pd.Series(np.arange(30.0), index=chain(30).index)

    result = space.moran(value, chain(30), 99, 1)

    assert (result.p, result.permutations, result.alternative) == (1 / 100, 99, "greater")
    assert space.geary(value, chain(30), 99, 1).p == 1 / 100
    assert space.moran(value, chain(30), 99, 1, alternative="less").p == 1.0
    assert space.moran(value, chain(30), 99, 1, alternative="two-sided").p == 1 / 100
    assert math.isnan(space.moran(value, chain(30), 1, 1).deviation)


def test_the_seed_decides_and_the_global_state_does_not():
    """The same seed gives the same p whatever the global state, which is left alone; another seed differs."""
    value, w = STL
    np.random.seed(1)
    before = np.random.get_state()[1].copy()

    first = [space.moran(value, w, 199, 5).mean, space.geary(value, w, 199, 5).mean]
    local = space.local_moran(value, w, 199, 5).table

    np.testing.assert_array_equal(before, np.random.get_state()[1])
    np.random.seed(2)
    assert first == [space.moran(value, w, 199, 5).mean, space.geary(value, w, 199, 5).mean]
    pd.testing.assert_frame_equal(local, space.local_moran(value, w, 199, 5).table)
    assert first[0] != space.moran(value, w, 199, 6).mean
    assert not local["p"].equals(space.local_moran(value, w, 199, 6).table["p"])


def test_batches_do_not_change_the_draws(monkeypatch):
    """Simulating in small batches gives what one batch gives: memory is bounded, results are the same."""
    value, w = DESMITH
    whole = space.moran(value, w, 100, 5), space.local_moran(value, w, 100, 5).table
    monkeypatch.setattr(_permutation, "BATCH", 70)

    parts = space.moran(value, w, 100, 5), space.local_moran(value, w, 100, 5).table

    assert whole[0].mean == pytest.approx(parts[0].mean, rel=1e-12)
    pd.testing.assert_frame_equal(whole[1], parts[1])


def test_false_discoveries_are_controlled_as_in_statsmodels():
    """Adjusted p values equal those of multipletests; the cutoff of esda.fdr names the same clusters."""
    value, w = STATES
    local = space.local_moran(value, w, 9999, 3)
    plain = space.local_moran(value, w, 9999, 3, correction="none")
    p = local.table["p"].to_numpy()

    expected = multipletests(p, method="fdr_bh")[1]

    assert expected == pytest.approx(local.table["p_adjusted"].to_numpy(), rel=1e-12)
    named = local.table["cluster"] != "not significant"
    assert named.to_list() == (p <= esda.fdr(p, 0.05)).tolist()
    assert (plain.table["p"] == plain.table["p_adjusted"]).all()
    assert (plain.table["cluster"] != "not significant").sum() > named.sum() > 0
    assert local.table["cluster"][named].equals(local.table["quadrant"][named])


@given(
    st.lists(st.floats(-1e3, 1e3), min_size=6, max_size=6).filter(
        lambda found: max(found) - min(found) > 1e-3
    ),
    st.floats(0.1, 100),
    st.permutations(range(6)),
)
@settings(max_examples=15, deadline=None)
def test_unit_origin_and_order_do_not_matter(values, factor, order):
    """Values in another unit, from another origin and in another order of cities give the same statistics."""
    w = chain(6)
    value = pd.Series(values, index=w.index)
    other = (value * factor + 5).iloc[list(order)]

    assert space.moran(value, w, 1, 1).statistic == pytest.approx(
        space.moran(other, w, 1, 1).statistic, abs=1e-6
    )
    assert space.geary(value, w, 1, 1).statistic == pytest.approx(
        space.geary(other, w, 1, 1).statistic, abs=1e-6
    )
    here = space.local_moran(value, w, 1, 1).table["statistic"]
    there = space.local_moran(other, w, 1, 1).table["statistic"][w.index]
    assert here.to_list() == pytest.approx(there.to_list(), abs=1e-6)


def test_weights_of_every_kind_say_the_same():
    """Neighbours, a matrix, a Graph and a W give one result; the given weights stay as they are."""
    areas = grid(3, 2)
    value = pd.Series(np.arange(6.0) ** 2, index=areas.index)
    near = space.neighbours(areas)
    graph = libpysal.graph.Graph.build_contiguity(areas, rook=False)
    w = graph.to_W()

    expected = space.moran(value, near, 99, 1)

    for other in (near.matrix, graph, w):
        actual = space.moran(value, other, 99, 1)
        assert (expected.statistic, expected.p) == pytest.approx((actual.statistic, actual.p), rel=1e-12)
    assert w.transform == "O"


def test_wrong_inputs_name_the_city():
    """Missing values, all alike, too few, other cities, no neighbours, and unknown words are refused."""
    w = chain(4)
    value = pd.Series([1.0, 2.0, 3.0, 5.0], index=w.index)

    with pytest.raises(ParameterError, match="nan for c1"):
        space.moran(value.replace(2.0, np.nan), w, 9, 1)
    with pytest.raises(ParameterError, match="found 1 for all 4 cities"):
        space.moran(value * 0 + 1, w, 9, 1)
    with pytest.raises(ParameterError, match="at least 4 row"):
        space.moran(value.iloc[:3], w, 9, 1)
    with pytest.raises(ParameterError, match="c9 only in value; c3 only in w"):
        space.moran(value.rename({"c3": "c9"}), w, 9, 1)
    with pytest.raises(ParameterError, match="found none for any city"):
        space.moran(value, w * 0, 9, 1)
    with pytest.raises(ParameterError, match="own neighbour: c0, c1, c2, c3"):
        space.moran(value, w + np.eye(4), 9, 1)
    with pytest.raises(ParameterError, match="-1 for c0 in column c1"):
        space.moran(value, -w, 9, 1)
    with pytest.raises(ParameterError, match="of libpysal; found str"):
        space.moran(value, "queen", 9, 1)
    with pytest.raises(ParameterError, match="1 or more; found 0"):
        space.moran(value, w, 0, 1)
    with pytest.raises(ParameterError, match="greater, less, two-sided; found 'lesser'"):
        space.geary(value, w, 9, 1, alternative="lesser")
    with pytest.raises(ParameterError, match="fdr, none; found 'holm'"):
        space.local_moran(value, w, 9, 1, correction="holm")
    with pytest.raises(ParameterError, match="between 0 and 1; found 5"):
        space.local_moran(value, w, 9, 1, level=5)
