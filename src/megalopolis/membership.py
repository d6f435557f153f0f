"""Which cities a region has, how they are grouped, and how agglomerations are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from megalopolis import regionfile, tables
from megalopolis.argument import Group
from megalopolis.errors import DataError, ParameterError
from megalopolis.regionfile import RegionFile
from megalopolis.series import unknown


def require_file(name: str, data: Path) -> None:
    """Refuse a region that has no file.

    Raises
    ------
    ParameterError
        With near matches, all regions that exist, and how to make a file for an agglomeration without one.
    """
    if (data / "regions" / f"{name}.yml").is_file():
        return
    known = regionfile.names(data)
    agglomerations = set(tables.read("agglomerations", data)["agglomeration"])
    if name in agglomerations:
        raise ParameterError(
            f"{name!r} is an agglomeration, but a region needs a file {data / 'regions' / name}.yml; "
            f"make it with: megalopolis new {name}. Regions with a file: {', '.join(known) or 'none'}."
        )
    raise ParameterError(unknown("region", name, known))


def cities(described: RegionFile, groups: Sequence[Group], language: str, data: Path) -> pd.DataFrame:
    """The cities of a region, in the order of their codes; see :class:`megalopolis.region.Region`.

    Raises
    ------
    DataError
        The file names an agglomeration, a variant or a city that no table has.
    """
    content = described.content
    wrong = strangers(described, data)
    if wrong:
        raise DataError(wrong)
    table = tables.read("cities", data).set_index("code").rename_axis("city")
    members = _members(content, data)
    chosen = table.loc[table.index.isin(members.index)]
    members = members.reindex(chosen.index)
    province = chosen["province_en"].str.lower().str.replace(" ", "-")
    own = pd.Series({city: one.id for one in groups for city in one.cities}, dtype="str")
    group = own.reindex(chosen.index).fillna(members["group"]).fillna(province)
    named = {one.id: one.name for one in groups}
    return pd.DataFrame(
        {
            "name": chosen[f"name_{language}"],
            "name_zh": chosen["name_zh"],
            "name_en": chosen["name_en"],
            "group": group,
            "group_name": group.map(named).astype("str").fillna(chosen[f"province_{language}"]),
            "province": chosen[f"province_{language}"],
            "part": members["part"],
            "area": chosen["area"],
            "longitude": chosen["seat_longitude"],
            "latitude": chosen["seat_latitude"],
        }
    ).sort_index()


def _members(content: Mapping[str, Any], data: Path) -> pd.DataFrame:
    """Part and group of each member city, indexed by code."""
    if content.get("cities"):
        frame = pd.DataFrame({"part": "whole", "group": None}, index=list(content["cities"]))
        return pd.DataFrame(frame.astype("str"))
    table = tables.read("agglomerations", data)
    chosen = table[
        (table["agglomeration"] == content["agglomeration"])
        & (table["variant"] == content.get("variant", "base"))
    ]
    return pd.DataFrame(chosen.set_index("city")[["part", "group"]])


def strangers(described: RegionFile, data: Path) -> list[Any]:
    """Breaches of a region file that names an agglomeration, a variant or cities which no table has."""
    content = described.content
    table = tables.read("agglomerations", data)
    found = []
    name, variant = content.get("agglomeration"), content.get("variant", "base")
    if name and name not in set(table["agglomeration"]):
        known = sorted(set(table["agglomeration"]))
        rule = "an agglomeration of agglomerations.csv"
        found.append(described.breach(("agglomeration",), name, rule, unknown("agglomeration", name, known)))
    elif name and variant not in set(table.loc[table["agglomeration"] == name, "variant"]):
        known = sorted(set(table.loc[table["agglomeration"] == name, "variant"]))
        rule = f"a variant of {name} in agglomerations.csv"
        found.append(described.breach(("variant",), variant, rule, unknown("variant", variant, known)))
    codes = set(tables.read("cities", data)["code"])
    lists: list[tuple[tuple[str | int, ...], Any]] = [(("cities",), content.get("cities"))]
    lists += [
        (("groups", n, "cities"), one.get("cities")) for n, one in enumerate(content.get("groups") or ())
    ]
    for place, listed in lists:
        for number, code in enumerate(listed or ()):
            if code not in codes:
                rule, mend = "a code of cities.csv", "Correct the code (six digits of GB/T 2260)."
                found.append(described.breach((*place, number), code, rule, mend))
    return found


def compare(
    members: pd.DataFrame, value: pd.Series, how: str, weight: pd.Series | None, least: float
) -> pd.Series:
    """One number for each agglomeration; see :meth:`megalopolis.region.Region.compare`.

    .. math:: \\bar v_a = \\sum_{i \\in a} w_i v_i / \\sum_{i \\in a} w_i

    Parameters
    ----------
    members : pandas.DataFrame
        Columns agglomeration and city, one row a membership.
    value, weight : pandas.Series
        Indexed by city; cities that lack one of the two are left out.

    Raises
    ------
    ParameterError
        *how* is not mean, median or total, or a weight comes with a median or total.
    """
    if how not in ("mean", "median", "total"):
        raise ParameterError(unknown("way to compare", how, ("mean", "median", "total")))
    if weight is not None and how != "mean":
        raise ParameterError(f"a weight goes with how='mean', not with how={how!r}")
    by = members["agglomeration"]
    values = members["city"].map(value)
    weights = members["city"].map(weight) if weight is not None else pd.Series(1.0, index=members.index)
    there = values.notna() & weights.notna()
    if how == "mean":
        result = (values * weights).where(there).groupby(by).sum(min_count=1)
        result = result / weights.where(there).groupby(by).sum(min_count=1)
    elif how == "median":
        result = values.groupby(by).median()
    else:
        result = values.groupby(by).sum(min_count=1)
    needed = 1.0 if how == "total" else least
    return result.where(there.groupby(by).mean() >= needed)
