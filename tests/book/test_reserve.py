"""A fork server between builds: used while it holds what the files hold, replaced when it does not."""

import json
import os
import signal
import time
from pathlib import Path

import pytest

from megalopolis.book import warm
from megalopolis.book.request import Request
from megalopolis.book.reserve import Reserve

pytestmark = pytest.mark.skipif(not warm.possible(), reason="forking kernels needs Linux")

NOTED = "_build/parents"
NOTE = """
import os as {name}
with open("../../{path}", "a") as file:
    _ = file.write(f"{{{name}.getppid()}} ")"""


@pytest.fixture
def reserve(copy):
    """One for the toy book, with nothing prepared."""
    with Reserve(copy.places, Request()) as made:
        yield made


def process(reserve):
    """The number of the process of the server that stands ready."""
    return int(Path(reserve.address()).with_name(warm.PROCESS).read_text())


def parents(toy, reserve, name):
    """The parents of the kernels of a build in which the code of a chapter is new, *name* in it."""
    path, noted = toy.root / "chapters" / "region" / "cities.ipynb", toy.root / NOTED
    chapter = json.loads(path.read_text(encoding="utf-8"))
    last = chapter["cells"][-1]
    last["source"] = "".join(last["source"]).partition("\nimport os")[0] + NOTE.format(name=name, path=NOTED)
    path.write_text(json.dumps(chapter, ensure_ascii=False), encoding="utf-8")
    toy.build(reserve)
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


def test_builds_fork_from_the_one_that_stands_ready(copy, reserve):
    """Both languages of a changed chapter, in one build after the other."""
    reserve.prepare()
    number = process(reserve)
    reserve.prepare()

    assert number == process(reserve)
    assert [number] * 2 == parents(copy, reserve, "first")
    assert [number] * 2 == parents(copy, reserve, "second")


def test_none_stands_ready_once_a_table_changed(copy, reserve):
    """It may have read the table of before: kernels come from elsewhere until another is prepared."""
    reserve.prepare()
    number = process(reserve)
    copy.replace("data/cities.csv", "120", "777")

    assert reserve.address() is None
    assert number not in parents(copy, reserve, "first")
    assert "777" in (copy.places.site / "zh" / "region" / "cities.html").read_text(encoding="utf-8")

    reserve.prepare()

    assert ended(number)
    assert number != process(reserve)


def test_none_stands_ready_once_the_lock_changed(copy, reserve):
    """It may have imported the libraries of before."""
    reserve.prepare()
    with (copy.root / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("\n")

    assert reserve.address() is None


def test_a_killed_one_is_replaced(copy, reserve):
    """No build is sent to it, and the next preparation starts another."""
    reserve.prepare()
    number = process(reserve)
    os.kill(number, signal.SIGKILL)

    assert holds(lambda: reserve.address() is None)

    reserve.prepare()

    assert number != process(reserve)


def test_it_ends_with_its_block(copy):
    """Even while it imports, nobody waits for it; what it wrote on the disk is gone."""
    with Reserve(copy.places, Request()) as reserve:
        reserve.prepare()
        number, address = process(reserve), Path(reserve.address())
        began = time.monotonic()

    assert ended(number)
    assert time.monotonic() - began < 5
    assert not address.parent.exists()


def test_the_standard_engine_has_none(copy):
    """Whoever asks for kernels of their own gets no other."""
    with Reserve(copy.places, Request(engine="standard")) as reserve:
        reserve.prepare()

        assert reserve.address() is None
