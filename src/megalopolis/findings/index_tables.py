"""Tables behind the charts of the chapter on the composite index."""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import composite_index, grouping
from megalopolis.findings.composite_index import dimensions, scores
from megalopolis.findings.sentences import called
from megalopolis.measures import diagnosis, uncertainty
from megalopolis.measures.composite import Index
from megalopolis.region import Region


def parts(here: Region, index: Index, year: int) -> pd.DataFrame:
    """What the index is made of, a row an indicator: the table of its structure.

    Returns
    -------
    pandas.DataFrame
        Indexed by the name of the indicator with its unit: dimension, direction, low and high goalpost,
        cities with a figure in *year*, effective weight (%), grade.
    """
    framework = index.framework
    leaves = _leaves(index)
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


def caveat(here: Region, index: Index) -> str:
    """What to know before reading a score: gaps, and dimensions that rest on one indicator."""
    alone = [one for one in dimensions(index) if len(index.framework.under(one)) == 1]
    named = here.say("index.comma").join(here.say(f"index.dimension.{one}") for one in alone)
    gaps = here.say("index.caveat.gaps")
    return gaps + here.say("index.caveat.alone", dimensions=named) if alone else gaps.strip()


def plain_and_treated(index: Index, year: int) -> tuple[Index, Index]:
    """The index of one year as it is, and with gaps filled in and outliers treated.

    Gaps get the mean of the other cities; a column with outliers is winsorised, or put into logarithms where
    that is not enough.
    """
    plain = index.replay(data=pd.DataFrame(index.stages["raw"].xs(year, level="year")))
    return plain, plain.replay(impute="mean", treat="winsorise-log")


def changed_cells(here: Region, treated: Index) -> pd.DataFrame:
    """The cells that imputation and treatment changed, a row a cell.

    A column put into logarithms is one row, since all its cells change.

    Returns
    -------
    pandas.DataFrame
        Indexed by city code (or "" for a whole column): ``indicator`` with its unit, ``rule``, ``before``
        and ``after``, in the unit of the indicator.
    """
    log = treated.log
    whole = log["rule"] == "log"
    columns = log[whole].drop_duplicates("indicator").assign(city="", before=None, after=None)
    cells = pd.concat([log[~whole], columns]).set_index("city")
    return pd.DataFrame(
        {
            "indicator": [here.label(str(code)) for code in cells["indicator"]],
            "rule": [here.say(f"index.treatment.{rule}") for rule in cells["rule"]],
            "before": cells["before"].astype(float),
            "after": cells["after"].astype(float),
        },
        index=cells.index,
    )


def cells(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """Scores in long form for a heat map: a row a city and dimension, in the order of *table*."""
    named = table.set_axis([here.say(f"index.dimension.{code}") for code in table.columns], axis=1)
    named.insert(0, "city", here.names[table.index])
    long = named.melt(id_vars="city", var_name="dimension", value_name="score")
    return long.rename(columns=lambda name: here.say(f"index.scores.{name}"))


def two_years(index: Index, first: int, last: int) -> pd.DataFrame:
    """The index of each city in two years, from the highest of the later one down."""
    root = index.framework.root
    table = pd.DataFrame({"first": scores(index, first)[root], "last": scores(index, last)[root]})
    return table.sort_values(by="last", ascending=False)


def consistency(index: Index, year: int) -> pd.DataFrame:
    """How the indicators of each dimension hold together in one year; see ``diagnosis.consistency``.

    Returns
    -------
    pandas.DataFrame
        Indexed by code of the dimension: ``indicators`` (count), ``alpha``, ``mean_r``, ``lowest_r``.
    """
    scaled = pd.DataFrame(index.stages["normalised"].xs(year, level="year"))
    return diagnosis.consistency(scaled, index.framework).reindex(dimensions(index))


def effective_weights(here: Region, without: str = "") -> pd.DataFrame:
    """Effective weight of each indicator by each method, in per cent; every column sums to 100."""
    years = composite_index.years(here)
    built = {
        method: composite_index.build(here, years, method, without)
        for method in composite_index.methods(here, without)
    }
    table = pd.DataFrame({method: 100 * index.effective_weights for method, index in built.items()})
    return table.loc[_leaves(next(iter(built.values())))]


def ranks_by_method(here: Region, year: int, without: str = "") -> pd.DataFrame:
    """Rank of each city in the index of one year by each method of weighting."""
    return pd.DataFrame(
        {
            method: composite_index.build(here, [year], method, without)
            .ranks.xs(year, level="year")["index"]
            .reindex(here.cities.index)
            for method in composite_index.methods(here, without)
        }
    )


@answers.shared
def left_out(here: Region, year: int, weights: str = "framework", without: str = "") -> pd.DataFrame:
    """How ranks move without an indicator or dimension; see ``uncertainty.leave_one_out``.

    Returns
    -------
    pandas.DataFrame
        Indexed by code: ``mean`` and ``largest`` change of rank, ``city`` that moves most, ``kind``
        (dimension or indicator).
    """
    framework = composite_index.structure(here, without)
    table = uncertainty.leave_one_out(
        composite_index.single(here, year, without),
        framework,
        weights=composite_index.weigh(here, weights, without),
    )
    kinds = ["indicator" if code in framework.leaves else "dimension" for code in table.index]
    return table.assign(kind=kinds).sort_values("mean", ascending=False, kind="stable")


def left_out_bars(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The table of :func:`left_out` for a chart, headed for the reader."""
    # A dimension may be called like an indicator, and a chart needs each name once.
    named = [
        here.say("index.leave.whole", dimension=called(here, str(code)))
        if kind == "dimension"
        else called(here, str(code))
        for code, kind in table["kind"].items()
    ]
    return pd.DataFrame(
        {
            here.say("index.leave.what"): named,
            here.say("index.leave.mean"): table["mean"].to_numpy(),
            here.say("index.leave.kind"): [here.say(f"index.leave.{kind}") for kind in table["kind"]],
        }
    )


def interval_table(here: Region, ranks: pd.DataFrame) -> pd.DataFrame:
    """Rank intervals with the group of each city in front."""
    table = ranks.copy()
    table.insert(0, "group", grouping.names(here, table.index))
    return table


@answers.shared
def sensitivity(
    here: Region, year: int, draws: int, seed: int, weights: str = "framework", without: str = ""
) -> pd.DataFrame:
    """Which choice moves the ranks: Sobol indices, the largest total first; see ``uncertainty.sobol``.

    Returns
    -------
    pandas.DataFrame
        Indexed by term of the glossary: ``first`` and ``total`` with the ends of their intervals.
    """
    table = uncertainty.sobol(
        composite_index.single(here, year, without),
        composite_index.structure(here, without),
        draws=draws,
        seed=seed,
        choices=composite_index.choices(here, weights, without),
    ).sort_values("total", ascending=False, kind="stable")
    return table.set_axis([f"choice-{factor}" for factor in table.index])


def by_dimension(here: Region, index: Index, year: int) -> pd.DataFrame:
    """Scores of each city in the dimensions, headed for the reader, cities by name, with their group."""
    table = scores(index, year).drop(columns=index.framework.root)
    table = table.set_axis([here.say(f"index.dimension.{code}") for code in table.columns], axis=1)
    table.insert(0, here.say("index.sliders.city"), here.names[table.index])
    table.insert(1, here.say("index.sliders.group"), grouping.names(here, table.index))
    return table


def dimension_weights(here: Region, index: Index) -> dict[str, float]:
    """Weight of each dimension in the index by its heading; they sum to 1."""
    shares = index.weights[dimensions(index)]
    return {here.say(f"index.dimension.{code}"): float(weight) for code, weight in shares.items()}


def _leaves(index: Index) -> list[str]:
    """Indicators, dimension by dimension."""
    return [leaf for dimension in dimensions(index) for leaf in index.framework.under(dimension)]
