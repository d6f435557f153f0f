"""Whether any sequence of builds ends in the site of a clean one: random edits of the toy book of the tests.

Each step makes one edit or takes one back, and builds on what is there; then the site is compared, byte by
byte, with that of the same files built from nothing. The first difference is printed, and is a fault.

    python benchmarks/sequences.py [--steps 20] [--seed 8]
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

TOYBOOK = Path(__file__).parents[1] / "tests" / "data" / "toybook"
# The toy tables are no package of the book, so their check is left out.
DRIVER = """
from pathlib import Path
from rich.console import Console
from megalopolis.book import build, places, request
build.build(places.Places(Path.cwd()), request.Request(), check=lambda data: None, console=Console())
"""
# File, what stands there, and what may stand there instead: pages, what other pages show of them, code, data.
EDITS = [
    ("chapters/index.ipynb", "This small book", ["This zebra book", "This small book about zebras"]),
    ("chapters/index.ipynb", "# Two cities", ["# Two towns"]),
    ("chapters/index.ipynb", "## The sum", ["## The total"]),
    ("chapters/region/cities.ipynb", "Which city is larger?", ["Which one is larger?", "Which? $x^2$"]),
    ("chapters/region/cities.ipynb", "# Cities", ["# Towns"]),
    ("chapters/region/cities.ipynb", 'tables.read(\\"people\\")', ['tables.read(\\"people\\").head(1000)']),
    ("data/cities.csv", "2020,120", ["2020,121"]),
    ("_toc.yml", "The region", ["The area"]),
]


def build(root: Path) -> dict[str, bytes]:
    """Every file of the site after a build of the book at *root*."""
    environment = {**os.environ, "MEGALOPOLIS_ROOT": str(root)}
    subprocess.run([sys.executable, "-c", DRIVER], cwd=root, env=environment, check=True, capture_output=True)
    site = root / "_build" / "site"
    return {str(path.relative_to(site)): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def edited(root: Path, choice: random.Random) -> str:
    """Make one edit that can be made, or take one back; what was done."""
    possible = [
        (file, now, other)
        for file, before, others in EDITS
        for now in (before, *others)
        for other in (before, *others)
        if now != other and now in (root / file).read_text(encoding="utf-8")
    ]
    file, now, other = choice.choice(possible)
    text = (root / file).read_text(encoding="utf-8")
    (root / file).write_text(text.replace(now, other), encoding="utf-8")
    return f"{file}: {now!r} -> {other!r}"


def main() -> int:
    """Edit, build and compare; 1 when a site differs."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--seed", type=int, default=8)
    given = parser.parse_args()
    choice = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "book"
        shutil.copytree(TOYBOOK, root)
        build(root)
        for step in range(1, given.steps + 1):
            done, site = edited(root, choice), build(root)
            clean = Path(folder) / f"clean-{step}"
            shutil.copytree(root, clean, ignore=shutil.ignore_patterns("_build"))
            expected = build(clean)
            differing = sorted(name for name in {*site, *expected} if site.get(name) != expected.get(name))
            print(f"step {step}: {done}: {len(differing)} of {len(expected)} files differ", flush=True)
            if differing:
                print("\n".join(differing[:20]))
                return 1
            shutil.rmtree(clean)
    return 0


if __name__ == "__main__":
    sys.exit(main())
