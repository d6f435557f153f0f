"""Make the kit as a whole, put it in the place of the one before it, and, if asked, into the site."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined

from megalopolis.book import crate, interface, policy, publish, theme
from megalopolis.book.places import LANGUAGES
from megalopolis.errors import ParameterError
from megalopolis.kit import handouts, room, slides, source

HANDOUTS, SLIDES, ROOM = PARTS = ("handouts", "slides", "classroom")
FOLDER = "kit"
WORDS = {
    "zh": {
        "title": "研讨课材料",
        "archive": "没有网络的教室：全书、笔记本、数据和环境（zip）",
        "book": "全书",
        "handout": "讲义 PDF",
        "slides": "投影",
        "colon": "：",
    },
    "en": {
        "title": "Seminar kit",
        "archive": "For a room without a network: book, notebooks, data and environment (zip)",
        "book": "The whole book",
        "handout": "Handout PDF",
        "slides": "Slides",
        "colon": ": ",
    },
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants of the kit.

    Attributes
    ----------
    parts : tuple of str
        Of :data:`PARTS`.
    languages : tuple of str
    chapters : tuple of str
        Addresses of the only chapters to print; all, and the whole book, when empty.
    wheels : pathlib.Path or None
        Folder of packages to put into the archive.
    """

    parts: tuple[str, ...] = PARTS
    languages: tuple[str, ...] = LANGUAGES
    chapters: tuple[str, ...] = ()
    wheels: Path | None = None


def make(root: Path, site: Path, output: Path, wish: Wish, say: Callable[[str], None]) -> None:
    """Make the kit of *site* and put it at *output* by one rename.

    Parameters
    ----------
    root : pathlib.Path
        The project, for the archive.
    site : pathlib.Path
        A finished site; it is only read.
    output : pathlib.Path
        Replaced as a whole: the old kit, or the new one.
    wish : Wish
    say : callable
        Given a line for each thing that takes time.

    Raises
    ------
    MegalopolisError
        There is no site, no browser, or something that is not a kit at *output*.
    """
    publish.refuse(output)
    editions = _wanted(site, wish)
    known = {chapter.address for edition in editions for chapter in edition.chapters}
    if strange := [one for one in wish.chapters if one not in known]:
        raise ParameterError(
            f"expected chapters of the site {site}; found {', '.join(strange)}. There are: "
            f"{', '.join(sorted(known))}"
        )
    output.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".kit-", dir=output.parent) as made:
        new, still = Path(made) / FOLDER, Path(made) / site.name
        new.mkdir()
        # What is being read stays as it is, whatever is built meanwhile.
        shutil.copytree(site, still, copy_function=publish.linked)
        editions = _wanted(still, wish)
        # Cheap things first: what is wrong with the packages is then said before the long printing.
        if ROOM in wish.parts:
            say("packing the archive")
            room.write(root, still, new / room.NAME, wish.wheels)
        if SLIDES in wish.parts:
            for edition in editions:
                say(f"slides {edition.language}")
                slides.write(edition, new / SLIDES)
        if HANDOUTS in wish.parts:
            handouts.write(editions, new / HANDOUTS, say, wish.chapters)
        (new / publish.MARK).write_text(_index(new, editions), encoding="utf-8")
        publish.publish(new, output, copy=publish.linked)


def _wanted(site: Path, wish: Wish) -> list[source.Edition]:
    found = source.editions(site)
    wanted = [one for one in found if one.language in wish.languages]
    if not wanted:
        raise ParameterError(
            f"expected an edition in {', '.join(wish.languages)} in {site}; found {found[0].language} only: "
            "build the other with `megalopolis build`, or ask for this one with --language"
        )
    return wanted


def _index(kit: Path, editions: Sequence[source.Edition]) -> str:
    """The page that lists what the kit holds."""

    def there(name: str) -> str:
        return name if (kit / name).is_file() else ""

    def rows(edition: source.Edition) -> list[dict[str, Any]]:
        made, last = [], ""
        for chapter in edition.chapters:
            handout = there(f"{HANDOUTS}/{edition.language}/{chapter.address}.pdf")
            deck = there(f"{SLIDES}/{edition.language}/{chapter.address}.html")
            if handout or deck:
                part = chapter.part if chapter.part != last else ""
                last = chapter.part
                shown = {"title": chapter.title, "depth": chapter.depth, "part": part}
                made.append({**shown, "handout": handout, "slides": deck})
        return made

    described = [
        {
            "tag": interface.TAGS[one.language],
            "title": one.title,
            "words": WORDS[one.language],
            "book": there(f"{HANDOUTS}/{one.language}/{handouts.BOOK}"),
            "rows": rows(one),
        }
        for one in editions
    ]
    template = files("megalopolis").joinpath("assets", "templates", "kit.html").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, keep_trailing_newline=True)
    return environment.from_string(template).render(
        editions=described, archive=there(room.NAME), icon=theme.ICON, policy=policy.header()
    )


def into_site(kit: Path, site: Path) -> None:
    """Put a finished *kit* into *site*, as its folder ``kit``, and let the pages lead to it.

    An element with ``data-kit`` names what it speaks of, such as ``index.html``; where the kit holds that,
    the element becomes a link. The next build of the site takes both away again.
    """
    import lxml.html

    with tempfile.TemporaryDirectory(prefix=".site-", dir=site.parent) as made:
        new = Path(made) / site.name
        publish.publish(site, new, copy=publish.linked)
        publish.publish(kit, new / FOLDER, copy=publish.linked)
        changed = []
        for path in sorted(new.glob("[a-z][a-z]/**/*.html")):
            text = path.read_text(encoding="utf-8")
            if "data-kit=" not in text:
                continue
            page = lxml.html.document_fromstring(text)
            up = "../" * (len(path.relative_to(new).parts) - 1)
            for element in page.xpath("//*[@data-kit]"):
                name = element.get("data-kit")
                if (kit / name).is_file():
                    element.tag = "a"
                    element.set("href", f"{up}{FOLDER}/{name}")
            # A name of its own: the file of the site may be one and the same.
            path.unlink()
            path.write_text(
                lxml.html.tostring(page, encoding="unicode", doctype="<!DOCTYPE html>"), encoding="utf-8"
            )
            changed.append(path)
        crate.refresh(new, changed)
        publish.publish(new, site, copy=publish.linked)
