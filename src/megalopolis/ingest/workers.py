"""Where words are counted: in this process, in a pool of this machine, or on a Dask cluster."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from multiprocessing import get_context

from megalopolis import cluster

# Packages on which the counts rest.
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
        with cluster.client(scheduler, DECIDING, jobs) as client:
            yield client.get_executor(pure=False)
    elif jobs < 2:
        yield None
    else:
        pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
        try:
            yield pool
        finally:
            pool.shutdown(cancel_futures=True)
