"""Measure a built site as a telephone sees it: scores of Lighthouse and bytes of a first visit.

    python benchmarks/lighthouse.py [SITE] [--page PATH]…

SITE is a folder such as ``_build/site``, the default. The pages are served compressed on the loopback
interface. Lighthouse is no part of the project: ``npm install --prefix FOLDER lighthouse``, and name
``FOLDER/node_modules/.bin/lighthouse`` in the variable LIGHTHOUSE unless it is on the path.
Ends with 1 when a page misses a limit.
"""

from __future__ import annotations

import functools
import gzip
import http.server
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

import click

CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
TRANSFER = 350_000
PAGES = ("index.html", "problems/innovation.html", "diagnosis/index.html", "city/420100.html")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COMPRESSED = {".html", ".css", ".js", ".svg", ".json", ".csv"}


class Compressed(http.server.SimpleHTTPRequestHandler):
    """Serves files as a web host does: texts compressed, and kept for an hour."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Send the file, compressed when it is a text."""
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        content = path.read_bytes()
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(str(path)))
        if path.suffix in COMPRESSED:
            content = gzip.compress(content, 9, mtime=0)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(content)))
        self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing."""


def measured(program: str, address: str) -> dict[str, float]:
    """Scores from 0 to 100 by category, and the bytes that came over the line."""
    browser = os.environ.get("MEGALOPOLIS_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), "")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        command = [program, address, "--quiet", "--output=json", f"--output-path={report}"]
        command += [f"--only-categories={','.join(CATEGORIES)}", "--chrome-flags=--headless --no-sandbox"]
        done = subprocess.run(
            command, env={**os.environ, "CHROME_PATH": browser}, capture_output=True, text=True, timeout=300
        )
        if not report.is_file():
            raise click.ClickException(f"Lighthouse wrote no report for {address}: {done.stderr[-600:]}")
        found = json.loads(report.read_text(encoding="utf-8"))
    scores = {name: 100 * (found["categories"][name]["score"] or 0) for name in CATEGORIES}
    for category in found["categories"].values():
        for one in category["auditRefs"]:
            audit = found["audits"][one["id"]]
            if one["weight"] and audit["score"] is not None and audit["score"] < 0.9:
                click.echo(f"  {category['id']}: {audit['title']} {audit.get('displayValue', '')}", err=True)
    return scores | {"bytes": found["audits"]["total-byte-weight"]["numericValue"]}


@click.command()
@click.argument("site", default="_build/site", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--page", "pages", multiple=True, default=PAGES, help="A page of each edition; may be repeated."
)
def main(site: Path, pages: tuple[str, ...]) -> None:
    """Print a row a page."""
    program = os.environ.get("LIGHTHOUSE") or shutil.which("lighthouse")
    if program is None:
        raise click.ClickException(
            "expected Lighthouse on the path or in the variable LIGHTHOUSE; found none: "
            "`npm install --prefix FOLDER lighthouse` puts it into FOLDER/node_modules/.bin"
        )
    missed = 0
    with http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Compressed, directory=str(site))
    ) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        click.echo(f"{'page':34}" + "".join(f"{name:>16}" for name in [*CATEGORIES, "kB"]))
        for name in (f"{language}/{page}" for page in pages for language in ("zh", "en")):
            row = measured(program, f"http://127.0.0.1:{server.server_address[1]}/{name}")
            below = [category for category, least in CATEGORIES.items() if round(row[category]) < least]
            missed += bool(below or row["bytes"] > TRANSFER)
            numbers = [f"{row[category]:.0f}" for category in CATEGORIES] + [f"{row['bytes'] / 1000:.0f}"]
            click.echo(f"{name:34}" + "".join(f"{number:>16}" for number in numbers))
        server.shutdown()
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
