"""Line ends in Chinese prose: a source line a sentence, and no gap between sentences on the page."""

from __future__ import annotations

import re
from typing import Any

Element = Any
PROSE = "//article//*[self::p or self::li or self::dd or self::td or self::th or self::figcaption]"
# Han characters, Chinese punctuation, full-width forms, and the quotation marks shared with English.
CHINESE = "\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u201c\u201d\u2018\u2019\u2014\u2026"
AFTER = re.compile(rf"(?<=[{CHINESE}])[ \t]*\n\s*")
BEFORE = re.compile(rf"[ \t]*\n\s*(?=[{CHINESE}])")


def join(page: Element) -> None:
    """Take the line ends beside Chinese characters out of the prose of *page*, in place.

    A browser shows a line end as a space, which Chinese does not put between sentences. Between two words
    in Latin letters the line end stays, and so does everything in code.
    """
    for element in page.xpath(PROSE):
        for node in element.iter():
            if not isinstance(node.tag, str) or node.tag in ("pre", "code", "script", "math"):
                continue
            if node.text:
                node.text = _joined(node.text)
        for node in element.iterdescendants():
            if node.tail:
                node.tail = _joined(node.tail)


def _joined(text: str) -> str:
    return BEFORE.sub("", AFTER.sub("", text))
