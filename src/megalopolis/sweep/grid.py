"""Which editions a sweep makes: regions by years, each in its languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from megalopolis.book import parameters
from megalopolis.book.places import LANGUAGES, Places
from megalopolis.book.request import Request, settle
from megalopolis.errors import ParameterError

ALL = "all"
# The folder of an edition whose chapters keep the years that are written in them.
UNCHANGED = "default"
# What a sweep writes beside the sites, and by which a folder of sweeps is known.
LISTING = "editions.json"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asks for.

    Attributes
    ----------
    regions : str
        ``all``, or ids separated by commas.
    years : str
        Separated by commas; empty for the years written in the chapters.
    languages : str
        ``all``, or languages separated by commas.
    parameters : dict
        Name -> value as typed, for every edition.
    output : pathlib.Path or None
        Where the sites go; None for ``_build/sweep``.
    workers : int
        Notebooks executed side by side.
    scheduler : str
        ``local``, ``dask``, or the address of a Dask scheduler.
    engine : str
        papermill engine.
    """

    regions: str = ALL
    years: str = ""
    languages: str = ALL
    parameters: dict[str, str] = field(default_factory=dict)
    output: Path | None = None
    workers: int = 2
    scheduler: str = "local"
    engine: str = "warm"


@dataclass(frozen=True, slots=True)
class Edition:
    """One site of a sweep.

    Attributes
    ----------
    region, year : str
        *year* is empty for the years written in the chapters.
    languages : tuple of str
    parameters : dict
        Name -> value as typed, the year among them.
    site : pathlib.Path
        Where it is published.
    """

    region: str
    year: str
    languages: tuple[str, ...]
    parameters: dict[str, str]
    site: Path

    @property
    def name(self) -> str:
        """Its folder below the output, such as ``yangtze-river-delta/2010``."""
        return f"{self.region}/{self.year or UNCHANGED}"


def output(places: Places, wish: Wish) -> Path:
    """Where the sites go.

    Raises
    ------
    ParameterError
        The folder holds something else than an earlier sweep.
    """
    folder = (wish.output or places.build / "sweep").resolve()
    if folder.is_file():
        raise ParameterError(f"expected a folder for --output; found the file {folder}")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / LISTING).is_file():
        raise ParameterError(
            f"expected a new folder or one of an earlier sweep for --output; found {folder}, which holds "
            f"something else and no {LISTING}. Name another folder"
        )
    return folder


def editions(places: Places, wish: Wish) -> list[Edition]:
    """Every edition, region by region and year by year.

    Raises
    ------
    ParameterError
        An unknown region or language, a year or parameter that no chapter takes, or options that contradict
        each other.
    """
    folder = output(places, wish)
    regions = places.regions() if wish.regions == ALL else _listed("--regions", wish.regions)
    for region in regions:
        places.known_region(region)
    languages = _languages(wish)
    if "region" in wish.parameters:
        raise ParameterError("-p region=…: name the regions of a sweep with --regions")
    years = _listed("--years", _years(wish)) if _years(wish) else ("",)
    found = []
    for region in regions:
        for year in years:
            given = {**wish.parameters, **({"year": year} if year else {})}
            folders = folder / region / (year or UNCHANGED)
            found.append(Edition(region, year, languages, given, folders))
    for edition in {one.year: one for one in found}.values():
        settle(places, request(edition, wish))
    return found


def request(edition: Edition, wish: Wish) -> Request:
    """What one edition asks of a build."""
    return Request(
        region=edition.region,
        languages=edition.languages,
        parameters=dict(edition.parameters),
        workers=wish.workers,
        output=edition.site,
        engine=wish.engine,
    )


def _years(wish: Wish) -> str:
    return parameters.reconcile("years", wish.years or None, _renamed(wish.parameters, "year", "years")) or ""


def _languages(wish: Wish) -> tuple[str, ...]:
    typed = None if wish.languages == ALL else wish.languages
    given = _renamed(wish.parameters, "language", "languages")
    chosen = parameters.reconcile("languages", typed, given) or ALL
    listed = LANGUAGES if chosen == ALL else _listed("--languages", chosen)
    for language in listed:
        if language not in LANGUAGES:
            raise ParameterError(
                f"--languages: expected some of {', '.join(LANGUAGES)}, or all; found {language!r}"
            )
    return tuple(one for one in LANGUAGES if one in listed)


def _renamed(given: Mapping[str, str], name: str, option: str) -> dict[str, str]:
    return {option: given[name]} if name in given else {}


def _listed(option: str, text: str) -> Sequence[str]:
    """The entries of a list with commas, each once, in the order given."""
    entries = [one.strip() for one in text.split(",")]
    if not all(entries):
        raise ParameterError(f"{option}: expected a list such as A,B; found {text!r}")
    return tuple(dict.fromkeys(entries))
