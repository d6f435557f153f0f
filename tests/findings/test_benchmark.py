"""Comparable cities and the benchmark they give, worked by hand on the toy region."""

from __future__ import annotations

import math

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import benchmark
from megalopolis.region import Region


def test_comparable_cities_lie_outside_the_region_and_the_nearest_comes_first(toy):
    """Jia (1000 residents) is nearer to Geng (800) than to Xin (300); its neighbours at home do not count."""
    found = benchmark.comparable(toy, 2020, 2)

    assert ("970100", "970200") == found["990100"]
    assert ("970200", "970100") == found["990300"]


def test_fewer_are_asked_for_than_there_are(toy):
    """Only the nearest remain."""
    found = benchmark.comparable(toy, 2020, 1)

    assert {"990100": ("970100",), "980300": ("970200",)} == {key: found[key] for key in ("990100", "980300")}


def test_benchmark_is_a_quantile_in_the_direction_of_the_indicator():
    """Of 1, 2, 3, 4, 5 the better quarter begins at 4 where more is better, at 2 where less is."""
    values = pd.Series([1.0, 2, 3, 4, 5], index=list("abcde"))
    peers = {"x": tuple("abcde")}

    assert 4 == benchmark.target(values, peers, 1)["x"]
    assert 2 == benchmark.target(values, peers, -1)["x"]
    assert 3 == benchmark.middle(values, peers)["x"]


def test_there_is_no_benchmark_where_most_comparable_cities_have_no_figure():
    """Two of five known is below half; three are enough."""
    values = pd.Series({"a": 1.0, "b": 2.0, "c": None, "d": None, "e": None}, dtype=float)
    peers = {"x": tuple("abcde"), "y": ("a", "b", "c")}

    found = benchmark.target(values, peers, 1)

    assert math.isnan(found["x"])
    assert 1.75 == found["y"]


@pytest.mark.parametrize(
    ("call", "word"),
    [
        (lambda toy: benchmark.comparable(toy, 2020, 0), "peers"),
        (lambda toy: benchmark.target(pd.Series(dtype=float), {}, 0), "direction"),
        (lambda toy: benchmark.target(pd.Series(dtype=float), {}, 1, 1.5), "quantile"),
    ],
)
def test_a_wrong_setting_is_named(toy, call, word):
    """The message says which one."""
    with pytest.raises(ParameterError, match=word):
        call(toy)


def test_distance_is_that_of_standardised_logarithms():
    """The nearest twenty of Wuhan by a second computation, straight from the series."""
    here = Region.load("changjiang-middle-reaches", "en")
    table = pd.DataFrame({"residents": here.nation("population", 2020), "gdp": here.nation("gdp", 2020)})
    table = table.dropna().assign(output=table["gdp"] / table["residents"])
    logs = table[["residents", "output"]].map(math.log)
    scaled = logs / logs.std(ddof=0)
    gaps = ((scaled - scaled.loc["420100"]) ** 2).sum(axis="columns").drop(list(here.cities.index))
    expected = set(gaps.nsmallest(20).index)

    assert expected == set(benchmark.comparable(here, 2020, 20)["420100"])
