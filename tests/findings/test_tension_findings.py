"""What is told of gains and losses, from changes of five cities worked out by hand.

Wuhan gained 4 and 1 points, Changsha 5 and 2, Nanchang 1 and 6, Huangshi -1 and 3, Ezhou 3 and 4. The median
city gained 3 and 3. Against it Wuhan is at 1 and -2, Changsha at 2 and -1, Nanchang at -2 and 3, Huangshi at
-4 and 0, Ezhou at 0 and 1.
"""

import pandas as pd
import pytest

from megalopolis.findings import tension_findings
from megalopolis.region import Region

WUHAN, CHANGSHA, NANCHANG, HUANGSHI, EZHOU = "420100", "430100", "360100", "420200", "420700"
BOTH = ("innovation", "green")


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English: 31 cities."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture
def moved() -> pd.DataFrame:
    """Changes of five cities in two dimensions."""
    rows = {WUHAN: [4.0, 1], CHANGSHA: [5, 2], NANCHANG: [1, 6], HUANGSHI: [-1, 3], EZHOU: [3, 4]}
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(BOTH))


@pytest.fixture(scope="module")
def named(here) -> tuple[str, str]:
    """The names of both dimensions."""
    terms = here.table("glossary").set_index("key")["en"]
    return terms["innovation"], terms["green"]


@pytest.mark.usefixtures("notebook")
def test_torn_cities_as_such_and_against_the_median(here, moved, named):
    """Huangshi alone rose and fell; three are on both sides of the median, two ahead in innovation."""
    plain, relative = tension_findings.torn(here, moved, 2010, 2020)

    assert (1, 3) == (plain.value, relative.value)
    assert (
        "From 2010 to 2020 the score of 1 of the 31 cities rose in one dimension and fell in another: "
        "Huangshi." == plain.sentence_en
    )
    assert (
        "Against the change of the median city of all agglomerations, 3 of the 31 cities moved ahead in one "
        f"dimension and fell behind in another; most often ahead in {named[0]} and behind in {named[1]}, "
        "in 2 cities." == relative.sentence_en
    )


def test_crossed_counts_ahead_in_the_row_and_behind_in_the_column(here, moved, named):
    """Wuhan and Changsha in innovation and not in green, Nanchang the other way round."""
    found = tension_findings.crossed(here, moved)

    assert [here.say("principles.ahead"), *named] == list(found.columns)
    assert [[named[0], 0, 2], [named[1], 1, 0]] == found.to_numpy().tolist()


def test_by_city_has_a_row_for_each_city_and_dimension(here, moved, named):
    """62 rows in the order of the region, changes less the median, and gaps for cities without figures."""
    heads = [here.say(f"principles.{key}") for key in ("city", "dimension", "points")]
    expected = {
        ("Wuhan", 1.0, -2.0),
        ("Changsha", 2, -1),
        ("Nanchang", -2, 3),
        ("Huangshi", -4, 0),
        ("Ezhou", 0, 1),
    }

    found = tension_findings.by_city(here, moved)

    wide = found.pivot(index=heads[0], columns=heads[1], values=heads[2]).dropna()
    assert heads == list(found.columns)
    assert expected == set(wide[list(named)].itertuples(name=None))
    assert list(here.cities["name"]) == found[heads[0]].iloc[::2].to_list()
    assert (62, 52) == (len(found), found[heads[2]].isna().sum())


def test_pairs_are_named_and_their_numbers_kept(here, named):
    """Two dimensions become one cell; the other columns get headings and stay as they are."""
    table = pd.DataFrame({"one": ["innovation"], "other": ["green"], "value": [-0.25], "cities": [28]})

    found = tension_findings.named_pairs(here, table)

    assert [f"{named[0]}, {named[1]}", -0.25, 28] == found.iloc[0].to_list()
    assert [here.say(f"principles.pairs.{key}") for key in ("pair", "value", "cities")] == list(found.columns)
    assert {found.columns[1]: "{:.2f}"} == tension_findings.formats(found)


def test_only_fractions_have_decimals_and_the_first_column_has_none():
    """The first column names the rows, also when its names are numbers."""
    table = pd.DataFrame({"a": [0.5], "b": [1.5], "c": [2], "d": ["x"]})

    assert {"b": "{:.2f}"} == tension_findings.formats(table)


@pytest.mark.usefixtures("notebook")
def test_the_first_pair_opposes_most_and_the_last_agrees_most(here, named):
    """Rows are sorted from opposed to joined; the one between is passed over."""
    rows = [
        ["innovation", "green", -0.5, -0.7, -0.3, -0.2, -0.25, -0.15],
        ["green", "sharing", 0.1, 0, 0.2, 0.1, 0, 0.2],
        ["innovation", "sharing", 0.6, 0.4, 0.8, 0.3, 0.2, 0.4],
    ]
    columns = ["one", "other", "value", "low", "high", "all", "all_low", "all_high"]

    opposed, joined = tension_findings.opposed(here, pd.DataFrame(rows, columns=columns))

    assert ("principles.opposed", -0.5, -0.7, -0.3) == (opposed.key, opposed.value, opposed.low, opposed.high)
    assert ("principles.joined", 0.6, 0.4, 0.8) == (joined.key, joined.value, joined.low, joined.high)
    assert (
        f"are {named[0]} and {named[1]}: correlation -0.50 (-0.70 to -0.30) in the region and -0.20 "
        "(-0.25 to -0.15) in all agglomerations." in opposed.sentence_en
    )


@pytest.mark.usefixtures("notebook")
def test_apart_is_the_dimension_whose_spread_grew_most(here, named):
    """From 10 to 13 in innovation and from 9 to 14 in green: 5 points; cores gained 4, the others 1.5."""
    table = pd.DataFrame(
        {"cores": [2.0, 4], "others": [3.0, 1.5], "spread_first": [10.0, 9], "spread_last": [13.0, 14]},
        index=list(BOTH),
    )

    apart = tension_findings.apart(here, table, 2010, 2020)
    centres = tension_findings.centres(here, table, "green", 2010, 2020)
    behind = tension_findings.centres(here, table, "innovation", 2010, 2020)

    assert (5, 2.5, -1) == (apart.value, centres.value, behind.value)
    assert (
        f"in {named[1]}: the standard deviation of scores went from 9.0 to 14.0, a difference of 5.0 points; "
        "core cities changed by 4.0 points on average, the rest by 1.5 (2010 to 2020)." in apart.sentence_en
    )
    assert (
        "changed by 4.0 points on average, that of the rest by 1.5, a difference of 2.5."
        in centres.sentence_en
    )


def test_the_source_is_that_of_the_indicators_in_the_index(here):
    """Those with a weight in the table of indicators, in its order."""
    table = here.table("indicators")
    weighted = table.loc[table["weight"].notna(), "code"].to_list()

    assert here.sources(weighted) == tension_findings.source(here)
