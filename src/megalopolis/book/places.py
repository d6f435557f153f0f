"""Where a build reads and writes: the only module of the build that knows folder names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from megalopolis.errors import ParameterError

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of one project.

    Attributes
    ----------
    root : pathlib.Path
        Folder that holds ``chapters``, ``data``, ``_config.yml`` and ``_toc.yml``.
    bench : str
        Folder under ``_build`` in which a site is put together; named when several are at a time. What is
        known by content is shared by all.
    """

    root: Path
    bench: str = ""

    @property
    def chapters(self) -> Path:
        """The notebooks as they are written."""
        return self.root / "chapters"

    @property
    def data(self) -> Path:
        """The tables."""
        return self.root / "data"

    @property
    def configuration(self) -> Path:
        """Settings of Jupyter Book, and of each edition."""
        return self.root / "_config.yml"

    @property
    def contents(self) -> Path:
        """The table of contents."""
        return self.root / "_toc.yml"

    @property
    def lock(self) -> Path:
        """Every installed version, with hashes."""
        return self.root / "requirements.txt"

    @property
    def build(self) -> Path:
        """Everything that a build writes, unless another output is asked for."""
        return self.root / "_build"

    @property
    def site(self) -> Path:
        """Where the site is published by default."""
        return self.build / "site"

    @property
    def executed(self) -> Path:
        """Executed notebooks, by content."""
        return self.build / "cache" / "executed"

    @property
    def reads(self) -> Path:
        """What runs read, by recipe."""
        return self.build / "cache" / "reads"

    @property
    def rows(self) -> Path:
        """Names of the rows of tables, by content."""
        return self.build / "cache" / "rows"

    @property
    def facts(self) -> Path:
        """What the self-check knows of pages, by content."""
        return self.build / "cache" / "facts"

    @property
    def imports(self) -> Path:
        """What the modules of the package import, by content."""
        return self.build / "cache" / "imports.json"

    @property
    def pages(self) -> Path:
        """Normalised notebooks with their charts and findings, by content."""
        return self.build / "cache" / "pages"

    @property
    def scripts(self) -> Path:
        """Scripts and styles of the charts, by content."""
        return self.build / "cache" / "scripts"

    @property
    def templates(self) -> Path:
        """Templates of pages as Python compiled them."""
        return self.build / "cache" / "templates"

    @property
    def checked(self) -> Path:
        """Names of the inputs that passed the check of the tables."""
        return self.build / "cache" / "checked"

    @property
    def drawings(self) -> Path:
        """Static drawings of charts, by content."""
        return self.build / "cache" / "drawings"

    @property
    def answers(self) -> Path:
        """What notebooks work out alike, by the state of everything that it may depend on."""
        return self.build / "cache" / "answers"

    @property
    def values(self) -> Path:
        """Values of the parameters that templates vary, by content."""
        return self.build / "cache" / "values"

    @property
    def failed(self) -> Path:
        """Half-run notebooks of the last build."""
        return self.build / self.bench / "failed"

    @property
    def messages(self) -> Path:
        """What kernels said outside of their notebooks during the last build."""
        return self.build / "kernels.txt"

    def stage(self, language: str) -> Path:
        """What Jupyter Book reads."""
        return self.build / self.bench / "stage" / language

    def rendered(self, language: str) -> Path:
        """What Jupyter Book writes."""
        return self.build / self.bench / "render" / language

    def finished(self, region: str) -> Path:
        """The last complete site of a region, kept so that an unchanged book is not rendered again."""
        return self.build / self.bench / "finished" / region

    def stamp(self, region: str) -> Path:
        """What the last complete site of a region was made of."""
        return self.build / self.bench / "finished" / f"{region}.stamp"

    def passed(self, region: str, language: str) -> Path:
        """What is known of the pages of the last complete site of a region."""
        return self.build / self.bench / "finished" / f"{region}.{language}.json"

    def notebook(self, chapter: str) -> Path:
        """The source of *chapter*, such as ``problems/innovation``."""
        return self.chapters / f"{chapter}.ipynb"

    def region(self, region: str) -> Path:
        """The description of *region*."""
        return self.data / "regions" / f"{region}.yml"

    def regions(self) -> tuple[str, ...]:
        """Every region that has a description."""
        return tuple(sorted(path.stem for path in (self.data / "regions").glob("*.yml")))

    def known_region(self, region: str) -> str:
        """*region*, when it has a description.

        Raises
        ------
        ParameterError
            It has none; the message lists those that have.
        """
        if region not in self.regions():
            known = ", ".join(self.regions()) or "none"
            raise ParameterError(
                f"expected a region with a description {self.region('ID').relative_to(self.root)}; "
                f"found {region!r}. There are: {known}"
            )
        return region


def chapter_named(places: Places, name: str) -> str:
    """The chapter that a user means by *name*: an address, a path, or a path under ``chapters``.

    Raises
    ------
    ParameterError
        There is no such notebook; the message lists those that there are.
    """
    plain = name.removesuffix(".ipynb").removesuffix(".html")
    candidates = [plain, plain.removeprefix("chapters/")]
    path = Path(name).resolve()
    if path.is_relative_to(places.chapters):
        candidates.append(path.relative_to(places.chapters).with_suffix("").as_posix())
    for candidate in candidates:
        if places.notebook(candidate).is_file():
            return candidate
    known = sorted(
        path.relative_to(places.chapters).with_suffix("").as_posix()
        for path in places.chapters.rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    )
    listed = "\n".join(f"- {chapter}" for chapter in known) or "- none"
    raise ParameterError(
        f"expected a chapter; found {name!r}, which is no notebook under {places.chapters}.\n"
        f"There are:\n{listed}"
    )
