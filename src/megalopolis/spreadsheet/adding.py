"""Add a user's spreadsheets: read, understand, judge, compare, and write what is new below what there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from megalopolis.ingest import reader
from megalopolis.ingest.archive import Item
from megalopolis.ingest.limits import SECONDS
from megalopolis.ingest.refusal import Refusal
from megalopolis.spreadsheet import draft, reading, writing
from megalopolis.spreadsheet.existing import compared
from megalopolis.spreadsheet.grid import Grid
from megalopolis.spreadsheet.looking import Looked, guided, look
from megalopolis.spreadsheet.report import Entry, Report

NO_SOURCE = (
    "expected a source: name one of data/sources.csv with --source, or describe a new one in the mapping file"
)


def add(
    files: Sequence[Item | Refusal],
    data: Path,
    *,
    source: str = "",
    mapped: Path | None = None,
    drafting: bool = False,
    instead: bool = False,
    folder: Path | None = None,
    readers: int = 1,
    seconds: float = SECONDS,
) -> Report:
    """Add the values of spreadsheets to the tables in *data*; the caller holds the lock of the project.

    Parameters
    ----------
    files : sequence of Item or Refusal
    data : pathlib.Path
        Folder of the tables.
    source : str
        Id of the source of the values, where the mapping file names none.
    mapped : pathlib.Path, optional
        Mapping file.
    drafting : bool
        Whether to draft a mapping file and take nothing.
    instead : bool
        Whether a value takes the place of a different one that the tables hold.
    folder : pathlib.Path, optional
        Where a draft goes; the working folder by default.
    readers : int
        Processes that read files.
    seconds : float
        For reading one file.

    Returns
    -------
    Report
        With the path of a draft when one was written: asked for, or because something stays in doubt.

    Raises
    ------
    ParameterError
        The tables lack one for added observations.
    DataError
        The mapping file says what it cannot say, or the tables would break their contract; nothing was
        written.
    """
    data = data.resolve()
    writing.needed(data)
    guide = guided(mapped, source, data)
    looked = look(_sheets(files, readers, seconds), guide, mapped.name if mapped else "", data)
    if drafting or (looked.every and (looked.doubts or not guide.source)):
        first = files[0].name if isinstance(files[0], Item) else files[0].file
        path = draft.write(folder or Path.cwd(), Path(first).stem, looked)
        return Report(() if drafting else _open(looked), draft=str(path))
    entries = tuple(compared(looked.entries, data, instead))
    writing.write(data, entries, guide)
    return Report(entries, guide.source)


def _sheets(files: Iterable[Item | Refusal], readers: int, seconds: float) -> Iterator[Grid | Refusal]:
    for found in reader.read_all(files, readers, seconds, reading.read):
        if isinstance(found, Refusal):
            yield found
        else:
            yield from found[1]


def _open(looked: Looked) -> tuple[Entry, ...]:
    """What keeps anything from being taken: files and sheets that cannot be read, and what is in doubt."""
    whole = [one for one in looked.entries if one.outcome == "refused" and one.row is None]
    doubts = [Entry("refused", one.key, rule="doubt", mend=one.choice.doubt) for one in looked.doubts]
    source = [] if looked.guide.source else [Entry("refused", "source", rule="source", mend=NO_SOURCE)]
    return (*whole, *doubts, *source)
