"""Where words are counted: in this process, in a pool of this machine, or on a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from importlib.metadata import version
from multiprocessing import get_context
from typing import Any

from megalopolis.errors import ParameterError

CONNECT = 10  # seconds in which a scheduler must answer
# Packages on which the counts rest; a worker with another version could count otherwise.
DECIDING = ("megalopolis", "jieba", "rjieba", "opencc", "pyarrow")


@contextlib.contextmanager
def executor(jobs: int, scheduler: str | None = None) -> Iterator[Executor | None]:
    """Where to count.

    Parameters
    ----------
    jobs : int
        Processes of this machine; with one, this process counts (None).
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://127.0.0.1:8786``, whose workers count instead.

    Raises
    ------
    ParameterError
        There is no Dask here, no scheduler at the address, no worker, or one with other versions.
    """
    if scheduler:
        with _client(scheduler) as client:
            yield client.get_executor(pure=False)
    elif jobs < 2:
        yield None
    else:
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)


def versions() -> tuple[str, ...]:
    """The versions of the packages on which the counts rest."""
    return tuple(version(name) for name in DECIDING)


@contextlib.contextmanager
def _client(scheduler: str) -> Iterator[Any]:
    try:
        from distributed import Client
    except ImportError:
        found = "--scheduler: expected the package distributed; found none"
        raise ParameterError(f"{found}: pip install distributed, or leave --scheduler out.") from None
    try:
        client: Any = Client(scheduler, timeout=CONNECT)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:
        found = f"expected a Dask scheduler at {scheduler}; found none ({type(error).__name__})"
        raise ParameterError(f"--scheduler: {found}: start it with `dask scheduler`.") from None
    with client:
        try:
            found = client.run(versions)
        except Exception as error:  # what a worker raises comes back as it is
            raise ParameterError(
                f"--scheduler: expected workers with the package megalopolis; found {type(error).__name__}: "
                f"{error}. Install it in their environment, from the same lock."
            ) from None
        compare(found)
        yield client


def compare(found: Mapping[str, Sequence[str]]) -> None:
    """Refuse workers with other versions than those of this process, and a cluster without workers.

    Parameters
    ----------
    found : mapping of str to sequence of str
        What :func:`versions` says on each worker, by its address.

    Raises
    ------
    ParameterError
        The package and the worker are named.
    """
    if not found:
        raise ParameterError("--scheduler: expected workers; found none: start some with `dask worker`.")
    for address, theirs in found.items():
        for name, mine, other in zip(DECIDING, versions(), theirs, strict=True):
            if mine != other:
                raise ParameterError(
                    f"--scheduler: expected {name} {mine} on every worker; found {other} on {address}. "
                    "Install the same lock there."
                )
