"""The five-dimension index of a region: how it is made, what it says, and how firm the ranks are.

Two years are scaled together with the goalposts of the table ``indicators``, so that a score of one year
can be compared with the other, and adding a year changes no old score.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from megalopolis.findings.finding import Finding, tell
from megalopolis.measures import composite, uncertainty, weights
from megalopolis.measures.composite import Framework, Index
from megalopolis.region import Region


def observed(here: Region, years: Sequence[int]) -> pd.DataFrame:
    """The indicators of the index for every city and year.

    Returns
    -------
    pandas.DataFrame, shape (cities x years, indicators)
        Indexed by city and year; NaN where there is no figure.
    """
    leaves = list(structure(here).leaves)
    frames = {year: here.indicators(leaves, year) for year in years}
    return pd.concat(frames, names=["year", "city"]).swaplevel().sort_index()


def structure(here: Region) -> Framework:
    """The tree of the index: indicators in five dimensions, dimensions in the index."""
    return Framework(here.framework())


def build(here: Region, years: Sequence[int]) -> Index:
    """The index of *years*: min-max scaling between goalposts, arithmetic means, weights of the table.

    The table gives equal weights to the dimensions and within each of them. A gap stays a gap: the other
    indicators of the dimension take its weight.
    """
    return composite.build(observed(here, years), structure(here))


def with_entropy_weights(index: Index) -> Index:
    """The same index with entropy weights, taken over the cities and years without a gap."""
    scaled = index.stages["normalised"][list(index.framework.leaves)].dropna()
    return index.replay(weights=weights.entropy(scaled))


def dimensions(index: Index) -> list[str]:
    """Codes of the dimensions, in the order of the framework's table."""
    return [
        code for code in index.framework.table.index if code in index.framework.children[index.framework.root]
    ]


def scores(index: Index, year: int) -> pd.DataFrame:
    """Scores of one year, city x dimension and index (0 to 100), from the highest index down."""
    table = pd.DataFrame(index.scores.xs(year, level="year"))[[*dimensions(index), index.framework.root]]
    return table.sort_values(by=[index.framework.root], ascending=False, kind="stable")


def two_years(index: Index, first: int, year: int) -> pd.DataFrame:
    """The index of each city in two years, from the highest of the later one down."""
    root = index.framework.root
    table = pd.DataFrame({"first": scores(index, first)[root], "last": scores(index, year)[root]})
    return table.sort_values(by="last", ascending=False)


def by_dimension(here: Region, index: Index, year: int) -> pd.DataFrame:
    """Scores of each city in the dimensions, headed for the reader, cities by name."""
    table = scores(index, year).drop(columns=index.framework.root)
    table = table.set_axis([here.say(f"index.dimension.{code}") for code in table.columns], axis=1)
    table.insert(0, here.say("index.sliders.city"), here.names[table.index])
    return table


def dimension_weights(here: Region, index: Index) -> dict[str, float]:
    """Weight of each dimension in the index by its heading; they sum to 1."""
    shares = index.weights[dimensions(index)]
    return {here.say(f"index.dimension.{code}"): float(weight) for code, weight in shares.items()}


def parts(here: Region, index: Index, year: int) -> pd.DataFrame:
    """What the index is made of, a row an indicator: the table of its structure.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the indicator with its unit: dimension, direction, low and high goalpost,
        cities with a figure in *year*, effective weight (%), grade.
    """
    framework = index.framework
    leaves = [leaf for dimension in dimensions(index) for leaf in framework.under(dimension)]
    described = here.table("indicators").set_index("code").loc[leaves]
    directions = framework.directions[leaves].map(
        {1.0: here.say("index.framework.higher"), -1.0: here.say("index.framework.lower")}
    )
    table = pd.DataFrame(
        {
            "dimension": [here.say(f"index.dimension.{one}") for one in described["dimension"]],
            "direction": directions,
            "low": framework.goalposts["low"],
            "high": framework.goalposts["high"],
            "cities": here.indicators(leaves, year).notna().sum(),
            "effective": 100 * index.effective_weights,
            "grade": described["grade"],
        },
        index=leaves,
    )
    return table.set_axis([here.label(code) for code in leaves])


def weights_beside(here: Region, equal: Index, entropy: Index) -> pd.DataFrame:
    """Effective weights of two indices, in per cent, from the heaviest of the second down."""
    table = pd.DataFrame(
        {"equal": 100 * equal.effective_weights, "entropy": 100 * entropy.effective_weights}
    ).sort_values("entropy", ascending=False)
    return table.set_axis([here.label(str(code)) for code in table.index])


def cells(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Scores in long form for a heat map: a row a city and dimension, in the order of *table*."""
    named = table.set_axis([here.say(f"index.dimension.{code}") for code in table.columns], axis=1)
    named.insert(0, "city", here.names[table.index])
    long = named.melt(id_vars="city", var_name="dimension", value_name="score")
    return long.rename(columns=lambda name: here.say(f"index.scores.{name}"))


def intervals(here: Region, year: int, draws: int, seed: int) -> pd.DataFrame:
    """Rank of each city with its interval over *draws* ways to compute the index of one year.

    Imputation, treatment of outliers, scaling, weights (each +-25 %) and aggregation are drawn together.
    """
    return uncertainty.rank_intervals(
        here.indicators(list(structure(here).leaves), year), structure(here), draws=draws, seed=seed
    )


def coverage(here: Region, year: int) -> Finding:
    """Of how many indicators the index is made, and which cities lack one."""
    table = here.indicators(list(structure(here).leaves), year)
    gaps = [str(city) for city in table.index[table.isna().any(axis=1)]]
    complete, count = len(table) - len(gaps), len(table)
    if not gaps:
        return tell(here, "index.complete", table.shape[1], count=count, year=year)
    return tell(
        here, "index.coverage", table.shape[1], count=count, complete=complete, missing=gaps, year=year
    )


def top(here: Region, index: Index, year: int) -> Finding:
    """The cities with the highest scores and the lowest."""
    column = scores(index, year)[index.framework.root].dropna()
    first, second, third = (str(city) for city in column.index[:3])
    return tell(
        here,
        "index.top",
        float(column.iloc[0]),
        city=first,
        second=second,
        third=third,
        last=str(column.index[-1]),
        bottom=float(column.iloc[-1]),
        year=year,
    )


def change(here: Region, index: Index, first: int, year: int) -> Finding:
    """Mean change of the index and the dimensions that moved most and least."""
    moved = (scores(index, year) - scores(index, first)).mean()
    by_size = moved[dimensions(index)].sort_values()
    return tell(
        here,
        "index.change",
        float(moved[index.framework.root]),
        dimension=str(by_size.index[-1]),
        most=float(by_size.iloc[-1]),
        least_dimension=str(by_size.index[0]),
        least=float(by_size.iloc[0]),
        first=first,
        year=year,
    )


def heaviest(here: Region, equal: Index, entropy: Index) -> Finding:
    """The indicator to which entropy gives most weight."""
    weight = 100 * entropy.effective_weights
    code = str(weight.idxmax())
    return tell(
        here,
        "index.weights.heaviest",
        float(weight[code]),
        equal=float(100 * equal.effective_weights[code]),
        indicator=code,
    )


def agreement(here: Region, equal: Index, entropy: Index, year: int) -> Finding:
    """How far the ranks of one year agree between equal and entropy weights."""
    root = equal.framework.root
    one = equal.ranks.xs(year, level="year")[root]
    two = entropy.ranks.xs(year, level="year")[root]
    moved = (one - two).abs()
    return tell(
        here,
        "index.weights.agreement",
        float(one.corr(two, method="spearman")),
        city=str(moved.idxmax()),
        places=float(moved.max()),
        year=year,
    )


def width(here: Region, ranks: pd.DataFrame, year: int, draws: int) -> Finding:
    """Median width of the rank intervals, and the widest."""
    wide = ranks["high"] - ranks["low"]
    city = str(wide.idxmax())
    return tell(
        here,
        "index.intervals.width",
        float(wide.median()),
        city=city,
        low=float(ranks["low"][city]),
        high=float(ranks["high"][city]),
        draws=draws,
        year=year,
    )


def certain(here: Region, ranks: pd.DataFrame, first: int, year: int) -> Finding:
    """Cities whose rank interval lies wholly within the first *first* places."""
    sure = ranks[ranks["high"] <= first].sort_values(["median", "rank"])
    if sure.empty:
        return tell(here, "index.intervals.none", 0, top=first, year=year)
    cities = [str(city) for city in sure.index]
    return tell(here, "index.intervals.certain", len(sure), top=first, cities=cities, year=year)
