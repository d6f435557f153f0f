"""Handouts: a PDF for each page of a site, and one of the whole book, in each language."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from megalopolis.kit import browser, pdf, sheet, typeface
from megalopolis.kit.source import Edition

BOOK = "book.pdf"


def write(
    editions: Sequence[Edition], folder: Path, say: Callable[[str], None], only: Sequence[str] = ()
) -> None:
    """Print the pages of *editions* below *folder*, as ``zh/problems/innovation.pdf``, and ``zh/book.pdf``.

    Parameters
    ----------
    editions : sequence of Edition
    folder : pathlib.Path
    say : callable
        Given a line for each thing that takes time.
    only : sequence of str
        Addresses of the chapters to print, without the whole book; all when empty.

    Raises
    ------
    MegalopolisError
        There is no browser, or it failed.
    """
    with tempfile.TemporaryDirectory(prefix="kit-") as made:
        work = Path(made)
        say("cutting the typeface")
        typeface.write(_characters(editions, only), work / "faces" / "paper.ttf")
        with browser.running(work / "faces") as printer:

            def printed(html: str) -> bytes:
                return pdf.steady(printer.pdf(sheet.write(work, "page.html", html)))

            for edition in editions:
                wanted = [one for one in edition.chapters if not only or one.address in only]
                for number, chapter in enumerate(wanted, 1):
                    say(f"handout {edition.language} {number} of {len(wanted)}: {chapter.address}")
                    _save(
                        folder / edition.language / f"{chapter.address}.pdf",
                        printed(sheet.handout(edition, chapter)),
                    )
                if only:
                    continue
                say(f"the whole book {edition.language}")
                names = {one.address: sheet.anchor(one) for one in edition.chapters}
                # Printed twice: the contents can name pages only when all of them are laid out.
                pages = pdf.starts(printed(sheet.book(edition)), names)
                _save(folder / edition.language / BOOK, printed(sheet.book(edition, pages)))


def _characters(editions: Sequence[Edition], only: Sequence[str]) -> frozenset[str]:
    """Every character of what is printed: on the pages, and in their drawings."""
    found = {sign for words in sheet.WORDS.values() for word in words.values() for sign in word}
    for edition in editions:
        found |= set(edition.title)
        for chapter in edition.chapters:
            found |= set(chapter.title)
            if not only or chapter.address in only:
                found |= set(sheet.handout(edition, chapter))
    return frozenset(found)


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
