"""The pass over the pages: lighter, accessible, in one language."""

import lxml.html
import pytest

from megalopolis.book import pages, passages, styles
from megalopolis.book.shown import Shown

PAGE = """<!DOCTYPE html><html lang="zh-CN"><head><title>t</title>
<meta name="viewport" content="a"><meta name="viewport" content="b"><!-- note -->
<link rel="stylesheet" href="{up}_static/theme/a.css?v=1"><link rel="stylesheet" href="{up}_static/b.css">
<link rel="preload" as="script" href="{up}_static/x.js">
<script src="{up}_static/doctools.js"></script><script src="{up}_static/other.js"></script>
<script src="{up}_static/scripts/fontawesome.js"></script>
<script src="{up}_static/translations.js"></script><script src="{up}_static/searchtools.js"></script>
<script>let a = 1;</script><script>let a = 1;</script>
</head><body>
<div id="pst-primary-sidebar"><button title="Toggle primary sidebar"><i></i></button></div>
<article class="bd-article"><h1>Light<a class="headerlink" title="Link to this heading" href="#x">#</a></h1>
<p>The first &amp; only paragraph.</p><table><tr><th></th><td>1</td></tr></table>
<details class="hide"><summary aria-label="Toggle hidden content">s</summary>code</details>
<math><annotation>x_1</annotation></math><script type="application/json">{{"keep": 1}}</script>
<script type="text/x-thebe-config">{{}}</script></article>
<a class="btn-download-source-button" href="{up}_sources/index.ipynb" target="_blank">.ipynb</a>
<p class="copyright">© Copyright 2026.</p></body></html>"""


@pytest.fixture
def folder(tmp_path):
    """Two pages at different depths and the search page, with two style sheets."""
    static = tmp_path / "_static"
    (static / "theme").mkdir(parents=True)
    (tmp_path / "part").mkdir()
    (static / "theme" / "a.css").write_text(
        '@import "base.css";\np { background: url(../x.png) }', encoding="utf-8"
    )
    (static / "theme" / "base.css").write_text("/* note */ a { src: url('f/y.woff2') }", encoding="utf-8")
    (static / "b.css").write_text("b { background: url(data:image/png;base64,AA==) }", encoding="utf-8")
    for name, up in (("index", ""), ("part/page", "../"), ("search", "")):
        results = '<div id="search-results"></div></body>' if name == "search" else "</body>"
        text = PAGE.format(up=up).replace("</body>", results)
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    pages.polish(tmp_path, "zh", Shown())
    return tmp_path


@pytest.fixture
def page(folder):
    """A page below the root."""
    return lxml.html.parse(
        str(folder / "part" / "page.html"), lxml.html.HTMLParser(encoding="utf-8")
    ).getroot()


def test_one_style_sheet_holds_all(folder, page):
    """Imports are put in place, addresses fit the new folder, the old sheets are gone."""
    assert ["../_static/book.bundle.css"] == page.xpath("//link[@rel='stylesheet']/@href")
    text = (folder / "_static" / styles.NAME).read_text(encoding="utf-8")
    assert "url('theme/f/y.woff2')" in text
    assert "url(x.png)" in text
    assert "data:image/png" in text
    assert [styles.NAME] == [path.name for path in folder.rglob("*.css")]


def test_only_scripts_that_the_page_uses_are_asked_for(folder, page):
    """Those of the theme are gone, each of ours is deferred; what is data and no script stays."""
    search = lxml.html.parse(str(folder / "search.html")).getroot()

    assert ["../_static/book.js"] == page.xpath("//script/@src")
    assert ["book.js", "search-texts.js", "search.js"] == [
        one.removeprefix("_static/") for one in search.xpath("//script/@src")
    ]
    assert [] == search.xpath("//script[@src and not(@defer)]")
    assert '{"keep": 1}' == page.xpath("string(//article//script[@type='application/json'])")
    assert [] == page.xpath(
        "//script[@type='text/x-thebe-config'] | //link[@rel='preload'] | //head/comment()"
    )


def test_the_search_reads_without_asking(folder):
    """The texts of the pages lie beside it, without code, marks and LaTeX."""
    texts = (folder / "_static" / passages.SCRIPTS[0]).read_text(encoding="utf-8")

    assert '["part/page.html","Light","Light The first & only paragraph. 1",[]]' in texts
    assert "search.html" not in texts


def test_words_of_the_interface_are_chinese_and_those_of_the_chapter_are_its_own(page):
    """The title of a chapter may be a word that the theme also uses."""
    assert "展开或收起全书目录" == page.xpath("string(//button/@title)")
    assert "展开或收起全书目录" == page.xpath("string(//button/@aria-label)")
    assert "本节链接" == page.xpath("string(//a[@class='headerlink']/@title)")
    assert "Light" == page.xpath("string(//h1/text())")
    assert "© 2026" == page.xpath("string(//p[@class='copyright'])")


def test_accessible_names(page):
    """Landmarks have names, controls are called by their words, an empty heading is no heading."""
    assert ["navigation"] == page.xpath("//div[@id='pst-primary-sidebar']/@role")
    assert [] == page.xpath("//summary/@aria-label")
    assert [] == page.xpath("//th")
    assert 1 == len(page.xpath("//meta[@name='viewport']"))


def test_a_page_describes_itself_and_offers_its_notebook(page):
    """The first paragraph, an icon from the page itself, a notebook that is saved, not opened."""
    assert "The first & only paragraph." == page.xpath("string(//meta[@name='description']/@content)")
    assert page.xpath("string(//link[@rel='icon']/@href)").startswith("data:")
    [link] = page.xpath("//a[@download]")
    assert link.get("target") is None


def test_polishing_again_changes_nothing(folder):
    """The pass is a projection: a page that went through it stays."""
    before = (folder / "part" / "page.html").read_text(encoding="utf-8")

    pages.polish(folder, "zh", Shown())

    assert before == (folder / "part" / "page.html").read_text(encoding="utf-8")


def test_the_text_of_a_page_is_in_the_order_of_reading():
    """Words inside words stay where they are; blocks are apart, folded code is left out."""
    page = lxml.html.document_fromstring(
        "<article class='bd-article'><p>a<b>b<i>c</i>d</b>e</p><p>f</p>"
        "<details class='hide'>code</details><table><tr><td>g</td><td>h</td></tr></table></article>"
    )

    assert "abcde f g h" == passages.text(page)
