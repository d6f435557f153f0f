"""An archive for a room without a network: the site, the notebooks, the data, and what it takes to run them.

Equal files give equal bytes: names are sorted, times and owners are left out.
"""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from megalopolis.book import bill
from megalopolis.errors import ParameterError

NAME = "classroom.zip"
TOP = "megalopolis"
# What a user adds stays on the user's machine, as it does for a published site.
PRIVATE = ("data/texts/", "data/.adding/")
PARTS = ("chapters", "data", "src", ".ci", ".jupyter")
SINGLE = (
    "*.md",
    "*.toml",
    "*.yml",
    "*.txt",
    "*.bib",
    "*.cff",
    "Makefile",
    "LICENSE*",
)
MADE = ("__pycache__", ".ipynb_checkpoints", ".egg-info")
TIME = (1980, 1, 1, 0, 0, 0)
LOCK = "requirements-lab.txt"
# Where the environment looks for packages before it asks a network; see .ci/environment.
WHEELS = "wheels"
# Where an earlier kit may lie in the site.
KIT = "kit/"


def write(root: Path, site: Path, path: Path, wheels: Path | None = None) -> None:
    """Write the archive to *path*.

    Parameters
    ----------
    root : pathlib.Path
        The project.
    site : pathlib.Path
        Its finished site.
    path : pathlib.Path
    wheels : pathlib.Path, optional
        A folder with the packages of the lock, to be taken along.

    Raises
    ------
    ParameterError
        A package of the lock is not among *wheels*, or a file is a link that leads out of the project.
    """
    content = dict(_project(root))
    home = root.resolve()
    for name, file in content.items():
        if not file.resolve().is_relative_to(home):
            raise ParameterError(
                f"expected a file of the project at {name}; found a link to {file.resolve()}, which would be "
                "given away. Put the file itself there"
            )
    content |= {f"site/{name}": file for name, file in _below(site) if not name.startswith(KIT)}
    if wheels is not None:
        content |= {f"{WHEELS}/{file.name}": file for file in packages(root / LOCK, wheels)}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        note = files("megalopolis").joinpath("assets", "templates", "classroom.md").read_bytes()
        _add(archive, "CLASSROOM.md", note)
        for name, file in sorted(content.items()):
            _add(archive, name, file.read_bytes(), executable=name in {".ci/run"})


def _add(archive: zipfile.ZipFile, name: str, content: bytes, *, executable: bool = False) -> None:
    entry = zipfile.ZipInfo(f"{TOP}/{name}", TIME)
    entry.create_system = 3
    entry.external_attr = (0o100755 if executable else 0o100644) << 16
    # Packages are compressed as they are.
    entry.compress_type = zipfile.ZIP_STORED if name.endswith((".whl", ".gz")) else zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)


def _project(root: Path) -> Iterator[tuple[str, Path]]:
    """The files of the project by name: those that run it, without what was made or added."""
    for pattern in SINGLE:
        yield from ((path.name, path) for path in sorted(root.glob(pattern)) if path.is_file())
    for part in PARTS:
        for name, path in _below(root / part):
            whole = f"{part}/{name}"
            if not whole.startswith(PRIVATE):
                yield whole, path


def _below(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(one.endswith(MADE) for one in path.relative_to(folder).parts):
            yield path.relative_to(folder).as_posix(), path


def packages(lock: Path, folder: Path) -> tuple[Path, ...]:
    """The files in *folder* that *lock* names by their hashes, at least one a package.

    Raises
    ------
    ParameterError
        A package has no file with one of its hashes; all of them are named.
    """
    by_hash = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(folder.iterdir())
        if path.is_file()
    }
    found: list[Path] = []
    missing: list[str] = []
    for name, version, rest in bill.PINNED.findall(lock.read_text(encoding="utf-8")):
        own = [by_hash[one] for one in bill.HASH.findall(rest) if one in by_hash]
        found += own
        if not own:
            missing.append(f"{name}=={version}")
    if missing:
        raise ParameterError(
            f"expected the packages of {lock.name} in {folder}; found none for {', '.join(missing)}. "
            "Fetch them where there is a network: "
            f"python3 -m pip download --require-hashes -r {lock.name} -d {folder}"
        )
    return tuple(sorted(set(found)))
