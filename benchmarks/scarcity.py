"""Builds of the toy book without room or permission, or far from the root: a sentence, and nothing half made.

Needs root for the small disks and to give up its rights; without it these say that they were left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from damage import TESTS
from killing import BUILD, state

TRACE = "Traceback (most recent call last)"
COMMAND = """
import sys
from megalopolis import check, cli
check.require = lambda data: None
cli.main(["build", "--language", "zh"])
"""
NOBODY = 65534
SIZES = ("300k", "2m", "6m", "9m", "12m", "40m")


def build(root: Path, *, user: int = 0) -> subprocess.CompletedProcess[str]:
    """Build the book at *root* by the command, as another user when one is given."""
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    command = [sys.executable, "-c", COMMAND]
    # Not by way of subprocess, which gives up the rights before it looks for the interpreter.
    rights = ["setpriv", "--reuid", str(user), "--clear-groups"] if user else []
    return subprocess.run([*rights, *command], cwd="/", env=environment, capture_output=True, text=True)


def said(done: subprocess.CompletedProcess[str], code: int) -> bool:
    """Whether the command ended with a code, and with a sentence instead of a traceback."""
    words = (done.stdout + done.stderr).strip()
    sound = done.returncode == code and bool(words) and TRACE not in words
    print(f"    exit {done.returncode}: {words.splitlines()[-1][:150] if words else 'silence'}", flush=True)
    return sound


@contextmanager
def disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of that size."""
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", folder], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


def faults(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each fault, with whether it was met as it should be."""
    book = Path(shutil.copytree(TESTS / "data" / "toybook", folder / "book"))
    subprocess.run([sys.executable, "-c", BUILD, str(book)], check=True, capture_output=True)
    whole = state(book / "_build" / "site")
    far = folder / ("甲 乙" * 12) / ("b c" * 25)
    shutil.copytree(TESTS / "data" / "toybook", far)
    done = build(far)
    yield f"a path of {len(str(far))} signs", said(done, 0) and state(far / "_build" / "site") == whole
    if os.geteuid():
        print("  left out without root: small disks, another user")
        return
    for size in SIZES:
        with disk(folder / f"disk {size}", size) as place:
            root = Path(shutil.copytree(TESTS / "data" / "toybook", place / "book"))
            done = build(root)
            site = root / "_build" / "site"
            sound = state(site) == whole if done.returncode == 0 else not site.exists()
            yield f"a disk of {size}", said(done, done.returncode and max(done.returncode, 1)) and sound
    forbidden = Path(shutil.copytree(book, folder / "forbidden"))
    folder.chmod(0o755)
    (forbidden / "chapters" / "index.ipynb").touch()
    shutil.rmtree(forbidden / "_build" / "cache")
    yield (
        "another user",
        said(build(forbidden, user=NOBODY), 2) and state(forbidden / "_build" / "site") == whole,
    )


def main(folder: Path) -> bool:
    """Print what became of each fault; whether all were met."""
    met = []
    for name, sound in faults(folder):
        met.append(sound)
        print(f"  {name}: {'met' if sound else 'NOT MET'}", flush=True)
    print(f"{len(met)} faults, {met.count(False)} not met", flush=True)
    return all(met)
