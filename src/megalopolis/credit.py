"""Who produced the figures behind an indicator or a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from megalopolis import series, tables


def line(names: Iterable[str], language: str, data: Path) -> str:
    """Producers and years, each once, in the order of *names*: ``Bureau A (2021); Institute B (2018)``.

    Parameters
    ----------
    names : iterable of str
        Codes of indicators, or names of tables; the parts of a share or rate are included.

    Raises
    ------
    DataError
        A name is neither.
    """
    ids = dict.fromkeys(source for name in names for source in _ids(name, data))
    listed = tables.derive("sources by id", ["sources"], data, lambda: _listed(data))
    parts = dict.fromkeys(_credit(listed[one], language) for one in ids if one in listed)
    return ("；" if language == "zh" else "; ").join(parts)


def _listed(data: Path) -> dict[str, Mapping[Any, Any]]:
    return {row["id"]: row for row in tables.read("sources", data).to_dict("records")}


def _ids(name: str, data: Path) -> list[str]:
    if series.is_described(name, data):
        return series.source_ids(name, data)

    def make() -> list[str]:
        fields = {field["name"] for one in tables.resources(name, data) for field in one["schema"]["fields"]}
        # The largest tables name no source: they are not read to find that out.
        if "source" not in fields:
            return []
        return [str(one) for one in tables.read(name, data)["source"].dropna().unique()]

    return tables.derive(("sources of", name), [name], data, make)


def _credit(source: Mapping[Any, Any], language: str) -> str:
    producer = source[f"producer_{language}"]
    if pd.isna(source["year"]):
        return str(producer)
    form = "{}（{}）" if language == "zh" else "{} ({})"
    return form.format(producer, source["year"])
