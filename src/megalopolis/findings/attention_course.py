"""How attention moved in the work reports of the State Council."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from megalopolis.findings import finding
from megalopolis.findings.corpus import Corpus, without_each
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called
from megalopolis.region import Region
from megalopolis.texts import attention

DRAWS = 1000


def yearly(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Share of each concept in the words of all, by year, since no year lacks a report."""
    central = corpus.documents[corpus.documents["level"] == "central"]
    shares = attention.shares(corpus.counts, central["year"].astype(int), relative=True)
    years = shares.index.to_series()
    unbroken = years[years.diff().fillna(2) > 1].max()
    wide = shares.loc[unbroken:].rename_axis("year").reset_index()
    table = wide.melt(id_vars="year", var_name="concept", value_name="share")
    table = table.assign(concept=[called(here, one) for one in table["concept"]])
    return table.rename(columns=lambda column: here.say(f"texts.{column}"))


def names(here: Region) -> list[str]:
    """The concepts in the language."""
    return [called(here, one) for one in attention.CONCEPTS]


def table(here: Region, corpus: Corpus, seed: int) -> pd.DataFrame:
    """Share of each concept by period with its interval, and all concept words per 10,000 characters."""
    found = attention.intervals(
        corpus.counts, corpus.period, seed=seed, draws=DRAWS, unit="document", relative=True
    )
    cells = [
        here.say("texts.interval", value=f"{value:.1f}", low=f"{low:.1f}", high=f"{high:.1f}")
        for value, low, high in zip(found["value"], found["low"], found["high"], strict=True)
    ]
    shown = found.assign(cell=cells).pivot(index="group", columns="concept", values="cell")
    shown = shown[list(attention.CONCEPTS)].rename(columns=lambda one: called(here, one))
    shown.insert(0, here.say("texts.reports"), corpus.period.value_counts().reindex(shown.index))
    shown[here.say("texts.rate")] = attention.shares(corpus.counts, corpus.period).sum(axis="columns")
    return shown.reset_index().rename(columns={"group": here.say("texts.period")})


@dataclass(frozen=True, slots=True)
class Move:
    """Shares of concepts in the first and the last period, and the concept that gained and lost most.

    Attributes
    ----------
    first, last : str
        Periods.
    shares : pandas.DataFrame
        Periods x concepts, percent of the words of all concepts.
    gained, lost : str
        Concepts.
    """

    first: str
    last: str
    shares: pd.DataFrame
    gained: str
    lost: str

    @property
    def change(self) -> pd.Series:
        """Percentage points from the first period to the last."""
        turned = self.shares.T
        change: pd.Series = turned[self.last] - turned[self.first]
        return change


def move(counts: pd.DataFrame, period: pd.Series) -> Move:
    """What moved from the first period to the last."""
    shares = attention.shares(counts, period, relative=True)
    first, last = shares.index[0], shares.index[-1]
    change = shares.loc[last] - shares.loc[first]
    return Move(str(first), str(last), shares, str(change.idxmax()), str(change.idxmin()))


def common(corpus: Corpus) -> pd.DataFrame:
    """The rows of the lexicon whose word occurs in every period: a vocabulary as old as the reports."""
    named = corpus.terms.assign(period=corpus.terms["document"].map(corpus.period)).dropna(subset="period")
    spread = named.groupby("term")["period"].nunique()
    old = spread.index[spread == corpus.period.nunique()]
    return corpus.lexicon[corpus.lexicon["term"].isin(old) & corpus.lexicon["concept"].notna()]


def moved(here: Region, corpus: Corpus, seed: int) -> tuple[Finding, ...]:
    """The largest gain and loss, the growth of all, and whether old words alone say the same."""
    seen = move(corpus.counts, corpus.period)
    ends = attention.contrast(corpus.counts, corpus.period, seen.last, seen.first, seed=seed, draws=DRAWS)
    told = [
        finding.tell(
            here,
            f"texts.{way}",
            ends["value"][concept],
            ends["low"][concept],
            ends["high"][concept],
            concept=concept,
            first=seen.first,
            last=seen.last,
            before=float(seen.shares[concept][seen.first]),
            after=float(seen.shares[concept][seen.last]),
        )
        for way, concept in (("gained", seen.gained), ("lost", seen.lost))
    ]
    told.append(_recent(here, corpus, seed))
    rates = attention.shares(corpus.counts, corpus.period).sum(axis="columns")
    told.append(
        finding.tell(
            here, "texts.rate", rates[seen.last], before=rates[seen.first], first=seen.first, last=seen.last
        )
    )
    return (*told, *_old_words(here, corpus, seen), _word(here, corpus, seen))


def _recent(here: Region, corpus: Corpus, seed: int) -> Finding:
    """The widest move between the last two periods."""
    before, last = sorted(corpus.period.unique())[-2:]
    step = attention.contrast(corpus.counts, corpus.period, last, before, seed=seed, draws=DRAWS)
    clear = step.index[(step["low"] > 0) | (step["high"] < 0)]
    up, down = str(step["value"].idxmax()), str(step["value"].idxmin())
    return finding.tell(
        here,
        "texts.recent",
        *step[["value", "low", "high"]].T[up],
        concept=up,
        first=before,
        last=last,
        lost=down,
        loss=step["value"][down],
        clear=len(clear),
    )


def _old_words(here: Region, corpus: Corpus, seen: Move) -> tuple[Finding, ...]:
    lexicon = common(corpus)
    counts = attention.by_paragraph(corpus.terms, corpus.paragraphs, lexicon)
    old = move(counts, corpus.period)
    rates = attention.shares(counts, corpus.period).sum(axis="columns")
    return (
        finding.tell(
            here,
            "texts.common",
            old.change[seen.gained],
            words=len(lexicon),
            concept=seen.gained,
            most=old.gained,
            gain=old.change[old.gained],
            lost=seen.lost,
            loss=old.change[seen.lost],
            before=rates[old.first],
            after=rates[old.last],
        ),
    )


def _word(here: Region, corpus: Corpus, seen: Move) -> Finding:
    """The gain without each word of its concept in turn: the smallest and the largest that is left."""
    shares = without_each(corpus, corpus.period, seen.gained).T
    change = shares[seen.last] - shares[seen.first]
    return finding.tell(
        here,
        "texts.word",
        seen.change[seen.gained],
        float(change.min()),
        float(change.max()),
        concept=seen.gained,
        term=str(change.idxmin()),
        words=len(change),
    )
