"""Pass over the HTML that Jupyter Book writes: lighter, accessible, in one language, asking no other host.

Every page is looked at, then each is changed, knowing what the others told; see :mod:`megalopolis.book.seen`.
A page that would become what it became in the pass before is taken from there.
"""

from __future__ import annotations

import posixpath
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from megalopolis.book import (
    alternatives,
    cache,
    chain,
    downloads,
    icons,
    last,
    lines,
    listings,
    names,
    pairing,
    passages,
    policy,
    reduce,
    register,
    seen,
    styles,
    subjects,
    theme,
    weight,
)
from megalopolis.book.shown import Shown

Element = Any
DROPPED_FILES = (
    ".buildinfo",
    "_static/locales",
    "_static/images/logo_*",
    "_static/scripts/fontawesome.js*",
    "_static/scripts/*.map",
    "_static/styles/*.map",
    "_static/webpack-macros.html",
    "_static/sbt-webpack-macros.html",
    "_static/sphinx-thebe.*",
    "_static/vendor",
)


def polish(folder: Path, language: str, shown: Shown, before: last.Pass = last.NONE) -> last.Pass:
    """Pass over every page of one language, in place.

    Parameters
    ----------
    folder : pathlib.Path
        The pages: a copy that belongs to the build.
    language : str
    shown : Shown
    before : last.Pass
        What the pass before left.

    Returns
    -------
    last.Pass
        What this pass leaves.
    """
    _drop(folder)
    paths = [path.relative_to(folder) for path in sorted(folder.rglob("*.html"))]
    series = {Path(f"{one}.html") for one in shown.of_templates}
    opened, known, keys = dict[Path, Element](), dict[Path, seen.Seen](), dict[Path, str]()
    for path in paths:
        text = (folder / path).read_text(encoding="utf-8")
        own = shown.found.get("findings") if register.MARK in text else None
        keys[path] = cache.digest([language, path.as_posix(), path in series, cache.text_digest(text), own])
        if before.key(path) == keys[path]:
            known[path] = before.pages[path].seen
        else:
            opened[path] = _opened(text, language, shown)
            known[path] = seen.look(
                opened[path], path, of_series=path in series, sheets=_sheets(opened[path])
            )
    whole = seen.gather(known, shown)
    pages = {}
    for path in paths:
        told = cache.digest([whole.told(path, known[path]), shown.tables])
        html = before.html(path, keys[path], told)
        if html is None:
            page = opened.pop(path, None)
            if page is None:
                page = _opened((folder / path).read_text(encoding="utf-8"), language, shown)
            left = _changed(page, path, language, whole, known[path], shown)
            html = _written(page)
        else:
            left = before.pages[path].left
        (folder / path).write_text(html, encoding="utf-8")
        pages[path] = last.Page(keys[path], told, cache.text_digest(html), known[path], left)
    sheet = _edition(folder / "_static", language, shown, pages, before.sheet)
    return last.Pass(folder, pages, sheet)


def _opened(text: str, language: str, shown: Shown) -> Element:
    """A page with what is put on it before anybody looks at it."""
    import lxml.html

    page = lxml.html.document_fromstring(text)
    if language == "zh":
        lines.join(page)
    register.fill(page, shown.found, language)
    return page


def _changed(
    page: Element, path: Path, language: str, whole: seen.Whole, own: seen.Seen, shown: Shown
) -> last.Left:
    """Change a page, in place, knowing what others told; what it asks of the edition."""
    names.link(page, path, whole.measures)
    chain.link(page, path, whole.chain, language)
    downloads.link(page, path, shown.tables)
    subjects.link(page, path, whole.titled)
    alternatives.choose(page, path, whole.places(own))
    listed = listings.equip(page, path)
    theme.adapt(page, path, language)
    load = weight.lighten(page, path, language)
    return last.Left(load, policy.protect(page, path), listed)


def _written(page: Element) -> str:
    import lxml.html

    return str(lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>")) + "\n"


def _edition(
    static: Path, language: str, shown: Shown, pages: Mapping[Path, last.Page], before: last.Sheet
) -> last.Sheet:
    """Write what all pages have in common."""
    series = [path for path in (Path(f"{one}.html") for one in shown.of_templates) if path in pages]
    titles = {path: one.seen.title for path, one in pages.items()}
    found = {path: one.seen.passage for path, one in pages.items() if path not in set(series)}
    passages.write(static, titles, found, shown, language)
    if any(one.seen.asks for one in pages.values()):
        pairing.write(static, titles, {path: pages[path].seen.tables for path in series})
    if any(one.left.listed for one in pages.values()):
        listings.write(static)
    text = styles.bundle(static, dict.fromkeys(name for one in pages.values() for name in one.seen.sheets))
    for path in static.rglob("*.css"):
        path.unlink()
    known = weight.equip(static, [one.left.load for one in pages.values()])
    text += icons.css(sign for one in pages.values() for sign in one.left.load.signs)
    key = cache.digest([text, sorted(known)])
    sheet = before if before.key == key else last.Sheet(key, reduce.kept(text, known))
    (static / styles.NAME).write_text(sheet.text, encoding="utf-8")
    policy.write(static, [line for one in pages.values() for line in one.left.settings])
    return sheet


def _drop(folder: Path) -> None:
    for pattern in DROPPED_FILES:
        for path in sorted(folder.glob(pattern)):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


def _sheets(page: Element) -> list[str]:
    """The style sheets of the theme that a page asks for, relative to ``_static``."""
    found = []
    for link in page.xpath("//link[@rel='stylesheet']"):
        _, mark, name = link.get("href", "").partition("_static/")
        if mark:
            found.append(posixpath.normpath(name.partition("?")[0]))
    return found
