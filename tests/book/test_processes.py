"""Processes of a build start afresh, say what they have to say, and end with whoever started them."""

import gc
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from megalopolis.book import collecting, processes
from megalopolis.errors import ParameterError

SHOUT = """
import os, sys
print("printed")
print("complained", file=sys.stderr)
print(os.environ["ASKED"], hash("长江"))
raise SystemExit(3)
"""


def test_a_process_finds_the_environment_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set after the first process had been started counts, and what is gone does not."""
    monkeypatch.setenv("GONE", "1")
    processes.context()
    monkeypatch.delenv("GONE")
    given = {**os.environ, "ASKED": "now"}
    with ProcessPoolExecutor(
        1, mp_context=processes.context(), initializer=processes.settle, initargs=(given,)
    ) as pool:
        found = [pool.submit(os.getenv, name).result() for name in ("ASKED", "GONE", "PATH")]

    assert ["now", None, os.environ["PATH"]] == found


def test_what_is_there_beforehand_is_not_looked_through() -> None:
    """Python's search for unused objects is rare, and passes over what all processes share."""
    with processes.pool(1) as pool:
        thresholds, frozen = (pool.submit(one).result() for one in (gc.get_threshold, gc.get_freeze_count))

    assert collecting.THRESHOLDS == thresholds
    assert frozen > 100_000


def test_messages_and_the_code_of_the_end_are_kept(tmp_path: Path) -> None:
    """Two processes also have the same order of sets, whatever that of this one."""
    log, seen = tmp_path / "log", []
    for name in ("first", "second"):
        process = processes.start(exec, SHOUT, environment={**os.environ, "ASKED": name}, log=log)
        process.join()
        *said, number = log.read_text(encoding="utf-8").split()
        seen.append((process.exitcode, sorted(said), number))
    first, second = seen

    assert (3, ["complained", "first", "printed"]) == first[:2]
    assert (3, ["complained", "printed", "second"]) == second[:2]
    assert first[2] == second[2]


def test_a_program_that_changed_is_not_gone_on_with(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What processes with the old code make would be taken for the work of the new one."""
    source = tmp_path / "one.py"
    source.write_text("x = 1", encoding="utf-8")
    monkeypatch.setattr(processes, "PACKAGE", tmp_path)
    processes._code_at_first.cache_clear()
    processes.context()
    source.write_text("x = 22", encoding="utf-8")

    try:
        with pytest.raises(ParameterError, match="End the program and start it again"):
            processes.context()
    finally:
        processes._code_at_first.cache_clear()


ORPHANS = """
import os, sys
from pathlib import Path
from megalopolis.book import collecting, processes
WAIT = "import os, pathlib, sys, time; pathlib.Path({!r}).write_text(str(os.getpid())); time.sleep(300)"
if __name__ == "__main__":
    started = [
        processes.start(exec, WAIT.format(path), environment=dict(os.environ), log=Path(f"{path}.log"))
        for path in sys.argv[1:]
    ]
    [process.join() for process in started]
"""


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """A build that is killed leaves none of them behind."""
    script, files = tmp_path / "orphans.py", [tmp_path / "one", tmp_path / "two"]
    script.write_text(ORPHANS, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script), *map(str, files)])
    deadline = time.monotonic() + 60
    while not all(file.is_file() and file.read_text() for file in files) and time.monotonic() < deadline:
        time.sleep(0.05)
    children = [int(file.read_text()) for file in files]
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    while any(map(running, children)) and time.monotonic() < deadline:
        time.sleep(0.05)

    assert [] == [child for child in children if running(child)]


def running(process: int) -> bool:
    """Whether there is such a process, and not only its remains."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"
