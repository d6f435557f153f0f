"""Sentences of the ``findings-*`` tables, filled with figures and names in either language."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from string import Formatter
from typing import Any

import pandas as pd

from megalopolis import tables
from megalopolis.errors import DataError, ParameterError
from megalopolis.findings.words import say
from megalopolis.region import Region

# Tables that need not be named beside an indicator: those that hold it, and those that hold no figures.
STRUCTURE = ("observations", "cities", "agglomerations", "indicators")

Value = float | str | Sequence[str] | None


def near(word: str, known: Iterable[str]) -> str:
    """The part of a message that lists the words of *known* nearest to *word*."""
    listed = sorted(set(known))
    close = difflib.get_close_matches(word, listed, n=3, cutoff=0.4)
    return f"Near ones: {', '.join(close)}." if close else f"There are: {', '.join(listed) or 'none'}."


def checked(
    key: str, sentences: Mapping[str, str], names: Mapping[str, Value], language: str
) -> dict[str, str]:
    """The format of every placeholder, after checking that *names* gives each and nothing else."""
    always = {"value", "low", "high", "region"}
    other = "en" if language == "zh" else "zh"
    formats: dict[str, str] = {}
    for sentence in (sentences[language], sentences[other]):
        for _, name, form, _ in Formatter().parse(sentence):
            if name is not None:
                formats.setdefault(name, form or "")
    for name in sorted(set(formats) - always - set(names)):
        raise ParameterError(
            f"finding {key!r}: its sentence has the placeholder {{{name}}}; expected {name}=…, found "
            f"{', '.join(sorted(names)) or 'no placeholder'}. {near(name, names)}"
        )
    for name in sorted(set(names) - set(formats) - {"year"}):
        raise ParameterError(
            f"finding {key!r}: {name}= is given, but its sentence has no placeholder {{{name}}}. "
            f"{near(name, formats)}"
        )
    return formats


def texts(
    here: Region, language: str, key: str, values: Mapping[str, Value], formats: Mapping[str, str]
) -> dict[str, str]:
    """Each value as it stands in the sentence; a bound without a format of its own takes the value's."""
    edition = _edition(here, language)
    common = formats.get("value", "")
    texts = {
        name: _write(edition, key, name, value, formats.get(name, common if name in {"low", "high"} else ""))
        for name, value in values.items()
        if not (name in {"low", "high"} and value is None and name not in formats)
    }
    return {**texts, "region": edition.name} if "region" in formats else texts


def _write(edition: Region, key: str, name: str, value: Value, form: str) -> str:
    if isinstance(value, str):
        return called(edition, value)
    if isinstance(value, Sequence):
        named = say(edition.language, "comma").join(called(edition, one) for one in value)
        return named or say(edition.language, "none")
    number = plain(value)
    if number is None:
        return say(edition.language, "no-figure")
    try:
        return format(number, form or "g")
    except ValueError as error:
        raise ParameterError(
            f"finding {key!r}, placeholder {name}: expected a format for numbers; "
            f"found {form!r} ({error}). Put its sentence right under data/findings."
        ) from None


@cache
def _edition(here: Region, language: str) -> Region:
    """The same region in *language*; made once, so it is as old as *here*."""
    return here if language == here.language else Region.load(here.id, language, here.data)


def called(edition: Region, word: str) -> str:
    """The name of the region, a city, agglomeration, group, term or indicator; other words stay."""
    return _names(edition).get(word, word)


@cache
def _names(edition: Region) -> dict[str, str]:
    """Every name by its code or key; where two are the same, the first of the kinds above is meant."""
    groups = edition.cities.drop_duplicates("group").set_index("group")["group_name"]
    indicators = edition.table("indicators").set_index("code")[f"name_{edition.language}"]
    own = pd.Series({edition.agglomeration or edition.id: edition.name})
    kinds = (indicators, _terms(edition), groups, edition.agglomerations["name"], edition.names, own)
    return {str(code): str(name) for names in kinds for code, name in names.items()}


def _terms(edition: Region) -> pd.Series:
    """The glossary in the language; empty where the data folder has none."""
    try:
        return edition.table("glossary").set_index("key")[edition.language]
    except DataError:
        return pd.Series(dtype=str)


def fill(sentence: str, texts: Mapping[str, str]) -> str:
    """The sentence with its texts; formats have been applied already."""
    return "".join(
        literal + ("" if name is None else texts[name]) for literal, name, _, _ in Formatter().parse(sentence)
    )


def no_figure(here: Region, language: str, row: Mapping[str, Any]) -> str:
    edition = _edition(here, language)
    codes = text(row["indicators"]).split()
    needed = text(row["tables"]).split()
    beside = [name for name in needed if not (codes and name.startswith(STRUCTURE))]
    named = [*(edition.label(code) for code in codes), *_titles(edition, beside)] or [str(row["key"])]
    # of several things any one may be what lacks, so that none of them is said to have no figure
    kind = "no-figure-sentence" if len(named) == 1 else "incomplete-sentence"
    return say(language, kind, region=edition.name, what=say(language, "comma").join(named))


def _titles(edition: Region, names: Sequence[str]) -> list[str]:
    """What tables are called in the language; their titles read ``English / 中文``."""
    titles = {
        str(one["name"]): str(one.get("title") or one["name"])
        for one in tables.package(edition.data)["resources"]
    }
    side = 0 if edition.language == "en" else -1
    return [titles.get(name, name).split(" / ")[side] for name in names]


def plain(value: object) -> float | None:
    """A plain number, or None for None, NaN and pandas' NA."""
    if value is None or isinstance(value, str | Sequence):
        return None
    try:
        number = float(value)  # type: ignore[arg-type]
    except TypeError:
        return None
    return number if math.isfinite(number) else None


def text(cell: object) -> str:
    """A cell as text; a blank one is empty."""
    return cell if isinstance(cell, str) else ""
