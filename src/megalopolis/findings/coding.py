"""How far the lexicon may be trusted: it is held against paragraphs that were read and coded."""

from __future__ import annotations

import pandas as pd

from megalopolis import tables
from megalopolis.findings import finding
from megalopolis.findings.corpus import Corpus
from megalopolis.findings.finding import Finding
from megalopolis.findings.keywords import glossed
from megalopolis.findings.sentences import called
from megalopolis.region import Region
from megalopolis.texts import validation
from megalopolis.texts.attention import CONCEPTS, by_paragraph

PASSES = ("first", "second", "third")
SHOWN = 8


def passes(here: Region) -> dict[str, pd.DataFrame]:
    """The codings that there are, each indexed by document and paragraph."""
    there = {one["name"] for one in tables.resources(data=here.data)}
    return {
        name: here.table(f"lexicon-validation-{name}").set_index(["document", "paragraph"])
        for name in PASSES
        if f"lexicon-validation-{name}" in there
    }


def counted(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Words of each concept in the coded paragraphs, by document and paragraph."""
    coded = passes(here)["first"].index
    counts = by_paragraph(_rows(here, "terms"), _rows(here, "paragraphs"), corpus.lexicon)
    return counts[counts.index.isin(coded)]


def misread(here: Region, corpus: Corpus, concept: str) -> pd.DataFrame:
    """The words of a concept with the coded paragraphs that hold each, and how many the first pass confirms.

    Returns
    -------
    pandas.DataFrame, indexed by term
        held, right (paragraphs), wrong (their difference, largest first).
    """
    coding = passes(here)["first"][concept].rename("right")
    words = corpus.lexicon.loc[corpus.lexicon["concept"] == concept, "term"]
    terms = _rows(here, "terms")
    hits = terms[terms["term"].isin(words)].drop_duplicates(["document", "paragraph", "term"])
    joined = hits.merge(coding.reset_index(), on=["document", "paragraph"])
    found = joined.groupby("term")["right"].agg(held="size", right="sum")
    table: pd.DataFrame = found.assign(wrong=found["held"] - found["right"])
    return table.sort_values(["wrong", "held"], ascending=False, kind="stable")


def misread_table(here: Region, corpus: Corpus) -> pd.DataFrame:
    """The words that mislead most, of the concept with the lowest precision, for the reader."""
    concept = str(validation.scores(counted(here, corpus), passes(here)["first"])["precision"].idxmin())
    found = misread(here, corpus, concept).head(SHOWN)
    shown = found.assign(term=[glossed(here, str(term)) for term in found.index])
    table = shown[["term", "held", "right"]].reset_index(drop=True)
    return table.rename(columns=lambda column: here.say(f"texts.misread.{column}"))


def agreement(here: Region) -> pd.DataFrame:
    """Krippendorff's alpha of the first pass with each other one, concept by concept."""
    first, *others = passes(here).items()
    alphas = {name: validation.agreement(first[1], coding)["alpha"] for name, coding in others}
    return pd.DataFrame(alphas).reindex(list(CONCEPTS))


def table(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Agreement of the passes, and precision and recall of the lexicon against the first and the last."""
    alphas = agreement(here)
    shown = pd.DataFrame(
        {here.say("texts.concept"): [called(here, one) for one in CONCEPTS]}, index=alphas.index
    )
    for name in alphas:
        shown[here.say(f"texts.alpha.{name}")] = alphas[name]
    counts, codings = counted(here, corpus), passes(here)
    for name in dict.fromkeys(["first", list(codings)[-1]]):
        scores = validation.scores(counts, codings[name])
        for what in ("precision", "recall"):
            cells = scores[[what, f"{what}_low", f"{what}_high"]].to_numpy()
            shown[here.say(f"texts.{what}.{name}")] = [
                here.say("texts.interval", value=f"{value:.2f}", low=f"{low:.2f}", high=f"{high:.2f}")
                for value, low, high in cells
            ]
    return shown


def decimals(here: Region) -> dict[str, int]:
    """Decimals of the agreement of each pass that there is with the first."""
    return dict.fromkeys(list(passes(here))[1:], 2)


def told(here: Region, corpus: Corpus) -> tuple[Finding, ...]:
    """The lowest agreement of each pair of passes, and where the lexicon is least precise and misses most."""
    alphas = agreement(here)
    codings = passes(here)
    scores = validation.scores(counted(here, corpus), codings["first"])
    told = []
    for name in PASSES[1:]:
        worst = None if name not in alphas else str(alphas[name].idxmin())
        told.append(
            finding.tell(
                here,
                f"texts.alpha.{name}",
                None if worst is None else alphas[name][worst],
                concept=worst or "",
                highest=None if worst is None else alphas[name].max(),
                paragraphs=len(codings["first"]),
            )
        )
    words = misread(here, corpus, str(scores["precision"].idxmin()))
    least, missed = str(scores["precision"].idxmin()), str(scores["recall"].idxmin())
    said, coded = (
        float(scores["both"][least]) + float(scores[f"{only}_only"][least]) for only in ("lexicon", "coding")
    )
    order = scores.drop(index=least)["precision"].sort_values()
    return (
        *told,
        finding.tell(
            here,
            "texts.precision",
            *scores[["precision", "precision_low", "precision_high"]].T[least],
            concept=least,
            said=said,
            coded=coded,
            lowest=order.iloc[0],
            highest=order.iloc[-1],
        ),
        finding.tell(
            here,
            "texts.misread",
            int(words["wrong"].iloc[0]),
            concept=least,
            term=str(words.index[0]),
            held=int(words["held"].iloc[0]),
            right=int(words["right"].iloc[0]),
        ),
        finding.tell(
            here,
            "texts.recall",
            *scores[["recall", "recall_low", "recall_high"]].T[missed],
            concept=missed,
            highest=scores["recall"].max(),
        ),
    )


def _rows(here: Region, name: str) -> pd.DataFrame:
    """The rows of the documents with a coded paragraph, those of whole documents left out."""
    documents = passes(here)["first"].index.get_level_values("document").unique()

    def make() -> pd.DataFrame:
        import pyarrow.dataset as dataset

        file = here.data / tables.resources(name, here.data)[0]["path"]
        inside = dataset.field("document").isin(list(documents)) & (dataset.field("paragraph") > 0)
        found: pd.DataFrame = dataset.dataset(file, format="parquet").to_table(filter=inside).to_pandas()
        return found

    return tables.derive(("coded", name, here.data), [name, "lexicon-validation-first"], here.data, make)
