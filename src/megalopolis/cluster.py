"""A Dask cluster to work on: one that runs already, or one of processes of this machine."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from typing import Any

from megalopolis.errors import ParameterError

CONNECT = 10  # seconds in which a scheduler must answer
HERE = "dask"  # instead of an address: processes of this machine


@contextlib.contextmanager
def client(scheduler: str, deciding: Sequence[str], jobs: int = 1) -> Iterator[Any]:
    """A client of the cluster at *scheduler*, whose workers have the same packages as this process.

    Parameters
    ----------
    scheduler : str
        Address of a Dask scheduler, such as ``tcp://127.0.0.1:8786``, or ``dask`` for a cluster of its own on
        this machine.
    deciding : sequence of str
        Packages on which results rest; a worker with another version could find otherwise.
    jobs : int
        Processes of a cluster on this machine.

    Raises
    ------
    ParameterError
        There is no Dask here, no scheduler at the address, no worker, or one with other versions.
    """
    try:
        from distributed import Client, LocalCluster
    except ImportError:
        found = "--scheduler: expected the package distributed; found none"
        raise ParameterError(f"{found}: pip install distributed, or leave --scheduler out.") from None
    with contextlib.ExitStack() as opened:
        address: Any = scheduler
        if scheduler == HERE:
            settings = {"n_workers": jobs, "threads_per_worker": 1, "dashboard_address": ":0"}
            address = opened.enter_context(LocalCluster(silence_logs=50, **settings))
        try:
            made: Any = Client(address, timeout=CONNECT)
        except (OSError, ValueError, TypeError) as error:
            found = f"expected a Dask scheduler at {scheduler}; found none ({type(error).__name__})"
            raise ParameterError(f"--scheduler: {found}: start it with `dask scheduler`.") from None
        with made:
            compare(asked(made, functools.partial(versions, deciding)), deciding)
            yield made


def asked(client: Any, question: Any) -> dict[str, Any]:
    """What the function *question* says on each worker, by its address.

    Raises
    ------
    ParameterError
        A worker cannot answer.
    """
    try:
        return dict(client.run(question))
    except Exception as error:  # what a worker raises comes back as it is
        raise ParameterError(
            f"--scheduler: expected workers with the package megalopolis; found {type(error).__name__}: "
            f"{error}. Install it in their environment, from the same lock."
        ) from None


def versions(deciding: Sequence[str]) -> tuple[str, ...]:
    """The versions of the packages *deciding* in this process."""
    return tuple(version(name) for name in deciding)


def compare(found: Mapping[str, Sequence[str]], deciding: Sequence[str]) -> None:
    """Refuse workers with other versions than those of this process, and a cluster without workers.

    Parameters
    ----------
    found : mapping of str to sequence of str
        What :func:`versions` says on each worker, by its address.
    deciding : sequence of str

    Raises
    ------
    ParameterError
        The package and the worker are named.
    """
    if not found:
        raise ParameterError("--scheduler: expected workers; found none: start some with `dask worker`.")
    for address, theirs in found.items():
        for name, mine, other in zip(deciding, versions(deciding), theirs, strict=True):
            if mine != other:
                raise ParameterError(
                    f"--scheduler: expected {name} {mine} on every worker; found {other} on {address}. "
                    "Install the same lock there."
                )
