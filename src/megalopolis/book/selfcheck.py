"""Whether a finished site holds together: nothing asked of another host, missing, left out or smuggled in."""

from __future__ import annotations

import functools
import json
import os
import re
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from megalopolis.book import cache, facts, policy, publish

# Elements whose address the browser asks for by itself, unlike that of a link.
LOADED = {
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "script": ("src",),
    "iframe": ("src",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "input": ("src",),
    "image": ("href",),
    "use": ("href",),
}
LOADED_RELATIONS = {
    "stylesheet",
    "icon",
    "preload",
    "modulepreload",
    "prefetch",
    "preconnect",
    "dns-prefetch",
    "manifest",
}
# A drawing that is opened by itself is a page: it may hold no script, no handler and nothing of HTML.
DRAWN_SCRIPT = re.compile(
    r"""<(script|foreignObject|iframe)\b|<[^>]*\son[a-z]+\s*=|href\s*=\s*["']?\s*javascript:""", re.IGNORECASE
)
CSS_ADDRESS = re.compile(r"""url\(\s*['"]?([^'")]+)['"]?\s*\)|@import\s+['"]([^'"]+)['"]""")
INERT = ("data:", "mailto:", "blob:")
# Notebooks to take away; those that a site was made from lie elsewhere, and have not run.
NOTEBOOKS = "/_sources/"
# Where a text of the site may name a folder; pages are looked at by themselves.
TEXTS = {".csv", ".svg", ".js", ".css", ".json", ".ipynb", ".txt", ".yaml", ".yml", ".md"}


def faults(
    site: Path, expected: Iterable[str] = (), *, machine: Sequence[str] = (), kept: Path | None = None
) -> list[str]:
    """Everything wrong with *site*, one sentence each; empty when it may be published.

    Parameters
    ----------
    site : pathlib.Path
        A finished site.
    expected : iterable of str
        Chapters that must be there, with language, such as ``zh/problems/innovation``: a page and an
        executed notebook to download.
    machine : sequence of str
        Names of folders of this machine, which no file may hold.
    kept : pathlib.Path, optional
        Folder of what is known of pages by their content.
    """
    found: list[str] = []
    for chapter in expected:
        found += _chapter(site, chapter)
    site = site.resolve()
    listed = publish.listing(site)
    files = frozenset(f"{site}{os.sep}{name}" for name in listed)
    addressed = functools.cache(functools.partial(_complaint, site, files))
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(site.rglob("*.html"))}
    known = {str(path): facts.of(text, _look, kept) for path, text in texts.items()}
    for path, text in texts.items():
        name = path.relative_to(site).as_posix()
        found += [
            f"{name}: names the folder {folder} of this machine" for folder in machine if folder in text
        ]
        found += [f"{name}: {complaint}" for complaint in known[str(path)].complaints]
        for address, loaded in known[str(path)].addresses:
            target, complaint = addressed(_start(path, address), address, loaded)
            complaint = complaint or _missed(target, address, known)
            if complaint:
                found.append(f"{name}: {complaint}")
    for path in sorted(site.rglob("*.css")):
        for match in CSS_ADDRESS.finditer(path.read_text(encoding="utf-8")):
            address = match[1] or match[2]
            _, complaint = addressed(_start(path, address), address, True)
            if complaint:
                found.append(f"{path.relative_to(site).as_posix()}: {complaint}")
    found += _files(site, listed, machine, kept)
    return list(dict.fromkeys(found))


def machine_folders(root: Path) -> list[str]:
    """Folders of this machine that a file might betray: project, home, environment and temporary ones."""
    home = Path.home()
    found = [str(root), f"{tempfile.gettempdir()}/"]
    found += [str(home)] if len(home.parts) > 2 else []
    found += [sys.prefix] if sys.prefix != sys.base_prefix else []
    return list(dict.fromkeys(found))


def _files(
    site: Path, listed: Mapping[str, tuple[int, int]], machine: Sequence[str], kept: Path | None
) -> list[str]:
    """Folders of this machine in the files beside the pages, scripts in drawings, cells that did not run.

    Files without a fault are remembered in *kept* by their state, and not read again.
    """
    texts = {name: state for name, state in listed.items() if os.path.splitext(name)[1] in TEXTS}  # noqa: PTH122 - for thousands
    memory = kept / f"{cache.digest([facts.code(), list(machine)])}.json" if kept else None
    passed: dict[str, Any] = (
        json.loads(memory.read_text(encoding="utf-8")) if memory and memory.is_file() else {}
    )
    found: dict[str, list[str]] = {}
    for name, state in texts.items():
        if passed.get(name) != list(state):
            found[name] = list(_faulty(site / name, name, machine))
    if memory:
        well = {name: state for name, state in texts.items() if not found.get(name)}
        cache.write(memory, json.dumps(well))
    return [fault for each in found.values() for fault in each]


def _faulty(path: Path, name: str, machine: Sequence[str]) -> Iterator[str]:
    text = path.read_text(encoding="utf-8", errors="replace")
    yield from (f"{name}: names the folder {folder} of this machine" for folder in machine if folder in text)
    if path.suffix == ".svg" and DRAWN_SCRIPT.search(text):
        yield f"{name}: holds a script"
    if path.suffix == ".ipynb" and NOTEBOOKS in name and (idle := _idle(text)):
        yield f"{name}: cells that were not executed: {', '.join(idle)}"


def _idle(text: str) -> list[str]:
    """Cells of code that were not executed."""
    cells = [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]
    return [str(cell["id"]) for cell in cells if cell.get("execution_count") is None]


def _chapter(site: Path, chapter: str) -> Iterator[str]:
    language, _, name = chapter.partition("/")
    if not (site / f"{chapter}.html").is_file():
        yield f"{chapter}: expected a page {chapter}.html; found none"
    if not (site / language / "_sources" / f"{name}.ipynb").is_file():
        yield f"{chapter}: expected a notebook to download; found none"


def _look(page: Any) -> facts.Facts:
    anchors = frozenset(str(one) for one in page.xpath("//@id | //a/@name"))
    return facts.Facts(tuple(dict.fromkeys(addresses(page))), anchors, tuple(policy.complaints(page)))


def addresses(page: Any) -> Iterator[tuple[str, bool]]:
    """Every address on a page, and whether the browser asks for it by itself."""
    for element in page.iter():
        if not isinstance(element.tag, str):
            continue
        for name in LOADED.get(element.tag, ()):
            if element.get(name):
                values = element.get(name).split(",") if name == "srcset" else [element.get(name)]
                for value in values if not element.get(name).startswith("data:") else []:
                    yield (value.split()[0] if name == "srcset" else value), True
        if element.tag == "link" and element.get("href"):
            yield element.get("href"), bool(LOADED_RELATIONS & set((element.get("rel") or "").split()))
        elif element.tag in {"a", "area"} and element.get("href") is not None:
            yield element.get("href"), False
        elif element.tag == "form" and element.get("action"):
            yield element.get("action"), False
        elif element.tag == "style" or element.get("style"):
            for match in CSS_ADDRESS.finditer(f"{element.text or ''} {element.get('style') or ''}"):
                yield match[1] or match[2], True


def _start(path: Path, address: str) -> Path:
    """Where an address starts: in the folder of the file at *path*, or, for a place on it, at the file.

    Pages of a folder lead to the same places, for the most part, which are looked at once.
    """
    return path if address.startswith(("#", "?")) or not address else path.parent


def _complaint(site: Path, files: frozenset[str], start: Path, address: str, loaded: bool) -> tuple[str, str]:
    """Where an address leads, and what is wrong with it; each is empty when there is nothing to say.

    *start* is what :func:`_start` gives.
    """
    if address.startswith(INERT):
        return "", ""
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        return "", f"asks another host for {address}" if loaded else ""
    target = os.path.normpath(f"{start}/{unquote(parts.path)}") if parts.path else str(start)
    if target != str(site) and not target.startswith(f"{site}{os.sep}"):
        return "", f"leads out of the site: {address}"
    return (target, "") if target in files else ("", f"leads nowhere: {address}")


def _missed(target: str, address: str, known: Mapping[str, facts.Facts]) -> str:
    """What is wrong with the place on the page *target* to which an address leads."""
    anchor = unquote(urlsplit(address).fragment) if "#" in address else ""
    if anchor and target in known and anchor not in known[target].anchors | {"top"}:
        return f"leads to no place on {Path(target).name}: {address}"
    return ""
