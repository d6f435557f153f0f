"""The words of a Word document (docx): a zip archive of XML."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

from megalopolis.ingest.limits import FILES, RATIO, RATIO_FLOOR, UNPACKED_BYTES
from megalopolis.ingest.refusal import Refused

_NAMESPACE = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARAGRAPH, _TEXT = f"{_NAMESPACE}p", f"{_NAMESPACE}t"
_GAPS = {f"{_NAMESPACE}tab": " ", f"{_NAMESPACE}br": "\n", f"{_NAMESPACE}cr": "\n"}
# Deleted text and the older twin of a text box.
_UNSEEN = frozenset(
    {f"{_NAMESPACE}del", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
)
_DECLARATION = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_XML = (".xml", ".rels")


def text(raw: bytes) -> str:
    """The paragraphs of the body, those of tables and text boxes included, a line each.

    Deleted text, notes, headers and footers are left out.

    Raises
    ------
    Refused
        ``malformed``, ``bomb``, ``entities`` or ``encrypted``.
    """
    screen(raw)
    from docx import Document

    try:
        body = Document(io.BytesIO(raw)).element.body
    except Exception as error:  # python-docx and lxml raise many kinds on damaged files
        kind = type(error).__name__
        raise Refused("malformed", f"not readable as docx ({kind}); expected a Word document") from None
    return "\n".join(_lines(body))


def screen(raw: bytes, form: str = "docx", what: str = "Word document") -> None:
    """Refuse an archive that would harm whoever unpacks it, or whose XML declares entities.

    Parameters
    ----------
    raw : bytes
    form, what : str
        Ending and name of the kind of file, for the messages.

    Raises
    ------
    Refused
        ``malformed``, ``bomb``, ``entities`` or ``encrypted``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            members = archive.infolist()
            size = sum(member.file_size for member in members)
            swollen = size > RATIO_FLOOR and size > RATIO * len(raw)
            if len(members) > FILES or size > UNPACKED_BYTES or swollen:
                found = f"unpacks to {size:,} bytes from {len(raw):,}"
                raise Refused("bomb", f"{found}; expected a {what}, not a zip bomb")
            for member in members:
                if member.flag_bits & 1:
                    raise Refused("encrypted", "is locked by a password; save it without one")
                if member.filename.lower().endswith(_XML) and _declares(archive.read(member)):
                    raise Refused("entities", f"declares XML entities; expected a {what}, without any")
    except Refused:
        raise
    except Exception as error:  # zipfile and zlib raise many kinds on damaged data
        kind = type(error).__name__
        raise Refused("malformed", f"not readable as {form} ({kind}); expected a {what}") from None


def _declares(part: bytes) -> bool:
    """Whether an XML part declares a document type or entities, in whatever encoding."""
    if part[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\x00" in part[:8]:
        part = part.replace(b"\x00", b"")
    return bool(_DECLARATION.search(part))


def _lines(body: Any) -> list[str]:
    """The text of each paragraph; one inside another (a text box) stands before it."""
    lines: list[str] = []
    open_: list[list[str]] = [[]]
    stack: list[tuple[Any, bool]] = [(body, False)]
    while stack:
        element, left = stack.pop()
        if left:
            lines.append("".join(open_.pop()))
            continue
        if element.tag in _UNSEEN:
            continue
        if element.tag == _PARAGRAPH:
            open_.append([])
            stack.append((element, True))
        elif element.tag == _TEXT:
            open_[-1].append(element.text or "")
        elif element.tag in _GAPS:
            open_[-1].append(_GAPS[element.tag])
        stack.extend((child, False) for child in reversed(element))
    return lines
