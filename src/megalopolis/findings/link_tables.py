"""Links between cities as charts and tables show them: named, headed, the strongest first."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.findings import population
from megalopolis.region import Region


def labelled(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """:func:`megalopolis.findings.links.beside_gravity` with words for the reader."""
    named = table.rename(
        index=lambda row: here.say(f"network.beside.{row}"),
        columns=lambda column: (
            here.say("network.beside.trains")
            if column == "trains"
            else here.say("network.beside.exponent", exponent=float(column))
        ),
    )
    return named.rename_axis(here.say("network.beside.kind")).reset_index()


def strongest(here: Region, tables: Mapping[float, pd.DataFrame], count: int) -> pd.DataFrame:
    """The *count* strongest pairs of any exponent with their shares of all gravity by each, in per cent.

    *tables* are those of :func:`megalopolis.findings.links.pairs` by exponent; pairs are named and headed
    for the reader, those that are strongest by the middle exponent first.
    """
    share = pd.DataFrame(
        {
            here.say("network.links.share", exponent=exponent): 100
            * table.set_index(["first", "second"])["flow"]
            / table["flow"].sum()
            for exponent, table in tables.items()
        }
    )
    kept = share[(share.rank(ascending=False) <= count).any(axis=1)]
    order = kept.sort_values(kept.columns[len(kept.columns) // 2], ascending=False, kind="stable")
    pair = [f"{here.names[one]}—{here.names[other]}" for one, other in order.index]
    order = order.reset_index(drop=True)
    order.insert(0, here.say("network.links.pair"), pair)
    if order.empty:
        return pd.DataFrame({column: [here.say("claims.way.none")] for column in order.columns[:1]}).reindex(
            columns=order.columns
        )
    return order


def top_figures(
    tables: Mapping[float, pd.DataFrame], city: str | None, count: int
) -> dict[str, float | str | None]:
    """How far gravity crowds into the *count* strongest pairs, for :func:`finding.tell`.

    ``value`` is their share with the smallest exponent, ``most`` with the largest, ``share`` the least
    part of all gravity in which *city* takes part (%).
    """
    exponents = sorted(tables)
    if any(table["flow"].sum() == 0 for table in tables.values()):
        unknown = dict.fromkeys(("value", "most", "low_exponent", "high_exponent", "share"))
        return {**unknown, "city": city, "count": float(count)}
    top = {one: 100 * tables[one]["flow"].head(count).sum() / tables[one]["flow"].sum() for one in exponents}
    taking_part = [
        100
        * table.loc[(table["first"] == city) | (table["second"] == city), "flow"].sum()
        / table["flow"].sum()
        for table in tables.values()
    ]
    return {
        "value": float(top[exponents[0]]),
        "most": float(top[exponents[-1]]),
        "low_exponent": float(exponents[0]),
        "high_exponent": float(exponents[-1]),
        "share": float(min(taking_part)),
        "city": city,
        "count": float(count),
    }


def drawn(here: Region, table: pd.DataFrame, flow: str, most: int | None = None) -> pd.DataFrame:
    """The *most* strongest pairs with a flow, with names and headings for a chart; *flow* heads the flow."""
    chosen = table[table["flow"] > 0].head(len(table) if most is None else most)
    kinds = {True: here.say("network.across"), False: here.say("network.inside")}
    order = [here.say("network.inside"), here.say("network.across")]
    return pd.DataFrame(
        {
            here.say("network.from"): here.names.reindex(chosen["first"]).to_numpy(),
            here.say("network.to"): here.names.reindex(chosen["second"]).to_numpy(),
            here.say("network.kind"): pd.Categorical(chosen["across"].map(kinds), categories=order),
            flow: chosen["flow"].to_numpy(),
        }
    )


def percent(table: pd.DataFrame) -> pd.DataFrame:
    """The same pairs, flows in per cent of all of them."""
    return table.assign(flow=100 * table["flow"] / table["flow"].sum())


def placed(here: Region, year: int) -> pd.DataFrame:
    """The cities with place and residents, headed for a chart of a network.

    A city stands at its seat; where the table knows none, at a point inside its boundary.
    """
    names = {"name": here.say("network.city"), "residents": here.label(population.RESIDENTS)}
    inside = here.geometry().geometry.representative_point()
    cities = here.cities[["name", "longitude", "latitude"]]
    return cities.assign(
        longitude=cities["longitude"].fillna(inside.x),
        latitude=cities["latitude"].fillna(inside.y),
        residents=here.indicator(population.RESIDENTS, year),
    ).rename(columns=names)
