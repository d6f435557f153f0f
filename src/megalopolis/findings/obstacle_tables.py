"""Tables of the chapter on obstacles."""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.findings import composite_index, grouping, obstacles
from megalopolis.findings.sentences import called
from megalopolis.region import Region

READINGS = {"degree": obstacles.degrees, "shortfall": obstacles.shortfalls}


def region(here: Region, degrees: pd.DataFrame) -> pd.DataFrame:
    """Mean obstacle degree of each indicator over the cities that have it (%), headed, with its dimension."""
    mean = (100 * degrees.mean()).sort_values(ascending=False)
    dimension = here.table("indicators").set_index("code")["dimension"]
    return pd.DataFrame(
        {
            here.say("obstacles.indicator"): [called(here, str(code)) for code in mean.index],
            here.say("obstacles.degree"): mean.to_numpy(),
            here.say("obstacles.dimension"): [
                here.say(f"index.dimension.{dimension[code]}") for code in mean.index
            ],
        }
    )


def groups(here: Region, shortfalls: pd.DataFrame) -> pd.DataFrame:
    """Mean shortfall of each group in each dimension, in points of the index.

    Returns
    -------
    pandas.DataFrame
        A row a dimension, named, and a last one for their sum; a column a group, headed by its name.
    """
    dimension = here.table("indicators").set_index("code")["dimension"]
    by_dimension = shortfalls.T.groupby(dimension.reindex(shortfalls.columns), sort=False).sum().T
    means = by_dimension.groupby(grouping.names(here, by_dimension.index), observed=True).mean().T
    means = means.reindex([one for one in composite_index.DIMENSIONS if one in means.index])
    table = means.set_axis([here.say(f"index.dimension.{one}") for one in means.index])
    table.loc[here.say("obstacles.sum")] = means.sum()
    table = table.set_axis([str(name) for name in table.columns], axis=1)
    table.insert(0, here.say("obstacles.dimension"), list(table.index))
    return table


def cities(
    here: Region, year: int, degrees: pd.DataFrame, shortfalls: pd.DataFrame, without: str = ""
) -> pd.DataFrame:
    """What holds each city back, by both readings, in words: two highest degrees, three largest shortfalls.

    Returns
    -------
    pandas.DataFrame
        Indexed by city: ``degrees`` and ``shortfalls`` (names and numbers, the largest first; a
        city that lies behind in fewer indicators lists fewer), ``methods``, how many methods of weighting
        name the same largest shortfall.
    """
    largest = by_method(here, "shortfall", year, without)
    agreed = largest.eq(shortfalls.idxmax(axis=1), axis=0).sum(axis=1)
    return pd.DataFrame(
        {
            "degrees": [_listed(here, row, "{:.0%}", 2) for _, row in degrees.iterrows()],
            "shortfalls": [_listed(here, row, "{:.1f}", 3) for _, row in shortfalls.iterrows()],
            "methods": agreed.reindex(shortfalls.index).astype(int),
        },
        index=shortfalls.index,
    )


def cells(here: Region, shortfalls: pd.DataFrame) -> pd.DataFrame:
    """Points ahead of the median city (behind it, below 0) in long form for a heat map, group by group."""
    ordered = shortfalls.loc[grouping.names(here, shortfalls.index).sort_values(kind="stable").index]
    named = (-ordered).set_axis([called(here, str(code)) for code in ordered.columns], axis=1)
    named.insert(0, here.say("obstacles.city"), here.names[ordered.index])
    return named.melt(
        id_vars=here.say("obstacles.city"),
        var_name=here.say("obstacles.indicator"),
        value_name=here.say("obstacles.difference"),
    )


@answers.shared
def by_method(here: Region, reading: str, year: int, without: str = "") -> pd.DataFrame:
    """The largest obstacle of each city by each method of weighting.

    Parameters
    ----------
    here : Region
    reading : {"degree", "shortfall"}
    year : int
    without : str

    Returns
    -------
    pandas.DataFrame
        City x method, codes of indicators.
    """
    return pd.DataFrame(
        {
            method: READINGS[reading](here, year, method, without).idxmax(axis=1)
            for method in composite_index.methods(here, without)
        }
    )


def counted(here: Region, largest: pd.DataFrame) -> pd.DataFrame:
    """In how many cities each indicator is the largest obstacle: indicator x method, most common first."""
    counts = pd.DataFrame({method: column.value_counts() for method, column in largest.items()})
    table = counts.fillna(0).astype(int)
    return table.loc[table.sum(axis=1).sort_values(ascending=False, kind="stable").index]


def _listed(here: Region, row: pd.Series, form: str, count: int) -> str:
    """The *count* largest cells of a row in words, those left out that would read as zero."""
    zero = form.format(0.0)
    worst = {code: form.format(value) for code, value in row[row > 0].nlargest(count).items()}
    parts = [
        here.say("obstacles.item", name=called(here, str(code)), number=number)
        for code, number in worst.items()
        if number != zero
    ]
    return here.say("obstacles.between").join(parts) or here.say("obstacles.none")
