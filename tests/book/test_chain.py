"""What a page names leads to where it is explained, and back."""

import json
from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import chain, crate, downloads, register
from megalopolis.book import links as titled

ORDER = ("index", "region/statements", "problems/green", "paths/green", "appendix/data", "city/1")


def page(title, body):
    """A page with an article."""
    return lxml.html.document_fromstring(
        f"<html><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


@pytest.fixture
def pages():
    """A statement, a problem that rests on it, a measure that answers, its indicator, table and source."""
    return {
        Path("index.html"): page(
            "Front", '<div id="finding-a.b">a<p data-referrers="finding-a.b"></p></div>'
        ),
        Path("region/statements.html"): page(
            "Statements", '<table><tr id="S-007"><td>said<p data-referrers="S-007"></p></td></tr></table>'
        ),
        Path("problems/green.html"): page(
            "Green",
            '<table><tr id="statement-S-007"><td><span data-reference="S-007">S-007</span></td></tr></table>'
            '<div id="finding-a.b">found <code data-reference="table-t">t</code>'
            '<p data-referrers="finding-a.b"></p></div>'
            '<table><tr id="test-one"><th data-reference="finding-a.b">one</th></tr></table>',
        ),
        Path("paths/green.html"): page(
            "Measures",
            '<div id="measure-m"><a href="../problems/green.html#finding-a.b">test</a>'
            '<span data-reference="indicator-i">I</span><span data-reference="indicator-none">N</span></div>',
        ),
        Path("appendix/data.html"): page(
            "Data",
            '<p id="indicator-i">i <code data-reference="source-s">s</code>'
            '<span data-referrers="indicator-i"></span></p><p id="source-s">s</p>'
            '<section id="table-t">t<span data-referrers="table-t"></span></section>',
        ),
        Path("city/1.html"): page("Wuhan", '<span data-reference="indicator-i">I</span>'),
        Path("search.html"): page("Search", ""),
    }


def links(pages, name, inside="//article"):
    """Text and address of every link."""
    return [(one.text_content(), one.get("href")) for one in pages[Path(name)].xpath(f"{inside}//a")]


def link(pages, language, aside=()):
    """Join what the pages explain and name, as the pass over an edition does."""
    titles = {path: titled.title(one) for path, one in pages.items()}
    whole = chain.gather({path: chain.read(one) for path, one in pages.items()}, titles, ORDER, aside)
    for path, one in pages.items():
        chain.link(one, path, whole, language)


def test_a_reference_becomes_a_link_to_the_page_that_explains_it(pages):
    """The statement leads to the list of statements, the indicator to the dictionary."""
    link(pages, "en", ["city/1"])

    assert ("S-007", "../region/statements.html#S-007") in links(pages, "problems/green.html")
    assert ("I", "../appendix/data.html#indicator-i") in links(pages, "paths/green.html")
    assert ("s", "#source-s") in links(pages, "appendix/data.html")
    assert ("one", "#finding-a.b") in links(pages, "problems/green.html")


def test_every_noun_leads_back_to_what_builds_on_it(pages):
    """From the statement to the problem, from the finding to the measure, from the table to the finding."""
    link(pages, "en", ["city/1"])
    back = "//*[@class='referrers']"

    assert [("Green", "../problems/green.html#statement-S-007")] == links(
        pages, "region/statements.html", back
    )
    assert [("one", "#test-one"), ("Measures", "../paths/green.html#measure-m")] == links(
        pages, "problems/green.html", back
    )
    assert [
        ("Measures", "../paths/green.html#measure-m"),
        ("Green", "../problems/green.html#finding-a.b"),
    ] == links(pages, "appendix/data.html", back)


def test_a_section_is_called_by_its_heading(pages):
    """What is named in the prose of its own page leads back there, in words that a reader knows."""
    pages[Path("region/statements.html")] = page(
        "Statements",
        '<section id="id3"><h2>The core<a class="headerlink">#</a></h2><a href="#S-007">S-007</a></section>'
        '<table><tr id="S-007"><td>said<p data-referrers="S-007"></p></td></tr></table>',
    )

    link(pages, "en", ["city/1"])

    assert ("The core", "#id3") in links(pages, "region/statements.html", "//*[@class='referrers']")


def test_what_nobody_explains_stays_text_and_nothing_is_left_over(pages):
    """An unknown indicator is no link; the front page repeats and lists nobody; no mark stays."""
    link(pages, "zh")
    every = [one for each in pages.values() for one in each.xpath("//*[@data-reference or @data-referrers]")]

    assert "N" not in [text for text, _ in links(pages, "paths/green.html")]
    assert [] == links(pages, "index.html")
    assert [] == every


def test_pages_of_templates_lead_there_and_are_not_listed(pages):
    """Thirty cities under one indicator would hide the chapters."""
    link(pages, "en", ["city/1"])

    assert [("I", "../appendix/data.html#indicator-i")] == links(pages, "city/1.html")
    assert "Wuhan" not in [text for text, _ in links(pages, "appendix/data.html")]


def test_findings_are_listed_once_in_order_of_key():
    """Shown by two chapters, a finding has one row; the headings are those of the page."""
    one = {"key": "b.x", "sentence_zh": "乙", "sentence_en": "B", "measure": "m", "tables": ["t"]}
    two = {**one, "key": "a.x", "sentence_zh": "甲"}
    asked = page("All", '<div data-register="findings" data-headings=\'{"key": "名称"}\'>later</div>')
    register.fill(asked, {"findings": [one, two, one]}, "zh")

    rows = [[cell.text_content().strip() for cell in row] for row in asked.xpath("//tbody/tr")]
    assert [["a.x", "甲", "m", "t"], ["b.x", "乙", "m", "t"]] == rows
    assert "later" not in asked.text_content()
    assert "名称" in asked.xpath("//thead")[0].text_content()


def test_a_table_is_offered_when_the_site_has_it(built):
    """Links to tables lead out of the language to the folder of the data; others are plain names."""
    offered = downloads.tables(built.places.data)
    asked = page("Data", '<a data-file="data/units.csv">u</a><a data-file="data/none.csv">n</a>')
    downloads.link(asked, Path("appendix/data.html"), offered)

    assert [("u", "../../data/units.csv")] == links({Path("p"): asked}, "p")
    assert (built.places.site / "data" / "units.csv").read_bytes() == (
        built.places.data / "units.csv"
    ).read_bytes()


def test_the_crate_names_every_file_that_went_in_and_came_out(built):
    """Each file of the graph is there with the size that it says; tables are objects, pages results."""
    graph = json.loads((built.places.site / crate.NAME).read_text(encoding="utf-8"))["@graph"]
    files = [one for one in graph if one["@type"] == "File"]
    action = next(one for one in graph if one["@type"] == "CreateAction")
    used, made = ({one["@id"] for one in action[key]} for key in ("object", "result"))

    assert all(int(one["contentSize"]) == (built.places.site / one["@id"]).stat().st_size for one in files)
    assert {"data/units.csv", "data/datapackage.yaml"} <= used
    assert {"zh/index.html", "en/_sources/index.ipynb", "en/findings.json"} <= made
    assert {one["@id"] for one in files} == {one for one in used if not one.startswith("#")} | made
