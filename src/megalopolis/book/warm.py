"""The papermill engine ``warm``: kernels forked from a process that has the libraries imported already.

A kernel is a real ipykernel with a process, an environment and a connection of its own; only its imports
are shared. Linux only: elsewhere, and for a few notebooks, the standard engine gives the same bytes.
"""

from __future__ import annotations

import ast
import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, TextIO

from megalopolis.book.notebooks import Notebook, source

ADDRESS = "MEGALOPOLIS_FORK_SERVER"
# A notebook alone imports what it needs itself; of two, each would, while a fork server does it once.
FEWEST = 2
# Of so many, most want most libraries and tables; fewer import and read at once what each needs itself.
MANY = 5
# Seconds for the imports of a fork server that lives: on a busy machine, one of several, they take minutes.
PATIENCE = 900
# Beside its socket: the number of its process.
PROCESS = "process"


def possible() -> bool:
    """Whether this system can fork kernels and follow them by file descriptor."""
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def address() -> str | None:
    """Where the fork server of this build listens, when there is one."""
    return os.environ.get(ADDRESS)


def imported(notebooks: Iterable[Notebook]) -> list[str]:
    """Every module that code cells of *notebooks* import by statement, in order of name."""
    found: set[str] = set()
    for notebook in notebooks:
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                with contextlib.suppress(SyntaxError):
                    found |= _statements(source(cell))
    return sorted(found)


def used_by(package: Path) -> list[str]:
    """Every other library that modules below *package* import, also inside functions, in order of name."""
    found: set[str] = set()
    for path in sorted(package.rglob("*.py")):
        found |= _statements(path.read_text(encoding="utf-8"))
    return sorted(name for name in found if name.partition(".")[0] != "megalopolis")


def _statements(code: str) -> set[str]:
    """Modules named by the import statements of *code*; of ``from a import b`` also ``a.b``, in case."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
            if node.module.partition(".")[0] == "megalopolis":
                found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found - {"__future__"}


@contextlib.contextmanager
def fork_server(environment: Mapping[str, str], modules: Iterable[str], messages: TextIO) -> Iterator[str]:
    """A running fork server; the address at which it listens as soon as its imports are done.

    Parameters
    ----------
    environment : mapping
        Added to that of this process.
    modules : iterable of str
        Imported by the server.
    messages : file
        Where it and its kernels grumble.
    """
    folder = Path(tempfile.mkdtemp(prefix="fork-"))
    path = str(folder / "socket")
    process = subprocess.Popen(
        [sys.executable, "-m", "megalopolis.book.forkserver", path, *modules],
        stdin=subprocess.PIPE,
        stdout=messages,
        stderr=messages,
        env={**os.environ, **environment},
    )
    try:
        (folder / PROCESS).write_text(str(process.pid), encoding="ascii")
        yield path
    finally:
        if process.stdin:
            process.stdin.close()
        if not Path(path).exists():
            # Still at its imports: it has no kernels, and would hear of the end after them only.
            process.kill()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        shutil.rmtree(folder, ignore_errors=True)


class Forked:
    """A process that is not a child of this one, with the part of Popen that jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None
        try:
            self._descriptor = os.pidfd_open(pid)
        except ProcessLookupError:
            self._descriptor, self.returncode = -1, 0

    def poll(self) -> int | None:
        """0 once the process has ended, however; None before."""
        return self.wait(0)

    def wait(self, timeout: float | None = None) -> int | None:
        """Wait for the end of the process, at most *timeout* seconds."""
        if self.returncode is None and select.select([self._descriptor], [], [], timeout)[0]:
            self.returncode = 0
            os.close(self._descriptor)
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal; nothing when the process has ended."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._descriptor, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


def connect(path: str) -> socket.socket:
    """A connection to the fork server, which may still be importing.

    Raises
    ------
    ConnectionError
        It has ended, or does not answer within a quarter of an hour.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            connection.connect(path)
            return connection
        except OSError as error:
            connection.close()
            if time.monotonic() > deadline or not lives(path):
                raise ConnectionError(f"the fork server at {path} does not answer") from error
            time.sleep(0.02)


def lives(path: str) -> bool:
    """Whether the process of the fork server at *path* is there, and not only waited for."""
    try:
        process = Path(path).with_name(PROCESS).read_text(encoding="ascii")
        state = Path("/proc", process, "stat").read_text(encoding="utf-8")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def fork(path: str, arguments: list[str], folder: str, environment: Mapping[str, str]) -> Forked:
    """Ask the server at *path* for a kernel with the *arguments* of ``ipykernel_launcher``."""
    request = {"arguments": arguments, "folder": folder, "environment": dict(environment)}
    with connect(path) as connection, connection.makefile("rw", encoding="utf-8") as lines:
        lines.write(json.dumps(request) + "\n")
        lines.flush()
        said = lines.readline()
    if not said.strip().isdigit():
        raise ConnectionError(f"the fork server at {path} made no kernel")
    return Forked(int(said))


def engine() -> type[Any]:
    """papermill's engine with kernels forked by the server at :func:`address`."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory
    from jupyter_client.provisioning.local_provisioner import LocalProvisioner
    from papermill.engines import NBClientEngine

    class ForkProvisioner(LocalProvisioner):
        """Forks kernels instead of starting them."""

        async def launch_kernel(self, cmd: list[str], **options: Any) -> Any:
            arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
            folder = str(options.get("cwd") or Path.cwd())
            process: Any = fork(str(address()), arguments, folder, options.get("env") or os.environ)
            self.process = process
            self.pid = self.pgid = process.pid
            self.cwd = folder
            return self.connection_info

        async def cleanup(self, restart: bool = False) -> None:
            """Also end what the kernel started and left behind; a group is named after its first process."""
            if self.pgid:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self.pgid, signal.SIGKILL)
            await super().cleanup(restart)

    class Entry(EntryPoint):
        def load(self) -> Any:
            return ForkProvisioner

    class Warm(NBClientEngine):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            factory = KernelProvisionerFactory.instance()
            before = factory.default_provisioner_name
            name = "megalopolis-fork"
            factory.provisioners[name] = Entry(name, "", KernelProvisionerFactory.GROUP_NAME)
            factory.default_provisioner_name = name
            try:
                return super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                factory.default_provisioner_name = before

    return Warm
