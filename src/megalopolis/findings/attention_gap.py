"""Whether the cities of the region speak of other things than other cities and the provinces do."""

from __future__ import annotations

from typing import Any

import pandas as pd

from megalopolis.findings import finding
from megalopolis.findings.corpus import GROUPS, OTHERS, OWN, PROVINCES, Corpus, without_each
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called
from megalopolis.region import Region
from megalopolis.texts import attention

DRAWS = 1000


def compared(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Share of each concept in the words of all: the region's cities, other cities, provinces."""
    if not corpus.comparable:
        return pd.DataFrame()
    found = attention.shares(corpus.counts, corpus.group, relative=True).T
    found = found[[group for group in GROUPS if group in found]]
    named = found.rename(columns=lambda group: here.say(f"texts.group.{group}"))
    named.insert(0, here.say("texts.concept"), [called(here, concept) for concept in found.index])
    return named


def gaps(here: Region, corpus: Corpus, seed: int) -> pd.DataFrame:
    """The differences between the region's cities and others, and provinces, with intervals."""
    if not corpus.comparable:
        return pd.DataFrame()
    return pd.DataFrame(
        {
            here.say("texts.concept"): [called(here, concept) for concept in attention.CONCEPTS],
            **{
                here.say(f"texts.against.{other}"): [
                    here.say("texts.interval", value=f"{value:+.1f}", low=f"{low:+.1f}", high=f"{high:+.1f}")
                    for value, low, high in _gap(corpus, other, seed)[["value", "low", "high"]].to_numpy()
                ]
                for other in (OTHERS, PROVINCES)
                if corpus.ids(other)
            },
        }
    )


def told(here: Region, corpus: Corpus, seed: int) -> tuple[Finding, ...]:
    """The widest gap to other cities, how many gaps are clear, and the widest gap without single words."""
    if not corpus.comparable:
        return tuple(finding.tell(here, key, None, None, None, **names) for key, names in _BLANK.items())
    gap = _gap(corpus, OTHERS, seed)
    widest = str(gap["value"].abs().idxmax())
    value, low, high, ours, theirs = (
        float(gap[column][widest]) for column in ("value", "low", "high", "target", "reference")
    )
    clear = [str(one) for one in gap.index[(gap["low"] > 0) | (gap["high"] < 0)]]
    without = words(corpus, widest)
    moved = (without - value).abs()
    word = str(moved.idxmax())
    return (
        finding.tell(
            here,
            "texts.gap",
            value,
            low,
            high,
            concept=widest,
            ours=ours,
            theirs=theirs,
        ),
        finding.tell(here, "texts.gap.clear", len(clear), concepts=clear),
        finding.tell(
            here,
            "texts.gap.word",
            value,
            float(without.min()),
            float(without.max()),
            concept=widest,
            term=word,
            left=float(without[word]),
        ),
        _provinces(here, corpus, seed),
    )


def _provinces(here: Region, corpus: Corpus, seed: int) -> Finding:
    """The widest gap to the reports of provinces."""
    key = "texts.gap.provinces"
    if not corpus.ids(PROVINCES):
        return finding.tell(here, key, None, None, None, **_BLANK[key])
    gap = _gap(corpus, PROVINCES, seed)
    far = str(gap["value"].abs().idxmax())
    value, low, high = (float(gap[column][far]) for column in ("value", "low", "high"))
    clear = int(((gap["low"] > 0) | (gap["high"] < 0)).sum())
    return finding.tell(here, key, value, low, high, concept=far, clear=clear)


_BLANK: dict[str, dict[str, Any]] = {
    "texts.gap": {"concept": "", "ours": None, "theirs": None},
    "texts.gap.clear": {"concepts": []},
    "texts.gap.word": {"concept": "", "term": "", "left": None},
    "texts.gap.provinces": {"concept": "", "clear": None},
}


def words(corpus: Corpus, concept: str) -> pd.Series:
    """The gap in the share of *concept* without each of its words in turn, in percentage points."""
    shares = without_each(corpus, corpus.group, concept).T
    gap: pd.Series = shares[OWN] - shares[OTHERS]
    return gap


def _gap(corpus: Corpus, other: str, seed: int) -> pd.DataFrame:
    return attention.contrast(corpus.counts, corpus.group, OWN, other, seed=seed, draws=DRAWS)
