"""The cities that a user lists for a region: whether chapters can be made of them."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from megalopolis import tables
from megalopolis.errors import ParameterError

FEWEST = 3  # of two cities there is no middle and no spread; chapters say what few cities cannot show


def listed(codes: Sequence[str], data: Path) -> pd.DataFrame:
    """The cities with these codes, in the order of the codes.

    Raises
    ------
    ParameterError
        A code that no city has, fewer than 3 cities, one without residents, or cities too far apart.
    """
    table = tables.read("cities", data).set_index("code")
    for code in codes:
        if code not in table.index:
            raise ParameterError(_stranger(code, table))
    if len(set(codes)) < FEWEST:
        raise ParameterError(
            f"--cities: expected at least {FEWEST} different cities; found {', '.join(codes)}"
        )
    _require_residents(codes, table, data)
    _require_one_map(sorted(set(codes)))
    return table.loc[table.index.isin(codes)].sort_index().assign(group=None)


def _require_residents(codes: Sequence[str], table: pd.DataFrame, data: Path) -> None:
    """Refuse cities of which no census counts the residents: nearly every chapter divides by them."""
    observed = tables.read("observations", data)
    counted = set(observed.loc[observed["indicator"] == "population", "city"])
    names = table["name_zh"].to_dict()
    if missing := [f"{names[code]} ({code})" for code in codes if code not in counted]:
        raise ParameterError(
            f"--cities: expected cities whose residents are in the tables; found {', '.join(missing)}: "
            "leave them out, or add their population first"
        )


def _require_one_map(codes: Sequence[str]) -> None:
    """Refuse cities that do not fit on one map of a region; made-up cities have no boundaries to look at."""
    from megalopolis.boundaries import boundaries
    from megalopolis.charts.maps import WIDEST

    shapes = boundaries(pd.Index(codes))
    if shapes.empty:
        return
    west, _, east, _ = shapes.total_bounds
    if east - west > WIDEST:
        raise ParameterError(
            f"--cities: expected cities on one map, at most {WIDEST:.0f} degrees from west to east; "
            f"found {east - west:.1f}"
        )


def _stranger(code: str, table: pd.DataFrame) -> str:
    """What to say of a code that no city has, or of a name given instead of one."""
    plain = code.removesuffix("市").casefold()
    same = table[(table["name_zh"] == plain) | (table["name_en"].str.casefold() == plain)]
    if same.empty and code.isdigit():
        same = table.loc[difflib.get_close_matches(code, table.index, n=2)]
    offer = " or ".join(f"{one} ({row['name_zh']} {row['name_en']})" for one, row in same.iterrows())
    mend = f" Did you mean {offer}?" if offer else " They are listed in data/cities.csv."
    return f"--cities: expected codes of six digits (GB/T 2260), separated by commas; found {code!r}.{mend}"
