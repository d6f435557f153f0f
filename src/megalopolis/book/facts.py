"""What the self-check has to know of a page, kept by content: an unchanged page is not read again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache as remembered
from pathlib import Path
from typing import Any

from megalopolis.book import cache


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a page.

    Attributes
    ----------
    addresses : tuple of (str, bool)
        Each address once, and whether the browser asks for it by itself.
    anchors : frozenset of str
        Places that a link may lead to.
    complaints : tuple of str
        What is wrong with the page by itself.
    """

    addresses: tuple[tuple[str, bool], ...]
    anchors: frozenset[str]
    complaints: tuple[str, ...]


def of(text: str, look: Callable[[Any], Facts], kept: Path | None) -> Facts:
    """The facts of a page with this *text*, as *look* finds them, or as it found them before in *kept*."""
    import lxml.html

    path = kept / f"{cache.digest([cache.text_digest(text), code()])}.json" if kept else None
    if path and path.is_file():
        stored = json.loads(path.read_text(encoding="utf-8"))
        cache.touch(path)
        return Facts(
            tuple((str(address), bool(loaded)) for address, loaded in stored["addresses"]),
            frozenset(stored["anchors"]),
            tuple(stored["complaints"]),
        )
    found = look(lxml.html.document_fromstring(text))
    if path:
        stored = {
            "addresses": list(found.addresses),
            "anchors": sorted(found.anchors),
            "complaints": list(found.complaints),
        }
        cache.write(path, json.dumps(stored, ensure_ascii=False))
    return found


@remembered
def code() -> str:
    """A name for the code that looks at pages."""
    folder = Path(__file__).parent
    return cache.digest(
        [cache.file_digest(folder / f"{name}.py") for name in ("facts", "policy", "selfcheck")]
    )
