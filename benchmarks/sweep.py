"""How long a sweep takes, an edition and in all, how that grows with their number, and a second time.

The project is copied without its cache, and the sweep runs in it as a user runs it: a cold one, of which each
line says when an edition was there, and one without changes. An edition is a region in one language; the
sites of a sweep hold both, and a page for each city of the region, a notebook in each language: how many
there were is printed beside the time. The project is the one around the working folder, or MEGALOPOLIS_ROOT.

    python benchmarks/sweep.py                        19 regions, both languages: about twenty minutes
    python benchmarks/sweep.py changjiang-middle-reaches,yangtze-river-delta
"""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from megalopolis import tables
from megalopolis.book.places import LANGUAGES

COPIED = ("chapters", "data", "_config.yml", "_toc.yml", "requirements.txt", "references.bib", "CITATION.cff")
EACH = 30  # seconds an edition may take on two processors
AGAIN = 10  # seconds a second sweep may take in all
LINE = re.compile(r"edition (\d+) of (\d+): (\S+) (\w+) in")
SHOWN = (1, 2, 4, 8, 12, 16, 19)


def copied(folder: Path) -> Path:
    """The project without anything that was built of it."""
    root = tables.root()
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name)
        elif (root / name).is_file():
            shutil.copyfile(root / name, folder / name)
    return folder


def sweep(root: Path, regions: str) -> tuple[float, list[float], int]:
    """Seconds in all, seconds until each site was there, and the exit code."""
    command = [sys.executable, "-m", "megalopolis", "sweep", "--regions", regions]
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    started = time.perf_counter()
    reached: list[float] = []
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            print("   ", line.rstrip(), flush=True)
            if LINE.match(line):
                reached.append(time.perf_counter() - started)
        code = process.wait()
    return time.perf_counter() - started, reached, code


def spent(root: Path) -> tuple[int, float]:
    """Notebooks that the last sweep executed, and seconds of work in them and in pages."""
    listed = json.loads((root / "_build" / "sweep" / "editions.json").read_text(encoding="utf-8"))["editions"]
    return sum(one["executed"] for one in listed), sum(one["seconds"] for one in listed)


def main(regions: str) -> int:
    """Measure, print, and say whether the reach is met."""
    with tempfile.TemporaryDirectory() as place:
        root = copied(Path(place))
        cold, reached, first = sweep(root, regions)
        executed, work = spent(root)
        again, _, second = sweep(root, regions)
        size = sum(path.stat().st_size for path in (root / "_build" / "sweep").rglob("*") if path.is_file())
    count = len(reached)
    print(f"{os.cpu_count()} processors, {count} regions x {len(LANGUAGES)} languages")
    for place in (number for number in SHOWN if number <= count):
        seconds = reached[place - 1]
        print(
            f"{place:3} regions after {seconds:7.1f} s, {seconds / place / len(LANGUAGES):6.1f} s an edition"
        )
    each = cold / max(1, count) / len(LANGUAGES)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{executed} notebooks executed, city pages included; {work:.0f} s of work in them and in pages")
    print(f"cold: {cold:.1f} s in all, {each:.1f} s an edition (at most {EACH})")
    print(f"again without changes: {again:.1f} s in all (at most {AGAIN})")
    print(f"largest process: {peak:.0f} MB; sites: {size / 1e6:.0f} MB")
    return 0 if first == second == 0 and each <= EACH and again <= AGAIN else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "all"))
