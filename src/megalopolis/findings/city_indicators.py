"""The indicators of one city: what it is best at, what holds it back, and what does so unlike elsewhere."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import composite_index, obstacles
from megalopolis.findings.city import rank
from megalopolis.findings.finding import Finding, tell
from megalopolis.region import Region


def indicators(
    here: Region, city: str, year: int, weights: str = "framework", without: str = ""
) -> pd.DataFrame:
    """The indicators of the index in one city, the largest obstacle first, those without a figure last.

    Returns
    -------
    pandas.DataFrame
        Indexed by indicator: ``value``, ``rank`` among the cities (1 is the best), ``obstacle`` (share of the
        distance of the city from full marks, %), ``median`` (of the obstacles of all cities, %).
    """
    framework = composite_index.structure(here, without)
    leaves = list(framework.leaves)
    values = here.indicators(leaves, year)
    degrees = 100 * obstacles.degrees(here, year, weights, without)
    table = pd.DataFrame(
        {
            "value": values.T[city],
            "rank": {code: rank(values[code], city, framework.directions[code]) for code in leaves},
            "obstacle": degrees.loc[city],
            "median": degrees.median(),
        }
    )
    return table.sort_values("obstacle", ascending=False, kind="stable")


def codes(here: Region, without: str = "") -> tuple[str, ...]:
    """The indicators of the index."""
    return tuple(composite_index.structure(here, without).leaves)


def labelled(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The table of :func:`indicators` with the names of the indicators, values with the decimals of each."""
    decimals = here.table("indicators").set_index("code")["decimals"]
    rounded = {code: round(float(table["value"][code]), int(decimals[code])) for code in table.index}
    return table.assign(value=pd.Series(rounded)).rename(index=here.label)


def strengths(here: Region, table: pd.DataFrame, city: str, year: int) -> Finding:
    """The indicators in which the city ranks highest; *table* is that of :func:`indicators`."""
    first, second, third = _three(table["rank"].dropna().sort_values(kind="stable"))
    return tell(
        here,
        "city.strengths",
        first[1],
        city=city,
        indicator=first[0],
        second=second[0],
        second_rank=second[1],
        third=third[0],
        third_rank=third[1],
        number=float(table["rank"].notna().sum()),
        year=year,
    )


def weaknesses(here: Region, table: pd.DataFrame, city: str, year: int) -> Finding:
    """The indicators that make up most of what the city lacks; *table* is that of :func:`indicators`."""
    first, second, third = _three(table["obstacle"].dropna())
    return tell(
        here,
        "city.obstacles",
        first[1],
        city=city,
        indicator=first[0],
        second=second[0],
        second_share=second[1],
        third=third[0],
        third_share=third[1],
        year=year,
    )


def unlike(here: Region, table: pd.DataFrame, city: str, year: int) -> Finding:
    """The indicator that holds the city back more than the others; *table* is that of :func:`indicators`."""
    more = (table["obstacle"] - table["median"]).dropna()
    code = str(more.idxmax())
    return tell(
        here,
        "city.unlike",
        more[code],
        city=city,
        indicator=code,
        own=table["obstacle"][code],
        middle=table["median"][code],
        year=year,
    )


def _three(ordered: pd.Series) -> list[tuple[str | None, float | None]]:
    """Code and value of the first three indicators; None where there are fewer."""
    found: list[tuple[str | None, float | None]] = [(str(code), value) for code, value in ordered.items()]
    return [*found, *[(None, None)] * 3][:3]
