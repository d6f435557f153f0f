"""Instruments by concepts, by hand."""

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.texts.instruments import independence, links

LEXICON = pd.DataFrame(
    {
        "term": ["创新", "科技人才", "贷款", "低碳", "试点"],
        "concept": ["innovation", "innovation", None, "green", None],
        "instrument": [None, "supply", "environment", None, "demand"],
        "tool": [None, "talent", "finance", None, "demonstration"],
    },
    dtype="str",
)
TERMS = pd.DataFrame(
    [
        ("a", 0, 0, "创新", 9),
        ("a", 1, 1, "创新", 2),
        ("a", 1, 1, "贷款", 3),
        ("a", 1, 1, "低碳", 1),
        ("a", 1, 2, "科技人才", 1),
        ("a", 2, 1, "试点", 1),
        ("b", 1, 1, "低碳", 1),
        ("b", 1, 1, "试点", 1),
    ],
    columns=["document", "paragraph", "sentence", "term", "count"],
)


def test_sentences_with_both_are_counted_once_a_cell():
    """A word may be both; a sentence may link two concepts; an instrument alone links nothing."""
    table = links(TERMS, LEXICON)

    assert ["supply", "environment", "demand"] == list(table.index)
    assert {("supply", "innovation"): 1, ("environment", "innovation"): 1, ("environment", "green"): 1} | {
        ("demand", "green"): 1
    } == {cell: n for cell, n in table.stack().items() if n}


def test_tools_are_finer():
    """The same sentences, by tool."""
    table = links(TERMS, LEXICON, by="tool")

    assert ["talent", "finance", "demonstration"] == list(table.index)
    assert 1 == table.loc["finance", "green"]


def test_independence_by_hand():
    """[[10, 20], [20, 10]]: expectations 15, chi-square 4 * 25 / 15 = 6.667, V = sqrt(6.667 / 60) = 1 / 3."""
    found = independence(pd.DataFrame([[10, 20, 0], [20, 10, 0]], index=["a", "b"], columns=["x", "y", "z"]))

    assert 100 / 15 == pytest.approx(found.statistic)
    assert 1 == found.degrees
    assert 1 / 3 == pytest.approx(found.cramer)
    assert 0.00982 == pytest.approx(found.p, abs=1e-5)
    assert [[15.0, 15.0]] * 2 == found.expected.to_numpy().tolist()
    assert -5 / 15**0.5 == pytest.approx(found.residuals.loc["a", "x"])


def test_proportional_rows_are_independent():
    """Nothing is left when every row has the same shares."""
    found = independence(pd.DataFrame([[1, 2, 3], [2, 4, 6]]))

    assert 0 == pytest.approx(found.statistic)
    assert 0 == pytest.approx(found.cramer)


def test_table_without_two_rows_is_refused():
    """There is nothing to compare."""
    with pytest.raises(ParameterError, match="two rows"):
        independence(pd.DataFrame([[1, 2], [0, 0]]))
    with pytest.raises(ParameterError, match="by"):
        links(TERMS, LEXICON, by="word")
