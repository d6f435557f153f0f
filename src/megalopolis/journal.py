"""Move several files into their places as one: all or none, whoever is interrupted when.

A list of what is to be moved is written first, and then the files are moved: before the list nothing has
changed, and what is interrupted after it is finished by the next command.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path

from megalopolis import lock as holding

FOLDER = ".adding"
NEW = "new"  # in it lies what is to be moved, laid out as the folder of the tables
LIST = "commit.json"


@contextlib.contextmanager
def stage(data: Path) -> Iterator[Path]:
    """A folder for new files; gone at the end, whatever happens. The caller holds the lock of the project."""
    finish(data)
    folder = data / FOLDER
    try:
        (folder / NEW).mkdir(parents=True)
        yield folder / NEW
    finally:
        if not (folder / LIST).exists():
            shutil.rmtree(folder, ignore_errors=True)


def commit(data: Path, removed: Iterable[str] = ()) -> None:
    """Move what is staged into its place, and remove the files *removed* (paths below *data*)."""
    new = data / FOLDER / NEW
    moved = sorted(path.relative_to(new).as_posix() for path in new.rglob("*") if path.is_file())
    draft = data / FOLDER / "draft.json"
    draft.write_text(json.dumps({"move": moved, "remove": sorted(removed)}), encoding="utf-8")
    if hasattr(os, "sync"):
        os.sync()  # what the list promises must be on the disk before the list is
    draft.replace(data / FOLDER / LIST)
    finish(data)


def finish(data: Path) -> None:
    """Finish what an interrupted command had begun to move; forget what it had only begun to make."""
    folder = data / FOLDER
    if (folder / LIST).is_file():
        listed = json.loads((folder / LIST).read_text(encoding="utf-8"))
        for name in sorted({*listed["remove"]} - {*listed["move"]}):
            (data / name).unlink(missing_ok=True)
        for name in listed["move"]:
            if (folder / NEW / name).exists():
                (data / name).parent.mkdir(parents=True, exist_ok=True)
                (folder / NEW / name).replace(data / name)
        (folder / LIST).unlink()
    shutil.rmtree(folder, ignore_errors=True)


def settle(data: Path, lock: Path) -> None:
    """Finish what was interrupted, unless a command that holds the *lock* is at it now."""
    if not (data / FOLDER).is_dir():
        return
    with holding.attempted(lock) as held:
        if held:
            finish(data)
