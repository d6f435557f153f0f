"""Names in tables lead to the pages about them, and links choose among the pages that there are."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import alternatives, subjects

CITY = "<h1>武汉<a class='headerlink' href='#x'>#</a></h1><table><tr><td>武汉</td></tr></table>"


def page(body):
    """A page with *body* in its article."""
    return lxml.html.document_fromstring(f"<html><body><article>{body}</article></body></html>")


def linked(body, path="problems/innovation.html"):
    """The article of *body* after the pass, on a page at *path* of a book with a page on one city."""
    pages = {Path(path): page(body), Path("city/420100.html"): page(CITY)}

    for place, one in pages.items():
        subjects.link(one, place, {"武汉": Path("city/420100.html")})

    assert [] == pages[Path("city/420100.html")].xpath("//td/a")
    return lxml.html.tostring(pages[Path(path)].xpath("//article")[0], encoding="unicode")


@pytest.mark.parametrize(("path", "up"), [("index.html", ""), ("a/b.html", "../"), ("a/b/c.html", "../../")])
def test_a_cell_that_is_the_title_of_a_page_becomes_a_link(path, up):
    """Row headings and cells alike, with what stands inside them; the address fits the page."""
    html = linked("<table><tr><th> 武汉 </th><td><b>武汉</b></td></tr></table>", path)

    assert f'<th><a href="{up}city/420100.html"> 武汉 </a></th>' in html
    assert f'<td><a href="{up}city/420100.html"><b>武汉</b></a></td>' in html


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>武汉市</td></tr></table>",
        "<p>武汉</p>",
        "<table><tr><td><a>武汉</a></td></tr></table>",
    ],
)
def test_anything_else_stays(body):
    """Longer words, prose, and cells with a link of their own."""
    assert f"<article>{body}</article>" == linked(body)


def chosen(places):
    """The link that names *places*, on a page in a folder, after the choice."""
    asking = page(f"<p><a data-places='{places}'>w</a></p>")
    ids = {Path("a/b.html"): [], Path("c/d.html"): ["e"]}
    there = [one for one in alternatives.named(asking) if alternatives.there(one, ids)]

    alternatives.choose(asking, Path("a/b.html"), there)

    return lxml.html.tostring(asking.xpath("//p")[0], encoding="unicode")


def test_the_first_place_that_there_is_is_taken():
    """A page that is missing and a mark that is missing on a page are passed over."""
    assert '<p><a href="../c/d.html#e">w</a></p>' == chosen("c/x#e c/d#gone c/d#e c/d")


def test_without_any_of_the_places_the_words_stay():
    """No link leads nowhere."""
    assert "<p>w</p>" == chosen("c/x c/d#gone")
