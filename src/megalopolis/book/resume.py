"""When Sphinx may go on from its last rendering, so that it reads and writes only the pages that changed.

It may while settings, contents, code and libraries are the same, nobody touched what it wrote, and no page
changed what other pages show of it: its title, its headings, and the anchors that others link to. Sphinx
itself does not notice all of these; with any of them changed, everything is rendered anew.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from megalopolis.book import cache, inputs, publish
from megalopolis.book.places import Places

# Where a running Sphinx finds what pages showed of themselves, and how it says that this changed.
INTERFACES = "MEGALOPOLIS_INTERFACES"
AGAIN = 3
STATE = "state.json"
PACKAGE = Path(__file__).resolve().parents[1]


def fixed(places: Places, stage: Path) -> str:
    """A name for everything that all pages depend on: the staged settings, the code and the libraries."""
    settings = sorted(path for path in stage.iterdir() if path.is_file() and path.suffix != ".ipynb")
    pages = sorted(path.relative_to(stage).as_posix() for path in stage.rglob("*.ipynb"))
    return cache.digest([cache.files([PACKAGE, *settings]), inputs.environment(places), pages, str(stage)])


def pages(stage: Path) -> str:
    """A name for the content of all staged pages."""
    return cache.files(sorted(stage.rglob("*.ipynb")))


def same(output: Path, name: str, content: str) -> bool:
    """Whether what stands in *output* was rendered of the same, :func:`fixed` and :func:`pages`."""
    last = _last(output)
    return last.get("pages") == content and _goes_on(last, output, name)


def prepare(output: Path, name: str) -> bool:
    """Whether Sphinx may go on in *output*; it is emptied when it may not. *name* is :func:`fixed`."""
    goes_on = _goes_on(_last(output), output, name)
    if not goes_on:
        shutil.rmtree(output, ignore_errors=True)
    output.mkdir(parents=True, exist_ok=True)
    # A rendering that is broken off leaves nothing to go on from.
    (output / STATE).unlink(missing_ok=True)
    return goes_on


def keep(output: Path, name: str, content: str) -> None:
    """Let the next rendering go on from this one, which ended well."""
    cache.write(output / STATE, json.dumps({"fixed": name, "pages": content, "files": _listed(output)}))


def _last(output: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((output / STATE).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _goes_on(last: Mapping[str, Any], output: Path, name: str) -> bool:
    return bool(last.get("fixed") == name and last.get("files") == _listed(output))


def _listed(output: Path) -> dict[str, list[int]]:
    return {path: list(state) for path, state in publish.listing(output / "_build").items()}


def guard(app: Any, env: Any) -> None:
    """Stop Sphinx when a page that was read anew shows something else of itself than before."""
    named = os.environ.get(INTERFACES)
    if not named:
        return
    path = Path(named)
    now = {page: _shown(env, page) for page in sorted(env.all_docs)}
    try:
        before = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        before = now
    if before != now:
        raise SystemExit(AGAIN)
    cache.write(path, json.dumps(now))


def changed(app: Any, env: Any, *_found_by_time: Any) -> list[str]:
    """Pages whose source is another than when Sphinx read it; by time, a clock set back hides a change."""
    now = {page: cache.file_digest(Path(env.doc2path(page))) for page in sorted(env.found_docs)}
    before = getattr(env, "megalopolis_sources", {})
    env.megalopolis_sources = now
    return [page for page, content in now.items() if before.get(page, content) != content]


def _shown(env: Any, page: str) -> str:
    """A name for what other pages may show of *page*."""
    parts = [part[page].pformat() for part in (env.titles, env.longtitles, env.tocs) if page in part]
    parts += [repr(env.toctree_includes.get(page)), repr(env.toc_secnumbers.get(page))]
    for domain in ("std", "math", "citation"):
        for kind, found in sorted(env.domaindata.get(domain, {}).items()):
            if isinstance(found, dict):
                own = {key: value for key, value in found.items() if page in _flat((key, value))}
                parts.append(repr([kind, sorted(own.items(), key=repr)]))
    return cache.digest(parts)


def _flat(value: Any) -> list[Any]:
    if isinstance(value, tuple):
        return [one for part in value for one in _flat(part)]
    return [value]
