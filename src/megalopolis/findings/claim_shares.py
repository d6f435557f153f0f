"""How many people the agglomerations hold, under every published definition of what they are.

A city in two agglomerations counts once, with the larger of its two parts; where a plan takes in only some
counties of a city, the residents of those counties count.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from megalopolis.findings.claims import Check, claimed, near_to
from megalopolis.region import Region

USED = ("narrow", "wide", "alternative")
RESIDENTS = "population"
URBANISATION = "urbanisation_rate_census_yearbook"


def held(members: pd.DataFrame, residents: pd.Series, part: pd.Series, unknown: str = "whole") -> pd.Series:
    """Residents of each row of *members* that its agglomeration takes in.

    Parameters
    ----------
    members : pandas.DataFrame
        Columns city and part (``whole`` or ``part``).
    residents : pandas.Series
        Of whole cities, by city.
    part : pandas.Series
        Residents of the counties inside, by row of *members*; NaN where the counties are not known.
    unknown : {"whole", "none"}
        What such a city counts: all of it or nothing, the two bounds.
    """
    whole = members["city"].map(residents).fillna(0)
    bound = whole if unknown == "whole" else 0 * whole
    return whole.where(members["part"] == "whole", part.fillna(bound))


def once(members: pd.DataFrame, count: pd.Series) -> float:
    """Sum of *count* over cities, a city in several agglomerations once, with its largest count."""
    return float(count.groupby(members["city"]).max().sum())


def chosen(table: pd.DataFrame, variants: Mapping[str, str]) -> pd.DataFrame:
    """The members of every agglomeration in its main list, or in the variant that *variants* names."""
    wanted = [variants.get(one, "base") for one in table["agglomeration"]]
    return table[table["variant"] == wanted]


def readings(here: Region, years: tuple[int, int]) -> pd.DataFrame:
    """Share of the census population in the agglomerations, by definition and year.

    Parameters
    ----------
    here : Region
    years : tuple of int
        Two census years for which the counties of the part cities are known.

    Returns
    -------
    pandas.DataFrame
        A row a definition: ``kind`` (main, one, all, urban), ``name`` in the language, ``first`` and ``last``
        (shares of the residents of the mainland, %; of the urban residents for kind ``urban``).
    """
    first, last = (_by_definition(here, year) for year in years)
    table = pd.DataFrame(first, columns=["kind", "name", "first"])
    return table.assign(last=[share for _, _, share in last])


def checks(here: Region, shares: pd.DataFrame, tolerance: float) -> tuple[Check, ...]:
    """The claims on the number of agglomerations, on their share and on its rise."""
    plans = here.table("plans").query("variant == 'base'")
    listed, planned = len(plans), int(plans["plan_zh"].notna().sum())
    number, share = claimed(here, "C-01"), claimed(here, "C-02")
    agrees = tuple(near_to(one, share, tolerance) for one in shares["last"])
    rise = shares["last"] - shares["first"]
    return (
        Check(
            "C-01", "claims.agglomerations", {"value": listed, "planned": planned},
            (listed == number, planned == number),
        ),
        Check(
            "C-02",
            "claims.share",
            {
                "value": shares["last"].iloc[0],
                "low": shares["last"].min(),
                "high": shares["last"].max(),
                "count": len(shares),
                "within": sum(one is True for one in agrees),
                "claimed": share,
                "tolerance": tolerance,
            },
            agrees,
        ),
        Check(
            "C-03",
            "claims.rise",
            {"value": rise.iloc[0], "low": rise.min(), "high": rise.max(), "count": len(shares)},
            tuple(bool(one) for one in rise > 0),
        ),
    )  # fmt: skip


def labelled(here: Region, shares: pd.DataFrame, years: tuple[int, int]) -> pd.DataFrame:
    """The definitions with headings for the reader; *years* are those of the columns first and last."""
    named = shares.assign(kind=[here.say(f"claims.kind.{kind}") for kind in shares["kind"]])
    first, last = years
    return named.rename(columns=lambda column: here.say(f"claims.share.{column}", first=first, last=last))


def _by_definition(here: Region, year: int) -> list[tuple[str, str, float]]:
    table, plans = here.table("agglomerations"), here.table("plans")
    residents, rate = here.nation(RESIDENTS, year), here.nation(URBANISATION, year)
    total = float(
        here.table("national").query("series == 'population_census' and year == @year")["value"].iloc[0]
    )

    def share(variants: Mapping[str, str], unknown: str = "whole") -> float:
        members = chosen(table, variants)
        return (
            100 * once(members, held(members, residents, members[f"part_population_{year}"], unknown)) / total
        )

    def size(agglomeration: str, variant: str) -> float:
        rows = table[(table["agglomeration"] == agglomeration) & (table["variant"] == variant)]
        return once(rows, held(rows, residents, rows[f"part_population_{year}"]))

    def whole(values: pd.Series, rows: pd.DataFrame) -> float:
        return float(values.reindex(rows["city"].unique()).sum())

    main = chosen(table, {})
    counts = held(main, residents, main[f"part_population_{year}"])
    seen = plans[(plans["variant"] == "base") & plans["plan_zh"].notna()]["agglomeration"]
    planned = main["agglomeration"].isin(seen)
    urban = residents * rate / 100
    others = plans[plans["role"].isin([*USED, "base"])]
    sizes = others.assign(
        size=[size(a, v) for a, v in zip(others["agglomeration"], others["variant"], strict=True)]
    )
    by_size = sizes.sort_values("size", kind="stable").groupby("agglomeration")["variant"]
    return [
        ("main", here.say("claims.definition.main"), share({})),
        ("main", here.say("claims.definition.least"), share({}, "none")),
        ("main", here.say("claims.definition.whole"), 100 * whole(residents, main) / total),
        ("main", here.say("claims.definition.twice"), 100 * float(counts.sum()) / total),
        ("main", here.say("claims.definition.planned"), 100 * once(main[planned], counts[planned]) / total),
        *(
            ("one", _variant(here, row, table), share({str(row.agglomeration): str(row.variant)}))
            for row in plans[plans["role"].isin(USED)].itertuples()
        ),
        ("all", here.say("claims.definition.narrow"), share(dict(by_size.first()))),
        ("all", here.say("claims.definition.wide"), share(dict(by_size.last()))),
        ("urban", here.say("claims.definition.urban"), 100 * whole(urban, main) / float(urban.sum())),
    ]


def _variant(here: Region, row: tuple[object, ...], table: pd.DataFrame) -> str:
    agglomeration, variant = getattr(row, "agglomeration"), getattr(row, "variant")  # noqa: B009
    rows = table[(table["agglomeration"] == agglomeration) & (table["variant"] == variant)]
    role = here.say(f"claims.role.{getattr(row, 'role')}")  # noqa: B009
    name = here.agglomerations["name"].loc[agglomeration]
    return here.say("claims.definition.variant", name=name, role=role, count=rows["city"].nunique())
