"""Look at spreadsheets: what is in them, what it means, and what could be taken; nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from megalopolis import tables
from megalopolis.errors import Breach, DataError
from megalopolis.ingest.refusal import Refusal
from megalopolis.spreadsheet import judging, layout, mapping
from megalopolis.spreadsheet.grid import Grid
from megalopolis.spreadsheet.mapping import Guide
from megalopolis.spreadsheet.report import Entry, refused
from megalopolis.spreadsheet.understanding import Choices, Doubt, Raw, choices, doubts, raws
from megalopolis.spreadsheet.vocabulary import Vocabulary, vocabulary


@dataclass(frozen=True, slots=True)
class Looked:
    """What was seen.

    Attributes
    ----------
    guide : Guide
        The mapping.
    every : tuple of Raw
        The cells with values.
    chosen : mapping of Choice
        What each heading means.
    doubts : tuple of Doubt
        What only the user can decide.
    entries : tuple of Entry
        What would become of each value if the tables held none: ``taken``, ``refused`` or ``passed``.
    """

    guide: Guide
    every: tuple[Raw, ...]
    chosen: Choices
    doubts: tuple[Doubt, ...]
    entries: tuple[Entry, ...]


def look(sheets: Iterable[Grid | Refusal], guide: Guide, file: str, data: Path) -> Looked:
    """What is on the sheets, by the names of the tables in *data* and of the mapping file called *file*.

    Raises
    ------
    DataError
        The mapping file names what does not exist, or describes anew what does.
    """
    words = vocabulary(guide, file, data)
    every, entries = _cells(sheets, guide, words)
    chosen = choices(every, guide, words.indicators)
    open_ = doubts(every, chosen, words.indicators)
    judged = judging.single([*judging.judge(every, chosen, words.indicators, words.cities)])
    return Looked(guide, tuple(every), chosen, open_, (*entries, *judged))


def _cells(
    sheets: Iterable[Grid | Refusal], guide: Guide, words: Vocabulary
) -> tuple[list[Raw], Sequence[Entry]]:
    """The cells of every table, and an entry for each file and sheet that has none."""
    every: list[Raw] = []
    entries: list[Entry] = []
    for sheet in sheets:
        if isinstance(sheet, Refusal):
            entries.append(refused(sheet))
            continue
        if guide.sheet(sheet.file, sheet.sheet).leave:
            mend = "It is left out, as the mapping file says."
            entries.append(Entry("passed", sheet.place, rule="a sheet to take", mend=mend))
            continue
        table = layout.table(sheet, words.cities, words.indicators.units)
        if isinstance(table, Refusal):
            entries.append(refused(table))
            continue
        cells = list(raws(table, words.indicators.units))
        if not cells:
            reason = "has cities and headings, and no value below them"
            entries.append(refused(Refusal(sheet.place, "empty", reason)))
        every += cells
    return every, entries


def guided(mapped: Path | None, source: str, data: Path) -> Guide:
    """The mapping file, with the source that the command names where the file names none.

    Raises
    ------
    DataError
        The file says what it cannot say, or the source is not known.
    """
    guide = mapping.read(mapped) if mapped else Guide()
    file = mapped.name if mapped else "--source"
    if source and guide.source and guide.source != source:
        rule, mend = f"the source {source}, that of --source", "Name one of the two."
        raise DataError([Breach(file, None, "source", guide.source, rule, mend)])
    guide = replace(guide, source=source) if source else guide
    listed = tables.read("sources", data).astype("str").fillna("").set_index("id", drop=False)
    if guide.new_source and guide.source in listed.index:
        there = listed.loc[guide.source].to_dict()
        if any(there.get(name, "") != value for name, value in guide.new_source.items()):
            rule = "an id that no other source has"
            mend = f"Write 'source: {guide.source}' to use that one, or give the new one another id."
            raise DataError([Breach(file, None, "source.id", guide.source, rule, mend)])
        return replace(guide, new_source={})  # the file serves again
    if guide.source and not guide.new_source and guide.source not in listed.index:
        rule = "the id of a source in sources.csv"
        fields = ", ".join(mapping.SOURCE_NEEDED)
        mend = f"Correct it, or describe the source in the mapping file: {fields}."
        raise DataError([Breach(file, None, "source", guide.source, rule, mend)])
    return guide
