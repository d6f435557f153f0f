"""The names that the book and the mapping file know, and whether that file may say what it says."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from megalopolis import tables
from megalopolis.errors import Breach, DataError
from megalopolis.spreadsheet import cities, matching
from megalopolis.spreadsheet.mapping import Guide


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Cities and indicators, by all their names."""

    cities: cities.Cities
    indicators: matching.Indicators


def vocabulary(guide: Guide, file: str, data: Path) -> Vocabulary:
    """The names of the tables in *data* and of the mapping file called *file*.

    Raises
    ------
    DataError
        The mapping file names what does not exist, or describes anew what does.
    """
    known = tables.read("indicators", data)
    new = [one for one in guide.indicators if one["code"] not in set(known["code"])]
    described = pd.concat([known, pd.DataFrame(new)]) if new else known
    every = matching.indicators(described)
    places = tables.read("cities", data)
    _check(guide, file, every.rows.keys(), set(places["code"]), data)
    return Vocabulary(cities.cities(places, guide.cities), every)


def _check(guide: Guide, file: str, codes: Collection[str], cities: Collection[str], data: Path) -> None:
    """Refuse a mapping file that names what does not exist, or describes anew what does."""
    known = {str(row["code"]): row for row in tables.read("indicators", data).to_dict("records")}
    found = []
    for section, entries in (("headings", guide.headings), ("sheets", guide.sheets)):
        for name, said in entries.items():
            if said.indicator and said.indicator not in codes:
                mend = "Correct it, or describe it under indicators."
                place = f"{section}.{name}.indicator"
                found.append(Breach(file, None, place, said.indicator, "the code of an indicator", mend))
    for name, code in guide.cities.items():
        if code not in cities:
            found.append(Breach(file, None, f"cities.{name}", code, "the code of a city", "Correct it."))
    for one in guide.indicators:
        if one["code"] in known and not _same(one, known[one["code"]]):
            mend = "The book describes it already, and otherwise: remove it here, or give it another code."
            found.append(Breach(file, None, "indicators", one["code"], "a code that no indicator has", mend))
    if found:
        raise DataError(found)


def _same(new: Mapping[str, str], old: Mapping[Hashable, object]) -> bool:
    """Whether an indicator is described as the book does it, as it is when a mapping file serves again."""
    there = {str(key): "" if pd.isna(value) else str(value) for key, value in old.items()}  # type: ignore[call-overload]
    numbers = ("direction", "minimum", "maximum", "decimals")
    return all(
        float(value) == float(there[key] or "nan")
        if key in numbers and value
        else value == there.get(key, "")
        for key, value in new.items()
    )
