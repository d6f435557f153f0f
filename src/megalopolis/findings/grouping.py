"""The groups of a region as charts take them: by name, in the order of the region file."""

from __future__ import annotations

import pandas as pd

from megalopolis.region import Region


def names(here: Region, cities: pd.Index) -> pd.Series:
    """Name of the group of each city, ordered, so that a group has the same colour in every chart."""
    every = here.cities["group_name"]
    listed = [group.name for group in here.groups if group.name in set(every)]
    order = list(dict.fromkeys([*listed, *every]))
    return pd.Series(pd.Categorical(every.reindex(cities), categories=order), index=cities, name="group_name")
