"""Files are read in other processes, in order, and those that hang or crash cost only themselves."""

import multiprocessing
import os
import threading

import pytest

from megalopolis.ingest import reader
from megalopolis.ingest.archive import Item
from megalopolis.ingest.refusal import Refusal


def test_files_come_back_in_their_order(tmp_path):
    """However many read them; refusals keep their place."""
    for number in range(12):
        (tmp_path / f"{number}.txt").write_text(f"第{number}份", encoding="utf-8")
    (tmp_path / "5.txt").write_bytes(b"\xff\xfe\x00")
    every = [Item(f"{number}.txt", tmp_path / f"{number}.txt") for number in range(12)]
    every.insert(3, Refusal("x", "kind", "why"))
    found = [one if isinstance(one, Refusal) else one[1].text for one in reader.read_all(every, 2)]

    assert ["第0份", "第1份", "第2份"] == found[:3]
    assert Refusal("x", "kind", "why") == found[3]
    assert isinstance(found[6], Refusal)
    assert "第11份" == found[-1]


@pytest.fixture
def files(tmp_path):
    """A file, a pipe into which nobody writes, and another file."""
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text("文字", encoding="utf-8")
    os.mkfifo(tmp_path / "b.txt")
    return [Item(name, tmp_path / name) for name in ("a.txt", "b.txt", "c.txt")]


def rules(found):
    return [one.rule if isinstance(one, Refusal) else one[1].text for one in found]


def test_file_that_hangs_is_refused_and_the_next_is_read(files):
    """The process is ended after its time, and another one takes its place."""
    assert ["文字", "slow", "文字"] == rules(reader.read_all(files, 1, 4.0))


def test_file_that_crashes_the_reader_is_refused_and_the_next_is_read(files):
    """A process that ends by itself is noticed at once."""
    killer = threading.Thread(target=end_children, args=(files[1].path,))
    killer.start()
    found = rules(reader.read_all(files, 1, 60.0))
    killer.join()

    assert ["文字", "crash", "文字"] == found


def end_children(pipe):
    """Wait until somebody reads the pipe, and end all processes of this one."""
    with pipe.open("wb"):
        for child in multiprocessing.active_children():
            child.kill()


def test_file_that_needs_too_much_memory_is_refused(monkeypatch, tmp_path):
    """The limit of the process holds, and the sentence says what it was."""

    def hungry(item):
        raise MemoryError

    monkeypatch.setattr(reader.archive, "content", hungry)
    found = reader.read(Item("a.txt", tmp_path))

    assert "large" == found.rule


def test_reading_that_is_given_up_leaves_no_process(tmp_path):
    """The processes are ended with the stream."""
    (tmp_path / "a.txt").write_text("文字", encoding="utf-8")
    stream = reader.read_all([Item("a.txt", tmp_path / "a.txt")] * 3, 1)
    next(stream)
    stream.close()

    assert [] == multiprocessing.active_children()


@pytest.mark.parametrize("count", [1, 3])
def test_nothing_to_read_starts_nothing(count):
    """No process is started for refusals."""
    refusals = [Refusal("x", "kind", "why")] * 5

    assert refusals == list(reader.read_all(refusals, count))
