"""What kind of file this is, by its ending and its first bytes, and who reads it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import PurePath

from megalopolis.ingest import markup, plain, portable, word
from megalopolis.ingest.decoding import decode
from megalopolis.ingest.limits import CHARACTERS
from megalopolis.ingest.refusal import Refused

# Ending -> form. A family is read by one part of the command `add`; another family brings endings of its own.
DOCUMENTS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".docx": "docx",
    ".pdf": "pdf",
}
SPREADSHEETS = {".xlsx": "xlsx", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet"}
ARCHIVES = frozenset({".zip"})
FAMILIES = {"documents": DOCUMENTS, "spreadsheets": SPREADSHEETS}

_SIGNATURES = (
    (b"%PDF-", "pdf"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PAR1", "parquet"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"{\\rtf", "rtf"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x1f\x8b", "gzip"),
    (b"Rar!", "rar"),
    (b"7z\xbc\xaf", "7z"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
)
_EXPECTED = {"docx": "zip", "pdf": "pdf", "xlsx": "zip", "parquet": "parquet"}
_LOCKED = {"docx": "an old .doc", "xlsx": "an old .xls"}


@dataclass(frozen=True, slots=True)
class Content:
    """What a file says: its text, and the description at its head if it has one."""

    text: str
    front: dict[str, str] = field(default_factory=dict)


def ending(name: str) -> str:
    """The ending of a file's name in lower case, with its dot."""
    return PurePath(name).suffix.lower()


def family(name: str) -> str | None:
    """The family that reads files with this name, or None."""
    return next((one for one, endings in FAMILIES.items() if ending(name) in endings), None)


def read(name: str, raw: bytes) -> Content:
    """The text of a document.

    Parameters
    ----------
    name : str
        Its ending says how to read it.
    raw : bytes

    Raises
    ------
    Refused
        For any reason for which a file is not taken.
    """
    if not raw:
        raise Refused("empty", "the file is empty; expected a text")
    form = DOCUMENTS[ending(name)]
    agree(form, ending(name), raw)
    content = _read(form, raw)
    if len(content.text) > CHARACTERS:
        found = f"holds {len(content.text):,} characters"
        raise Refused("large", f"{found}; expected at most {CHARACTERS:,}: part it")
    if not content.text.strip():
        raise Refused("empty", "holds no text; expected some")
    return content


def _read(form: str, raw: bytes) -> Content:
    if form == "docx":
        return Content(word.text(raw))
    if form == "pdf":
        return Content(portable.text(raw))
    if form == "html":
        return Content(markup.text(decode(raw, markup=True)))
    reader = plain.markdown if form == "markdown" else plain.text
    text, front = reader(decode(raw))
    return Content(text, front)


def agree(form: str, named: str, raw: bytes) -> None:
    """Refuse a file whose first bytes are those of another kind than its ending says.

    Raises
    ------
    Refused
        ``encrypted`` or ``mismatch``.
    """
    head = raw[:1024].lstrip() if form == "pdf" else raw
    found = next((kind for mark, kind in _SIGNATURES if head.startswith(mark)), None)
    if found == "ole" and form in _LOCKED:
        reason = f"is locked by a password, or {_LOCKED[form]}; save it as .{form} without one"
        raise Refused("encrypted", reason)
    if found == _EXPECTED.get(form):
        return
    what = f"is {found}" if found else "is not"
    described = f"{what} inside" if found else f"is no {form}"
    raise Refused("mismatch", f"{described}, but ends in {named}; give it the ending of what it is")
