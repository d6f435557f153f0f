"""The command `sweep`."""

from __future__ import annotations

from pathlib import Path

import click

from megalopolis.options import SCHEDULER


@click.command()
@click.option(
    "--regions", default="all", show_default=True, metavar="all|ID,ID", help="Regions to build for."
)
@click.option(
    "--years",
    default="",
    metavar="YEAR,YEAR",
    help="Years to build for, given to every chapter that takes one. [default: those in the chapters]",
)
@click.option(
    "--languages", default="all", show_default=True, metavar="all|zh,en", help="Languages of each edition."
)
@SCHEDULER
@click.option(
    "-p",
    "--parameter",
    "given",
    multiple=True,
    metavar="NAME=VALUE",
    help="Give a value to a parameter of the chapters, in every edition; may be repeated.",
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=None,
    help="Notebooks executed side by side. [default: processors]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the sites go, as REGION/YEAR below it. [default: _build/sweep]",
)
@click.option(
    "--engine",
    type=click.Choice(["warm", "standard"]),
    default="warm",
    show_default=True,
    help="How notebooks are executed, as for build.",
)
@click.pass_context
def sweep(
    context: click.Context,
    regions: str,
    years: str,
    languages: str,
    scheduler: str,
    given: tuple[str, ...],
    jobs: int | None,
    output: Path | None,
    engine: str,
) -> None:
    """Build the editions of several regions and years, and lay their verdicts side by side.

    An edition that fails does not stop the others. Interrupt it at any time: the next sweep goes on where
    this one ended, and leaves finished editions alone. Beside the sites stand index.html and verdicts.csv
    with all verdicts, editions.csv and editions.json with what was built, cached or failed, in which time.

    Exit codes: 0 all editions are there, 1 one failed, 2 bad input.
    """
    import os

    from rich.console import Console

    from megalopolis import check, project
    from megalopolis.book import parameters
    from megalopolis.sweep import run
    from megalopolis.sweep.grid import Wish

    places = project.places()
    wish = Wish(
        regions=regions,
        years=years,
        languages=languages,
        parameters=parameters.pairs(given),
        output=output,
        workers=jobs or os.cpu_count() or 1,
        scheduler=scheduler,
        engine=engine,
    )
    outcomes = run.sweep(places, wish, check=check.require, console=Console())
    if any(one.state == "failed" for one in outcomes):
        context.exit(1)
