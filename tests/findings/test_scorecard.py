"""The register of measures: how often it can be evaluated, and whether judgements hang on the benchmark."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import benchmark_choices, measure_course, scorecard
from megalopolis.region import Region

SETTING = measure_course.Setting(2010, 2020, 2030, 2035)


@pytest.fixture(scope="module")
def here() -> Region:
    """The book's region."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def courses(here: Region) -> tuple[measure_course.Course, ...]:
    """The courses of all measures."""
    return measure_course.of(here, SETTING)


def test_every_measure_is_registered_once(here, courses):
    """A row a measure, in the order of the region file."""
    table = scorecard.register(here, courses, courses)

    assert [one.title for one in here.argument.measures] == list(table.index)


def test_change_of_a_cycle_is_that_of_the_series(here, courses):
    """Spending on education per head, 2015 to 2018, a year; the same by a second computation."""
    table = scorecard.cycles(here, SETTING, courses, 3)
    place = next(
        place for place, one in enumerate(courses) if one.measure.indicator == "education_spending_per_head"
    )
    panel = here.panel("education_spending_per_head", [2015, 2017, 2018])

    row = table.iloc[place]
    assert pytest.approx(((panel[2018] - panel[2015]) / 3).median()) == row["past_cycle"]
    assert pytest.approx((panel[2018] - panel[2017]).median()) == row["past_year"]
    assert ("annual", 2018) == (row["watched"], row["to"])


def test_a_census_is_no_annual_figure(here, courses):
    """With 2010 and 2020 alone there is a change, but none of a year or of a cycle."""
    table = scorecard.cycles(here, SETTING, courses, 3)
    place = next(place for place, one in enumerate(courses) if one.measure.indicator == "college_per_100k")

    row = table.iloc[place]
    assert ("fewer", "unknown") == (row["watched"], row["status"])
    assert row[["past_year", "past_cycle"]].isna().all()


def test_cycle_of_ten_years_is_that_between_censuses(here, courses):
    """The pace of a cycle as long as the whole span is the pace of the past, and so is the judgement."""
    table = scorecard.cycles(here, SETTING, courses, 10)

    spanned = [
        place for place, one in enumerate(courses) if (one.first, one.last, one.why) == (2010, 2020, "")
    ]
    assert spanned
    for place in spanned:
        assert pytest.approx(courses[place].cities["past"].median()) == table.iloc[place]["past_cycle"]
        assert courses[place].status == table.iloc[place]["status"]


def test_what_cannot_be_judged_is_not_watched(here, courses):
    """An indicator without direction has a change, but nothing says whether it is for the better."""
    table = scorecard.cycles(here, SETTING, courses, 3)

    blind = [place for place, one in enumerate(courses) if not one.direction]
    assert ["never"] * len(blind) == list(table.iloc[blind]["watched"])


def test_attainment_is_turned_over_where_less_is_better(courses):
    """Above its benchmark a pollutant has attained less than 100 per cent."""
    table = scorecard.attainment(courses)

    by_code = {one.measure.indicator: one for one in courses}
    assert len(table)
    for code, row in table.iterrows():
        middle = by_code[str(code)].cities[["last", "target"]].median()
        better = by_code[str(code)].direction * (middle["last"] - middle["target"]) >= 0
        assert better == (row["last"] >= 100)


def test_attainment_by_hand(courses):
    """Medians 20 and 30 against 40: 50 and 75 per cent, or 200 and 133 where less is better; once each."""
    cities = pd.DataFrame({"first": [10.0, 20, 60], "last": [30.0, 30, 30], "target": [40.0, 40, 50]})
    more, less, again, blind = (
        replace(
            one, direction=direction, why=why, cities=cities, measure=replace(one.measure, indicator=code)
        )
        for one, (code, direction, why) in zip(
            courses, [("a", 1, ""), ("b", -1, ""), ("a", -1, ""), ("c", 1, "one-year")], strict=False
        )
    )

    table = scorecard.attainment((more, less, again, blind))

    assert ["a", "b"] == list(table.index)
    assert pytest.approx([50, 75]) == table.loc["a"].tolist()
    assert pytest.approx([200, 400 / 3]) == table.loc["b"].tolist()


def test_stricter_standards_never_bring_more_cities_there(here):
    """No more cities get to the best tenth than to the best quarter, nor more of these than to the median."""
    chosen = benchmark_choices.choices(here, SETTING)

    for median, own, best in zip(chosen["median"], chosen["own"], chosen["best"], strict=True):
        assert median.count("by_later") >= own.count("by_later") >= best.count("by_later")


@pytest.mark.parametrize(("peers", "fewer", "more"), [(20, 10, 40), (3, 1, 6), (1, 1, 2)])
def test_half_and_twice_as_many_cities_to_compare_with_but_one_at_least(
    here, monkeypatch, peers, fewer, more
):
    """With none there would be no benchmark."""
    monkeypatch.setattr(measure_course, "of", lambda here, setting: (setting,))

    chosen = benchmark_choices.choices(here, replace(SETTING, peers=peers))

    assert (fewer, more) == (chosen["fewer"][0].peers, chosen["more"][0].peers)


def test_a_cycle_has_a_year_or_more(here, courses):
    """The message says so."""
    with pytest.raises(ParameterError, match="cycle"):
        scorecard.cycles(here, SETTING, courses, 0)


def test_a_region_without_measures_has_no_table(here):
    """Nothing is shown, and nothing fails."""
    bare = replace(here, argument=replace(here.argument, measures=()))

    assert () == measure_course.of(bare, SETTING)
    assert [] == scorecard.register_panels(bare, SETTING, (), ())
    assert [] == scorecard.attainment_panels(bare, SETTING, ())
    assert [] == benchmark_choices.choice_panels(bare, {"own": ()})
