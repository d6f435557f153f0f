"""kill -9 at random moments of `build`, `add`, `new`, `sweep`: what they leave is whole, old or new.

The book and the tables are the toys of the tests. Each time something has changed before the command starts;
after it was killed the site is the old one or the new one to the byte, and so are the tables. Now and then,
and in the end, a command is let through: it must finish without help.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from damage import TESTS, made_files, module_of_tests

BUILD = """
import sys
from pathlib import Path
from rich.console import Console
from megalopolis.book import build
from megalopolis.book.places import Places
from megalopolis.book.request import Request
build.build(Places(Path(sys.argv[1])), Request(languages=("zh",)), check=lambda data: None, console=Console())
"""
SWEEP = """
import sys
from pathlib import Path
from rich.console import Console
from megalopolis.book.places import Places
from megalopolis.sweep import run
from megalopolis.sweep.grid import Wish
wish = Wish(regions="toy,other", languages="zh")
run.sweep(Places(Path(sys.argv[1])), wish, check=lambda data: None, console=Console())
"""
EVERY = 10
# One name for each thing that is whole by itself, such as a site.
State = tuple[str, ...]


def state(folder: Path) -> str:
    """A name for every file below a folder with its content."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file():
            total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return total.hexdigest()


def killed(command: list[str], environment: dict[str, str], seconds: float) -> bool:
    """Start a command, kill it after some time; False when it had ended before."""
    process = subprocess.Popen(
        command,
        env={**os.environ, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        process.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def through(command: list[str], environment: dict[str, str]) -> float:
    """Let a command end; its seconds.

    Raises
    ------
    RuntimeError
        It failed.
    """
    started = time.perf_counter()
    done = subprocess.run(command, env={**os.environ, **environment}, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stdout[-2000:] + done.stderr[-2000:])
    return time.perf_counter() - started


def attack(
    command: list[str],
    environment: dict[str, str],
    change: Callable[[int], None],
    seen: Callable[[], State],
    times: int,
    chance: random.Random,
) -> tuple[int, int]:
    """Kill a command again and again.

    Parameters
    ----------
    change : callable
        Makes the input of version 0 or 1.
    seen : callable
        The state of what the command writes.

    Returns
    -------
    tuple of int
        How often it was killed in time, and how often it left something that is neither version.
    """
    whole, seconds = list[State](), 0.0
    for version in (0, 1, 0):
        change(version)
        seconds = through(command, environment)  # the last time everything is warm
        whole.append(seen())
    hits = losses = 0
    for number in range(times):
        change(number % 2)
        hits += killed(command, environment, chance.uniform(0.05, 1.1) * seconds)
        if number % EVERY == EVERY - 1 or number == times - 1:
            through(command, environment)
        losses += any(one not in known for one, known in zip(seen(), zip(*whole, strict=True), strict=True))
    return hits, losses


def builds(folder: Path, times: int, chance: random.Random) -> tuple[int, int]:
    """Attack `build` on the toy book, of which a sentence changes."""
    root = Path(shutil.copytree(TESTS / "data" / "toybook", folder / "book"))
    chapter = root / "chapters" / "index.ipynb"
    text = chapter.read_text(encoding="utf-8")

    def change(version: int) -> None:
        words = text.replace("用来检验", "专门用来检验") if version else text
        chapter.write_text(words, encoding="utf-8")

    command = [sys.executable, "-c", BUILD, str(root)]
    return attack(command, {}, change, lambda: (state(root / "_build" / "site"),), times, chance)


def sweeps(folder: Path, times: int, chance: random.Random) -> tuple[int, int]:
    """Attack `sweep` over two regions of the toy book: each site is whole by itself."""
    root = Path(shutil.copytree(TESTS / "data" / "toybook", folder / "swept"))
    chapter = root / "chapters" / "index.ipynb"
    text = chapter.read_text(encoding="utf-8")

    def change(version: int) -> None:
        words = text.replace("用来检验", "专门用来检验") if version else text
        chapter.write_text(words, encoding="utf-8")

    def seen() -> State:
        return tuple(state(root / "_build" / "sweep" / name / "default") for name in ("toy", "other"))

    return attack([sys.executable, "-c", SWEEP, str(root)], {}, change, seen, times, chance)


def additions(folder: Path, times: int, chance: random.Random) -> tuple[int, int]:
    """Attack `add` on the toy tables, to which one of two documents is added anew each time."""
    data = module_of_tests("ingest").project(folder / "project" / "data")
    documents = folder / "in"
    documents.mkdir()
    raw = made_files()["a.txt"]

    def change(version: int) -> None:
        extra = "。再修一条路。".encode() if version else b""
        (documents / "a.txt").write_bytes(raw + extra)

    command = [sys.executable, "-m", "megalopolis", "add", "--replace", "--jobs", "1", str(documents)]
    environment = {"MEGALOPOLIS_ROOT": str(data.parent)}

    return attack(command, environment, change, lambda: settled(data), times, chance)


def settled(data: Path) -> State:
    """The tables as the next command finds them: it finishes what was begun before it reads anything."""
    from megalopolis import journal

    journal.settle(data, data.parent / "_build" / "lock")
    return (state(data),)


def drafts(folder: Path, times: int, chance: random.Random) -> tuple[int, int]:
    """Attack `new`, which writes a region under one of two names."""
    data = module_of_tests("ingest").project(folder / "drafts" / "data")
    wish = folder / "name.txt"
    script = "import sys; from megalopolis.cli import main; main(sys.argv[2:] + [open(sys.argv[1]).read()])"
    fixed = ["new", "cut", "--cities", "990100,990200,990300,980100", "--replace", "--name-zh"]

    def change(version: int) -> None:
        wish.write_text("乙地" if version else "甲地", encoding="utf-8")

    command = [sys.executable, "-c", script, str(wish), *fixed]
    return attack(
        command, {"MEGALOPOLIS_ROOT": str(data.parent)}, change, lambda: settled(data), times, chance
    )


WORKS = {"build": builds, "sweep": sweeps, "add": additions, "new": drafts}


def main(times: int, seed: int, folder: Path) -> bool:
    """Print the counts; whether nothing was lost."""
    well = True
    for name, work in WORKS.items():
        share = times // len(WORKS)
        started = time.perf_counter()
        hits, losses = work(folder, share, random.Random(f"{seed}-{name}"))
        seconds = time.perf_counter() - started
        print(f"{name}: killed {hits} of {share} times in {seconds:.0f} s, {losses} losses", flush=True)
        well = well and not losses
    return well
