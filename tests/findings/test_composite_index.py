"""The five-dimension index of the region, against a computation that does not use the package."""

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.findings import composite_index
from megalopolis.region import Region

YEARS = (2010, 2020)


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture(scope="module")
def index(here):
    """The index of both census years."""
    return composite_index.build(here, YEARS)


def by_hand(root, city: str, year: int) -> float:
    """The index of one city, from the tables alone: scale, mean within a dimension, mean over dimensions."""
    indicators = pd.read_csv(root / "data/indicators.csv")
    tables = [
        pd.read_csv(root / f"data/observations/{name}.csv", dtype={"city": str})
        for name in ("census", "economy", "environment", "services")
    ]
    long = pd.concat(tables)
    held = long[(long["city"] == city) & (long["year"] == year)].set_index("indicator")["value"]
    scores: dict[str, list[float]] = {}
    for row in indicators[indicators["weight"].notna()].to_dict("records"):
        code = row["code"] if pd.isna(row["numerator"]) else row["numerator"]
        if code not in held:
            continue
        value = held[code] if pd.isna(row["denominator"]) else held[code] / held[row["denominator"]]
        value = value if pd.isna(row["scale"]) else value * row["scale"]
        share = (value - row["goalpost_low"]) / (row["goalpost_high"] - row["goalpost_low"])
        scores.setdefault(row["dimension"], []).append(100 * (share if row["direction"] == 1 else 1 - share))
    means = [sum(values) / len(values) for values in scores.values()]
    assert 5 == len(means)
    return sum(means) / 5


@pytest.mark.parametrize("city", ["420100", "360100", "429006"])
@pytest.mark.parametrize("year", YEARS)
def test_index_is_the_mean_of_means(here, index, root, city, year):
    """Wuhan, Nanchang, and Tianmen, which has no CO2 figure: each as computed from the CSV files."""
    assert by_hand(root, city, year) == pytest.approx(composite_index.scores(index, year).loc[city, "index"])


def test_every_city_has_a_score_in_every_dimension(index):
    """31 of 31 in both years."""
    for year in YEARS:
        table = composite_index.scores(index, year)

        assert (31, 6) == table.shape
        assert not table.isna().any().any()


@pytest.mark.parametrize("method", ["entropy", "critic", "pca"])
def test_weights_from_data_leave_the_scaled_table_alone(here, index, method):
    """Only weights and scores change; weights sum to one and are the same for one year as for two."""
    other = composite_index.build(here, YEARS, method)
    single = composite_index.build(here, [2020], method)

    assert index.stages["normalised"].equals(other.stages["normalised"])
    assert 1 == pytest.approx(other.effective_weights.sum())
    assert not index.scores.equals(other.scores)
    pd.testing.assert_series_equal(other.effective_weights, single.effective_weights)


def test_the_index_has_figures_in_the_census_years_only(here):
    """Twelve indicators have figures together in 2010 and 2020."""
    assert (2010, 2020) == composite_index.years(here)


def test_what_is_left_out_is_in_no_weight_and_no_score(here):
    """Without income and the green dimension ten indicators less one are left, in four dimensions."""
    index = composite_index.build(here, YEARS, without="income_urban green")

    assert 9 == len(index.effective_weights)
    assert ["innovation", "coordination", "openness", "sharing"] == composite_index.dimensions(index)
    assert 1 == pytest.approx(index.effective_weights.sum())


def test_a_code_inside_a_dimension_that_is_left_out_too_is_no_fault(here):
    """``green co2_per_gdp`` is ``green``."""
    both = composite_index.structure(here, "green co2_per_gdp")

    assert composite_index.structure(here, "green").leaves == both.leaves


def test_wrong_settings_name_what_there_is(here):
    """An unknown code comes with the nearest; unknown weights with all."""
    with pytest.raises(ParameterError, match=r"incme_urban.*income_urban"):
        composite_index.structure(here, "incme_urban")
    with pytest.raises(ParameterError, match=r"expected one of framework, equal, entropy.*'entropie'"):
        composite_index.weigh(here, "entropie")


def test_standings_hold_the_index_and_the_intervals(here, index):
    """Scores, ranks and intervals of one year stand side by side, best first."""
    table = composite_index.standings(here, 2020, 100, 7)
    drawn = composite_index.intervals(here, 2020, 100, 7)

    assert table["index"].is_monotonic_decreasing
    assert list(range(1, 32)) == table["rank"].tolist()
    pd.testing.assert_series_equal(composite_index.scores(index, 2020)["index"], table["index"])
    pd.testing.assert_frame_equal(
        drawn.loc[table.index, ["median", "low", "high"]], table[["median", "low", "high"]]
    )


def test_rank_intervals_hold_their_medians_and_follow_the_seed(here):
    """Low <= median <= high for each city, and the same seed gives the same table."""
    table = composite_index.intervals(here, 2020, 200, 7)

    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert table.equals(composite_index.intervals(here, 2020, 200, 7))


def test_equal_weights_go_by_one_name(here):
    """The table weighs equally, so "framework" is "equal" and no method counts twice among the choices."""
    assert "equal" == composite_index.settled(here, "framework")
    assert ("equal", "entropy", "critic", "pca") == composite_index.methods(here)
    assert 4 == len(composite_index.choices(here).weights)


def test_the_chosen_weights_make_the_reference_of_the_intervals(here):
    """With CRITIC the rank is that of CRITIC; the interval is over all methods either way."""
    table = composite_index.intervals(here, 2020, 100, 7, "critic")
    index = composite_index.build(here, [2020], "critic")
    rank = index.replay(impute="mean").ranks.xs(2020, level="year")["index"].reindex(table.index)

    assert rank.tolist() == table["rank"].tolist()
    assert not composite_index.intervals(here, 2020, 100, 7)["rank"].equals(table["rank"])
