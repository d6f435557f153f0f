"""Which work reports are compared: the State Council's over time, and the latest of cities and provinces.

The tables of counts are large: only the rows of work reports are read, and whole documents only where they
are the latest of their place.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from megalopolis import tables
from megalopolis.findings import finding
from megalopolis.findings.finding import Finding
from megalopolis.region import Region
from megalopolis.texts.attention import by_paragraph

OWN, OTHERS, PROVINCES = "own", "others", "provinces"
GROUPS = (OWN, OTHERS, PROVINCES)
# First years of the periods: after 1964 and after 1975 reports are missing; since then ten years each, for a
# list of words counts little in a single report.
PERIODS = (1954, 1975, 1983, 1993, 2003, 2013)


@dataclass(frozen=True, slots=True, eq=False)
class Corpus:
    """Counts of work reports.

    Attributes
    ----------
    documents : pandas.DataFrame, indexed by id
        Work reports with kind, level, place, city, year and sizes.
    lexicon : pandas.DataFrame
    counts : pandas.DataFrame
        Words of each concept by document and paragraph, as :func:`megalopolis.texts.attention.by_paragraph`.
    paragraphs, terms, places : pandas.DataFrame
        Rows of these reports; *terms* holds the words of the lexicon by paragraph and sentence.
    words : pandas.DataFrame
        document, term, count of whole documents: the latest reports of cities.
    period : pandas.Series
        Period of each report of the State Council, indexed by document.
    group : pandas.Series
        One of :data:`GROUPS` for the latest report of each city and province, indexed by document.
    """

    documents: pd.DataFrame
    lexicon: pd.DataFrame
    counts: pd.DataFrame
    paragraphs: pd.DataFrame
    terms: pd.DataFrame
    places: pd.DataFrame
    words: pd.DataFrame
    period: pd.Series
    group: pd.Series

    def ids(self, group: str) -> list[str]:
        """Documents of one group, in the order of the table; none where there is none."""
        return list(self.group.index[self.group == group])

    @property
    def comparable(self) -> bool:
        """Whether there are reports of cities both of the region and elsewhere."""
        return bool(self.ids(OWN)) and bool(self.ids(OTHERS))


def read(here: Region, since: int) -> Corpus:
    """Read the counts of work reports.

    Parameters
    ----------
    here : Region
    since : int
        First year of delivery of the reports of cities and provinces; of each place the latest is taken.
    """
    documents = here.table("documents").set_index("id")
    documents = documents[documents["kind"] == "report"].sort_values(["year"], kind="stable")
    group = grouped(documents, since, here.cities.index)
    cities = group.index[group.isin([OWN, OTHERS])]
    lexicon = here.table("lexicon")
    terms = _rows(here, "terms", documents.index, cities)
    inside = terms["paragraph"] > 0
    paragraphs = _rows(here, "paragraphs", documents.index)
    return Corpus(
        documents=documents,
        lexicon=lexicon,
        counts=by_paragraph(terms[inside], paragraphs, lexicon),
        paragraphs=paragraphs,
        terms=terms[inside],
        places=_rows(here, "places", cities),
        words=terms.loc[~inside, ["document", "term", "count"]],
        period=periods(documents),
        group=group,
    )


def grouped(documents: pd.DataFrame, since: int, cities: pd.Index) -> pd.Series:
    """The group of the latest report of each city and province delivered in *since* or later."""
    recent = documents[documents["year"] >= since].sort_values("year", kind="stable")
    latest = recent[recent["level"].isin(["city", "province"])].drop_duplicates(
        ["level", "place"], keep="last"
    )
    own = latest["city"].isin(cities)
    names = latest["level"].map({"city": OTHERS, "province": PROVINCES}).mask(own, OWN)
    return names.rename("group")


def periods(documents: pd.DataFrame) -> pd.Series:
    """The period of each report of the State Council, such as ``2013–2025``, by the years there are."""
    central = documents[documents["level"] == "central"]
    number = pd.cut(central["year"].astype(int), [*PERIODS, 10_000], right=False, labels=False)
    years = central["year"].groupby(number)
    names = years.min().astype(str) + "–" + years.max().astype(str)
    return number.map(names).rename("period")


def without_each(corpus: Corpus, group: pd.Series, concept: str) -> pd.DataFrame:
    """The share of *concept* in each group of documents when one of its words is left out, word by word.

    Parameters
    ----------
    corpus : Corpus
    group : pandas.Series
        Name of the group of each document, indexed by document; others are left out.
    concept : str

    Returns
    -------
    pandas.DataFrame, groups x words of the concept
        Percent of the words of all concepts, the word left out of both.
    """
    named = corpus.lexicon.dropna(subset="concept").set_index("term")["concept"]
    hits = corpus.terms[corpus.terms["document"].isin(group.index) & corpus.terms["term"].isin(named.index)]
    counted = hits["count"].groupby([hits["document"].map(group), hits["term"]]).sum().unstack(fill_value=0)
    ours = counted[[str(term) for term in counted.columns if named[str(term)] == concept]]
    left = ours.rsub(ours.sum(axis="columns"), axis="index")
    return 100 * left / ours.rsub(counted.sum(axis="columns"), axis="index")


def panels(name: str, data: pd.DataFrame, /, **more: Any) -> tuple[dict[str, Any], ...]:
    """What a chart takes under *name*, with its words; none where there is no row to show."""
    return () if data.empty else ({name: data, **more},)


def overview(here: Region) -> pd.DataFrame:
    """Texts by kind and level: how many, of which years, how large."""
    every = here.table("documents")
    by = every.groupby(["kind", "level"], sort=False)
    table = (
        by["year"]
        .agg(["size", "min", "max"])
        .assign(characters=by["characters"].sum() / 10_000, sentences=by["sentences"].sum())
    )
    table = table.sort_values("size", ascending=False).reset_index()
    kinds = [
        here.say(f"texts.kind.{kind}.{level}") if f"{kind}.{level}" in KINDS else f"{kind}, {level}"
        for kind, level in zip(table["kind"], table["level"], strict=True)
    ]
    years = [
        f"{low}–{high}" if low != high else f"{low}"
        for low, high in zip(table["min"], table["max"], strict=True)
    ]
    shown = pd.DataFrame(
        {
            "kind": kinds,
            "years": years,
            "size": table["size"].astype(int),
            "sentences": table["sentences"].astype(int),
            "characters": table["characters"],
        }
    )
    return shown.rename(columns=lambda column: here.say(f"texts.{column}"))


KINDS = (
    "report.central", "report.province", "report.city", "resolution.central", "congress-report.party",
    "policy.central", "policy.province",
)  # fmt: skip


def refused(here: Region) -> pd.DataFrame:
    """Texts refused by the quality gate, by reason; a text with two reasons counts in both."""
    counted = here.table("documents-refused").groupby("rule").size().sort_values(ascending=False)
    shown = pd.DataFrame(
        {
            "rule": [here.say(f"texts.rule.{rule}") for rule in counted.index],
            "size": counted.to_numpy(),
        }
    )
    return shown.rename(columns=lambda column: here.say(f"texts.{column}"))


def size(here: Region) -> Finding:
    """How many texts there are, and how many were refused."""
    every, out = here.table("documents"), here.table("documents-refused")
    characters = every["characters"].sum()
    return finding.tell(
        here,
        "texts.corpus",
        len(every),
        characters=characters / 10_000,
        characters_millions=characters / 1e6,
        refused=out["id"].nunique(),
        duplicates=int((out["rule"] == "duplicate").sum()),
    )


def covered(here: Region, corpus: Corpus) -> Finding:
    """How many cities of the region have a report, and of which group most of them are."""
    cities = corpus.documents.loc[corpus.ids(OWN), "city"]
    absent = [city for city in here.cities.index if city not in set(cities)]
    others: dict[str, Any] = {"others": len(corpus.ids(OTHERS)), "provinces": len(corpus.ids(PROVINCES))}
    return finding.tell(here, "texts.covered", len(cities), cities=len(here.cities), absent=absent, **others)


def _rows(here: Region, name: str, documents: pd.Index, whole: pd.Index | None = None) -> pd.DataFrame:
    """The rows of some documents; of words in no paragraph only those of the documents *whole*."""

    def make() -> pd.DataFrame:
        import pyarrow.dataset as dataset

        file = here.data / tables.resources(name, here.data)[0]["path"]
        rows = dataset.field("document").isin(list(documents))
        if whole is not None:
            rows &= (dataset.field("paragraph") > 0) | dataset.field("document").isin(list(whole))
        found: pd.DataFrame = dataset.dataset(file, format="parquet").to_table(filter=rows).to_pandas()
        return found

    key = ("rows", name, here.data, tuple(documents), None if whole is None else tuple(whole))
    return tables.derive(key, [name, "documents"], here.data, make)
