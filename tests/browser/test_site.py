"""The published site in a real browser: complete, silent, accessible, searchable."""

from pathlib import Path
from urllib.parse import quote

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page

from .conftest import Watch

pytestmark = pytest.mark.xdist_group("site")

LANGUAGES = ("zh", "en")


def pages(site: Path) -> list[str]:
    """Every HTML page of the site, relative to its root."""
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def draw_charts(page: Page) -> list[str]:
    """Scroll to every chart of the page and wait until it is live; return those that are not."""
    figures = page.locator("figure.chart:has(script[type='application/json'])")
    page.mouse.move(5, 5)
    for position in range(figures.count()):
        figures.nth(position).scroll_into_view_if_needed()
        page.wait_for_function(
            "n => document.querySelectorAll(\"figure.chart:has(script[type='application/json'])\")[n]"
            ".dataset.ready === '1'",
            arg=position,
            timeout=20_000,
        )
    return [
        figures.nth(position).get_attribute("id") or str(position)
        for position in range(figures.count())
        if figures.nth(position).locator("svg, canvas").count() == 0
    ]


def test_every_page_loads_silently_and_draws_its_charts(site: Path, address: str, context: BrowserContext):
    """No request leaves the site, nothing is missing, nothing is logged, each chart becomes live."""
    page = context.new_page()
    watch = Watch(page, address)
    undrawn = []
    for name in pages(site):
        page.goto(f"{address}/{name}", wait_until="load")
        undrawn += [f"{name}#{figure}" for figure in draw_charts(page)]
    page.close()

    assert ([], [], [], []) == (watch.outside, watch.missing, watch.errors, undrawn)


def test_pages_work_without_a_server(site: Path, context: BrowserContext):
    """Opened from a folder, every page loads its own files only and draws its charts."""
    page = context.new_page()
    watch = Watch(page, site.as_uri())
    undrawn = []
    for name in pages(site):
        page.goto((site / name).as_uri(), wait_until="load")
        undrawn += [f"{name}#{figure}" for figure in draw_charts(page)]
    page.close()

    assert ([], [], [], []) == (watch.outside, watch.missing, watch.errors, undrawn)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_accessibility_violation(site: Path, address: str, browser: Browser, theme: str):
    """axe finds nothing on any page in either theme, charts drawn."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=theme)
    context.add_init_script(
        f"localStorage.setItem('mode', '{theme}'); localStorage.setItem('theme', '{theme}');"
    )
    page = context.new_page()
    found = []
    for name in pages(site):
        page.goto(f"{address}/{name}", wait_until="load")
        draw_charts(page)
        for violation in Axe().run(page).response["violations"]:
            targets = [node["target"] for node in violation["nodes"]][:3]
            found.append((name, violation["id"], targets))
    context.close()

    assert [] == found


@pytest.mark.parametrize(
    ("language", "query", "target"),
    [
        ("zh", "城市群", "region/cities.html"),
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
    page.wait_for_selector("#search-results ul.search li a", timeout=20_000)
    page.wait_for_function("() => !document.querySelector('#search-progress')?.textContent.endsWith('...')")
    links = page.locator("#search-results ul.search li > a").evaluate_all(
        "links => links.map(link => link.getAttribute('href'))"
    )
    page.close()

    assert any(link.split("?")[0].split("#")[0] == target for link in links[:5]), links


@pytest.mark.parametrize("width", [390, 768, 1440])
def test_no_page_is_wider_than_the_screen(site: Path, address: str, browser: Browser, width: int):
    """Nothing but a table or chart in its own scroll box is wider than the window."""
    context = browser.new_context(viewport={"width": width, "height": 844})
    page = context.new_page()
    wide = []
    for name in pages(site):
        page.goto(f"{address}/{name}", wait_until="load")
        draw_charts(page)
        if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
            wide.append(name)
    context.close()

    assert [] == wide


@pytest.mark.parametrize("language", LANGUAGES)
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


@pytest.mark.parametrize("language", LANGUAGES)
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_executed_notebook_can_be_downloaded(
    site: Path, address: str, context: BrowserContext, language: str
):
    """Each chapter offers its own notebook with outputs."""
    page = context.new_page()
    missing = []
    for name in pages(site / language):
        if name in {"search.html", "genindex.html", "py-modindex.html"}:
            continue
        page.goto(f"{address}/{language}/{name}")
        link = page.locator("a[href$='.ipynb']").first
        if not link.count():
            missing.append(name)
            continue
        response = page.request.get(
            f"{page.evaluate('document.baseURI')}".rsplit("/", 1)[0] + "/" + str(link.get_attribute("href"))
        )
        if not response.ok or '"outputs"' not in response.text():
            missing.append(name)
    page.close()

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
