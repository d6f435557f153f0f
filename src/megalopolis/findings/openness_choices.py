"""The openness problem under other choices: how ranks and verdict move, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from megalopolis.findings import dispersion, investment, opening, population, problems, standing
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding
from megalopolis.findings.openness import FDI
from megalopolis.findings.words import say
from megalopolis.region import Region

LEAST = 0.8
"""Part of its cities that an agglomeration needs to count as covered; as :meth:`Region.compare` has it."""


def alternatives(
    here: Region,
    first: int,
    last: int,
    other: int,
    fdi_years: tuple[int, int],
    network_years: tuple[int, int],
    fall: float,
    seed: int,
) -> dict[str, dict[str, Dispersion]]:
    """The same comparisons made otherwise, by the name of the choice and the key of the finding.

    Parameters
    ----------
    here : Region
    first, last : int
        The censuses; levels are those of the later one.
    other : int
        The census that takes its place in the choice of another year.
    fdi_years : tuple of int
        Year of foreign investment, and the one that takes its place.
    network_years : tuple of int
        Years of mobility and of the Weibo network.
    fall : float
        Rule of the breaks of foreign investment; see :func:`investment.breaks`.
    seed : int

    Raises
    ------
    ParameterError
        No city has figures in one of the years.
    """
    year, before = fdi_years
    used, output = here.nation(investment.USED, year), here.nation(investment.OUTPUT, year)
    residents = {one: here.nation(population.RESIDENTS, one) for one in (year, *network_years)}
    degrees = {
        "openness.mobility.rank": ("net_mobility_degree", "mobility_per_head", network_years[0]),
        "openness.information.rank": ("net_weibo_degree", "weibo_per_head", network_years[1]),
    }
    share = here.nation(opening.SHARE, last)
    levels = {
        "openness.migrants.rank": share,
        "openness.arrivals.rank": opening.arrivals(here, first, last),
        FDI: here.nation(investment.RATIO, year),
        **{key: here.nation(per_head, one) for key, (_, per_head, one) in degrees.items()},
    }
    pooled = {
        "openness.migrants.rank": opening.outsiders(here, last),
        FDI: _columns(used, output),
        **{
            key: _columns(here.nation(total, one), residents[one]) for key, (total, _, one) in degrees.items()
        },
    }
    measured = {
        "openness.arrivals.rank": opening.growth(here, first, last),
        FDI: used / residents[year],
        **{key: here.nation(total, one) for key, (total, _, one) in degrees.items()},
    }

    def one(units: pd.Series | pd.DataFrame, statistic: dispersion.Statistic) -> Dispersion:
        return dispersion.compare(here, pd.DataFrame(units), statistic, seed, draws=1)

    return {
        say(here.language, "mean"): {key: one(values, dispersion.mean) for key, values in levels.items()},
        here.say("openness.variants.pooled"): {
            **{key: one(sums, dispersion.ratio) for key, sums in pooled.items()},
            "openness.arrivals.rank": one(opening.both(here, first, last), opening.pooled_change),
        },
        here.say("openness.variants.measure"): {
            **{key: one(values, dispersion.median) for key, values in measured.items()},
            "openness.depth.rank": one(share, dispersion.gini),
        },
        here.say("openness.variants.year", census=other, fdi=before): {
            "openness.migrants.rank": one(here.nation(opening.SHARE, other), dispersion.median),
            "openness.depth.rank": one(opening.outsiders(here, other), dispersion.theil),
            FDI: one(here.nation(investment.RATIO, before), dispersion.median),
        },
        here.say("openness.variants.steady"): {
            FDI: one(investment.unbroken(here, first, year, fall), dispersion.median)
        },
    }


def choices(
    here: Region,
    told: Iterable[Finding],
    found: Mapping[str, Dispersion],
    others: Mapping[str, Mapping[str, Dispersion]],
) -> pd.DataFrame:
    """Ranks and verdict under every choice, the last of them without the test on foreign investment.

    Returns
    -------
    pandas.DataFrame
        A row a choice; ``verdict`` in the language first, then a column a finding.
    """
    findings = list(told)
    ranks = dispersion.variants(here, found, others)
    table = ranks.assign(verdict=standing.verdicts(here, "openness", findings, ranks))
    dropped = ranks.iloc[0].astype(object).where(ranks.columns != FDI, np.nan)
    verdict = say(here.language, problems.weigh(here, "openness", without(findings, FDI)))
    table.loc[here.say("openness.variants.without")] = {**dropped, "verdict": verdict}
    return table[["verdict", *ranks.columns]]


def without(findings: Iterable[Finding], key: str) -> list[Finding]:
    """The findings, that of *key* without a figure, so that its test cannot be made."""
    return [replace(one, value=None, low=None, high=None) if one.key == key else one for one in findings]


def passed_figures(here: Region, findings: Iterable[Finding], key: str) -> dict[str, float | None]:
    """How many tests hold with and without the one on the finding *key*, for :func:`finding.tell`.

    ``value`` is the share that holds without it in per cent, ``passed`` of ``count`` tests, ``whole`` the
    share with it, ``all_passed`` of ``all_count``. None where no test is left or no problem is stated.
    """
    problem = problems.asserted(here, "openness")
    values = {one.key: one.value for one in findings}
    tests = () if problem is None else problem.tests
    held = {test.finding: test.holds(value) for test in tests if (value := values[test.finding]) is not None}
    left = {name: holds for name, holds in held.items() if name != key}
    return {
        "value": 100 * sum(left.values()) / len(left) if left else None,
        "passed": float(sum(left.values())),
        "count": float(len(left)),
        "whole": 100 * sum(held.values()) / len(held) if held else None,
        "all_passed": float(sum(held.values())),
        "all_count": float(len(held)),
    }


def covered(here: Region, found: Mapping[str, Dispersion]) -> pd.DataFrame:
    """Where the region ranks among the agglomerations most of whose cities have a figure.

    Returns
    -------
    pandas.DataFrame
        A row a comparison: ``cities`` of the region with a figure ``of`` all, ``peers`` (agglomerations with
        figures for at least 80 % of their cities, the region always among them) and ``rank`` among these.
    """
    rows = {}
    for key, one in found.items():
        table = one.table
        kept = table[(table["cities"] >= LEAST * table["of"]) | table["own"]]
        rows[key] = {
            "cities": float(table["cities"][one.own]),
            "of": float(table["of"][one.own]),
            "peers": float(len(kept)),
            "rank": float(kept["value"].rank(ascending=False, method="min")[one.own]),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


def _columns(amount: pd.Series, base: pd.Series) -> pd.DataFrame:
    return pd.DataFrame({"amount": amount, "base": base}).dropna()
