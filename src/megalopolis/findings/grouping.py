"""The groups of a region, in the order of the region file: their names, and what is left without each."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings.words import say
from megalopolis.region import Region


def ordered(here: Region) -> list[str]:
    """The groups that cities of the region lie in, in the order of the region file, then of the cities."""
    there = dict.fromkeys(here.cities["group"])
    return list(dict.fromkeys([*(one.id for one in here.groups if one.id in there), *there]))


def called(here: Region) -> pd.Series:
    """The name of each group by its id."""
    return here.cities.drop_duplicates("group").set_index("group")["group_name"]


def members(here: Region) -> dict[str, pd.Index]:
    """The cities of each group by its name, in the order of :func:`ordered`."""
    groups, name = here.cities["group"], called(here)
    return {name[one]: groups.index[groups == one] for one in ordered(here)}


def left_out(here: Region) -> dict[str, tuple[str, ...]]:
    """What the choices "all cities" and "without a group" leave out: their words -> codes of cities."""
    without = {say(here.language, "without", group=one): tuple(codes) for one, codes in members(here).items()}
    return {say(here.language, "whole"): (), **without}


def names(here: Region, cities: pd.Index) -> pd.Series:
    """Name of the group of each city, ordered, so that a group has the same colour in every chart."""
    every = here.cities["group_name"]
    listed = [group.name for group in here.groups if group.name in set(every)]
    order = list(dict.fromkeys([*listed, *every]))
    return pd.Series(pd.Categorical(every.reindex(cities), categories=order), index=cities, name="group_name")
