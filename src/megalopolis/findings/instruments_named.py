"""Which policy instruments the reports of the region's cities name together with which concepts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from megalopolis.findings import finding
from megalopolis.findings.corpus import GROUPS, OWN, Corpus
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called
from megalopolis.region import Region
from megalopolis.texts import instruments

BREAKS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)  # of Pearson residuals


def links(corpus: Corpus, group: str) -> pd.DataFrame:
    """Sentences of a group's reports with a word of both, instrument by concept."""
    terms = corpus.terms[corpus.terms["document"].isin(corpus.ids(group))]
    return instruments.links(terms, corpus.lexicon)


def residuals(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Pearson residuals of the region's table, in long form."""
    if not corpus.ids(OWN):
        return pd.DataFrame()
    found = instruments.independence(links(corpus, OWN)).residuals
    table = found.rename_axis("instrument").reset_index()
    table = table.melt(id_vars="instrument", var_name="concept", value_name="residual")
    table = table.assign(
        instrument=[here.say(f"texts.instrument.{one}") for one in table["instrument"]],
        concept=[called(here, one) for one in table["concept"]],
    )
    return table.rename(columns=lambda column: here.say(f"texts.link.{column}"))


def mix(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Share of each instrument in the links of each group of reports, in percent."""
    if not corpus.comparable:
        return pd.DataFrame()
    counted = {group: links(corpus, group).sum(axis=1) for group in GROUPS if corpus.ids(group)}
    table = pd.DataFrame(
        {here.say(f"texts.group.{group}"): 100 * one / one.sum() for group, one in counted.items()}
    )
    table.insert(
        0, here.say("texts.link.instrument"), [here.say(f"texts.instrument.{one}") for one in table.index]
    )
    return table


def told(here: Region, corpus: Corpus) -> tuple[Finding, ...]:
    """The instrument named most, whether instruments hang on concepts, and where most."""
    counted = links(corpus, OWN)
    if not counted.to_numpy().sum():
        return (
            finding.tell(here, "texts.instrument", None, instrument="", links=None),
            finding.tell(here, "texts.instrument.tie", None, statistic=None, degrees=None),
            finding.tell(
                here, "texts.instrument.cell", None, instrument="", concept="", count=None, expected=None
            ),
        )
    share = counted.sum(axis=1) / counted.to_numpy().sum()
    test = instruments.independence(counted)
    row, column = np.unravel_index(int(test.residuals.to_numpy().argmax()), test.residuals.shape)
    instrument, concept = str(test.residuals.index[int(row)]), str(test.residuals.columns[int(column)])
    most = str(share.idxmax())
    return (
        finding.tell(
            here,
            "texts.instrument",
            100 * share.max(),
            links=int(counted.to_numpy().sum()),
            instrument=here.say(f"texts.instrument.{most}"),
        ),
        finding.tell(
            here, "texts.instrument.tie", test.cramer, statistic=test.statistic, degrees=test.degrees
        ),
        finding.tell(
            here,
            "texts.instrument.cell",
            float(test.residuals.to_numpy()[row, column]),
            instrument=here.say(f"texts.instrument.{instrument}"),
            concept=concept,
            count=int(counted[concept][instrument]),
            expected=float(test.expected.to_numpy()[row, column]),
        ),
    )
