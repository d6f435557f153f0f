"""Tables and findings of the chapter on obstacles."""

import pandas as pd
import pytest

from megalopolis.findings import grouping, obstacle_findings, obstacle_tables, obstacles
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def degrees(here):
    """Obstacle degrees of 2020."""
    return obstacles.degrees(here, 2020)


@pytest.fixture(scope="module")
def shortfalls(here):
    """Points behind the median city in 2020."""
    return obstacles.shortfalls(here, 2020)


def test_region_is_the_mean_over_cities(here, degrees, notebook):
    """The bars and the finding agree, and the first bar is the highest."""
    bars = obstacle_tables.region(here, degrees)
    told = obstacle_findings.region(here, degrees, 2020, "framework", "")

    assert 100 * degrees["outprov_migrant_share"].mean() == pytest.approx(bars.iloc[0, 1])
    assert bars.iloc[0, 1] == told.value
    assert "Openness" == bars.iloc[0, 2]


def test_the_commonest_is_counted_by_hand(here, notebook):
    """Three of four cities lie furthest behind in one indicator."""
    table = pd.DataFrame({"college_per_100k": [3.0, 3, 3, 1], "gdp_per_head": [1.0, 2, 2, 2]}, list("abcd"))

    told = obstacle_findings.behind(here, table, 2020)

    assert 3 == told.value


def test_most_cities_share_one_first_obstacle(here, degrees, notebook):
    """Counted by hand from the table of degrees."""
    first = [row.idxmax() for _, row in degrees.iterrows()]
    told = obstacle_findings.same(here, degrees, 2020)

    assert first.count("outprov_migrant_share") == told.value
    assert f"is {len(set(first))};" in told.sentence_en


def test_paradox_ranks_from_the_best(here, notebook):
    """The city with the highest degree of CO2 has the second lowest emissions: rank 2, not rank 30."""
    emissions = here.indicator("co2_per_gdp", 2020).sort_values()
    city = str(emissions.index[1])
    degrees = pd.DataFrame({"co2_per_gdp": 0.5, "income_urban": 0.1}, index=here.cities.index)
    degrees.loc[city, "co2_per_gdp"] = 0.9

    assert 2 == obstacle_findings.paradox(here, degrees, 2020).value


def test_groups_sum_over_dimensions(here, shortfalls):
    """A group's sum is the mean over its cities of all they lie behind."""
    table = obstacle_tables.groups(here, shortfalls).set_index("Dimension")
    hunan = here.cities.index[here.cities["group"] == "hunan"]

    assert shortfalls.loc[hunan].sum(axis=1).mean() == pytest.approx(table.at["Sum", "Hunan group"])
    assert ["Innovation", "Coordination", "Green", "Openness", "Sharing", "Sum"] == list(table.index)


def test_group_names_stand_in_both_languages(here, shortfalls, notebook):
    """The finding goes by ids of groups, so that each sentence has the name of its language."""
    told = obstacle_findings.group(here, shortfalls, 2020)

    assert "group" in told.sentence_en
    assert "组团的综合指数" in told.sentence_zh


def test_cities_are_told_in_words_and_numbers(here, degrees, shortfalls):
    """Wuhan: two obstacle degrees, the larger first, with their numbers; shortfalls of 0.0 are left out."""
    table = obstacle_tables.cities(here, 2020, degrees, shortfalls)
    row = degrees.loc["420100"].nlargest(3)

    assert 31 == len(table)
    first = f"Share of residents from other provinces {row.iloc[0]:.0%}"
    assert table.at["420100", "degrees"].startswith(first)
    assert 1 == table.at["420100", "degrees"].count("; ")
    assert not table["shortfalls"].str.contains(r" 0\.0").any()
    assert table["methods"].between(1, 4).all()


def test_a_city_that_leads_in_everything_has_no_shortfall(here, degrees, shortfalls):
    """No indicator is listed for it."""
    leading = shortfalls.copy()
    leading.loc["430100"] = -1.0

    assert "none" == obstacle_tables.cities(here, 2020, degrees, leading).at["430100", "shortfalls"]


def test_counts_by_method_hold_every_city(here):
    """31 in each column; under CRITIC every first obstacle by degree is the share of forest."""
    largest = obstacle_tables.by_method(here, "degree", 2020)
    table = obstacle_tables.counted(here, largest)

    assert [31] * 4 == table.sum().tolist()
    assert 31 == table.at["forest_share_modis", "critic"]


def test_stable_are_the_cities_with_one_answer(here, notebook):
    """Two of three cities keep theirs."""
    largest = pd.DataFrame({"equal": ["a", "b", "c"], "pca": ["a", "b", "a"]}, index=["1", "2", "3"])

    assert 2 == obstacle_findings.stable(here, largest, "shortfall", 2020).value


def test_heat_map_keeps_cities_of_a_group_together(here, shortfalls):
    """Cities come group by group in the order of the region file."""
    rows = list(dict.fromkeys(obstacle_tables.cells(here, shortfalls)["City"]))
    code = {name: city for city, name in here.names[here.cities.index].items()}
    groups = [here.cities.at[code[name], "group"] for name in rows]

    assert sorted(groups, key=grouping.ordered(here).index) == groups
