"""Which other cities the reports of the region's cities name."""

from __future__ import annotations

import pandas as pd

from megalopolis.findings import finding, grouping
from megalopolis.findings.corpus import OWN, PROVINCES, Corpus
from megalopolis.findings.finding import Finding
from megalopolis.findings.headings import headed
from megalopolis.region import Region
from megalopolis.texts.validation import proportion

SHOWN = 15
FEWEST = 5  # reports of an agglomeration, so that one city does not speak for all


def mentions(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Mentions of other cities in the reports of the region's cities.

    Returns
    -------
    pandas.DataFrame
        document, home, home_group, city, group (blank outside the region), count; a city's naming of itself
        is left out.
    """
    found = corpus.places[corpus.places["document"].isin(corpus.ids(OWN))]
    found = found.groupby(["document", "city"])["count"].sum().reset_index()
    group = here.cities["group"]
    home = found["document"].map(corpus.documents["city"])
    table = found.assign(home=home, home_group=home.map(group), group=found["city"].map(group))
    return table[table["home"] != table["city"]].reset_index(drop=True)


def leading(here: Region, corpus: Corpus) -> pd.DataFrame:
    """The cities named most, with the number of reports that name them and where these cities are."""
    found = mentions(here, corpus)
    if found.empty:
        return pd.DataFrame()
    by = found.groupby("city")
    table = pd.DataFrame({"count": by["count"].sum(), "documents": by["document"].nunique()})
    table = table.sort_values(["count", "documents"], ascending=False, kind="stable").head(SHOWN)
    where = [
        here.say(f"texts.place.{'inside' if city in here.cities.index else 'outside'}")
        for city in table.index
    ]
    table = table.assign(where=where)
    table.insert(0, "city", [here.names[city] for city in table.index])
    return table.rename(columns=lambda column: here.say(f"texts.place.{column}"))


def across(here: Region, corpus: Corpus) -> pd.DataFrame:
    """Mentions from group to group: rows name, columns are named; cities outside the region last."""
    found = mentions(here, corpus)
    if found.empty:
        return pd.DataFrame()
    groups = grouping.called(here)
    outside = here.say("texts.place.outside")
    named = found["group"].map(groups).fillna(outside)
    counted = found["count"].groupby([found["home_group"].map(groups), named]).sum().unstack(fill_value=0)
    order = [name for name in groups if name in counted.index]
    table = counted.reindex(index=order, columns=[*groups, outside], fill_value=0)
    reports = corpus.documents.loc[corpus.ids(OWN), "city"].map(here.cities["group"]).map(groups)
    table.insert(0, here.say("texts.reports"), reports.value_counts().reindex(order))
    return table.rename_axis(here.say("texts.place.from")).reset_index()


def elsewhere(here: Region, corpus: Corpus) -> pd.DataFrame:
    """In each agglomeration of several provinces, how many mentions of its cities cross a provincial border.

    Returns
    -------
    pandas.DataFrame, indexed by agglomeration
        reports, count (mentions of other cities of the agglomeration), share (of these across a border,
        percent), expected (the same if each report named every other city alike), ratio; the highest ratio
        first. Agglomerations with at least five reports, in more than one province.
    """
    latest = corpus.documents.loc[corpus.group.index[corpus.group != PROVINCES], "city"]
    province = here.table("cities").set_index("code")["province_zh"]
    named = corpus.places.groupby(["document", "city"], as_index=False)["count"].sum()
    named = named.assign(home=named["document"].map(latest)).dropna(subset="home")
    rows = {}
    for agglomeration, members in here.members().groupby("agglomeration")["city"]:
        inside = named[
            named["home"].isin(members) & named["city"].isin(members) & named["home"].ne(named["city"])
        ]
        reports = int(latest.isin(members).sum())
        homes = province.reindex(members)
        if reports < FEWEST or homes.nunique() < 2 or inside.empty:
            continue
        crossing = inside["home"].map(province) != inside["city"].map(province)
        others = inside["home"].map(lambda home, homes=homes: (homes != homes[home]).sum() / (len(homes) - 1))
        total = inside["count"].sum()
        share, even = (
            100 * inside.loc[crossing, "count"].sum() / total,
            100 * (others * inside["count"]).sum() / total,
        )
        rows[agglomeration] = {
            "reports": reports,
            "count": int(total),
            "share": share,
            "expected": even,
            "ratio": share / even,
        }
    columns = ["reports", "count", "share", "expected", "ratio"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns).sort_values("ratio", ascending=False)


def beside(here: Region, corpus: Corpus) -> pd.DataFrame:
    """The same with headings, for the reader."""
    return headed(here, elsewhere(here, corpus), "texts.across", "agglomeration")


def told(here: Region, corpus: Corpus) -> tuple[Finding, ...]:
    """How many mentions stay in the region, how many cross a border of groups, and how sure the names are."""
    checked = here.table("places-validation")["correct"]
    precise, low, high = (100 * one for one in proportion(int(checked.sum()), len(checked)))
    sure = finding.tell(here, "texts.places.precision", precise, low, high, checked=len(checked))
    found = mentions(here, corpus)
    inside = found.dropna(subset="group")
    total, within = int(found["count"].sum()), int(inside["count"].sum())
    if not within:
        blank = {"count": None, "total": None}
        return (
            finding.tell(here, "texts.places", None, silent=None, **blank),
            finding.tell(here, "texts.places.across", None, **blank),
            sure,
        )
    crossed = int(inside.loc[inside["group"] != inside["home_group"], "count"].sum())
    silent = len(corpus.ids(OWN)) - inside["document"].nunique()
    share = [100 * one for one in proportion(within, total)]
    over = [100 * one for one in proportion(crossed, within)]
    return (
        finding.tell(here, "texts.places", *share, count=within, total=total, silent=silent),
        finding.tell(here, "texts.places.across", *over, count=crossed, total=within),
        *_standing(here, corpus),
        sure,
    )


def _standing(here: Region, corpus: Corpus) -> tuple[Finding, ...]:
    """The region among the agglomerations of several provinces, against naming every city alike."""
    found = elsewhere(here, corpus)
    if here.agglomeration is None or here.agglomeration not in found.index:
        return ()
    ratio, expected = (float(found[column][here.agglomeration]) for column in ("ratio", "expected"))
    others = found.drop(index=here.agglomeration)["ratio"]
    return (
        finding.tell(
            here,
            "texts.places.standing",
            100 * ratio,
            expected=expected,
            lower=int((others < ratio).sum()),
            others=len(others),
            median=100 * others.median(),
        ),
    )
