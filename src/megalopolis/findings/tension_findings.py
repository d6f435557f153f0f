"""What the chapter on principles shows of gains and losses: tables for the reader, and findings."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import composite_index, finding, tensions
from megalopolis.findings.finding import Finding
from megalopolis.findings.sentences import called
from megalopolis.findings.words import say
from megalopolis.region import Region


def source(here: Region) -> str:
    """The sources of the index, for captions."""
    return here.sources(list(composite_index.structure(here).leaves))


def formats(table: pd.DataFrame) -> dict[str, str]:
    """Two decimals for every column of a headed table but its first and those of whole numbers."""
    return {str(one): "{:.2f}" for one in table.columns[1:] if pd.api.types.is_float_dtype(table[one])}


def by_city(here: Region, moved: pd.DataFrame) -> pd.DataFrame:
    """Changes against the median city in long form for a heat map, the cities in the region's order."""
    table = tensions.own(here, tensions.against_median(moved))
    return pd.DataFrame(
        [
            {
                here.say("principles.city"): here.names[str(city)],
                here.say("principles.dimension"): called(here, str(dimension)),
                here.say("principles.points"): value,
            }
            for city, row in table.iterrows()
            for dimension, value in row.items()
        ]
    )


def crossed(here: Region, moved: pd.DataFrame) -> pd.DataFrame:
    """Cities ahead of the median in the dimension of the row and behind it in that of the column."""
    table = tensions.opposed(tensions.own(here, tensions.against_median(moved)))
    named = table.rename(columns=lambda one: called(here, str(one)))
    named.insert(0, here.say("principles.ahead"), [called(here, str(one)) for one in table.index])
    return named


def named_pairs(here: Region, table: pd.DataFrame) -> pd.DataFrame:
    """The pairs of :func:`tensions.pairs` with headings for the reader."""
    colon = say(here.language, "comma")
    both = [
        f"{called(here, str(one))}{colon}{called(here, str(other))}"
        for one, other in zip(table["one"], table["other"], strict=True)
    ]
    shown = table.drop(columns=["one", "other"])
    shown.insert(0, "pair", both)
    return shown.rename(columns=lambda column: here.say(f"principles.pairs.{column}"))


def torn(here: Region, moved: pd.DataFrame, first: int, last: int) -> list[Finding]:
    """Tell how many cities gained in one dimension and lost in another, as such and against the median."""
    plain = tensions.own(here, moved)
    relative = tensions.own(here, tensions.against_median(moved))
    counts = tensions.opposed(relative)
    ahead = str(counts.max(axis="columns").idxmax())
    behind = str(counts.loc[ahead].idxmax())
    split = tensions.torn(plain)
    return [
        finding.tell(
            here,
            "principles.torn",
            float(split.sum()),
            count=float(len(plain)),
            cities=[str(city) for city in split.index[split]],
            first=first,
            last=last,
        ),
        finding.tell(
            here,
            "principles.relative",
            float(tensions.torn(relative).sum()),
            count=float(len(relative)),
            ahead=ahead,
            behind=behind,
            most=float(counts.to_numpy().max()),
        ),
    ]


def opposed(here: Region, table: pd.DataFrame) -> list[Finding]:
    """Tell which two dimensions moved most apart, and which most together."""
    told = []
    names = ("low", "high", "all", "all_low", "all_high")
    rows = table.to_dict("records")
    for key, row in (("principles.opposed", rows[0]), ("principles.joined", rows[-1])):
        figures = {name: float(row[name]) for name in names}
        told.append(
            finding.tell(here, key, float(row["value"]), one=row["one"], other=row["other"], **figures)
        )
    return told


def apart(here: Region, table: pd.DataFrame, first: int, last: int) -> Finding:
    """Tell in which dimension the spread over cities grew most, and who gained."""
    grown = table["spread_last"] - table["spread_first"]
    dimension = str(grown.idxmax())
    row = table.to_dict("index")[dimension]
    return finding.tell(
        here,
        "principles.apart",
        float(grown.max()),
        dimension=dimension,
        start=row["spread_first"],
        end=row["spread_last"],
        cores=row["cores"],
        others=row["others"],
        first=first,
        last=last,
    )


def centres(here: Region, table: pd.DataFrame, dimension: str, first: int, last: int) -> Finding:
    """Tell by how much more core cities gained in one dimension than the rest."""
    row = table.to_dict("index")[dimension]
    return finding.tell(
        here,
        "principles.centres",
        row["cores"] - row["others"],
        dimension=dimension,
        cores=row["cores"],
        others=row["others"],
        first=first,
        last=last,
    )
