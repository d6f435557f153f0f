"""One number with its unit, interval, sentence in both languages, and the way back to measure and tables.

The sentence is a row of the ``findings-*`` tables, so that a chapter holds neither sentence nor number:
it calls :func:`tell`, and its prose reads the glued figures. In the build (environment variable
``MEGALOPOLIS_BUILD=1``) figures travel with the finding, in one message instead of many, and the book glues
them; elsewhere they are glued at once.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from megalopolis import tables
from megalopolis.errors import ParameterError
from megalopolis.findings.sentences import Value, checked, fill, near, no_figure, plain, text, texts
from megalopolis.findings.words import LANGUAGES, say
from megalopolis.region import Region

MIME = "application/vnd.megalopolis.finding+json"
FIGURES = "application/vnd.megalopolis.glue+json"


@dataclass(frozen=True, slots=True)
class Finding:
    """A keyed number and what stands behind it.

    Attributes
    ----------
    key : str
        Row of the ``findings-*`` tables, such as ``innovation.education.rank``.
    value : float or None
        The number; None where the data hold no figure.
    low, high : float or None
        Interval of the value, in its unit.
    unit : str
    sentence_zh, sentence_en : str
        The sentence with its figures, or the statement that there is no figure.
    measure : str
        Dotted name of the function that computed the value.
    tables, indicators : tuple of str
        Resources and indicator codes it was computed from.
    year : int or None
        Year of the value, where there is one.
    region, language : str
    source : str
        Producers and years in one line, in *language*.
    """

    key: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    sentence_zh: str
    sentence_en: str
    measure: str
    tables: tuple[str, ...]
    indicators: tuple[str, ...]
    year: int | None
    region: str
    language: str
    source: str

    @property
    def sentence(self) -> str:
        """The sentence in the language of the edition."""
        return self.sentence_zh if self.language == "zh" else self.sentence_en

    @property
    def html(self) -> str:
        """The sentence, and folded behind it measure, tables, indicators, source, and who builds on it."""
        colon, comma = say(self.language, "separator"), say(self.language, "comma")
        parts = [
            ("measure", f"<code>{escape(self.measure)}</code>"),
            ("tables", comma.join(_named("table", name) for name in self.tables)),
            ("indicators", comma.join(_named("indicator", name) for name in self.indicators)),
            ("source", escape(self.source.rstrip("。. "))),
        ]
        behind = say(self.language, "between").join(
            f"{escape(say(self.language, name))}{colon}{text}" for name, text in parts if text
        )
        mark = "" if self.value is not None else ' class="no-figure"'
        return (
            f'<div class="finding" id="finding-{escape(self.key)}"><p{mark}>{escape(self.sentence)}</p>'
            f'<details class="finding-behind"><summary>{escape(say(self.language, "behind"))}</summary>'
            f"<p>{behind}{say(self.language, 'stop')}"
            f'<span data-referrers="finding-{escape(self.key)}"></span></p></details></div>'
        )

    def bundle(self) -> dict[str, Any]:
        """What a notebook stores of it: HTML, JSON and plain text."""
        return {MIME: asdict(self), "text/html": self.html, "text/plain": self.sentence}

    def _ipython_display_(self) -> None:
        """Show nothing: :func:`tell` has shown it, and its anchor may stand once on a page only."""


def _named(kind: str, name: str) -> str:
    """The name of a table or indicator, which leads to its description where a page has one."""
    return f'<code data-reference="{kind}-{escape(name)}">{escape(name)}</code>'


def tell(
    here: Region,
    key: str,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    **names: Value,
) -> Finding:
    """State a finding, show its sentence, and glue its figures for the prose.

    Parameters and errors are those of :func:`state`.

    Returns
    -------
    Finding
        Prose cells read it as ``{glue:text}`` with ``key``, ``key.low``, ``key.high`` and ``key.<name>``.
    """
    finding, written = _made(here, key, {"value": value, "low": low, "high": high}, names)
    figures = {key if name == "value" else f"{key}.{name}": figure for name, figure in written.items()}
    if os.environ.get("MEGALOPOLIS_BUILD") == "1":
        show({**finding.bundle(), FIGURES: figures})
    else:
        show(finding.bundle())
        _glue(figures)
    return finding


def state(
    here: Region,
    key: str,
    value: float | None,
    low: float | None = None,
    high: float | None = None,
    **names: Value,
) -> Finding:
    """Make a finding and show nothing.

    Parameters
    ----------
    here : Region
    key : str
        Row of the ``findings-*`` tables.
    value, low, high : float or None
        The number and its interval; None or NaN where there is no figure.
    **names
        Every other placeholder of the sentence. A city code, an agglomeration id, a term of the glossary or
        an indicator is written as its name in each language, a list of them as a list; *year* is also the
        year of the finding.

    Raises
    ------
    ParameterError
        No such key, a placeholder is not given, or one is given that the sentence does not have; near
        ones are listed.
    """
    return _made(here, key, {"value": value, "low": low, "high": high}, names)[0]


def state_from(here: Region, key: str, figures: Mapping[str, Any], **names: Value) -> Finding:
    """Make a finding from the figures of a comparison, and show nothing; errors as :func:`state`."""
    return state(here, key, **{**figures, **names})


def _made(
    here: Region, key: str, figures: Mapping[str, float | None], names: Mapping[str, Value]
) -> tuple[Finding, dict[str, str]]:
    """The finding, and its figures as they stand in the sentence of the language."""
    row = _row(here, key)
    sentences = {language: str(row[f"sentence_{language}"]) for language in LANGUAGES}
    formats = checked(key, sentences, names, here.language)
    present = plain(figures["value"]) is not None
    written = {language: texts(here, language, key, {**figures, **names}, formats) for language in LANGUAGES}
    made = {
        language: fill(sentence, written[language]) if present else no_figure(here, language, row)
        for language, sentence in sentences.items()
    }
    year = plain(names.get("year"))
    finding = Finding(
        key=key,
        value=plain(figures["value"]),
        low=plain(figures["low"]),
        high=plain(figures["high"]),
        unit=text(row["unit"]),
        sentence_zh=made["zh"],
        sentence_en=made["en"],
        measure=text(row["measure"]),
        tables=tuple(text(row["tables"]).split()),
        indicators=tuple(text(row["indicators"]).split()),
        year=None if year is None else int(year),
        region=here.id,
        language=here.language,
        source=here.sources(text(row["indicators"]).split() or text(row["tables"]).split()),
    )
    return finding, written[here.language]


def show(bundle: Mapping[str, Any]) -> None:
    """Put a mime bundle among the outputs of the cell."""
    from IPython.display import display

    put: Callable[..., object] = display
    put(dict(bundle), raw=True)


def _row(here: Region, key: str) -> Mapping[str, Any]:
    try:
        return tables.entry("findings", key, here.data)
    except ParameterError:
        raise ParameterError(
            f"finding {key!r}: expected a key of the findings tables under data/findings. "
            f"{near(key, here.findings_table.index)}"
        ) from None


def _glue(figures: Mapping[str, str]) -> None:
    from myst_nb import glue

    for name, figure in figures.items():
        glue(name, figure, display=False)
