"""The command `compare`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("before", type=click.Path(path_type=Path), metavar="SITE_A")
@click.argument("after", type=click.Path(path_type=Path), metavar="SITE_B")
@click.option(
    "--json",
    "document",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.json",
    help="Write everything that differs, for programs.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.html",
    help="Write a page that shows everything that differs.",
)
@click.option(
    "--language",
    type=click.Choice(["zh", "en", "all"]),
    default="all",
    show_default=True,
    help="Language of the page.",
)
def compare(before: Path, after: Path, document: Path | None, output: Path | None, language: str) -> None:
    """Compare two built sites, such as those of two years or of two states of the data.

    Says which verdicts flipped and through which tests, which findings moved, appeared or vanished, which
    remarks broke or hold again, which path measures are on another course, and which chapters differ in what.

    Exit codes: 0 compared, whether anything differs or not, 2 bad input.
    """
    import json

    from megalopolis.book import cache, report
    from megalopolis.book.places import LANGUAGES
    from megalopolis.compare import comparison, edition, summary
    from megalopolis.compare.words import words

    found = comparison.compare(edition.read(before), edition.read(after))
    content = comparison.document(found)
    if document:
        cache.write(document, json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n")
    if output:
        languages = LANGUAGES if language == "all" else (language,)
        said = {name: words(name) for name in languages}
        page = report.html(
            "compare.html", languages=languages, words=said, document=content, same=found.same, many=50
        )
        cache.write(output, page)
    for line in summary.lines(found):
        click.echo(line)
