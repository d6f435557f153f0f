"""`.ci/environment`, which `make` runs first: interrupted, moved or started twice, it mends itself.

The installer is a stand-in that writes down what it is asked for and, at a given call, kills who asked.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UV = """#!/bin/sh
echo "$1 $(for word; do last=$word; done; echo "$last")" >>calls
[ "$(wc -l <calls)" = "$(cat kill-at 2>/dev/null)" ] && kill -9 $PPID
[ -e slow ] && sleep 1
[ "$1" = venv ] || exit 0
mkdir -p .venv/bin && ln -s PYTHON .venv/bin/python
"""
WHOLE = ["venv .venv", "pip requirements.txt", "pip .", "pip requirements-test.txt"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with two locks, and beside it the installer."""
    root = tmp_path / "a project"
    (root / ".ci").mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "environment", root / ".ci")
    for name in ("requirements.txt", "requirements-test.txt", "pyproject.toml"):
        (root / name).write_text(f"{name}\n", encoding="utf-8")
    uv = tmp_path / "bin" / "uv"
    uv.parent.mkdir()
    uv.write_text(UV.replace("PYTHON", f"'{sys.executable}'"), encoding="utf-8")
    uv.chmod(0o755)
    return root


def command(project: Path) -> subprocess.Popen[str]:
    """Start it, as `make test` does."""
    path = f"{project.parent / 'bin'}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(project), "PYTHON": sys.executable}
    line = ["sh", ".ci/environment", "requirements-test.txt"]
    return subprocess.Popen(line, cwd=project, env=environment, stdout=subprocess.PIPE, text=True)


@pytest.fixture
def make(project: Path) -> Callable[[], tuple[int, list[str]]]:
    """Runs it; its exit code, and what it asked of the installer."""

    def run() -> tuple[int, list[str]]:
        (project / "calls").unlink(missing_ok=True)
        process = command(project)
        process.communicate(timeout=60)
        calls = project / "calls"
        return process.returncode, calls.read_text(encoding="utf-8").splitlines() if calls.is_file() else []

    return run


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
def test_an_interrupted_installation_is_done_anew_from_nothing(
    project: Path, make: Callable[[], tuple[int, list[str]]], moment: int
):
    """Half a package looks like a whole one to the installer, so nothing of it is kept."""
    (project / "kill-at").write_text(f"{moment}", encoding="utf-8")
    killed, _ = make()
    (project / "kill-at").unlink()

    assert 0 != killed
    assert (0, WHOLE) == make()
    assert (0, []) == make()


def test_another_lock_or_folder_or_a_lost_python_makes_it_anew(
    project: Path, make: Callable[[], tuple[int, list[str]]]
):
    """Commands of an environment know the folder in which it was made by its name."""
    assert (0, WHOLE) == make()
    (project / "requirements-test.txt").write_text("more\n", encoding="utf-8")
    assert (0, WHOLE[-1:]) == make()
    (project / ".venv" / "bin" / "python").unlink()
    assert (0, WHOLE) == make()
    moved = project.with_name("moved")
    shutil.copytree(project, moved, symlinks=True)
    (moved / "calls").unlink()
    process = command(moved)
    process.communicate(timeout=60)

    assert WHOLE == (moved / "calls").read_text(encoding="utf-8").splitlines()


@pytest.mark.skipif(shutil.which("flock") is None, reason="waiting needs the command flock")
def test_a_second_one_waits_and_finds_all_done(project: Path):
    """Two at once would remove each other's files."""
    (project / "slow").touch()
    first = command(project)
    while not (project / "calls").is_file() and first.poll() is None:
        time.sleep(0.02)
    second = command(project)
    assert second.stdout
    waiting = second.stdout.readline()  # on a busy machine the first could end before the second begins
    (project / "slow").unlink()
    rest = [process.communicate(timeout=60)[0] for process in (first, second)][1]

    assert ("another make installs the environment here; waiting for it\n", "") == (waiting, rest)
    assert WHOLE == (project / "calls").read_text(encoding="utf-8").splitlines()
