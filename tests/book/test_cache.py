"""Results are found again exactly when nothing they depend on changed."""

import os
import time

import pytest

from megalopolis.book import cache, notebooks

SHARED = "shared"


@pytest.fixture
def chapter(notebook):
    """A notebook of prose and code."""
    return notebook(("markdown", "words", ["zh"]), ("code", "year = 1", ["parameters"]), ("code", "x", []))


def changed(whole, place, **fields):
    """The notebook with other fields in one cell."""
    cells = [dict(cell) for cell in whole["cells"]]
    cells[place] |= fields
    return {**whole, "cells": cells}


def key(whole, chapter="index", language="zh", parameters=None, shared=SHARED):
    """The name of its results."""
    return cache.recipe(whole, chapter, language, parameters or {"year": 2020}, shared)


def test_the_same_chapter_has_the_same_name(chapter):
    """Outputs and the order of keys do not matter."""
    assert key(chapter) == key(changed(chapter, 2, outputs=[1], execution_count=3))


@pytest.mark.parametrize(
    "other",
    [
        lambda whole: key(changed(whole, 2, source="y")),
        lambda whole: key(changed(whole, 2, metadata={"tags": ["parameters"]})),
        lambda whole: key(changed(whole, 2, id="z")),
        lambda whole: key({**whole, "cells": whole["cells"][:2]}),
        lambda whole: key(whole, chapter="cities"),
        lambda whole: key(whole, language="en"),
        lambda whole: key(whole, parameters={"year": 2010}),
        lambda whole: key(whole, parameters={"year": "2020"}),
        lambda whole: key(whole, shared="other"),
    ],
)
def test_whatever_execution_depends_on_changes_the_name(chapter, other):
    """Code, tags, ids, the chapter, its language, its parameters, what all chapters read."""
    assert key(chapter) != other(chapter)


def test_prose_changes_the_page_and_not_the_execution(chapter):
    """A corrected sentence executes nothing, and is never lost."""
    corrected = changed(chapter, 0, source="other words")

    assert key(chapter) == key(corrected)
    assert cache.page_key(chapter, "e") != cache.page_key(corrected, "e")
    assert cache.page_key(chapter, "e") != cache.page_key(chapter, "f")


@pytest.mark.parametrize("file", ["data/cities.csv", "data/regions/toy.yml", "requirements.txt"])
def test_tables_and_lock_are_part_of_the_name(toy, file):
    """One more character in any of them is another input."""
    before = cache.inputs(toy.places)
    path = toy.root / file
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")

    assert before != cache.inputs(toy.places)


def test_a_new_or_renamed_table_is_another_input(toy):
    """Not only contents count."""
    before = cache.inputs(toy.places)
    (toy.root / "data" / "cities.csv").rename(toy.root / "data" / "towns.csv")

    assert before != cache.inputs(toy.places)


def test_the_folder_of_the_project_is_no_input(toy, tmp_path):
    """The same book elsewhere has the same names; so have compiled files and times."""
    before = cache.inputs(toy.places)
    (toy.root / "data" / "__pycache__").mkdir()
    (toy.root / "data" / "__pycache__" / "x.pyc").write_bytes(b"1")
    moved = toy.root.rename(tmp_path / "moved")
    os.utime(moved / "data" / "cities.csv", (0, 0))

    assert before == cache.inputs(type(toy.places)(moved))


def test_old_results_are_dropped(toy):
    """What no build used for a month goes; the rest stays."""
    for name, age in (("old", 40 * 24 * 3600), ("new", 0)):
        cache.write(toy.places.executed / f"{name}.ipynb", notebooks.text({}))
        cache.write_folder(toy.places.pages / name, {"page.ipynb": b"{}"})
        for path in (toy.places.executed / f"{name}.ipynb", toy.places.pages / name):
            os.utime(path, (time.time() - age,) * 2)

    cache.prune(toy.places)

    assert ["new.ipynb"] == [path.name for path in toy.places.executed.iterdir()]
    assert ["new"] == [path.name for path in toy.places.pages.iterdir()]
