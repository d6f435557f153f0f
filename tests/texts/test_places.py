"""Cities are found where they are meant."""

import pandas as pd
import pytest

from megalopolis.errors import ParameterError
from megalopolis.texts import places
from megalopolis.texts.tokens import cut


def named(sentence, gazetteer, home=""):
    tokens = cut(sentence, gazetteer.codes)
    return [code for _, code in places.find(tokens, gazetteer, home)]


@pytest.mark.parametrize(
    ("codes", "sentence"),
    [
        (["420100", "430100"], "武汉和长沙之间有高铁"),
        (["340500"], "马鞍山在长江边"),
        (["422800"], "恩施州的山"),
        ([], "长沙县的工厂"),
        ([], "武汉大学的学生"),
        ([], "加强区域合作，扩大合作"),
        ([], "保持社会长治久安"),
        ([], "各位来宾，祝大家幸福安康"),
        (["451300"], "来宾市的糖"),
        (["450200", "451300"], "柳州、来宾两地"),
        ([], "吉林的粮食"),
        (["220200"], "吉林市的江"),
        (["429004", "429005", "429006"], "仙桃市、潜江、天门"),
        (["810000", "820000"], "香港、澳门繁荣稳定"),
    ],
)
def test_cities_in_a_sentence(gazetteer, codes, sentence):
    """Names are found whole; ordinary words, counties and schools are not cities."""
    assert codes == named(sentence, gazetteer)


def test_doubtful_name_counts_at_home(gazetteer):
    """In the report of 黄山 the name means the city; elsewhere it may be the mountain."""
    assert ["341000"] == named("黄山旅游增长", gazetteer, "341000")
    assert [] == named("黄山旅游增长", gazetteer)


def test_every_city_has_a_name(gazetteer):
    """Each of the cities of the book can be found, by a name of its own."""
    from megalopolis import tables

    assert set(tables.read("cities")["code"]) == set(gazetteer.codes.values())


def test_two_cities_with_one_name_are_refused():
    """The message names both."""
    cities = pd.DataFrame(
        {"code": ["1", "2"], "name_zh": ["新城", "新城"], "level": ["prefecture", "prefecture"]}, dtype=str
    )

    with pytest.raises(ParameterError, match="新城 names both 1 and 2"):
        places.gazetteer(cities)
