"""Preview: serve the published site, build again when something is saved, and let open pages reload.

The script that reloads a page is added to what is sent, not to the site.
"""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path

from megalopolis.errors import ParameterError

ADDRESS = "127.0.0.1"
VERSION = "/-/version"
PAUSE = 0.2
SCRIPT = "/-/reload.js"
# A file, since pages allow no script that stands on them.
RELOAD = f'<script src="{SCRIPT}"></script>\n'
RELOADING = f"""(() => {{
  let known;
  setInterval(async () => {{
    const answer = await fetch("{VERSION}", {{ cache: "no-store" }}).catch(() => null);
    const version = answer && answer.ok ? await answer.text() : known;
    if (known !== undefined && version !== known) location.reload();
    known = version;
  }}, 1000);
}})();
"""
State = dict[str, tuple[int, int]]


class Counter:
    """How often the site was built: what open pages ask for."""

    def __init__(self) -> None:
        self.version = 0


class Preview(http.server.SimpleHTTPRequestHandler):
    """Files of the site, with the reloading script in every page."""

    def __init__(self, *arguments: object, counter: Counter, directory: str) -> None:
        self.counter = counter
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with the version, a page with the script, or a file."""
        if self.path == VERSION:
            self._send(str(self.counter.version).encode(), "text/plain")
            return
        if self.path == SCRIPT:
            self._send(RELOADING.encode(), "text/javascript; charset=utf-8")
            return
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() and self.path.endswith("/") else path
        if path.suffix == ".html" and path.is_file():
            page = path.read_bytes().replace(b"</body>", RELOAD.encode() + b"</body>", 1)
            self._send(page, "text/html; charset=utf-8")
            return
        super().do_GET()

    def end_headers(self) -> None:
        """Say that nothing is to be kept: the next build may change any file."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, format: str, *arguments: object) -> None:
        """Say nothing; the terminal belongs to the builds."""

    def _send(self, content: bytes, kind: str) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def state(watched: Iterable[Path]) -> State:
    """Time and size of every file below *watched*."""
    found: State = {}
    for place in watched:
        for path in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                status = path.stat()
                found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


def watch(
    watched: Iterable[Path],
    rebuild: Callable[[], bool],
    counter: Counter,
    stopped: threading.Event,
    pause: float,
) -> None:
    """Build again whenever a file below *watched* changes, until *stopped*.

    A failed build leaves the site and the version as they are; the next save tries again.
    """
    places = tuple(watched)
    last = state(places)
    while not stopped.wait(pause):
        now = state(places)
        if now != last:
            last = now
            if rebuild():
                counter.version += 1


def open_server(site: Path, counter: Counter, port: int) -> http.server.ThreadingHTTPServer:
    """A server on the loopback interface; port 0 takes any that is free.

    Raises
    ------
    ParameterError
        The port is taken.
    """
    handler = functools.partial(Preview, counter=counter, directory=str(site))
    try:
        return http.server.ThreadingHTTPServer((ADDRESS, port), handler)
    except OSError as error:
        raise ParameterError(
            f"port {port} cannot be used ({error.strerror}): choose another with --port"
        ) from error


def serve(
    site: Path,
    watched: Iterable[Path],
    rebuild: Callable[[], bool],
    *,
    port: int,
    ready: Callable[[str], None],
    stopped: threading.Event | None = None,
    pause: float = PAUSE,
) -> None:
    """Serve *site* and keep it up to date until *stopped* or Ctrl-C.

    Parameters
    ----------
    site : pathlib.Path
        The published site.
    watched : iterable of pathlib.Path
        Files and folders whose change asks for a build.
    rebuild : callable
        Builds; says whether there is something new to show.
    port : int
        Port on the loopback interface.
    ready : callable
        Given the address once it answers.
    """
    counter, stopped = Counter(), stopped or threading.Event()
    with open_server(site, counter, port) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        ready(f"http://{ADDRESS}:{server.server_address[1]}/")
        try:
            watch(watched, rebuild, counter, stopped, pause)
        finally:
            server.shutdown()
