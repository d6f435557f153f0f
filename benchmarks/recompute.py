"""The headline numbers once more, from the tables alone.

    python benchmarks/recompute.py SITE/zh/findings.json

Index, tests and verdicts on the five problems, shares of the population: written a second time after the
definitions in the book, with pandas, numpy and yaml and without the package, so that an error in the package
shows here. Prints a line a number, and ends with 1 when one differs. Intervals, which come from random draws,
are not computed again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

DATA = Path(__file__).resolve().parents[1] / "data"
REGION = "changjiang-middle-reaches"
INDEX_YEARS = (2010, 2020)
DIMENSIONS = ("innovation", "coordination", "green", "openness", "sharing")
SECTORS = [
    "agri",
    "mining",
    "manuf",
    "utilities",
    "construction",
    "trade",
    "transport",
    "hotel_catering",
    "info",
    "finance",
    "realestate",
    "leasing_business",
    "sci_tech",
    "water_env",
    "resident_service",
    "education",
    "health_social",
    "culture",
    "public_admin",
]
COUNTIES = ("county", "county-level-city")
EARTH = 6371.0088
COMPARE: dict[str, Callable[[float, float], bool]] = {
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
}


@cache
def table(name: str) -> pd.DataFrame:
    """A table as it lies there; codes of cities stay text."""
    texts = {"city": str, "code": str, "later_code": str, "origin": str, "destination": str, "date": str}
    return pd.read_csv(DATA / f"{name}.csv", dtype=texts)


@cache
def observed() -> pd.Series:
    """Every observation by indicator, year and city, with the known errors of the sources mended."""
    package = yaml.safe_load((DATA / "datapackage.yaml").read_text(encoding="utf-8"))
    paths = {one["name"]: one["path"] for one in package["resources"]}
    frames = {
        name: table(path.removesuffix(".csv")) for name, path in paths.items() if "observations" in name
    }
    key = ["table", "city", "year", "indicator"]
    filled = [one.assign(table=name) for name, one in frames.items() if len(one)]
    values = pd.concat(filled).set_index(key)["value"]
    mends = table("corrections").set_index(key)
    values = values.drop(mends.index[mends["action"] == "drop"])
    override = mends.loc[mends["action"] == "override", "value"]
    values.loc[override.index] = override
    return values.droplevel("table").reorder_levels(["indicator", "year", "city"]).sort_index()


@cache
def nation(code: str, year: int) -> pd.Series:
    """An indicator of every city in a year: what was observed, over its denominator, times its scale."""
    row = table("indicators").set_index("code").loc[code]
    if pd.isna(row["numerator"]) and pd.isna(row["denominator"]):
        try:
            return observed().loc[(code, year)].dropna()
        except KeyError:
            return pd.Series(dtype=float)
    above = observed().loc[(code, year)] if pd.isna(row["numerator"]) else nation(row["numerator"], year)
    below = 1.0 if pd.isna(row["denominator"]) else nation(row["denominator"], year)
    scale = 1.0 if pd.isna(row["scale"]) else row["scale"]
    return (above / below).replace([np.inf, -np.inf], np.nan).dropna() * scale


@cache
def members() -> dict[str, list[str]]:
    """Cities of each agglomeration by its main list."""
    base = table("agglomerations").query("variant == 'base'")
    return {str(name): list(rows["city"]) for name, rows in base.groupby("agglomeration")}


def index(year: int) -> pd.DataFrame:
    """Scores of the region's cities: shares of the way between goalposts, means of means, 0 to 100."""
    described = table("indicators").query("weight == weight").set_index("code")
    scaled = {}
    for code, row in described.iterrows():
        low, high = row["goalpost_low"], row["goalpost_high"]
        share = (nation(str(code), year).reindex(members()[REGION]).clip(low, high) - low) / (high - low)
        scaled[code] = 100 * (share if row["direction"] > 0 else 1 - share)
    frame = pd.DataFrame(scaled)
    means = {one: frame[described.index[described["dimension"] == one]].mean(axis=1) for one in DIMENSIONS}
    scores = pd.DataFrame(means)
    return scores.assign(index=scores.mean(axis=1))


def ranked(value: Callable[[list[str]], float]) -> float:
    """The region's place among the agglomerations, 1 for the highest value."""
    values = pd.Series({name: value(cities) for name, cities in members().items()}, dtype=float)
    return float((values > values[REGION]).sum() + 1)


def median_rank(values: pd.Series) -> float:
    """The region's place by its median city."""
    return ranked(lambda cities: values.reindex(cities).median())


def theil(amounts: pd.Series, heads: pd.Series) -> Callable[[list[str]], float]:
    """Theil's T of amounts over heads inside a set of cities."""
    both = pd.DataFrame({"amount": amounts, "heads": heads}).dropna()

    def value(cities: list[str]) -> float:
        part = both[both.index.isin(cities)]
        shares = part / part.sum()
        terms = shares["amount"] * np.log(shares["amount"] / shares["heads"])
        return float(terms.where(shares["amount"] > 0, 0).sum()) if len(part) > 1 else np.nan

    return value


def gini(values: pd.Series) -> float:
    """Mean absolute difference between two different cities over twice the mean."""
    apart = np.abs(values.to_numpy()[:, None] - values.to_numpy()[None, :]).sum()
    return float(apart / (len(values) * (len(values) - 1)) / (2 * values.mean()))


def coordination() -> dict[str, float]:
    """Figures of the tests on balance between cities, and between counties and districts."""
    heads, before = nation("population", 2020), nation("population", 2010)
    rate = nation("urbanisation_rate_census_yearbook", 2020)
    urban = heads * rate / 100
    both = pd.DataFrame({"first": before, "last": heads}).dropna()
    residents = pd.DataFrame({"rate": rate, "heads": heads}).dropna()

    def concentration(cities: list[str]) -> float:
        part = both[both.index.isin(cities)]
        return gini(part["last"]) - gini(part["first"]) if len(part) > 1 else np.nan

    def deviation(cities: list[str]) -> float:
        part = residents[residents.index.isin(cities)]
        mean = np.average(part["rate"], weights=part["heads"])
        return float(np.sqrt(np.average((part["rate"] - mean) ** 2, weights=part["heads"])))

    census = table("counties")
    old, new = (census[census["year"] == year].set_index("code") for year in (2010, 2020))
    old = old[old["kind"].isin(COUNTIES) & old["later_code"].isin(new.index)]
    later = new.loc[old["later_code"]].set_axis(old.index)
    loses = (later["population"] / old["population"] < 1).groupby(later["city"])
    lost, followed = loses.sum(), loses.count()
    towns = 100 * (later["urban_population"] / old["urban_population"] - 1)
    sides = new.assign(county=new["kind"].isin(COUNTIES))[new["kind"].isin([*COUNTIES, "district"])]
    weighted = sides.assign(years=sides["education_years"] * sides["population"])
    sums = weighted.groupby(["city", "county"])[["years", "population"]].sum()
    schooling = (sums["years"] / sums["population"]).unstack()
    return {
        "coordination.gdp.rank": ranked(theil(nation("gdp", 2020), heads)),
        "coordination.income.rank": ranked(theil(nation("income_urban", 2020) * urban, urban)),
        "coordination.concentration.rank": ranked(concentration),
        "coordination.urbanisation.rank": ranked(deviation),
        "coordination.atkinson.rank": median_rank(nation("income_inequality_atkinson", 2018)),
        "coordination.schooling.rank": median_rank((schooling[False] - schooling[True]).dropna()),
        "coordination.counties.rank": ranked(
            lambda cities: lost.reindex(cities).sum() / followed.reindex(cities).sum()
        ),
        "coordination.towns.rank": ranked(lambda cities: towns[later["city"].isin(cities)].median()),
    }


def green() -> dict[str, float]:
    """Figures of the tests on emissions and air."""

    def own(code: str, first: int, last: int) -> pd.DataFrame:
        pair = pd.DataFrame({"first": nation(code, first), "last": nation(code, last)}).dropna()
        return pair[pair.index.isin(members()[REGION]) & (pair["first"] > 0)]

    def total(code: str, first: int, last: int) -> float:
        sums = own(code, first, last).sum()
        return float(100 * (sums["last"] / sums["first"] - 1))

    air = own("pm25", 2010, 2018)
    return {
        "green.so2.change": total("industrial_so2", 2010, 2015),
        "green.wastewater.change": total("industrial_wastewater", 2010, 2015),
        "green.co2.change": total("co2_edgar", 2010, 2020),
        "green.pm25.change": float((100 * (air["last"] / air["first"] - 1)).median()),
        "green.so2.rank": median_rank(nation("so2_per_gdp", 2017)),
        "green.wastewater.rank": median_rank(nation("wastewater_per_gdp", 2017)),
        "green.co2.rank": median_rank(nation("co2_per_gdp", 2020)),
        "green.pm25.rank": median_rank(nation("pm25", 2018)),
    }


def sectors(year: int) -> pd.DataFrame:
    """Employment shares of every city whose 19 sectors are all known."""
    return pd.DataFrame({one: nation(f"empshare_{one}", year) for one in SECTORS}).dropna()


def pair_mean(vectors: pd.DataFrame, of: Callable[[np.ndarray, np.ndarray], float]) -> float:
    """Mean over the pairs of rows."""
    rows = vectors.to_numpy()
    pairs = [of(rows[i], rows[j]) for i in range(len(rows)) for j in range(i)]
    return float(np.mean(pairs)) if pairs else np.nan


def krugman(one: np.ndarray, other: np.ndarray) -> float:
    """Sum of the differences of shares."""
    return float(np.abs(one / one.sum() - other / other.sum()).sum())


def cosine(one: np.ndarray, other: np.ndarray) -> float:
    """Structural similarity."""
    return float(one @ other / np.sqrt((one @ one) * (other @ other)))


def innovation() -> dict[str, float]:
    """Figures of the tests on talent, knowledge and likeness of industries."""
    now, before = sectors(2020), sectors(2010)
    clever = {
        year: nation("empshare_sci_tech", year) + nation("empshare_info", year) for year in (2010, 2020)
    }
    inside = [city for city in members()[REGION] if city in now.index and city in before.index]

    def alike(of: Callable[[np.ndarray, np.ndarray], float]) -> float:
        return ranked(lambda cities: pair_mean(now[now.index.isin(cities)], of))

    return {
        "innovation.education.rank": median_rank(nation("college_per_100k", 2020)),
        "innovation.professionals.rank": median_rank(nation("prof_tech_share", 2020)),
        "innovation.knowledge.rank": median_rank(clever[2020]),
        "innovation.momentum.rank": median_rank(clever[2020] - clever[2010]),
        "innovation.patents.rank": median_rank(nation("patents_per_10k", 2017)),
        "innovation.similarity.rank": alike(cosine),
        "innovation.krugman.rank": alike(krugman),
        "innovation.krugman.change": pair_mean(now.loc[inside], krugman)
        - pair_mean(before.loc[inside], krugman),
    }


def openness() -> dict[str, float]:
    """Figures of the tests on people, money and contacts from outside."""
    share = {year: nation("outprov_migrant_share", year) for year in (2010, 2020)}
    heads = nation("pop_census_yearbook", 2020)
    return {
        "openness.migrants.rank": median_rank(share[2020]),
        "openness.arrivals.rank": median_rank(share[2020] - share[2010]),
        "openness.depth.rank": ranked(theil(share[2020] * heads / 100, heads)),
        "openness.fdi.rank": median_rank(nation("fdi_per_gdp", 2019)),
        "openness.mobility.rank": median_rank(nation("mobility_per_head", 2016)),
        "openness.information.rank": median_rank(nation("weibo_per_head", 2015)),
    }


def border(column: str, date: str = "2016-03-16") -> float:
    """What the border between groups adds to a link, in per cent: least squares on logarithms.

    With an effect of each city and the distance between the two; links are means of both ways.
    """
    cities = table("cities").set_index("code").loc[members()[REGION]]
    group = (
        table("agglomerations")
        .query("variant == 'base' and agglomeration == @REGION")
        .set_index("city")["group"]
    )
    rail = table("travel").query("mode == 'rail' and date == @date").dropna(subset=[column])
    rail = rail[rail["origin"].isin(cities.index) & rail["destination"].isin(cities.index)]
    ends = np.sort(rail[["origin", "destination"]].to_numpy(dtype=str), axis=1)
    links = rail.assign(first=ends[:, 0], second=ends[:, 1]).query("first != second")
    means = links.groupby(["first", "second"])[column].mean()
    east, north = np.radians(cities["seat_longitude"]), np.radians(cities["seat_latitude"])
    rows = []
    for one, other in means.index:
        half = np.sin((north[one] - north[other]) / 2) ** 2
        half += np.cos(north[one]) * np.cos(north[other]) * np.sin((east[one] - east[other]) / 2) ** 2
        touched = [float(city in (one, other)) for city in cities.index]
        rows.append(
            [float(group[one] != group[other]), np.log(2 * EARTH * np.arcsin(np.sqrt(half))), *touched]
        )
    return float(100 * np.expm1(np.linalg.lstsq(np.array(rows), np.log(means.to_numpy()), rcond=None)[0][0]))


def sharing() -> dict[str, float]:
    """Figures of the tests on services, and on trains across the borders of groups."""

    def spread(code: str, year: int) -> float:
        heads = nation("population", year)
        return ranked(theil(nation(code, year) * heads, heads))

    return {
        "sharing.doctors.rank": median_rank(nation("doctors_per_1000", 2016)),
        "sharing.schools.rank": median_rank(nation("education_spending_per_head", 2018)),
        "sharing.water.rank": median_rank(nation("tap_water_share", 2020)),
        "sharing.doctors.theil.rank": spread("doctors_per_1000", 2016),
        "sharing.schools.theil.rank": spread("education_spending_per_head", 2018),
        "sharing.broadband.theil.rank": spread("broadband_per_100", 2016),
        "sharing.border.trains": border("trains"),
        "sharing.border.minutes": border("minutes"),
    }


def verdicts(figures: Mapping[str, float]) -> dict[str, str]:
    """The verdict on each problem: three quarters of its tests hold, at most one quarter does, or between."""
    found = {}
    for problem, tests in problem_tests().items():
        passed = [COMPARE[one["operator"]](figures[one["finding"]], one["threshold"]) for one in tests]
        share = sum(passed) / len(passed)
        found[problem] = "supported" if share >= 0.75 else "not-supported" if share <= 0.25 else "partly"
    return found


def problem_tests() -> dict[str, list[dict[str, Any]]]:
    """The tests of each problem: those of the argument that the region extends, its own laid over them."""
    region = yaml.safe_load((DATA / "regions" / f"{REGION}.yml").read_text(encoding="utf-8"))
    laid = [region]
    if "extends" in region:
        path = DATA / "arguments" / f"{region['extends']}.yml"
        laid = [yaml.safe_load(path.read_text(encoding="utf-8")), region]
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for argument in laid:
        for problem in argument["problems"]:
            tests = found.setdefault(problem["id"], {})
            for one in problem.get("tests", []):
                tests[one["id"]] = {**tests.get(one["id"], {}), **one}
    return {problem: list(tests.values()) for problem, tests in found.items()}


def held(year: int) -> float:
    """Per cent of the census population in the main lists; a city counts once, with its larger part."""
    rows = table("agglomerations").query("variant == 'base'")
    whole = rows["city"].map(nation("population", year)).fillna(0)
    inside = whole.where(rows["part"] == "whole", rows[f"part_population_{year}"].fillna(whole))
    total = table("national").query("series == 'population_census' and year == @year")["value"].iloc[0]
    return float(100 * inside.groupby(rows["city"]).max().sum() / total)


@cache
def headlines() -> tuple[dict[str, float], dict[str, str]]:
    """Every number by the key of its finding, and the verdicts by problem."""
    scores = {year: index(year)["index"] for year in INDEX_YEARS}
    plans = table("plans").query("variant == 'base'")
    figures = {
        "index.top": float(scores[2020].max()),
        "index.change": float((scores[2020] - scores[2010]).mean()),
        "claims.agglomerations": float(len(plans)),
        "claims.share": held(2020),
        "claims.rise": held(2020) - held(2010),
        **coordination(),
        **green(),
        **innovation(),
        **openness(),
        **sharing(),
    }
    return figures, verdicts(figures)


def differences(published: Mapping[str, list[dict[str, object]]]) -> list[str]:
    """Numbers and verdicts of the site that differ from those computed here, or are missing; a line each."""
    figures, judged = headlines()
    told = {str(one["key"]): one["value"] for one in published["findings"]}
    said = {str(one["problem"]): one["verdict"] for one in published["verdicts"]}
    wrong = [
        f"{key}: the site says {told.get(key)}, the tables give {value}"
        for key, value in figures.items()
        if not isinstance(told.get(key), int | float)
        or not np.isclose(float(str(told[key])), value, rtol=1e-9)
    ]
    return wrong + [
        f"{problem}: the site says {said.get(problem)}, the tables give {word}"
        for problem, word in judged.items()
        if said.get(problem) != word
    ]


if __name__ == "__main__":
    figures, judged = headlines()
    for key, value in {**figures, **judged}.items():
        print(key, value)
    wrong = differences(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")))
    print("\n".join(wrong) or f"{len(figures)} numbers and {len(judged)} verdicts agree")
    sys.exit(bool(wrong))
