"""The list of statements: counts against the table, anchors, filters and links."""

import json
import re

import lxml.html
import pandas as pd
import pytest

from megalopolis.findings import statements
from megalopolis.region import Region


@pytest.fixture(scope="module")
def here() -> Region:
    """The region of the book, in English."""
    return Region.load("changjiang-middle-reaches", "en")


@pytest.fixture
def page(here, notebook):
    """The list as HTML."""
    statements.listing(here)
    return lxml.html.fromstring(notebook.outputs[0]["text/html"])


def test_counts_against_the_file(here, root):
    """A plain count of the rows of each kind and dimension; nothing is lost."""
    rows = pd.read_csv(root / "data/statements.csv")
    table = statements.counts(here)

    expected = ((rows["kind"] == "problem") & (rows["dimension"] == "coordination")).sum()
    assert expected == table.loc["problem", "coordination"]
    assert len(rows) == table.to_numpy().sum()


def test_the_grid_adds_up(here):
    """The last row and column are sums, and the corner is the number of statements."""
    grid = statements.grid(here).set_index("Kind")

    assert (grid.iloc[:-1].sum() == grid.iloc[-1]).all()
    assert len(here.table("statements")) == grid.loc["Total", "Total"]


def test_every_statement_has_one_row_with_its_anchor(page, here):
    """Anchors are the ids in the order of the table, and each row holds what the filters ask for."""
    rows = page.xpath("//tbody/tr")
    table = here.table("statements")

    assert list(table["id"]) == [row.get("id") for row in rows]
    assert list(table["level"]) == [row.get("data-level") for row in rows]
    assert all(row.xpath(".//*[@data-of=$name]", name=name) for row in rows for name in statements.FILTERS)


def test_the_script_gets_its_words_from_the_page(page):
    """A label for each filter, and a count with both places to fill."""
    words = json.loads(page.get("data-listing"))

    assert list(statements.FILTERS) == list(words["filters"])
    assert {"{count}", "{total}"} == set(re.findall(r"\{\w+\}", words["count"]))


def test_no_script_and_no_handler_stands_in_the_list(page):
    """The page's policy allows neither."""
    handlers = [name for one in page.iter() for name in one.attrib if name.startswith("on")]

    assert [] == page.xpath("//script") + handlers


def test_statements_lead_to_the_chapter_of_their_problem(page, here, root):
    """S-003 rests under innovation; a problem without a chapter is named and not linked."""
    links = page.xpath("//tr[@id='S-003']//a[contains(@href, 'problems')]/@href")
    chapters = {path.stem for path in (root / "chapters/problems").glob("*.ipynb")}
    linked = set(re.findall(r"\.\./problems/([\w-]+)\.html", lxml.html.tostring(page, encoding="unicode")))

    assert "../problems/innovation.html#statement-S-003" in links
    assert linked <= chapters
    assert ("innovation",) == statements.used(here)["S-003"]


def test_findings_count_what_the_tables_hold(here, notebook):
    """Five documents; the dimension spoken of most has the largest column sum."""
    count, leading, used = statements.counted(here), statements.leading(here), statements.carried(here)

    assert len(here.table("statements")) == count.value
    assert "5 source documents" in count.sentence_en
    assert statements.counts(here).sum().max() == leading.value
    assert len(statements.used(here)) == used.value
