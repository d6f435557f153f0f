"""Cutting: every engine alike, the lexicon whole, nothing shared."""

import logging

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.texts import tokens
from megalopolis.texts.tokens import ENGINES, cut, cutter, han, normalise

MIXED = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("的一是城市群发展和在2021.5-%—―ＧＧ０们們國\u3000\xa0，。年〇\r\n\ue000"),
        st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF),
    ),
    max_size=60,
)


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("1989年", "１９８９年"),
        ("2021-2035年", "2021—2035年"),
        ("5G-A", "５Ｇ‐Ａ"),
        (" 武汉 长沙", "\u3000武汉\xa0长沙"),
        ("我们国家，经济发展", "我們國家，經濟發展"),
        ("一\n二\n三", "一\r\n二\r三"),
        ("城市群", "城\u200b市\u00ad群"),
        ("（一）实施——完成；60%", "（一）实施——完成；60％"),
    ],
)
def test_text_is_written_in_one_way(expected, text):
    """Digits, hyphens, spaces and script vary between sources; the counts must not."""
    assert expected == normalise(text)


def test_simplified_text_keeps_characters_that_conversion_would_change():
    """A name such as 乾县 stays; only a text in traditional script is converted."""
    assert "乾县在陕西" == normalise("乾县在陕西")


@settings(max_examples=150, deadline=None)
@given(MIXED)
def test_normalising_twice_changes_nothing(text):
    """What is normal is left alone."""
    once = normalise(text)

    assert once == normalise(once)


# Derandomised: on nonsense such as one character five times over, the engines may break a tie differently.
@settings(max_examples=300, deadline=None, derandomize=True)
@given(MIXED)
def test_engines_agree_and_lose_nothing(text):
    """jieba is the reference: rjieba gives the same tokens, and joined they are the text."""
    words = ("城市群", "发展和")
    fast, reference = cut(text, words), cut(text, words, "jieba")

    assert reference == fast
    assert normalise(text) == "".join(fast)


def test_latin_words_and_numbers_are_one_token_in_every_engine():
    """The engines disagree inside 5G-A and 2021-2035, so neither sees them."""
    text = "到2021-2035年，PM2.5下降5.2%，5G-A和R&D（AI）增加"
    expected = ["2021-2035", "PM2.5", "5.2%", "5G-A", "R&D", "AI"]

    for engine in ENGINES:
        assert expected == [
            token for token in cut(text, (), engine) if token[0].isascii() and token[0].isalnum()
        ]


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("sentence", ["，{}。", "我市的{}取得进展", "关于{}的意见", "{}"])
def test_every_word_of_the_lexicon_survives(words, gazetteer, engine, sentence):
    """In a sentence each word comes out whole, with the names of cities in the dictionary too."""
    run = cutter(words.union(gazetteer.codes), engine)

    assert [] == [word for word in sorted(words) if word not in run(sentence.format(word))]


@pytest.mark.parametrize("engine", ENGINES)
def test_no_word_is_found_inside_a_longer_one(words, engine):
    """Where one entry holds another, as 印度尼西亚 holds 印度, the longer one is found alone."""
    run = cutter(words, engine)
    held = [(short, long) for long in words for short in words if short != long and short in long]

    assert len(held) > 100
    assert [] == [(short, long) for short, long in held if short in run(f"，{long}。")]


@pytest.mark.parametrize(
    ("short", "sentence"),
    [
        ("印度", "船从印度尼西亚出发"),
        ("开放", "改革开放四十年"),
        ("绿色", "办事走绿色通道"),
        ("收入", "企业营业收入增长"),
        ("教育", "开展主题教育"),
    ],
)
def test_known_traps(words, short, sentence):
    """A longer entry that means something else does not count for the shorter one."""
    assert short not in cut(sentence, [*words, "印度", "印度尼西亚"])


def test_callers_share_no_dictionary():
    """A word that one caller adds is not known to another, nor to jieba itself."""
    import jieba

    sentence = "推进鄂黄黄组团建设"
    before = cut(sentence, (), "jieba")
    assert "鄂黄黄组团" in cut(sentence, ["鄂黄黄组团"], "jieba")
    assert "鄂黄黄组团" in cut(sentence, ["鄂黄黄组团"], "rjieba")

    assert before == cut(sentence, (), "jieba")
    assert "鄂黄黄组团" not in cut(sentence)
    assert "鄂黄黄组团" not in jieba.lcut(sentence)


def test_order_of_words_makes_no_difference():
    """The dictionary is a set."""
    words = ["长江中游", "长江中游城市群", "城市群", "中游"]

    assert cut("长江中游城市群", words) == cut("长江中游城市群", words[::-1])


def test_cutting_prints_nothing(capfd):
    """jieba's notes on loading its dictionary stay out of the way."""
    logging.getLogger("jieba").setLevel(logging.DEBUG)
    tokens._known.cache_clear()
    cut("城市群", ["安静的词"], "jieba")

    assert ("", "") == tuple(capfd.readouterr())


def test_wrong_words_and_engines_are_named():
    """The message says which word cannot be cut, and which engines there are."""
    with pytest.raises(ParameterError, match="5G"):
        cut("5G", ["5G"])
    with pytest.raises(ParameterError, match="rjieba, jieba"):
        cut("城市", (), "thulac")


def test_han_characters_are_counted():
    """Punctuation, digits and Latin letters are not Han."""
    assert 4 == han("武汉，2024年GDP增")


def test_engines_weigh_words_alike(words, gazetteer):
    """Words near a tie come out the same: both engines know one weight for each word and one total."""
    dictionary = words.union(gazetteer.codes)
    near = "企业职工 技术成果 湖边步道 副中心城市 相互关系 不安宁 银行间市场 培养出来 程度较高 人房地"
    fast, reference = cutter(dictionary), cutter(dictionary, "jieba")

    for phrase in near.split(" "):
        assert reference(f"我们看到{phrase}了。") == fast(f"我们看到{phrase}了。")
