"""Gravity, centralities and circles."""

from __future__ import annotations

import itertools
import math

import networkx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.measures import network

NAMES = ["武汉", "长沙", "南昌", "黄石"]
MINUTES = pd.DataFrame(
    [[0, 80, 120, 30], [80, 0, 90, 140], [120, 90, 0, math.nan], [30, 140, math.nan, 0]],
    index=NAMES,
    columns=NAMES,
    dtype=float,
)
MASS = pd.Series([100.0, 80.0, 60.0, 20.0], index=NAMES)


def square(cells, names=NAMES):
    return pd.DataFrame(np.array(cells, dtype=float), index=names, columns=names)


@st.composite
def networks(draw, symmetric=True):
    """Flows among 2 to 6 cities; some links are absent."""
    count = draw(st.integers(2, 6))
    flow = st.one_of(st.just(0.0), st.floats(0.1, 100))
    cells = np.reshape(draw(st.lists(flow, min_size=count**2, max_size=count**2)), (count, count))
    if symmetric:
        cells = np.triu(cells) + np.triu(cells).T
    return square(cells, [f"c{i}" for i in range(count)])


def test_gravity_by_hand():
    """100 x 80 / 80^2 = 1.25; the exponent 1 gives 100; a missing time stays missing; no link with itself."""
    links = network.gravity(MASS, MINUTES)

    assert links.loc["武汉", "长沙"] == pytest.approx(1.25)
    assert links.loc["黄石", "武汉"] == pytest.approx(2000 / 900)
    assert network.gravity(MASS, MINUTES, exponent=1).loc["武汉", "长沙"] == pytest.approx(100)
    assert np.isnan(links.loc["南昌", "黄石"]) and np.isnan(links.loc["黄石", "南昌"])
    assert np.diag(links).tolist() == [0, 0, 0, 0]
    assert links.equals(links.T)


def test_directed_links_by_hand():
    """With outputs 3 and 1, three quarters of the link start in Wuhan; both parts sum to the whole."""
    output = pd.Series([3.0, 1.0, 2.0, 0.0], index=NAMES)

    parts = network.gravity(MASS, MINUTES, attraction=output)

    whole = network.gravity(MASS, MINUTES)
    assert parts.loc["武汉", "长沙"] == pytest.approx(0.75 * 1.25)
    assert parts.loc["长沙", "武汉"] == pytest.approx(0.25 * 1.25)
    assert parts.loc["黄石", "武汉"] == 0.0
    pd.testing.assert_frame_equal(whole, parts + parts.T, rtol=1e-12)


def test_mass_by_hand():
    """The root of 4 x 9 is 6; cities are matched by name."""
    people = pd.Series({"武汉": 4.0, "长沙": 1.0})

    actual = network.mass(people, pd.Series({"长沙": 25.0, "武汉": 9.0}))

    assert actual.to_dict() == {"武汉": 6.0, "长沙": 5.0}


@given(st.randoms(use_true_random=False), st.floats(0.1, 10))
@settings(max_examples=20, deadline=None)
def test_gravity_scales_and_keeps_to_the_names(random, factor):
    """Masses times c give links times c squared; minutes in another order give the same links."""
    order = random.sample(NAMES, 4)

    actual = network.gravity(MASS * factor, MINUTES.loc[order, order[::-1]])

    pd.testing.assert_frame_equal(network.gravity(MASS, MINUTES) * factor**2, actual, rtol=1e-9)


def test_centrality_of_a_star_by_hand():
    """In a star of flows 2 the centre lies on all shortest paths, at a distance of 1/2 from each."""
    star = square([[0, 2, 2, 2], [2, 0, 0, 0], [2, 0, 0, 0], [2, 0, 0, 0]])

    table = network.centrality(star)

    assert table["degree"].to_list() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert table["strength"].to_list() == [6, 2, 2, 2]
    assert table["closeness"].to_list() == pytest.approx([3 / 1.5, 3 / 2.5, 3 / 2.5, 3 / 2.5])
    assert table["betweenness"].to_list() == [1, 0, 0, 0]
    assert table["eigenvector"].to_list() == pytest.approx(
        [math.sqrt(0.5), *[math.sqrt(1 / 6)] * 3], abs=1e-8
    )
    assert "strength_in" not in table


def test_flow_is_nearness_not_distance():
    """The way over two strong links is shorter than the weak direct one: the city between gets the paths.

    Read as distances the flows would say the opposite, and leave it without any path.
    """
    flows = square([[0, 10, 1], [10, 0, 10], [1, 10, 0]], ["武汉", "黄石", "南昌"])
    wrong = networkx.betweenness_centrality(networkx.from_numpy_array(flows.to_numpy()), weight="weight")

    assert network.centrality(flows)["betweenness"].to_list() == [0, 1, 0]
    assert wrong[1] == 0


def naive_centrality(flows):
    """Shortest paths by trying every path, with 1/flow as distance."""
    count = len(flows)
    weight = flows.to_numpy()
    reach = [{} for _ in range(count)]
    between = np.zeros(count)
    for i, j in itertools.permutations(range(count), 2):
        paths = []
        for length in range(count - 1):
            for middle in itertools.permutations([k for k in range(count) if k not in (i, j)], length):
                steps = list(itertools.pairwise((i, *middle, j)))
                if all(weight[a, b] > 0 for a, b in steps):
                    paths.append((sum(1 / weight[a, b] for a, b in steps), middle))
        if paths:
            best = min(paths)[0]
            reach[j][i] = best
            shortest = [middle for length, middle in paths if length <= best * (1 + 1e-12)]
            for middle in shortest:
                for k in middle:
                    between[k] += 1 / len(shortest)
    pairs = (count - 1) * (count - 2)
    close = [len(found) / sum(found.values()) * len(found) / (count - 1) if found else 0.0 for found in reach]
    return close, (between / pairs if pairs else between)


@given(st.booleans().flatmap(lambda symmetric: networks(symmetric)))
@settings(max_examples=25, deadline=None)
def test_centrality_equals_trying_every_path(flows):
    """Closeness and betweenness of small networks, connected or not, equal the definitions spelled out."""
    close, between = naive_centrality(flows)

    table = network.centrality(flows)

    assert close == pytest.approx(table["closeness"].to_list(), rel=1e-9)
    # networkx calls two paths equally long only if all their digits agree
    present = flows.to_numpy()[flows.to_numpy() > 0].tolist()
    if len(present) == len(set(present)):
        assert between.tolist() == pytest.approx(table["betweenness"].to_list(), abs=1e-9)


@given(networks())
@settings(max_examples=20, deadline=None)
def test_eigenvector_equals_linear_algebra(flows):
    """In a connected network the eigenvector is that of the largest eigenvalue of the flows."""
    links = flows.to_numpy().copy()
    np.fill_diagonal(links, 0)
    assume(networkx.is_connected(networkx.from_numpy_array(links)))
    values, vectors = np.linalg.eigh(links)
    assume(values[-1] - values[-2] > 0.05 * values[-1])
    vector = np.abs(vectors[:, -1])

    actual = network.centrality(flows)["eigenvector"].to_list()

    assert vector.tolist() == pytest.approx(actual, abs=1e-5)


@given(networks(symmetric=False), st.floats(0.01, 100), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_order_does_not_matter_and_unit_only_scales(flows, factor, random):
    """Another order only reorders; flows times c give strength and closeness times c, the rest as before."""
    order = random.sample(flows.index.to_list(), len(flows))
    table = network.centrality(flows)

    other = network.centrality(flows.loc[order, order[::-1]] * factor).loc[flows.index]

    assert (table[["strength", "closeness"]] * factor).to_numpy() == pytest.approx(
        other[["strength", "closeness"]].to_numpy(), rel=1e-9
    )
    assert table["degree"].to_list() == pytest.approx(other["degree"].to_list())
    assert table["degree"].between(0, 1).all() and table["betweenness"].between(0, 1).all()


def test_directed_networks_look_both_ways():
    """All flow into one city: it receives all, sends nothing, and is near to all."""
    flows = square([[0, 0, 0, 0], [5, 0, 0, 0], [5, 0, 0, 0], [5, 0, 0, 0]])

    table = network.centrality(flows)

    assert table["strength_in"].to_list() == [15, 0, 0, 0]
    assert table["strength"].to_list() == [0, 5, 5, 5]
    assert table["degree"].to_list() == pytest.approx([0.5, 1 / 6, 1 / 6, 1 / 6])
    assert table["closeness"].to_list() == pytest.approx([5, 0, 0, 0])
    assert table["eigenvector"].isna().all()


def test_thresholds_missing_flows_and_no_links():
    """A flow that is missing or at the threshold makes no link; without links nobody is central."""
    flows = square([[9, 3, np.nan, 1], [3, 9, 2, 0], [np.nan, 2, 9, 0], [1, 0, 0, 9]])

    assert network.centrality(flows)["degree"].to_list() == pytest.approx([2 / 3, 2 / 3, 1 / 3, 1 / 3])
    assert network.centrality(flows, threshold=1)["degree"].to_list() == pytest.approx(
        [1 / 3, 2 / 3, 1 / 3, 0]
    )
    nothing = network.centrality(flows, threshold=3)
    assert nothing["eigenvector"].isna().all()
    assert (nothing.drop(columns="eigenvector") == 0).all(axis=None)


def test_circle_by_hand():
    """Within 80 minutes of Wuhan: Wuhan, Huangshi, and Changsha exactly at the limit."""
    people = pd.Series([1233.0, 1005.0, 626.0, 247.0], index=NAMES)

    found = network.circle(MINUTES, "武汉", limit=80, population=people)

    assert found.minutes.to_dict() == {"武汉": 0.0, "黄石": 30.0, "长沙": 80.0}
    assert found.minutes.index.to_list() == ["武汉", "黄石", "长沙"]
    assert found.population == 1233 + 247 + 1005
    assert (found.core, found.limit, found.unknown) == ("武汉", 80.0, ())


def test_circle_names_what_is_not_known():
    """A city without a travel time is neither in nor out; it is named. One hour is the usual limit."""
    found = network.circle(MINUTES, "黄石")

    assert found.minutes.index.to_list() == ["黄石", "武汉"]
    assert found.unknown == ("南昌",)
    assert math.isnan(found.population)


def test_wrong_inputs_name_the_city():
    """Times that are not above 0, unknown cities, missing masses and populations are refused."""
    with pytest.raises(ParameterError, match="above 0; found 0 for 武汉 in column 长沙"):
        network.gravity(MASS, MINUTES.replace(80, 0))
    with pytest.raises(ParameterError, match="黄石 only in the cities"):
        network.gravity(MASS, MINUTES.drop("黄石"))
    with pytest.raises(ParameterError, match=r"columns of minutes: .*黄石 only in the cities"):
        network.gravity(MASS, MINUTES.drop(columns="黄石"))
    with pytest.raises(ParameterError, match="mass: expected numbers of 0 or more; found -100 for 武汉"):
        network.gravity(-MASS, MINUTES)
    with pytest.raises(ParameterError, match="exponent: expected a number above 0; found 0"):
        network.gravity(MASS, MINUTES, exponent=0)
    with pytest.raises(ParameterError, match="of each pair; found 0 for 武汉, 长沙"):
        network.gravity(MASS, MINUTES, attraction=pd.Series([0, 0, 1, 2], index=NAMES))
    with pytest.raises(ParameterError, match="长沙 only in population"):
        network.mass(pd.Series({"武汉": 1, "长沙": 2}), pd.Series({"武汉": 1}))
    with pytest.raises(ParameterError, match="-1 for 武汉 in column 长沙"):
        network.centrality(square([[0, -1], [0, 0]], NAMES[:2]))
    with pytest.raises(ParameterError, match="at least 2 row"):
        network.centrality(square([[0]], NAMES[:1]))
    with pytest.raises(ParameterError, match="threshold: expected 0 or more; found -1"):
        network.centrality(MINUTES, threshold=-1)
    with pytest.raises(ParameterError, match="cities of minutes; found '岳阳'"):
        network.circle(MINUTES, "岳阳")
    with pytest.raises(ParameterError, match="limit: expected minutes above 0; found 0"):
        network.circle(MINUTES, "武汉", limit=0)
    with pytest.raises(ParameterError, match="found none for 黄石"):
        network.circle(MINUTES, "武汉", population=pd.Series({"武汉": 1}))
