"""A chapter run by hand, as in JupyterLab, against the page of the built site."""

import json
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

FINDING = "application/vnd.megalopolis.finding+json"
CHAPTER = "region/cities"


def test_a_notebook_run_by_hand_shows_what_the_site_shows(
    site: Path, root: Path, monkeypatch: pytest.MonkeyPatch
):
    """All cells as they stand, without papermill and the surroundings of a build: the same findings."""
    for name in ("MEGALOPOLIS_BUILD", "MEGALOPOLIS_ROOT"):
        monkeypatch.delenv(name, raising=False)
    path = root / "chapters" / f"{CHAPTER}.ipynb"
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(path.parent)}}).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    shown = [output["data"][FINDING] for output in outputs if FINDING in output.get("data", {})]
    listed = json.loads((site / "zh" / "findings.json").read_text(encoding="utf-8"))["findings"]
    published = {one["key"]: one for one in listed if one["chapter"] == CHAPTER}
    fields = ("value", "low", "high", "sentence_zh", "sentence_en", "source")

    assert published.keys() == {one["key"] for one in shown}
    for one in shown:
        assert [published[one["key"]][name] for name in fields] == [one[name] for name in fields]
    assert not [output for output in outputs if output["output_type"] in ("error", "stream")]
