"""Builds without room or permission, two at once, or far from the root: a sentence, and nothing half made.

The book is the toy of the tests. Small and read-only disks, and to give up its rights, need root; without it
these say that they were left out.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
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
cli.main(["build", "--language", "zh", *sys.argv[1:]])
"""
NOBODY = 65534
SIZES = ("300k", "2m", "6m", "9m", "12m", "40m")


def started(root: Path, *options: str, user: int = 0) -> subprocess.Popen[str]:
    """Start to build the book at *root* by the command, as another user when one is given."""
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    command = [sys.executable, "-c", COMMAND, *options]
    # Not by way of subprocess, which gives up the rights before it looks for the interpreter.
    rights = ["setpriv", "--reuid", str(user), "--clear-groups"] if user else []
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen([*rights, *command], cwd="/", env=environment, text=True, **both)


def ended(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    """What a build said, and its code."""
    out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)


def build(root: Path, *options: str, user: int = 0) -> subprocess.CompletedProcess[str]:
    """Build the book at *root* by the command, to its end."""
    return ended(started(root, *options, user=user))


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


def together(book: Path, whole: str, *, kill: bool) -> bool:
    """Whether the second of two builds names the first, waits for it, and finishes when that ends or dies."""
    shutil.rmtree(book / "_build" / "cache")
    lock = book / "_build" / "lock"
    first = started(book)
    while first.poll() is None and lock.read_text(encoding="utf-8") != f"{first.pid}\n":
        time.sleep(0.01)
    second = started(book)
    if kill:
        assert second.stdout is not None
        words = ""
        while "waiting" not in words and second.poll() is None:
            words += second.stdout.readline()
        first.kill()
    done, before = ended(second), ended(first)
    words = (words if kill else "") + done.stdout
    named = f"is running (process {first.pid})" in " ".join(words.split())
    sound = said(done, 0) and named and state(book / "_build" / "site") == whole
    return sound and before.returncode == (-signal.SIGKILL if kill else 0)


def faults(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each fault, with whether it was met as it should be."""
    book = Path(shutil.copytree(TESTS / "data" / "toybook", folder / "book"))
    subprocess.run([sys.executable, "-c", BUILD, str(book)], check=True, capture_output=True)
    whole = state(book / "_build" / "site")
    far = folder / ("甲 乙" * 12) / ("b c" * 25)
    shutil.copytree(TESTS / "data" / "toybook", far)
    done = build(far)
    yield f"a path of {len(str(far))} signs", said(done, 0) and state(far / "_build" / "site") == whole
    yield "two builds at once", together(book, whole, kill=False)
    yield "two builds at once, the first killed", together(book, whole, kill=True)
    if os.geteuid():
        print("  left out without root: small disks, read-only disks, another user")
        return
    for size in SIZES:
        with disk(folder / f"disk {size}", size) as place:
            root = Path(shutil.copytree(TESTS / "data" / "toybook", place / "book"))
            done = build(root)
            site = root / "_build" / "site"
            sound = state(site) == whole if done.returncode == 0 else not site.exists()
            yield f"a disk of {size}", said(done, done.returncode and max(done.returncode, 1)) and sound
    with disk(folder / "disk without writing", "40m") as place:
        root = Path(shutil.copytree(book, place / "book"))
        (root / "chapters" / "index.ipynb").touch()
        subprocess.run(["mount", "-o", "remount,ro", place], check=True)
        unchanged = state(root)
        met = said(build(root), 2) and said(build(root, "--output", str(folder / "elsewhere")), 2)
        yield "a project on a read-only disk", met and state(root) == unchanged
        sound = said(build(book, "--output", str(place / "site")), 2) and state(root) == unchanged
        yield "an output on a read-only disk", sound and state(book / "_build" / "site") == whole
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
