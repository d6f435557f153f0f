"""Population findings of the real region, against sums made straight from the tables."""

import pandas as pd
import pytest

from megalopolis.findings import population, population_findings
from megalopolis.findings.headings import headed
from megalopolis.region import Region

OURS = "changjiang-middle-reaches"


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load(OURS, "en")


@pytest.fixture(scope="module")
def census(root) -> pd.DataFrame:
    """Census values by city and (indicator, year), read without the package."""
    long = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    return long.pivot(index="city", columns=["indicator", "year"], values="value")


@pytest.fixture(scope="module")
def cities(root) -> list[str]:
    """The 31 members, read without the package."""
    members = pd.read_csv(root / "data/agglomerations.csv", dtype={"city": str})
    return list(members[(members["agglomeration"] == OURS) & (members["variant"] == "base")]["city"])


def test_total_is_the_sum_of_the_census_yearbook(here, census, cities, notebook):
    """In a census year the residents are those of the yearbook, and 31 cities are counted."""
    told = population_findings.total(here, 2020)

    assert 31 == len(cities)
    assert census.loc[cities, ("pop_census_yearbook", 2020)].sum() == pytest.approx(told.value)


def test_wuhan_has_the_published_residents(here):
    """The yearbook of the 2020 census counts 12,447,718 residents in Wuhan."""
    assert 1244.7718 == population.change_by_city(here, 2010, 2020).loc["420100", "last"]


def test_growth_of_the_region_beside_that_of_the_country(here, census, cities, notebook):
    """Sums of the cities that have both censuses, in per cent; the country over all that the table has."""
    told = population_findings.growth(here, 2010, 2020)

    first, last = (census["population", year] for year in (2010, 2020))
    assert pytest.approx(100 * (last[cities].sum() / first[cities].sum() - 1)) == told.value
    nation = 100 * (last.sum() / first.sum() - 1)
    assert nation == pytest.approx(float(notebook.glued["cities.growth.nation"]), abs=0.05)


def test_shrinking_cities_are_counted_one_by_one(here, census, cities, notebook):
    """A plain comparison of two columns gives the same number and the same last city."""
    frame = census.loc[cities, "population"]
    told = population_findings.shrinking(here, 2010, 2020)

    lost = frame[frame[2020] < frame[2010]]
    assert len(lost) == told.value
    assert "Tianmen" in told.sentence_en


def test_cores_and_rest_add_up_to_the_whole(here, notebook):
    """What the cores gained and what the others gained is what the region gained."""
    cores, rest = (
        population_findings.core_change(here, 2010, 2020),
        population_findings.rest_change(here, 2010, 2020),
    )

    assert population.change_by_city(here, 2010, 2020)["difference"].sum() == pytest.approx(
        cores.value + rest.value
    )


def test_cores_are_the_provincial_capitals(here):
    """Most urban residents, not most residents: Shangrao has more people than Nanchang, fewer in towns."""
    assert {"420100", "430100", "360100"} == set(population.cores(here, 2020))


def test_groups_add_up_and_rates_lie_between_those_of_the_cities(here):
    """The last row is the sum of the groups; its rate is a mean, so it lies among them."""
    table = population.groups(here, 2020)

    parts, whole = table.iloc[:-1], table.iloc[-1]
    assert parts["residents"].sum() == pytest.approx(whole["residents"])
    assert 31 == whole["count"]
    assert parts["urbanisation"].min() < whole["urbanisation"] < parts["urbanisation"].max()


def test_both_versions_of_the_census_differ_in_three_cities_and_cancel(here, notebook):
    """Wuhan +121,200, Xiantao +134,000, Yichang -255,200: yearbook minus bulletin, summing to zero."""
    table = population.census_versions(here, 2020)
    balance = population_findings.census_balance(here, 2020)

    expected = {"429004": 13.4, "420100": 12.12, "420500": -25.52}
    assert list(expected.items()) == list(table["difference"].round(4).items())
    assert 0 == pytest.approx(balance.value, abs=1e-9)


def test_place_counts_the_agglomerations_with_more_residents(here, notebook):
    """The rank is one more than the number of agglomerations that are larger."""
    told = population_findings.place(here, 2010, 2020)

    residents = population.agglomerations(here, 2010, 2020)["residents"]
    assert (residents > residents[OURS]).sum() + 1 == told.value
    assert 19 == len(residents)


def test_headings_are_in_the_language_and_codes_become_names(here):
    """The first column holds names, and the index is kept for maps."""
    table = headed(
        here, population.change_by_city(here, 2010, 2020), "cities.change", "city", first=2010, last=2020
    )

    assert "Changsha" == table.loc["430100", "City"]
    assert ["City", "2010 (10,000 persons)", "2020 (10,000 persons)"] == list(table.columns[:3])
