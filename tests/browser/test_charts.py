"""Charts come to life from file://, without evaluating code, and stay pictures when they cannot."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page

from megalopolis import charts
from megalopolis.book import drawings, figures

WORDS = {"source": "普查", "language": "zh"}
POLICY = "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:"


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with bars and sliders, under a policy that forbids evaluation and other hosts."""
    folder = tmp_path_factory.mktemp("page")
    data = pd.DataFrame(
        {"城市": ["武汉", "长沙", "南昌"], "创新": [90.0, 80.0, 10.0], "绿色": [10.0, 50.0, 95.0]}
    )
    drawn = [
        charts.bars(
            data, name="城市", value="创新", ours="武汉", title="创新得分", description="武汉最高。", **WORDS
        ),
        charts.sliders(
            data,
            name="城市",
            weights={"创新": 1.0, "绿色": 0.0},
            score="综合指数",
            rank="名次",
            title="自定权重",
            description="按权重排序。",
            **WORDS,
        ),
    ]
    body = ""
    for number, figure in enumerate(drawn, start=1):
        payload = figure.payload() | {"drawings": drawings.fresh(figure.spec)}
        html, files = figures.html(payload, stem="page", number=number, page_depth=0, language="zh")
        body += html
        for name, content in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(content)
    for name, content in figures.assets().items():
        (folder / name).write_bytes(content)
    (folder / "page.html").write_text(
        '<!doctype html><html lang="zh-CN" data-theme="light"><head><meta charset="utf-8"><title>图</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        '<link rel="stylesheet" href="book.css"><script defer src="charts.js"></script></head>'
        f"<body><main><h1>图</h1>{body}</main></body></html>",
        encoding="utf-8",
    )
    return folder / "page.html"


def opened(browser: Browser, file: Path, **options: object) -> tuple[Page, list[str]]:
    """The page in a window of its own, and what it complains about."""
    page = browser.new_page(**options)  # type: ignore[arg-type]
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(file.as_uri())
    return page, complaints


ORDER = """() => [...document.querySelectorAll("#fig-page-2 .chart-live svg text")]
    .filter((text) => /^\\d  /.test(text.textContent))
    .sort((one, other) => one.getBoundingClientRect().y - other.getBoundingClientRect().y)
    .map((text) => text.textContent)"""


REDRAWN = """(light) => {
    const found = document.querySelectorAll("#fig-page-2 .chart-live");
    return found.length === 1 && found[0].innerHTML !== light;
}"""


def order(page: Page, first: str) -> list[str]:
    """Rank and name of the bars, from above, once *first* leads or five seconds have gone."""
    for _ in range(50):
        found: list[str] = page.evaluate(ORDER)
        if found[:1] == [first]:
            break
        page.wait_for_timeout(100)
    return found


def test_picture_stays_until_somebody_reads(browser: Browser, page_file: Path) -> None:
    """Nothing is drawn for a chart without controls before a first sign of a reader; then it is."""
    page, _ = opened(browser, page_file)
    figure = page.locator("#fig-page-1")
    page.wait_for_timeout(300)
    before = figure.get_attribute("data-ready")

    page.mouse.move(20, 20)
    page.wait_for_selector("#fig-page-1[data-ready='1']")

    assert before is None
    assert not figure.locator("picture.chart-light").is_visible()
    assert "武汉最高。" == figure.locator(".chart-live").get_attribute("aria-label")
    assert "img" == figure.locator(".chart-live").get_attribute("role")
    page.close()


def test_sliders_sort_the_bars_and_reset(browser: Browser, page_file: Path) -> None:
    """By hand: weights 1 and 0 put 武汉 first; 0 and 1 put 南昌 first; the button goes back."""
    page, complaints = opened(browser, page_file)
    page.wait_for_selector("#fig-page-2[data-ready='1']")

    page.get_by_role("slider", name="绿色").fill("1")
    page.get_by_role("slider", name="创新").fill("0")
    turned = order(page, "1  南昌")
    page.get_by_role("button", name="恢复原来的权重").click()
    back = order(page, "1  武汉")

    assert ["1  南昌", "2  长沙", "3  武汉"] == turned
    assert ["1  武汉", "2  长沙", "3  南昌"] == back
    assert [] == complaints
    page.close()


def test_dark_page_redraws_and_keeps_the_weights(browser: Browser, page_file: Path) -> None:
    """The colours follow the theme; what the reader set stays set."""
    page, _ = opened(browser, page_file)
    page.wait_for_selector("#fig-page-2[data-ready='1']")
    page.get_by_role("slider", name="绿色").fill("1")
    page.get_by_role("slider", name="创新").fill("0")
    light = page.locator("#fig-page-2 .chart-live").inner_html()

    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_function(REDRAWN, arg=light)

    assert ["1  南昌", "2  长沙", "3  武汉"] == order(page, "1  南昌")
    page.close()


def test_picture_stays_when_the_bundle_fails(browser: Browser, page_file: Path) -> None:
    """Without Vega the reader keeps the drawing, its words and its table."""
    page = browser.new_page()
    page.route("**/vega.js", lambda route: route.abort())
    page.goto(page_file.as_uri())
    page.mouse.move(20, 20)
    page.wait_for_timeout(600)

    assert page.locator("#fig-page-1 picture.chart-light").is_visible()
    assert 0 == page.locator(".chart-live, .chart-controls").count()
    page.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_telephone_shows_the_whole_chart(browser: Browser, page_file: Path, scripts: bool) -> None:
    """At 390 pixels nothing but a figure scrolls, with scripts and without."""
    page, _ = opened(browser, page_file, viewport={"width": 390, "height": 800}, java_script_enabled=scripts)
    page.mouse.move(20, 20)
    page.wait_for_timeout(600)

    chart = page.locator("#fig-page-1 .chart-drawing").bounding_box()

    assert chart is not None and chart["x"] + chart["width"] <= 390
    source = page.locator("#fig-page-1 picture.chart-light source").get_attribute("width")
    assert "350" == source
    page.close()
