"""How cities answer pressure: green space, and the treatment of sewage and waste, beside their peers."""

from __future__ import annotations

from megalopolis.findings import pressures
from megalopolis.findings.dispersion import Dispersion
from megalopolis.region import Region

ANSWERS = ("green_coverage", "park_green_pc", "sewage_treatment_rate", "garbage_harmless_rate")
FULL = 100.0


def answers(here: Region, year: int, seed: int, draws: int = 1000) -> dict[str, Dispersion]:
    """The median city of the agglomerations by each indicator of ``ANSWERS``, by its code."""
    return {code: pressures.level(here, code, year, seed, draws) for code in ANSWERS}


def saturated(here: Region, code: str, year: int) -> dict[str, float]:
    """How many of the region's cities have reached 100 % of a rate, for :func:`finding.tell`.

    ``value`` is their number, ``count`` that of cities with a figure.
    """
    known = here.indicator(code, year).dropna()
    return {"value": float((known >= FULL).sum()), "count": float(len(known))}
