"""One city of a region: who lives there, what it earns, and where it ranks among the others.

Every sentence holds for every city, so that one chapter serves them all.
"""

from __future__ import annotations

import pandas as pd

from megalopolis import answers
from megalopolis.errors import ParameterError
from megalopolis.findings import composite_index
from megalopolis.findings.finding import Finding, tell
from megalopolis.findings.population import OUTPUT, RESIDENTS, URBANISATION
from megalopolis.findings.sentences import called, near
from megalopolis.measures import uncertainty
from megalopolis.measures.framework import Framework
from megalopolis.region import Region

PER_HEAD = "gdp_per_head"


def known(here: Region, city: object) -> str:
    """The code *city* as text; papermill hands over digits as a number.

    Raises
    ------
    ParameterError
        The region has no such city; near codes are named.
    """
    code = str(city)
    if code not in here.cities.index:
        raise ParameterError(
            f"city: expected the code of a city of {here.name}; found {code!r}. "
            f"{near(code, here.cities.index)}"
        )
    return code


def rank(value: pd.Series, city: str, direction: float = 1) -> float:
    """The place of *city* by *value*, 1 for the best; ties share the best of their places, a gap has none."""
    return float((direction * value).rank(ascending=False, method="min")[city])


def residents(here: Region, city: str, first: int, year: int) -> Finding:
    """How many people live in the city, its rank, and the change since an earlier census."""
    now, before = here.indicator(RESIDENTS, year), here.indicator(RESIDENTS, first)
    return tell(
        here,
        "city.residents",
        now[city],
        millions=now[city] / 100,
        city=city,
        group=here.cities["group"][city],
        rank=rank(now, city),
        count=float(now.notna().sum()),
        change=100 * (now[city] / before[city] - 1),
        first=first,
        year=year,
    )


def area(here: Region, city: str, year: int) -> Finding:
    """The area of the city with its rank, and residents on it."""
    size = here.cities["area"]
    return tell(
        here,
        "city.area",
        size[city],
        rank=rank(size, city),
        density=10_000 * here.indicator(RESIDENTS, year)[city] / size[city],
        year=year,
    )


def urbanisation(here: Region, city: str, first: int, year: int) -> Finding:
    """The share of residents in towns and cities, its rank and gain, and the share in the whole region."""
    rate, residents = here.indicator(URBANISATION, year), here.indicator(RESIDENTS, year)
    both = rate.notna() & residents.notna()
    return tell(
        here,
        "city.urbanisation",
        rate[city],
        rank=rank(rate, city),
        gain=rate[city] - here.indicator(URBANISATION, first)[city],
        whole=float((rate * residents)[both].sum() / residents[both].sum()),
        first=first,
        year=year,
    )


def output(here: Region, city: str, year: int) -> Finding:
    """GDP per head with its rank, beside that of the whole region."""
    product, people = here.indicator(OUTPUT, year), here.indicator(RESIDENTS, year)
    per_head = here.indicator(PER_HEAD, year)
    both = product.notna() & people.notna()
    return tell(
        here,
        "city.output",
        per_head[city],
        total=product[city],
        total_millions=100 * product[city],
        rank=rank(per_head, city),
        share=100 * per_head[city] / (10_000 * product[both].sum() / people[both].sum()),
        year=year,
    )


@answers.shared
def standing(
    here: Region, year: int, draws: int, seed: int, weights: str = "framework", without: str = ""
) -> dict[str, pd.DataFrame]:
    """Scores and ranks of all cities in the index and in each dimension, with rank intervals.

    *weights* and *without* are those of :mod:`~megalopolis.findings.composite_index`.

    Returns
    -------
    dict
        Code of the index or dimension -> frame indexed by city: ``score`` (0 to 100), ``rank``, and ``low``
        and ``high`` over *draws* ways to compute it.
    """
    index = composite_index.build(here, [year], weights, without)
    scores, dimensions = composite_index.scores(index, year), composite_index.dimensions(index)
    drawn = {index.framework.root: composite_index.intervals(here, year, draws, seed, weights, without)}
    data = here.indicators(list(index.framework.leaves), year)
    for dimension in dimensions:
        drawn[dimension] = uncertainty.rank_intervals(
            data, _alone(index.framework, dimension), draws=draws, seed=seed
        )
    return {
        code: pd.DataFrame(
            {"score": scores[code], "rank": scores[code].rank(ascending=False, method="min")}
        ).join(ranks[["low", "high"]])
        for code, ranks in drawn.items()
    }


def _alone(framework: Framework, dimension: str) -> Framework:
    """The part of the tree with one dimension in it."""
    kept = [code for code in framework.table.index if code in {framework.root, dimension}]
    rows = framework.table.loc[[*framework.under(dimension), *kept]]
    return Framework(rows.reset_index(names="code"))


def places(here: Region, standings: dict[str, pd.DataFrame], city: str) -> pd.DataFrame:
    """Score, rank and rank interval of the city, a row for the index and for each dimension, by its name."""
    rows = {called(here, _term(code)): frame.loc[city] for code, frame in standings.items()}
    return pd.DataFrame.from_dict(rows, orient="index")


def index_rank(here: Region, standings: dict[str, pd.DataFrame], city: str, year: int, draws: int) -> Finding:
    """The rank of the city in the index and its interval."""
    root = next(iter(standings))
    own = {name: float(value) for name, value in standings[root].T[city].items()}
    return tell(
        here,
        "city.index",
        own["rank"],
        own["low"],
        own["high"],
        city=city,
        score=own["score"],
        count=float(standings[root]["rank"].notna().sum()),
        draws=draws,
        year=year,
    )


def dimensions(here: Region, standings: dict[str, pd.DataFrame], city: str, year: int) -> Finding:
    """The dimensions in which the city ranks highest and lowest, with their intervals."""
    _, *codes = standings
    given: dict[str, float] = {code: standings[code]["rank"][city] for code in codes}
    ranks = pd.Series(given).sort_values(kind="stable")
    best, worst = str(ranks.index[0]), str(ranks.index[-1])
    return tell(
        here,
        "city.dimensions",
        ranks[best],
        standings[best]["low"][city],
        standings[best]["high"][city],
        dimension=best,
        last=worst,
        last_rank=ranks[worst],
        last_low=standings[worst]["low"][city],
        last_high=standings[worst]["high"][city],
        number=len(codes),
        year=year,
    )


def _term(code: str) -> str:
    """The term of the glossary for the index or a dimension of it."""
    return "composite-index" if code == "index" else code
