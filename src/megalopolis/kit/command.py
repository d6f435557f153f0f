"""The command `kit`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option(
    "--site",
    type=click.Path(path_type=Path, file_okay=False),
    help="The finished site to make it of. [default: _build/site]",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    help="Where the kit goes; replaced as a whole. [default: _build/kit]",
)
@click.option(
    "--part",
    "parts",
    type=click.Choice(["handouts", "slides", "classroom"]),
    multiple=True,
    help="Make this part only; may be repeated. [default: all]",
)
@click.option(
    "--language", type=click.Choice(["zh", "en", "all"]), default="all", show_default=True, help="Edition."
)
@click.option(
    "--chapter",
    "chapters",
    multiple=True,
    metavar="CHAPTER",
    help="Print this chapter only, such as problems/innovation, and not the whole book; may be repeated.",
)
@click.option(
    "--wheels",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="FOLDER",
    help="Put the packages of requirements-lab.txt into the archive, from a folder to which "
    "`python3 -m pip download --require-hashes -r requirements-lab.txt -d FOLDER` fetched them.",
)
@click.option(
    "--into-site", is_flag=True, help="Put the kit into the site too, as SITE/kit, with links from its pages."
)
def kit(
    site: Path | None,
    output: Path | None,
    parts: tuple[str, ...],
    language: str,
    chapters: tuple[str, ...],
    wheels: Path | None,
    into_site: bool,
) -> None:
    """Make handouts, slides and an archive for a room without a network, out of a finished site.

    handouts: a PDF for each page and one of the whole book, printed by Chromium, with the answers last.
    slides: a folder that opens in any browser without a server, with live charts.
    classroom: classroom.zip with site, notebooks, data and environment.
    """
    from megalopolis import project
    from megalopolis.book.places import LANGUAGES
    from megalopolis.kit import make

    places = project.places()
    source = (site or places.site).resolve()
    target = (output or places.build / make.FOLDER).resolve()
    languages = LANGUAGES if language == "all" else (language,)
    wish = make.Wish(parts or make.PARTS, languages, chapters, wheels)
    make.make(places.root, source, target, wish, click.echo)
    if into_site:
        make.into_site(target, source)
    click.echo(str(target / "index.html"))
