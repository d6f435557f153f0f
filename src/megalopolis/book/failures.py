"""What the user reads when a chapter or a page failed: every one of them, and where to look."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from megalopolis.book import notebooks
from megalopolis.book.jobs import Job, Stop
from megalopolis.book.places import Places
from megalopolis.book.render import Rendered
from megalopolis.errors import MENDS, ChapterError

LEAST_ROOM = 1_000_000  # bytes; with less no page can be written
UNTOUCHED = "Nothing was published; the site that was there is untouched."


def chapters(stops: Sequence[Stop], root: Path) -> ChapterError:
    """One error that names every chapter that stopped."""
    count = len(stops)
    lines = ["1 chapter failed:" if count == 1 else f"{count} chapters failed:"]
    for stop in stops:
        place = (
            "before its first cell" if not stop.identifier else f"cell {stop.cell or '?'} ({stop.identifier})"
        )
        error = stop.error.strip().splitlines() or ["no message"]
        lines += [
            f"- {stop.language}/{stop.chapter}, {place}",
            *(f"    {line}" for line in error),
            f"    half-run notebook: {relative(stop.notebook, root)}",
        ]
    return ChapterError("\n".join([*lines, UNTOUCHED]))


def rendering(results: Iterable[Rendered], jobs: Mapping[str, Sequence[Job]], places: Places) -> ChapterError:
    """One error that names every page that Sphinx complained about."""
    lines = []
    for result in results:
        if result.ended_well:
            continue
        for complaint in result.complaints:
            page = (
                f"{result.language}/{complaint.page}" if complaint.page else f"{result.language}, whole book"
            )
            cell = _cell(complaint.cell, complaint.page, jobs[result.language], places)
            lines.append(f"- {page}{cell}: {complaint.text}")
        if not result.complaints:
            how = f"Jupyter Book stopped with code {result.code} without naming a page"
            lines.append(f"- {result.language}: {how}")
        lines.append(f"    all messages: {relative(result.log, places.root)}")
    # On a full disk there may be no message at all.
    if shutil.disk_usage(places.root).free < LEAST_ROOM:
        lines.append(MENDS[errno.ENOSPC])
    return ChapterError("\n".join(["pages could not be rendered:", *lines, UNTOUCHED]))


def _cell(number: int | None, page: str, jobs: Sequence[Job], places: Places) -> str:
    """The cell of the source notebook behind the *number*-th cell of the staged one."""
    job = next((job for job in jobs if job.chapter == page), None)
    if number is None or job is None:
        return ""
    staged = notebooks.read(places.stage(job.language) / f"{page}.ipynb")["cells"]
    identifier = staged[number - 1]["id"] if number <= len(staged) else ""
    ids = [cell.get("id") for cell in notebooks.read(job.source)["cells"]]
    return f", cell {ids.index(identifier) + 1} ({identifier})" if identifier in ids else ""


def site(faults: Sequence[str]) -> ChapterError:
    """One error that lists what the self-check found."""
    count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    return ChapterError(
        "\n".join([f"the finished site has {count}:", *(f"- {fault}" for fault in faults), UNTOUCHED])
    )


def relative(path: Path, root: Path) -> str:
    """*path* as the user would type it from the root of the project."""
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
