"""Execute one notebook with papermill in this process, and say precisely what went wrong.

Engines are papermill's: ``standard`` starts a kernel per notebook, ``warm`` forks it from a process that
has the libraries imported (see :mod:`megalopolis.book.warm`). An engine only has to leave its half-run
notebook behind, so that a failure can be looked at.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from megalopolis.book import recorder, warm
from megalopolis.book.notebooks import Notebook
from megalopolis.errors import ParameterError

ENGINES = ("warm", "standard")
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
THREADS = (
    "OMP_NUM_THREADS",
    "OPENBLAS_NUM_THREADS",
    "MKL_NUM_THREADS",
    "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)


@dataclass(frozen=True, slots=True)
class Failure:
    """Where and why a notebook stopped.

    Attributes
    ----------
    cell : int or None
        Number of the cell in the notebook that was executed, from 0; None when no cell was reached.
    error : str
        Name and text of the exception.
    notebook : dict
        The half-run notebook.
    """

    cell: int | None
    error: str
    notebook: Notebook


def environment(root: Path) -> dict[str, str]:
    """What the process of a kernel must find in its environment.

    One thread for linear algebra, since notebooks already run side by side; folders of its own, since
    kernels that share a history or a runtime folder meet there; a fixed hash seed and time zone.
    """
    own = Path(tempfile.mkdtemp(prefix="book-"))
    names = {"JUPYTER_RUNTIME_DIR": "runtime", "JUPYTER_DATA_DIR": "data", "IPYTHONDIR": "ipython"}
    folders = {name: str(own / folder) for name, folder in names.items()}
    (own / "runtime").mkdir()
    (own / "data").mkdir()
    profile = own / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    # Kernels side by side would wait for one another's history.
    (profile / "ipython_config.py").write_text(
        "get_config().HistoryManager.enabled = False\n"
        'get_config().InteractiveShellApp.extensions = ["megalopolis.book.recorder"]\n',
        encoding="utf-8",
    )
    return {
        **dict.fromkeys(THREADS, "1"),
        **folders,
        # Arrow's own allocator keeps what it once held, in each of many kernels.
        "ARROW_DEFAULT_MEMORY_POOL": "system",
        "JUPYTER_PREFER_ENV_PATH": "1",
        "JUPYTER_PLATFORM_DIRS": "1",
        "MEGALOPOLIS_BUILD": "1",
        "MEGALOPOLIS_ROOT": str(root),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        "PYTHONHASHSEED": "0",
        "TZ": "UTC",
    }


def execute(
    notebook: Notebook,
    parameters: Mapping[str, Any],
    *,
    folder: Path,
    engine: str = "warm",
    record: Path | None = None,
) -> tuple[Notebook, Failure | None]:
    """Run every cell of *notebook* in a fresh kernel.

    Parameters
    ----------
    notebook : dict
        One language of a chapter.
    parameters : mapping
        Injected by papermill after the cell tagged ``parameters``.
    folder : pathlib.Path
        Working folder of the kernel.
    engine : str
        One of ``ENGINES``; ``warm`` is ``standard`` where no fork server runs.
    record : pathlib.Path, optional
        Where the kernel writes down what it read, see :mod:`megalopolis.book.recorder`.

    Returns
    -------
    tuple
        The executed notebook and None, or the half-run notebook and the failure.
    """
    if engine not in ENGINES:
        raise ParameterError(f"expected an engine out of {', '.join(ENGINES)}; found {engine!r}")
    if engine == "warm" and not warm.address():
        engine = "standard"
    from papermill.exceptions import PapermillExecutionError

    logging.getLogger("papermill").setLevel(logging.ERROR)
    os.environ[recorder.TARGET] = str(record or "")
    last: list[Any] = []
    _register(engine, last.append)
    try:
        done = _run(notebook, parameters, folder, engine)
    except Exception as error:
        half = plain(last[0] if last else notebook)
        if isinstance(error, PapermillExecutionError):
            name, value, cell = error.ename, error.evalue, _failed(half)
        else:
            name, value, cell = type(error).__name__, str(error), _running(half)
        text = COLOURS.sub("", f"{name}: {value}" if value else name)
        return half, Failure(cell, text, half)
    return plain(done), None


def _run(notebook: Notebook, parameters: Mapping[str, Any], folder: Path, engine: str) -> Any:
    """What ``papermill.execute_notebook`` does, which would also write the notebook out, to nowhere."""
    import nbformat
    from papermill.engines import papermill_engines
    from papermill.execute import execute_notebook, raise_for_execution_errors
    from papermill.utils import chdir

    from megalopolis.book.kernels import Manager

    as_notebook: Callable[[Notebook], Any] = nbformat.from_dict
    named = {"engine_name": engine, "kernel_name": "python3", "progress_bar": False}
    prepared = execute_notebook(
        as_notebook(notebook), None, parameters=dict(parameters), prepare_only=True, **named
    )
    with chdir(str(folder)):
        done = papermill_engines.execute_notebook_with_engine(
            nb=prepared,
            input_path=None,
            output_path=None,
            start_timeout=180,
            kernel_manager_class=Manager,
            **named,
            **_transport(),
        )
    raise_for_execution_errors(done, None)
    return done


def plain(value: Any) -> Any:
    """A notebook as nothing but dictionaries and lists."""
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def _transport() -> dict[str, Any]:
    """Kernels talk through files of their own folder where the system can: no port can be taken twice."""
    from traitlets.config import Config

    folder = os.environ.get("JUPYTER_RUNTIME_DIR", "")
    # The name of such a file may not be longer than 107 bytes, of which a kernel takes 16.
    if sys.platform != "linux" or not 0 < len(folder) < 85:
        return {}
    # Without an address of its own a kernel puts these files where it works: among the chapters.
    return {"config": Config({"KernelManager": {"transport": "ipc", "ip": f"{folder}/{uuid4().hex[:12]}"}})}


def _register(engine: str, remember: Callable[[Any], None]) -> None:
    """papermill's engine under our name, which also hands over the notebook that it works on."""
    from papermill.engines import NBClientEngine, papermill_engines

    base = warm.engine() if engine == "warm" else NBClientEngine

    class Remembering(base):  # type: ignore[misc]
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **options: Any) -> Any:
            remember(nb_man.nb)
            return super().execute_managed_notebook(nb_man, kernel_name, **options)

    papermill_engines.register(engine, Remembering)


def _failed(notebook: Notebook) -> int | None:
    """The cell whose exception stopped the run."""
    for number, cell in enumerate(notebook["cells"]):
        if cell.get("metadata", {}).get("papermill", {}).get("exception"):
            return number
    return _running(notebook)


def _running(notebook: Notebook) -> int | None:
    """The last cell that was started: where a kernel died."""
    started = [
        number
        for number, cell in enumerate(notebook["cells"])
        if cell.get("metadata", {}).get("papermill", {}).get("start_time")
    ]
    return started[-1] if started else None


def forget(environment: Mapping[str, str]) -> None:
    """Remove the folders that :func:`environment` made."""
    shutil.rmtree(Path(environment["IPYTHONDIR"]).parent, ignore_errors=True)
