"""Screening, imputation and denomination."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.measures import impute

NAN = np.nan
X = pd.DataFrame(
    {"income": [1.0, 3.0, NAN, 8.0], "smoke": [NAN, 2.0, 4.0, 12.0]}, index=["武汉", "宜昌", "长沙", "株洲"]
)
GROUPS = pd.Series({"株洲": "hunan", "长沙": "hunan", "宜昌": "hubei", "武汉": "hubei", "南昌": "jiangxi"})
PANEL = pd.DataFrame(
    {"income": [NAN, 2.0, NAN, 8.0, NAN, 5.0, NAN, NAN]},
    index=pd.MultiIndex.from_product([["武汉", "长沙"], [2010, 2012, 2013, 2015]], names=["city", "year"]),
)


def test_screening_keeps_what_reaches_the_share():
    """Half of the cells is enough for a half, and not for more."""
    assert list(X.index) == list(impute.screen(X, 0.5).index)
    assert ["宜昌", "株洲"] == list(impute.screen(X, 0.51).index)


def test_screening_is_not_fooled_by_rounding():
    """13 of 20 cells are 65 per cent."""
    x = pd.DataFrame([[1.0] * 13 + [NAN] * 7])

    assert 1 == len(impute.screen(x, 0.65))


def test_screening_that_leaves_nobody_is_refused():
    """So is a share that is none."""
    with pytest.raises(ParameterError, match="100%"):
        impute.screen(X.iloc[[0, 2]], 1)
    with pytest.raises(ParameterError, match="0 to 1"):
        impute.screen(X, 65)


@pytest.mark.parametrize(
    ("method", "income", "smoke"),
    [("mean", 4.0, 6.0), ("median", 3.0, 4.0), ("group-mean", 8.0, 2.0), ("group-median", 8.0, 2.0)],
)
def test_gaps_are_filled_by_the_rule(method, income, smoke):
    """Changsha's income and Wuhan's smoke, by hand; what was there stays."""
    actual = impute.impute(X, method, GROUPS)

    assert (income, smoke) == (actual.at["长沙", "income"], actual.at["武汉", "smoke"])
    pd.testing.assert_frame_equal(X, actual.where(X.notna()))


def test_a_group_has_its_mean_and_its_median():
    """Of 1, 2 and 9 the mean is 4 and the median 2; the other group does not count."""
    x = pd.DataFrame({"income": [1.0, 2.0, 9.0, NAN, 50.0]}, index=list("abcde"))
    groups = pd.Series(["one", "one", "one", "one", "two"], index=x.index)

    filled = [impute.impute(x, f"group-{rule}", groups).at["d", "income"] for rule in ("mean", "median")]

    assert [4, 2] == filled


def test_panel_rules_use_the_city_alone():
    """The last value before, or a straight line over the years and the nearest beyond them."""
    assert [NAN, 2, 2, 8, NAN, 5, 5, 5] == pytest.approx(
        impute.impute(PANEL, "panel-last")["income"].tolist(), nan_ok=True
    )
    assert [2, 2, 4, 8, 5, 5, 5, 5] == impute.impute(PANEL, "panel-linear")["income"].tolist()


def test_panel_rules_do_not_depend_on_the_order_of_rows():
    """Years are years, wherever their rows stand."""
    shuffled = PANEL.iloc[[3, 5, 0, 7, 2, 1, 6, 4]]

    for method in ("panel-last", "panel-linear"):
        pd.testing.assert_frame_equal(
            impute.impute(PANEL, method).reindex(shuffled.index), impute.impute(shuffled, method)
        )


def test_a_city_without_any_value_stays_empty_in_a_panel():
    """There is nothing of its own to fill it with."""
    holed = PANEL.copy()
    holed.loc["长沙"] = NAN

    for method in ("panel-last", "panel-linear"):
        assert impute.impute(holed, method).loc["长沙", "income"].isna().all()


def test_what_cannot_be_filled_is_named():
    """An empty column, an empty group, no groups, a city without one, no years, an unknown rule."""
    with pytest.raises(ParameterError, match="none for smoke in all cities"):
        impute.impute(X.assign(smoke=NAN), "mean")
    empty = X.copy()
    empty.loc[["长沙", "株洲"], "income"] = NAN
    with pytest.raises(ParameterError, match="none for income in hunan"):
        impute.impute(empty, "group-median", GROUPS)
    with pytest.raises(ParameterError, match="found none"):
        impute.impute(X, "group-mean")
    with pytest.raises(ParameterError, match="none for 长沙"):
        impute.impute(X, "group-mean", GROUPS.drop("长沙"))
    with pytest.raises(ParameterError, match="city and year"):
        impute.impute(X, "panel-last")
    with pytest.raises(ParameterError, match="guess"):
        impute.impute(X, "guess")


def test_denominating_divides_and_scales():
    """Missing in either gives missing, and other columns stay."""
    x = X.assign(people=[2.0, 4.0, 5.0, NAN])

    actual = impute.denominate(x, {"income": "people", "smoke": ("people", 100)})

    assert [0.5, 0.75, NAN, NAN] == pytest.approx(actual["income"].tolist(), nan_ok=True)
    assert [NAN, 50, 80, NAN] == pytest.approx(actual["smoke"].tolist(), nan_ok=True)
    assert x["people"].equals(actual["people"])


def test_denominators_of_zero_name_the_city():
    """So do missing columns name the indicator."""
    with pytest.raises(ParameterError, match="0 in people for 长沙"):
        impute.denominate(X.assign(people=[2, 4, 0, 1]), {"income": "people"})
    with pytest.raises(ParameterError, match=r"no people \(for income\)"):
        impute.denominate(X, {"income": "people"})
