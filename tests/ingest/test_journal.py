"""Files are moved together or not at all, whoever is interrupted when."""

import fcntl

import pytest

from megalopolis import journal


@pytest.fixture
def place(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "gone.txt").write_text("old")
    return tmp_path


def contents(place):
    return {
        path.relative_to(place).as_posix(): path.read_text() for path in place.rglob("*") if path.is_file()
    }


def fill(new):
    (new / "a.csv").write_text("new")
    (new / "texts").mkdir()
    (new / "texts" / "b.txt").write_text("new")


OLD = {"a.csv": "old", "texts/gone.txt": "old"}
NEW = {"a.csv": "new", "texts/b.txt": "new"}


def test_what_is_staged_takes_its_place(place):
    """New files come, files removed go, and nothing is left lying about."""
    with journal.stage(place) as new:
        fill(new)
        journal.commit(place, ["texts/gone.txt"])

    assert NEW == contents(place)
    assert not (place / journal.FOLDER).exists()


def test_what_fails_before_the_list_changes_nothing(place):
    """An error inside the block leaves what was there."""
    with pytest.raises(RuntimeError), journal.stage(place) as new:
        fill(new)
        raise RuntimeError

    assert OLD == contents(place)


def test_what_was_killed_before_the_list_is_forgotten(place):
    """A folder that nobody cleared away is cleared by the next command."""
    (place / journal.FOLDER / journal.NEW).mkdir(parents=True)
    fill(place / journal.FOLDER / journal.NEW)
    journal.settle(place, place / "build" / "lock")

    assert {**OLD, "build/lock": ""} == contents(place)


@pytest.mark.parametrize("moved", [0, 1, 2])
def test_what_was_killed_after_the_list_is_finished(place, monkeypatch, moved):
    """Killed before, between and after the moves: the next command makes it whole."""
    original = journal.Path.replace
    count = []

    def killed(self, target):
        if journal.NEW in self.parts:
            if len(count) == moved:
                raise KeyboardInterrupt
            count.append(self)
        return original(self, target)

    with monkeypatch.context() as patched, journal.stage(place) as new:
        fill(new)
        patched.setattr(journal.Path, "replace", killed)
        if moved < 2:
            with pytest.raises(KeyboardInterrupt):
                journal.commit(place, ["texts/gone.txt"])
        else:
            journal.commit(place, ["texts/gone.txt"])
    journal.finish(place)

    assert NEW == contents(place)
    assert not (place / journal.FOLDER).exists()


def test_command_that_is_at_work_is_left_alone(place):
    """Who holds the lock finishes."""
    (place / journal.FOLDER).mkdir()
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        journal.settle(place, place / "lock")

        assert (place / journal.FOLDER).exists()
    journal.settle(place, place / "lock")
    assert not (place / journal.FOLDER).exists()
