"""From bytes to text, in any encoding that Chinese documents come in.

UTF-8 proves itself: other encodings hardly ever form valid UTF-8. Between the others the text decides: read
in a wrong encoding, Chinese text becomes rare characters.
"""

from __future__ import annotations

import codecs
import re
from functools import cache

from megalopolis.ingest.refusal import Refused

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CANDIDATES = ("gb18030", "big5hkscs", "cp950", "utf-16-le", "utf-16-be")
SAMPLE = 20_000  # bytes that are enough to tell encodings apart; even, so that no UTF-16 character is halved
USUAL = 0.75  # least share of usual characters in a text that is read rightly

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([A-Za-z0-9_-]{1,20})""", re.IGNORECASE)
_PUNCTUATION = frozenset(map(chr, [*range(0x3000, 0x3012), *range(0xFF01, 0xFF5F), *range(0x2010, 0x2027)]))
_ALIASES = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "utf8": "utf-8"}


def decode(raw: bytes, *, markup: bool = False) -> str:
    """The text of *raw*: UTF-8, UTF-16 or UTF-32 with or without a mark, GB18030 (GBK, GB2312) or Big5.

    Parameters
    ----------
    raw : bytes
    markup : bool
        Whether an encoding that an HTML page declares is believed first.

    Returns
    -------
    str
        Without a byte order mark; line ends are ``\\n``.

    Raises
    ------
    Refused
        ``empty``, ``encoding`` when none fits, or ``binary`` when NUL characters stand in the text.
    """
    if not raw.strip(b" \t\r\n\x00" + codecs.BOM_UTF8):
        raise Refused("empty", "the file is empty; expected a text")
    text = _decoded(raw, markup)
    if "\x00" in text:
        raise Refused("binary", "found NUL characters; expected text: this is no text file, or damaged")
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _decoded(raw: bytes, markup: bool) -> str:
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _strict(raw, name) or _unknown()
    declared = _DECLARED.search(raw[:4096]) if markup else None
    if declared:
        named = declared.group(1).decode("ascii").lower()
        text = _strict(raw, _ALIASES.get(named, named))
        if text is not None:
            return text
    text = _strict(raw, "utf-8")
    if text is not None and not ("\x00" in text and text.isascii()):  # UTF-16 of ASCII is full of NUL
        return text
    return _likeliest(raw)


def _likeliest(raw: bytes) -> str:
    """The text in the encoding that gives the largest share of usual characters, the first of equals."""
    scored = []
    for name in CANDIDATES:
        sample = raw[:SAMPLE].decode(name, errors="ignore")
        scored.append((usual(sample), -CANDIDATES.index(name), name))
    for share, _, name in sorted(scored, reverse=True):
        text = _strict(raw, name) if share >= USUAL else None
        if text is not None:
            return text
    return _unknown()


def usual(text: str) -> float:
    """The share of characters that Chinese texts are made of: ASCII, punctuation and common Han characters.

    From 0 to 1; 0 for an empty text and for one without a Han character.
    """
    common = _common()
    han = sum(character in common for character in text)
    plain = sum(
        character in _PUNCTUATION or " " <= character <= "~" or character in "\t\n\r" for character in text
    )
    return (han + plain) / len(text) if han else 0.0


@cache
def _common() -> frozenset[str]:
    """The common characters of both scripts: level 1 of GB 2312 (3,755) and of Big5 (5,401)."""
    found = set()
    for name, leads, trails in (
        ("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF)),
        ("big5", range(0xA4, 0xC7), [*range(0x40, 0x7F), *range(0xA1, 0xFF)]),
    ):
        for lead in leads:
            for trail in trails:
                found.add(bytes((lead, trail)).decode(name, errors="ignore"))
    return frozenset(found - {""})


def _strict(raw: bytes, name: str) -> str | None:
    try:
        return raw.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _unknown() -> str:
    reason = "found bytes in no Chinese encoding; expected UTF-8, UTF-16, GB18030 or Big5: save as UTF-8"
    raise Refused("encoding", reason)
