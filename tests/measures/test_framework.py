"""The structure of an index."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.measures.composite import Framework

COLUMNS = ["code", "parent", "level", "direction", "weight"]
ROWS = [
    ("patents", "innovation", 1, 1, 1),
    ("papers", "innovation", 1, 1, 3),
    ("smoke", "green", 1, -1, 2),
    ("parks", "green", 1, 1, None),
    ("innovation", "index", 2, None, 1),
    ("green", "index", 2, None, 1),
    ("index", None, 3, None, None),
]


def table(*rows):
    """Return a table for a framework."""
    return pd.DataFrame(list(rows or ROWS), columns=COLUMNS)


def changed(row, **cells):
    """Return the table with some cells of one row changed."""
    frame = table().astype(object)
    for name, value in cells.items():
        frame.loc[frame["code"] == row, name] = value
    return frame


def test_tree_is_read_from_the_parents():
    """Leaves, aggregates from the bottom, children, heights and the indicators under a code."""
    framework = Framework(table())

    assert ("patents", "papers", "smoke") == framework.leaves
    assert ("innovation", "green", "index") == framework.aggregates
    assert {"innovation": ("patents", "papers"), "green": ("smoke",), "index": ("innovation", "green")} == (
        framework.children
    )
    assert (1, 2, 3) == tuple(framework.heights[code] for code in ("smoke", "green", "index"))
    assert "index" == framework.root
    assert ("patents", "papers", "smoke") == framework.under("index")
    assert ("smoke",) == framework.under("smoke")


def test_weights_sum_to_one_within_parents():
    """Weights are shares among siblings; the index has none."""
    actual = Framework(table()).weights

    assert {"patents": 0.25, "papers": 0.75, "smoke": 1, "innovation": 0.5, "green": 0.5} == actual.to_dict()


def test_a_row_without_weight_is_not_in_the_index():
    """Neither is anything under it, however deep."""
    framework = Framework(changed("green", weight=None))

    assert ("patents", "papers") == framework.leaves
    assert ("innovation", "index") == framework.aggregates


def test_a_loose_row_without_weight_is_left_out():
    """An indicator that belongs nowhere and has no weight is no second index."""
    loose = table(*ROWS, ("area", "", 1, None, float("nan")))

    assert ("patents", "papers", "smoke") == Framework(loose).leaves


def test_levels_may_count_either_way_or_be_names_or_absent():
    """Levels only must not contradict the parents."""
    downwards = table().assign(level=4 - table()["level"])
    names = table().assign(level=["indicator"] * 4 + ["dimension"] * 2 + ["index"])

    for frame in (downwards, names, table().drop(columns="level")):
        assert 3 == Framework(frame).heights["index"]


def test_goalposts_are_optional():
    """Without the columns no indicator has goalposts; with them they are kept as they are."""
    with_posts = table().assign(goalpost_low=[0, None, None, None, None, None, None], goalpost_high=10)

    assert Framework(table()).goalposts.isna().all(axis=None)
    assert [0.0, 10.0] == Framework(with_posts).goalposts.loc["patents"].tolist()


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (table().drop(columns=["weight", "parent"]), "no parent, weight"),
        (table(*ROWS, ROWS[0]), "patents twice"),
        (changed("smoke", code=None), "without one"),
        (changed("smoke", parent="blue"), r"blue \(parent of smoke\)"),
        (
            changed("index", parent="green"),
            "index > innovation|innovation > index|index > green|green > index",
        ),
        (changed("smoke", direction=2), "smoke"),
        (changed("smoke", direction=None), "smoke"),
        (changed("green", direction=-1), "aggregate; found otherwise for green"),
        (changed("smoke", weight=-1), "smoke"),
        (changed("smoke", weight=0), "above 0 under an aggregate; found otherwise for green"),
        (changed("smoke", weight="much"), r"'much' for smoke"),
        (changed("smoke", weight=None), "at least one member with a weight; found otherwise for green"),
        (changed("patents", level=2), "patents"),
        (table(*ROWS, ("other", "", 3, None, 1), ("leaf", "other", 1, 1, 1)), "index, other"),
        (table(("alone", "", 1, 1, 1)), "alone"),
        (table(("alone", "", 1, 1, None)), "found none"),
    ],
)
def test_wrong_tables_name_the_culprit(frame, message):
    """The message says which code to look at."""
    with pytest.raises(ParameterError, match=message):
        Framework(frame)


def test_cycle_is_shown():
    """Two aggregates that count in one another lead nowhere."""
    frame = table(("a", "b", 1, 1, 1), ("b", "a", 2, 1, 1))

    with pytest.raises(ParameterError, match="a > b > a"):
        Framework(frame)


def test_levels_that_go_both_ways_are_refused_when_counting_down():
    """The culprit is the link that goes against the others."""
    frame = table().assign(level=4 - table()["level"])
    frame.loc[0, "level"] = 1

    with pytest.raises(ParameterError, match="patents"):
        Framework(frame)


def test_without_drops_what_is_left_empty():
    """An aggregate goes with its last indicator; the rest stays as it was."""
    framework = Framework(table())

    assert ("patents", "papers") == framework.without("smoke").leaves
    assert ("innovation", "index") == framework.without("smoke").aggregates
    assert ("papers", "smoke") == framework.without("patents").leaves
    assert ("smoke",) == framework.without("innovation").leaves
    for code in ("index", "nothing"):
        with pytest.raises(ParameterError, match=code):
            framework.without(code)


def test_table_given_is_not_changed():
    """A framework keeps its own copy."""
    frame = table()
    before = frame.copy()

    framework = Framework(frame)
    frame.loc[0, "weight"] = 100

    assert 0.25 == framework.weights["patents"]
    assert before.drop(index=0).equals(frame.drop(index=0))
    assert np.isnan(before.loc[3, "weight"])
