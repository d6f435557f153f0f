"""Read beforehand what chapters of a region read, for processes that are copied: a fork server calls it.

Nothing here changes a result: tables, series and boundaries are remembered by the state of their files, and
a chapter that finds them remembered gets what it would have read.
"""

from __future__ import annotations

import contextlib

from megalopolis import tables
from megalopolis.errors import MegalopolisError
from megalopolis.region import Region
from megalopolis.regionfile import LANGUAGES

FAMILIES = ("labels", "findings")


def warm(region: str) -> None:
    """Remember the tables, series, names and boundaries of *region* in both languages.

    What cannot be read is left to the chapter that needs it, which says what is wrong.
    """
    for language in LANGUAGES:
        with contextlib.suppress(MegalopolisError):
            here = Region.load(region, language)
            for resource in tables.resources(data=here.data):
                # Large tables are Parquet files, of which a chapter reads the rows that it needs.
                if not str(resource["path"]).endswith(".parquet"):
                    with contextlib.suppress(MegalopolisError):
                        here.table(str(resource["name"]))
            for family in FAMILIES:
                with contextlib.suppress(MegalopolisError):
                    tables.entry(family, str(here.table(family)["key"].iloc[0]), here.data)
            _ = here.agglomerations, here.names, here.findings_table
            for code in here.table("indicators")["code"]:
                here.panel(code)
                here.sources(code)
            here.label(str(here.table("indicators")["code"].iloc[0]))
            here.geometry()
