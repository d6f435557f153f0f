"""The process behind the engine ``warm``: it has imported and read what notebooks need, and forks kernels.

Started as ``python -m megalopolis.book.forkserver SOCKET MODULE…``; Linux only. A request is one line of
JSON on the socket, the answer the number of the kernel's process. It ends when its standard input does,
that is with the process that started it, however that one ended, and takes every kernel with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib
import json
import os
import select
import signal
import socket
import sys
import threading
from pathlib import Path
from typing import Any

from megalopolis import memory
from megalopolis.book import collecting, recorder

DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)
# Regions whose tables are read beforehand, separated by spaces.
REGIONS = "MEGALOPOLIS_WARM_REGIONS"
# What every kernel imports by itself, sooner or later; everything else is named by who starts the server.
KERNEL = (
    "IPython.core.completer",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "ipykernel.debugger",
    "ipykernel.ipkernel",
    "ipykernel.kernelapp",
    "ipykernel.zmqshell",
    "tornado.platform.asyncio",
)


def control(option: int, value: int) -> None:
    """Set an attribute of this process with prctl(2)."""
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def die_with_parent() -> None:
    """Have this process killed as soon as the one that made it is gone."""
    control(DEATH_SIGNAL, signal.SIGKILL)


def preload(modules: list[str]) -> None:
    """Import *modules* and read the regions named in the environment.

    Whatever fails here is left to the notebook that wants it.
    """
    for name in modules:
        with contextlib.suppress(Exception):
            importlib.import_module(name)
    for region in os.environ.get(REGIONS, "").split():
        # What is read here is remembered, and counts for the kernels that use it.
        with contextlib.suppress(Exception), memory.accounted():
            importlib.import_module("megalopolis.warmup").warm(region)
    if threading.active_count() != 1:
        names = ", ".join(thread.name for thread in threading.enumerate())
        raise RuntimeError(f"expected imports that start no thread; found {names}")
    collecting.seldom()


def become_kernel(request: dict[str, Any]) -> None:
    """Turn this fork into the kernel that *request* describes; returns when the kernel ends."""
    os.setsid()
    die_with_parent()
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    for number in (signal.SIGCHLD, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.argv = ["ipykernel_launcher.py", *request["arguments"]]
    from ipykernel.kernelapp import IPKernelApp

    IPKernelApp.launch_instance(argv=request["arguments"])


def answer(connection: socket.socket, listener: socket.socket) -> None:
    """Fork a kernel for the request on *connection* and say what process it is."""
    with connection, connection.makefile("rb") as lines:
        line = lines.readline()
        if not line:
            return
        process = os.fork()
        if process:
            connection.sendall(f"{process}\n".encode())
            return
        try:
            listener.close()
            connection.detach()
            become_kernel(json.loads(line))
        except SystemExit:
            pass
        except BaseException as error:
            print(f"kernel: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(0)


def children() -> list[int]:
    """Kernels, and what kernels that are gone have left behind."""
    own, found = os.getpid(), []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                # "pid (name) state ppid …": the name may hold anything, brackets included.
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
                if int(fields[1]) == own:
                    found.append(int(folder.name))
    return found


def kill_children() -> None:
    """End every child and, since orphans come to this process, whatever the children had started."""
    for _ in range(100):
        found = children()
        if not found:
            return
        for process in found:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        select.select([], [], [], 0.01)


def main(path: str, modules: list[str]) -> None:
    """Serve on *path* until standard input ends."""
    control(SUBREAPER, 1)
    recorder.start()
    # Children that end are not waited for: nobody here wants to know how they ended.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    # Ctrl-C reaches the whole group; the build then closes standard input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    preload([*KERNEL, *modules])
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
        listener.bind(path)
        listener.listen(16)
        try:
            while True:
                ready, _, _ = select.select([listener, sys.stdin], [], [])
                if sys.stdin in ready:
                    return
                answer(listener.accept()[0], listener)
        finally:
            kill_children()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
