"""The claims on urbanisation and on output per head, with their assumptions varied.

The urban shares of the National Bureau of Statistics and of the World Bank are two definitions: each is
compared with itself only. No table holds an exchange rate, so that claims across currencies are turned
round: which rate would make them true?
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from megalopolis.findings.claims import Check, claimed, near_to
from megalopolis.findings.population import RESIDENTS, URBANISATION
from megalopolis.region import Region

SHANGHAI = "310100"
EXACT = 0.005  # a share printed with two decimals is known to half a unit of the last
WINDOW = 10  # years before a turning point
NATIONAL_BUREAU, WORLD_BANK = "urban_share_nbs", "urban_share_world_bank"


def national(here: Region, series: str) -> pd.Series:
    """A series of the table ``national`` by year."""
    table = here.table("national")
    return table[table["series"] == series].set_index("year")["value"].astype(float).sort_index()


def yearly(series: pd.Series, turns: Iterable[int], window: int = WINDOW) -> pd.DataFrame:
    """Mean yearly change of *series* before and after each turning point.

    Returns
    -------
    pandas.DataFrame
        Indexed by the turning point: ``before`` over the *window* years up to it, ``after`` from it to the
        last year, in units of the series a year.
    """
    last = int(series.index.max())
    rows = {
        turn: {
            "before": (series[turn] - series[turn - window]) / window,
            "after": (series[last] - series[turn]) / (last - turn),
        }
        for turn in turns
    }
    return pd.DataFrame.from_dict(rows, orient="index")


def urban(here: Region, turns: tuple[int, ...], years: tuple[int, int]) -> tuple[Check, ...]:
    """The claims on the level, the rise and the slowing of urbanisation."""
    world, bureau = national(here, WORLD_BANK), national(here, NATIONAL_BUREAU)
    pace = yearly(world, turns)
    slower = pace["after"] - pace["before"]
    level = claimed(here, "C-10")
    year = int(here.table("claims").set_index("id")["year"]["C-10"])
    since = int(here.table("claims").set_index("id")["year"]["C-09"])
    census = [_urban_share(here, one) for one in years]
    gain = float(world[year] - world[since])
    return (
        Check(
            "C-08",
            "claims.pace",
            {
                "value": slower.iloc[0],
                "low": slower.min(),
                "high": slower.max(),
                "before": pace["before"].iloc[0],
                "after": pace["after"].iloc[0],
                "turn": turns[0],
                "turns": [str(one) for one in turns],
            },
            tuple(bool(one) for one in slower < 0),
        ),
        Check(
            "C-09",
            "claims.gain",
            {
                "value": gain,
                "since": since,
                "until": year,
                "census": census[1] - census[0],
                "first": years[0],
                "last": years[1],
            },
            (gain > 0, census[1] > census[0]),
        ),
        Check(
            "C-10",
            "claims.urban",
            {"value": bureau.get(year), "other": world.get(year), "year": year, "claimed": level},
            (near_to(bureau.get(year), level, EXACT),),
        ),
    )


def rates(here: Region, tolerance: float) -> pd.DataFrame:
    r"""Yuan per dollar at which Shanghai would have the claimed share of New York, by year.

    .. math:: e = \frac{y_S}{s \, y_N}

    with GDP per resident of Shanghai in yuan, output per person of New York in dollars and the claimed
    share s.

    Returns
    -------
    pandas.DataFrame
        Indexed by the years that both have: ``low``, ``middle``, ``high`` for the claimed share plus
        *tolerance* (percentage points), the share itself, and minus *tolerance*.
    """
    share = claimed(here, "C-13")
    shanghai, new_york = _shanghai(here), national(here, "output_per_person_new_york")
    ratio = (shanghai / new_york).dropna()
    percents = {"low": share + tolerance, "middle": share, "high": share - tolerance}
    return pd.DataFrame({name: 100 * ratio / percent for name, percent in percents.items()}).rename_axis(
        "year"
    )


def yen(here: Region, tolerance: float) -> pd.DataFrame:
    """Yen per yuan at which Shanghai would have the claimed share of Tokyo's product per resident, by year.

    The residents of Tokyo are known for one year only and of Shanghai up to the last census: the former stand
    for every year, the latter for the years after it.
    """
    share = claimed(here, "C-14")
    ratio = (tokyo(here) / _shanghai(here, carry=True)).dropna()
    percents = {"low": share - tolerance, "middle": share, "high": share + tolerance}
    return pd.DataFrame({name: ratio * percent / 100 for name, percent in percents.items()}).rename_axis(
        "year"
    )


def tokyo(here: Region) -> pd.Series:
    """Gross product of Tokyo prefecture by resident, yen, by fiscal year."""
    residents = float(national(here, "population_tokyo").iloc[-1])
    return 1e6 * national(here, "gross_product_tokyo") / residents


def heads(here: Region, tolerance: float) -> tuple[Check, ...]:
    """The claims on Shanghai beside New York and Tokyo: the exchange rates that would make them true."""
    dollars, yens = rates(here, tolerance), yen(here, tolerance)
    return (
        Check("C-13", "claims.newyork", _at_last(dollars, claimed(here, "C-13"), tolerance), free=True),
        Check("C-14", "claims.tokyo", _at_last(yens, claimed(here, "C-14"), tolerance), free=True),
    )


def together(here: Region, tolerance: float) -> dict[str, float]:
    """Yen per dollar at which both claims on Shanghai would hold at once, in the last year all three have.

    Shanghai cancels out: the rate is the product of the two others, so that neither yuan rate is needed.
    """
    dollars, yens = rates(here, tolerance), yen(here, tolerance)
    year = int(max(set(dollars.index) & set(yens.index)))
    both = (dollars * yens).loc[[year]].to_dict("records")[0]
    return {"value": both["middle"], "low": both["low"], "high": both["high"], "year": year}


def lines(here: Region, table: pd.DataFrame, claim: str, tolerance: float) -> pd.DataFrame:
    """The rates of a claim in long form for a chart: a row a year and share, headed for the reader."""
    share = claimed(here, claim)
    percents = {"low": share + tolerance, "middle": share, "high": share - tolerance}
    names = {name: here.say("claims.rates.percent", share=percent) for name, percent in percents.items()}
    wide = table.rename(columns=names).reset_index()
    long = wide.melt(id_vars="year", var_name="series", value_name="rate")
    return long.rename(columns=lambda column: here.say(f"claims.rates.{column}"))


def bank(here: Region) -> pd.DataFrame:
    """The urban share of the World Bank for a chart, headed for the reader."""
    table = national(here, WORLD_BANK).rename("share").rename_axis("year").reset_index()
    table = table.assign(series=here.say("claims.urban.bank"))
    return table.rename(columns=lambda column: here.say(f"claims.urban.{column}"))


def _at_last(table: pd.DataFrame, share: float, tolerance: float) -> dict[str, float]:
    last, first = table.iloc[-1], table.iloc[0]
    return {
        "value": float(last["middle"]),
        "low": float(last["low"]),
        "high": float(last["high"]),
        "year": int(table.index[-1]),
        "start": int(table.index[0]),
        "earlier": float(first["middle"]),
        "claimed": share,
        "tolerance": tolerance,
    }


def _shanghai(here: Region, carry: bool = False) -> pd.Series:
    """GDP of Shanghai by resident, yuan, by year; with *carry* the last known residents serve later years."""
    from megalopolis import series

    product = series.panel("gdp", here.data).T[SHANGHAI].dropna()
    residents = series.panel(RESIDENTS, here.data).T[SHANGHAI].dropna().reindex(product.index)
    found: pd.Series = 10_000 * product / (residents.ffill() if carry else residents)
    return found


def _urban_share(here: Region, year: int) -> float:
    """Urban residents of the country in per cent, over the cities that have both figures."""
    residents, rate = here.nation(RESIDENTS, year), here.nation(URBANISATION, year)
    return float((residents * rate).sum() / residents[rate.notna()].sum())
