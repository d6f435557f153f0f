"""The five-dimension index of the region, against a computation that does not use the package."""

import pandas as pd
import pytest

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


def test_gaps_are_the_county_level_cities(here, notebook):
    """Xiantao, Qianjiang and Tianmen lack one indicator, and the finding names them."""
    told = composite_index.coverage(here, 2020)

    assert 12 == told.value
    for name in ("Xiantao", "Qianjiang", "Tianmen"):
        assert name in told.sentence_en


def test_entropy_weights_leave_the_scaled_table_alone(index):
    """Only weights and scores change; weights sum to one."""
    entropy = composite_index.with_entropy_weights(index)

    assert index.stages["normalised"].equals(entropy.stages["normalised"])
    assert 1 == pytest.approx(entropy.effective_weights.sum())
    assert not index.scores.equals(entropy.scores)


def test_rank_intervals_hold_their_medians_and_follow_the_seed(here):
    """Low <= median <= high for each city, and the same seed gives the same table."""
    table = composite_index.intervals(here, 2020, 200, 7)

    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    assert table.equals(composite_index.intervals(here, 2020, 200, 7))


def test_change_names_the_dimensions_in_both_languages(here, index, notebook):
    """Codes of dimensions become terms of the glossary."""
    told = composite_index.change(here, index, 2010, 2020)

    assert "sharing" in told.sentence_en
    assert "共享" in told.sentence_zh


def test_heat_map_cells_keep_the_order_of_the_scores(here, index):
    """The first city of the table is the first row of the map, one cell a dimension."""
    table = composite_index.scores(index, 2020)
    cells = composite_index.cells(here, table)

    assert len(table) * 6 == len(cells)
    assert here.names[table.index[0]] == cells.iloc[0, 0]
