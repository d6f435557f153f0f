"""The course of a path measure, worked by hand on the toy region, and the page that shows it."""

from __future__ import annotations

import dataclasses

import pytest

from megalopolis.argument import PathMeasure
from megalopolis.errors import ParameterError
from megalopolis.findings import measure_course
from megalopolis.region import Region

SETTING = measure_course.Setting(baseline=2010, year=2020, soon=2030, later=2040, peers=2, quantile=0.5)


def watching(toy: Region, indicator: str) -> Region:
    """The toy with one measure that is watched by *indicator*."""
    one = PathMeasure("one", "One", "together", "innovation", ("T-4",), "", "city", indicator, "", "")
    return dataclasses.replace(toy, argument=dataclasses.replace(toy.argument, measures=(one,)))


def test_gap_past_and_needed_change(toy):
    """Urbanisation: Jia rose from 70 to 80 %; Geng and Xin stand at 75 and 30, so that the median is 52.5.

    Bing rose from 40 to 50: it lacks 2.5, needs 0.25 a year in ten years and 0.125 in twenty, and gained 1.
    """
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), SETTING)

    bing = found.cities.loc["990300"]
    assert pytest.approx([40, 50, 52.5, 2.5, 1, 0.25, 0.125]) == list(
        bing[["first", "last", "target", "gap", "past", "soon", "later"]].astype(float)
    )
    assert (False, True, True) == (bing["reached"], bing["by_soon"], bing["by_later"])
    assert found.cities.loc["990100", "reached"]


def test_line_to_the_benchmark_halves_the_gap_at_half_time(toy):
    """At the nearer of two years, half way to the later one, the line has made up half of the gap."""
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), SETTING)

    cities = found.cities
    assert pytest.approx(list((cities["last"] + cities["target"]) / 2)) == list(cities["line"])


def test_lead_is_the_gain_beyond_the_median_comparable_city(toy):
    """Geng rose from 60 to 75, Xin from 25 to 30: their median gain is 10, that of most toy cities too."""
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), SETTING)

    expected = {"990100": 0, "990200": 0, "990300": 0, "980100": 0, "980200": 0, "980300": -10}
    assert pytest.approx(expected, abs=1e-9) == found.cities["lead"].to_dict()


def test_less_is_better_where_the_indicator_says_so(toy):
    """Of carbon dioxide per GDP what is above the benchmark is behind it."""
    (found,) = measure_course.of(watching(toy, "co2_per_gdp"), SETTING)

    known = found.cities.dropna(subset=["gap"])
    assert list(known["last"] > known["target"]) == list(known["gap"] > 0)


def test_benchmark_that_moves_asks_for_its_own_change_as_well(toy):
    """The median of Geng and Xin rose by 1 a year: Bing now needs 1.125 a year until 2040 and gained 1."""
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), SETTING.moved)

    bing = found.cities.loc["990300"]
    assert pytest.approx(1.125) == bing["later"]
    assert bing["by_later"] is False


@pytest.mark.parametrize(
    ("indicator", "year", "why"),
    [
        ("", 2020, "no-indicator"),
        ("population", 2020, "no-direction"),
        ("urbanisation_rate", 2015, "one-year"),
    ],
)
def test_what_cannot_be_said_has_its_reason(toy, indicator, year, why):
    """Nothing to watch, no direction, or one year only: the judgement is unknown and no change is given."""
    setting = dataclasses.replace(SETTING, year=year)

    (found,) = measure_course.of(watching(toy, indicator), setting)

    assert (why, "unknown") == (found.why, found.status)
    assert 0 == found.cities["by_later"].notna().sum()


def test_one_year_still_has_a_benchmark(toy):
    """The distance is given though the change is not."""
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), dataclasses.replace(SETTING, year=2015))

    assert (None, 2010) == (found.first, found.last)
    assert 6 == found.cities["gap"].notna().sum()


def test_judgement_follows_the_rule_of_verdicts(toy):
    """Five of six toy cities get there at the pace of the past: at least three quarters, so on course."""
    (found,) = measure_course.of(watching(toy, "urbanisation_rate"), SETTING)

    assert (5, "on-course") == (found.count("by_later"), found.status)


def test_projection_and_needed_change_are_one_condition():
    """In the book's region a city is judged to get there exactly where its straight line does."""
    here = Region.load("changjiang-middle-reaches", "en")
    setting = measure_course.Setting(2010, 2020, 2030, 2035)

    for one in measure_course.of(here, setting):
        rows = one.cities.dropna(subset=["past", "target"])
        ahead = one.direction * (rows["last"] + rows["past"] * (2035 - (one.last or 0)) - rows["target"])
        assert list(ahead >= -1e-9 * rows["target"].abs()) == list(rows["by_later"])


@pytest.mark.parametrize(
    "years",
    [(2021, 2020, 2030, 2035), (2010, 2020, 2019, 2035), (2010, 2020, 2020, 2035), (2010, 2020, 2030, 2030)],
)
def test_years_out_of_order_are_refused(years):
    """The message gives them; a benchmark for the year of the evaluation would leave no time."""
    with pytest.raises(ParameterError, match=", ".join(str(year) for year in years)):
        measure_course.Setting(*years)


def test_the_year_of_the_evaluation_may_be_the_first():
    """Then there is no past, and all that is asked is how far it is."""
    assert 2020 == measure_course.Setting(2020, 2020, 2030, 2035).year
