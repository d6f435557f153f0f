"""What is known about a document: from a table of metadata, from the head of the text, from the tables.

The fields are those of the table ``documents``; its description in ``datapackage.yaml`` says what a value may
be, so that nothing is taken here that the check of the tables would refuse.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from megalopolis import csvfile, tables
from megalopolis.errors import ParameterError
from megalopolis.ingest.decoding import decode
from megalopolis.ingest.limits import METADATA_BYTES
from megalopolis.ingest.refusal import Refused
from megalopolis.texts.documents import Document

OWN = "own-documents"  # source of documents for which the user names none
GIVEN = ("id", "kind", "level", "issuer", "place", "city", "year", "title", "source", "locator")
LONGEST = 200  # characters of a value; an id becomes the name of a file
EVERY = "*"  # row of the metadata for whatever the other rows and the texts leave open
_FILE = ("file", "文件", "文件名")
_PROVINCE = re.compile(r"(?:省|(?:壮族|回族|维吾尔)?自治区|特别行政区)$")
_ENDING = re.compile(rf"市$|{_PROVINCE.pattern}")
_WORDS = re.compile(r"[a-z0-9]+")

Fields = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What the tables know.

    Attributes
    ----------
    fields : dict
        Description of each field of ``documents`` that a user gives.
    codes, names, levels : dict
        Code of each city by its name, name and level by its code.
    provinces : frozenset of str
    sources : frozenset of str
    """

    fields: dict[str, Any]
    codes: dict[str, str]
    names: dict[str, str]
    levels: dict[str, str]
    provinces: frozenset[str]
    sources: frozenset[str]


def catalogue(data: Path) -> Catalogue:
    """What the tables in *data* know about documents, places and sources."""
    (resource,) = tables.resources("documents", data)[:1]
    cities = tables.read("cities", data)
    return Catalogue(
        fields={one["name"]: one for one in resource["schema"]["fields"] if one["name"] in GIVEN},
        codes=dict(zip(cities["name_zh"], cities["code"], strict=True)),
        names=dict(zip(cities["code"], cities["name_zh"], strict=True)),
        levels=dict(zip(cities["code"], cities["level"], strict=True)),
        provinces=frozenset(cities["province_zh"].dropna()),
        sources=frozenset(tables.read("sources", data)["id"]),
    )


def read(path: Path, known: Catalogue) -> dict[str, Fields]:
    """A table of metadata, a row for each file; its headings are field names, or their Chinese titles.

    Raises
    ------
    ParameterError
        The file cannot be read, has no column ``file``, or a column or file twice or unknown.
    """
    if not path.is_file():
        raise ParameterError(f"--metadata: expected a CSV file; found none at {path}: correct the path.")
    if path.stat().st_size > METADATA_BYTES:
        raise ParameterError(f"--metadata: expected at most {METADATA_BYTES:,} bytes; found more in {path}.")
    try:
        rows = list(csv.reader(io.StringIO(decode(path.read_bytes()), newline=""), strict=True))
    except (Refused, csv.Error) as error:
        raise ParameterError(f"--metadata: {path.name} is no CSV file ({error}); save it as CSV.") from None
    titles = {str(one.get("title")): name for name, one in known.fields.items()} | dict.fromkeys(
        _FILE, "file"
    )
    heading = [titles.get(name.strip(), name.strip()) for name in rows[0]]
    wrong = [name for name in heading if name not in (*GIVEN, "file")]
    if wrong or "file" not in heading or len(set(heading)) < len(heading):
        expected = f"expected the column file, and any of {', '.join(GIVEN)}, each once"
        raise ParameterError(f"--metadata: {expected}; found {','.join(rows[0])} in {path.name}.")
    found: dict[str, Fields] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(heading):
            shape = f"expected {len(heading)} cells, found {len(row)}"
            raise ParameterError(f"--metadata: {shape} in row {number} of {path.name}; look at its commas.")
        named = {name: cell.strip() for name, cell in zip(heading, row, strict=True) if cell.strip()}
        file = named.pop("file", "").replace("\\", "/").removeprefix("./")
        if not file or file in found:
            what = f"found {file} again" if file else "found none"
            raise ParameterError(f"--metadata: expected a file a row; {what} in row {number} of {path.name}.")
        found[file] = named
    return found


def given(name: str, front: Fields, listed: Mapping[str, Fields]) -> Fields:
    """What the user says about a file: its row first, then the head of the text, then the row ``*``."""
    row = listed.get(name) or listed.get(PurePosixPath(name).name) or {}
    return {**listed.get(EVERY, {}), **front, **row}


def document(name: str, text: str, said: Fields, known: Catalogue) -> Document:
    """The document, with whatever follows from what the user says.

    A place that is one of the cities has its code; a city is of level ``city``, a province and a municipality
    of level ``province``; the kind is ``policy``, the id is made of the name of the file.

    Raises
    ------
    Refused
        ``metadata``: a field is unknown, lacking or not as the tables have it.
    """
    strange = [field for field in said if field not in GIVEN]
    if strange:
        raise Refused("metadata", f"has the unknown field {strange[0]}; expected any of {', '.join(GIVEN)}")
    place = f"./{name}" if csvfile.formula(name) else name
    whole = {"kind": "policy", "source": OWN, "locator": place, "id": identifier(name), **said}
    whole.update(_place(whole, known))
    lacking = [
        field
        for field, one in known.fields.items()
        if one.get("constraints", {}).get("required") and not whole.get(field)
    ]
    if lacking:
        expected = "give them with --metadata FILE.csv or at the head of the text (--- issuer: … ---)"
        raise Refused("metadata", f"lacks {', '.join(lacking)}; {expected}")
    for field, value in whole.items():
        _fit(field, value, known.fields.get(field, {}))
    if whole["source"] not in known.sources | {OWN}:
        raise Refused("metadata", f"source: found {whole['source']}; expected an id of sources.csv, or none")
    texts = {field: whole.get(field, "") for field in GIVEN if field != "year"}
    return Document(year=int(whole["year"]), text=text, **texts)


def _place(said: Fields, known: Catalogue) -> dict[str, str]:
    """Place, city and level, one from the other."""
    city, place, level = said.get("city", ""), said.get("place", ""), said.get("level", "")
    if city and city not in known.names:
        raise Refused("metadata", f"city: found {city}; expected a code of cities.csv, or none")
    short = _ENDING.sub("", place) or place
    province = short in known.provinces and (bool(_PROVINCE.search(place)) or level == "province")
    named = known.codes.get(place) or known.codes.get(short, "")
    if not city and level not in ("central", "party"):
        city = "" if province and known.levels.get(named) != "municipality" else named
    if city and not place:
        place = known.names[city]
    elif short in known.provinces or short in known.codes:
        place = short
    whole = known.levels.get(city) == "municipality" or (not city and place in known.provinces)
    return {"city": city, "place": place, "level": level or ("province" if whole else "city" if city else "")}


def _fit(field: str, value: str, described: Mapping[str, Any]) -> None:
    """Refuse a value that the description of its field does not allow."""
    limits = described.get("constraints", {})
    if not value:
        return
    expected = ""
    if not value.isprintable() or len(value) > LONGEST:
        expected = f"one line of at most {LONGEST} characters"
    elif csvfile.formula(value):
        expected = "a text that no spreadsheet program takes for a formula"
    elif "enum" in limits and value not in limits["enum"]:
        expected = f"one of {', '.join(map(str, limits['enum']))}"
    elif described.get("type") == "integer":
        low, high = limits.get("minimum", 0), limits.get("maximum", 9999)
        if not re.fullmatch(r"[0-9]{1,9}", value, re.ASCII) or not low <= int(value) <= high:
            expected = f"a whole number from {low} to {high}"
    elif "pattern" in limits and not re.fullmatch(limits["pattern"], value):
        expected = f"the form {limits['pattern']}"
    if expected:
        raise Refused("metadata", f"{field}: found {value[:40]!r}; expected {expected}")


def identifier(name: str) -> str:
    """The id of a document, from the path of its file: the same file has the same id again.

    Lower-case letters and digits of the path; where it holds others, such as Han characters, a hash of the
    path, so that no two are the same.
    """
    stem = name[: -len(PurePosixPath(name).suffix)] if PurePosixPath(name).suffix else name
    words = _WORDS.findall(stem.lower())
    if stem.isascii() and words:
        return "-".join(words)[:100].strip("-")
    return "-".join([*words, hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()[:12]])[
        -100:
    ].strip("-")
