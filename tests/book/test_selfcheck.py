"""The self-check finds what a reader would run into."""

import json

import pytest

from megalopolis.book import policy, selfcheck

PAGE = (
    f'<!DOCTYPE html><html><head><meta http-equiv="{policy.HEADER}" content="{policy.header()}">'
    "{head}</head>"
    '<body><p id="here">x</p>{body}</body></html>'
)


@pytest.fixture
def site(tmp_path):
    """A site of two pages, a style sheet and a picture."""
    folder = tmp_path / "site"
    (folder / "zh" / "_static").mkdir(parents=True)
    (folder / "zh" / "_static" / "a.svg").write_text("<svg/>", encoding="utf-8")
    (folder / "zh" / "_static" / "a.css").write_text("p { background: url(a.svg) }", encoding="utf-8")
    write(folder, "zh/index.html", '<a href="other.html#here">o</a><img src="_static/a.svg" alt="">')
    write(folder, "zh/other.html", '<a href="index.html">i</a><a href="https://example.org/">out</a>')
    return folder


def write(folder, name, body="", head='<link rel="stylesheet" href="_static/a.css">'):
    """A page."""
    (folder / name).write_text(PAGE.format(head=head, body=body), encoding="utf-8")


def test_a_whole_site_has_no_fault(site):
    """Links to other hosts are allowed: the reader chooses to follow them."""
    assert [] == selfcheck.faults(site)


def test_a_style_sheet_may_name_a_place_of_its_own(site):
    """As a filter of a drawing does: no file is asked for."""
    (site / "zh" / "_static" / "a.css").write_text("p { filter: url(#soft) }", encoding="utf-8")

    assert [] == selfcheck.faults(site)


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="missing.html">x</a>', "leads nowhere: missing.html"),
        ('<a href="other.html#nowhere">x</a>', "no place on other.html"),
        ('<a href="#nowhere">x</a>', "no place on index.html"),
        ('<a href="missing.csv" download>x</a>', "leads nowhere: missing.csv"),
        ('<a href="../../../secret.html">x</a>', "out of the site"),
        ('<img src="missing.svg" alt="">', "leads nowhere: missing.svg"),
        ('<picture><source srcset="missing.svg 2x"></picture>', "leads nowhere: missing.svg"),
        ('<img src="https://example.org/a.png" alt="">', "another host"),
        ('<img src="//example.org/a.png" alt="">', "another host"),
        ('<script src="https://example.org/a.js"></script>', "another host"),
        ('<iframe src="https://example.org/"></iframe>', "another host"),
        ('<p style="background: url(https://example.org/a.png)">x</p>', "another host"),
        ("<style>@import 'https://example.org/a.css';</style>", "another host"),
        ('<form action="missing.html"></form>', "leads nowhere"),
        ("<p>/home/someone/book</p>", "of this machine"),
    ],
)
def test_a_fault_on_a_page_is_named(site, body, fault):
    """The page and the address are in the sentence."""
    write(site, "zh/index.html", body)

    [found] = selfcheck.faults(site, machine=["/home/someone"])

    assert fault in found
    assert found.startswith("zh/index.html: ")


@pytest.mark.parametrize("relation", ["stylesheet", "preload", "preconnect", "icon"])
def test_a_relation_that_asks_another_host_is_a_fault(site, relation):
    """The browser follows these by itself."""
    write(site, "zh/index.html", head=f'<link rel="{relation}" href="https://example.org/a">')

    assert ["zh/index.html: asks another host for https://example.org/a"] == selfcheck.faults(site)


@pytest.mark.parametrize("address", ["https://example.org/font.woff2", "missing.woff2"])
def test_a_style_sheet_is_read_too(site, address):
    """Fonts and pictures of styles are requests like any other."""
    (site / "zh" / "_static" / "a.css").write_text(
        f"@font-face {{ src: url('{address}') }}", encoding="utf-8"
    )

    [found] = selfcheck.faults(site)

    assert address in found


def test_every_chapter_has_a_page_and_an_executed_notebook(site):
    """A page without results is a fault, and so is a missing one."""
    sources = site / "zh" / "_sources"
    sources.mkdir()
    cells = [{"cell_type": "code", "id": "a", "execution_count": None}, {"cell_type": "markdown", "id": "b"}]
    (sources / "index.ipynb").write_text(json.dumps({"cells": cells}), encoding="utf-8")

    found = selfcheck.faults(site, ["zh/index", "zh/other", "zh/third"])

    assert [
        "zh/other: expected a notebook to download; found none",
        "zh/third: expected a page zh/third.html; found none",
        "zh/third: expected a notebook to download; found none",
        "zh/_sources/index.ipynb: cells that were not executed: a",
    ] == found


def test_a_file_is_read_again_when_it_changed_or_had_a_fault(site, tmp_path):
    """What passed is remembered, what did not is not; other folders of the machine are looked for anew."""
    path, kept = site / "zh" / "_static" / "a.svg", tmp_path / "facts"
    first = selfcheck.faults(site, kept=kept)
    path.write_text("<svg><script/></svg>", encoding="utf-8")
    second, third = (selfcheck.faults(site, kept=kept) for _ in range(2))
    path.write_text("<svg><desc>/home/someone</desc></svg>", encoding="utf-8")
    fourth = selfcheck.faults(site, kept=kept)
    fifth = selfcheck.faults(site, machine=["/home/someone"], kept=kept)

    assert [] == first == fourth
    assert ["zh/_static/a.svg: holds a script"] == second == third
    assert ["zh/_static/a.svg: names the folder /home/someone of this machine"] == fifth
