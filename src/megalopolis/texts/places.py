"""Which cities a text names.

A name counts where cutting finds it as a word of its own: 马鞍山 is not 鞍山, 长治久安 is not 长治, and 合作,
which is a town but nearly always the word "co-operation", is not among the names. The rules look at the
neighbours of a name only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from megalopolis.errors import ParameterError

# Names that are also an ordinary word, a person, a river, a mountain, a school, a province or a district.
_DOUBTFUL = """
朝阳 大同 东方 来宾 白银 安康 和田 阿里 海西 海东 海南 海北 黄南 山南 吉林 中山 北海 黄山 文山 红河 怒江
大理 兴安 天门 仙桃 大庆 三明 四平 文昌 昌江 白沙 陵水 乐东 定安 临高 双河 北屯 平凉 广安 江门 河源 清远
阳江 玉树 普洱 铁门关 昆玉 神农架 五指山 三门峡 牡丹江 黑河 松原 白山 保山 安顺 通化 凉山 大兴安岭 开封 长治
"""
# Before one of these a city's name is part of another: of a county, a school, a street, a river, a body.
_OTHER_THINGS = "县 区 镇 乡 村 路 街 街道 大道 大桥 大学 学院 河 湖 山 省 府 合作组织 公约 时间"
_JOINTS = "、 和 与 及 至 到 — - 或 以及"

DOUBTFUL = frozenset(_DOUBTFUL.split())
OTHER_THINGS = frozenset(_OTHER_THINGS.split())
JOINTS = frozenset(_JOINTS.split())
ENDINGS = {"autonomous-prefecture": "州", "league": "盟", "area": "地区", "county": "县"}


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The names to look for.

    Attributes
    ----------
    codes : mapping of str to str
        Every name, with and without its ending (武汉市, 武汉), to the code of the city.
    full : frozenset of str
        The names with an ending.
    """

    codes: Mapping[str, str]
    full: frozenset[str]


def gazetteer(cities: pd.DataFrame) -> Gazetteer:
    """The names of the *cities*, a frame with code, name_zh and level.

    Raises
    ------
    ParameterError
        Two cities share a name.
    """
    codes: dict[str, str] = {}
    full: set[str] = set()
    for code, name, level in cities[["code", "name_zh", "level"]].itertuples(index=False):
        ending = ENDINGS.get(level, "市")
        short = name[:-1] if len(name) > 2 and name[-1] in "州盟县" else name
        if short in codes:
            raise ParameterError(f"cities: {short} names both {codes[short]} and {code}; tell them apart.")
        codes[short] = code
        if level != "special":
            whole = short + (name[-1] if short != name else ending)
            codes[whole] = code
            full.add(whole)
    return Gazetteer(codes, frozenset(full))


def find(
    tokens: Sequence[str], names: Gazetteer, home: str = "", positions: Iterable[int] | None = None
) -> list[tuple[int, str]]:
    """The positions in *tokens* at which a city is named, and its code.

    A name with its ending counts. A name without it counts unless the word that follows makes it something
    else (长沙 before 县, 武汉 before 大学). A name that is also an ordinary word or another place counts only
    beside a city that is beyond doubt, joined by 、 or 和 or the like, or when it is *home*, the code of the
    city whose document this is. With *positions*, only these are looked at; each holds a name.
    """
    if positions is None:
        positions = [position for position, token in enumerate(tokens) if token in names.codes]
    return [
        (position, names.codes[tokens[position]])
        for position in positions
        if tokens[position] in names.full or _stands(tokens, position, names, home)
    ]


def _stands(tokens: Sequence[str], position: int, names: Gazetteer, home: str) -> bool:
    token = tokens[position]
    if position + 1 < len(tokens) and tokens[position + 1] in OTHER_THINGS:
        return False
    return token not in DOUBTFUL or names.codes[token] == home or _listed(tokens, position, names)


def _listed(tokens: Sequence[str], position: int, names: Gazetteer) -> bool:
    """Whether a city beyond doubt stands beside the one at *position* in a list."""
    for step in (-1, 1):
        beside = position + 2 * step
        if 0 <= beside < len(tokens) and tokens[position + step] in JOINTS:
            neighbour = tokens[beside]
            if neighbour in names.full or (neighbour in names.codes and neighbour not in DOUBTFUL):
                return True
    return False
