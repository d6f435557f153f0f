"""What every chart function returns: a specification with its words and its data.

A figure shows itself. In the build (environment variable ``MEGALOPOLIS_BUILD=1``) it hands over a
payload from which the page is made; anywhere else it gives JupyterLab a live chart and a drawing.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any, Required, TypedDict

import pandas as pd

from megalopolis.drawing import svg, theme
from megalopolis.errors import EmptyError, ParameterError

PAYLOAD = "application/vnd.megalopolis.figure+json"
VEGA_LITE = "application/vnd.vegalite.v6+json"
LANGUAGES = ("zh", "en")


class Words(TypedDict, total=False):
    """The words that every chart takes.

    Attributes
    ----------
    title : str
        What is shown, for the heading above the chart.
    description : str
        One sentence that says what the chart shows to who cannot see it: its alternative text.
    source : str
        Producers and years.
    caveat : str
        What the chart does not show; may be left out.
    language : {"zh", "en"}
        Language of all of these and of the column headings.
    """

    title: Required[str]
    description: Required[str]
    source: Required[str]
    caveat: str
    language: Required[str]


def plain(value: Any) -> str | int | float | bool | None:
    """A cell as JSON: missing as None, a number with nine significant digits.

    The last bits of a float differ between processors; the bytes of a page must not.
    """
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, float):
        if math.isinf(value):
            raise ParameterError("expected finite numbers in a chart; found infinity: leave the value out")
        rounded = float(f"{value:.9g}")
        return int(rounded) if rounded.is_integer() and abs(rounded) < 1e15 else rounded
    return value if isinstance(value, (str, int, bool)) else str(value)


def _require(figure: Figure | TableFigure, *names: str) -> None:
    for name in names:
        if not getattr(figure, name).strip():
            raise ParameterError(f"{figure!r} needs a {name}; found none: pass {name}=")
    if figure.language not in LANGUAGES:
        raise ParameterError(f"expected language 'zh' or 'en' for {figure!r}; found {figure.language!r}")
    if figure.table.empty:
        raise EmptyError(f"expected at least one row to show in {figure!r}; found none")


@dataclass(frozen=True, repr=False)
class Figure:
    """A chart with its words and its data.

    Attributes
    ----------
    spec : dict
        Vega-Lite 6, without colours: these come from the configuration.
    title, description, source, caveat, language : str
        See :class:`Words`.
    table : pandas.DataFrame
        The data shown, one column per heading in the language.
    formats : mapping
        Column -> Python format such as ``"{:.1f}"``.

    Raises
    ------
    ParameterError
        Title, description or source is empty, the language is unknown, or there is no data.
    """

    spec: dict[str, Any]
    title: str
    description: str
    source: str
    language: str
    table: pd.DataFrame
    caveat: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _require(self, "title", "description", "source")
        if self.description.strip() == self.title.strip():
            raise ParameterError(
                f"the description of {self!r} repeats its title; "
                "expected a sentence that says what the chart shows to who cannot see it"
            )

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    def payload(self) -> dict[str, Any]:
        """Everything that a page needs, as JSON, but for the static drawings, which the book makes of it."""
        return {
            "kind": "chart",
            "spec": self.spec,
            "description": self.description,
            **_words_and_table(self),
        }

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if os.environ.get("MEGALOPOLIS_BUILD") == "1":
            return {PAYLOAD: self.payload(), "text/plain": repr(self)}
        titled = self.spec | {"title": self.title}
        drawn = svg.on_paper(svg.svg(titled))
        notes = "<br>".join(escape(line) for line in (self.source, self.caveat) if line)
        return {
            VEGA_LITE: svg.complete(titled | {"background": theme.PAPER}, "light"),
            "text/html": f"<figure>{drawn}<figcaption>{notes}</figcaption></figure>",
            "image/svg+xml": drawn,
            "text/plain": repr(self),
        }


@dataclass(frozen=True, repr=False)
class TableFigure:
    """A table shown as such, with its caption, source and caveat.

    Attributes
    ----------
    table : pandas.DataFrame
        One column per heading in the language; the first column names the rows.
    title, source, caveat, language : str
        See :class:`Words`.
    formats : mapping
        Column -> Python format such as ``"{:.1f}"``.
    anchors : tuple of str
        Address of each row on its page, or none at all.
    """

    table: pd.DataFrame
    title: str
    source: str
    language: str
    caveat: str = ""
    formats: Mapping[str, str] = field(default_factory=dict)
    anchors: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(self, "title", "source")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.title!r})"

    def payload(self) -> dict[str, Any]:
        """Everything that a page needs, as JSON."""
        payload = {"kind": "table", **_words_and_table(self)}
        if self.anchors:
            payload["table"]["anchors"] = list(self.anchors)
        return payload

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        if os.environ.get("MEGALOPOLIS_BUILD") == "1":
            return {PAYLOAD: self.payload(), "text/plain": repr(self)}
        shown = self.table.to_html(index=False, escape=True, na_rep="—", formatters=_formatters(self))
        notes = escape("\n".join(line for line in (self.source, self.caveat) if line))
        return {
            "text/html": f"<p><strong>{escape(self.title)}</strong></p>{shown}<p>{notes}</p>",
            "text/plain": self.table.to_string(index=False),
        }


def _formatters(figure: TableFigure) -> Any:
    return {column: pattern.format for column, pattern in figure.formats.items()}


def _words_and_table(figure: Figure | TableFigure) -> dict[str, Any]:
    table = figure.table
    unknown = sorted(set(figure.formats) - {str(column) for column in table.columns})
    if unknown:
        raise ParameterError(
            f"formats name no column of the table of {figure.title!r}: {', '.join(unknown)}; "
            f"expected some of {', '.join(map(str, table.columns))}"
        )
    return {
        "title": figure.title,
        "source": figure.source,
        "caveat": figure.caveat,
        "language": figure.language,
        "table": {
            "columns": [str(column) for column in table.columns],
            "rows": [[plain(cell) for cell in row] for row in table.itertuples(index=False)],
            "formats": dict(figure.formats),
        },
    }
