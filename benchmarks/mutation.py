"""How many faults put into `measures` and `findings` the tests notice.

    python benchmarks/mutation.py measures|findings [MUTANTS [FROM]]      300 of each, in slices from a number
    python benchmarks/mutation.py measures|findings FILE:LINE…            those drawn on these lines

Mutants are drawn from a seed among all of a package (see mutants.py). For each the tests that import the
module run in a fork of this process, the nearest first, until one fails, and at last the nearest chapters,
which the suite builds (see rehearsal.py); one that computes three times as long as without the fault has
failed (time of the processor, so that a busy machine kills none). Survivors are printed: each is a test that
lacks, or a change without effect, such as the start of a search. Ends with 1 when fewer than 85 % are killed.
"""

from __future__ import annotations

import ast
import importlib.machinery
import json
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from types import CodeType
from typing import Any

import mutants
import pytest
import rehearsal
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE, TESTS, CHAPTERS = ROOT / "src" / "megalopolis", ROOT / "tests", ROOT / "chapters"
SEED, REACH, MOST_FILES, MOST_CHAPTERS = 20, 0.85, 4, 2
WAITING = 100  # the clock may show so many times the seconds that a test may compute: others come first
# As the suite draws examples, but none that another mutant left behind, and none late on a busy machine.
settings.register_profile(
    "mutation", max_examples=50, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
MANY = {"measures": 300, "findings": 300}
# What tests of every module import; once here, so that a fork has them.
HEAVY = (
    *("numpy", "pandas", "pyarrow", "scipy.stats", "statsmodels.api", "sklearn.linear_model", "networkx"),
    *("geopandas", "esda", "SALib.analyze.sobol", "hypothesis.extra.numpy", "IPython"),
)


def imported(path: Path) -> frozenset[str]:
    """Modules of the package that a file imports, by their dotted names, wherever in the file."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("megalopolis"):
            found |= {f"{node.module}.{one.name}" for one in node.names} | {str(node.module)}
        elif isinstance(node, ast.Import):
            found |= {one.name for one in node.names if one.name.startswith("megalopolis")}
    return frozenset(found)


@cache
def users() -> dict[str, frozenset[str]]:
    """What each module of the package imports."""
    files = (path for name in MANY for path in (SOURCE / name).glob("*.py"))
    return {f"megalopolis.{path.parent.name}.{path.stem}": imported(path) for path in files}


@cache
def tests(package: str, module: str) -> tuple[str, ...]:
    """The files of tests that reach a module by imports, the nearest first; then chapters."""
    ring, near, distance = {module}, {module: 0}, 0
    while ring:
        distance += 1
        ring = {user for user, seen in users().items() if seen & ring} - set(near)
        near |= dict.fromkeys(ring, distance)
    found = {}
    for path in sorted((TESTS / package).glob("test_*.py")):
        reached = [near[name] for name in imported(path) if name in near]
        if reached:
            called = path.stem.removeprefix("test_") != module.rpartition(".")[2].strip("_")
            found[str(path)] = (min(reached), called, path.stem)
    if not found:
        return ()
    shown = {
        str(path): (min(reached), path.stem)
        for path in sorted(CHAPTERS.rglob("*.ipynb"))
        if (reached := [near[name] for name in rehearsal.imported(path) if name in near])
    }
    return (
        *sorted(found, key=lambda one: found[one])[:MOST_FILES],
        *sorted(shown, key=lambda one: shown[one])[:MOST_CHAPTERS],
    )


def every(package: str) -> list[tuple[Path, int]]:
    """Modules that a test reaches, with the numbers of their mutants."""
    return [
        (path, number)
        for path in sorted((SOURCE / package).glob("*.py"))
        for number in range(mutants.count(path.read_text(encoding="utf-8")))
        if tests(package, f"megalopolis.{package}.{path.stem}")
    ]


def drawn(package: str) -> list[tuple[Path, int]]:
    """Those that the seed draws."""
    found = every(package)
    many = min(MANY[package], len(found))
    print(f"{package}: {len(found)} mutants, of which {many} are drawn", flush=True)
    return random.Random(SEED).sample(found, many)


def named(chosen: list[tuple[Path, int]], places: set[str]) -> list[tuple[Path, int]]:
    """Those of lines such as ``size.py:40``."""
    found = [
        (path, number)
        for path, number in chosen
        if f"{path.name}:{mutants.mutant(path.read_text(encoding='utf-8'), number).line}" in places
    ]
    if not found:
        sys.exit(f"expected lines on which a mutant is drawn; found none at {' '.join(sorted(places))}")
    return found


def plant(path: Path, code: CodeType) -> None:
    """From now on *path* is imported as *code*."""
    usual = importlib.machinery.SourceFileLoader.get_code

    def get_code(loader: Any, name: str) -> CodeType | None:
        return code if Path(loader.path) == path else usual(loader, name)

    importlib.machinery.SourceFileLoader.get_code = get_code  # type: ignore[method-assign]


def ended(files: tuple[str, ...], seconds: float, planted: tuple[Path, CodeType] | None) -> tuple[str, float]:
    """How the tests end in a fork: ``passed``, ``failed`` or ``slow``; and how many seconds they computed."""
    started = time.perf_counter()
    child = os.fork()
    if not child:
        os.setpgid(0, 0)
        resource.setrlimit(resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 1))
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        if planted:
            plant(*planted)
        options = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]
        options += ["--hypothesis-profile=mutation", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
        status = 1
        try:
            written = [path for path in files if path.endswith(".py")]
            status = int(pytest.main([*written, *options])) if written else 0
            shown = (path for path in files if path.endswith(".ipynb"))
            status = status or int(not all(rehearsal.sound(Path(path)) for path in shown))
        finally:
            os._exit(0 if status == 0 else 1)
    while time.perf_counter() - started < WAITING * seconds:
        done, status, used = os.wait4(child, os.WNOHANG)
        if done and os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL:
            return "slow", seconds
        if done:
            return ("passed" if status == 0 else "failed"), used.ru_utime + used.ru_stime
        time.sleep(0.02)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "slow", seconds


def unspoilt(package: str, files: frozenset[str]) -> dict[str, float]:
    """Seconds that each file of tests computes without a fault; measured once, kept in the build folder."""
    kept = ROOT / "_build" / f"mutation-{package}.json"
    found = json.loads(kept.read_text(encoding="utf-8")) if kept.is_file() else {}
    for path in sorted(files - set(found)):
        how, found[path] = ended((path,), 600, None)
        if how != "passed":
            sys.exit(f"expected tests that pass without a fault; {how}: {path}")
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(found), encoding="utf-8")
    return dict(found)


def verdicts(package: str, chosen: list[tuple[Path, int]]) -> Iterator[tuple[Path, mutants.Mutant, str]]:
    """What became of each mutant, as they end, one a processor at a time."""
    selected = [tests(package, f"megalopolis.{package}.{path.stem}") for path, _ in chosen]
    usual = unspoilt(package, frozenset(file for files in selected for file in files))

    def judged(one: tuple[Path, int]) -> tuple[Path, mutants.Mutant, str]:
        path, number = one
        files = tests(package, f"megalopolis.{package}.{path.stem}")
        mutant = mutants.mutant(path.read_text(encoding="utf-8"), number)
        code = compile(mutant.tree, str(path), "exec")
        return path, mutant, ended(files, 3 * sum(usual[one] for one in files) + 10, (path, code))[0]

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(judged, chosen)


def main(package: str, chosen: list[tuple[Path, int]], which: str) -> int:
    """Print the survivors and the counts."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # there is a process a processor
    for name in HEAVY:
        __import__(name)
    os.chdir(ROOT)
    started, ends = time.perf_counter(), Counter[str]()
    for path, mutant, how in verdicts(package, chosen):
        ends[how] += 1
        if how != "failed":
            word = "survives" if how == "passed" else "takes too long"
            print(f"  {word}: {path.name}:{mutant.line}: {mutant.what}", flush=True)
    killed = ends["failed"] + ends["slow"]
    print(
        f"{package} {which}: {killed} of {len(chosen)} killed ({killed / len(chosen):.1%}), "
        f"{ends['slow']} of them by time, in {time.perf_counter() - started:.0f} s",
        flush=True,
    )
    return 0 if killed >= REACH * len(chosen) else 1


if __name__ == "__main__":
    wanted, *rest = sys.argv[1:] or ["measures"]
    if wanted not in MANY:
        sys.exit(f"expected measures or findings; found {wanted}")
    among = drawn(wanted)
    if any(":" in one for one in rest):
        sys.exit(main(wanted, named(among, set(rest)), "at these lines"))
    size, start = [*map(int, rest), *(MANY[wanted], 0)[len(rest) :]]
    sys.exit(main(wanted, among[start : start + size], f"from {start}"))
