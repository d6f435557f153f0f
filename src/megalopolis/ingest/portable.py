"""The words of a PDF, its lines joined to paragraphs again."""

from __future__ import annotations

import io
import logging
import re
import unicodedata

from megalopolis.ingest.limits import CHARACTERS, PAGES
from megalopolis.ingest.refusal import Refused

FULL = 0.85  # of the usual width: a line that reaches so far may go on in the next
_ENDS = tuple("。！？；：!?;:”’」』）)")
_PAGE_NUMBER = re.compile(r"[-—–\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／共]\s*\d{1,4}\s*页?)?[-—–\s]*")
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Fonts often name a radical (⽂) where the character (文) is meant.
_TWINS = [*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00)]
_RADICALS = {code: unicodedata.normalize("NFKC", chr(code)) for code in _TWINS}


def text(raw: bytes) -> str:
    """The text of all pages, a line for each paragraph.

    Raises
    ------
    Refused
        ``malformed``, ``encrypted``, ``pages``, ``large``, or ``no-text`` when the pages are pictures.
    """
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    from pypdf import PdfReader
    from pypdf.errors import FileNotDecryptedError

    try:
        document = PdfReader(io.BytesIO(raw))
        if document.is_encrypted:
            raise Refused("encrypted", "is locked by a password or against copying; save it without")
        count = len(document.pages)
        if count > PAGES:
            raise Refused("pages", f"has {count:,} pages; expected at most {PAGES:,}: part it")
        pages, size = [], 0
        for page in document.pages:
            pages.append(page.extract_text() or "")
            size += len(pages[-1])
            if size > CHARACTERS:
                raise Refused("large", f"holds more than {CHARACTERS:,} characters; expected fewer: part it")
    except Refused:
        raise
    except FileNotDecryptedError:
        raise Refused("encrypted", "is locked by a password; save it without one") from None
    except Exception as error:  # pypdf raises many kinds on damaged files
        kind = type(error).__name__
        raise Refused("malformed", f"not readable as PDF ({kind}); expected a whole PDF file") from None
    found = "\n".join(paragraphs(page) for page in pages).translate(_RADICALS)
    if not found.strip():
        raise Refused("no-text", "shows no text, perhaps scanned pictures; recognise the text first (OCR)")
    return found


def paragraphs(page: str) -> str:
    """The lines of a page joined where one goes on in the next; numbers of pages are left out.

    A line goes on when it is about as wide as the page's lines are and does not end a sentence.
    """
    lines = [line.strip() for line in page.splitlines()]
    lines = [line for line in lines if line and not _PAGE_NUMBER.fullmatch(line)]
    width = sorted(map(len, lines))[int(0.9 * (len(lines) - 1))] if lines else 0
    joined = ""
    before = ""
    for line in lines:
        goes_on = before and len(before) >= FULL * width and not before.endswith(_ENDS)
        if not goes_on:
            joined += "\n" if joined else ""
        elif not (_HAN.match(line) or _HAN.search(before[-1])):
            joined += " "  # between Latin words
        joined += line
        before = line
    return joined
