"""What a chapter shows on slides, and the folder that they lie in."""

import re
from pathlib import Path

import pytest

from megalopolis.book import policy
from megalopolis.errors import ChapterError
from megalopolis.kit import deck, slides, source


def test_slides_follow_the_chapter(small: Path):
    """Question, chart with its finding and source, verdict, exercises, quiz, limits; no bare prose."""
    shown = deck.slides(small / "zh" / "problems" / "one.html")

    expected = [
        ("title", "第一章", 1, 0),
        ("chart", "人", 1, 2),
        ("verdict", "判定", 1, 0),
        ("exercise", "练习", 2, 0),
        ("exercise", "练习", 2, 0),
        ("quiz", "自测", 1, 0),
        ("list", "局限", 1, 0),
    ]
    assert expected == [(one.kind, one.heading, len(one.main), len(one.beside)) for one in shown]
    assert ["问什么？", "然后呢？"] == [shown[0].main[0].text, shown[4].main[0].text]
    assert ["检验", "条件", "值"] == shown[2].main[0].xpath(".//th/text()")


def test_many_findings_are_cut_into_slides(small: Path):
    """Three beside the chart, five on each slide after it."""
    page = small / "zh" / "problems" / "one.html"
    one = '<div class="finding" id="f-1"><p>一</p>'
    more = "".join(f'<div class="finding"><p>{place}</p></div>' for place in range(8))
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace(one, more + one), encoding="utf-8")

    shown = [slide for slide in deck.slides(page) if slide.heading == "人"]

    assert [("chart", 1, 4), ("findings", 5, 0), ("findings", 1, 0)] == [
        (slide.kind, len(slide.main), len(slide.beside)) for slide in shown
    ]


def test_a_folder_of_slides_needs_nothing_else(small: Path, tmp_path: Path):
    """Each deck has the policy of the site and only addresses in the folder; a city has none."""
    (edition,) = source.editions(small)

    made = slides.write(edition, tmp_path / "slides")

    folder = tmp_path / "slides" / "zh"
    assert ["index", "problems/one", "appendix/two"] == [chapter.address for chapter in made]
    page = (folder / "problems" / "one.html").read_text(encoding="utf-8")
    assert [] == list(policy.complaints(source.parsed(folder / "problems" / "one.html")))
    assert not re.search(r"https?://(?!www\.w3\.org)", page)
    scripts = set(re.findall(r'src="\.\./_static/(\w+\.js)"', page))
    assert {"slides.js", "charts.js", "quiz.js"} == scripts
    assert "charts.js" not in (folder / "appendix" / "two.html").read_text(encoding="utf-8")
    assert '<a href="../appendix/two.html' not in page


def test_what_is_missing_or_asked_of_others_ends_it(small: Path, tmp_path: Path):
    """A drawing that is not there, and an address of another host, are named."""
    (edition,) = source.editions(small)
    static = small / "zh" / "_static"
    (static / "charts" / "a.svg").unlink()
    (static / "book.bundle.css").write_text("a { background: url(http://x.org/y) }", encoding="utf-8")

    with pytest.raises(ChapterError, match=r"(?s)leads nowhere: .*a\.svg.*another host for http://x\.org/y"):
        slides.write(edition, tmp_path / "slides")


@pytest.mark.parametrize(("columns", "beside"), [(5, 1), (6, 0)])
def test_a_narrow_table_takes_what_is_told_after_it(small: Path, columns: int, beside: int):
    """A wide one needs the whole slide, and the finding has one of its own."""
    page = small / "zh" / "problems" / "one.html"
    heads = "<th>列</th>" * columns
    table = f'<figure class="chart chart-table"><table><thead><tr>{heads}</tr></thead></table></figure>'
    one = '<div class="finding" id="f-1">'
    text = page.read_text(encoding="utf-8").replace(one, f"{table}{one}")
    page.write_text(text, encoding="utf-8")

    shown = [slide for slide in deck.slides(page) if slide.heading == "人"]

    alone = [] if beside else [("findings", 0)]
    assert [("chart", 1), ("table", beside), *alone] == [(one.kind, len(one.beside)) for one in shown]
