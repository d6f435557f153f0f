"""A real browser on the built site; a missing browser is an error, never a skip."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

# Milliseconds: a busy machine is slow, which is no fault of the site.
PATIENCE = 120_000


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a line for each."""

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """The site over HTTP on the loopback interface."""
    handler = functools.partial(Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Watch:
    """What a page asked for and complained about."""

    def __init__(self, page: Page, allowed: str) -> None:
        self.outside: list[str] = []
        self.missing: list[str] = []
        self.errors: list[str] = []
        page.on("request", lambda request: self._request(request.url, allowed))
        page.on("response", lambda response: self._response(response.status, response.url))
        page.on("requestfailed", lambda request: self._failed(request.url, request.failure))
        page.on("console", lambda message: self._console(message.type, message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def _request(self, url: str, allowed: str) -> None:
        if not url.startswith((allowed, "data:", "blob:")):
            self.outside.append(url)

    def _failed(self, url: str, failure: str | None) -> None:
        # What was still on its way when the visit went on to the next page is broken off, not missing.
        if failure != "net::ERR_ABORTED":
            self.missing.append(url)

    def _response(self, status: int, url: str) -> None:
        if status >= 400:
            self.missing.append(url)

    def _console(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.errors.append(text)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh profile at desktop width."""
    opened = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()
