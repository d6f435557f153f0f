"""What an edition shows beyond what stands on its pages; the pass over the pages needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from megalopolis.book.register import Records


@dataclass(frozen=True, slots=True)
class Shown:
    """What an edition shows, beyond what stands on its pages.

    Attributes
    ----------
    chapters : tuple of str
        Addresses of the pages of all chapters in the order of the book, such as ``problems/innovation``.
    of_templates : tuple of str
        Those that templates made, such as ``city/420100``.
    found : mapping
        What the chapters recorded, see :func:`megalopolis.book.records.gather`.
    tables : tuple of str
        Files of the tables that the site offers, see :func:`megalopolis.book.downloads.tables`.
    names : mapping
        Name of a city -> the other ways to write it, see :func:`megalopolis.book.passages.names`.
    """

    chapters: tuple[str, ...] = ()
    of_templates: tuple[str, ...] = ()
    found: Records = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
