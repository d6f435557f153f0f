"""Coupling coordination."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from scipy import stats

from megalopolis.errors import ParameterError
from megalopolis.measures import coupling

# Scores and results in the documentation of the R package mathmodels (system_evaluation).
MATHMODELS = pd.DataFrame(
    {
        "s1": [0.0162, 0.1782, 0.5490, 0.6730, 0.0207, 0.9875],
        "s2": [0.2720, 0.6824, 0.0593, 0.4812, 0.8891, 0.5573],
        "s3": [0.2655, 0.3721, 0.5729, 0.9082, 0.2017, 0.8984],
    },
    index=list("ABCDEF"),
)
scores = arrays.arrays(
    np.float64, st.tuples(st.integers(1, 6), st.integers(2, 5)), elements=st.floats(0, 1, width=32)
).map(lambda cells: pd.DataFrame(cells).rename(columns=str))


def test_original_form_published_values():
    """C, T and D of six cities, to the three digits printed."""
    actual = coupling.coordination(MATHMODELS)

    np.testing.assert_allclose([0.571, 0.867, 0.674, 0.967, 0.418, 0.971], actual["C"], atol=6e-4)
    np.testing.assert_allclose([0.185, 0.411, 0.394, 0.687, 0.370, 0.814], actual["T"], atol=6e-4)
    np.testing.assert_allclose([0.325, 0.597, 0.515, 0.815, 0.393, 0.889], actual["D"], atol=6e-4)


def test_form_of_wang_published_values():
    """The "adjusted" form there, with weights 0.4, 0.3 and 0.3."""
    actual = coupling.coordination(MATHMODELS, [0.4, 0.3, 0.3], form="wang")

    np.testing.assert_allclose([0.447, 0.501, 0.455, 0.669, 0.175, 0.715], actual["C"], atol=6e-4)
    np.testing.assert_allclose([0.168, 0.388, 0.409, 0.686, 0.336, 0.832], actual["T"], atol=6e-4)
    np.testing.assert_allclose([0.274, 0.440, 0.432, 0.678, 0.242, 0.771], actual["D"], atol=6e-4)


def test_two_systems_by_hand():
    """C = 2 sqrt(U1 U2)/(U1 + U2); Wang: sqrt((1 - 0.48) 0.16/0.64); Fan: 1 - |U1 - U2|."""
    u = pd.DataFrame({"economy": [0.16], "nature": [0.64]})

    assert 0.8 == pytest.approx(coupling.degree(u)[0])
    assert np.sqrt(0.52 * 0.25) == pytest.approx(coupling.degree(u, "wang")[0])
    assert 0.52 == pytest.approx(coupling.degree(u, "fan")[0])


def test_fan_follows_the_printed_formula():
    """The sums in the formula are the standard deviation in the code."""
    u = MATHMODELS.to_numpy()
    expected = 1 - 2 * np.sqrt((3 * (u**2).sum(axis=1) - u.sum(axis=1) ** 2) / 9)

    np.testing.assert_allclose(expected, coupling.degree(MATHMODELS, "fan"))


@settings(max_examples=40, deadline=None)
@given(scores)
def test_original_d_is_the_root_of_the_geometric_mean(u):
    """With equal weights D says nothing that the geometric mean does not say."""
    with np.errstate(divide="ignore"):
        expected = np.sqrt(stats.gmean(u, axis=1))

    np.testing.assert_allclose(expected, coupling.coordination(u)["D"], atol=1e-7)


@settings(max_examples=40, deadline=None)
@given(scores, st.sampled_from(coupling.FORMS))
def test_bounds_and_symmetry(u, form):
    """C, T and D lie in 0 to 1, and neither the order of systems nor that of cities matters."""
    actual = coupling.coordination(u, form=form)
    turned = coupling.coordination(u.iloc[::-1, ::-1], form=form)

    assert actual[["C", "T", "D"]].stack().between(0, 1).all()
    for name in "CTD":
        np.testing.assert_allclose(actual[name], turned[name].loc[u.index], atol=1e-7)


@pytest.mark.parametrize("form", coupling.FORMS)
def test_equal_systems_couple_fully(form):
    """C = 1 for all scores alike and above 0, however small; then D = sqrt(T)."""
    u = pd.DataFrame({"a": [0.3, 1.0, 1e-200], "b": [0.3, 1.0, 1e-200], "c": [0.3, 1.0, 1e-200]})

    actual = coupling.coordination(u, form=form)

    assert [1, 1, 1] == pytest.approx(actual["C"].tolist())
    np.testing.assert_allclose(np.sqrt(actual["T"]), actual["D"])
    assert {coupling.SYNCHRONOUS} == set(actual["lag"])


def test_zeros_are_limits_and_no_errors():
    """One system at 0 makes C and D 0; all at 0 are 0 too, but for Fan, where they are equal."""
    u = pd.DataFrame({"a": [0.0, 0.0], "b": [0.5, 0.0]})

    assert [0.0, 0.0] == coupling.degree(u).tolist()
    assert [0.0, 0.0] == coupling.degree(u, "wang").tolist()
    assert [0.5, 1.0] == coupling.degree(u, "fan").tolist()
    assert [0.0, 0.0] == coupling.coordination(u)["D"].tolist()


def test_original_form_ignores_the_unit():
    """GM/AM is a ratio, so that scores of 0 to 100 have the same C."""
    np.testing.assert_allclose(coupling.degree(MATHMODELS), coupling.degree(MATHMODELS * 100))


def test_original_form_crowds_near_one():
    """For scores spread evenly over the square half of all C are above 0.94, and fewer than half for Wang."""
    u = pd.DataFrame(np.random.default_rng(7).random((20_000, 2)))

    assert 0.942 == pytest.approx(coupling.degree(u).median(), abs=0.01)
    assert 0.578 == pytest.approx(coupling.degree(u, "wang").median(), abs=0.01)


def test_weights_move_the_level_only():
    """T is the weighted mean, whatever the unit of the weights; C has no weights."""
    u = MATHMODELS

    actual = coupling.coordination(u, {"s3": 6, "s1": 2, "s2": 2})

    np.testing.assert_allclose(u @ [0.2, 0.2, 0.6], actual["T"])
    np.testing.assert_allclose(coupling.degree(u), actual["C"])


def test_lag_is_the_lowest_system():
    """A shared lowest place is synchronous, also when the difference is within the tolerance."""
    u = pd.DataFrame({"a": [0.2, 0.5, 0.50, 0.3], "b": [0.4, 0.4, 0.55, 0.3], "c": [0.6, 0.9, 0.90, 0.9]})

    assert ["a", "b", "a", "synchronous"] == coupling.coordination(u)["lag"].tolist()
    assert "synchronous" == coupling.coordination(u, tolerance=0.1)["lag"].iloc[2]


def test_grades_are_ten_of_width_a_tenth():
    """A value on a cut-off belongs to the class above, 1 to the last; names are given in both languages."""
    d = pd.Series([0, 0.0999, 0.1, 0.3, 0.6, 0.7, 0.95, 1.0])
    expected = [0, 0, 1, 3, 6, 7, 9, 9]

    assert [coupling.GRADES[k].id for k in expected] == coupling.grade(d).tolist()
    assert ("极度失调", "优质协调") == (coupling.GRADES[0].zh, coupling.GRADES[9].zh)
    assert 10 == len({grade.id for grade in coupling.GRADES}) == len({grade.en for grade in coupling.GRADES})
    assert [(k / 10, (k + 1) / 10) for k in range(10)] == [(g.low, g.high) for g in coupling.GRADES]


def test_shifted_cut_offs_change_grades():
    """A class boundary is a convention; 0.62 is in another class when they move by 0.05."""
    d = pd.Series([0.62, 0.0])

    assert ["primary-coordination", "extreme-disorder"] == coupling.grade(d).tolist()
    assert ["bare-coordination", "extreme-disorder"] == coupling.grade(d, shift=0.05).tolist()


def test_missing_scores_give_missing_results():
    """For that city only."""
    u = pd.DataFrame({"a": [0.2, np.nan], "b": [0.4, 0.5]}, index=["武汉", "长沙"])

    actual = coupling.coordination(u)

    assert actual.loc["长沙", ["C", "T", "D"]].isna().all()
    assert ["", ""] == actual.loc["长沙", ["grade", "lag"]].tolist()
    assert "a" == actual.at["武汉", "lag"]


def test_wrong_scores_name_city_and_system():
    """Negative, above 1, a single system, an unknown form."""
    with pytest.raises(ParameterError, match=r"-0\.1 for A in column s1"):
        coupling.degree(MATHMODELS.assign(s1=-0.1))
    for call in (coupling.coordination, lambda u: coupling.degree(u, "wang")):
        with pytest.raises(ParameterError, match=r"98\.75 in column s1 for A"):
            call(MATHMODELS.assign(s1=98.75))
    with pytest.raises(ParameterError, match="at least 2 systems; found s1"):
        coupling.degree(MATHMODELS[["s1"]])
    with pytest.raises(ParameterError, match="'liao'"):
        coupling.degree(MATHMODELS, "liao")
