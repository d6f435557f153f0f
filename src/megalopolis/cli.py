"""The commands. Heavy libraries are imported where they are needed, so that help comes at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from megalopolis import __version__
from megalopolis.errors import MegalopolisError

PARAMETER = click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a value to a parameter of the chapters; may be repeated.",
)
JOBS = click.option(
    "--jobs",
    "workers",
    type=click.IntRange(1),
    default=None,
    help="Notebooks executed side by side. [default: processors]",
)
ENGINE = click.option(
    "--engine",
    type=click.Choice(["standard"]),
    default="standard",
    show_default=True,
    help="How notebooks are executed.",
)


class Commands(click.Group):
    """A group whose errors are sentences: no traceback for what the user can put right."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command; exit with the code of the error."""
        try:
            return super().invoke(context)
        except MegalopolisError as error:
            click.echo(f"megalopolis: {error}", err=True)
            context.exit(error.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="megalopolis")
def main() -> None:
    """Build, run and check a research book on agglomerations of cities.

    Exit codes: 0 done, 1 a chapter failed, 2 bad input.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _places() -> Any:
    from megalopolis import tables
    from megalopolis.book.places import Places

    return Places(tables.root())


def _console() -> Any:
    from rich.console import Console

    return Console()


@main.command()
@click.option("--region", default=None, metavar="ID", help="Region to build for. [default: that of the book]")
@click.option(
    "--language",
    type=click.Choice(["zh", "en", "all"]),
    default=None,
    help="Edition to build. [default: all]",
)
@PARAMETER
@JOBS
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    default=None,
    help="Where to publish. [default: _build/site]",
)
@ENGINE
def build(
    region: str | None,
    language: str | None,
    given: tuple[str, ...],
    workers: int | None,
    output: Path | None,
    engine: str,
) -> None:
    """Execute what changed, make the site and publish it."""
    import os

    from megalopolis import check as checks
    from megalopolis.book import build as book
    from megalopolis.book import parameters
    from megalopolis.book.places import LANGUAGES
    from megalopolis.errors import ParameterError

    values = parameters.pairs(given)
    chosen = parameters.reconcile("language", language, values) or "all"
    if chosen not in {*LANGUAGES, "all"}:
        raise ParameterError(
            f"parameter language: expected one of {', '.join(LANGUAGES)}, all; found {chosen!r}"
        )
    request = book.Request(
        region=parameters.reconcile("region", region, values),
        languages=LANGUAGES if chosen == "all" else (chosen,),
        parameters=values,
        workers=workers or os.cpu_count() or 1,
        output=output,
        engine=engine,
    )
    book.build(_places(), request, check=checks.require, console=_console())
