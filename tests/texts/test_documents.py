"""Documents are read one by one, and what is wrong with a file is said."""

import gzip

import pytest

from megalopolis.errors import DataError
from megalopolis.texts.documents import LONG_LINE, PIECE, paragraphs, read_folder, read_lines


def test_blank_lines_and_margins_are_no_paragraphs():
    """Every kind of white space counts as blank."""
    assert ["一段", "两段"] == paragraphs("\u3000\u3000一段 \r\n\n \xa0\n\t两段\u3000")


def test_text_without_line_ends_is_parted_after_sentences():
    """Pieces are at least 300 characters, end with a sentence, and lose nothing."""
    line = "粮食增产，工业增长。“好！”" * 120
    pieces = paragraphs(line)

    assert len(line) > LONG_LINE
    assert line == "".join(pieces)
    assert all(len(piece) >= PIECE for piece in pieces[:-1])
    assert all(piece.endswith(("。", "”")) for piece in pieces)


def test_licence_note_of_a_library_is_left_out():
    """What Wikisource adds below a text is no part of it."""
    assert ["正文一行"] == paragraphs("正文一行\n本作品来自某处的文件。\n公有领域\n")


def test_documents_are_read_from_plain_and_compressed_lines(tmp_path, corpus):
    """Both give the same documents, field by field."""
    lines = '{"id": "a-1", "text": "甲", "year": 2020, "place": "武汉"}\n\n{"id": "b", "text": "乙"}\n'
    plain, packed = tmp_path / "x.jsonl", tmp_path / "x.jsonl.gz"
    plain.write_text(lines, encoding="utf-8")
    packed.write_bytes(gzip.compress(lines.encode()))
    found = list(read_lines(plain))

    assert found == list(read_lines(packed))
    assert [("a-1", "甲", 2020, "武汉"), ("b", "乙", None, "")] == [
        (one.id, one.text, one.year, one.place) for one in found
    ]
    assert 5 == len(corpus)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"id": "a", "text": "x"}\n{"id": "b"\n', "row 2"),
        (b'{"id": "a"}\n', "'id' and 'text'"),
        (b'["a", "b"]\n', "'id' and 'text'"),
        (b'{"id": "a", "text": "x", "year": "2020"}\n', "whole number"),
        ("武汉".encode("gb18030"), "UTF-8"),
        (b'{"id": "a", "text": "x"}\r\n\n{"id": "b", "text": "\xce"}\n', "row 3"),
    ],
)
def test_malformed_line_is_named(tmp_path, content, message):
    """The error says which line of which file, and what was expected."""
    path = tmp_path / "broken.jsonl"
    path.write_bytes(content)

    with pytest.raises(DataError, match=message) as error:
        list(read_lines(path))
    assert "broken.jsonl" in str(error.value)


def test_folder_is_read_in_the_order_of_names(tmp_path):
    """Text files become documents; other files are left alone; a mark of byte order is no text."""
    (tmp_path / "b.txt").write_text("乙", encoding="utf-8")
    (tmp_path / "a.txt").write_bytes("\ufeff甲".encode())
    (tmp_path / "c.md").write_text("丙", encoding="utf-8")

    assert [("a", "甲"), ("b", "乙")] == [(one.id, one.text) for one in read_folder(tmp_path)]

    (tmp_path / "d.txt").write_bytes("丁".encode("gb18030"))
    with pytest.raises(DataError, match=r"d\.txt"):
        list(read_folder(tmp_path))
