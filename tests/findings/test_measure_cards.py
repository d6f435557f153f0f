"""The page of a path measure: every measure with its anchor, its way back, and a standard of failure."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from megalopolis.findings import evidence, measure_cards, measure_course, pathway
from megalopolis.region import Region

SETTING = measure_course.Setting(2010, 2020, 2030, 2035)


@pytest.fixture(scope="module")
def here() -> Region:
    """The book's region."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def courses(here: Region) -> tuple[measure_course.Course, ...]:
    """The courses of the measures on innovation."""
    return measure_course.of(here, SETTING, "innovation")


def shown(here, courses, notebook):
    """The cards of *courses*, with the verdict of their problem."""
    verdicts = evidence.verdicts(here, 7, "innovation")
    blank = pd.DataFrame(index=here.cities.index)
    measure_cards.cards(here, SETTING, courses, courses, verdicts, blank)
    return [output["text/html"] for output in notebook.outputs]


def test_from_a_measure_one_can_walk_to_statement_principle_problem_and_finding(here, courses, notebook):
    """Each card links to the list of statements, the page of principles, the verdict and the tests."""
    for one, card in zip(courses, shown(here, courses, notebook), strict=True):
        measure = one.measure
        wanted = [
            f'id="measure-{measure.id}"',
            f'href="../principles/principles.html#principle-{measure.principle}"',
            f'href="../problems/{measure.problem}.html#verdict-{measure.problem}"',
            f'href="../problems/{measure.problem}.html#finding-innovation.patents.rank"',
            *(f'href="../region/statements.html#{statement}"' for statement in measure.statements),
        ]
        assert [] == [part for part in wanted if part not in card]


def test_what_the_sources_leave_open_is_shown_as_such(here, courses, notebook):
    """No source names an actor for innovation: three cards, three times not stated, and more for the rest."""
    cards = shown(here, courses, notebook)

    blank = [
        sum(not value for value in (one.measure.actor, one.measure.horizon, one.measure.benchmark))
        for one in courses
    ]
    assert blank == [card.count("not stated by the sources") for card in cards]


def test_one_year_is_said_and_gives_no_past(here, courses, notebook):
    """The card of the network of co-publications has a gap and a needed change, but none of the past."""
    place = [one.measure.indicator for one in courses].index("net_copub_degree")

    card = shown(here, courses, notebook)[place]

    assert "one year only" in card
    assert "would have to change by" in card
    assert "From 20" not in card


def test_a_card_says_how_many_cities_have_reached_the_benchmark(here, courses, notebook):
    """Counted from the figures, as are those that gained more than others; a gap is not mentioned."""
    measure_cards.cards(here, SETTING, courses, courses, {}, pd.DataFrame(index=here.cities.index))
    cards = [output["text/html"] for output in notebook.outputs]
    cities = [one.cities.dropna(subset=["last", "target"]) for one in courses]
    reached = [
        int((one.direction * (known["last"] - known["target"]) >= 0).sum())
        for one, known in zip(courses, cities, strict=True)
    ]

    assert any(len(known) for known in cities)
    for card, count, known in zip(cards, reached, cities, strict=True):
        words = f"reached by {count} of the {len(known)} cities" if len(known) else "median benchmark"
        assert bool(len(known)) == (words in card)
    leads = [one.cities["lead"].dropna() for one in courses]
    assert any(len(lead) for lead in leads)
    for card, lead in zip(cards, leads, strict=True):
        ahead = (
            f"Of {len(lead)} cities {sum(one > 0 for one in lead)} improved since"
            if len(lead)
            else "improved since"
        )
        assert bool(len(lead)) == (ahead in card)


def test_every_measure_has_a_standard_of_failure(here):
    """In words for each reason why there is none, in figures where there is a benchmark."""
    for one in measure_course.of(here, SETTING):
        words = measure_cards.failure(here, SETTING, one)
        assert ("2030" in words) == (one.why in ("", "one-year"))


def test_a_page_without_measures_says_so(here, notebook):
    """Another region need not have any."""
    measure_cards.cards(here, SETTING, (), (), {}, pd.DataFrame())

    assert "holds no measure" in notebook.outputs[0]["text/plain"]


def test_cities_that_a_dimension_holds_back_most_are_named_in_order(here, courses, notebook):
    """Of two indicators 6, 5, 4 and 1 together; where one of them is unknown the other counts alone."""
    watched = {one.measure.indicator for one in courses}
    table = here.table("indicators")
    one, other = [
        code for code in table.loc[table["dimension"] == "innovation", "code"] if code not in watched
    ][:2]
    cities = ["420200", "420100", "430100", "360100"]
    obstacles = pd.DataFrame({one: [1.0, 5, 3, 4], other: [None, None, 3, None]}, cities)

    measure_cards.cards(here, SETTING, courses[:1], courses[:1], {}, obstacles)

    assert "its dimension holds back most Changsha, Wuhan, Nanchang" in notebook.outputs[0]["text/html"]


def test_a_page_that_is_not_in_the_book_is_named_without_a_link(here):
    """A link that leads nowhere would fail the check of the site."""
    assert "words" == measure_cards.linked(here, "problems/nowhere", "anchor", "words")


def test_charts_have_each_indicator_once_and_only_cities_behind_in_the_pace(here):
    """Two measures that are watched by one indicator share its chart."""
    courses = measure_course.of(here, SETTING, "sharing")

    drawn = [panel["title"] for panel in pathway.distances(here, courses)]
    paced = pathway.paces(here, SETTING, measure_course.of(here, SETTING, "coordination"))

    assert len(drawn) == len(set(drawn))
    behind = {
        len(one.behind.dropna(subset=["past"])) for one in measure_course.of(here, SETTING, "coordination")
    }
    assert {len(panel["data"]) for panel in paced} <= behind


def test_a_city_at_its_benchmark_is_not_behind(here, courses, notebook):
    """Two cities exactly there, and one of two that lacks something: the second indicator is told."""
    there, lacking = (
        replace(
            course,
            cities=pd.DataFrame(
                {"gap": gap, "target": [2.0, 2.0], "last": [2.0, 1.0]}, index=here.cities.index[:2]
            ),
        )
        for course, gap in zip(courses, ([0.0, 0.0], [1.0, -1.0]), strict=False)
    )

    told = pathway.widest(here, "innovation", (there, lacking))

    assert 1 == told.value


def test_pace_and_lead_are_told_by_hand(here, courses, notebook):
    """Cities lack 10 of 100: by one indicator they gained 1 a year and need 2, by the other 3 and 5.

    Told is the latter, of which 2 a year are lacking, with what it needs. Two of six leads are gains.
    """
    own = here.cities.index[:3]
    slower, slowest = (
        replace(
            course,
            first=2010,
            last=2020,
            cities=pd.DataFrame(
                {"gap": 10.0, "target": 100.0, "past": past, "later": later, "lead": [0.5, -1.0, 0.0]}, own
            ),
        )
        for course, past, later in zip(courses[:2], (1.0, 3.0), (2.0, 5.0), strict=True)
    )
    slower, slowest = (replace(one, direction=1) for one in (slower, slowest))

    told = pathway.slowest(here, SETTING, "innovation", (slower, slowest))
    lead = pathway.leading(here, SETTING, "innovation", (slower, slowest))

    assert 5 == told.value
    assert pytest.approx(100 / 3) == lead.value


def test_findings_of_a_page_without_measures_have_no_figure(here, notebook):
    """Each is told, so that the prose can quote it, and says that there is no figure."""
    told = [
        pathway.stated(here, "green", ()),
        pathway.judged(here, SETTING, "paths.green.course", ()),
        pathway.widest(here, "green", ()),
        pathway.slowest(here, SETTING, "green", ()),
        pathway.leading(here, SETTING, "green", ()),
    ]

    assert [None] * 5 == [one.value for one in told]
