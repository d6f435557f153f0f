"""Bytes become text in every encoding of Chinese, or are refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.ingest.decoding import decode, usual
from megalopolis.ingest.refusal import Refused

SIMPLIFIED = "今年要办的事：修路、种树，让武汉和长沙的人常来常往。科技创新要有平台，2024年增长6%。"
TRADITIONAL = "今年要辦的事：修路、種樹，讓武漢和長沙的人常來常往。科技創新要有平臺，2024年增長6%。"
HAN = st.text(
    st.sampled_from(
        "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严，。、；：！？"
    ),
    min_size=40,
    max_size=300,
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *(
            (SIMPLIFIED, name)
            for name in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
        ),
        *((SIMPLIFIED, name) for name in ("gb2312", "gbk", "gb18030")),
        *((TRADITIONAL, name) for name in ("big5", "cp950", "big5hkscs", "gb18030", "utf-8")),
    ],
)
def test_every_common_encoding_is_read(text, encoding):
    """Nobody has to say which it is, and no mark of byte order is left."""
    assert text == decode(text.encode(encoding))


@settings(max_examples=80, deadline=None)
@given(HAN, st.sampled_from(["utf-8", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]))
def test_texts_of_common_characters_come_back(text, encoding):
    """Whatever they say."""
    assert text == decode(text.encode(encoding))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_text_or_a_reason(raw):
    """Nothing else is raised, and no text holds NUL characters."""
    try:
        text = decode(raw)
    except Refused as refused:
        assert refused.rule in {"empty", "encoding", "binary"}
    else:
        assert "\x00" not in text


def test_line_ends_of_all_systems_become_one():
    """Of Windows and of old Macintoshes."""
    assert "一\n二\n三" == decode("一\r\n二\r三".encode())


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x00" * 50, "empty"),
        ("文字\x00文字".encode(), "binary"),
        (bytes(range(128, 256)) * 3, "encoding"),
        ("Größe, été".encode("latin-1") * 20, "encoding"),
    ],
)
def test_what_is_no_chinese_text_is_refused(raw, rule):
    """With a word that says why."""
    with pytest.raises(Refused) as refused:
        decode(raw)
    assert rule == refused.value.rule


def test_page_that_declares_its_encoding_is_believed():
    """A short page can look like several encodings."""
    raw = '<html><meta charset="big5"><p>臺</p>'.encode("big5")

    assert "臺" in decode(raw, markup=True)


def test_share_of_usual_characters_worked_by_hand():
    """Two common characters and a stop of four; Latin text alone is no Chinese text."""
    assert 0.75 == usual("修路。\ue000")
    assert 0.0 == usual("plain English")
    assert 0.0 == usual("")
