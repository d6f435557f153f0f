"""The command `new`."""

from __future__ import annotations

import click


@click.command()
@click.argument("region", metavar="ID")
@click.option(
    "--agglomeration",
    metavar="ID",
    help="The cities of this agglomeration of data/agglomerations.csv. [default: that named like the region]",
)
@click.option(
    "--variant",
    default="base",
    show_default=True,
    help="Which of its published extents; data/plans.csv lists them.",
)
@click.option("--cities", metavar="CODE,…", help="These cities instead, by their codes in data/cities.csv.")
@click.option("--name-zh", metavar="TEXT", help="Chinese name. [default: from the tables]")
@click.option("--name-en", metavar="TEXT", help="English name. [default: from the tables]")
@click.option(
    "--from",
    "argument",
    metavar="ID",
    default="common",
    show_default=True,
    help="Problems, tests, principles and path measures to take over, from data/arguments.",
)
@click.option("--replace", is_flag=True, help="Overwrite a region file of the same id.")
def new(
    region: str,
    agglomeration: str | None,
    variant: str,
    cities: str | None,
    name_zh: str | None,
    name_en: str | None,
    argument: str,
    replace: bool,
) -> None:
    """Write the file of a new region, with everything that the tables can fill in.

    The file goes to data/regions/ID.yml; `megalopolis build --region ID` makes its site. Nothing is written
    that would break the contract of the tables.

    \b
        megalopolis new yangtze-river-delta
        megalopolis new delta-27 --agglomeration yangtze-river-delta --variant centre-27
        megalopolis new trunk-line --cities 420100,430100,430200,430300
    """
    from rich.console import Console

    from megalopolis import project
    from megalopolis.book.build import locked
    from megalopolis.errors import ParameterError
    from megalopolis.ingest import regions

    codes = tuple(code.strip() for code in (cities or "").replace("，", ",").split(",") if code.strip())
    if cities is not None and not codes:
        raise ParameterError("--cities: expected codes separated by commas; found none")
    if codes and variant != "base":
        raise ParameterError("--variant: expected only together with an agglomeration; found --cities")
    wish = regions.Wish(region, agglomeration, variant, codes, name_zh, name_en, argument)
    places = project.places()
    regions.draft(wish, places.data)  # a mistake is told at once, whoever holds the lock
    with locked(places, Console(stderr=True)):
        path = regions.write(wish, places.data, replace=replace)
    click.echo(path)
    click.echo(f"next: megalopolis build --region {region}")
