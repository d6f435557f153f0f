"""Damaged files and strange words for every reader: what comes back is a result or a sentence.

Cases are drawn from a seed: a real file, cut, doubled, swapped, recoded, or with a nasty piece put into it.
"""

from __future__ import annotations

import random
import resource
import signal
import sys
import time
import traceback
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from readers import Readers, quietly

from megalopolis import check

SECONDS = 10
MEMORY = 1_000_000_000
SLOW = ("tables", "regions")  # the check of the tables takes a hundred times as long as the other readers
STATUS, FORGET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True)
class Fault:
    """A case that ended in neither a result nor a sentence."""

    reader: str
    number: int
    what: str


class Slow(BaseException):
    """Raised when a case takes too long; no reader may catch it by mistake."""


def order(readers: frozenset[str], known: list[str]) -> list[str]:
    """The readers in the order of their cases: the quick ones come four times as often."""
    names = [name for name in known if not readers or name in readers]
    return names + [name for name in names if name not in SLOW] * 3


def run(
    folder: Path, cases: int, seed: int, readers: frozenset[str] = frozenset(), first: int = 0
) -> tuple[Counter[str], list[Fault]]:
    """Try *cases* cases from the number *first* on; how many each reader had, and what went wrong."""
    every = Readers(folder)
    tried: Counter[str] = Counter()
    found: list[Fault] = []
    names = order(readers, list(every.cases))

    def ring(*_: object) -> None:
        raise Slow

    # Processor time, so that a busy machine is not taken for a slow reader.
    before = signal.signal(signal.SIGPROF, ring)
    quietly(lambda: check.require(every.data, folder / "verdicts"))
    try:
        for number in range(first, first + cases):
            name = names[number % len(names)]
            tried[name] += 1
            held = peak(afresh=True)
            signal.setitimer(signal.ITIMER_PROF, SECONDS)
            try:
                every.cases[name](random.Random(f"{seed}-{number}"))
            except Slow:
                found.append(Fault(name, number, f"took more than {SECONDS} s"))
            except Exception as error:
                place = traceback.extract_tb(error.__traceback__)[-1]
                what = (
                    f"{type(error).__name__}: {str(error)[:100]} ({Path(place.filename).name}:{place.lineno})"
                )
                found.append(Fault(name, number, what))
            finally:
                signal.setitimer(signal.ITIMER_PROF, 0)
            grown = peak() - held
            if grown > MEMORY:
                found.append(Fault(name, number, f"took {grown / 1e6:.0f} MB of memory"))
    finally:
        signal.signal(signal.SIGPROF, before)
    return tried, found


def main(cases: int, seed: int, folder: Path, first: int = 0) -> bool:
    """Print the counts; whether nothing went wrong."""
    started = time.perf_counter()
    before = peak()
    tried, found = run(folder, cases, seed, first=first)
    for fault in found:
        print(f"  {fault.reader} case {fault.number}: {fault.what}")
    print(", ".join(f"{name} {count}" for name, count in sorted(tried.items())))
    print(
        f"{tried.total()} damaged inputs in {time.perf_counter() - started:.0f} s: {len(found)} without "
        f"result or sentence; memory at the end {(peak() - before) / 1e6:.0f} MB above the beginning",
        flush=True,
    )
    return not found


def peak(*, afresh: bool = False) -> int:
    """Bytes of memory that this process has held at most; *afresh*: now, and it is counted from now on."""
    if FORGET.is_file():
        if afresh:
            FORGET.write_text("5", encoding="ascii")
        lines = STATUS.read_text(encoding="ascii").splitlines()
        return 1024 * int(next(line.split()[1] for line in lines if line.startswith("VmHWM")))
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
