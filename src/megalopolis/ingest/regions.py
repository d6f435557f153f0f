"""A region file with everything that the tables can fill in: name, cities, groups, and an argument."""

from __future__ import annotations

import difflib
import json
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from megalopolis import regionfile, tables
from megalopolis.errors import ParameterError
from megalopolis.ingest.chosen import listed
from megalopolis.series import unknown

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = ("zh", "en", "data")  # folders of the site in which the site of a region lies
NAMED = 4  # cities that the name of a region can list


@dataclass(frozen=True, slots=True)
class Wish:
    """What a new region is to be.

    Attributes
    ----------
    id : str
        Of the region, and name of its file.
    agglomeration : str or None
        An agglomeration of the tables; None for that of the same id, or for *cities*.
    variant : str
        Which of its published extents.
    cities : tuple of str
        Codes, instead of an agglomeration.
    name_zh, name_en : str or None
        None for the names in the tables.
    argument : str
        Which argument under ``data/arguments`` it takes over.
    """

    id: str
    agglomeration: str | None = None
    variant: str = "base"
    cities: tuple[str, ...] = ()
    name_zh: str | None = None
    name_en: str | None = None
    argument: str = "common"


def draft(wish: Wish, data: Path) -> str:
    """The text of the region file.

    Raises
    ------
    ParameterError
        The id cannot be used, or an agglomeration, variant, city or argument does not exist; near ones are
        named.
    """
    _require_id(wish.id)
    if wish.argument not in regionfile.arguments(data):
        raise ParameterError(unknown("argument", wish.argument, regionfile.arguments(data)))
    if wish.agglomeration and wish.cities:
        raise ParameterError("--agglomeration and --cities: expected one of the two, found both")
    if wish.cities:
        head: list[str] = []
        cities = listed(wish.cities, data)
        names, members = _names_of_cities(cities), ["cities:", *_lines(cities, "  ")]
    else:
        agglomeration = _agglomeration(wish, data)
        cities, names, head = _members(agglomeration, wish.variant, data)
        members = [f"agglomeration: {agglomeration}"]
        members += [] if wish.variant == "base" else [f"variant: {wish.variant}"]
    zh, en = wish.name_zh or names[0], wish.name_en or names[1]
    lines = [
        *head,
        f"id: {wish.id}",
        f"name: {_words(zh, en)}",
        *members,
        f"extends: {wish.argument}",
        "",
        *_groups(cities),
        "",
        f"# Problems, principles and path measures are those of data/arguments/{wish.argument}.yml.",
        "# List here, under problems, principles or measures, what this region has otherwise: an entry of",
        "# the same id changes the keys that it names. Remarks are sentences about this region alone, each",
        "# with the conditions on findings without which it is not shown.",
        "remarks: []",
    ]
    return "\n".join(lines) + "\n"


def write(wish: Wish, data: Path, *, replace: bool = False) -> Path:
    """Put the region file into its place, whole or not at all; the caller holds the lock of the project.

    Raises
    ------
    ParameterError
        As :func:`draft`; or there is such a file, and *replace* is not given.
    DataError
        The tables would break their contract with it.
    """
    from megalopolis import journal
    from megalopolis.ingest import writing

    text = draft(wish, data)
    path = data / "regions" / f"{wish.id}.yml"
    if path.exists() and not replace:
        raise ParameterError(
            f"there is a region {wish.id!r} ({path}); expected a new id, or --replace, which overwrites the "
            "file with all that was written into it"
        )
    with journal.stage(data) as new:
        (new / "regions").mkdir()
        (new / "regions" / path.name).write_text(text, encoding="utf-8", newline="\n")
        writing.require(data)
        journal.commit(data)
    return path


def _require_id(name: str) -> None:
    if not ID.fullmatch(name):
        small = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")
        offer = f" Try {small}." if small else ""
        raise ParameterError(
            f"region {name!r}: expected small letters, digits and single hyphens, as in "
            f"yangtze-river-delta, since the id is part of addresses.{offer}"
        )
    if name in TAKEN:
        raise ParameterError(
            f"region {name!r}: expected another id; folders of the site are called {', '.join(TAKEN)}"
        )


def _agglomeration(wish: Wish, data: Path) -> str:
    known = sorted(set(tables.read("agglomerations", data)["agglomeration"]))
    asked = wish.agglomeration or wish.id
    if asked in known:
        return asked
    listed = f"{_likely(asked, data)}Agglomerations: {', '.join(known)}."
    if wish.agglomeration:
        raise ParameterError(
            f"--agglomeration: expected an id of data/agglomerations.csv; found {asked!r}. {listed}"
        )
    raise ParameterError(
        f"region {asked!r} is no agglomeration of the tables; expected --agglomeration ID or "
        f"--cities CODE,…. {listed}"
    )


def _likely(asked: str, data: Path) -> str:
    """Agglomerations whose id, name, or a word of their id, is like what was asked for."""
    plans = tables.read("plans", data)
    ways = {
        str(row[key]): row["agglomeration"] for _, row in plans.iterrows() for key in ("name_zh", "name_en")
    }
    for one in plans["agglomeration"].unique():
        ways |= {part: one for part in one.split("-") if len(part) > 4} | {one: one}
    found = difflib.get_close_matches(asked, ways, n=3)
    return f"Did you mean {' or '.join(dict.fromkeys(ways[one] for one in found))}? " if found else ""


def _members(name: str, variant: str, data: Path) -> tuple[pd.DataFrame, tuple[str, str], list[str]]:
    """The cities of an agglomeration, its names, and comments that say what they come from."""
    table = tables.read("agglomerations", data)
    own = table[table["agglomeration"] == name]
    if variant not in set(own["variant"]):
        raise ParameterError(unknown(f"variant of {name}", variant, sorted(set(own["variant"]))))
    chosen = own[own["variant"] == variant].set_index("city")
    cities = tables.read("cities", data).set_index("code")
    cities = cities.loc[cities.index.isin(chosen.index)].sort_index()
    plans = tables.read("plans", data)
    plan = plans[(plans["agglomeration"] == name) & (plans["variant"] == variant)].iloc[0]
    said = [plan[key] for key in ("plan_zh", "year", "approver") if pd.notna(plan[key])]
    note = plan["note_zh"] if pd.notna(plan["note_zh"]) else "No plan is known."
    head = [f"# {'，'.join(map(str, said)) if pd.notna(plan['plan_zh']) else note}"]
    head.append("# Its cities stand in data/agglomerations.csv, what is known of the plan in data/plans.csv.")
    # English sentences speak of "the" region, which asks for a noun after the names of places.
    return (
        cities.assign(group=chosen["group"]),
        (str(plan["name_zh"]), f"{plan['name_en']} agglomeration"),
        head,
    )


def _names_of_cities(cities: pd.DataFrame) -> tuple[str, str]:
    zh, en = list(cities["name_zh"]), list(cities["name_en"])
    if len(cities) <= NAMED:
        return "、".join(zh), f"group of {', '.join(en[:-1])} and {en[-1]}"
    return f"{zh[0]}等{len(zh)}市", f"group of {en[0]} and {len(en) - 1} other cities"


def _groups(cities: pd.DataFrame) -> list[str]:
    """Groups as the tables name them, else by province."""
    province = cities["province_en"].str.lower().str.replace(" ", "-")
    named = cities["group"].notna().all()
    lines = [
        "# Groups of the plan." if named else "# By province; group the cities otherwise if a plan does."
    ]
    lines.append("groups:")
    for group, those in cities.groupby(cities["group"] if named else province, sort=False):
        zh, en = (
            "、".join(dict.fromkeys(those["province_zh"])),
            ", ".join(dict.fromkeys(those["province_en"])),
        )
        lines += [f"  - id: {group}", f"    name: {_words(zh, en)}", "    cities:", *_lines(those, "      ")]
    return lines


def _lines(cities: pd.DataFrame, indent: str) -> list[str]:
    return [f'{indent}- "{code}"  # {row["name_zh"]} {row["name_en"]}' for code, row in cities.iterrows()]


def _words(zh: str, en: str) -> str:
    """A text in both languages as YAML; JSON strings are YAML strings."""
    return f"{{zh: {json.dumps(zh, ensure_ascii=False)}, en: {json.dumps(en, ensure_ascii=False)}}}"
