"""Verdicts on claims, by hand and against sums made straight from the tables."""

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import claim_figures, claim_shares, claim_travel, claims
from megalopolis.region import Region

OURS = "changjiang-middle-reaches"
YEARS = (2010, 2020)


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load(OURS, "en")


@pytest.fixture(scope="module")
def shares(here) -> pd.DataFrame:
    """Shares by definition, by the name of the definition."""
    return claim_shares.readings(here, YEARS)


@pytest.fixture(scope="module")
def circles(here) -> pd.DataFrame:
    """Circles of 45, 60 and 90 minutes."""
    return claim_travel.circles(here, 2020, (45, 60, 90), 2016)


@pytest.mark.parametrize(
    ("agrees", "verdict"),
    [
        ((), "unchecked"),
        ((None, None), "unchecked"),
        ((True, None), "holds"),
        ((False, None), "fails"),
        ((True, True), "holds"),
        ((False, False), "fails"),
        ((True, False, None), "depends"),
    ],
)
def test_the_verdict_follows_from_the_readings(agrees, verdict):
    """All agree: holds; none: fails; some: depends; what cannot be told does not count."""
    assert verdict == claims.conclude(agrees)


def test_a_free_quantity_leaves_the_claim_open_or_unchecked():
    """With a number the claim depends on the free choice; without one nothing was checked."""
    assert "depends" == claims.Check("C-13", "claims.newyork", {"value": 6.5}, free=True).verdict
    assert "unchecked" == claims.Check("C-13", "claims.newyork", {"value": None}, free=True).verdict


def test_the_ends_of_the_tolerance_agree():
    """77.5 lies within 2.5 of 75, 77.6 does not, and no number is neither."""
    found = [claims.near_to(value, 75, 2.5) for value in (77.5, 72.5, 77.6, None, float("nan"))]

    assert [True, True, False, None, None] == found


def test_a_city_in_two_agglomerations_counts_once_with_its_larger_part():
    """1 whole here (100), part there (40); 2 in part, counties unknown: 100 + 50, or 100 + 0."""
    members = pd.DataFrame({"city": ["1", "1", "2"], "part": ["whole", "part", "part"]})
    residents, part = pd.Series({"1": 100.0, "2": 50.0}), pd.Series([None, 40.0, None], dtype=float)

    most = claim_shares.held(members, residents, part)
    least = claim_shares.held(members, residents, part, "none")

    assert [100, 40, 50] == list(most)
    assert 150 == claim_shares.once(members, most)
    assert 100 == claim_shares.once(members, least)


def test_whole_cities_against_a_sum_made_without_the_package(shares, root):
    """Every listed city whole and once: the sum of the census over the union of the main lists."""
    members = pd.read_csv(root / "data/agglomerations.csv", dtype=str).query("variant == 'base'")
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    census = census[(census["indicator"] == "pop_census_yearbook") & (census["year"] == 2020)]

    expected = 100 * census[census["city"].isin(members["city"])]["value"].sum() / 140977.8724
    by_name = shares.set_index("name")["last"]
    assert expected == pytest.approx(by_name["Part cities taken whole"])


def test_bounds_of_the_main_lists_are_a_part_city_apart(shares, root):
    """Only Ji'an has unknown counties and lies in no other list: the two bounds differ by its residents."""
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    jian = census.query("city == '360800' and indicator == 'pop_census_yearbook' and year == 2020")["value"]
    by_name = shares.set_index("name")["last"]

    low = by_name["The same, part cities with unknown counties left out"]
    high = by_name["Part cities by county, doubles once"]
    assert 100 * jian.item() / 140977.8724 == pytest.approx(high - low)


def test_definitions_are_named_apart_and_ordered_by_width(shares):
    """No name twice; narrowest < main < whole < counted twice, and main < widest."""
    by_name = shares.set_index("name")["last"]
    names = (
        "The narrowest list of each",
        "Part cities by county, doubles once",
        "Part cities taken whole",
        "Doubles counted twice",
    )

    assert shares["name"].is_unique
    assert sorted(by_name[list(names)]) == list(by_name[list(names)])
    assert by_name[names[1]] < by_name["The widest list of each"]


def test_planned_agglomerations_against_the_rows_of_the_tables(shares, root):
    """Cities of main lists with a plan, each once with its larger part, over the census of the mainland."""
    lists = pd.read_csv(root / "data/agglomerations.csv", dtype={"city": str}).query("variant == 'base'")
    plans = pd.read_csv(root / "data/plans.csv", dtype=str).query("variant == 'base'")
    inside = lists[lists["agglomeration"].isin(plans.dropna(subset="plan_zh")["agglomeration"])]
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    census = census.query("indicator == 'pop_census_yearbook' and year == 2020").set_index("city")["value"]
    whole = inside["city"].map(census)
    part = whole.where(inside["part"] == "whole", inside["part_population_2020"].fillna(whole))

    expected = 100 * part.groupby(inside["city"]).max().sum() / 140977.8724
    assert len(inside) < len(lists)
    assert expected == pytest.approx(shares[shares["name"].str.contains("plan")]["last"].item())


def test_the_name_of_a_variant_counts_its_own_cities(here, shares, root):
    """As the lists have them, read without the package."""
    lists = pd.read_csv(root / "data/agglomerations.csv", dtype=str)
    plans = pd.read_csv(root / "data/plans.csv", dtype=str)
    used = plans[plans["role"].isin(["narrow", "wide", "alternative"])]
    counts = lists.groupby(["agglomeration", "variant"])["city"].nunique()
    expected = [counts[row.agglomeration, row.variant] for row in used.itertuples()]

    names = shares[shares["kind"] == "one"]["name"]
    assert expected == names.str.extract(r"\((\d+) cities\)$")[0].astype(int).tolist()


def test_the_share_depends_on_the_definition_and_the_rise_does_not(here, shares):
    """Some definitions lie within 2.5 points of 75, most above; within all of them the share rose."""
    number, share, rise = claim_shares.checks(here, shares, 2.5)
    exact = claim_shares.checks(here, shares, 0)[1]

    assert ("depends", "holds") == (share.verdict, rise.verdict)
    assert "fails" == exact.verdict
    assert 19 == number.figures["value"]


def test_yearly_change_by_hand():
    """0, 2, 4 and then 5, 6: 2 a year before 2002, 1 a year after."""
    series = pd.Series({2000: 0.0, 2001: 2.0, 2002: 4.0, 2003: 5.0, 2004: 6.0})

    assert {"before": 2.0, "after": 1.0} == claim_figures.yearly(series, [2002], 2).loc[2002].to_dict()


def test_urban_shares_are_each_compared_with_themselves(here):
    """65.22 is that of the National Bureau; the World Bank has 63.56 for 2022 and 51.765 for 2012."""
    pace, gain, level = claim_figures.urban(here, (2010, 2019), YEARS)

    assert (65.22, 63.56, "holds") == (level.figures["value"], level.figures["other"], level.verdict)
    assert 63.56 - 51.765 == pytest.approx(gain.figures["value"])
    assert (65.544 - 61.428 + 61.428 - 49.226) / 14 == pytest.approx(pace.figures["after"])


def test_the_gain_of_the_censuses_against_the_rows_of_the_table(here, root):
    """Urban residents over the residents of all cities that have a rate, 2020 less 2010."""
    census = pd.read_csv(root / "data/observations/census.csv", dtype={"city": str})
    wide = census.pivot_table(index=["year", "city"], columns="indicator", values="value")
    wide = wide[["population", "urbanisation_rate_census_yearbook"]].dropna()
    urban = wide.prod(axis=1).groupby("year").sum() / wide["population"].groupby("year").sum()

    gain = claim_figures.urban(here, (2010, 2019), YEARS)[1].figures
    assert pytest.approx(urban[2020] - urban[2010]) == gain["census"]


def test_rates_give_back_the_claimed_share(here):
    """At the rate found Shanghai has a quarter of New York: 38155.32 / 2467.9212 x 10000 yuan in 2019."""
    rates = claim_figures.rates(here, 2.5)
    dollars = 38155.32 / 2467.9212 * 10_000 / rates.loc[2019]

    assert [27.5, 25.0, 22.5] == pytest.approx(list(100 * dollars / 94742.156))


def test_the_rate_told_is_that_of_the_last_year(here):
    """Beside it that of the first year; both by the claimed share itself, and the last also by its bounds."""
    table = claim_figures.rates(here, 2.5)
    told = claim_figures.heads(here, 2.5)[0].figures

    assert (table.index.max(), table.index.min()) == (told["year"], told["start"])
    assert table.loc[told["year"], ["middle", "low", "high"]].tolist() == [
        told[key] for key in ("value", "low", "high")
    ]
    assert table.loc[told["start"], "middle"] == told["earlier"]


def test_tokyo_by_hand(here):
    """115.7 trillion yen for 14.0 million people; half of it is 4.13 million yen."""
    yen = claim_figures.yen(here, 2.5)

    assert 115.7e12 / 14.0e6 == pytest.approx(claim_figures.tokyo(here)[2019])
    assert 115.7e12 / 14.0e6 / 2 == pytest.approx(yen.loc[2019, "middle"] * 38155.32 / 2467.9212 * 10_000)
    assert [2019, 2021] == list(yen.index)


def test_shanghai_cancels_out_of_both_claims(here):
    """Half of Tokyo's yen over a quarter of New York's dollars."""
    both = claim_figures.together(here, 2.5)

    assert (115.7e12 / 14.0e6 / 2) / (94742.156 / 4) == pytest.approx(both["value"])
    assert both["low"] < both["value"] < both["high"]


def test_circles_against_the_rows_of_the_table(circles, root):
    """Within an hour by rail in 2016: every destination of a capital's trains, the capitals left out."""
    travel = pd.read_csv(root / "data/travel.csv", dtype={"origin": str, "destination": str, "date": str})
    cores = ["360100", "420100", "430100"]
    trips = travel.query("mode == 'rail' and date == '2016-03-16' and minutes <= 60 and origin in @cores")

    row = circles.query("mode == 'rail' and date == '2016-03-16' and limit == 60").iloc[0]
    assert trips[~trips["destination"].isin(cores)]["destination"].nunique() == row["reached"]
    assert 0 == row["estimated"]


def test_circles_grow_with_the_limit_and_road_is_marked_as_estimated(circles):
    """More minutes never reach fewer cities; at an hour every road time is an estimate."""
    reached = circles.groupby(["mode", "date"])["reached"]
    hour = circles.query("mode == 'road' and limit == 60").iloc[0]

    assert reached.apply(lambda one: one.is_monotonic_increasing).all()
    assert hour["reached"] == hour["estimated"]


def test_an_hour_is_told_by_rail_with_the_road_beside_it(here):
    """Of each way the row with most known cities; the range is over all ways and limits."""
    rows = [
        ("rail", "2016", 60.0, 20, 5),
        ("rail", "2015", 60.0, 12, 7),
        ("rail", "2016", 90.0, 20, 11),
        ("road", "2024", 60.0, 28, 9),
        ("road", "2024", 45.0, 28, 2),
    ]
    table = pd.DataFrame(rows, columns=["mode", "date", "limit", "known", "reached"])

    figures = claim_travel.check(here, table).figures
    expected = {"value": 5, "low": 2, "high": 11, "known": 20, "date": "2016", "road": 9, "limit": 60}
    assert expected == figures


def test_no_travel_times_leave_the_circle_unchecked(here, monkeypatch):
    """A region without a row in the table gets a gap and not a zero."""
    none = here.table("travel").head(0)
    monkeypatch.setattr(Region, "table", lambda self, name: none)

    table = claim_travel.circles(here, 2020, (60,), 2016)

    assert table.empty
    monkeypatch.undo()
    assert "unchecked" == claim_travel.check(here, table).verdict
    assert ["No travel times"] == list(claim_travel.labelled(here, table)["Way of travel"])


def test_what_a_source_lists_is_counted(here):
    """Four problems, four things to do before them; two named "ones" cannot confirm seven."""
    found = {check.claim: (check.figures["value"], check.verdict) for check in claims.counted(here)}

    assert {
        "C-15": (4, "holds"),
        "C-19": (2, "unchecked"),
        "C-20": (8, "unchecked"),
        "C-21": (4, "holds"),
    } == found


def test_the_ledger_lists_every_claim_once(here, notebook):
    """Claims without a check are not checkable and say what they need; the tally is that of the ledger."""
    checks = claims.counted(here)
    ledger = claims.ledger(here, checks)
    told = claims.tallied(here, checks)

    assert list(here.table("claims")["id"]) == list(ledger["Id"])
    assert 2 == (ledger["Verdict"] == "holds").sum()
    assert ledger[ledger["Id"] == "C-05"]["Number found"].item().startswith("Needed: ")
    assert len(ledger) == told.value
    assert len(ledger) == claims.tally(here, checks).sum()


def test_a_claim_that_is_not_there_is_named(here):
    """Unknown ids, trends without a number and claims that were not checked are refused."""
    with pytest.raises(ParameterError, match="C-99"):
        claims.claimed(here, "C-99")
    with pytest.raises(ParameterError, match="C-03"):
        claims.claimed(here, "C-03")
    with pytest.raises(ParameterError, match="C-13"):
        claims.tell(here, claims.counted(here), "C-13")
    with pytest.raises(ParameterError, match="C-99"):
        claims.ledger(here, [claims.Check("C-99", "claims.ones", {"value": 1, "claimed": 1})])


def test_both_languages_state_every_finding(here, shares, circles, notebook):
    """Every sentence can be filled in Chinese and in English."""
    checks = (
        *claim_shares.checks(here, shares, 2.5),
        claim_travel.check(here, circles),
        *claim_figures.urban(here, (2010, 2019), YEARS),
        *claim_figures.heads(here, 2.5),
        *claims.counted(here),
    )
    told = [claims.tell(here, checks, check.claim) for check in checks]

    assert all("{" not in one.sentence_zh + one.sentence_en for one in told)
    assert "20" in next(one.sentence_en for one in told if one.key == "claims.hour")
