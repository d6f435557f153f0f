"""The script of searchable tables is there where such a table is, and nowhere else."""

from pathlib import Path

import lxml.html

from megalopolis.book import listings

PLAIN = "<html><head></head><body><article><table></table></article></body></html>"
LISTED = "<html><head></head><body><article><div data-listing='{}'></div></article></body></html>"


def test_only_a_page_with_a_listing_names_the_script(tmp_path):
    """By the way from the page to the static files, deferred, once even when passed over twice."""
    pages = {Path("a/b.html"): lxml.html.fromstring(LISTED), Path("c.html"): lxml.html.fromstring(PLAIN)}

    had = [listings.equip(page, path) for path, page in [*pages.items(), *pages.items()]]
    listings.write(tmp_path)

    assert [True, False, True, False] == had
    assert ["../_static/listing.js"] == pages[Path("a/b.html")].xpath("//script[@defer]/@src")
    assert [] == pages[Path("c.html")].xpath("//script")
    assert ["listing.js"] == [path.name for path in tmp_path.iterdir()]
