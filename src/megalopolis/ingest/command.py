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
    from megalopolis.spreadsheet import report as spreadsheets

REFUSED = 2  # the exit code when nothing could be taken


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE|DIR|ZIP…")
@click.option(
    "--source", metavar="ID", help="Spreadsheets: the row of data/sources.csv that the figures are from."
)
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.yml",
    help="Spreadsheets: what headings, sheets and cities mean, and a new source or indicator.",
)
@click.option(
    "--draft", is_flag=True, help="Spreadsheets: write what is understood to NAME.mapping.yml; take nothing."
)
@click.option(
    "--metadata",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="Documents: a row for each file, with the columns file, issuer, year and any of id, "
    "kind, level, place, city, title, source, locator; a row for the file * holds for all the others.",
)
@click.option(
    "--replace", is_flag=True, help="Take a value or document instead of another one that is there."
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    default=None,
    help="Processes that read files and count words. [default: processors]",
)
@click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Documents: count words on the workers of this Dask scheduler; files are read here.",
)
@click.option(
    "--tokenizer",
    type=click.Choice(["rjieba", "jieba"]),
    default="rjieba",
    show_default=True,
    help="Documents: what cuts words; both give the same counts, rjieba is faster.",
)
@click.option(
    "--report",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write what was taken and refused, and why, as CSV; of spreadsheets as JSON when it ends in .json.",
)
@click.pass_context
def add(
    context: click.Context,
    paths: tuple[Path, ...],
    source: str | None,
    mapping: Path | None,
    draft: bool,
    metadata: Path | None,
    replace: bool,
    jobs: int | None,
    scheduler: str | None,
    tokenizer: str,
    report: Path | None,
) -> None:
    """Add spreadsheets or documents of your own to the tables.

    SPREADSHEETS (.xlsx .csv .tsv .parquet) become observations. One row a city (武汉, 武汉市, Wuhan, 420100);
    indicators and years as columns, or a column for each of year, indicator and value, or a sheet a year.
    Headings that are the name or code of an indicator are understood, units such as 万人, 亿元, % or million
    yuan converted. What is not understood goes into a mapping file that the command drafts and you edit:

    \b
        megalopolis add figures.xlsx --source ID
        megalopolis add figures.xlsx --mapping figures.mapping.yml

    A source is required. A value that differs from one in the tables is shown and left alone, unless
    --replace says otherwise. Values outside the range of their indicator are refused.

    DOCUMENTS (.txt .md .html .docx .pdf) are counted: one, a folder or a .zip of them, in UTF-8, UTF-16,
    GB18030 or Big5. Each needs an issuer and a year, and a level (central, party, province, city) where its
    place does not say it: from --metadata, or from the head of a .txt or .md:

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

    Exit codes: 0 something was taken or all of it was there, 2 nothing was taken, or bad input.
    """
    files = [] if metadata or scheduler else _spreadsheets(paths)
    if files:
        rows = tabulate(files, source or "", mapping, draft, replace, jobs)
        if report:
            rows.write(report)
        for line in rows.lines() if not draft else ():
            click.echo(line)
        if rows.draft:
            click.echo(f"draft of a mapping file: {rows.draft}; edit it and pass it with --mapping")
        if rows.failed and not draft:
            context.exit(REFUSED)
        return
    if source or mapping or draft:
        raise ParameterError("--source, --mapping and --draft are for spreadsheets; found only documents.")
    found = run(paths, metadata, replace, jobs, scheduler, tokenizer)
    if report:
        found.write(report)
    for line in found.lines():
        click.echo(line)
    if not found.taken:
        context.exit(REFUSED)


def _spreadsheets(paths: Sequence[Path]) -> list[Item | Refusal]:
    """The files when they are spreadsheets; empty when they are documents.

    A folder or archive with any document in it is one of documents.
    """
    from megalopolis.ingest import archive, kinds

    every = list(archive.items(paths))
    families = {kinds.family(one.name) for one in every if isinstance(one, archive.Item)}
    named = [path.name for path in paths if path.is_file() and kinds.family(path.name) == "spreadsheets"]
    if "spreadsheets" not in families:
        return []
    if "documents" not in families:
        return every
    if named:
        raise ParameterError(
            f"expected spreadsheets or documents; found both: add {', '.join(named)} by itself."
        )
    return []


def tabulate(
    files: Sequence[Item | Refusal],
    source: str,
    mapping: Path | None,
    draft: bool,
    replace: bool,
    jobs: int | None,
) -> spreadsheets.Report:
    """Add spreadsheets to the tables of the project in which the command was started, alone in it."""
    from rich.console import Console

    from megalopolis import check, project
    from megalopolis.book.build import locked
    from megalopolis.spreadsheet import adding

    places = project.places()
    with locked(places, Console(stderr=True)):
        if not draft:
            check.require(places.data)
        return adding.add(
            files,
            places.data,
            source=source,
            mapped=mapping,
            drafting=draft,
            instead=replace,
            readers=min(jobs or 1, len(files)),
        )


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

    from megalopolis import check, project
    from megalopolis.book.build import locked
    from megalopolis.ingest import documents, workers

    places = project.places()
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
