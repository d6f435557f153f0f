"""What a printed PDF says of itself: dates that do not move, bookmarks, and where chapters begin."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping

from megalopolis.errors import MegalopolisError

# The first day that a ZIP archive can name as well.
DATE = b"D:19800101000000+00'00'"
DATED = re.compile(rb"(?<=Date \()D:\d{14}[+-]\d\d'\d\d'(?=\))")
# A heading that was moved to the next page is named twice in its bookmark.
TWICE = re.compile(rb"(?<=/Title <FEFF)((?:[0-9A-F]{4}){2,})\1(?=>)")


def steady(content: bytes) -> bytes:
    """*content* without the time of printing, and with every bookmark said once.

    Equal pages give equal bytes. No offset moves: what is taken out of a name is replaced by blanks, which
    mean nothing there.
    """
    once = TWICE.sub(lambda match: match[1] + b" " * len(match[1]), content)
    return DATED.sub(DATE, once)


def starts(content: bytes, names: Mapping[str, str]) -> dict[str, int]:
    """The number of the page, from 1, on which each place begins.

    Parameters
    ----------
    content : bytes
        A PDF.
    names : mapping
        What is asked for -> its name in the document that was printed.

    Raises
    ------
    MegalopolisError
        The PDF does not know a name.
    """
    from pypdf import PdfReader

    reader = PdfReader(io.BytesIO(content))
    places = reader.named_destinations
    missing = [name for name in names.values() if f"/{name}" not in places and name not in places]
    if missing:
        raise MegalopolisError(
            f"expected a place for each chapter in the printed book; found none for {', '.join(missing)}: "
            "print with a newer Chromium"
        )
    found = {}
    for key, name in names.items():
        number = reader.get_destination_page_number(places.get(name) or places[f"/{name}"])
        found[key] = (number if number is not None else 0) + 1
    return found
