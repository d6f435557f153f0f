"""A document with what is known about it, and how a stream of them is read.

Texts are read one after another and never held together, so that memory does not grow with the corpus.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from megalopolis.errors import Breach, DataError

LONG_LINE = 1000
PIECE = 300
PORTION = 1 << 18  # bytes that are uncompressed at once

# The note on licences that Wikisource adds after a text; it is no part of it.
_NOTE = ("本作品是", "本作品来自")
_SENTENCE = re.compile(r"[^。！？；]*[。！？；]?[”’」』）]*")


@dataclass(frozen=True, slots=True)
class Document:
    """One text and its description; a field of ``data/documents.csv`` each, except the text.

    Attributes
    ----------
    id : str
        Unique; lower-case letters, digits and hyphens.
    kind : str
        report, resolution, congress-report, policy, or what the user calls it.
    level : str
        central, party, province or city.
    issuer : str
        Who issued it, in Chinese.
    place, city : str
        Name of the place that the text is about, and its code when it is one of ``cities``; may be empty.
    year : int or None
        Year of delivery or issue, not the year that the text looks back on.
    source, locator : str
        Id in ``sources``, and the place inside that source.
    text : str
    title : str
        May be empty.
    """

    id: str
    kind: str
    level: str
    issuer: str
    place: str
    city: str
    year: int | None
    source: str
    locator: str
    text: str
    title: str = ""

    @property
    def checksum(self) -> str:
        """SHA-256 of the text in UTF-8."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(text: str) -> list[str]:
    """The lines of *text* that are not blank, stripped, up to the licence note of a library.

    A line over 1,000 characters is a text that lost its line ends; it is parted after sentences into pieces
    of at least 300 characters.
    """
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if any(note in text for note in _NOTE):  # hardly any text; quicker than to ask of every line
        note = next((place for place, line in enumerate(lines) if line.startswith(_NOTE)), None)
        lines = lines[:note]
    if max(map(len, lines), default=0) <= LONG_LINE:
        return lines
    return [piece for line in lines for piece in (_pieces(line) if len(line) > LONG_LINE else (line,))]


def _pieces(line: str) -> Iterator[str]:
    piece = ""
    for sentence in _SENTENCE.findall(line):
        piece += sentence
        if len(piece) >= PIECE:
            yield piece
            piece = ""
    if piece:
        yield piece


def read_lines(path: Path) -> Iterator[Document]:
    """The documents of a file with one JSON object a line, plain or compressed with gzip.

    Each object holds the fields of :class:`Document`; all but ``id`` and ``text`` may be missing.

    Raises
    ------
    DataError
        A line is not a JSON object with an id and a text, or the file is not UTF-8; the line is named.
    """
    import pyarrow

    packed = "gzip" if path.suffix == ".gz" else None
    with pyarrow.input_stream(path, packed, PORTION) as file, io.BufferedReader(file, PORTION) as lines:
        for number, line in enumerate(lines, start=1):
            try:
                text = line.decode()
                if text and not text.isspace():
                    yield _document(json.loads(text), path, number)
            except json.JSONDecodeError as error:
                raise _fault(path, number, text[:40], f"one JSON object a line ({error.msg})") from None
            except UnicodeDecodeError:
                raise _fault(path, number, "", "text in UTF-8") from None


def read_folder(folder: Path) -> Iterator[Document]:
    """The ``*.txt`` files of *folder* and the folders inside it, in the order of their names, as UTF-8.

    The id of a document is the name of its file without the ending; nothing else is known about it.

    Raises
    ------
    DataError
        A file is not UTF-8.
    """
    for path in sorted(folder.rglob("*.txt")):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError:
            raise _fault(path, None, "", "text in UTF-8") from None
        yield _document({"id": path.stem, "text": text, "locator": path.name}, path, 0)


def _document(held: Any, path: Path, number: int) -> Document:
    if not isinstance(held, dict) or not all(isinstance(held.get(key), str) for key in ("id", "text")):
        raise _fault(path, number, "", "an object with the texts 'id' and 'text'")
    year = held.get("year")
    if year is not None and not isinstance(year, int):
        raise _fault(path, number, str(year), "a whole number as 'year', or none")
    named = {
        field.name: str(held.get(field.name) or "") for field in fields(Document) if field.name != "year"
    }
    return Document(year=year, **named)


def _fault(path: Path, number: int | None, value: str, rule: str) -> DataError:
    return DataError([Breach(path.name, number, "", value, rule, "Mend the file, or leave it out.")])
