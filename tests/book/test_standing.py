"""A fork server between builds: used while it holds what the files hold, replaced when it does not."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from megalopolis.book import warm
from megalopolis.book.request import Request
from megalopolis.book.standing import Standing

pytestmark = pytest.mark.skipif(not warm.possible(), reason="forking kernels needs Linux")

NOTED = "_build/parents"
NOTE = """
import os as {name}
with open("../../{path}", "a") as file:
    _ = file.write(f"{{{name}.getppid()}} ")"""


@pytest.fixture
def standing(copy):
    """One for the toy book, with nothing prepared."""
    with Standing(copy.places, Request()) as made:
        yield made


def process(standing):
    """The number of the process of the server that stands ready."""
    return int(Path(standing.address()).with_name(warm.PROCESS).read_text())


def parents(toy, standing, name):
    """The parents of the kernels of a build in which the code of a chapter is new, *name* in it."""
    path, noted = toy.root / "chapters" / "region" / "cities.ipynb", toy.root / NOTED
    chapter = json.loads(path.read_text(encoding="utf-8"))
    last = chapter["cells"][-1]
    last["source"] = "".join(last["source"]).partition("\nimport os")[0] + NOTE.format(name=name, path=NOTED)
    path.write_text(json.dumps(chapter, ensure_ascii=False), encoding="utf-8")
    toy.build(standing)
    found = [int(one) for one in noted.read_text().split()]
    noted.unlink()
    return found


def holds(condition, seconds=10):
    """Whether *condition* comes to hold within *seconds*."""
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return condition()


def ended(number):
    """Whether the process *number* comes to an end, and is not left unasked how it ended."""
    return holds(lambda: not Path("/proc", str(number)).exists())


def test_builds_fork_from_the_one_that_stands_ready(copy, standing):
    """Both languages of a changed chapter, in one build after the other."""
    standing.prepare()
    number = process(standing)
    standing.prepare()

    assert number == process(standing)
    assert [number] * 2 == parents(copy, standing, "first")
    assert [number] * 2 == parents(copy, standing, "second")


def test_none_stands_ready_once_a_table_changed(copy, standing):
    """It may have read the table of before: kernels come from elsewhere until another is prepared."""
    standing.prepare()
    number = process(standing)
    copy.replace("data/cities.csv", "120", "777")

    assert standing.address() is None
    assert number not in parents(copy, standing, "first")
    assert "777" in (copy.places.site / "zh" / "region" / "cities.html").read_text(encoding="utf-8")

    standing.prepare()

    assert ended(number)
    assert number != process(standing)


def test_none_stands_ready_once_the_lock_changed(copy, standing):
    """It may have imported the libraries of before."""
    standing.prepare()
    with (copy.root / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("\n")

    assert standing.address() is None


def test_a_killed_one_is_replaced(copy, standing):
    """No build is sent to it, and the next preparation starts another."""
    standing.prepare()
    number = process(standing)
    os.kill(number, signal.SIGKILL)

    assert holds(lambda: standing.address() is None)

    standing.prepare()

    assert number != process(standing)


def test_it_ends_with_its_block(copy):
    """Even while it imports, nobody waits for it; what it wrote on the disk is gone."""
    with Standing(copy.places, Request()) as standing:
        standing.prepare()
        number, address = process(standing), Path(standing.address())
        began = time.monotonic()

    assert ended(number)
    assert time.monotonic() - began < 5
    assert not address.parent.exists()


def test_the_standard_engine_has_none(copy):
    """Whoever asks for kernels of their own gets no other."""
    with Standing(copy.places, Request(engine="standard")) as standing:
        standing.prepare()

        assert standing.address() is None
