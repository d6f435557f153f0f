"""Statistics of change, and figures of the region by hand on small series."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.findings import carbon, decoupling, pressures, treatment
from megalopolis.region import Region


def one(*columns: list[float]) -> np.ndarray:
    """A single draw with these columns."""
    return np.array(columns, dtype=float).T[None]


def test_a_total_and_a_median_may_part():
    """100 and 1 become 110 and 0.5: the total rises by 9.4 %, the median city falls by 20 %."""
    cells = one([100, 1], [110, 0.5])

    assert [pytest.approx(100 * (110.5 / 101 - 1))] == pressures.total_change(cells)
    assert [pytest.approx(-20)] == pressures.middle_change(cells)


amounts = st.lists(st.tuples(st.floats(0.1, 1e6), st.floats(0.1, 1e6)), min_size=1, max_size=12)


@given(amounts)
def test_the_total_changes_within_the_range_of_its_cities(pairs):
    """A weighted mean of the cities' changes lies between the smallest and the largest."""
    cells = np.array(pairs)[None]
    single = 100 * (cells[0, :, 1] / cells[0, :, 0] - 1)

    found = pressures.total_change(cells)[0]

    assert single.min() - 1e-6 * abs(single.min()) - 1e-6 <= found
    assert found <= single.max() + 1e-6 * abs(single.max()) + 1e-6


def test_a_weighted_mean_heeds_its_weights():
    """10 and 20 with weights 3 and 1: 12.5."""
    assert [12.5] == pressures.weighted_mean(one([10, 20], [3, 1]))


class Small:
    """Two years of three cities of the country, two of them in the region; the third has no last year."""

    def __init__(self) -> None:
        self.cities = pd.DataFrame(index=pd.Index(["a", "b"], name="city"))
        self.values = {
            2010: pd.Series({"a": 0.0, "b": 10.0, "c": 5.0}),
            2011: pd.Series({"a": 3.0, "b": 40.0, "c": np.nan}),
        }

    def nation(self, code: str, year: int) -> pd.Series:
        """The values of a year, whatever the code."""
        return self.values[year].rename(code)

    def indicator(self, code: str, year: int) -> pd.Series:
        """Those of the region."""
        return self.nation(code, year).reindex(self.cities.index)


def test_only_cities_with_both_years_and_something_at_first_change():
    """A start of 0 has no relative change, a missing end none at all."""
    found = pressures.both_years(Small(), "x", 2010, 2011)  # type: ignore[arg-type]

    assert {"b": {"first": 10.0, "last": 40.0}} == found.to_dict("index")


def test_a_limit_is_exceeded_and_not_met():
    """Of 3 and 40 one is above 3; the highest is named."""
    found = pressures.above(Small(), "x", 2011, 3)  # type: ignore[arg-type]

    assert {"value": 1.0, "count": 2.0, "worst": "b"} == found


def test_a_rate_is_full_at_100():
    """40 is not, and gaps are not counted."""
    found = treatment.saturated(Small(), "x", 2011)  # type: ignore[arg-type]

    assert {"value": 0.0, "count": 2.0} == found


@pytest.mark.parametrize(("by", "first", "last"), [("money", 2010, 2015), ("real", 2015, 2015)])
def test_growth_refuses_what_it_cannot_compute(root, by, first, last):
    """Neither another measure of GDP nor years that do not rise."""
    here = Region.load("changjiang-middle-reaches", "en", root / "data")

    with pytest.raises(ParameterError, match="expected"):
        decoupling.growth(here, first, last, by)


def test_nominal_growth_is_that_of_current_prices(root):
    """GDP of Wuhan in 2015 over that of 2010, less one."""
    here = Region.load("changjiang-middle-reaches", "en", root / "data")
    gdp = [here.nation("gdp", year)["420100"] for year in (2010, 2015)]

    found = decoupling.growth(here, 2010, 2015, "nominal")["420100"]

    assert pytest.approx(gdp[1] / gdp[0] - 1) == found


def test_a_city_that_doubles_within_a_year_leaps(root):
    """Xianning leaps by EDGAR between 2010 and 2013; with a bound of nine tenths fewer do."""
    here = Region.load("changjiang-middle-reaches", "en", root / "data")

    half = carbon.jumps(here, 2006, 2020)
    most = carbon.jumps(here, 2006, 2020, share=0.9)

    assert "421200" in half["cities"]
    assert set(most["cities"]) < set(half["cities"])
