"""Add a user's spreadsheets: read, understand, judge, compare, and write what is new below what there is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from megalopolis import tables
from megalopolis.errors import Breach, DataError
from megalopolis.ingest import reader
from megalopolis.ingest.archive import Item
from megalopolis.ingest.limits import SECONDS
from megalopolis.ingest.refusal import Refusal
from megalopolis.spreadsheet import draft, judging, layout, mapping, reading, writing
from megalopolis.spreadsheet.existing import compared
from megalopolis.spreadsheet.grid import Grid
from megalopolis.spreadsheet.mapping import Guide
from megalopolis.spreadsheet.report import Entry, Report, refused
from megalopolis.spreadsheet.understanding import Raw, choices, doubts, raws
from megalopolis.spreadsheet.vocabulary import Vocabulary, vocabulary

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
    guide = _guide(mapped, source, data)
    words = vocabulary(guide, mapped.name if mapped else "", data)
    every, entries = _read(files, guide, words, readers, seconds)
    chosen = choices(every, guide, words.indicators)
    open_ = doubts(every, chosen, words.indicators)
    judged = judging.single([*judging.judge(every, chosen, words.indicators, words.cities)])
    if drafting or (every and (open_ or not guide.source)):
        place = folder or Path.cwd()
        stem = Path(files[0].name if isinstance(files[0], Item) else files[0].file).name.rpartition(".")[0]
        path = draft.write(place, stem, every, chosen, open_, judged, guide)
        if drafting:
            return Report((), draft=str(path))
        faults = [Entry("refused", one.key, rule="doubt", mend=one.choice.doubt) for one in open_]
        faults += [] if guide.source else [Entry("refused", "source", rule="source", mend=NO_SOURCE)]
        return Report((*entries, *faults), draft=str(path))
    entries += compared(judged, data, instead)
    writing.write(data, entries, guide)
    return Report(tuple(entries), guide.source)


def _guide(mapped: Path | None, source: str, data: Path) -> Guide:
    """The mapping file, or the source that the command names where it names none."""
    guide = mapping.read(mapped) if mapped else Guide()
    if source:
        if guide.source and guide.source != source:
            file = mapped.name if mapped else ""
            rule, mend = f"the source {source}, that of --source", "Name one of the two."
            raise DataError([Breach(file, None, "source", guide.source, rule, mend)])
        guide = replace(guide, source=source)
    listed = tables.read("sources", data).astype("str").fillna("").set_index("id", drop=False)
    if guide.new_source and guide.source in listed.index:
        there = listed.loc[guide.source].to_dict()
        if any(there.get(name, "") != value for name, value in guide.new_source.items()):
            rule = "an id that no other source has"
            mend = f"Write 'source: {guide.source}' to use that one, or give the new one another id."
            raise DataError(
                [Breach(mapped.name if mapped else "", None, "source.id", guide.source, rule, mend)]
            )
        guide = replace(guide, new_source={})
    if guide.source and not guide.new_source and guide.source not in listed.index:
        rule = "the id of a source in sources.csv"
        fields = ", ".join(mapping.SOURCE_NEEDED)
        mend = f"Correct it, or describe the source in the mapping file: {fields}."
        file, column = (mapped.name, "source") if mapped and not source else ("--source", "")
        raise DataError([Breach(file, None, column, guide.source, rule, mend)])
    return guide


def _read(
    files: Iterable[Item | Refusal], guide: Guide, words: Vocabulary, readers: int, seconds: float
) -> tuple[list[Raw], list[Entry]]:
    """The cells of every table, and an entry for each file and sheet that has none."""
    every: list[Raw] = []
    entries: list[Entry] = []
    for found in reader.read_all(files, readers, seconds, reading.read):
        sheets: list[Grid | Refusal] = [found] if isinstance(found, Refusal) else found[1]
        for sheet in sheets:
            if isinstance(sheet, Refusal):
                entries.append(refused(sheet))
                continue
            if guide.sheet(sheet.file, sheet.sheet).leave:
                mend = "It is left out, as the mapping file says."
                entries.append(Entry("passed", sheet.place, rule="a sheet to take", mend=mend))
                continue
            one = layout.table(sheet, words.cities, words.indicators.units)
            if isinstance(one, Refusal):
                entries.append(refused(one))
                continue
            cells = list(raws(one, words.indicators.units))
            if not cells:
                reason = "has cities and headings, and no value below them"
                entries.append(refused(Refusal(sheet.place, "empty", reason)))
            every += cells
    return every, entries
