"""The commands. Heavy libraries are imported where they are needed, so that help comes at once."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from megalopolis import __version__
from megalopolis.compare.command import compare
from megalopolis.errors import MegalopolisError, of_system
from megalopolis.ingest.command import add
from megalopolis.ingest.new import new
from megalopolis.kit.command import kit
from megalopolis.options import SCHEDULER
from megalopolis.sweep.command import sweep

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
    type=click.Choice(["warm", "standard"]),
    default="warm",
    show_default=True,
    help="How notebooks are executed: warm forks kernels from one process (Linux), standard starts each.",
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
        except OSError as error:
            if not (sentence := of_system(error)):
                raise
            click.echo(f"megalopolis: {sentence}", err=True)
            context.exit(MegalopolisError.exit_code)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="megalopolis")
def main() -> None:
    """Build, run and check a research book on agglomerations of cities.

    Exit codes: 0 done, 1 a chapter failed, 2 bad input.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")


main.add_command(add)
main.add_command(compare)
main.add_command(sweep)
main.add_command(new)
main.add_command(kit)


def _places() -> Any:
    from megalopolis import project

    return project.places()


def _require(data: Path) -> None:
    """Refuse tables that break their contract; only a build whose tables changed has to know how."""
    from megalopolis import check

    check.require(data)


def _console() -> Any:
    from rich.console import Console

    return Console()


@main.command()
@click.option(
    "--from",
    "earlier",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="SITE",
    help="Make an earlier site again, from the sources and tables that lie in it. Executes its chapters: "
    "only for sites that you trust.",
)
@click.option("--region", metavar="ID", help="Region to build for. [default: that of the book]")
@click.option("--language", type=click.Choice(["zh", "en", "all"]), help="Edition to build. [default: all]")
@PARAMETER
@JOBS
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where to publish; replaced as a whole. [default: _build/site]",
)
@ENGINE
@SCHEDULER
def build(
    earlier: Path | None,
    region: str | None,
    language: str | None,
    given: tuple[str, ...],
    workers: int | None,
    output: Path | None,
    engine: str,
    scheduler: str,
) -> None:
    """Execute what changed, make the site and publish it."""
    from megalopolis.book import build as book
    from megalopolis.book import sources

    request = _request(region, language, given, workers, output, engine, scheduler)
    places, console = _places(), _console()
    if earlier:
        places, request, notes = sources.again(places, earlier, request)
        for note in notes:
            book.say(console, f"note: {note}")
    book.build(places, request, check=_require, console=console)


@main.command()
@click.argument("chapter")
@PARAMETER
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE.ipynb",
    help="Where the notebook goes. [default: _build/run]",
)
@ENGINE
def run(chapter: str, given: tuple[str, ...], output: Path | None, engine: str) -> None:
    """Execute one CHAPTER, such as problems/innovation, and write its notebook."""
    from megalopolis.book import parameters, single

    click.echo(single.run(_places(), chapter, parameters.pairs(given), output, check=_require, engine=engine))


@main.command()
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder of the tables. [default: data, and the chapters with it]",
)
def check(data: Path | None) -> None:
    """List every breach of the contract by tables and chapters."""
    from megalopolis import check as checks
    from megalopolis.book import contents, notebooks
    from megalopolis.errors import Breach, DataError

    places = None if data else _places()
    breaches = list(checks.check(data))
    if places:
        for name in contents.chapters(places):
            breaches += notebooks.contract(places.notebook(name))
        rule, mend = "a chapter listed in _toc.yml", "Add it there, or remove the file."
        breaches += [
            Breach(f"chapters/{name}.ipynb", None, "", "", rule, mend) for name in contents.unlisted(places)
        ]
    if breaches:
        raise DataError(breaches)
    click.echo("no breach of the contract")


@main.command()
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0 takes a free one."
)
@click.option("--region", metavar="ID", help="Region to build for. [default: that of the book]")
@click.option("--language", type=click.Choice(["zh", "en", "all"]), help="Edition to build. [default: all]")
@PARAMETER
@JOBS
@ENGINE
def serve(
    port: int,
    region: str | None,
    language: str | None,
    given: tuple[str, ...],
    workers: int | None,
    engine: str,
) -> None:
    """Preview the site; build again and reload the page when something is saved."""
    from megalopolis.book import build as book
    from megalopolis.book import serve as server
    from megalopolis.book.request import usual
    from megalopolis.book.reserve import Reserve

    places, console = _places(), _console()
    request = _request(region, language, given, workers, None, engine)
    site = usual(places, request.region)
    watched = (places.chapters, places.data, places.configuration, places.contents)
    with Reserve(places, request) as reserve:

        def rebuild() -> bool:
            try:
                built = book.build(places, request, check=_require, console=console, reserve=reserve)
                reserve.prepare()
            except MegalopolisError as error:
                click.echo(f"megalopolis: {error}", err=True)
                return False
            return built.rendered

        rebuild()
        server.serve(
            site, watched, rebuild, port=port, ready=lambda address: click.echo(f"{address} (Ctrl-C ends)")
        )


def _request(
    region: str | None,
    language: str | None,
    given: tuple[str, ...],
    workers: int | None,
    output: Path | None,
    engine: str,
    scheduler: str = "local",
) -> Any:
    """What the options of a build ask for."""
    import os

    from megalopolis.book import parameters
    from megalopolis.book.places import LANGUAGES
    from megalopolis.book.request import Request
    from megalopolis.errors import ParameterError

    values = parameters.pairs(given)
    chosen = parameters.reconcile("language", language, values) or "all"
    if chosen not in {*LANGUAGES, "all"}:
        expected = ", ".join(LANGUAGES)
        raise ParameterError(f"parameter language: expected one of {expected}, all; found {chosen!r}")
    return Request(
        region=parameters.reconcile("region", region, values),
        languages=LANGUAGES if chosen == "all" else (chosen,),
        parameters=values,
        workers=workers or os.cpu_count() or 1,
        output=output,
        engine=engine,
        scheduler=scheduler,
    )
