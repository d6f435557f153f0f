"""What every measure refuses, and how it says so."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.measures import _inputs


def test_nullable_integers_become_floats():
    """Tables of the project hold Int64; an empty cell is NaN, and stays only where that is allowed."""
    value = pd.Series([1, None], index=["武汉", "长沙"], dtype="Int64", name="population")

    expected = pd.Series([1.0, np.nan], index=["武汉", "长沙"], name="population")
    pd.testing.assert_series_equal(expected, _inputs.series(value, "value", missing=True))
    with pytest.raises(ParameterError, match="长沙 in column population"):
        _inputs.series(value, "value")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ([1.0, 2.0], "expected a pandas Series indexed by city; found list"),
        (pd.Series([], dtype=float), "at least 1 row"),
        (pd.Series([1, 2], index=["a", "a"]), "found a more than once"),
        (pd.Series([1, "x"], index=["a", "b"]), "found 'x' for b in column value"),
        (pd.Series([1, np.inf], index=["a", "b"]), "finite numbers; found inf for b"),
        (pd.Series([1, 0], index=["a", "b"], name="gdp"), "above 0; found 0 for b in column gdp"),
    ],
)
def test_series_refuses(value, message):
    """No series, no city, a city twice, words, infinity and a value out of range."""
    with pytest.raises(ParameterError, match=message):
        _inputs.series(value, "value", above=0)


def test_table_refuses_what_is_no_table():
    """The message says what was found instead, and a column may stand only once."""
    with pytest.raises(ParameterError, match="DataFrame with a row a city; found Series"):
        _inputs.table(pd.Series([1.0]), "panel")
    with pytest.raises(ParameterError, match="2020 more than once"):
        _inputs.table(pd.DataFrame([[1, 2]], columns=[2020, 2020]), "panel")
    with pytest.raises(ParameterError, match="0 column"):
        _inputs.table(pd.DataFrame(index=["a"]), "panel")


def test_many_culprits_are_counted():
    """Five are named, the others counted."""
    value = pd.Series(-1.0, index=list("abcdefg"))

    with pytest.raises(ParameterError, match=r"-1 for e in column value and 2 more; put it right"):
        _inputs.series(value, "value", lowest=0)
    assert "a, b, c, d, e and 2 more" == _inputs.listed("abcdefg")


def test_groups_refuse_a_city_without_one():
    """A city in no group is named."""
    with pytest.raises(ParameterError, match="found none for 长沙"):
        _inputs.groups(pd.Series(["hubei", None], index=["武汉", "长沙"]), "group")
    with pytest.raises(ParameterError, match="found list"):
        _inputs.groups(["hubei"], "group")
    pd.testing.assert_series_equal(
        pd.Series(["h"], index=["a"]), _inputs.groups(pd.Series(["h"], index=["a"]), "group")
    )


def test_aligned_reorders_or_names_the_strangers():
    """The same cities in another order are put in order; a city in one only is named."""
    value = pd.Series([1.0, 2.0], index=["a", "b"])

    assert [2.0, 1.0] == _inputs.aligned(value, pd.Index(["b", "a"]), "weight", "value").to_list()
    with pytest.raises(ParameterError, match=r"c only in value; b only in weight"):
        _inputs.aligned(value, pd.Index(["a", "c"]), "weight", "value")
    with pytest.raises(ParameterError, match=r"found b only in weight\."):
        _inputs.aligned(value, pd.Index(["a"]), "weight", "value")


def test_choice_lists_the_words_allowed():
    """An unknown word is shown with the words that would do."""
    with pytest.raises(ParameterError, match="by: expected one of log, cv; found 'sd'"):
        _inputs.choice("sd", "by", ("log", "cv"))
