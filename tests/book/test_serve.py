"""The preview builds on save and lets pages reload."""

import socket
import threading
import time
import urllib.request

import pytest

from megalopolis.book import serve
from megalopolis.errors import ParameterError


@pytest.fixture
def preview(tmp_path):
    """A running preview of a one-page site; what to watch, how often it built, and its address."""
    site, watched = tmp_path / "site", tmp_path / "chapters"
    site.mkdir()
    watched.mkdir()
    (site / "index.html").write_text("<html><body>one</body></html>", encoding="utf-8")
    (site / "data.csv").write_text("a,b", encoding="utf-8")
    builds: list[bool] = []
    outcome = [True]
    stopped, ready, address = threading.Event(), threading.Event(), []

    def rebuild() -> bool:
        builds.append(outcome[0])
        return outcome[0]

    def answer(where: str) -> None:
        address.append(where)
        ready.set()

    arguments = {"port": 0, "ready": answer, "stopped": stopped, "pause": 0.02}
    thread = threading.Thread(target=serve.serve, args=(site, (watched,), rebuild), kwargs=arguments)
    thread.start()
    assert ready.wait(10)
    yield watched, builds, outcome, address[0]
    stopped.set()
    thread.join(10)


def get(address):
    """What the preview answers."""
    with urllib.request.urlopen(address, timeout=10) as answer:
        return answer.read().decode()


def wait(condition):
    """Until it holds, for at most ten seconds."""
    deadline = time.monotonic() + 10
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert condition()


def test_pages_carry_the_reloading_script_and_files_do_not(preview):
    """A folder's address shows its first page."""
    *_, address = preview

    assert serve.RELOAD in get(address)
    assert serve.RELOAD in get(f"{address}index.html")
    assert "a,b" == get(f"{address}data.csv")


def test_a_save_builds_and_changes_the_version(preview):
    """Open pages see another version and reload."""
    watched, builds, _, address = preview
    before = get(f"{address}-/version")

    (watched / "index.ipynb").write_text("{}", encoding="utf-8")

    wait(lambda: get(f"{address}-/version") != before)
    assert [True] == builds


def test_a_failed_build_keeps_the_version(preview):
    """The page stays as it is until a build succeeds."""
    watched, builds, outcome, address = preview
    before, outcome[0] = get(f"{address}-/version"), False

    (watched / "index.ipynb").write_text("{", encoding="utf-8")

    wait(lambda: len(builds) == 1)
    assert before == get(f"{address}-/version")


def test_a_taken_port_is_named(tmp_path):
    """The message says what to do."""
    with socket.socket() as taken:
        taken.bind((serve.ADDRESS, 0))
        taken.listen()

        with pytest.raises(ParameterError, match="--port"):
            serve.open_server(tmp_path, serve.Counter(), taken.getsockname()[1])
