"""City pages in a real browser: reached from the map, from the table under it, and by the search."""

from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import BrowserContext

from .conftest import PATIENCE


def test_a_city_on_the_map_is_a_link(site: Path, context: BrowserContext) -> None:
    """The name on the live map leads to the page of the city, as does the table, without a server."""
    page = context.new_page()
    page.goto((site / "zh" / "city" / "index.html").as_uri())
    row = page.locator("figure.chart-chart table a", has_text="武汉").first.get_attribute("href")
    page.locator("figure.chart-chart").scroll_into_view_if_needed()
    page.mouse.move(300, 300)
    page.wait_for_selector("figure.chart-chart[data-ready] .chart-hint", timeout=PATIENCE)
    page.locator(".chart-live text", has_text="武汉").last.click()
    page.wait_for_url("**/zh/city/420100.html", timeout=PATIENCE)

    assert "../city/420100.html" == row
    assert "武汉" == page.locator("article h1").inner_text().rstrip("#").strip()
    page.close()


@pytest.mark.parametrize(("language", "query"), [("zh", "武汉"), ("en", "Wuhan")])
def test_the_name_of_a_city_finds_its_page_first(
    site: Path, context: BrowserContext, language: str, query: str
) -> None:
    """Typed in either language, in its edition."""
    page = context.new_page()
    page.goto(f"{(site / language / 'search.html').as_uri()}?q={quote(query)}")
    first = page.locator("#search-results ul.search li a").first
    first.wait_for(timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('#search-progress')?.textContent.endsWith('...')")

    assert first.get_attribute("href").split("?")[0].split("#")[0] == "city/420100.html"
    page.close()


@pytest.mark.parametrize(("language", "city"), [("zh", "武汉"), ("en", "Wuhan")])
def test_few_clicks_lead_from_the_front_page_to_the_measure_for_a_city(
    site: Path, context: BrowserContext, language: str, city: str
) -> None:
    """Front page, list of cities, city with its obstacles, measure: three clicks."""
    page = context.new_page()
    page.goto((site / language / "index.html").as_uri())
    page.locator("article a[href='city/index.html']").first.click()
    page.locator("article table a:visible", has_text=city).first.click()
    page.wait_for_url("**/city/420100.html")
    obstacles = page.locator("article figure table").nth(1).inner_text()
    measure = page.locator("article a[href*='paths/'][href*='#measure-']").first
    anchor = str(measure.get_attribute("href")).partition("#")[2]
    measure.click()
    page.wait_for_url(f"**/paths/*.html#{anchor}")

    assert page.locator(f"[id='{anchor}']").is_visible()
    assert obstacles
    page.close()
