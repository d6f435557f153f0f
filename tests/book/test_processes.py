"""Processes of a build start afresh, say what they have to say, and end with whoever started them."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from megalopolis.book import processes


def environment() -> dict[str, str]:
    """All that a process finds in its environment."""
    return dict(os.environ)


def shout(path: str) -> None:
    """Write to both streams, remember the process, and end with a code."""
    print("printed", flush=True)
    print("complained", file=sys.stderr, flush=True)
    Path(path).write_text(f"{os.environ['ASKED']} {os.environ.get('PYTHONHASHSEED')} {hash('长江')}")
    raise SystemExit(3)


def wait(path: str) -> None:
    """Remember the process and go on for minutes."""
    Path(path).write_text(str(os.getpid()))
    time.sleep(300)


def test_a_process_finds_the_environment_of_the_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was set after the first process had been started counts, and what is gone does not."""
    monkeypatch.setenv("GONE", "1")
    processes.context()
    monkeypatch.delenv("GONE")
    given = {**os.environ, "ASKED": "now"}
    with ProcessPoolExecutor(
        1, mp_context=processes.context(), initializer=processes.settle, initargs=(given,)
    ) as pool:
        found = pool.submit(environment).result()

    assert given == found


def test_nothing_of_the_asking_program_is_in_a_process(tmp_path: Path) -> None:
    """Two processes have the same order of sets, and messages and the code of their end are kept."""
    log, seen = tmp_path / "log", []
    for name in ("first", "second"):
        given = {**os.environ, "ASKED": name, "PYTHONHASHSEED": "7"}
        process = processes.start(shout, str(tmp_path / name), environment=given, log=log)
        process.join()
        seen.append((process.exitcode, log.read_text(), (tmp_path / name).read_text().split()))
    first, second = seen

    assert (3, "printed\ncomplained\n") == first[:2] == second[:2]
    assert [["first", "7"], ["second", "7"]] == [first[2][:2], second[2][:2]]
    assert first[2][2] == second[2][2]


ORPHANS = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
import test_processes
from megalopolis.book import processes
if __name__ == "__main__":
    folder = Path(sys.argv[1])
    started = [
        processes.start(
            test_processes.wait, str(folder / name), environment=dict(os.environ), log=folder / f"{name}.log"
        )
        for name in ("one", "two")
    ]
    [process.join() for process in started]
"""


def test_processes_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    """A build that is killed leaves none of them behind."""
    script = tmp_path / "orphans.py"
    script.write_text(ORPHANS, encoding="utf-8")
    parent = subprocess.Popen([sys.executable, str(script), str(tmp_path), str(Path(__file__).parent)])
    files = [tmp_path / "one", tmp_path / "two"]
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
