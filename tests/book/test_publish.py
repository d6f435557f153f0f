"""A site is replaced as a whole or not at all."""

import os
import subprocess
import sys

import pytest

from megalopolis.book import publish
from megalopolis.errors import ParameterError


def site(folder, text, *others):
    """A site whose first page says *text*."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text, encoding="utf-8")
    for name in others:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def names(folder):
    """Every file below the folder."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_a_second_name_leaves_alone_what_stood_in_its_place(tmp_path):
    """A file that had the name is not written into: it may have other names."""
    for name in ("first", "second"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    publish.linked(tmp_path / "first", tmp_path / "shown")

    publish.linked(tmp_path / "second", tmp_path / "shown")

    assert (tmp_path / "shown").samefile(tmp_path / "second")
    assert "first" == (tmp_path / "first").read_text(encoding="utf-8")


def test_a_first_site_is_put_in_place(tmp_path):
    """Folders above it are made; nothing is left beside it."""
    publish.publish(site(tmp_path / "new", "1"), tmp_path / "a" / "site")

    assert ["site/index.html"] == names(tmp_path / "a")


def test_pages_of_the_old_site_are_gone(tmp_path):
    """Only what is kept by name is carried over."""
    output = site(tmp_path / "site", "old", "gone.html", "other-region/index.html")

    publish.publish(site(tmp_path / "new", "new"), output, ["other-region"])

    assert ["index.html", "other-region/index.html"] == names(output)
    assert "new" == (output / "index.html").read_text(encoding="utf-8")


def test_a_failed_swap_leaves_the_old_site(tmp_path, monkeypatch):
    """When the new site cannot take the place, the old one takes it back."""
    output = site(tmp_path / "site", "old")
    rename = type(output).rename

    def refuse(self, target):
        if ".new-" in self.name:
            raise OSError("no")
        return rename(self, target)

    monkeypatch.setattr(publish, "_exchanged", lambda first, second: False)
    monkeypatch.setattr(type(output), "rename", refuse)
    with pytest.raises(OSError, match="no"):
        publish.publish(site(tmp_path / "new", "new"), output)

    assert "old" == (output / "index.html").read_text(encoding="utf-8")
    assert ["new", "site"] == sorted(path.name for path in tmp_path.iterdir())


def test_a_folder_that_is_no_site_is_never_replaced(tmp_path):
    """--output of a home folder must not delete it."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "letter.txt").write_text("dear", encoding="utf-8")

    with pytest.raises(ParameterError, match="holds something else"):
        publish.publish(site(tmp_path / "new", "new"), tmp_path / "home")

    assert ["letter.txt"] == names(tmp_path / "home")


def test_an_untouched_copy_is_recognised(tmp_path):
    """A changed, added or missing file is not the same; a kept folder does not count."""
    finished, output = site(tmp_path / "new", "1"), tmp_path / "site"
    publish.publish(finished, output)

    assert publish.same(finished, output)
    site(output / "other", "2")
    assert publish.same(finished, output, ["other"])
    assert not publish.same(finished, output)
    (output / "index.html").write_text("2", encoding="utf-8")
    assert not publish.same(finished, output, ["other"])


def test_there_is_a_site_at_every_moment(tmp_path, monkeypatch):
    """Where two folders can be exchanged, the old site is never moved away first."""
    output = site(tmp_path / "site", "old")
    monkeypatch.setattr(type(output), "rename", lambda *_: pytest.fail("the old site was moved away"))

    publish.publish(site(tmp_path / "new", "new"), output)

    assert "new" == (output / "index.html").read_text(encoding="utf-8")
    assert ["new", "site"] == sorted(path.name for path in tmp_path.iterdir())


@pytest.mark.parametrize("published", [True, False])
def test_a_killed_build_leaves_nothing_behind(tmp_path, dead, published):
    """The old site takes its place again when the new one did not reach it; halves go."""
    site(tmp_path / f".site.old-{dead}", "old")
    site(tmp_path / f".site.new-{dead}", "half")
    if published:
        site(tmp_path / "site", "new")

    publish.recover(tmp_path / "site")

    assert ["site"] == [path.name for path in tmp_path.iterdir()]
    assert ("new" if published else "old") == (tmp_path / "site" / "index.html").read_text(encoding="utf-8")


def test_what_a_running_build_makes_is_left_to_it(tmp_path):
    """Another project may publish beside this one."""
    site(tmp_path / f".site.new-{os.getppid()}", "half")

    publish.recover(tmp_path / "site")

    assert [f".site.new-{os.getppid()}"] == [path.name for path in tmp_path.iterdir()]


@pytest.fixture
def dead() -> int:
    """The number of a process that has ended."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait()
    return done.pid
