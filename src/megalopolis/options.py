"""Options that several commands share."""

from __future__ import annotations

import click

SCHEDULER = click.option(
    "--scheduler",
    default="local",
    show_default=True,
    metavar="local|dask|tcp://HOST:PORT",
    help="Where notebooks are executed: in processes of this machine, on a Dask cluster of its own here, or "
    "on the workers of this Dask scheduler, which must see the folder of the project.",
)
