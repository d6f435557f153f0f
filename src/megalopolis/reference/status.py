"""What an edition was made with: fingerprints of tables, package and lock, and every locked package."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterable
from html import escape
from importlib import metadata
from pathlib import Path

import megalopolis
from megalopolis import tables
from megalopolis.book import bill, crate
from megalopolis.errors import ParameterError
from megalopolis.reference.dictionary import show
from megalopolis.reference.words import say
from megalopolis.region import Region

PINNED = re.compile(
    r"^(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(\[[^\]]*\])?==(?P<version>[^\s;\\]+)", re.MULTILINE
)
COLUMNS = ("name", "number", "licence")
SHORT = 16
"""Hexadecimal digits of a fingerprint that are shown."""


def fingerprint(paths: Iterable[Path], below: Path) -> str:
    """SHA-256 over names and contents of files, as ``sha256sum`` would give them, in order of name.

    Parameters
    ----------
    paths : iterable of pathlib.Path
    below : pathlib.Path
        Names are taken relative to it, so that the folder does not matter.
    """
    total = hashlib.sha256()
    for path in sorted(paths):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        total.update(f"{content}  {path.relative_to(below).as_posix()}\n".encode())
    return total.hexdigest()


def locked(lock: Path) -> dict[str, str]:
    """The packages that the lock pins, name -> version.

    Raises
    ------
    ParameterError
        There is no lock, or it pins nothing.
    """
    found = PINNED.finditer(lock.read_text(encoding="utf-8")) if lock.is_file() else ()
    versions = {one["name"]: one["version"] for one in found}
    if not versions:
        raise ParameterError(f"expected pinned packages in {lock.name} at the root of the book; found none.")
    return versions


def licence(package: str) -> str:
    """The licence that an installed package states: its expression, else its field, else its classifiers."""
    try:
        about = metadata.metadata(package).json
    except metadata.PackageNotFoundError:
        return ""
    stated = str(about.get("license_expression") or about.get("license") or "")
    classifiers = [one for one in about.get("classifier", []) if one.startswith("License ::")]
    # Some packages put the whole text of the licence into the field.
    if not stated or len(stated) > 60 or "\n" in stated:
        stated = "; ".join(one.rpartition(" :: ")[2] for one in classifiers) or stated.partition("\n")[0]
    return stated


def show_fingerprints(here: Region) -> None:
    """Show what this edition was made of: version, Python, fingerprints of tables, package and lock."""
    package = Path(megalopolis.__file__).parent
    sources = (path for path in package.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    described = [here.data / str(one["path"]) for one in tables.resources(data=here.data)]
    lock = here.data.parent / "requirements.txt"
    rows = [
        ("version", megalopolis.__version__),
        ("python", f"{sys.version_info.major}.{sys.version_info.minor}"),
        ("tables", fingerprint(described, here.data)[:SHORT]),
        ("package", fingerprint(sources, package)[:SHORT]),
        ("lock", fingerprint([lock], lock.parent)[:SHORT]),
    ]
    words = [(say(here.language, f"status.{key}"), value) for key, value in rows]
    body = "".join(
        f'<tr><th scope="row">{escape(word)}</th><td><code>{escape(value)}</code></td></tr>'
        for word, value in words
    )
    caption = escape(say(here.language, "status.made"))
    html = f"<table><caption>{caption}</caption><tbody>{body}</tbody></table>"
    show(html, "\n".join(f"{word} {value}" for word, value in words))


def show_packages(here: Region) -> None:
    """Show every locked package with its version and the licence that it states.

    Below the table lead links to two files at the root of the site, which the build puts there.
    """
    versions = locked(here.data.parent / "requirements.txt")
    head = "".join(f'<th scope="col">{say(here.language, f"status.{key}")}</th>' for key in COLUMNS)
    body = "".join(
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{escape(version)}</td>'
        f'<td lang="en">{escape(licence(name))}</td></tr>'
        for name, version in sorted(versions.items())
    )
    caption = escape(say(here.language, "status.packages", count=str(len(versions))))
    links = " · ".join(
        f'<a data-file="{file}">{escape(say(here.language, key))}</a>'
        for key, file in (("status.bill", bill.NAME), ("status.crate", crate.NAME))
    )
    show(
        f'<div class="table-scroll" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        f"<p>{links}</p>",
        "\n".join(f"{name} {version}" for name, version in sorted(versions.items())),
    )
