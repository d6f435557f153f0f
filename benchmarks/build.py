"""How long a build takes after each kind of change, beside plain Jupyter Book on the same work.

The work is a book of chapters like one of the toy book of the tests, each with code of its own: a table is
read, a chart and a table are shown, in two languages. Plain Jupyter Book gets each language filtered as our
build filters it, and builds both at the same time with ``execute_notebooks: cache``. Its cache sees code
cells only: after a change of a table it is quick because its pages are stale. Times are medians; memory is
the largest sum of the proportional set sizes of all processes of a build.

    python benchmarks/build.py [--notebooks 20] [--runs 3] [--growth 5,20,60]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml

from megalopolis.book import notebooks, stage

TOYBOOK = Path(__file__).parents[1] / "tests" / "data" / "toybook"
LANGUAGES = ("zh", "en")
# The toy tables are no package of the book, and plain Jupyter Book checks none: the check is left out.
DRIVER = """
from pathlib import Path
from rich.console import Console
from megalopolis.book import build, places, request
build.build(places.Places(Path.cwd()), request.Request(), check=lambda data: None, console=Console())
"""
OURS = [sys.executable, "-c", DRIVER]
PLAIN = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", "-q"]


def make(root: Path, count: int) -> None:
    """Write a book of *count* notebooks: the first chapter of the toy book, and others like the second."""
    shutil.copytree(TOYBOOK, root)
    chapter = notebooks.read(root / "chapters" / "region" / "cities.ipynb")
    names = [f"region/cities-{number:03}" for number in range(1, count)]
    *_, last = (cell for cell in chapter["cells"] if cell["cell_type"] == "code")
    code = notebooks.source(last)
    for number, name in enumerate(names):
        # Jupyter Book's cache would execute chapters with the same code once.
        last["source"] = f"number = {number}\n{code}"
        (root / "chapters" / f"{name}.ipynb").write_text(json.dumps(chapter), encoding="utf-8")
    contents = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    (root / "chapters" / "region" / "cities.ipynb").unlink()
    first = root / "chapters" / "index.ipynb"
    text = first.read_text(encoding="utf-8")
    first.write_text(text.replace("region/cities.ipynb", "region/cities-001.ipynb"), encoding="utf-8")
    contents["parts"][0]["chapters"] = [{"file": f"chapters/{name}"} for name in names]
    (root / "_toc.yml").write_text(yaml.safe_dump(contents, allow_unicode=True), encoding="utf-8")


def filtered(root: Path) -> list[Path]:
    """The same book as plain Jupyter Book takes it: a folder a language, brought up to date with *root*."""
    written = stage.settings(root / "_config.yml")
    folders = []
    for language in LANGUAGES:
        folder = root.parent / f"{root.name}-{language}"
        settings: dict[str, Any] = stage.edition(written, language, LANGUAGES)
        settings["execute"] = {"execute_notebooks": "cache", "timeout": 600}
        settings["sphinx"]["config"]["megalopolis_indexed"] = True
        settings["sphinx"]["config"]["suppress_warnings"] = ["mystnb.unknown_mime_type"]
        write(folder / "_config.yml", yaml.safe_dump(settings, allow_unicode=True))
        write(folder / "_toc.yml", (root / "_toc.yml").read_text(encoding="utf-8"))
        for path in sorted((root / "chapters").rglob("*.ipynb")):
            kept = notebooks.keep_language(notebooks.read(path), language)
            text = json.dumps(kept).replace('language = \\"zh\\"', f'language = \\"{language}\\"')
            write(folder / path.relative_to(root), text)
        folders.append(folder)
    return folders


def write(path: Path, text: str) -> None:
    """Write *text* unless it is there, so that an unchanged file keeps its time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def ours(root: Path) -> list[subprocess.Popen[bytes]]:
    """Begin our build."""
    return [subprocess.Popen(OURS, cwd=root, stdout=subprocess.DEVNULL, env=environment(root))]


def plain(root: Path) -> list[subprocess.Popen[bytes]]:
    """Begin plain Jupyter Book's two builds."""
    return [
        subprocess.Popen(
            [*PLAIN, str(folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment(root)
        )
        for folder in filtered(root)
    ]


def environment(root: Path) -> dict[str, str]:
    """What the processes of a build find; threads are one each, so that both builds share alike."""
    return {**os.environ, "MEGALOPOLIS_ROOT": str(root), "OMP_NUM_THREADS": "1"}


def measured(begin: Callable[[Path], list[subprocess.Popen[bytes]]], root: Path) -> tuple[float, float]:
    """Seconds and largest memory in MB of one build.

    Raises
    ------
    RuntimeError
        A build failed.
    """
    peak, over = [0.0], threading.Event()

    def watch() -> None:
        while not over.wait(0.1):
            peak[0] = max(peak[0], memory(os.getpid()))

    if begin is plain:
        filtered(root)
    started = time.perf_counter()
    running = begin(root)
    watcher = threading.Thread(target=watch)
    watcher.start()
    codes = [process.wait() for process in running]
    taken = time.perf_counter() - started
    over.set()
    watcher.join()
    if any(codes):
        raise RuntimeError(f"a build ended with {codes}: {[process.args for process in running]}")
    return taken, peak[0]


def memory(above: int) -> float:
    """Proportional set size in MB of every process below *above*."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").iterdir():
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            parents[int(folder.name)] = int(fields[1])
        except (OSError, ValueError, IndexError):
            continue
    found = {above}
    while new := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= new
    total = 0
    for pid in found - {above}:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total / 1024


def changes(root: Path) -> dict[str, Callable[[int], None]]:
    """Ways to change the book; each is given the number of the run, so that no two runs are alike."""
    chapter, table = root / "chapters" / "region" / "cities-001.ipynb", root / "data" / "cities.csv"
    text, rows = chapter.read_text(encoding="utf-8"), table.read_text(encoding="utf-8")
    prose = "Which city is larger?"
    code = 'tables.read(\\"people\\")'
    return {
        "no change": lambda run: None,
        "one prose line": lambda run: write(chapter, text.replace(prose, f"{prose} Again {run}.")),
        "one code line": lambda run: write(chapter, text.replace(code, f"{code}.head({1000 + run})")),
        "one table": lambda run: write(table, rows.replace("2020,120", f"2020,{130 + run}")),
    }


def compare(count: int, runs: int) -> None:
    """Print a line for each kind of change: ours, plain Jupyter Book, and how many times faster ours is."""
    print(f"{count} notebooks in two languages, medians of {runs}")
    results: dict[str, dict[str, list[tuple[float, float]]]] = {}
    for name, begin in (("ours", ours), ("plain", plain)):
        for run in range(runs):
            with tempfile.TemporaryDirectory() as folder:
                root = Path(folder) / "book"
                make(root, count)
                for kind, change in {"cold": lambda run: None, **changes(root)}.items():
                    change(run)
                    found = measured(begin, root)
                    print(f"    {name}, run {run + 1}, {kind}: {found[0]:.1f} s", flush=True)
                    results.setdefault(kind, {}).setdefault(name, []).append(found)
    print(f"{'':<16}{'ours':>10}{'plain':>10}{'ratio':>8}{'ours MB':>10}{'plain MB':>10}")
    for kind, both in results.items():
        seconds = [statistics.median(taken for taken, _ in both[name]) for name in ("ours", "plain")]
        most = [max(peak for _, peak in both[name]) for name in ("ours", "plain")]
        print(
            f"{kind:<16}{seconds[0]:>8.1f} s{seconds[1]:>8.1f} s{seconds[1] / seconds[0]:>7.1f}x"
            f"{most[0]:>10.0f}{most[1]:>10.0f}",
            flush=True,
        )


def grow(counts: list[int]) -> None:
    """Print how the time of a cold build grows with the number of notebooks."""
    for count in counts:
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder) / "book"
            make(root, count)
            taken, peak = measured(ours, root)
        print(
            f"cold, {count:>3} notebooks: {taken:6.1f} s, {taken / count:.2f} s each, {peak:.0f} MB",
            flush=True,
        )


def main() -> None:
    """Compare, and show growth."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--notebooks", type=int, default=20)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--growth", default="5,20,60")
    given = parser.parse_args()
    compare(given.notebooks, given.runs)
    grow([int(count) for count in given.growth.split(",") if count])


if __name__ == "__main__":
    main()
