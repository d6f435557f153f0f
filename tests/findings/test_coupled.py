"""Coupling coordination of the dimensions, and what the chapter says of it."""

import numpy as np
import pandas as pd
import pytest

from megalopolis.findings import composite_index, coupled, coupled_findings
from megalopolis.measures import coupling
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def index(here):
    """The index of both census years."""
    return composite_index.build(here, [2010, 2020])


def test_original_d_is_the_root_of_the_geometric_mean(here, index):
    """City by city, from the scores of the chapter on the index: five factors, fifth root, square root."""
    scores = composite_index.scores(index, 2020)
    table = coupled.beside_mean(index, 2020)
    product = 1.0
    for one in ("innovation", "coordination", "green", "openness", "sharing"):
        product *= scores.at["420100", one] / 100

    assert product**0.1 == pytest.approx(table.at["420100", "coordination"])
    assert (table["gap"] < 1e-12).all()


def test_identity_is_told_as_rounding(here, index, notebook):
    """The largest difference is of the order of the machine's precision."""
    told = coupled_findings.identity(here, index, 2020)

    assert told.value < 1e-12
    assert "which is rounding" in told.sentence_en


def test_unequal_weights_enter_the_level_only(here):
    """With CRITIC weights T is the index itself and C follows from the scores alone."""
    index = composite_index.build(here, [2020], "critic")
    table = coupled.coordinated(index, 2020)
    expected = composite_index.scores(index, 2020)["index"] / 100

    pd.testing.assert_series_equal(expected, table["T"], check_names=False)
    pd.testing.assert_series_equal(coupling.degree(coupled.systems(index, 2020)), table["C"])


def test_scores_at_random_look_coupled_in_the_original_form_only():
    """For two systems the median original C of even scores is 0.94 and that of Wang et al. 0.58."""
    found = coupled.at_random(2, seed=7, draws=50_000)

    assert 0.942 == pytest.approx(found["original"], abs=0.005)
    assert 0.578 == pytest.approx(found["wang"], abs=0.01)


def test_zeros_are_the_cities_without_forest_and_without_a_figure(here, index, notebook):
    """Xiantao, Qianjiang and Tianmen have no CO2 figure and hardly any forest."""
    told = coupled_findings.zeros(here, index, 2020)
    forest = here.indicator("forest_share_modis", 2020)

    assert 3 == told.value
    assert "dimensions: green" in told.sentence_en
    assert (forest[["429004", "429005", "429006"]].round(2) == 0).all()


def test_half_a_grade_changes_every_grade(index):
    """A shift by half the width moves each D across a cut-off one way or the other, but for the ends."""
    d = coupled.coordinated(index, 2020)["D"]
    changed = coupled.regraded(index, 2020, 0.05)

    assert changed[d > 0.05].all()
    assert not coupled.regraded(index, 2020, 0).any()


def test_grades_count_every_city_once_under_each_shift(here, index):
    """31 in every column, as far up as down, and the column of no shift is that of the measure."""
    table = coupled.graded(here, index, 2020)
    counts = coupled.coordinated(index, 2020)["grade"].value_counts()

    shifts = [float(one) for one in table.columns.drop("Grade")]
    assert [31] * 5 == table.drop(columns="Grade").sum().tolist()
    assert [-one for one in reversed(shifts)] == shifts
    assert sorted(counts) == sorted(table["0"][table["0"] > 0])


def test_relative_lag_is_the_lowest_standard_score(index):
    """By numpy for one city; the absolute lag is the lowest score."""
    table = coupled.systems(index, 2020)
    lag = coupled.lags(index, 2020)
    values = table.to_numpy()
    standard = (values - values.mean(axis=0)) / values.std(axis=0, ddof=1)
    row = table.index.get_loc("421100")

    assert table.columns[int(np.argmin(standard[row]))] == lag.at["421100", "relative"]
    assert table.columns[int(np.argmin(values[row]))] == lag.at["421100", "absolute"]


def test_lag_types_count_every_city_in_each_column(here, index):
    """Four columns of 31 cities."""
    table = coupled.lag_types(here, index, 2010, 2020)

    assert [31] * 4 == table.sum().tolist()


def test_change_by_form_is_the_difference_of_means(here, index, notebook):
    """The finding holds the three means, and forms may differ in sign for C."""
    c = coupled.moved(index, 2010, 2020)["C"]
    most, least = coupled_findings.degree_change(here, index, 2010, 2020)
    first, last = (coupling.degree(coupled.systems(index, year), "fan").mean() for year in (2010, 2020))

    assert last - first == pytest.approx(c["fan"])
    assert c.max() == most.value
    assert c.min() == least.value


def test_forms_tell_the_pair_that_agrees_least(here, index, notebook):
    """The lowest of the three rank correlations, by scipy."""
    from scipy.stats import spearmanr

    d = coupled.every_form(index, 2020)
    pairs = [("original", "wang"), ("original", "fan"), ("wang", "fan")]
    expected = min(spearmanr(d[f"D-{one}"], d[f"D-{other}"]).statistic for one, other in pairs)

    assert expected == pytest.approx(coupled_findings.forms(here, index, 2020).value)


def test_order_by_hand(here, notebook, monkeypatch):
    """Three cities; Changsha, second by D, is third by T, and Wuhan is first by both: at most one place.

    Ranks 1, 2, 3 and 1, 3, 2 correlate at 1 - 6 · 2 / (3 · 8) = 0.5.
    """
    table = pd.DataFrame(
        {"D": [0.9, 0.7, 0.5, None], "T": [0.8, 0.4, 0.6, 0.9]}, ["420100", "430100", "360100", "429004"]
    )
    monkeypatch.setattr(coupled, "coordinated", lambda index, year: table)

    told = coupled_findings.order(here, None, 2020)

    assert pytest.approx(0.5) == told.value
    glued = [notebook.glued[f"coupling.order.{one}"] for one in ("city", "places")]
    assert ["Changsha", "1"] == glued


def test_table_of_cities_is_complete(here, index):
    """A row a city, no blank cell, in both languages."""
    for language in ("zh", "en"):
        table = coupled.cities(Region.load(here.id, language), index, 2020)

        assert 31 == len(table)
        assert not table.isna().any().any()
