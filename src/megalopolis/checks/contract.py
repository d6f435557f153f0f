"""The tables and fields without which there is no book."""

from __future__ import annotations

from pathlib import Path

from megalopolis import csvfile, tables
from megalopolis.errors import Breach

REQUIRED = ("sources", "cities", "agglomerations", "plans", "indicators", "observations")
FIELDS = {
    "sources": "id producer_zh producer_en title year",
    "cities": "code name_zh name_en province_zh province_en seat_longitude seat_latitude area",
    "agglomerations": "agglomeration variant city part group",
    "plans": "agglomeration variant name_zh name_en",
    "indicators": "code name_zh name_en unit_zh unit_en dimension direction weight numerator denominator "
    "scale goalpost_low goalpost_high minimum maximum",
    "observations": "city year indicator value source flag",
    "corrections": "id table city year indicator action expected value",
    "statements": "id statement_zh statement_en",
    "labels": "key zh en",
    "findings": "key unit sentence_zh sentence_en measure tables indicators",
    "glossary": "key zh en",
}
# Fields that are calculated with: described as text they could be read, and then break every rule on them.
NUMBERS = {
    "sources": "year",
    "cities": "seat_longitude seat_latitude area",
    "indicators": "direction weight scale goalpost_low goalpost_high minimum maximum",
    "observations": "year value",
    "corrections": "year expected value",
}


def contract(place: Path) -> tuple[Breach, ...]:
    """Tables that the description lacks, and fields that one of its tables lacks or that are no numbers.

    Parameters
    ----------
    place : pathlib.Path
        Folder of the tables.
    """
    every = tables.resources(None, place)
    found = []
    for name, fields in FIELDS.items():
        own = [one for one in every if one["name"] == name or one["name"].startswith(f"{name}-")]
        if not own and name in REQUIRED:
            mend = "Add it to the resources, with its fields."
            found.append(Breach(tables.PACKAGE, None, "resources", "", f"a table {name}", mend))
        for one in own:
            lacking = [field for field in fields.split() if field not in csvfile.described(one)]
            if lacking:
                mend = "Add it to the schema, and the column to the file; it may be blank."
                rule = f"the fields {fields}"
                value = f"no {', '.join(lacking)}"
                found.append(Breach(tables.PACKAGE, None, one["name"], value, rule, mend))
            kinds = csvfile.described(one)
            for field in NUMBERS.get(name, "").split():
                if kinds.get(field, "number") not in ("number", "integer", "year"):
                    rule, mend = f"a number in the field {field}", "Correct its type in the schema."
                    found.append(Breach(tables.PACKAGE, None, one["name"], kinds[field], rule, mend))
    return tuple(found)
