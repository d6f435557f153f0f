"""What the search reads."""

from pathlib import Path

import lxml.html

from megalopolis.book import passages
from megalopolis.book.shown import Shown

CHAPTER = """<article class='bd-article'><h1>Heads</h1><section id='s1'><h2>One</h2><p>漢 text</p>
<div class='finding' id='finding-a.b'><p>It is 3.</p></div></section>
<table><tr id='S-001'><th>S-001</th><td>They say so</td></tr></table></article>"""


def test_names_of_a_city_in_both_languages(tmp_path: Path):
    """By hand: with 市, as pinyin with and without capitals, and the code; brackets are left out."""
    (tmp_path / "cities.csv").write_text(
        "code,name_zh,name_en\n360800,吉安,Ji’an\n360900,宜春,Yichun (Jiangxi)\n", encoding="utf-8"
    )

    found = passages.names(tmp_path)

    assert ("吉安", "吉安市", "Ji’an", "jian", "360800") == found["吉安"]
    assert ("宜春", "宜春市", "Yichun", "yichun", "360900") == found["Yichun (Jiangxi)"]
    assert {} == passages.names(tmp_path / "none")


def test_traditional_characters_are_those_of_the_text():
    """By hand: 武漢 is written 武汉; what does not occur is left out."""
    assert "漢汉" == passages.traditional("武汉")


def test_everything_that_can_be_found(tmp_path: Path):
    """Chapters with their headings, statements, findings; a page of a template by its name."""
    chapter, city = Path("a/b.html"), Path("city/1.html")
    found = {chapter: passages.read(lxml.html.document_fromstring(CHAPTER), chapter)}
    shown = Shown(of_templates=("city/1",), names={"吉安": ("jian",)})

    passages.write(tmp_path, {chapter: "Heads", city: "吉安"}, found, shown, "zh")

    text = (tmp_path / "search-texts.js").read_text(encoding="utf-8")
    assert '"cities":[["city/1.html","吉安",["jian"]]]' in text
    assert '[["s1","One"]]' in text
    assert '"statements":[["a/b.html#S-001","S-001","They say so"]]' in text
    assert '"findings":[["a/b.html#finding-a.b","a.b","It is 3."]]' in text
