"""The command `add`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from megalopolis.errors import ParameterError

if TYPE_CHECKING:
    from megalopolis.ingest.archive import Item
    from megalopolis.ingest.refusal import Refusal
    from megalopolis.ingest.report import Report

REFUSED = 2  # the exit code when nothing could be taken


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR|ZIP…")
@click.option(
    "--metadata",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="What is known about the files: a row for each, with the columns file, issuer, year and any of id, "
    "kind, level, place, city, title, source, locator; a row for the file * holds for all the others.",
)
@click.option("--replace", is_flag=True, help="Take a document instead of one with the same id or text.")
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=None,
    help="Processes that read files and count words. [default: processors]",
)
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Count words on the workers of this Dask scheduler; files are read here.",
)
@click.option(
    "--tokenizer",
    type=click.Choice(["rjieba", "jieba"]),
    default="rjieba",
    show_default=True,
    help="What cuts words; both give the same counts, rjieba is faster.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.csv",
    help="Write what was taken and refused, and why, file by file.",
)
@click.pass_context
def add(
    context: click.Context,
    paths: tuple[Path, ...],
    metadata: Path | None,
    replace: bool,
    jobs: int | None,
    scheduler: str | None,
    tokenizer: str,
    report: Path | None,
) -> None:
    """Add documents of your own to the tables of texts.

    Takes .txt .md .html .docx .pdf, a folder or a .zip of them, in UTF-8, UTF-16, GB18030 or Big5. Each needs
    an issuer and a year, and a level (central, party, province, city) where its place does not say it: from
    --metadata, or from the head of a .txt or .md:

    \b
        ---
        issuer: 武汉市人民政府
        place: 武汉
        year: 2024
        kind: report
        title: 政府工作报告
        ---

    What is malformed, locked, too large, too short or there already is refused, with a line each. The tables
    are replaced as a whole, and only when they keep their contract. The texts stay in data/texts, which git
    passes over; only counts go into the tables.

    Exit codes: 0 something was taken, 2 nothing was, or bad input.
    """
    found = run(paths, metadata, replace, jobs, scheduler, tokenizer)
    if report:
        found.write(report)
    for line in found.lines():
        click.echo(line)
    if not found.taken:
        context.exit(REFUSED)


def run(
    paths: Sequence[Path],
    metadata: Path | None,
    replace: bool,
    jobs: int | None,
    scheduler: str | None,
    tokenizer: str,
) -> Report:
    """Add documents to the tables of the project in which the command was started, alone in it."""
    import os
    from concurrent.futures.process import BrokenProcessPool

    from rich.console import Console

    from megalopolis import check, tables
    from megalopolis.book.build import locked
    from megalopolis.book.places import Places
    from megalopolis.ingest import documents, workers

    places = Places(tables.root())
    console = Console(stderr=True)
    count = jobs or os.cpu_count() or 1

    def watch(files: Sequence[Item | Refusal]) -> Iterable[Item | Refusal]:
        return _progress(files, console)

    try:
        with locked(places, console), workers.executor(count, scheduler) as executor:
            check.require(places.data)  # before hours of reading, not after
            return documents.add(
                paths,
                places.data,
                listed=metadata,
                replace=replace,
                engine=tokenizer,
                readers=count,
                executor=executor,
                watch=watch,
            )
    except BrokenProcessPool:
        found = "a process that counts words ended: killed, or out of memory"
        raise ParameterError(f"{found}; nothing was changed. Try --jobs 1.") from None


def _progress(files: Sequence[Any], console: Any) -> Iterator[Any]:
    """The files, with a line that says how far it is, on a terminal."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        yield from bar.track(files, description="reading and counting")
