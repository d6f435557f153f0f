"""Line ends in Chinese prose."""

import lxml.html
import pytest

from megalopolis.book import lines


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<p>第一句。\n第二句。</p>", "<p>第一句。第二句。</p>"),
        ("<p>占比为\n<strong>12</strong>\n个城市。</p>", "<p>占比为<strong>12</strong>个城市。</p>"),
        ("<p>one line\nanother line</p>", "<p>one line\nanother line</p>"),
        ("<p>见<code>a\n中</code>。</p>", "<p>见<code>a\n中</code>。</p>"),
        ("<p>“引文”\n之后</p>", "<p>“引文”之后</p>"),
    ],
)
def test_line_ends_beside_chinese_go(source, expected):
    """Sentences follow one another without a gap; Latin words and code keep their line ends."""
    page = lxml.html.document_fromstring(f"<html><body><article>{source}</article></body></html>")
    lines.join(page)

    assert expected == lxml.html.tostring(page.find(".//p"), encoding="unicode")


def test_other_parts_of_the_page_are_left_alone():
    """Only prose of the article is touched."""
    page = lxml.html.document_fromstring(
        "<html><body><pre>甲\n乙</pre><article><pre>甲\n乙</pre></article></body></html>"
    )
    before = lxml.html.tostring(page)
    lines.join(page)

    assert before == lxml.html.tostring(page)
