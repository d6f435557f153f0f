"""Each form of document gives its words, and what is not what it says is refused."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.ingest import kinds, portable, word
from megalopolis.ingest.refusal import Refused

ENDINGS = sorted(kinds.DOCUMENTS)
BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "ha"><!ENTITY y "&x;&x;&x;&x;&x;&x;&x;&x;">'
    b'<!ENTITY z "&y;&y;&y;&y;&y;&y;&y;&y;">]><a>&z;</a>'
)


def rule(name, raw):
    with pytest.raises(Refused) as refused:
        kinds.read(name, raw)
    return refused.value.rule


def test_every_form_gives_the_same_words(make):
    """Text, Markdown, page, Word document and PDF of one text."""
    text = make.prose("路", 6)
    lines = text.split("\n")
    page = (
        f"<html><head><title>题</title></head><body>{''.join(f'<p>{one}</p>' for one in lines)}</body></html>"
    )

    assert text == kinds.read("a.txt", text.encode()).text
    assert text == kinds.read("a.MD", "\n\n".join(lines).encode()).text
    assert text == kinds.read("a.html", page.encode()).text
    assert text == kinds.read("a.docx", make.docx(*lines)).text
    assert text == kinds.read("a.pdf", make.pdf(lines)).text


def test_front_matter_is_not_part_of_the_text():
    """It is given beside it, every value as it is written."""
    found = kinds.read("a.txt", "---\nyear: 2024\nissuer: 某机关\nid: 007\n---\n正文\n---\n末尾".encode())

    assert {"year": "2024", "issuer": "某机关", "id": "007"} == found.front
    assert "正文\n---\n末尾" == found.text


def test_rule_without_an_end_is_text():
    """Three hyphens alone are no front matter."""
    assert "---\n正文" == kinds.read("a.txt", "---\n正文".encode()).text


@pytest.mark.parametrize("head", ["year: [1, 2]", "- year", "a: {b: c}", "x: &x [*x]", "a: b: c"])
def test_front_matter_holds_single_values(head):
    """Lists, nesting, references and objects are refused, not run."""
    assert "front-matter" == rule("a.md", f"---\n{head}\n---\n正文".encode())


@settings(max_examples=100, deadline=None)
@given(st.text("-:[]{}&*!|>#年 a1\n\"'%@", max_size=60))
def test_any_front_matter_gives_single_values_or_a_reason(head):
    """Nothing else is raised, and no reference is followed."""
    try:
        found = kinds.read("a.txt", f"---\n{head}\n---\n正文".encode())
    except Refused as refused:
        assert refused.rule in {"front-matter", "encoding"}
    else:
        assert all(isinstance(value, str) for value in found.front.values())


def test_markdown_gives_its_words_without_marks():
    """Headings, emphasis, links, tables and code; tags go."""
    table = "| 甲 | 乙 |\n|---|---|\n| 一 | 二 |\n"
    text = f"# 一、修路\n\n要**快**修[路](http://example.org)，<br>不`停`。\n\n{table}"

    assert "一、修路\n要快修路，不停。\n甲\n乙\n一\n二" == kinds.read("a.md", text.encode()).text


def test_page_gives_what_is_seen():
    """No script, style, comment or title; inline elements do not part words; blanks in the source are one."""
    page = """<html><head><title>题</title><style>p {}</style><script>alert(1)</script></head><body>
    <!-- 注 --><p>修<b>路</b>和
    种树</p><div>二<br>三<noscript>四</noscript></div>
    <ul><li>五</li><li>六 &lt;七&gt;</li></ul></body></html>"""

    assert "修路和 种树\n二\n三\n五\n六 <七>" == kinds.read("a.htm", page.encode()).text


def test_page_of_any_depth_is_read():
    """Elements inside elements do not break the reader."""
    page = "<div>" * 5000 + "深处有字" + "</div>" * 5000
    try:
        found = kinds.read("a.html", page.encode()).text
    except Refused as refused:
        found = refused.rule

    assert found in {"深处有字", "empty", "malformed"}


def test_word_document_gives_tables_and_no_deleted_text(make):
    """Paragraphs of the body and of cells, in their order; what was struck out is not said."""
    from docx import Document

    document = Document(io.BytesIO(make.docx("第一段")))
    cell = document.add_table(1, 1).cell(0, 0)
    cell.text = "格子里的字"
    document.add_paragraph("末段")
    held = io.BytesIO()
    document.save(held)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    struck = f'<w:del xmlns:w="{space}"><w:r><w:t>删去的字</w:t></w:r></w:del>'
    raw = held.getvalue()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        part = archive.read("word/document.xml")
    changed = part.replace(b"<w:sectPr", struck.encode() + b"<w:sectPr", 1)

    assert changed != part
    assert (
        "第一段\n格子里的字\n末段"
        == kinds.read("a.docx", make.rezipped(raw, {"word/document.xml": changed})).text
    )


def test_lines_of_a_page_are_joined_to_paragraphs():
    """A full line that ends no sentence goes on; headings and ends of sentences do not; page numbers go."""
    lines = [
        "一、去年的事",
        "我们修了一条路又种了一片树并且让两",
        "个城市的人常来常往一起做事真好。",
        "二、今年",
    ]
    page = "\n".join([*lines, "— 12 —", "第 3 页"])

    assert (
        "一、去年的事\n我们修了一条路又种了一片树并且让两个城市的人常来常往一起做事真好。\n二、今年"
        == portable.paragraphs(page)
    )


def test_radicals_in_a_pdf_become_the_characters_that_are_meant(make):
    """⽂ (U+2F42) looks like 文 and is another character."""
    assert "修路的文字" == kinds.read("a.pdf", make.pdf(["修路的\u2f42字"])).text


@pytest.mark.parametrize("ending", ENDINGS)
def test_empty_file_is_refused(ending):
    """Of every kind."""
    assert "empty" == rule(f"a{ending}", b"")


@pytest.mark.parametrize(
    ("name", "raw", "expected"),
    [
        ("a.pdf", "只是文字".encode(), "mismatch"),
        ("a.docx", "只是文字".encode(), "mismatch"),
        ("a.txt", b"%PDF-1.7 and so on", "mismatch"),
        ("a.txt", b"PK\x03\x04 and so on", "mismatch"),
        ("a.html", b"\x89PNG\r\n\x1a\n", "mismatch"),
        ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "encrypted"),
        ("a.docx", b"PK\x03\x04" + b"x" * 600, "malformed"),
        ("a.pdf", b"%PDF-1.7\n" + b"x" * 600, "malformed"),
        ("a.txt", "<html><body>页</body></html>".encode(), "markup"),
        ("a.txt", "正文 <script>alert(1)</script>".encode(), "markup"),
        ("a.md", "正文 [x](javascript:alert(1))".encode(), "markup"),
        ("a.txt", ("<p>段</p>" * 30).encode(), "markup"),
        ("a.txt", "正\x00文".encode(), "binary"),
        ("a.html", b"<html><script>x</script></html>", "empty"),
    ],
)
def test_what_is_not_what_its_ending_says_is_refused(name, raw, expected):
    """By its first bytes, or by what reading finds."""
    assert expected == rule(name, raw)


def test_locked_pdf_is_refused(make):
    """With a password or against copying."""
    assert "encrypted" == rule("a.pdf", make.pdf(["文字"], password=True))


def test_pdf_without_text_is_refused(make):
    """Pictures of pages have to be recognised first."""
    assert "no-text" == rule("a.pdf", make.pdf([]))


def test_pdf_of_too_many_pages_is_refused(make, monkeypatch):
    """The limit is said."""
    monkeypatch.setattr(portable, "PAGES", 0)

    assert "pages" == rule("a.pdf", make.pdf(["文字"]))


def test_text_of_too_many_characters_is_refused(monkeypatch):
    """Whatever its form."""
    monkeypatch.setattr(kinds, "CHARACTERS", 10)

    assert "large" == rule("a.txt", "字".encode() * 11)


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/styles.xml", "_rels/.rels", "customXml/item1.xml"]
)
def test_entities_in_a_word_document_are_refused(make, part):
    """In any part, before a parser sees them; also when the part is in UTF-16."""
    raw = make.docx("文字")

    assert "entities" == rule("a.docx", make.rezipped(raw, {part: BOMB}))
    assert "entities" == rule("a.docx", make.rezipped(raw, {part: BOMB.decode().encode("utf-16")}))


def test_word_document_that_is_a_bomb_is_refused(make, monkeypatch):
    """By what it would unpack to; nothing is unpacked."""
    monkeypatch.setattr(word, "RATIO_FLOOR", 1_000_000)
    raw = make.rezipped(make.docx("文字"), {"word/media/image1.png": b"\x00" * 20_000_000})

    assert len(raw) < 200_000
    assert "bomb" == rule("a.docx", raw)


@settings(max_examples=120, deadline=None)
@given(st.sampled_from(ENDINGS), st.binary(max_size=300))
def test_any_bytes_under_any_ending_give_text_or_a_reason(ending, raw):
    """No reader raises anything but a refusal."""
    try:
        assert kinds.read(f"a{ending}", raw).text.strip()
    except Refused as refused:
        assert refused.rule
        assert refused.reason.isprintable()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_damaged_documents_give_text_or_a_reason(make, data):
    """Sound documents with bytes changed or cut off."""
    form, raw = data.draw(
        st.sampled_from(
            [("a.docx", make.docx("一段文字", "两段")), ("a.pdf", make.pdf(["一段文字", "两段"]))]
        )
    )
    place = data.draw(st.integers(0, len(raw) - 1))
    damaged = raw[:place] + data.draw(st.binary(max_size=8)) + raw[place + data.draw(st.integers(0, 40)) :]
    try:
        assert kinds.read(form, damaged).text.strip()
    except Refused as refused:
        assert refused.rule
