"""The first page of the site: choose a language. It works without scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.resources import files

from megalopolis.book import interface, policy, theme


def html(titles: Mapping[str, str], languages: Sequence[str]) -> str:
    """The page.

    Parameters
    ----------
    titles : mapping
        Language -> title of the book.
    languages : sequence of str
        The languages of the site, the first one being that of the page itself.
    """
    from jinja2 import Environment, StrictUndefined

    template = (
        files("megalopolis").joinpath("assets", "templates", "landing.html").read_text(encoding="utf-8")
    )
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    editions = [
        {
            "title": titles[language],
            "address": f"{language}/index.html",
            "tag": interface.TAGS[language],
            "name": interface.NAMES[language],
        }
        for language in languages
    ]
    page = environment.from_string(template)
    return page.render(editions=editions, icon=theme.ICON, policy=policy.header())
