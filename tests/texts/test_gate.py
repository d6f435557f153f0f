"""What the gate refuses, and what it lets pass."""

import pytest

from megalopolis.texts.documents import Document
from megalopolis.texts.gate import CELL_LIMIT, Earlier, screen, year_of_delivery

DIGITS = str.maketrans("0123456789", "零一二三四五六七八九")
SENTENCES = [f"第{number}件事是把那条路修到山那一边的村子里去".translate(DIGITS) for number in range(400)]


def document(id="report-x", text=None, **fields):
    known = {
        "kind": "policy",
        "level": "city",
        "issuer": "某机关",
        "place": "武汉",
        "city": "420100",
        "year": 2024,
    }
    body = "。".join(SENTENCES) + "。" if text is None else text
    return Document(id=id, text=body, source="own", locator="x", **{**known, **fields})


def refusals(*documents):
    return [(one.document, one.rule, one.found) for found in screen(documents) for one in found.refusals]


def test_sound_document_passes():
    """Nothing is refused without a reason."""
    assert [] == refusals(document(), document("other", "另一份文件，" + "谈别的事情" * 60 + "。"))


@pytest.mark.parametrize(
    ("rule", "found", "changed"),
    [
        ("short", "6", {"text": "只有六个汉字。"}),
        ("damaged", "2", {"text": "\ufffd".join(["字" * 100] * 3)}),
        ("truncated", str(CELL_LIMIT), {"text": "字" * CELL_LIMIT}),
        ("truncated", "，", {"text": "这一句话没有说完" * 50 + "，"}),
    ],
)
def test_fault_in_the_text(rule, found, changed):
    """Stubs, damage and cut ends are seen in the text itself."""
    assert [("report-x", rule, found)] == refusals(document(**changed))


def test_report_must_be_as_long_as_reports_are():
    """A summary under a report's name is refused; the same length passes as another kind."""
    text = "本市武汉修了路。" * 200

    assert ["short"] == [rule for _, rule, _ in refusals(document(kind="report", text=text))]
    assert [] == refusals(document(text=text))


def test_report_that_never_names_its_city_is_another_text():
    """The State Council's text was found under three cities' names."""
    text = "。".join(SENTENCES * 2)

    assert [("report-x", "place", "武汉")] == refusals(document(kind="report", text=text))
    assert [] == refusals(document(kind="report", text=text + "。武汉市"))


def test_year_is_that_of_delivery():
    """A text filed under the year that it looks back on is refused."""
    text = "2024年1月5日在某市人民代表大会第三次会议上。" + "修路" * 150

    assert [("report-x", "year", "2024")] == refusals(document(text=text, year=2023))
    assert [] == refusals(document(text=text))


@pytest.mark.parametrize(
    ("year", "text"),
    [
        (2024, "——2024年2月1日在某市人民代表大会某次会议上"),
        (2024, "各位代表：\n一、2023年工作回顾\n2024年要做的事"),
        (2025, "2024年政府工作回顾"),
        (None, "2024年是不平凡的一年"),
    ],
)
def test_year_of_delivery_is_read_from_session_or_review(year, text):
    """The session's date decides, else the year after the one under review; else nothing is known."""
    assert year == year_of_delivery(text)


def test_same_text_under_another_name_is_refused_once():
    """The first stays; copies are refused with the id of the first, even with a line changed."""
    first, copy = document("a"), document("b")
    changed = document("c", "。".join(["新的开头", *SENTENCES[3:]]))

    assert [("b", "duplicate", "a"), ("c", "duplicate", "a")] == refusals(first, copy, changed)


def test_documents_of_one_form_are_not_the_same():
    """Half of the sentences alike, as in yearly resolutions, is not a copy."""
    own = [f"今年另有第{number}项安排写在这一份文件里面".translate(DIGITS) for number in range(400)]
    other = document("b", "。".join([*SENTENCES[:200], *own[:200]]))

    assert [] == refusals(document("a"), other)


def test_refused_document_is_passed_on_with_every_reason():
    """Several faults are several refusals, and the document itself comes along."""
    found = list(screen([document(text="短\ufffd，")]))

    assert {"short", "damaged", "truncated"} == {one.rule for one in found[0].refusals}
    assert document(text="短\ufffd，") == found[0].document


def test_document_that_passed_another_time_is_known_again():
    """By its checksum, and by its sketch when a line was changed."""
    first = document("a")
    passed = Earlier("a", first.checksum, next(screen([first])).sketch)
    changed = document("c", "。".join(["新的开头", *SENTENCES[3:]]))
    found = [one.found for again in screen([document("b"), changed], [passed]) for one in again.refusals]

    assert ["a", "a"] == found


def test_refused_document_does_not_stand_in_the_way_of_the_right_one():
    """The same text under the right year passes."""
    text = "2024年1月5日在某市人民代表大会第三次会议上。" + "。".join(SENTENCES)

    assert [("a", "year", "2024")] == refusals(document("a", text, year=2023), document("b", text))
