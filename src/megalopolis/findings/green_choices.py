"""What the tests of the green problem would say by other choices of cities, measure, source and years."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from megalopolis.findings import carbon, dispersion, green, grouping, pressures
from megalopolis.findings.dispersion import Dispersion
from megalopolis.region import Region

Choices = Mapping[str, Mapping[str, Dispersion]]

NAMES = {
    "green.so2.change": "green.so2_change.name",
    "green.wastewater.change": "green.wastewater_change.name",
    "green.co2.change": "green.co2_change.name",
    "green.pm25.change": "green.pm25_change.name",
    "green.so2.rank": "green.so2.name",
    "green.wastewater.rank": "green.wastewater.name",
    "green.co2.rank": "green.co2.name",
    "green.pm25.rank": "green.pm25.name",
}
"""The label of the test that looks at a finding."""


def headings(here: Region) -> dict[str, str]:
    """What a table calls each finding of a test, in the language."""
    return {key: here.say(label) for key, label in NAMES.items()}


def formats(here: Region) -> dict[str, str]:
    """How a table writes the columns of :func:`headings`: changes with their sign, ranks without."""
    return {
        heading: "{:+.0f}" if key in green.CHANGES else "{:.0f}" for key, heading in headings(here).items()
    }


def per_head(here: Region, code: str, year: int, seed: int) -> Dispersion:
    """Compare the median city of the agglomerations by a quantity per resident (censuses and in between)."""
    values = here.nation(code, year) / here.nation("population", year)
    return dispersion.compare(here, values.to_frame(code), dispersion.median, seed, draws=1)


def breathed(here: Region, year: int, seed: int) -> Dispersion:
    """Compare the concentration of fine particles that the mean resident breathes."""
    table = pd.DataFrame(
        {"pm25": here.nation(pressures.AIR, year), "residents": here.nation("population", year)}
    )
    return dispersion.compare(here, table, pressures.weighted_mean, seed, draws=1)


def by_other_statistic(here: Region, whole: Mapping[str, Dispersion], seed: int) -> dict[str, Dispersion]:
    """The same comparisons by the median city instead of totals, by the mean instead of median cities.

    The change of fine particles, a median already, becomes that of their sum, which is that of their mean.
    """
    chosen = {
        **dict.fromkeys(green.CHANGES[:3], pressures.middle_change),
        green.CHANGES[3]: pressures.total_change,
        **dict.fromkeys(green.LEVELS, dispersion.mean),
    }
    return {
        key: dispersion.compare(here, pd.DataFrame(one.data), chosen[key], seed, draws=1)
        for key, one in whole.items()
    }


def by_source(here: Region, first: int, year: int, seed: int) -> dict[str, dict[str, Dispersion]]:
    """Change and level of carbon dioxide by each inventory, on the same cities and years, by its code."""
    changes = carbon.changes(here, first, year, seed, draws=1)
    levels = carbon.levels(here, year, seed, draws=1)
    return {code: {green.CHANGES[2]: changes[code], green.LEVELS[2]: levels[code]} for code in carbon.SOURCES}


def by_years(
    here: Region, spans: Mapping[str, tuple[int, int]], years: Mapping[str, int], seed: int
) -> dict[str, Dispersion]:
    """Changes over other spans and levels in other years.

    Parameters
    ----------
    spans : mapping
        Code of a pressure -> first and last year.
    years : mapping
        Code of a level -> year.
    """
    pressure_keys = dict(
        zip((pressures.SULPHUR, pressures.WATER, pressures.CARBON, pressures.AIR), green.CHANGES, strict=True)
    )
    level_keys = dict(
        zip(("so2_per_gdp", "wastewater_per_gdp", "co2_per_gdp", pressures.AIR), green.LEVELS, strict=True)
    )
    changes = {
        pressure_keys[code]: pressures.change(
            here,
            code,
            *span,
            seed,
            pressures.middle_change if code == pressures.AIR else pressures.total_change,
            draws=1,
        )
        for code, span in spans.items()
    }
    levels = {
        level_keys[code]: pressures.level(here, code, year, seed, draws=1) for code, year in years.items()
    }
    return {**changes, **levels}


def variants(
    here: Region,
    whole: Mapping[str, Dispersion],
    others: Choices,
    left_out: Mapping[str, Iterable[str]],
) -> pd.DataFrame:
    """What the tests look at, by other choices.

    Parameters
    ----------
    whole : mapping
        Key of a finding -> comparison, as :func:`green.compared` gives them.
    others : mapping
        Name of another choice -> key -> the comparison made by it.
    left_out : mapping
        Name of another choice -> codes of the cities of the region that it leaves out.

    Returns
    -------
    pandas.DataFrame
        A row a choice: all cities, without each group, without the cities of *left_out*, then *others*; a
        column a key. NaN where a choice does not apply.
    """
    outside = grouping.left_out(here) | {name: tuple(cities) for name, cities in left_out.items()}
    rows = {
        name: {key: figure(here, key, one, cities) for key, one in whole.items()}
        for name, cities in outside.items()
    }
    rows |= {
        name: {key: figure(here, key, one) for key, one in chosen.items()} for name, chosen in others.items()
    }
    return pd.DataFrame.from_dict(rows, orient="index").reindex(columns=list(whole))


def figure(here: Region, key: str, one: Dispersion, without: Iterable[str] = ()) -> float:
    """The number that a test looks at, with some of the region's cities left out.

    The change of the region in per cent for a key of ``CHANGES``, else its rank; the other agglomerations
    keep their cities. NaN with fewer than two cities.
    """
    kept = set(here.cities.index) - set(without)
    inside = pd.DataFrame(one.data)[one.cities.isin(kept)].to_numpy(dtype=float)
    own = float(one.statistic(inside[None])[0]) if len(inside) > 1 else np.nan
    if key in green.CHANGES or np.isnan(own):
        return own
    others = one.table["value"].drop(index=one.own)
    return float(1 + (others > own).sum())
