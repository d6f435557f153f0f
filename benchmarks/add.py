"""How much memory `megalopolis add` takes, by size of the corpus, and how long.

The documents of the corpus become text files, which are added to a copy of the tables: read, described,
screened, counted, joined to what is there, checked, moved into place. Each size runs in a process of its own,
so that its peak memory is its own; the processes that read files and those that count are told apart from it.

The corpus (4,849 preprints of ChinaXiv, 167 MB of text, CC BY 4.0) lies beside the project and not in it;
without it nothing is measured.

    python benchmarks/add.py            three sizes, about ten minutes
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
from megalopolis.ingest import documents, workers
from megalopolis.texts.documents import read_lines

CORPUS = Path(__file__).resolve().parents[2] / "shared" / "data" / "texts_large" / "chinaxiv_zh.jsonl.gz"
SIZES = (20, 80, 167)
JOBS = 2
FLAT = 1.25  # peak memory of the largest corpus over that of the smallest
TAG = re.compile(r"<[^<>]{1,2000}>")
METADATA = "file,issuer,year,level\n*,预印本平台,2023,central\n"


def lay_out(megabytes: float, folder: Path) -> None:
    """Write the first documents of the corpus, up to a size in UTF-8, as text files without tags.

    Many hold tables as HTML, for which the command would refuse them as no plain text.
    """
    left = megabytes * 1e6
    for number, document in enumerate(read_lines(CORPUS)):
        if left <= 0:
            return
        raw = TAG.sub(" ", document.text).encode()
        left -= len(raw)
        (folder / f"{number:05}.txt").write_bytes(raw)


def case(megabytes: float) -> dict[str, float]:
    """Add a corpus of this size to a copy of the tables: files, seconds, peak memory here and of helpers."""
    with tempfile.TemporaryDirectory() as place:
        root, folder = Path(place) / "project", Path(place) / "in"
        folder.mkdir()
        shutil.copytree(tables.folder(), root / "data", ignore=shutil.ignore_patterns("texts", ".adding"))
        os.environ["MEGALOPOLIS_ROOT"] = str(root)
        lay_out(megabytes, folder)
        listed = Path(place) / "metadata.csv"
        listed.write_text(METADATA, encoding="utf-8")
        started = time.perf_counter()
        with workers.executor(JOBS) as executor:
            report = documents.add([folder], root / "data", listed=listed, readers=JOBS, executor=executor)
        seconds = time.perf_counter() - started
    return {
        "taken": len(report.taken),
        "refused": len(report.refused),
        "seconds": seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "helpers": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024,
    }


def run(megabytes: float) -> dict[str, float]:
    """Run one case in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, str(megabytes)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print the memory and the time of each size."""
    if not CORPUS.is_file():
        print(f"skipped: the corpus is not there ({Path(*CORPUS.parts[-4:])}, beside the project)")
        return
    print(f"megalopolis add, {JOBS} processes that read and {JOBS} that count")
    peaks = []
    for size in SIZES:
        one = run(size)
        peaks.append(one["peak"])
        print(
            f"  {size:>4} MB {one['taken']:>6,.0f} taken {one['refused']:>4,.0f} refused"
            f" {one['seconds']:>7.1f} s   peak {one['peak']:,.0f} MB, a helper {one['helpers']:,.0f} MB"
        )
    growth = peaks[-1] / peaks[0]
    stands = "met" if growth <= FLAT else "NOT met"
    print(f"  peak memory of {SIZES[-1]} MB over {SIZES[0]} MB: {growth:.2f}   reach {FLAT:g}: {stands}")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(case(float(sys.argv[1]))))
    else:
        main()
