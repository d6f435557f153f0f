"""Fields, types, constraints, keys and foreign keys of every table, in our own words.

The look at CSV files is frictionless's; large packages are shared out over processes.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from megalopolis import csvfile, tables
from megalopolis.checks import columns, translate, verdicts
from megalopolis.errors import Breach, DataError

# Below this many bytes one process is done before a second has started.
SHARED = 1_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """Breaches of structure, and the names of the tables whose file could not be looked at by cell."""

    breaches: tuple[Breach, ...]
    shut: frozenset[str]


def structure(place: Path, cache: Path | None) -> Found:
    """Every breach of the description of the tables, table by table in the order of the package.

    Parameters
    ----------
    place : pathlib.Path
        Folder of the tables.
    cache : pathlib.Path, optional
        Folder of remembered clean verdicts.
    """
    every = {one["name"]: one for one in tables.resources(None, place)}
    found: dict[str, list[Breach]] = {name: _file(one, place) for name, one in every.items()}
    broken = {name for name, breaches in found.items() if breaches}
    described = list(_descriptions(every))
    open_tables = []
    for name, one in every.items():
        if name in broken:
            continue
        sound = _with_known_references(one, {key: every[key] for key in every if key not in broken})
        key = verdicts.digest(sound, place, every)
        if not verdicts.clean(key, cache):
            open_tables.append((sound, key))
    for (one, key), breaches in zip(open_tables, _look_all(open_tables, every, place), strict=True):
        found[one["name"]] += breaches or _unreadable(every[one["name"]], place)
        if not found[one["name"]]:
            verdicts.keep(key, cache)
    every_breach = (*described, *(breach for breaches in found.values() for breach in breaches))
    return Found(every_breach, frozenset(broken))


def _file(resource: Mapping[str, Any], place: Path) -> list[Breach]:
    """What keeps the file of a resource from being looked at cell by cell."""
    path = place / resource["path"]
    if not csvfile.described(resource):
        mend = f"Describe the columns of {resource['name']} under schema: fields."
        return [Breach(tables.PACKAGE, None, resource["name"], "", "fields with names and types", mend)]
    if path.suffix == ".parquet" and path.is_file():
        return columns.heading(resource, path)
    wrong = csvfile.fault(path, resource["path"], list(csvfile.described(resource)))
    return [wrong] if wrong else []


def _unreadable(resource: dict[str, Any], place: Path) -> list[Breach]:
    """What frictionless lets pass and pandas does not, such as full-width digits; Parquet holds none."""
    if resource["path"].endswith(".parquet"):
        return []
    try:
        tables.load(resource, place)
    except DataError as error:
        return list(error.breaches)
    return []


def _descriptions(every: Mapping[str, Mapping[str, Any]]) -> Iterable[Breach]:
    """Foreign keys that lead nowhere, and names that occur twice, in the description itself."""
    for name, one in every.items():
        for fields, target, there in verdicts.references(one):
            lacking = [field for field in fields if field not in csvfile.described(one)]
            known = csvfile.described(every[target]) if target in every else {}
            if target not in every:
                rule = f"a foreign key of {name} to a table that exists"
                yield Breach(tables.PACKAGE, None, name, target, rule, "Correct the name of the table.")
            elif lacking or any(field not in known for field in there):
                value = ", ".join([*lacking, *(field for field in there if field not in known)])
                rule = f"fields of {name} and {target} in the foreign key"
                yield Breach(tables.PACKAGE, None, name, value, rule, "Correct the names of the fields.")


def _with_known_references(resource: dict[str, Any], every: Mapping[str, Any]) -> dict[str, Any]:
    """The resource without foreign keys to missing or broken tables, which have breaches of their own."""
    keys = resource["schema"].get("foreignKeys", [])
    kept = []
    for key, (fields, target, there) in zip(keys, verdicts.references(resource), strict=True):
        known = csvfile.described(every[target]) if target in every else {}
        own = csvfile.described(resource)
        if all(field in known for field in there) and all(field in own for field in fields) and known:
            kept.append(key)
    return {**resource, "schema": {**resource["schema"], "foreignKeys": kept}}


def _look_all(
    chosen: Sequence[tuple[dict[str, Any], str]], every: Mapping[str, Any], place: Path
) -> list[list[Breach]]:
    jobs = [_job(resource, every, place) for resource, _ in chosen]
    sizes = [(place / resource["path"]).stat().st_size for resource, _ in chosen]
    workers = min(len(jobs), _processors())
    if workers < 2 or sum(sizes) < SHARED:
        return [_look(job) for job in jobs]
    # A fork has the libraries loaded already, but is safe only while no other thread runs.
    import frictionless  # noqa: F401

    method = "fork" if threading.active_count() == 1 else "spawn"
    largest = sorted(range(len(jobs)), key=lambda number: -sizes[number])
    with ProcessPoolExecutor(workers, multiprocessing.get_context(method)) as pool:
        results = dict(zip(largest, pool.map(_look, [jobs[number] for number in largest]), strict=True))
    return [results[number] for number in range(len(jobs))]


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _job(resource: Mapping[str, Any], every: Mapping[str, Any], place: Path) -> dict[str, Any]:
    """A small package: one table and those that it refers to, without what these refer to."""
    names = {target for _, target, _ in verdicts.references(resource)} - {resource["name"]}
    bare = [
        {
            "name": name,
            "path": every[name]["path"],
            "encoding": "utf-8",
            "schema": {
                "fields": [{"name": field, "type": "any"} for field in csvfile.described(every[name])]
            },
        }
        for name in sorted(names)
    ]
    described = {name: every[name] for name in names}
    return {
        "place": str(place),
        "resource": {**resource, "encoding": "utf-8"},
        "others": bare,
        "described": described,
    }


def _look(job: Mapping[str, Any]) -> list[Breach]:
    """Every breach that frictionless finds in one table; a Parquet file is looked at by its columns."""
    resource = job["resource"]
    if resource["path"].endswith(".parquet"):
        return columns.look(resource, job["described"], Path(job["place"]))
    from frictionless import FrictionlessException, Package

    try:
        package = Package.from_descriptor(
            {"name": "tables", "resources": [resource, *job["others"]]}, basepath=job["place"]
        )
        report = package.get_resource(resource["name"]).validate()
    except FrictionlessException as error:
        reasons = error.reasons or [error.error]
        return [_description_breach(resource["name"], one.note) for one in reasons]
    errors = [error for task in report.tasks for error in task.errors]
    return translate.translate(errors, resource, Path(job["place"]) / resource["path"])


def _description_breach(name: str, note: str) -> Breach:
    return Breach(tables.PACKAGE, None, name, "", "a valid description of the table", f"{note}.")
