"""Kernels forked from a warm process behave like others and leave nothing behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from megalopolis.book import collecting, execute, warm

pytestmark = pytest.mark.skipif(not warm.possible(), reason="forking kernels needs Linux")


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """A fork server with nothing but the kernel imported, and the environment of a build."""
    folder = tmp_path_factory.mktemp("warm")
    environment = execute.environment(folder)
    with (
        (folder / "messages").open("w") as messages,
        warm.fork_server(environment, [], messages) as path,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in {**environment, warm.ADDRESS: path}.items():
            patch.setenv(name, value)
        yield path
    execute.forget(environment)


@pytest.fixture
def run(server, notebook, tmp_path):
    """Execute cells of code warm; the outputs of the last one, and the failure."""

    def execute_cells(*cells):
        made = notebook(*(("code", text, []) for text in cells))
        done, failure = execute.execute(made, {}, folder=tmp_path)
        return [output.get("text", "") for output in done["cells"][-1]["outputs"]], failure

    return execute_cells


def alive(process):
    """Whether the process *process* runs; one that nobody waited for has ended."""
    try:
        stat = Path(f"/proc/{process}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def gone(process, seconds=10):
    """Whether *process* ends within *seconds*."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not alive(process):
            return True
        time.sleep(0.05)
    return False


def test_a_kernel_is_a_process_of_its_own_in_the_asked_folder(run, server, tmp_path):
    """Each run gets another process, that of the server for a parent, and nothing of the run before."""
    first, _ = run("import os\nx = 1\nprint(os.getpid(), os.getppid())")
    second, failure = run("import os\nprint(os.getpid(), os.getppid(), 'x' in globals(), os.getcwd())")
    process, parent = first[0].split()
    other, same, known, folder = second[0].split(maxsplit=3)

    assert failure is None
    assert process != other
    assert parent == same
    assert ("False", str(tmp_path)) == (known, folder.strip())
    assert gone(int(other))


def test_what_kernels_share_is_not_looked_through(run):
    """Python's search for unused objects is rare, and passes over what was imported beforehand."""
    outputs, _ = run("import gc\nprint(gc.get_threshold() + (gc.get_freeze_count() > 10_000,))")

    assert [f"{(*collecting.THRESHOLDS, True)}\n"] == outputs


def test_an_exception_is_reported_and_the_kernel_ends(run):
    """The cell and the error are those of the standard engine."""
    _, failure = run("import os\nprint(os.getpid())", "1 / 0")
    cells = failure.notebook["cells"]
    printed = next(cell["outputs"][0]["text"] for cell in cells if "getpid" in cell["source"])

    assert "1 / 0" == cells[failure.cell]["source"]
    assert "ZeroDivisionError: division by zero" == failure.error
    assert gone(int(printed))


@pytest.mark.parametrize("blow", ["os.kill(os.getpid(), 9)", "import ctypes; ctypes.string_at(0)"])
def test_a_kernel_that_dies_is_a_failure_and_the_next_one_works(run, blow):
    """Killed or crashed: the report names the cell, and the server goes on."""
    _, failure = run("x = 1", f"import os\n{blow}")
    outputs, none = run("print('still here')")

    assert blow in failure.notebook["cells"][failure.cell]["source"]
    assert "DeadKernelError" in failure.error
    assert (["still here\n"], None) == (outputs, none)


def test_what_a_notebook_started_ends_with_it(run):
    """A background process that the notebook forgot does not outlive its kernel."""
    outputs, failure = run(
        "import subprocess\nprint(subprocess.Popen(['sleep', '300']).pid)",
    )

    assert failure is None
    assert gone(int(outputs[0]))


def test_a_notebook_may_use_processes_of_its_own(run):
    """multiprocessing works in a forked kernel."""
    outputs, failure = run(
        "from multiprocessing import get_context\n"
        "with get_context('fork').Pool(2) as pool:\n"
        "    print(sum(pool.map(abs, [-1, -2, 3])))"
    )

    assert (["6\n"], None) == (outputs, failure)


def test_a_server_that_is_gone_is_a_failure_and_no_hang(server, run, monkeypatch):
    """Whoever killed the server gets a sentence for each notebook."""
    monkeypatch.setenv(warm.ADDRESS, "/nowhere/socket")

    _, failure = run("1")

    assert "the fork server at /nowhere/socket does not answer" in failure.error


def test_a_server_that_ends_while_it_imports_is_not_waited_for(tmp_path):
    """Whoever asks is told at once, and not after the time that slow imports are given."""
    (tmp_path / "fatal.py").write_text("import os\nos._exit(3)\n", encoding="utf-8")
    begun = time.monotonic()
    with (
        (tmp_path / "messages").open("w") as messages,
        warm.fork_server({"PYTHONPATH": str(tmp_path)}, ["fatal"], messages) as path,
        pytest.raises(ConnectionError, match="does not answer"),
    ):
        warm.connect(path)

    assert time.monotonic() - begun < warm.PATIENCE / 4


ORPHAN = """
import os, signal, subprocess, sys, time
from pathlib import Path
from megalopolis.book import warm
# A shell that runs the tests in the background has children ignore Ctrl-C.
signal.signal(signal.SIGINT, signal.default_int_handler)
folder = Path(sys.argv[1])
with (folder / "messages").open("w") as messages, warm.fork_server({}, [], messages) as path:
    text = ["-f", str(folder / "connection.json")]
    kernel = warm.fork(path, text, str(folder), os.environ)
    (folder / "kernel").write_text(str(kernel.pid))
    time.sleep(300)
"""


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_nothing_is_left_when_the_build_ends_early(tmp_path, number):
    """Killed or interrupted, the process that started the server takes server and kernel with it."""
    parent = subprocess.Popen(
        [sys.executable, "-c", ORPHAN, str(tmp_path)], stderr=subprocess.DEVNULL, start_new_session=True
    )
    written = tmp_path / "kernel"
    deadline = time.monotonic() + 60
    while not (written.exists() and written.read_text()) and time.monotonic() < deadline:
        time.sleep(0.05)
    kernel = int(written.read_text())
    with contextlib.suppress(ProcessLookupError):
        os.kill(parent.pid, number)
    parent.wait(timeout=20)

    assert gone(kernel)


def test_imports_are_read_from_code_and_not_guessed(notebook):
    """Statements of code cells name modules; a name taken from the package may be one."""
    made = notebook(
        ("markdown", "import antigravity", ["en"]),
        ("code", "import pandas as pd\nfrom megalopolis.findings import finding", []),
        ("code", "%magic", []),
    )

    assert [
        "megalopolis.findings",
        "megalopolis.findings.finding",
        "pandas",
    ] == warm.imported([made])


def test_libraries_behind_functions_are_found(tmp_path):
    """An import inside a function counts, one of the package itself does not."""
    (tmp_path / "one.py").write_text(
        "from megalopolis import errors\ndef f():\n    from scipy.stats import rankdata\n"
    )

    assert ["scipy.stats"] == warm.used_by(tmp_path)


def test_both_engines_give_the_same_bytes(toy, copy):
    """The toy book executed warm is that executed by the standard engine."""
    toy.build(engine="standard")

    assert contents(toy.places.site) == contents(copy.places.site)


def contents(folder):
    """Every file below *folder*."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
