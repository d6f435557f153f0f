"""New tables, looked at as they would be before they take the place of the old ones."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from megalopolis import check, csvfile
from megalopolis.journal import FOLDER, NEW

VIEW = "tables"
TEXTS = "texts"  # of the user's own documents; git passes it over


def require(data: Path) -> None:
    """Refuse what is staged when the tables would break their contract with it.

    Raises
    ------
    DataError
        With every breach.
    """
    view = data / FOLDER / VIEW
    _mirror(data, data / FOLDER / NEW, view)
    check.require(view)


def _mirror(old: Path, new: Path, view: Path) -> None:
    """A folder of links to the files of *old*, and of *new* where it has them."""
    view.mkdir()
    fresh = {path.name for path in new.iterdir()}
    for name in sorted({path.name for path in old.iterdir()} | fresh):
        if name in (FOLDER, TEXTS):
            continue
        if (new / name).is_dir():
            _mirror(old / name, new / name, view / name)
        else:
            (view / name).symlink_to(new / name if name in fresh else old / name)


def rows(
    old: Path,
    new: Path,
    fields: Sequence[str],
    added: Iterable[Mapping[str, object]],
    without: Collection[str],
) -> None:
    """Write a table anew: the rows of *old* but those whose first cell is in *without*, then *added*.

    When none is left out, what is there stays byte for byte.
    """
    content = csvfile.content(old).decode("utf-8")
    with new.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        if without:
            kept = csv.reader(io.StringIO(content, newline=""))
            writer.writerows(row for row in kept if row and row[0] not in without)
        else:
            file.write(content if content.endswith("\n") else content + "\n")
        for row in added:
            writer.writerow(["" if row.get(field) is None else row[field] for field in fields])
