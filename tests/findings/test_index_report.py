"""Tables and findings of the chapter on the composite index."""

import numpy as np
import pandas as pd
import pytest

from megalopolis.findings import composite_index, index_findings, index_tables
from megalopolis.measures import composite
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def index(here):
    """The index of both census years."""
    return composite_index.build(here, [2010, 2020])


def test_gaps_are_the_county_level_cities(here, index, notebook):
    """Xiantao, Qianjiang and Tianmen lack one of the twelve indicators, and the finding names them."""
    told = index_findings.made(here, index, 2020, "framework", "")

    assert 12 == told.value
    assert "with equal weights; indicators or dimensions left out: none" in told.sentence_en
    assert "有缺口的城市：仙桃、潜江、天门" in told.sentence_zh


def test_what_is_left_out_is_said(here, notebook):
    """A dimension goes by its term, an indicator by its name."""
    without = "green income_urban"
    index = composite_index.build(here, [2020], "critic", without)
    told = index_findings.made(here, index, 2020, "critic", without)

    assert 9 == told.value
    assert "in 4 dimensions with CRITIC weights" in told.sentence_en
    assert "green, Disposable income per head of urban residents" in told.sentence_en


def test_no_cell_but_those_listed_is_changed(here, index):
    """Filled and pulled in cells of the table are where the two stages differ, and nowhere else."""
    plain, treated = index_tables.plain_and_treated(index, 2020)
    listed = index_tables.changed_cells(here, treated)
    before, after = plain.stages["raw"], treated.stages["treated"]

    assert int((before != after).to_numpy().sum()) == len(listed)
    assert ["429004", "429005", "429006"] == sorted(listed.index[listed["before"].isna()])
    wuhan = listed.loc["420100"].set_index("indicator")["before"]
    label = here.label("college_per_100k")
    assert here.indicator("college_per_100k", 2020)["420100"] == wuhan[label]


def test_a_column_in_logarithms_is_one_row(here):
    """31 changed cells of one column are told once, without a city."""
    table = composite_index.structure(here)
    data = composite_index.single(here, 2020)
    data["co2_per_gdp"] = np.exp(np.arange(31.0))
    built = composite.build(data, table, treat="log")
    rows = index_tables.changed_cells(here, built)
    label = here.label("co2_per_gdp")

    assert 1 == (rows["indicator"] == label).sum()
    assert "" == rows.index[rows["indicator"] == label][0]


def test_alpha_of_sharing_is_negative_by_hand(here, index, notebook):
    """k / (k - 1) times (1 - sum of variances / variance of the sum), from the scaled table."""
    scaled = index.stages["normalised"].xs(2020, level="year")[
        ["illiteracy_rate", "housing_area_pc", "income_urban"]
    ]
    expected = 1.5 * (1 - scaled.var().sum() / scaled.sum(axis=1).var())
    told = index_findings.alpha(here, index, 2020)

    assert expected < 0
    assert expected == pytest.approx(told.value)
    assert "lowest in sharing" in told.sentence_en


def test_dimensions_of_one_indicator_have_no_alpha(here, notebook):
    """Then there is no figure, and the finding says so."""
    without = "innovation coordination green sharing"
    index = composite_index.build(here, [2020], without=without)

    assert index_findings.alpha(here, index, 2020).value is None
    assert index_findings.opposed(here, index, 2020).value is None


def test_alpha_is_told_from_the_lowest_to_the_highest(here, index, notebook, monkeypatch):
    """Of three dimensions in any order; openness has none."""
    alphas = {"green": 0.2, "innovation": 0.9, "openness": float("nan"), "sharing": -0.3}
    table = pd.DataFrame({"alpha": alphas})
    monkeypatch.setattr(index_tables, "consistency", lambda index, year: table)

    told = index_findings.alpha(here, index, 2020)

    assert "is lowest in sharing (-0.30) and highest in innovation (0.90)" in told.sentence_en


def test_weights_by_every_method_sum_to_100(here):
    """And equal weights are 20 per dimension, shared within it."""
    table = index_tables.effective_weights(here)

    assert [pytest.approx(100)] * 4 == table.sum().tolist()
    assert 20 == pytest.approx(table["equal"]["outprov_migrant_share"])
    assert 5 == pytest.approx(table["equal"]["college_per_100k"])


def test_dispute_is_the_widest_row_of_the_weights(here, notebook):
    """The value is most less least."""
    told = index_findings.disputed(
        here,
        pd.DataFrame(
            {"equal": [50.0, 50.0], "pca": [45.0, 55.0], "entropy": [70.0, 30.0]},
            index=["income_urban", "gdp"],
        ),
    )

    assert 25 == told.value
    assert "70.0 % by entropy weights, 45.0 % by PCA weights" in told.sentence_en


def test_leaving_out_is_the_index_without_it(here):
    """The mean change of rank without the green dimension, computed by building both indices."""
    table = index_tables.left_out(here, 2020)
    one = composite_index.build(here, [2020]).ranks["index"]
    other = composite_index.build(here, [2020], without="green").ranks["index"]

    assert (one - other).abs().mean() == pytest.approx(table.at["green", "mean"])
    assert "dimension" == table.at["green", "kind"]
    assert 17 == len(table)


def test_change_names_the_dimensions_in_both_languages(here, index, notebook):
    """Codes of dimensions become terms of the glossary."""
    told = index_findings.change(here, index, 2010, 2020)

    assert "sharing" in told.sentence_en
    assert "共享" in told.sentence_zh


def test_change_names_the_dimensions_that_moved_most_and_least(here, index, notebook):
    """From the means of the scores, dimension by dimension."""
    moved = (composite_index.scores(index, 2020) - composite_index.scores(index, 2010)).mean()
    own = moved[composite_index.dimensions(index)]

    told = index_findings.change(here, index, 2010, 2020)

    assert moved[index.framework.root] == told.value
    glued = [notebook.glued[f"index.change.{one}"] for one in ("dimension", "least_dimension")]
    assert [own.idxmax(), own.idxmin()] == glued
    ends = [float(notebook.glued[f"index.change.{one}"]) for one in ("most", "least")]
    assert pytest.approx([own.max(), own.min()], abs=0.06) == ends


def test_heat_map_cells_keep_the_order_of_the_scores(here, index):
    """The first city of the table is the first row of the map, one cell a dimension."""
    table = composite_index.scores(index, 2020)
    cells = index_tables.cells(here, table)

    assert len(table) * 6 == len(cells)
    assert here.names[table.index[0]] == cells.iloc[0, 0]


def test_caveat_names_dimensions_of_one_indicator(here, index):
    """Openness has one; without it none is named."""
    rest = composite_index.build(here, [2020], without="openness")

    assert index_tables.caveat(here, index).endswith("rest on one indicator: Openness.")
    assert "Openness" not in index_tables.caveat(here, rest)


def test_sensitivity_names_every_choice(here, notebook):
    """Six choices, each a term of the glossary; totals are at least about the first order."""
    table = index_tables.sensitivity(here, 2020, 256, 7)
    glossary = set(here.table("glossary")["key"])

    assert 6 == len(table)
    assert set(table.index) <= glossary
    assert (table["total"] > table["first"] - 0.1).all()
    assert table["total"].is_monotonic_decreasing


def test_the_leader_is_the_city_of_the_first_rank(here, notebook):
    """Its interval is told, and whose median is best."""
    ranks = pd.DataFrame(
        {"rank": [2, 1], "median": [1.0, 3.0], "low": [1.0, 1.0], "high": [2.0, 9.0]},
        index=["430100", "420100"],
    )
    told = index_findings.leader(here, ranks, 2020)

    assert 9 == told.value
    assert (
        "Wuhan, whose rank interval runs from 1 to 9; the best median rank is that of Changsha"
        in told.sentence_en
    )
