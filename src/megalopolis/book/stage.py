"""Lay out what Jupyter Book reads for one language: settings, contents, executed chapters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from megalopolis import yamlfile
from megalopolis.book import contents
from megalopolis.book.jobs import Job
from megalopolis.book.places import Places
from megalopolis.errors import ParameterError

EDITIONS = "megalopolis_editions"


def settings(path: Path) -> dict[str, Any]:
    """The settings of Jupyter Book as they are written.

    Raises
    ------
    ParameterError
        The file is missing, is not YAML, or holds no settings.
    """
    written = contents.parsed(path, "the settings of Jupyter Book")
    if not isinstance(written, dict):
        raise ParameterError(f"expected settings in {path}; found {type(written).__name__}")
    wrong = next((name for name, sound in _parts(written) if not sound), "")
    if wrong:
        raise ParameterError(f"expected names with values, or a list of files, as {wrong} in {path}")
    return written


def _parts(written: Mapping[str, Any]) -> Iterator[tuple[str, bool]]:
    """The settings that are taken apart here, each with whether it has the shape for that."""
    files: Any = written.get("bibtex_bibfiles") or []
    yield "bibtex_bibfiles", isinstance(files, list) and all(isinstance(one, str) for one in files)
    place: Any = written
    for depth, name in enumerate(("sphinx", "config", EDITIONS), start=1):
        place = place.get(name) or {}
        yield ".".join(("sphinx", "config", EDITIONS)[:depth]), isinstance(place, Mapping)
    for language, own in place.items():
        titled = isinstance(own, Mapping) and isinstance(own.get("title", ""), str)
        yield f"sphinx.config.{EDITIONS}.{language}", titled


def of_region(places: Places, region: str) -> dict[str, Any]:
    """The settings with the name of the region where the title of an edition has ``{region}``.

    Raises
    ------
    ParameterError
        As :func:`settings`.
    """
    written = settings(places.configuration)
    name: dict[str, Any] = (yamlfile.load(places.region(region).read_bytes()) or {}).get("name") or {}
    config: dict[str, Any] = (written.get("sphinx") or {}).get("config") or {}
    editions: dict[str, dict[str, Any]] = config.get(EDITIONS) or {}
    titled = {
        language: {**own, "title": own["title"].replace("{region}", str(name.get(language, region)))}
        for language, own in editions.items()
        if "title" in own
    }
    result: dict[str, Any] = merged(written, {"sphinx": {"config": {EDITIONS: titled}}} if titled else {})
    return result


def merged(below: Any, above: Any) -> Any:
    """*below* with what *above* says instead, mapping by mapping."""
    if isinstance(below, Mapping) and isinstance(above, Mapping):
        own = {key: merged(below.get(key), value) for key, value in above.items()}
        return {**below, **own}
    return above


def edition(
    written: Mapping[str, Any], language: str, languages: Sequence[str], scripts: str = "", compiled: str = ""
) -> dict[str, Any]:
    """The settings of one language: the common ones, its own over them, and nothing executed.

    Parameters
    ----------
    written : mapping
        The settings in the root; those of each language stand in ``sphinx.config.megalopolis_editions``.
    language : str
        The language of this edition.
    languages : sequence of str
        All languages of the site; with one alone there is no twin to switch to.
    scripts : str
        Folder that holds the scripts of the charts, ready made.
    compiled : str
        Folder in which compiled templates are kept.
    """
    common = merged(written, {})
    sphinx = dict(common.get("sphinx") or {})
    config = dict(sphinx.get("config") or {})
    own = (config.pop(EDITIONS, None) or {}).get(language, {})
    build = {
        "execute": {"execute_notebooks": "off"},
        "sphinx": {
            "config": {
                "megalopolis_language": language,
                "megalopolis_languages": list(languages),
                "megalopolis_scripts": scripts,
                "megalopolis_compiled": compiled,
                # The search reads passages, see :mod:`megalopolis.book.passages`.
                "megalopolis_indexed": False,
            }
        },
    }
    common = {**common, "sphinx": {**sphinx, "config": config}}
    result: dict[str, Any] = merged(merged(common, own), build)
    return result


def stage(
    places: Places,
    written: Mapping[str, Any],
    jobs: Sequence[Job],
    language: str,
    languages: Sequence[str],
    scripts: str = "",
) -> Path:
    """Write the folder that Jupyter Book reads; a page's path is its chapter's path under ``chapters``."""
    folder = places.stage(language)
    toc = contents.edition(contents.read(places.contents), language, _of_templates(places, jobs))
    content = {f"{job.chapter}.ipynb": (job.page / "page.ipynb").read_bytes() for job in jobs}
    content |= {name: (places.root / name).read_bytes() for name in references(written)}
    content["_config.yml"] = _yaml(edition(written, language, languages, scripts, str(places.templates)))
    content["_toc.yml"] = _yaml(toc)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in content:
            path.unlink()
    for name, data in content.items():
        target = folder / name
        # Sphinx knows a changed page by its time.
        if not target.is_file() or target.read_bytes() != data:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    return folder


def _of_templates(places: Places, jobs: Sequence[Job]) -> dict[str, list[str]]:
    """Template -> addresses of its pages, in order."""
    found: dict[str, list[str]] = {}
    for job in jobs:
        if job.own:
            name = job.source.relative_to(places.chapters).with_suffix("").as_posix()
            found.setdefault(name, []).append(job.chapter)
    return found


def references(written: Mapping[str, Any]) -> tuple[str, ...]:
    """The bibliographies that the settings name."""
    return tuple(written.get("bibtex_bibfiles") or ())


def _yaml(value: Any) -> bytes:
    written: str = yaml.safe_dump(value, allow_unicode=True, sort_keys=False)
    return written.encode()
