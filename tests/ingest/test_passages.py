"""Passages of added documents are shown beside their counts."""

from types import SimpleNamespace

import pytest

from megalopolis.findings.passages import show
from megalopolis.ingest import documents


@pytest.mark.usefixtures("quick")
def test_passages_of_added_documents_are_shown(folder, data):
    """With title and year, escaped; as many as are counted; nothing for texts that are not here."""
    path = folder / "a.txt"
    path.write_text(path.read_text(encoding="utf-8").replace("title: 题", "title: <题>"), encoding="utf-8")
    documents.add([folder], data, listed=folder / "m.csv")
    here = SimpleNamespace(data=data)
    found = show(here, ["科技创新"])
    (data / "texts" / "b.txt").unlink()

    assert ["a", "b", "c", "d", "e"] == [one.document for one in found.passages]
    assert "&lt;题&gt;, 2024" in found._repr_mimebundle_()["text/html"]
    assert 5 == found._repr_mimebundle_()["text/html"].count(
        "<mark>科技创新</mark>要有平台，碧水蓝天要有人守护。"
    )
    assert {"text/html": "", "text/plain": ""} == show(here, ["科技创新"], ["b"])._repr_mimebundle_()
    assert 6 == len(show(here, ["武汉"], limit=6).passages)
