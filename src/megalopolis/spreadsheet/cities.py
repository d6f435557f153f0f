"""Which city a cell names: by code, or by name in Chinese or English, with or without its ending."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from megalopolis.series import near
from megalopolis.spreadsheet.grid import Cell, compact, plain, shown

_TOTALS = re.compile(
    r"(全国|全省|全区|全市|合计|总计|总量|小计|平均|平均值|均值|地区合计|城市群|total|sum|average|mean|nation(al)?|china|全体)"
)
_ENDINGS_ZH = ("地区", "市", "州", "盟", "县")
_ENDINGS_EN = re.compile(r"\s+(city|shi|prefecture|municipality|league|county)$")
_AUTONOMOUS = re.compile("([一-鿿]+)自治([州县])")
_PROVINCE = re.compile(r"(维吾尔|壮族|回族)?(自治区|特别行政区|省|市)$")
_CODE = re.compile(r"(\d{6})(?:0{3}|0{6})?(?:\.0)?")


@dataclass(frozen=True, slots=True)
class Cities:
    """The names of the cities.

    Attributes
    ----------
    names : mapping of str to frozenset of str
        Codes by name, compared as :func:`megalopolis.spreadsheet.grid.compact` leaves it.
    provinces : mapping of str to frozenset of str
        Codes of the cities of a province, by its names.
    shown : mapping of str to str
        Name in Chinese and code, by code.
    given : mapping of str to str
        Codes by name that the mapping file gives; they come first.
    """

    names: Mapping[str, frozenset[str]]
    provinces: Mapping[str, frozenset[str]]
    shown: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)

    def find(self, cell: Cell, province: Cell = "") -> frozenset[str]:
        """The codes of the cities that a cell may mean: one, several or none."""
        text = plain(shown(cell))
        if compact(text) in self.given:
            return frozenset([self.given[compact(text)]])
        code = _CODE.fullmatch(text)
        if code:
            return frozenset([code[1]] if code[1] in self.shown else [])
        for name in _forms(text):
            found = self.names.get(name)
            if found:
                inside = self.provinces.get(_bare(shown(province)), frozenset())
                return (found & inside) or found
        full = _AUTONOMOUS.fullmatch(text.replace(" ", ""))
        for length in range(len(full[1]), 1, -1) if full else ():  # 恩施土家族苗族自治州 is 恩施州
            found = self.names.get(text.replace(" ", "")[:length] + full[2]) if full else None
            if found:
                return found
        for name, inside in self.provinces.items():  # 湖北省武汉市, 湖北武汉
            if compact(text).startswith(name):
                rest = re.sub("^(省|自治区)", "", compact(text).removeprefix(name))
                found = next((self.names[one] for one in _forms(rest) if one in self.names), frozenset())
                if rest and found & inside:
                    return found & inside
        return frozenset()

    def total(self, cell: Cell) -> bool:
        """Whether a cell names a sum, a mean, a country or a province: no city, and no error."""
        text = plain(shown(cell)).casefold().replace(" ", "")
        return bool(_TOTALS.fullmatch(text)) or (_bare(text) in self.provinces and not self.find(cell))

    def guess(self, cell: Cell) -> str:
        """A question that offers names like this one; empty when none is like it."""
        return near(plain(shown(cell)), [one.split()[0] for one in self.shown.values()])


def cities(table: pd.DataFrame, given: Mapping[str, str] | None = None) -> Cities:
    """The names of the cities in *table*, a frame with code, names and provinces.

    Parameters
    ----------
    table : pandas.DataFrame
    given : mapping of str to str, optional
        Codes by name, of the mapping file.
    """
    names: dict[str, set[str]] = {}
    provinces: dict[str, set[str]] = {}
    labels = {}
    for row in table.astype("str").to_dict("records"):
        code, chinese, english = row["code"], row["name_zh"], row["name_en"]
        labels[code] = f"{chinese} {code}"
        for name in {chinese, english, english.partition(" (")[0]}:
            for form in _forms(name):
                names.setdefault(form, set()).add(code)
        for name in (row["province_zh"], row["province_en"]):
            provinces.setdefault(_bare(name), set()).add(code)
    return Cities(
        {name: frozenset(codes) for name, codes in names.items()},
        {name: frozenset(codes) for name, codes in provinces.items()},
        labels,
        {compact(name): code for name, code in (given or {}).items()},
    )


def _forms(text: str) -> list[str]:
    """A name as it stands, then without its ending."""
    lowered = plain(text).casefold()
    chinese = lowered.replace(" ", "") if re.search("[一-鿿]", lowered) else ""
    forms = [compact(lowered)]
    if chinese:
        ending = next(
            (one for one in _ENDINGS_ZH if chinese.endswith(one) and len(chinese) > len(one) + 1), ""
        )
        forms += [compact(chinese), compact(chinese.removesuffix(ending))]
    else:
        forms += [compact(_ENDINGS_EN.sub("", lowered))]
    return list(dict.fromkeys(one for one in forms if one))


def _bare(province: str) -> str:
    return _PROVINCE.sub("", compact(province))
