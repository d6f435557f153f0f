"""Units in Chinese and English: what they measure, and by what factor one becomes another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from megalopolis.spreadsheet.grid import plain

# Words for one thing, and how many of the first word each is.
_WORDS: dict[str, tuple[tuple[Fraction | int, str], ...]] = {
    "yuan": ((1, "元 人民币元 人民币 yuan rmb cny renminbi"),),
    "US dollar": ((1, "美元 usd us$ us_dollar us_dollars"),),
    "person": (
        (1, "人 口人 人次 person persons people resident residents inhabitant inhabitants passengers"),
    ),
    "household": ((1, "户 household households user users subscriber subscribers"),),
    "count": (
        (
            1,
            "个 家 所 座 张 床 件 项 次 台 辆 count pieces beds hospitals patents institutions colleges",
        ),
    ),
    "tonne": (
        (1, "吨 t tonne tonnes ton tons"),
        (Fraction(1, 10**3), "千克 公斤 kg"),
        (Fraction(1, 10**6), "克 g"),
        (Fraction(1, 10**9), "毫克 mg"),
        (Fraction(1, 10**12), "微克 μg ug"),
    ),
    "m²": (
        (1, "平方米 平米 m2 square_metres square_meters"),
        (10**6, "平方公里 平方千米 km2 sqkm sq_km square_kilometres square_kilometers"),
        (10**4, "公顷 ha hectare hectares"),
        (Fraction(2000, 3), "亩 mu"),
    ),
    "m³": ((1, "立方米 m3 cubic_metres cubic_meters"), (Fraction(1, 1000), "升 litres liters")),
    "m": ((1, "米 m metres meters"), (1000, "公里 千米 km kilometres kilometers")),
    "kWh": ((1, "千瓦时 千瓦小时 度 kwh"),),
    "year": ((1, "年 岁 year years"),),
    "share": (
        (1, "% 百分比 百分点 percent per_cent"),
        (Fraction(1, 10), "‰ 千分比 permille per_mille"),
    ),
    "index": ((1, "指数 系数 index coefficient"),),
}
WORDS = {
    word.replace("_", " "): (kind, Fraction(factor))
    for kind, rows in _WORDS.items()
    for factor, words in rows
    for word in words.split()
}
_HAN = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
_ENGLISH = {
    "hundred": 100,
    "ten": 10,
    "thousand": 1000,
    "million": 10**6,
    "billion": 10**9,
    "trillion": 10**12,
}
_PER = re.compile(r"\s*/\s*|\s+per\s+|(?<=[一-鿿])每(?=[一-鿿])")
_COUNT = re.compile(r"(1(?:0{0,2}(?:[, ]000)+|0*))(?![\d,.])\s*")
ANY = ""  # the kind of a bare multiplier, such as 万


@dataclass(frozen=True, slots=True)
class Unit:
    """How many basic units it is, and what it measures: above and below the line."""

    factor: Fraction
    kinds: tuple[str, ...]


@cache
def parse(text: str) -> Unit | None:
    """The unit that a text names, or None: 亿元, 人/十万人, 100 million yuan, tonnes per 10 000 yuan."""
    parts = [_term(part.strip()) for part in _PER.split(plain(text).casefold())]
    if not 1 <= len(parts) <= 2 or any(part is None for part in parts):
        return None
    above, *below = [part for part in parts if part is not None]
    if not below:
        return Unit(above[1], (above[0],))
    return Unit(above[1] / below[0][1], (above[0], below[0][0]))


def _term(text: str) -> tuple[str, Fraction] | None:
    """Kind and factor of a word with its multipliers before it, or in English behind it."""
    if text in WORDS:
        return WORDS[text]
    if not text:
        return None
    for word in sorted(WORDS, key=len, reverse=True):  # RMB 100 million, USD million
        if word.isascii() and len(word) > 2 and text.startswith(f"{word} "):
            rest = _term(text[len(word) + 1 :])
            if rest is not None and rest[0] == ANY:
                return WORDS[word][0], WORDS[word][1] * rest[1]
    factor, rest_text = _multiplier(text)
    if factor is None:
        return None
    if not rest_text:
        return ANY, factor
    below = _term(rest_text)
    return None if below is None else (below[0], factor * below[1])


def _multiplier(text: str) -> tuple[Fraction | None, str]:
    """The first multiplier of a text and what stands behind it."""
    if text[0] in _HAN:
        return Fraction(_HAN[text[0]]), text[1:].strip()
    number = _COUNT.match(text)
    if number:
        return Fraction(re.sub("[, ]", "", number[1])), text[number.end() :]
    first, _, rest = text.partition(" ")
    return (Fraction(_ENGLISH[first]), rest.strip()) if first in _ENGLISH else (None, text)


def same(one: str, other: str) -> bool:
    """Whether two texts name a unit with the same words."""
    return plain(one).casefold().replace(" ", "") == plain(other).casefold().replace(" ", "")


def factor(given: str, wanted: tuple[str, ...]) -> Fraction | None:
    """By what a number in the unit *given* is multiplied to be in the unit *wanted*; None: it cannot.

    Parameters
    ----------
    given : str
        A unit; a bare multiplier such as 亿 stands for that many of the basic unit.
    wanted : tuple of str
        Names of one unit, in several languages; the first that is understood counts.
    """
    if any(same(given, one) for one in wanted):
        return Fraction(1)
    mine = parse(given)
    theirs = next((unit for unit in map(parse, wanted) if unit is not None), None)
    if mine is None or theirs is None:
        return None
    if mine.kinds != theirs.kinds and mine.kinds != (ANY,):
        return None
    return None if mine.kinds == (ANY,) and len(theirs.kinds) > 1 else mine.factor / theirs.factor
