"""Words that set the reports of the region's cities apart, and words and concepts that stand together."""

from __future__ import annotations

from functools import cache
from itertools import product
from typing import Any

import pandas as pd

from megalopolis.findings import finding, grouping
from megalopolis.findings.corpus import OTHERS, OWN, Corpus
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called
from megalopolis.region import Region
from megalopolis.texts import cooccurrence, keyness
from megalopolis.texts.attention import CONCEPTS
from megalopolis.texts.places import ENDINGS, gazetteer

SPREAD = 0.5  # share of the region's reports that must hold a keyword: no single report makes one
SHOWN = 20
PAIRS = 15
BREAKS = (-1.0, -0.5, -0.1, 0.1, 0.5, 1.0)  # of pointwise mutual information, in bits
TOGETHER = 10  # sentences that must hold both words of a pair


@cache
def keywords(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Keyness of every word in the region's reports against those of other cities, names of places left out.

    Returns
    -------
    pandas.DataFrame, indexed by term
        As :func:`megalopolis.texts.keyness.compare`; words that at least half of the region's reports hold
        and that they use more. Empty where there is nothing to compare.
    """
    if not corpus.comparable:
        return pd.DataFrame(columns=["z", "log_ratio", "g2"])
    sizes = corpus.documents["words"].astype(int)
    found = keyness.compare(corpus.words, sizes, corpus.ids(OWN), corpus.ids(OTHERS))
    kept = found["target_documents"].ge(SPREAD) & found["log_ratio"].gt(0)
    return found[kept & ~found.index.isin(_names(here)) & (found.index.str.len() > 1)]


def table(here: Region, corpus: Corpus) -> pd.DataFrame:
    """The words that set the region apart, for the reader; empty where there is nothing to compare."""
    found = keywords(here, corpus).head(SHOWN)
    if found.empty:
        return pd.DataFrame()
    columns: dict[str, Any] = {
        "term": [glossed(here, term) for term in found.index],
        "own": found["target_rate"],
        "others": found["reference_rate"],
        "other_documents": 100 * found["reference_documents"],
        "log_ratio": found["log_ratio"],
        "g2": found["g2"],
        "z": found["z"],
    }
    shown = pd.DataFrame(columns).rename(columns=lambda column: here.say(f"texts.keyness.{column}"))
    held, sizes = _held(here, corpus)
    names = grouping.called(here)
    for place, group in enumerate(sizes.index, start=4):
        heading = here.say("texts.keyness.group", name=names[group], size=int(sizes[group]))
        shown.insert(place, heading, held.loc[found.index, group].astype(int))
    return shown.reset_index(drop=True)


def formats(here: Region, prefix: str, **decimals: int) -> dict[str, str]:
    """Formats of a table by its headings: decimals of the columns *prefix*.<name>."""
    return {here.say(f"{prefix}.{name}"): f"{{:.{places}f}}" for name, places in decimals.items()}


def key(here: Region, corpus: Corpus) -> tuple[Finding, ...]:
    """The word that sets the region apart most, and how many of such words all groups share."""
    found = keywords(here, corpus)
    if found.empty:
        return (
            finding.tell(here, "texts.keyness", None, term="", words=[], documents=None, elsewhere=None),
            finding.tell(here, "texts.keyness.spread", None, shown=None),
        )
    top, shown = found.iloc[0], list(found.index[:SHOWN])
    return (
        finding.tell(
            here,
            "texts.keyness",
            2 ** top["log_ratio"],
            term=shown[0],
            words=shown[1:6],
            documents=100 * top["target_documents"],
            elsewhere=100 * top["reference_documents"],
        ),
        finding.tell(here, "texts.keyness.spread", spread(here, corpus, shown), shown=len(shown)),
    )


def leading(here: Region, corpus: Corpus) -> tuple[str, ...]:
    """The word that sets the region apart most, by itself; none where there is nothing to compare."""
    return tuple(str(term) for term in keywords(here, corpus).index[:1])


def spread(here: Region, corpus: Corpus, terms: list[str]) -> int:
    """How many of the *terms* at least half of the reports of every group of the region hold."""
    held, sizes = _held(here, corpus)
    return int((held.loc[terms] >= SPREAD * sizes).all(axis=1).sum())


def glossed(here: Region, term: str) -> str:
    """The word, in English with what it means beside it where the labels say so."""
    if here.language == "zh":
        return term
    labels = here.table("labels-texts")
    meanings = labels[labels["key"].str.startswith("texts.word.")].set_index("zh")["en"]
    return f"{term} ({meanings[term]})" if term in meanings.index else term


def _held(here: Region, corpus: Corpus) -> tuple[pd.DataFrame, pd.Series]:
    """Reports that hold a term, term by group; and the reports of each group, most first."""
    homes = corpus.documents.loc[corpus.ids(OWN), "city"].map(here.cities["group"])
    rows = corpus.words[corpus.words["document"].isin(homes.index)]
    sizes = homes.value_counts()
    found = rows.groupby(["term", rows["document"].map(homes)]).size().unstack(fill_value=0)
    return found[sizes.index], sizes


def concepts_together(here: Region, corpus: Corpus) -> pd.DataFrame:
    """How much more often than by chance a sentence of the region's reports holds words of two concepts."""
    if not corpus.ids(OWN):
        return pd.DataFrame()
    found = pairs_of_concepts(corpus, OWN)
    both = {
        frozenset(pair): float(pmi)
        for *pair, pmi in found[["term_x", "term_y", "pmi"]].itertuples(index=False, name=None)
    }
    rows = [
        {"concept": called(here, x), "other": called(here, y), "pmi": both.get(frozenset((x, y)))}
        for x, y in product(CONCEPTS, CONCEPTS)
    ]
    return pd.DataFrame(rows).rename(columns=lambda column: here.say(f"texts.together.{column}"))


def pairs_of_concepts(corpus: Corpus, group: str) -> pd.DataFrame:
    """Pairs of concepts by sentence, as :func:`megalopolis.texts.cooccurrence.pairs`."""
    concept = corpus.lexicon.dropna(subset="concept").set_index("term")["concept"]
    terms = corpus.terms[corpus.terms["document"].isin(corpus.ids(group))]
    named = terms.assign(term=terms["term"].map(concept)).dropna(subset="term")
    return cooccurrence.pairs(named, _sentences(corpus, group), minimum=1)


def words_together(here: Region, corpus: Corpus) -> pd.DataFrame:
    """The closest pairs of words of different concepts in the region's reports."""
    concept = corpus.lexicon.dropna(subset="concept").set_index("term")["concept"]
    terms = corpus.terms[corpus.terms["document"].isin(corpus.ids(OWN))]
    if terms.empty:
        return pd.DataFrame()
    total = _sentences(corpus, OWN)
    found = cooccurrence.pairs(terms, total, words=pd.Index(concept.index), minimum=TOGETHER)
    x, y = found["term_x"].map(concept), found["term_y"].map(concept)
    found = found.assign(
        concepts=[f"{called(here, a)} – {called(here, b)}" for a, b in zip(x, y, strict=True)]
    )
    closest = found[x != y].sort_values(["npmi", "term_x"], ascending=[False, True]).head(PAIRS)
    closest = closest.assign(
        **{side: [glossed(here, one) for one in closest[side]] for side in ("term_x", "term_y")}
    )
    shown = closest[["term_x", "term_y", "concepts", "n_xy", "pmi", "npmi"]]
    return shown.reset_index(drop=True).rename(columns=lambda column: here.say(f"texts.pair.{column}"))


def together(here: Region, corpus: Corpus) -> Finding:
    """The two concepts that share sentences most, and least, against chance."""
    if not corpus.ids(OWN):
        return finding.tell(here, "texts.together", None, one="", two="", three="", four="", least=None)
    found = pairs_of_concepts(corpus, OWN).sort_values("pmi", ascending=False)
    most, least = found.iloc[0], found.iloc[-1]
    return finding.tell(
        here,
        "texts.together",
        2 ** most["pmi"],
        one=most["term_x"],
        two=most["term_y"],
        three=least["term_x"],
        four=least["term_y"],
        least=2 ** least["pmi"],
    )


def _sentences(corpus: Corpus, group: str) -> int:
    return int(corpus.documents.loc[corpus.ids(group), "sentences"].sum())


def _names(here: Region) -> set[str]:
    """Names of cities and provinces, with and without their ending."""
    cities = here.table("cities")
    provinces = cities["province_zh"].dropna().unique()
    endings = {"省", "市", "自治区", *ENDINGS.values()}
    return {*gazetteer(cities).codes, *provinces, *(name + end for name in provinces for end in endings)}
