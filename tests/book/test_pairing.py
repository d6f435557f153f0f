"""What the tables of a series of pages have in common."""

from pathlib import Path

import lxml.html

from megalopolis.book import pairing

PAGE = """<article><h1>{name}</h1>
<figure class="chart chart-table"><table><thead><tr><th>Index</th><th>Score</th></tr>
</thead><tbody>{rows}</tbody></table></figure><figure class="chart chart-table"><table><thead><tr><th>To</th>
<th>Minutes</th></tr></thead><tbody><tr><th>{other}</th><td>1</td></tr></tbody></table></figure></article>"""
MISSING = '<span aria-hidden="true">—</span><span class="visually-hidden">no data</span>'


def page(name: str, other: str, **rows: str):
    """A page of the series with two tables, the second of which has rows of its own."""
    body = "".join(f"<tr><th>{label}</th><td>{value}</td></tr>" for label, value in rows.items())
    return lxml.html.document_fromstring(PAGE.format(name=name, other=other, rows=body))


def test_only_tables_that_all_pages_have_are_put_side_by_side():
    """By hand: the first table has two of three rows in common, the second none."""
    pages = {
        Path("city/1.html"): page("Alpha", "Beta", whole="1.5", green="2", open=MISSING),
        Path("city/2.html"): page("Beta", "Alpha", whole="3", green="4"),
    }

    titles = {Path("city/1.html"): "Alpha", Path("city/2.html"): "Beta"}
    content = pairing.content(titles, {path: list(pairing.tables(one)) for path, one in pages.items()})

    assert [{"head": ["Index", "Score"], "rows": ["whole", "green", "open"]}] == content["tables"]
    assert [["Alpha", [[["1.5"], ["2"], ["—"]]]], ["Beta", [[["3"], ["4"], []]]]] == [
        [one["name"], one["cells"]] for one in content["pages"]
    ]


def test_a_page_asks_with_an_element_of_its_article():
    """A page of the series itself asks for nothing."""
    asking = lxml.html.document_fromstring("<article><div data-pairing=''></div></article>")

    assert [True, False] == [pairing.asked(one) for one in (asking, page("Alpha", "Beta", whole="1"))]
