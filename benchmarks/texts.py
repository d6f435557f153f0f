"""How fast texts are counted from end to end, and how much memory that takes.

From end to end means: read the compressed lines, cut, count by document, paragraph and sentence, write the
tables. Every case runs in a process of its own, so that its peak memory is its own. Speeds are characters of
text a second; those of one process are per second of processor time, since the machine may be shared.

The corpus (4,849 preprints of ChinaXiv, 167 MB of text, CC BY 4.0) lies beside the project and not in it;
without it nothing is measured.

    python benchmarks/texts.py            everything, about ten minutes
"""

from __future__ import annotations

import json
import multiprocessing
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from megalopolis import tables
from megalopolis.texts import documents, places, store, terms

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts_large" / "chinaxiv_zh.jsonl.gz"
ROUNDS = 5
SLICE = 6  # MB for the comparison of engines: jieba needs about ten seconds
SIZES = (20, 80, 167)
RATIO = 9.0
SPEED = 2.5e6
FLAT = 1.15  # peak memory of the largest corpus over that of the smallest


def slice_of(megabytes: float) -> list[int]:
    """The characters of each of the first documents of the corpus, up to a size in UTF-8."""
    left = megabytes * 1e6
    sizes = []
    for document in documents.read_lines(CORPUS):
        if left <= 0:
            break
        left -= len(document.text.encode())
        sizes.append(len(document.text))
    return sizes


@contextmanager
def executor(kind: str) -> Iterator[Executor | None]:
    """None for this process, a pool of two processes, or a Dask cluster of two."""
    if kind == "one":
        yield None
    elif kind == "pool":
        with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as pool:
            yield pool
    else:
        from distributed import Client, LocalCluster

        settings = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
        with LocalCluster(silence_logs=50, **settings) as cluster, Client(cluster) as client:
            yield client.get_executor(pure=False)


def case(engine: str, megabytes: float, kind: str, gazetteer: bool) -> dict[str, float]:
    """Run one case here, after the engine is warm: characters, seconds, processor seconds, peak memory."""
    lexicon = frozenset(tables.read("lexicon")["term"])
    names = places.gazetteer(tables.read("cities")) if gazetteer else None
    warm = documents.Document("warm", "policy", "central", "", "", "", None, "", "", "這是預熱。")
    sizes = slice_of(megabytes)
    with executor(kind) as workers, tempfile.TemporaryDirectory() as folder:
        store.write(terms.count_all([warm] * 2, lexicon, names, engine, workers), Path(folder))
        wall, processor = time.perf_counter(), time.process_time()
        read = islice(documents.read_lines(CORPUS), len(sizes))
        store.write(terms.count_all(read, lexicon, names, engine, workers), Path(folder))
        wall, processor = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    helpers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"characters": sum(sizes), "wall": wall, "processor": processor, "peak": peak, "helpers": helpers}


def run(engine: str, megabytes: float, kind: str = "one", gazetteer: bool = False) -> dict[str, float]:
    """Run one case in a process of its own."""
    asked = json.dumps([engine, megabytes, kind, gazetteer])
    done = subprocess.run([sys.executable, __file__, asked], check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def verdict(met: bool) -> str:
    """How a number stands to its reach."""
    return "met" if met else "NOT met"


def main() -> None:
    """Print every number that the book states about the speed of counting words."""
    if not CORPUS.is_file():
        print(f"skipped: the corpus is not there ({Path(*CORPUS.parts[-4:])}, beside the project)")
        return

    print(f"engines on one core, {SLICE} MB, {ROUNDS} rounds, characters a second of processor time")
    ratios = []
    for _ in range(ROUNDS):
        slow, fast = run("jieba", SLICE), run("rjieba", SLICE)
        speeds = [one["characters"] / one["processor"] for one in (slow, fast)]
        ratios.append(speeds[1] / speeds[0])
        print(f"  jieba {speeds[0]:>12,.0f}   rjieba {speeds[1]:>12,.0f}   ratio {ratios[-1]:.1f}")
    ratio = statistics.median(ratios)
    print(f"  median ratio {ratio:.1f}   reach {RATIO:g}: {verdict(ratio >= RATIO)}")

    print("rjieba on one core, by size of the corpus")
    peaks, best = [], 0.0
    for size in SIZES:
        one = run("rjieba", size)
        speed = one["characters"] / one["processor"]
        best = max(best, speed)
        peaks.append(one["peak"] / 1024)
        print(
            f"  {size:>4} MB {one['characters']:>12,.0f} characters {one['wall']:>7.1f} s"
            f" {speed:>12,.0f} a second   peak {peaks[-1]:,.0f} MB"
        )
    print(f"  best {best:,.0f} a second   reach {SPEED:,.0f}: {verdict(best >= SPEED)}")
    growth = peaks[-1] / peaks[0]
    stands = verdict(growth <= FLAT)
    print(f"  peak memory of {SIZES[-1]} MB over {SIZES[0]} MB: {growth:.2f}   reach {FLAT:g}: {stands}")

    print(f"ways to run, rjieba, {SIZES[1]} MB, characters a second of time on the clock")
    for name, kind, gazetteer in (
        ("one process", "one", False),
        ("one process, with cities", "one", True),
        ("pool of two processes", "pool", False),
        ("Dask, two workers", "dask", False),
    ):
        one = run("rjieba", SIZES[1], kind, gazetteer)
        print(
            f"  {name:<26}{one['characters'] / one['wall']:>12,.0f}   peak {one['peak'] / 1024:,.0f} MB"
            + (f", a worker {one['helpers'] / 1024:,.0f} MB" if kind != "one" else "")
        )


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(case(*json.loads(sys.argv[1]))))
    else:
        main()
