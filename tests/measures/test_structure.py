"""Specialisation, concentration and likeness of sectors."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from megalopolis.errors import ParameterError
from megalopolis.measures import structure

REFERENCES = ("nation", "rest", "others")

# three cities by three sectors; totals 100, 100 and 200
TABLE = pd.DataFrame(
    {"manufacturing": [50, 20, 30], "trade": [30, 30, 60], "research": [20, 50, 110]},
    index=["武汉", "长沙", "南昌"],
)

amounts = arrays.arrays(
    np.float64,
    st.tuples(st.integers(2, 6), st.integers(2, 5)),
    elements=st.floats(0.01, 1e6, allow_nan=False),
).map(lambda cells: pd.DataFrame(cells, index=[f"city {i}" for i in range(len(cells))]))


def test_location_quotient_by_hand():
    """Wuhan has half of its amounts in manufacturing, all cities together a quarter: 2."""
    expected = pd.DataFrame(
        {
            "manufacturing": [0.5 / 0.25, 0.2 / 0.25, 0.15 / 0.25],
            "trade": [0.3 / 0.3, 0.3 / 0.3, 0.3 / 0.3],
            "research": [0.2 / 0.45, 0.5 / 0.45, 0.55 / 0.45],
        },
        index=TABLE.index,
    )

    pd.testing.assert_frame_equal(expected, structure.location_quotient(TABLE), rtol=1e-14)


def test_location_quotient_against_an_outside_reference():
    """A reference area is aligned by sector name, not by position."""
    nation = pd.Series({"research": 1, "trade": 1, "manufacturing": 2})

    actual = structure.location_quotient(TABLE, nation)

    assert [1.0, 1.2, 0.8] == pytest.approx(actual.loc["武汉"].to_list(), rel=1e-14)


@pytest.mark.parametrize(("city", "expected"), [(0, True), (3, False)])
def test_location_quotient_of_a_sector_that_the_reference_lacks(city, expected):
    """0/0 is undefined (NaN); a sector that only the city has is infinitely over-represented."""
    table = pd.DataFrame({"a": [1.0], "b": [float(city)]}, index=["鄂州"])

    actual = structure.location_quotient(table, pd.Series({"a": 5.0, "b": 0.0})).loc["鄂州", "b"]

    assert expected is bool(np.isnan(actual))
    assert expected is not bool(np.isinf(actual))


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        # nation (.25, .3, .45): |.5-.25| + 0 + |.2-.45| and so on
        ("nation", [0.5, 0.1, 0.2]),
        # rest of Wuhan (50, 90, 160)/300; of Changsha (80, 90, 130)/300; of Nanchang (70, 60, 70)/200
        ("rest", [2 / 3, 2 * (0.5 - 130 / 300), 0.4]),
        # means of the others' shares: (.175, .3, .525), (.325, .3, .375) and (.35, .3, .35)
        ("others", [0.65, 0.25, 0.4]),
    ],
)
def test_krugman_by_hand(reference, expected):
    """Each of the three references gives its own hand-worked index."""
    actual = structure.krugman(TABLE, reference)

    assert expected == pytest.approx(actual.to_list(), rel=1e-13)
    assert ["武汉", "长沙", "南昌"] == actual.index.to_list()


def test_krugman_against_an_outside_reference():
    """Shares (.5, .25, .25) of the nation: Wuhan differs by 0 + .05 + .05."""
    nation = pd.Series({"research": 1, "trade": 1, "manufacturing": 2})

    assert structure.krugman(TABLE, nation)["武汉"] == pytest.approx(0.1, rel=1e-13)


def test_krugman_of_cities_without_a_common_sector():
    """Nothing in common is 2, the most; against the nation half of it."""
    table = pd.DataFrame({"a": [5, 0], "b": [0, 5]}, index=["黄石", "鄂州"])

    assert [2.0, 2.0] == structure.krugman(table, "rest").to_list()
    assert [2.0, 2.0] == structure.krugman(table, "others").to_list()
    assert [1.0, 1.0] == structure.krugman(table, "nation").to_list()
    assert 2.0 == structure.krugman_pairs(table).loc["黄石", "鄂州"]


def test_krugman_pairs_is_the_index_of_two_cities():
    """For a pair of cities, the pairwise index is the index against the rest."""
    pairs = structure.krugman_pairs(TABLE)

    for first in TABLE.index:
        for second in TABLE.index.drop(first):
            expected = structure.krugman(TABLE.loc[[first, second]], "rest")[first]
            assert expected == pytest.approx(pairs.loc[first, second], rel=1e-13)


@given(amounts)
@settings(max_examples=25, deadline=None)
def test_krugman_equals_naive_loops(table):
    """Written out city by city and sector by sector, the three references give the same."""
    cities, sectors = table.shape
    x = table.to_numpy().tolist()
    share = [[cell / sum(row) for cell in row] for row in x]

    for reference in REFERENCES:
        naive = []
        for j in range(cities):
            against = []
            for k in range(sectors):
                others = [i for i in range(cities) if reference == "nation" or i != j]
                if reference == "others":
                    against.append(sum(share[i][k] for i in others) / len(others))
                else:
                    against.append(sum(x[i][k] for i in others) / sum(sum(x[i]) for i in others))
            naive.append(sum(abs(share[j][k] - against[k]) for k in range(sectors)))

        assert naive == pytest.approx(structure.krugman(table, reference).to_list(), rel=1e-9, abs=1e-12)


def test_shares_make_rest_and_others_the_same():
    """With shares every city counts alike, so the pooled rest is the mean of the other cities."""
    shares = TABLE.div(TABLE.sum(axis=1), axis=0)

    rest = structure.krugman(shares, "rest")

    pd.testing.assert_series_equal(rest, structure.krugman(shares, "others"))
    pd.testing.assert_series_equal(rest, structure.krugman(TABLE, "others"))


def test_published_examples():
    """Farhauer and Kröll (2013) and Dörsam (2004), with the results that the R package REAT gives.

    REAT compares with the mean of the other regions' shares (man/krugman.spec2.Rd, locq.Rd, herf.Rd).
    """
    countries = pd.DataFrame(
        {
            "Sweden": [45000, 15000, 32000, 10000, 30000],
            "Norway": [35000, 12000, 30000, 8000, 22000],
            "Denmark": [40000, 10000, 25000, 9000, 18000],
            "Finland": [30000, 11000, 18000, 3000, 13000],
            "Iceland": [40000, 6000, 11000, 2000, 12000],
        }
    ).T
    jobs = pd.DataFrame({"industry": [1714], "all other": [79006 - 1714]}, index=["region"])
    nation = pd.Series({"industry": 879213, "all other": 15593224 - 879213})
    sales = pd.DataFrame([[20, 50, 20, 10]], index=["cars"])

    assert structure.krugman(countries, "others")["Sweden"] == pytest.approx(0.1595, abs=5e-5)
    quotient = structure.location_quotient(jobs, nation).loc["region", "industry"]
    assert quotient == pytest.approx(0.3847623, abs=5e-8)
    assert structure.herfindahl(sales)["cars"] == pytest.approx(0.34, abs=1e-12)
    assert structure.herfindahl(sales, scaled=True)["cars"] == pytest.approx(0.12, abs=1e-12)


def test_similarity_by_hand():
    """(3, 4) and (4, 3) have the cosine 24/25; (3, 4) and (6, 8) are the same structure."""
    table = pd.DataFrame({"a": [3, 4, 6], "b": [4, 3, 8]}, index=["x", "y", "z"])

    actual = structure.similarity(table)

    assert [1.0, 0.96, 1.0] == pytest.approx(actual.loc["x"].to_list(), rel=1e-14)
    assert [1.0, 1.0, 1.0] == np.diag(actual).tolist()


def test_rounding_makes_nobody_more_than_alike():
    """(8, 6) and (40, 30) have one structure; the cosine of their shares is rounded to more than 1."""
    table = pd.DataFrame([[8.0, 6.0], [40.0, 30.0]], index=["a", "b"])

    assert 1 == structure.similarity(table).loc["a", "b"]


def test_similarity_without_a_common_sector():
    """No sector in common is 0."""
    table = pd.DataFrame({"a": [5, 0], "b": [0, 5]}, index=["黄石", "鄂州"])

    assert 0.0 == structure.similarity(table).loc["黄石", "鄂州"]


def test_herfindahl_by_hand():
    """Four equal sectors give 1/4 and 0 scaled, one sector gives 1 and 1 scaled, two give 1/2 and 1/3."""
    table = pd.DataFrame([[5, 5, 5, 5], [0, 7, 0, 0], [3, 0, 3, 0]], index=["a", "b", "c"])

    assert [0.25, 1.0, 0.5] == structure.herfindahl(table).to_list()
    assert [0.0, 1.0, 1 / 3] == pytest.approx(structure.herfindahl(table, scaled=True).to_list(), rel=1e-14)


@given(amounts, st.floats(0.01, 1000), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_unit_size_and_order_do_not_matter(table, factor, random):
    """Another unit changes nothing; a reordering of cities and sectors only reorders the result."""
    cities = random.sample(table.index.to_list(), len(table))
    sectors = random.sample(table.columns.to_list(), table.shape[1])
    other = table.loc[cities, sectors] * factor
    measures = [structure.herfindahl, *(lambda x, r=r: structure.krugman(x, r) for r in REFERENCES)]

    for measure in measures:
        pd.testing.assert_series_equal(measure(table), measure(other)[table.index], rtol=1e-9, atol=1e-12)
    for matrix in (structure.similarity, structure.krugman_pairs):
        there = matrix(other).loc[table.index, table.index]
        pd.testing.assert_frame_equal(matrix(table), there, rtol=1e-9, atol=1e-12)
    quotient = structure.location_quotient(other).loc[table.index, table.columns]
    pd.testing.assert_frame_equal(structure.location_quotient(table), quotient, rtol=1e-9)


@given(amounts)
@settings(max_examples=25, deadline=None)
def test_bounds_and_the_mean_quotient(table):
    """Every index keeps to its range; quotients weighted by the reference shares average to 1."""
    reference = table.sum() / table.sum().sum()
    sectors = table.shape[1]
    slack = 1e-12

    quotients = structure.location_quotient(table)
    likeness = structure.similarity(table)

    assert np.ones(len(table)) == pytest.approx(quotients.mul(reference).sum(axis=1).to_numpy(), rel=1e-9)
    assert structure.herfindahl(table).between(1 / sectors - slack, 1 + slack).all()
    assert structure.herfindahl(table, scaled=True).between(-slack, 1 + slack).all()
    assert ((likeness >= 0) & (likeness <= 1)).all(axis=None)
    for name in REFERENCES:
        assert structure.krugman(table, name).between(0, 2 + slack).all()


def test_all_cities_alike():
    """Proportional cities differ from no reference and are wholly similar."""
    table = pd.DataFrame([[1, 3], [2, 6], [4, 12]], index=["a", "b", "c"])

    for reference in REFERENCES:
        assert [0.0, 0.0, 0.0] == pytest.approx(structure.krugman(table, reference).to_list(), abs=1e-15)
    assert np.ones((3, 3)) == pytest.approx(structure.similarity(table).to_numpy(), rel=1e-14)
    assert np.ones((3, 2)) == pytest.approx(structure.location_quotient(table).to_numpy(), rel=1e-14)


def test_one_city():
    """One city is the nation (0, quotients 1), and has no rest and no others."""
    table = TABLE.iloc[:1]

    assert [0.0] == structure.krugman(table).to_list()
    assert [1.0, 1.0, 1.0] == structure.location_quotient(table).iloc[0].to_list()
    for reference in ("rest", "others"):
        with pytest.raises(ParameterError, match="武汉"):
            structure.krugman(table, reference)


def test_inputs_stay_as_they_were():
    """No function changes the table that it is given."""
    before = TABLE.copy()
    structure.location_quotient(TABLE)
    structure.krugman(TABLE, "rest")
    structure.similarity(TABLE)
    structure.herfindahl(TABLE, scaled=True)

    pd.testing.assert_frame_equal(before, TABLE)


@pytest.mark.parametrize(
    ("cell", "found"), [(-1.0, "-1 for 长沙 in column trade"), (np.nan, "nan for 长沙 in column trade")]
)
@pytest.mark.parametrize(
    "measure",
    [
        structure.location_quotient,
        structure.krugman,
        structure.krugman_pairs,
        structure.similarity,
        structure.herfindahl,
    ],
)
def test_wrong_cell_names_city_and_sector(measure, cell, found):
    """A negative or missing amount is refused with its place."""
    table = TABLE.astype(float)
    table.loc["长沙", "trade"] = cell

    with pytest.raises(ParameterError, match=found):
        measure(table)


def test_other_wrong_inputs_say_what_is_wrong():
    """A city without amounts, an unknown reference, other sectors, and nothing to scale are refused."""
    with pytest.raises(ParameterError, match="only zeros for 鄂州"):
        structure.krugman(pd.DataFrame({"a": [1, 0]}, index=["武汉", "鄂州"]))
    with pytest.raises(ParameterError, match="nation, rest, others; found 'world'"):
        structure.krugman(TABLE, "world")
    with pytest.raises(ParameterError, match="research only in the columns of table; mining only"):
        structure.location_quotient(TABLE, pd.Series({"manufacturing": 1, "trade": 1, "mining": 1}))
    with pytest.raises(ParameterError, match="reference: expected an amount above 0"):
        structure.location_quotient(TABLE, pd.Series(0, index=TABLE.columns))
    with pytest.raises(ParameterError, match="only manufacturing"):
        structure.herfindahl(TABLE[["manufacturing"]], scaled=True)
