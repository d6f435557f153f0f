"""Reading a chapter and keeping one language of it."""

from pathlib import Path

import pytest

from megalopolis.book import notebooks
from megalopolis.errors import ParameterError


def test_one_language_keeps_its_cells_and_those_of_both(notebook):
    """Cells of the other language go; code and cells without a language stay, in order."""
    whole = notebook(("markdown", "题", ["zh"]), ("markdown", "Title", ["en"]), ("code", "1", []))

    kept = [notebooks.source(cell) for cell in notebooks.keep_language(whole, "en")["cells"]]

    assert ["Title", "1"] == kept
    assert 3 == len(whole["cells"])


def test_equal_notebooks_are_equal_text(notebook):
    """The order in which keys were written does not show, and Chinese is readable."""
    one = notebook(("markdown", "题", ["zh"]))
    other = dict(reversed(one.items()))

    assert notebooks.text(one) == notebooks.text(other)
    assert "题" in notebooks.text(one)


def test_source_may_be_a_list_of_lines():
    """The format allows both forms."""
    assert "a\nb" == notebooks.source({"source": ["a\n", "b"]})


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"cells": [', "line 1"),
        ("题".encode("gb18030"), "UTF-8"),
        (b'{"nbformat": 3, "cells": []}', "format 4"),
        (b'{"nbformat": 4, "cells": [{"source": ""}]}', "format 4"),
        (None, "no such file"),
    ],
)
def test_a_file_that_is_no_notebook_is_named(tmp_path: Path, content: bytes | None, message: str):
    """The message names the file and what is wrong with it."""
    path = tmp_path / "chapter.ipynb"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ParameterError, match=message) as raised:
        notebooks.read(path)

    assert str(path) in str(raised.value)
