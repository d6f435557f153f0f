"""How long the whole book takes after a save: with a command of its own each time, and while it is served.

The project is copied without its cache and built; then a chapter gets another sentence, and another line of
code, several times. Once with ``megalopolis build`` after each save, and once with ``megalopolis serve``
running, from the save until the new page is on the disk and until open pages are told to reload. The project
is the one around the working folder, or MEGALOPOLIS_ROOT.

    python benchmarks/edits.py [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from build import memory

from sweep import copied

COMMAND = [sys.executable, "-m", "megalopolis"]
CHAPTER = "problems/innovation"
PROSE = "Education is the supply, "
CODE = "paths.stated(here, "
# Seconds a change may take to the page on the disk, and a build without one.
EDIT, SAME = 5, 1
# What a user does between two saves.
PAUSE = 15


def change(root: Path, kind: str, run: int) -> str:
    """Change the chapter; a mark that only its new page holds."""
    path = root / "chapters" / f"{CHAPTER}.ipynb"
    text, mark = path.read_text(encoding="utf-8"), f"edit {kind} {run}"
    if kind == "prose":
        text = text.replace(PROSE, f"After {mark}: {PROSE}", 1)
    else:
        text = text.replace(CODE, f"# {mark}\\n{CODE}", 1)
    path.write_text(text, encoding="utf-8")
    return mark


def built(root: Path) -> float:
    """Seconds of a build."""
    started = time.perf_counter()
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    done = subprocess.run([*COMMAND, "build"], env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return time.perf_counter() - started


@contextmanager
def served(root: Path) -> Iterator[tuple[str, int]]:
    """The address of a running preview, and its process."""
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    command = [*COMMAND, "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            address = next(found[0] for line in process.stdout if (found := re.match(r"http://\S+/", line)))
            yield address, process.pid
        finally:
            process.terminate()


def version(address: str) -> str:
    """What open pages ask for."""
    with urllib.request.urlopen(f"{address}-/version", timeout=10) as answer:
        return str(answer.read().decode())


def until(condition: Callable[[], bool]) -> float:
    """Seconds until *condition* holds."""
    started = time.perf_counter()
    while not condition():
        time.sleep(0.02)
    return time.perf_counter() - started


def while_served(root: Path, kind: str, run: int, address: str) -> tuple[float, float]:
    """Seconds from a save until the page is on the disk, and until pages are told."""
    page = root / "_build" / "site" / "en" / f"{CHAPTER}.html"
    before, told = page.stat().st_mtime_ns, version(address)
    started = time.perf_counter()
    mark = change(root, kind, run)
    until(lambda: page.is_file() and page.stat().st_mtime_ns != before)
    there = time.perf_counter() - started
    if mark not in page.read_text(encoding="utf-8"):
        raise RuntimeError(f"expected {mark!r} on the new page; found none")
    until(lambda: version(address) != told)
    return there, time.perf_counter() - started


def shown(name: str, seconds: list[float], most: float) -> bool:
    """Print the times of one kind; whether their median is within *most*."""
    middle = statistics.median(seconds)
    each = ", ".join(f"{one:.1f}" for one in seconds)
    print(f"{name:<44}{middle:>7.1f} s (at most {most}): {each}", flush=True)
    return middle <= most


def main() -> int:
    """Measure, print, and say whether the reach is met while the book is served."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=3)
    runs = range(parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as place:
        root = copied(Path(place))
        print(f"{os.cpu_count()} processors; cold: {built(root):.1f} s", flush=True)
        good = shown("no change, a command", [built(root) for _ in runs], SAME)
        for kind in ("prose", "code"):
            seconds = []
            for run in runs:
                change(root, kind, run)
                seconds.append(built(root))
            shown(f"one line of {kind}, a command", seconds, EDIT)
        with served(root) as (address, process):
            for kind in ("prose", "code"):
                found = []
                for run in runs:
                    time.sleep(PAUSE)
                    found.append(while_served(root, kind, 100 + run, address))
                good &= shown(f"one line of {kind}, served, page on disk", [disk for disk, _ in found], EDIT)
                shown(f"one line of {kind}, served, pages told", [told for _, told in found], EDIT)
            print(f"memory of the preview between builds: {memory(process):.0f} MB beside its own process")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
