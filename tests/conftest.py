"""What several tests share: the root of the project and the built site."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The folder of the project."""
    return ROOT


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole book, both languages, built as a user builds it."""
    output = tmp_path_factory.mktemp("site") / "site"
    command = [sys.executable, "-m", "megalopolis", "build", "--output", str(output)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True, timeout=600)
    assert 0 == done.returncode, done.stdout[-4000:] + done.stderr[-4000:]
    return output
