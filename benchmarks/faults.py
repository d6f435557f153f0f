"""How often bad input and sudden ends do harm; see the tests for the short forms.

    python benchmarks/faults.py fuzz [CASES [FROM]]   damaged files, strange words for every reader; 5,000
    python benchmarks/faults.py kill [TIMES]     kill -9 at random moments of build, sweep, add, new; 500
    python benchmarks/faults.py scarcity         small disks, another user, a long path

The first two draw from a seed. All print what they counted, and end with 1 when anything was lost or no
sentence came.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import fuzzing
import killing
import scarcity

SEED = 20
CASES, TIMES = 5_000, 500


def main(arguments: list[str]) -> int:
    """Run what is asked for."""
    work, *count = arguments or ["fuzz"]
    with tempfile.TemporaryDirectory() as folder:
        if work == "fuzz":
            cases, first = [*map(int, count), *(CASES, 0)[len(count) :]]
            well = fuzzing.main(cases, SEED, Path(folder), first)
        elif work == "kill":
            well = killing.main(int(count[0]) if count else TIMES, SEED, Path(folder))
        elif work == "scarcity":
            well = scarcity.main(Path(folder))
        else:
            sys.exit(f"expected fuzz, kill or scarcity; found {work}")
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
