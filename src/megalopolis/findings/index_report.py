"""What the chapter on the composite index shows: its tables and its findings."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings.composite_index import dimensions, scores, structure
from megalopolis.findings.finding import Finding, tell
from megalopolis.measures.composite import Index
from megalopolis.region import Region


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
