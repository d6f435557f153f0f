"""What chapters take and what users give."""

import pytest

from megalopolis.book import parameters
from megalopolis.errors import ParameterError

TAKEN = {"index": {"year": 2020, "language": "zh"}, "cities": {"year": 2020, "share": 0.5, "shown": True}}


def test_defaults_are_read_without_running_anything(notebook):
    """Names and literals of the tagged cell, in order."""
    cell = 'region = "toy"  # where\nyear: int = 2020\nlist_of = ["a", 1]\nlow = -0.5'

    found = parameters.defaults(notebook(("code", cell, ["parameters"])), "index")

    assert {"region": "toy", "year": 2020, "list_of": ["a", 1], "low": -0.5} == found


@pytest.mark.parametrize("cell", ["year = 2000 + 20", "import os", "a = b = 1", "x[0] = 1", "year ="])
def test_anything_but_literals_is_refused(notebook, cell):
    """papermill could not replace it; the chapter is named."""
    with pytest.raises(ParameterError, match="chapter index"):
        parameters.defaults(notebook(("code", cell, ["parameters"])), "index")


def test_values_take_the_type_of_the_default():
    """A whole number may stand for a number; text is taken as it is typed."""
    given = {"year": "2010", "share": "1", "shown": "false", "language": "1"}

    assigned = parameters.assign(given, TAKEN)

    assert {
        "index": {"year": 2010, "language": "1"},
        "cities": {"year": 2010, "share": 1.0, "shown": False},
    } == assigned
    assert isinstance(assigned["cities"]["share"], float)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("year", "twenty", "a whole number"),
        ("year", "20.5", "a whole number"),
        ("year", "true", "a whole number"),
        ("share", "half", "a number"),
        ("shown", "1", "true or false"),
    ],
)
def test_a_wrong_type_is_refused(name, value, expected):
    """The message says what was expected and what was found."""
    with pytest.raises(ParameterError, match=expected) as raised:
        parameters.assign({name: value}, TAKEN)

    assert repr(value) in str(raised.value)


def test_every_misspelt_name_is_listed_with_what_there_is():
    """Near names are suggested; every parameter is listed with its default and chapters."""
    with pytest.raises(ParameterError) as raised:
        parameters.assign({"yaer": "2010", "nothing": "1"}, TAKEN)

    message = str(raised.value)
    assert "parameter yaer: no chapter takes it; did you mean year?" in message
    assert "parameter nothing: no chapter takes it" in message
    assert "- year = 2020 (every chapter)" in message
    assert "- share = 0.5 (cities)" in message


def test_pairs_split_at_the_first_equals_sign():
    """A value may hold further ones."""
    assert {"a": "b=c", "d": ""} == parameters.pairs(["a=b=c", "d=", "a=b=c"])


@pytest.mark.parametrize("given", [["year"], ["=1"], ["a b=1"], ["year=1", "year=2"]])
def test_a_malformed_or_contradictory_pair_is_refused(given):
    """Neither a missing name nor two values for one name are guessed at."""
    with pytest.raises(ParameterError, match="parameter"):
        parameters.pairs(given)


def test_an_option_and_a_parameter_must_agree():
    """--language and -p language= mean the same; both may be given when they are equal."""
    assert "en" == parameters.reconcile("language", None, {"language": "en"})
    assert "en" == parameters.reconcile("language", "en", {"language": "en"})
    assert parameters.reconcile("language", None, {}) is None
    with pytest.raises(ParameterError, match="contradict"):
        parameters.reconcile("language", "zh", {"language": "en"})
