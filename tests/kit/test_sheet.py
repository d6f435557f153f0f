"""Pages for paper: what goes, what moves to the end, and where links lead."""

from pathlib import Path

import lxml.html
import pytest

from megalopolis.errors import ParameterError
from megalopolis.kit import pdf, sheet, source


def test_chapters_come_in_the_order_of_the_contents(small: Path):
    """The first page, then part by part; a page below a chapter is of depth 2."""
    (edition,) = source.editions(small)

    expected = [
        ("index", "开头", "", 1),
        ("problems/one", "第一章", "问题", 1),
        ("city/1", "甲城", "问题", 2),
        ("appendix/two", "第二章", "附录", 1),
    ]
    assert expected == [(one.address, one.title, one.part, one.depth) for one in edition.chapters]
    assert ("zh", "小书") == (edition.language, edition.title)


def test_a_folder_without_a_site_is_refused(tmp_path: Path):
    """The message says what makes one."""
    with pytest.raises(ParameterError, match="megalopolis build"):
        source.editions(tmp_path)


def test_a_handout_has_nothing_that_paper_cannot_do(small: Path):
    """No script, button, code or data table; the drawing stands in the page, with names of its own."""
    (edition,) = source.editions(small)
    text = sheet.handout(edition, edition.chapters[1])
    page = lxml.html.document_fromstring(text)

    gone = "//script|//button|//picture|//img|//details|//*[contains(@class, 'cell_input')]"
    assert [] == page.xpath(gone)
    assert "zh-CN" == page.get("lang")
    assert ["高低"] == page.xpath("//div[@class='drawing']/@aria-label")
    assert 1 == text.count("<svg")
    assert "url(#DRAWING-1-c)" in text and 'id="DRAWING-1-c"' in text


def test_answers_stand_on_the_last_page(small: Path):
    """In their places are numbers that lead to them; the order is that of the questions."""
    (edition,) = source.editions(small)
    page = lxml.html.document_fromstring(sheet.handout(edition, edition.chapters[1]))

    marks = page.xpath("//p[@class='answer-mark']/a")
    assert ["答案 1", "提示 2", "依据 3"] == [mark.text for mark in marks]
    answers = page.xpath("//section[@class='answers']/div")
    assert ["答案 1因为。", "提示 2再看。", "依据 3甲。"] == ["".join(one.itertext()) for one in answers]
    places = page.xpath("//section[@class='answers']//@id")
    assert [f"#{place}" for place in places] == [mark.get("href") for mark in marks]
    assert page.xpath("//*[@class='bd-article']/section/*")[-1].get("class") == "answers"


def test_links_lead_inside_the_document_or_nowhere(small: Path):
    """A handout of one chapter has only its own places; in the book chapters lead to each other."""
    (edition,) = source.editions(small)
    alone = lxml.html.document_fromstring(sheet.handout(edition, edition.chapters[1]))
    whole = lxml.html.document_fromstring(sheet.book(edition, {"problems/one": 7}))

    names = set(whole.xpath("//@id"))
    assert [] == alone.xpath("//a[text()='第二章' or text()='数据']")
    assert ["#page-appendix-two--t"] == whole.xpath("//p/a[text()='第二章']/@href")
    assert set() == {link[1:] for link in whole.xpath("//a/@href")} - names
    assert ["0", "7", "0", "0"] == whole.xpath("//section[@class='contents']//span/text()")


def test_headings_of_the_book_nest(small: Path):
    """Part, chapter, section; a city is below the chapter that lists it."""
    (edition,) = source.editions(small)
    page = lxml.html.document_fromstring(sheet.book(edition))

    found = [(one.tag, one.text) for one in page.xpath("//h1|//h2|//h3[text()='甲城' or text()='人']")]
    assert [
        ("h1", "开头"),
        ("h1", "问题"),
        ("h2", "第一章"),
        ("h3", "人"),
        ("h3", "甲城"),
        ("h1", "附录"),
        ("h2", "第二章"),
    ] == found


def test_equal_prints_are_equal_bytes():
    """Dates go, a bookmark that was said twice is said once, and nothing moves."""
    twice = "人口".encode("utf-16-be").hex().upper().encode()
    printed = b"/CreationDate (D:20261122112838+00'00')>> <</Title <FEFF" + twice * 2 + b">>>"

    made = pdf.steady(printed)

    assert b"/CreationDate (D:19800101000000+00'00')>> <</Title <FEFF" + twice + b" " * 8 + b">>>" == made
    assert len(printed) == len(made)
