"""Every breach of the data contract, in one report."""

from __future__ import annotations

from pathlib import Path

from megalopolis import tables
from megalopolis.checks.arguments import arguments
from megalopolis.checks.characters import characters
from megalopolis.checks.contract import contract
from megalopolis.checks.frames import gather
from megalopolis.checks.references import references
from megalopolis.checks.structure import structure
from megalopolis.checks.values import values
from megalopolis.checks.wording import wording
from megalopolis.errors import Breach, DataError

CACHE = Path("_build") / "cache" / "check"


def check(data: Path | str | None = None, cache: Path | None = None) -> tuple[Breach, ...]:
    """Look at every table, label and region file; nothing is written beside them.

    Parameters
    ----------
    data : path, optional
        Folder of the tables; ``data`` under the root of the project by default.
    cache : path, optional
        Folder in which clean verdicts on tables are remembered by content; ``_build/cache/check`` under the
        root of the project by default.

    Returns
    -------
    tuple of Breach
        Each once, file by file and line by line; empty when the contract is kept.
    """
    try:
        place = tables.folder(data)
        found = _look(place, cache or _default_cache())
        order = {one["path"]: number for number, one in enumerate(tables.resources(None, place))}
    except DataError as error:
        return error.breaches

    def position(one: Breach) -> tuple[int, str, int]:
        return order.get(one.file, len(order)), one.file, one.row or 0

    return tuple(sorted(dict.fromkeys(found), key=position))


def _look(place: Path, cache: Path | None) -> list[Breach]:
    lacking = contract(place)
    found = structure(place, cache)
    if lacking:
        return [*lacking, *found.breaches]
    frames = gather(place, found)
    rules = (characters, values, references, wording, arguments)
    return [*found.breaches, *(breach for rule in rules for breach in rule(frames))]


def require(data: Path | str | None = None, cache: Path | None = None) -> None:
    """Refuse tables that break their contract.

    Raises
    ------
    DataError
        With every breach.
    """
    found = check(data, cache)
    if found:
        raise DataError(found)


def _default_cache() -> Path | None:
    try:
        return tables.root() / CACHE
    except DataError:
        return None
