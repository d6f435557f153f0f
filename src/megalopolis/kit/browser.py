"""Print pages with the Chromium of this machine, driven through a pipe: no library, no port, no network.

Chromium reads commands of its DevTools protocol from descriptor 3 and answers on descriptor 4, each message
closed by a zero byte.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import monotonic
from typing import Any

from megalopolis.errors import MegalopolisError

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "MEGALOPOLIS_BROWSER"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-extensions",
    "--disable-sync",
    "--no-first-run",
    # Widths of letters as the face has them: hinted ones are made for screens.
    "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-pipe",
)
# Millimetres are set by the style sheet; the outline is made of the headings, tags of the elements.
PRINTED = {
    "printBackground": True,
    "preferCSSPageSize": True,
    "generateTaggedPDF": True,
    "generateDocumentOutline": True,
}
# Seconds: a whole book on a busy machine takes minutes.
PATIENCE = 600
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<include ignore_missing="yes">/etc/fonts/fonts.conf</include>
<dir>{folder}</dir>
<cachedir>{cache}</cachedir>
</fontconfig>
"""


def executable() -> str:
    """The browser that the variable names, or one on the path.

    Raises
    ------
    MegalopolisError
        There is none.
    """
    named = os.environ.get(VARIABLE, "")
    found = (shutil.which(named) if named else None) or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        raise MegalopolisError(
            f"expected Chromium or Chrome to print the handouts; found none on the path or in {VARIABLE}: "
            "install chromium, or name a browser in that variable, or leave handouts out with --part"
        )
    return found


class Browser:
    """A running browser; see :func:`running`."""

    def __init__(self, process: int, write: int, read: int) -> None:
        self._process, self._write, self._read = process, write, read
        self._rest, self._number = b"", 0

    def call(self, method: str, session: str = "", **parameters: Any) -> dict[str, Any]:
        """Send a command and wait for what it gives.

        Raises
        ------
        MegalopolisError
            The browser refused it, ended, or did not answer in time.
        """
        self._number += 1
        message = {"id": self._number, "method": method, "params": parameters}
        text = json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0"
        try:
            while text:
                text = text[os.write(self._write, text) :]
        except BrokenPipeError as error:
            raise self._ended(method) from error
        return self._until(method, lambda answer: answer.get("id") == self._number)

    def wait(self, event: str) -> None:
        """Wait until the browser tells *event*."""
        self._until(event, lambda answer: answer.get("method") == event)

    def pdf(self, page: Path) -> bytes:
        """The file *page* as a tagged PDF with an outline, printed in a tab of its own."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable", session)
        shown = self.call("Page.navigate", session, url=page.as_uri())
        if shown.get("errorText"):
            raise MegalopolisError(f"the browser cannot read {page}: {shown['errorText']}")
        self.wait("Page.loadEventFired")
        content = self.call("Page.printToPDF", session, **PRINTED)["data"]
        self.call("Target.closeTarget", targetId=target)
        return base64.b64decode(content)

    def _until(self, what: str, wanted: Any) -> dict[str, Any]:
        limit = monotonic() + PATIENCE
        while True:
            *whole, self._rest = self._rest.split(b"\0")
            for place, text in enumerate(whole):
                answer = json.loads(text)
                if wanted(answer):
                    self._rest = b"\0".join([*whole[place + 1 :], self._rest])
                    if "error" in answer:
                        raise MegalopolisError(f"the browser refused {what}: {answer['error']['message']}")
                    return dict(answer.get("result", {}))
            if not select.select([self._read], [], [], max(0.0, limit - monotonic()))[0]:
                raise MegalopolisError(f"the browser did not answer to {what} within {PATIENCE} s: try again")
            received = os.read(self._read, 1 << 20)
            if not received:
                raise self._ended(what)
            self._rest += received

    def _ended(self, what: str) -> MegalopolisError:
        return MegalopolisError(
            f"the browser ended while it was asked for {what}: expected one that starts with "
            f"{' '.join(FLAGS[:3])}; name another one in {VARIABLE}"
        )


@contextlib.contextmanager
def running(faces: Path) -> Iterator[Browser]:
    """A headless browser with a profile of its own, and with the fonts in *faces*; it ends with the block.

    Raises
    ------
    MegalopolisError
        There is no browser, or it does not start.
    """
    path = executable()
    with tempfile.TemporaryDirectory(prefix="kit-", ignore_cleanup_errors=True) as profile:
        fonts = Path(profile) / "fonts.conf"
        fonts.write_text(FONTS.format(folder=faces, cache=Path(profile) / "fonts"), encoding="utf-8")
        environment = {**os.environ, "FONTCONFIG_FILE": str(fonts)}
        commands, answers = os.pipe(), os.pipe()
        process = _spawned(path, Path(profile), commands[0], answers[1], environment)
        os.close(commands[0])
        os.close(answers[1])
        try:
            yield Browser(process, commands[1], answers[0])
        finally:
            os.close(commands[1])
            os.close(answers[0])
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)
            os.waitpid(process, 0)


def _spawned(path: str, profile: Path, read: int, write: int, environment: Mapping[str, str]) -> int:
    """Start the browser as the leader of its own group, with its ends of the pipes as 3 and 4."""
    import fcntl

    # Out of the way first: one end may itself have the number that the other one is given.
    far = [fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 100) for end in (read, write)]
    silent = os.open(os.devnull, os.O_RDWR)
    try:
        return os.posix_spawn(
            path,
            [path, *FLAGS, f"--user-data-dir={profile / 'profile'}", "about:blank"],
            environment,
            setpgroup=0,
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, silent, stream) for stream in (0, 1, 2)),
                (os.POSIX_SPAWN_DUP2, far[0], 3),
                (os.POSIX_SPAWN_DUP2, far[1], 4),
            ],
        )
    finally:
        for end in (*far, silent):
            os.close(end)
