"""The census by county: what the table holds, which counties are followed, and what is worked out."""

from __future__ import annotations

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import counties
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here(root) -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en", root / "data")


@pytest.fixture(scope="module")
def table(root) -> pd.DataFrame:
    """The county table, read without the package."""
    return pd.read_csv(root / "data/counties.csv", dtype={"code": str, "city": str, "later_code": str})


def test_every_city_with_counties_is_there_at_both_censuses(here, table):
    """All cities of the agglomerations but the three without a county level."""
    members = set(here.members()["city"])

    for year in (2010, 2020):
        there = set(table.loc[table["year"] == year, "city"])
        assert {"441900", "442000", "460400"} == members - there


def test_counties_add_up_to_their_city(here, table):
    """In 2010 exactly to the yearbook for each of the 31; in 2020 never to more, and 27 lack at most 1 %."""
    sums = table.groupby(["city", "year"])["population"].sum().unstack() / 10_000
    own = here.cities.index

    first = here.indicator("pop_census_yearbook", 2010)
    assert first.to_list() == [pytest.approx(one, abs=0.02) for one in sums.loc[own, 2010]]
    share = sums.loc[own, 2020] / here.indicator("pop_census_yearbook", 2020)
    assert share.max() < 1.0001
    assert 27 == (share >= 0.99).sum()
    assert {"430300", "430400", "430600", "430900"} == set(counties.completeness(here, 2020)["cities"])


def test_urban_and_migrants_are_parts_of_the_residents(table):
    """No unit has more urban residents or more migrants than residents."""
    migrants = table[["migrants_within_county", "migrants_within_province", "migrants_other_province"]].sum(
        axis=1
    )

    assert (table["urban_population"] <= table["population"]).all()
    assert (migrants <= table["population"]).all()


def test_interchanged_counties_were_put_right(table):
    """Yining (654002) is the larger of the two; with the fault it would have had a third of its people."""
    two = table[table["code"].isin(["654002", "654003"])].pivot(
        index="code", columns="year", values="population"
    )

    assert (two.loc["654002"] > 2 * two.loc["654003"]).all()
    assert {"interchanged"} == set(table.loc[(table["year"] == 2010) & table["code"].isin(two.index), "flag"])


def test_a_county_is_followed_once_to_one_that_exists(table):
    """No two counties of 2010 lead to the same one of 2020; districts are not followed."""
    later = table["later_code"].dropna()
    codes = set(table.loc[table["year"] == 2020, "code"])

    assert not later.duplicated().any()
    assert set(later) <= codes
    assert table.loc[table["kind"] == "district", "later_code"].isna().all()


def test_changed_borders_are_not_followed(here, table):
    """De'an, Yongxiu and Xingzi gave land to the new city of Gongqingcheng."""
    borders = table[table["flag"] == "borders"]

    assert {"360425", "360426", "360427"} <= set(borders["code"])
    assert borders["later_code"].isna().all()
    assert {"360400", "361100", "430200"} == set(counties.lost(here, 2010, 2020)["cities"])


def test_wangcheng_counts_as_a_county_by_its_earlier_status_only(here):
    """It became a district of Changsha; by its later status it would drop out."""
    earlier = counties.followed(here, 2010, 2020)
    later = counties.followed(here, 2010, 2020, "later")

    assert 890_214 == earlier.loc["430122", "residents_last"]
    assert "430122" not in later.index
    assert set(later.index) < set(earlier.index)


def test_every_county_falls_in_one_quarter(here):
    """Lost and grown, both up, both down; what is left has more people and smaller towns."""
    found = counties.divergence(here, 2010, 2020)

    assert 0 <= found["count"] - found["value"] - found["both"] - found["neither"] < 3
    assert (
        counties.lost(here, 2010, 2020)["count"] == found["count"] + counties.lost(here, 2010, 2020)["value"]
    )


UNITS = pd.DataFrame(
    {
        "city": ["a", "a", "a", "a", "b"],
        "kind": ["district", "district", "county", "zone", "district"],
        "population": [100, 300, 50, 1000, 10],
        "education_years": [12.0, 10.0, 8.0, 1.0, 9.0],
    },
    index=["1", "2", "3", "4", "5"],
)


def test_change_of_a_city_is_that_of_its_counties_together(here):
    """Sums at both censuses; a change in per cent, above 0 for a gain."""
    followed = counties.followed(here, 2010, 2020)
    sums = followed[followed["city"] == "421100"][["residents_first", "residents_last"]].sum()

    found = counties.by_city(here, 2010, 2020)
    gain = sums["residents_last"] - sums["residents_first"]
    assert pytest.approx(100 * gain / sums["residents_first"]) == found["change"]["421100"]


def test_schooling_gap_by_hand(here, monkeypatch):
    """(100 · 12 + 300 · 10) / 400 = 10.5, less 8; zones do not count, a city without counties has none."""
    monkeypatch.setattr(counties, "census", lambda here, year: UNITS)

    assert {"a": 2.5} == counties.schooling_gap(here, 2020).to_dict()


def test_carried_by_hand(here, monkeypatch):
    """Towns of the county grew by 10 000, the city by 30 000 urban residents."""
    first = pd.DataFrame(
        {
            "name_zh": ["区", "县"],
            "city": ["420100"] * 2,
            "kind": ["district", "county"],
            "later_code": [None, "y"],
            "population": [50_000, 40_000],
            "urban_population": [50_000, 10_000],
        },
        index=["x", "y"],
    )
    last = first.assign(urban_population=[70_000, 20_000])
    monkeypatch.setattr(counties, "census", lambda here, year: first if year == 2010 else last)

    assert {"counties": 1.0, "all": 3.0} == counties.carried(here, 2010, 2020).loc["420100"].to_dict()
    assert pytest.approx(100 * 40 / 90) == counties.weight(here, 2010)


def test_names_in_a_chart_are_unique_in_both_languages(here, root):
    """In Chinese the name of the county, in English its city and code."""
    zh = Region.load(here.id, "zh", root / "data")

    english, chinese = (counties.drawn(one, 2010, 2020).iloc[:, 0] for one in (here, zh))

    assert english.is_unique and chinese.is_unique
    assert ("Changsha 430122", "望城县") == (english["430122"], chinese["430122"])


def test_unknown_status_is_refused(here):
    """The message names both."""
    with pytest.raises(ParameterError, match="earlier or later"):
        counties.followed(here, 2010, 2020, "sooner")
