"""A small site written by hand, and the toy book as it is built."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from megalopolis.book import build
from megalopolis.book.places import Places
from megalopolis.book.request import Request

TOYBOOK = Path(__file__).parents[1] / "data" / "toybook"
NAV = """<p class="logo__title">小书</p><nav class="bd-docs-nav"><p><span>问题</span></p><ul>
<li><a href="{up}problems/one.html">第一章</a><ul><li><a href="{up}city/1.html">甲城</a></li></ul></li></ul>
<p><span>附录</span></p><ul><li><a href="{up}appendix/two.html">第二章</a></li></ul></nav>"""
FIGURE = """<div class="cell"><div class="cell_input">code</div><div class="output text_html">
<figure class="chart chart-chart" id="fig-1"><p class="chart-title">图</p><div class="chart-drawing">
<picture class="chart-light"><source srcset="../_static/charts/n.svg">
<img src="../_static/charts/a.svg" alt="高低"></picture>
<picture class="chart-dark"><img src="../_static/charts/d.svg" alt="高低"></picture></div>
<script type="application/json" class="chart-spec">{}</script>
<figcaption><p class="chart-source">来源</p><details><summary>数据表</summary></details></figcaption></figure>
</div></div>"""
ONE = f"""<section id="id1"><h1>第一章<a class="headerlink" href="#id1">#</a></h1><p>问什么？</p>
<section id="id2"><h2>人</h2><p>引子</p>{FIGURE}
<div class="cell"><div class="output text_html"><div class="finding" id="f-1"><p>一</p>
<details class="finding-behind"><summary>依据</summary></details></div></div></div>
<p>见<a href="../appendix/two.html#t">第二章</a>、<a href="../data/x.csv">数据</a>。</p></section>
<section id="id3"><h2>判定</h2><div class="cell"><div class="output text_html"><div class="verdict" id="v">
<table class="verdict-tests"><tr><th>检验</th><th>条件</th><th>理由</th><th>值</th></tr></table>
</div></div></div></section>
<section id="id4"><h2>练习</h2><p>为什么？</p>
<details class="admonition dropdown"><summary>答案</summary><p>因为。</p></details>
<p>然后呢？</p><details class="admonition dropdown"><summary>提示</summary><p>再看。</p></details></section>
<section id="id5"><h2>自测</h2><div class="cell"><div class="output text_html"><div class="quizzes">
<form class="quiz">
<label><input type="radio">甲</label><details><summary>依据</summary><p>甲。</p></details></form>
</div></div></div></section>
<section id="id6"><h2>局限</h2><ul><li>少</li></ul></section>
<section id="id7"><h2>数据与代码</h2><p>在别处。</p></section></section>"""
TWO = '<section id="id1"><h1>第二章</h1><p>问？</p><p id="t">这里。</p></section>'
DRAWING = (
    '<svg id="s" width="7" height="4"><clipPath id="c"></clipPath>'
    '<g clip-path="url(#c)"><text>长江</text></g></svg>'
)


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A site in Chinese: a first page, a chapter with all that chapters hold, a city, an appendix."""
    root = tmp_path / "small"
    pages = {
        "index": "<section><h1>开头</h1></section>",
        "problems/one": ONE,
        "city/1": TWO.replace("第二章", "甲城"),
        "appendix/two": TWO,
    }
    for address, article in pages.items():
        path = root / "zh" / f"{address}.html"
        path.parent.mkdir(parents=True, exist_ok=True)
        nav = NAV.format(up="../" * address.count("/"))
        path.write_text(
            f"<html><head></head><body>{nav}<article>{article}</article></body></html>", encoding="utf-8"
        )
    charts = root / "zh" / "_static" / "charts"
    charts.mkdir(parents=True)
    for name in ("a", "n", "d"):
        (charts / f"{name}.svg").write_text(DRAWING, encoding="utf-8")
    for name in ("book.bundle.css", "charts.js", "quiz.js", "vega.js", "chart-themes.js"):
        (charts.parent / name).write_text("", encoding="utf-8")
    (root / "index.html").write_text("<html></html>", encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def toybook(once: Callable[..., Path], equipment: Path) -> Path:
    """The root of the toy book after its first build; tests must leave it as it is."""

    def made(root: Path) -> None:
        places = Places(Path(shutil.copytree(TOYBOOK, root)))
        shutil.copytree(equipment, places.build / "cache")
        build.build(places, Request(), check=lambda data: None, console=Console(quiet=True))

    return once("toybook", made)
