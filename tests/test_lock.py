"""The lock of a project: one holder, who is named, and who takes it along when it ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from megalopolis import lock

HOLD = """
import sys, time
from pathlib import Path
from megalopolis import lock
with lock.held(Path(sys.argv[1]), print):
    print("held", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path) -> subprocess.Popen[str]:
    """Another process that holds the lock."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "lock")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert "held\n" == process.stdout.readline()
    yield process
    process.kill()
    process.wait()
    process.stdout.close()


def test_the_holder_is_named_and_a_killed_one_lets_go(tmp_path: Path, holder: subprocess.Popen[str]):
    """A second command says for whom it waits, and goes on when that one is dead, however it died."""
    said: list[str] = []

    def say(text: str) -> None:
        said.append(text)
        os.kill(holder.pid, signal.SIGKILL)

    started = time.monotonic()
    with lock.held(tmp_path / "lock", say):
        mine = (tmp_path / "lock").read_text(encoding="utf-8")

    expected = f"another build of this project is running (process {holder.pid}); waiting for it"
    assert ([expected], f"{os.getpid()}\n") == (said, mine)
    assert time.monotonic() - started < 20


def test_looking_does_not_wait_and_leaves_the_name(tmp_path: Path, holder: subprocess.Popen[str]):
    """A command that only tidies up passes by."""
    with lock.attempted(tmp_path / "lock") as held:
        assert not held

    assert f"{holder.pid}\n" == (tmp_path / "lock").read_text(encoding="utf-8")


def test_processes_are_known_to_run_or_not(holder: subprocess.Popen[str]):
    """By their numbers."""
    assert lock.alive(holder.pid)
    holder.kill()
    holder.wait()
    assert not lock.alive(holder.pid)
