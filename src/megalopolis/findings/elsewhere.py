"""The diagnosis of the region made for every national agglomeration, by the same goalposts.

An agglomeration takes its cities whole; a city in two counts in both. Means weigh cities by their residents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from megalopolis.findings import composite_index, dispersion, imbalance, pressures
from megalopolis.findings.comparison import groups
from megalopolis.findings.dispersion import Dispersion
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.population import RESIDENTS
from megalopolis.findings.words import say
from megalopolis.measures import composite
from megalopolis.region import Region

OTHERS = ("theil", "urbanisation", "growth")


def scores(here: Region, year: int) -> pd.DataFrame:
    """Index and dimensions of every city of the agglomerations, as the chapter on the index has them.

    The goalposts stand in the table ``indicators``: a city has the same score whatever cities are scaled
    with it. A gap stays a gap: the other indicators of the dimension take its weight.

    Returns
    -------
    pandas.DataFrame, shape (cities, dimensions and index)
        From 0 to 100, though a city beyond a goalpost may lie outside.

    Raises
    ------
    ParameterError
        An indicator has no figure in *year*.
    """
    framework = composite_index.structure(here)
    everyone = list(dict.fromkeys(code for codes in groups(here)[1].values() for code in codes))
    data = pd.DataFrame({code: here.nation(code, year) for code in framework.leaves}).reindex(everyone)
    index = composite.build(data.dropna(how="all"), framework)
    return index.scores[[*composite_index.dimensions(index), framework.root]]


def compared(here: Region, first: int, year: int, seed: int, draws: int = 1000) -> dict[str, Dispersion]:
    """Every agglomeration by index, dimensions, inequality, urbanisation and growth.

    Parameters
    ----------
    here : Region
    first, year : int
        Censuses; residents are followed from the one to the other, everything else is of the later one.
    seed, draws : int
        Of the draws behind the intervals, and how many.

    Returns
    -------
    dict
        ``index`` and each dimension (mean over residents), ``theil`` (of GDP per head), ``urbanisation``
        (%), ``growth`` (change of residents, %).

    Raises
    ------
    ParameterError
        A year lacks an indicator.
    """
    table = scores(here, year)
    residents = here.nation(RESIDENTS, year).reindex(table.index)
    order = [str(table.columns[-1]), *(str(one) for one in table.columns[:-1])]
    found = {
        code: dispersion.compare(
            here,
            pd.DataFrame({"score": table[code], "residents": residents}),
            pressures.weighted_mean,
            seed,
            draws=draws,
        )
        for code in order
    }
    rest = zip(
        OTHERS,
        (
            (imbalance.output(here, year), dispersion.theil),
            (imbalance.urbanisation(here, year), pressures.weighted_mean),
            (imbalance.residents(here, first, year), pressures.total_change),
        ),
        strict=True,
    )
    return found | {
        name: dispersion.compare(here, units, statistic, seed, draws=draws)
        for name, (units, statistic) in rest
    }


def headings(here: Region, keys: Sequence[str]) -> dict[str, str]:
    """What charts and tables call the comparisons of :func:`compared`."""
    return {key: here.say(f"elsewhere.{key}") for key in keys}


def overview(here: Region, found: Mapping[str, Dispersion]) -> pd.DataFrame:
    """One row an agglomeration, highest index first: rank, interval, the value of each comparison."""
    root = next(iter(found.values())).table
    frame = pd.DataFrame(
        {
            here.say("elsewhere.agglomeration"): root["name"],
            here.say("elsewhere.rank"): root["rank"],
            here.say("elsewhere.interval"): [
                say(here.language, "interval", low=f"{low:.0f}", high=f"{high:.0f}")
                for low, high in zip(root["rank_low"], root["rank_high"], strict=True)
            ],
        }
    )
    columns = {heading: found[key].table["value"] for key, heading in headings(here, list(found)).items()}
    return frame.assign(**columns)


def formats(here: Region, found: Mapping[str, Dispersion]) -> dict[str, str]:
    """How the columns of :func:`overview` are written."""
    other = {"theil": "{:.3f}", "growth": "{:+.1f}"}
    return {
        here.say("elsewhere.rank"): "{:.0f}",
        **{heading: other.get(key, "{:.1f}") for key, heading in headings(here, list(found)).items()},
    }


def places(here: Region, found: Mapping[str, Dispersion]) -> pd.DataFrame:
    """The region's rank with its interval in each comparison, headed for a chart of ranks."""
    named = headings(here, list(found))
    rows = [found[key].table.loc[found[key].own] for key in found]
    frame = pd.DataFrame([row[["rank", "rank_low", "rank_high"]] for row in rows])
    frame.insert(0, "measure", list(named.values()))
    return frame.rename(columns=lambda name: here.say(f"elsewhere.places.{name}")).reset_index(drop=True)


def dots(here: Region, year: int) -> pd.DataFrame:
    """The index of every city, once for each agglomeration that it is in, headed for a strip."""
    column = scores(here, year)[composite_index.structure(here).root]
    own, members = groups(here)
    names = {**here.agglomerations["name"], own: here.name}
    rows = [
        {"agglomeration": names[one], "city": here.names[code], "index": column.get(code)}
        for one, codes in members.items()
        for code in codes
    ]
    return pd.DataFrame(rows).rename(columns=lambda name: here.say(f"elsewhere.{name}")).dropna()


def tell_places(here: Region, found: Mapping[str, Dispersion], first: int, year: int) -> list[Finding]:
    """Tell the region's rank in every comparison."""
    told = []
    for key, one in found.items():
        when = {"first": first, "last": year} if key == "growth" else {"year": year}
        figures: dict[str, Any] = {**one.figures(), **when}
        told.append(tell(here, f"elsewhere.{key}.rank", **figures))
    return told


def choices(here: Region, found: Mapping[str, Dispersion], year: int, seed: int) -> pd.DataFrame:
    """The region's rank with all cities, without each group, and by the median city; headed for a table."""
    table = scores(here, year)
    middle = {
        str(code): dispersion.compare(here, table[[code]], dispersion.median, seed, draws=1) for code in table
    }
    ranks = dispersion.variants(here, found, {here.say("elsewhere.choices.median"): middle})
    headed = ranks.rename(columns=headings(here, list(found)))
    headed.insert(0, here.say("elsewhere.choices.name"), list(ranks.index))
    return headed
