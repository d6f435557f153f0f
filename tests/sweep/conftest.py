"""The toy book, with a verdict that the sweeps of these tests can lay side by side."""

import json
import shutil
from pathlib import Path

import pytest

from megalopolis.book.places import Places

TOYBOOK = Path(__file__).parents[1] / "data" / "toybook"
# More people than a hundred and forty-five: in 2020 only.
VERDICT = """
record = {"problem": "crowd", "verdict": "supported" if total > 145 else "not-supported"}
record["outcomes"] = [{"test": "sum", "passed": total > 145, "unsure": False, "value": total}]
record["title"] = {"zh": "人多", "en": "Crowded"}[language]
display({"application/vnd.megalopolis.verdict+json": record, "text/html": "<p>!</p>"}, raw=True)
"""


def write(root: Path, equipment: Path, addition: str = "") -> Places:
    """A toy book at *root* whose first chapter ends with a verdict and with the code *addition*.

    Nothing of it is built; there is only what the caches of every book hold alike.
    """
    shutil.copytree(TOYBOOK, root)
    shutil.copytree(equipment, Places(root).build / "cache")
    path = root / "chapters" / "index.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][-1]["source"] += VERDICT + addition
    path.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    return Places(root)


@pytest.fixture
def places(tmp_path: Path, equipment: Path) -> Places:
    """Such a book."""
    return write(tmp_path / "book", equipment)
