"""A pass over the pages that goes on from the last one ends in the same bytes as one from nothing."""

import itertools
from pathlib import Path

import pytest

from megalopolis.book import last, pages
from megalopolis.book.shown import Shown

NAME = "megalopolis.measures.size.primacy"
HEAD = '<head><meta charset="utf-8"><link rel="stylesheet" href="{up}_static/a.css"></head>'
# Page -> its article: each names what another page explains, lists or is called.
BOOK = {
    "index.html": '<h1>Front</h1><p>One.</p><a data-places="region/none region/a#S-001">w</a>',
    "region/a.html": '<h1>A</h1><p>One.</p><table><tr id="S-001"><td>said<p data-referrers="S-001"></p></td>'
    "</tr></table>",
    "problems/b.html": '<h1>B</h1><p id="here"><i data-reference="S-001">S-001</i> <code>'
    + NAME
    + "</code></p>"
    '<table><tr><td class="wide">Wuhan</td></tr></table>',
    "appendix/methods.html": f'<h1>M</h1><h4 id="{NAME}">primacy</h4><div data-register="findings"></div>',
    "city/1.html": "<h1>Wuhan</h1><figure class='chart-table'><table><tr><th>x</th><td>1</td></tr></table>",
    "city/2.html": "<h1>Changsha</h1><div data-listing='{}'></div>",
    "search.html": "<h1>Search</h1><div id='search-results'></div>",
}
FINDING = {"key": "b.x", "sentence_zh": "乙", "sentence_en": "B", "measure": "m", "tables": ["t"]}
# Page, what stands there, and what stands there then; each changes what some other page or file shows.
EDITS = {
    "a sentence": ("region/a.html", "One.", "Two."),
    "a title": ("problems/b.html", "<h1>B", "<h1>Bee"),
    "a place": ("region/a.html", 'id="S-001"', 'id="S-002"'),
    "an anchor": ("problems/b.html", 'id="here"', 'id="there"'),
    "an entry": ("appendix/methods.html", NAME, f"{NAME}s"),
    "a city": ("city/1.html", "<h1>Wuhan", "<h1>Wuchang"),
    "a cell": ("city/1.html", "<td>1", "<td>2"),
    "a class": ("problems/b.html", "wide", "narrow"),
    "a listing": ("city/2.html", "data-listing", "data-other"),
}


def laid(folder: Path, book: dict[str, str]) -> Path:
    """The pages as they are rendered."""
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "a.css").write_text(".wide{a:b}.narrow{c:d}.none{e:f}", encoding="utf-8")
    for name, article in book.items():
        path, head = folder / name, HEAD.format(up="../" * name.count("/"))
        path.parent.mkdir(exist_ok=True)
        text = f'<html>{head}<body><article class="bd-article">{article}</article></body></html>'
        path.write_text(text, encoding="utf-8")
    return folder


def passed(
    folder: Path, book: dict[str, str], before: last.Pass = last.NONE, findings=(FINDING,)
) -> last.Pass:
    """The pages after a pass, which was kept and read again."""
    order = [name.removesuffix(".html") for name in BOOK if name != "search.html"]
    shown = Shown(tuple(order), ("city/1", "city/2"), {"findings": findings})
    done = pages.polish(laid(folder, book), "en", shown, before)
    last.write(folder.with_suffix(".json"), done, "code")
    return last.read(folder.with_suffix(".json"), folder, "code")


def files(folder: Path) -> dict[str, bytes]:
    """Every file below *folder*."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_after_each_edit_the_pages_are_those_of_a_pass_from_nothing(tmp_path):
    """Edits add up, then are taken back one after the other; what is told to other pages reaches them."""
    book, before, numbers = dict(BOOK), passed(tmp_path / "start", BOOK), itertools.count()
    for name, old, new in [*EDITS.values(), *((name, new, old) for name, old, new in EDITS.values())]:
        assert old in book[name]
        book[name] = book[name].replace(old, new)
        number = next(numbers)
        before = passed(tmp_path / f"on-{number}", book, before)
        passed(tmp_path / f"new-{number}", book)

        assert files(tmp_path / f"new-{number}") == files(tmp_path / f"on-{number}")

    assert files(tmp_path / "start") == files(before.folder)


def test_a_finding_reaches_the_page_that_lists_all(tmp_path):
    """No page changed, but what is put on one."""
    before = passed(tmp_path / "start", BOOK)
    other = [{**FINDING, "sentence_en": "C"}]

    passed(tmp_path / "on", BOOK, before, other)
    passed(tmp_path / "new", BOOK, findings=other)

    assert files(tmp_path / "new") == files(tmp_path / "on")
    assert files(tmp_path / "start") != files(tmp_path / "on")


def test_only_pages_that_changed_or_were_told_otherwise_are_passed_over(tmp_path, monkeypatch):
    """A sentence is its page's own; a title is shown by the page that lists who names its nouns."""
    change, changed = pages._changed, []
    monkeypatch.setattr(
        pages, "_changed", lambda page, path, *more: changed.append(path) or change(page, path, *more)
    )
    start = passed(tmp_path / "start", BOOK)
    found = {}
    for number, name in enumerate(["a sentence", "a title"]):
        changed.clear()
        file, old, new = EDITS[name]
        passed(tmp_path / str(number), {**BOOK, file: BOOK[file].replace(old, new)}, start)
        found[name] = {path.as_posix() for path in changed}

    assert {"a sentence": {"region/a.html"}, "a title": {"problems/b.html", "region/a.html"}} == found


@pytest.mark.parametrize("touched", ["index.html", None])
def test_a_page_that_somebody_touched_is_made_again(tmp_path, touched):
    """A page counts as it was written; without the record everything is made."""
    before = passed(tmp_path / "start", BOOK)
    expected = files(tmp_path / "start")
    if touched:
        (tmp_path / "start" / touched).write_text("<p>other</p>", encoding="utf-8")
    else:
        before = last.read(tmp_path / "start.json", tmp_path / "start", "other code")

    passed(tmp_path / "on", BOOK, before)

    assert (touched is None) == (before == last.NONE)
    assert expected == files(tmp_path / "on")
