"""The published site in a real browser: complete, silent, accessible, searchable."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from .accessibility import violations
from .conftest import PATIENCE, Watch

LANGUAGES = ("zh", "en")
WIDTHS = (1440, 768, 390)
# Twin pages have the same structure: each is checked in one theme, so that every chapter is in both.
THEMES = {"zh": "light", "en": "dark"}

# The pages of a language are visited in so many tests, which several workers share.
PARTS = 6

# Charts that a script brings to life.
CHARTS = "figure.chart:has(script[type='application/json'])"
# After two frames the window has its size; charts drawn anew for it then take the place of the old ones.
FRAMES = "() => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))"
SETTLED = "() => !document.querySelector('.chart-live ~ .chart-live')"

by_language = pytest.mark.parametrize("language", LANGUAGES)


def pages(folder: Path) -> list[str]:
    """Every HTML page below *folder*, relative to it."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))


def draw_charts(page: Page) -> list[str]:
    """Scroll to each chart of the page until it is live; return those that hold no drawing then."""
    page.mouse.move(5, 5)
    # One question a frame: to ask for each chart alone takes longer than to draw it.
    page.wait_for_function(
        "charts => {"
        " const waiting = [...document.querySelectorAll(charts)].find((one) => one.dataset.ready !== '1');"
        " waiting?.scrollIntoView({ block: 'center' });"
        " return !waiting; }",
        arg=CHARTS,
    )
    return page.locator(f"{CHARTS}:not(:has(svg, canvas))").evaluate_all(
        "charts => charts.map(one => one.id)"
    )


@dataclass
class Visit:
    """What is wrong with some pages."""

    complaints: list[str] = field(default_factory=list)
    undrawn: list[str] = field(default_factory=list)
    wide: list[str] = field(default_factory=list)
    violations: list[tuple[object, ...]] = field(default_factory=list)


def visit(site: str, browser: Browser, language: str, names: list[str]) -> Visit:
    """Open each of the pages of the *site* at an address; draw its charts, run axe, narrow and widen it."""
    theme = THEMES[language]
    context = browser.new_context(
        viewport={"width": WIDTHS[0], "height": 900}, color_scheme=theme, reduced_motion="reduce"
    )
    context.add_init_script(
        "if (location.protocol !== 'about:')"
        f" for (const key of ['mode', 'theme']) localStorage.setItem(key, '{theme}');"
    )
    context.set_default_timeout(PATIENCE)
    page, seen = context.new_page(), Visit()
    watch, painted = Watch(page, site), list[str]()
    for name in names:
        # Live charts are drawn anew whenever the window changes: widened again only when they are gone.
        page.goto("about:blank")
        page.set_viewport_size({"width": WIDTHS[0], "height": 900})
        page.goto(f"{site}/{language}/{quote(name)}", wait_until="load")
        seen.undrawn += [f"{name}#{figure}" for figure in draw_charts(page)]
        broken, fresh = violations(page, painted)
        seen.violations += [(name, *found) for found in broken]
        painted += fresh
        for width in WIDTHS:
            if width != WIDTHS[0]:
                page.set_viewport_size({"width": width, "height": 844})
                page.evaluate(FRAMES)
                page.wait_for_function(SETTLED)
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
                seen.wide.append(f"{name} at {width}")
    seen.complaints = [*watch.outside, *watch.missing, *watch.errors]
    context.close()
    return seen


@pytest.mark.parametrize("part", range(PARTS))
@by_language
def test_pages_are_whole_silent_fitting_and_accessible(
    site: Path, address: str, browser: Browser, language: str, part: int
):
    """A page loads its own files only, logs nothing, and each chart becomes live; on no screen is anything
    but a box that scrolls wider than the window; axe finds nothing, charts drawn, on what is left of a page
    when one element stands for all that are made and painted like it.

    Twin pages ask for the same files: each is opened from a folder in one language, from a server in the
    other.
    """
    place = {"zh": site.as_uri(), "en": address}[language]
    assert Visit() == visit(place, browser, language, pages(site / language)[part::PARTS])


def test_a_visit_finds_what_is_wrong(browser: Browser, tmp_path: Path):
    """A box too wide for a telephone, a missing file, a failing script, an image without words, pale text."""
    wrong = (
        "<div style='width: 500px'>wide</div><img src='gone.png'><script>nothing()</script>"
        "<table><tr><td>first</td></tr><tr><td style='color: #ddd'>second</td></tr></table>"
    )
    page = "<!doctype html><html lang='en'><title>{0}</title><main><h1>{0}</h1>{1}</main></html>"
    for name, content in {"a": "", "b": wrong}.items():
        (tmp_path / "zh").mkdir(exist_ok=True)
        (tmp_path / "zh" / f"{name}.html").write_text(page.format(name, content), encoding="utf-8")

    seen = visit(tmp_path.as_uri(), browser, "zh", ["a.html", "b.html"])

    assert ["b.html at 390"] == seen.wide
    assert {("b.html", "color-contrast"), ("b.html", "image-alt")} == {found[:2] for found in seen.violations}
    assert (tmp_path / "zh" / "gone.png").as_uri() in seen.complaints
    assert any("nothing is not defined" in complaint for complaint in seen.complaints)


@pytest.mark.parametrize(
    ("language", "query", "target"),
    [
        ("zh", "城市群", "checks/elsewhere.html"),
        ("zh", "协同发展", "index.html"),
        ("zh", "产业同质化", "problems/innovation.html"),
        ("zh", "克鲁格曼指数", "problems/innovation.html"),
        ("zh", "长江中游城市群", "region/cities.html"),
        ("zh", "排名区间", "diagnosis/index.html"),
        ("en", "Krugman", "problems/innovation.html"),
        ("en", "rank interval", "diagnosis/index.html"),
    ],
)
def test_search_finds_the_page(site: Path, context: BrowserContext, language: str, query: str, target: str):
    """The query, as a reader types it, leads to the page; also without a server."""
    page = context.new_page()
    page.goto(f"{(site / language / 'search.html').as_uri()}?q={quote(query)}")
    page.wait_for_selector("#search-results ul.search li a")
    page.wait_for_function("() => !document.querySelector('#search-progress')?.textContent.endsWith('...')")
    links = page.locator("#search-results ul.search li > a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    page.close()

    assert any(link.split("?")[0].split("#")[0] == target for link in links[:10]), links


@by_language
def test_language_switch_leads_to_the_twin_page(
    site: Path, address: str, context: BrowserContext, language: str
):
    """From a chapter one click leads to the same chapter in the other language, and back."""
    other = {"zh": "en", "en": "zh"}[language]
    page = context.new_page()
    page.goto(f"{address}/{language}/problems/innovation.html")
    page.locator(f"a[hreflang^='{other}']").first.click()
    page.wait_for_url(f"**/{other}/problems/innovation.html")
    page.locator(f"a[hreflang^='{language}']").first.click()
    page.wait_for_url(f"**/{language}/problems/innovation.html")
    page.close()


@by_language
def test_sliders_change_the_ranking(address: str, context: BrowserContext, language: str):
    """Moving one weight changes the drawn order of the cities."""
    page = context.new_page()
    page.goto(f"{address}/{language}/diagnosis/index.html")
    draw_charts(page)
    figure = page.locator("figure.chart:has(input[type='range'])").first
    before = figure.locator("svg").inner_html()
    slider = figure.locator("input[type='range']").first
    slider.focus()
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)
    after = figure.locator("svg").inner_html()
    page.close()

    assert before != after


@by_language
def test_executed_notebook_can_be_downloaded(site: Path, language: str):
    """Each chapter offers its own notebook with outputs."""
    missing = []
    for name in pages(site / language):
        if name in {"search.html", "genindex.html", "py-modindex.html"}:
            continue
        page = site / language / name
        links = lxml.html.parse(str(page)).xpath("//a[contains(@href, '.ipynb')]/@href")
        files = [page.parent / str(link) for link in links]
        if not any(file.is_file() and '"outputs"' in file.read_text(encoding="utf-8") for file in files):
            missing.append(name)

    assert [] == missing


def test_landing_page_works_without_scripts(address: str, browser: Browser):
    """The choice of a language needs no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    targets = page.locator("main a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    page.close()
    context.close()

    assert {"zh/index.html", "en/index.html"} <= set(targets)
