"""Stopped at every step of what writes: the site is the old one or the new one, and so are the tables.

A helper forks once for each access to the file system that the work makes. That process is killed with
SIGKILL right before it, or from then on finds the disk full, or nothing allowed. ``benchmarks/faults.py
kill`` does the same to whole commands at random moments.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

HELPER = """
import errno, os, shutil, signal, sys
from pathlib import Path
from megalopolis.book import cache, publish
from megalopolis import journal

from megalopolis.errors import of_system

work, folder, fate = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
GROWS = {"open", "os.mkdir", "os.link", "shutil.copyfile"}
FATES = {"full": errno.ENOSPC, "forbidden": errno.EACCES}
WRITES = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.utime", "shutil.copyfile"}

def publishing(place):
    publish.recover(place / "site")
    publish.publish(place / "finished", place / "site", ["other"])

def exchanging_by_hand(place):
    publish._exchanged = lambda first, second: False
    publishing(place)

def committing(place):
    journal.finish(place / "data")
    with journal.stage(place / "data") as new:
        for name in ("a.csv", "texts/b.txt"):
            (new / name).parent.mkdir(parents=True, exist_ok=True)
            (new / name).write_text("new")
        journal.commit(place / "data", ["gone.txt"])

def caching(place):
    cache.discard(place / "page")
    cache.write_folder(place / "page", {"one": b"old", "two": b"old"})
    cache.write_folder(place / "page", {"one": b"new", "two": b"new"})

def reads(event, arguments):
    return event == "open" and not (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)

def stopped(place, moment):
    child = os.fork()
    if child:
        _, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) in (0, 3), status
        return status != 0
    left = [moment]
    def count(event, arguments):
        if event not in WRITES or (fate != "killed" and reads(event, arguments)):
            return
        left[0] -= 1
        if fate == "killed" and left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        if left[0] <= 0 and (fate == "forbidden" or fate == "full" and event in GROWS):
            raise OSError(FATES[fate], os.strerror(FATES[fate]), str(arguments[0]))
    sys.addaudithook(count)
    try:
        globals()[work](place)
    except OSError as error:
        os._exit(3 if of_system(error) else 4)
    os._exit(0)

moment = 1
while True:
    place = folder / str(moment)
    shutil.copytree(folder / "before", place)
    if not stopped(place, moment):
        break
    moment += 1
print(moment)
"""


def write(folder: Path, text: str, *names: str) -> None:
    """Files with the same text."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def content(folder: Path) -> dict[str, str]:
    """Every file below a folder and its text."""
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def moments(tmp_path: Path) -> Callable[[str, str], list[Path]]:
    """What is left after each moment of some work at which it was stopped; the last one came to its end."""

    def made(work: str, fate: str) -> list[Path]:
        command = [sys.executable, "-c", HELPER, work, str(tmp_path), fate]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120)
        assert 0 == done.returncode, done.stderr
        return [tmp_path / str(moment) for moment in range(1, json.loads(done.stdout) + 1)]

    return made


OLD = {"index.html": "old", "page.html": "old", "other/index.html": "kept"}
NEW = {"index.html": "new", "new.html": "new", "other/index.html": "kept"}


@pytest.mark.parametrize("fate", ["killed", "full", "forbidden"])
@pytest.mark.parametrize("work", ["publishing", "exchanging_by_hand"])
def test_the_site_is_whole_at_every_moment(
    tmp_path: Path, moments: Callable[[str, str], list[Path]], work: str, fate: str
):
    """The old pages or the new ones, never some of both; the next build leaves nothing of the killed one."""
    from megalopolis.book import publish

    write(tmp_path / "before" / "site", "old", "index.html", "page.html")
    write(tmp_path / "before" / "site", "kept", "other/index.html")
    write(tmp_path / "before" / "finished", "new", "index.html", "new.html")

    left = moments(work, fate)

    assert len(left) > 5
    seen = []
    for place in left:
        if work == "exchanging_by_hand":
            publish.recover(place / "site")
        seen.append(content(place / "site"))
    assert all(one in (OLD, NEW) for one in seen)
    assert (OLD, NEW) == (seen[0], seen[-1])
    for place in left:
        publish.recover(place / "site")
        publish.publish(place / "finished", place / "site", ["other"])
        assert NEW == content(place / "site")
        assert ["finished", "site"] == sorted(path.name for path in place.iterdir())


@pytest.mark.parametrize("fate", ["killed", "full", "forbidden"])
def test_tables_are_whole_after_every_moment(
    tmp_path: Path, moments: Callable[[str, str], list[Path]], fate: str
):
    """The next command finds the old tables or finishes the new ones; nothing else is left."""
    from megalopolis import journal

    write(tmp_path / "before" / "data", "old", "a.csv", "gone.txt", "kept.csv")
    old = {"a.csv": "old", "gone.txt": "old", "kept.csv": "old"}
    new = {"a.csv": "new", "kept.csv": "old", "texts/b.txt": "new"}

    left = moments("committing", fate)

    assert len(left) > 5
    seen = []
    for place in left:
        journal.finish(place / "data")
        seen.append(content(place / "data"))
    assert all(one in (old, new) for one in seen)
    assert (old, new) == (seen[0], seen[-1])


@pytest.mark.parametrize("fate", ["killed", "full", "forbidden"])
def test_a_result_in_the_cache_is_whole_or_not_there(
    tmp_path: Path, moments: Callable[[str, str], list[Path]], fate: str
):
    """A half result under its final name would be taken for a whole one: written, replaced or dropped."""
    write(tmp_path / "before" / "page", "old", "one", "two")

    seen = [content(place / "page") for place in moments("caching", fate)]

    whole = [{"one": word, "two": word} for word in ("old", "new")]
    assert all(one in whole for one in seen if one)
    assert whole[1] == seen[-1]


def test_a_build_that_waited_for_a_killed_command_finds_the_tables_whole(tmp_path: Path):
    """The lock comes free in the middle of moving the tables: what is built must not be some of both."""
    import io

    from rich.console import Console

    from megalopolis import journal
    from megalopolis.book import build
    from megalopolis.book.places import Places

    write(tmp_path / "data", "old", "a.csv", "b.csv")
    write(tmp_path / "data" / journal.FOLDER / journal.NEW, "new", "b.csv")
    write(tmp_path / "data", "new", "a.csv")  # moved before the kill
    listed = {"move": ["a.csv", "b.csv"], "remove": []}
    (tmp_path / "data" / journal.FOLDER / journal.LIST).write_text(json.dumps(listed), encoding="utf-8")

    with build.locked(Places(tmp_path), Console(file=io.StringIO())):
        seen = content(tmp_path / "data")

    assert {"a.csv": "new", "b.csv": "new"} == seen
