"""The archive for a room without a network."""

import hashlib
import zipfile
from pathlib import Path

import pytest

from megalopolis.errors import ParameterError
from megalopolis.kit import room


def project(root: Path) -> Path:
    """A project with what belongs into the archive and what does not."""
    for name in (
        "README.md",
        "Makefile",
        "requirements-lab.txt",
        ".ci/run",
        "chapters/index.ipynb",
        "data/cities.csv",
        "data/texts/own.txt",
        "src/megalopolis/a.py",
        "src/megalopolis/__pycache__/a.pyc",
        "src/megalopolis.egg-info/PKG-INFO",
        "_build/lock",
        "site/index.html",
        "site/kit/index.html",
    ):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, encoding="utf-8")
    return root


def test_the_archive_holds_what_runs_and_nothing_private(tmp_path: Path):
    """Site, notebooks, data and environment; no full texts, nothing that was made, no kit in the kit."""
    root = project(tmp_path)

    room.write(root, root / "site", tmp_path / "out" / "a.zip")

    with zipfile.ZipFile(tmp_path / "out" / "a.zip") as archive:
        found = {info.filename.partition("/")[2]: info for info in archive.infolist()}
    expected = {
        "CLASSROOM.md",
        "README.md",
        "Makefile",
        "requirements-lab.txt",
        ".ci/run",
        "chapters/index.ipynb",
        "data/cities.csv",
        "src/megalopolis/a.py",
        "site/index.html",
    }
    assert expected == set(found)
    assert 0o755 == found[".ci/run"].external_attr >> 16 & 0o777


def test_equal_files_give_equal_bytes(tmp_path: Path):
    """Neither the time of a file nor the folder that it lies in is in the archive."""
    first, second = project(tmp_path / "one"), project(tmp_path / "two" / "deeper")
    for path in second.rglob("*"):
        path.touch()

    room.write(first, first / "site", tmp_path / "a.zip")
    room.write(second, second / "site", tmp_path / "b.zip")

    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_a_link_out_of_the_project_is_refused(tmp_path: Path):
    """What it names belongs to the user, not to the book."""
    root = project(tmp_path / "project")
    (tmp_path / "secret").write_text("mine", encoding="utf-8")
    (root / "data" / "own.csv").symlink_to(tmp_path / "secret")

    with pytest.raises(ParameterError, match=r"data/own\.csv; found a link to .*secret"):
        room.write(root, root / "site", tmp_path / "a.zip")


def test_packages_are_those_that_the_lock_names_by_hash(tmp_path: Path):
    """Others stay behind; a package without a file is named, with the command that fetches it."""
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    (wheels / "a-1-py3-none-any.whl").write_bytes(b"a")
    (wheels / "other.whl").write_bytes(b"other")
    digest = hashlib.sha256(b"a").hexdigest()
    lock = tmp_path / "requirements-lab.txt"
    lock.write_text(f"a==1 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")

    found = room.packages(lock, wheels)

    assert ("a-1-py3-none-any.whl",) == tuple(path.name for path in found)
    lock.write_text(
        f"a==1 \\\n    --hash=sha256:{digest}\nb==2 \\\n    --hash=sha256:{'0' * 64}\n", encoding="utf-8"
    )
    with pytest.raises(ParameterError, match=r"none for b==2\. .*pip download"):
        room.packages(lock, wheels)
