"""Region files and the arguments they extend: whatever an entry refers to exists, and none stands alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from megalopolis import argument, membership, regionfile
from megalopolis.checks.frames import Frames
from megalopolis.errors import Breach, DataError
from megalopolis.frameworks import DIMENSIONS
from megalopolis.regionfile import Place, RegionFile
from megalopolis.series import near

Known = Mapping[str, set[str] | None]


def arguments(frames: Frames) -> list[Breach]:
    """Breaches of every file under ``regions/`` and ``arguments/``."""
    known: dict[str, set[str] | None] = {
        "finding": frames.values("findings", "key") if frames.complete("findings") else None,
        "statement": frames.values("statements", "id") if frames.complete("statements") else None,
        "indicator": frames.values("indicators", "code") if frames.complete("indicators") else None,
    }
    if frames.complete("agglomerations"):
        known["agglomeration"] = frames.values("agglomerations", "agglomeration")
    for kind, name in (("finding", "findings"), ("statement", "statements")):
        if not frames.family(name):
            known[kind] = set()
    found = [one for folder in ("arguments", "regions") for one in _endings(frames, folder)]
    for kind, names, read in (
        ("argument", regionfile.arguments, regionfile.argument),
        ("region", regionfile.names, regionfile.read),
    ):
        for name in names(frames.place):
            try:
                described = read(name, frames.place)
            except DataError as error:
                found += error.breaches
                continue
            found += described.breaches
            if described.breaches:
                continue
            found += _references(described, known)
            if kind == "region":
                found += _cities(described, frames)
    return found


def _endings(frames: Frames, folder: str) -> Iterable[Breach]:
    """Files of which the ending says that they are not read."""
    for path in sorted((frames.place / folder).glob("*.yaml")):
        rule, mend = "a file name that ends in .yml", "Rename it; it is not read as it is."
        yield Breach(f"{folder}/{path.name}", None, "", "", rule, mend)


def _cities(described: RegionFile, frames: Frames) -> Iterable[Breach]:
    """What a region file says of cities, against the tables."""
    if {"cities", "agglomerations"} <= frames.clean:
        yield from membership.strangers(described, frames.place)
    yield from _groups(described, frames)


def _references(described: RegionFile, known: Known) -> Iterable[Breach]:
    content = described.content
    problems = argument.entries(content, "problems")
    own = {
        **known,
        "problem": {one["id"] for one in problems},
        "principle": {one["id"] for one in argument.entries(content, "principles")},
        "dimension": set(DIMENSIONS),
    }
    if content.get("about"):
        yield from _look(
            described, {"agglomeration": None, **own}, "agglomeration", content["about"], ("about",)
        )
    answered = {one["problem"] for one in argument.entries(content, "measures")}
    for number, one in enumerate(problems):
        place: Place = ("problems", number)
        yield from _look(described, own, "dimension", one["dimension"], (*place, "dimension"))
        yield from _some(described, one, "statements", "statement", own, place)
        if not one["tests"]:
            yield described.breach((*place, "tests"), "", "at least one test for each problem", "Add a test.")
        if one["id"] not in answered:
            rule, mend = "a path measure for each problem", f"Add a measure with problem: {one['id']}."
            yield described.breach((*place, "id"), one["id"], rule, mend)
        for at, test in enumerate(one["tests"]):
            yield from _look(described, own, "finding", test["finding"], (*place, "tests", at, "finding"))
    for number, one in enumerate(argument.entries(content, "principles")):
        place = ("principles", number)
        yield from _some(described, one, "problems", "problem", own, place)
        yield from _some(described, one, "statements", "statement", own, place)
    for number, one in enumerate(argument.entries(content, "measures")):
        place = ("measures", number)
        for key in ("principle", "problem"):
            yield from _look(described, own, key, one[key], (*place, key))
        yield from _some(described, one, "statements", "statement", own, place)
        if one["indicator"]:
            yield from _look(described, own, "indicator", one["indicator"], (*place, "indicator"))
    for number, one in enumerate(argument.entries(content, "remarks")):
        place = ("remarks", number)
        if not one["when"]:
            rule = "at least one condition for each remark"
            yield described.breach((*place, "when"), "", rule, "Name the finding that the sentence needs.")
        for at, condition in enumerate(one["when"]):
            way = (*place, "when", at, "finding")
            yield from _look(described, own, "finding", condition["finding"], way)


def _some(
    described: RegionFile, entry: Mapping[str, Any], key: str, kind: str, known: Known, place: Place
) -> Iterable[Breach]:
    """A list of references that must not be empty."""
    listed: Sequence[str] = entry[key]
    if not listed:
        yield described.breach((*place, key), "", f"at least one {kind}", "Name what it rests on.")
    for number, value in enumerate(listed):
        yield from _look(described, known, kind, value, (*place, key, number))


def _look(described: RegionFile, known: Known, kind: str, value: str, place: Place) -> Iterable[Breach]:
    there = known[kind]
    if there is not None and value not in there:
        mend = near(value, there) or "Correct the id, or add what it names."
        article = "an" if kind[0] in "aeiou" else "a"
        yield described.breach(place, value, f"{article} {kind} that exists", mend)


def _groups(described: RegionFile, frames: Frames) -> Iterable[Breach]:
    """Groups without a city, and groups of the table without a name."""
    name = described.content.get("agglomeration")
    if "agglomerations" not in frames.whole:
        return
    table = frames.frames["agglomerations"]
    variant = described.content.get("variant", "base")
    chosen = table[(table["agglomeration"] == name) & (table["variant"] == variant)]
    if name and chosen.empty:
        return
    used = set(chosen["group"].dropna())
    listed = argument.entries(described.content, "groups")
    for number, one in enumerate(listed):
        if one["id"] not in used and not one.get("cities"):
            rule, mend = "a group that some city belongs to", "Correct the id, or list its cities."
            yield described.breach(("groups", number, "id"), one["id"], rule, mend)
    for lacking in sorted(used - {one["id"] for one in listed}):
        rule = f"a name for each group of {name} in agglomerations.csv"
        yield described.breach(("groups",), lacking, rule, "Add the group with its name.")
