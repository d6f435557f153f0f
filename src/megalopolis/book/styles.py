"""One style sheet out of those of the theme, so that a page asks for one file instead of nine."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from pathlib import Path

NAME = "book.bundle.css"
COMMENT = re.compile(r"/\*(?!!).*?\*/", re.DOTALL)
INDENT = re.compile(r"\s*\n\s*")
# An import comes first, since its address would also be found as any other.
ADDRESS = re.compile(
    r"""@import\s+(?:url\()?\s*['"]?(?P<sheet>[^'")\s;]+)['"]?\s*\)?\s*;"""
    r"""|url\(\s*(?P<quote>['"]?)(?!data:|https?:|/|#)(?P<file>[^)'"]+)(?P=quote)\s*\)"""
)


def bundle(static: Path, names: Iterable[str]) -> str:
    """The style sheets *names* under *static*, in order, as one that lies in *static* itself.

    Addresses inside are rewritten to be relative to *static*; imported sheets are put in place.
    """
    return "".join(f"{_sheet(static, name)}\n" for name in names)


def _sheet(static: Path, name: str) -> str:
    folder = posixpath.dirname(name)
    text = COMMENT.sub("", (static / name).read_text(encoding="utf-8"))

    def placed(match: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, match["sheet"] or match["file"]))
        return _sheet(static, path) if match["sheet"] else f"url({match['quote']}{path}{match['quote']})"

    return INDENT.sub("\n", ADDRESS.sub(placed, text)).strip()
