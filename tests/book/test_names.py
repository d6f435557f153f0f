"""Names of measures lead to their entry, from wherever they are written."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from megalopolis.book import names

NAME = "megalopolis.measures.size.primacy"
ENTRY = f'<h4 id="{NAME}"><code>primacy</code></h4>'
METHODS = f'{ENTRY}<p id="other"><code>{NAME}</code> and so on</p>'


def page(body):
    """A page with *body* in its article."""
    return lxml.html.document_fromstring(f"<html><body><article>{body}</article></body></html>")


def linked(body, path="problems/innovation.html", methods=METHODS):
    """The article of *body* after the pass, on a page at *path*."""
    pages = {Path(path): page(body), Path("appendix/methods.html"): page(methods)}

    names.link(pages[Path(path)], Path(path), names.entries(pages[names.PAGE]))

    return lxml.html.tostring(pages[Path(path)].xpath("//article")[0], encoding="unicode")


@pytest.mark.parametrize(
    ("path", "up"), [("index.html", ""), ("problems/a.html", "../"), ("a/b/c.html", "../../")]
)
def test_name_becomes_a_link_that_fits_the_page(path, up):
    """The address counts the folders between the page and the root; the text around it stays."""
    html = linked(f"<p>See <code>{NAME}</code>, please.</p>", path)

    assert f'See <a href="{up}appendix/methods.html#{NAME}"><code>{NAME}</code></a>, please.' in html


def test_name_in_pieces_is_found():
    """Sphinx sets the words of inline code in elements of their own."""
    html = linked(f'<p><code class="docutils"><span class="pre">{NAME}</span></code></p>')

    assert f'href="../appendix/methods.html#{NAME}"' in html


@pytest.mark.parametrize(
    "body",
    [
        "<p><code>megalopolis.measures.size.nothing</code></p>",
        "<p><code>other</code></p>",
        f"<p>{NAME}</p>",
        f'<p><a href="x.html"><code>{NAME}</code></a></p>',
        f"<pre><code>{NAME}</code></pre>",
    ],
)
def test_what_has_no_entry_or_is_no_name_stays(body):
    """No link leads nowhere; plain words, listings and links are left alone."""
    assert f"<article>{body}</article>" == linked(body)


def test_own_page_is_linked_by_the_place_alone():
    """On the page of the entries a name leads to the place on it."""
    methods = page(METHODS)

    names.link(methods, names.PAGE, names.entries(methods))

    assert [f"#{NAME}"] == methods.xpath("//a/@href")


def test_book_without_the_page_stays():
    """An edition without the appendix has no such links."""
    alone = page(f"<p><code>{NAME}</code></p>")

    names.link(alone, Path("index.html"), [])

    assert [] == alone.xpath("//a")
