"""What stands in the place of a chart or table for which a region has no data: one sentence that says so."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import Any, ParamSpec, TypeVar

from megalopolis.errors import EmptyError

WORDS = {
    "zh": "这一地区在这里没有可以列出的数据：{title}。",
    "en": "For this region there is nothing to list here: {title}.",
}

Given = ParamSpec("Given")
Made = TypeVar("Made")


@dataclass(frozen=True, repr=False)
class Absence:
    """A sentence instead of a figure.

    Attributes
    ----------
    title, language : str
        Of the chart or table that would stand here.
    """

    title: str
    language: str

    @property
    def sentence(self) -> str:
        """What is said, in the language."""
        return WORDS[self.language].format(title=self.title.rstrip("。."))

    def __repr__(self) -> str:
        return f"Absence({self.title!r})"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {
            "text/html": f'<p class="no-figure">{escape(self.sentence)}</p>',
            "text/plain": self.sentence,
        }


def or_absence(kind: Callable[Given, Made]) -> Callable[Given, Made | Absence]:
    """*kind*, a chart function, returning an :class:`Absence` where its data have no rows."""

    @wraps(kind)
    def made(*args: Given.args, **named: Given.kwargs) -> Made | Absence:
        try:
            return kind(*args, **named)
        except EmptyError:
            return Absence(str(named["title"]), str(named["language"]))

    return made
