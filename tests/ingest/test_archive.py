"""Which files are looked at, and which are refused before anybody reads them."""

import io
import os
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from megalopolis.errors import ParameterError
from megalopolis.ingest import archive
from megalopolis.ingest.archive import Item, content, items
from megalopolis.ingest.refusal import Refusal, Refused


def found(*paths):
    """Names of items, and the rule of each refusal by name."""
    every = list(items(paths))
    refused = {one.file: one.rule for one in every if isinstance(one, Refusal)}
    return [one.name for one in every if isinstance(one, Item)], refused


def zipped(path, members):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name, raw in members.items():
            held.writestr(name, raw)
    return path


def test_folder_is_walked_in_the_order_of_names(tmp_path):
    """Folders inside it too; hidden files and what systems leave behind are passed over without a word."""
    for name in ("b.txt", "a.TXT", "x/c.md", "x/.hidden.txt", ".git/d.txt", "__MACOSX/e.txt", "~$f.docx"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
    (tmp_path / "table.xls").write_bytes(b"x")

    assert (["a.TXT", "b.txt", "x/c.md"], {"table.xls": "kind"}) == found(tmp_path)


def test_archive_is_walked_like_a_folder(tmp_path):
    """Its members are named by their paths; nothing is unpacked."""
    path = zipped(tmp_path / "a.zip", {"b/二.txt": "x", "一.md": "x", "__MACOSX/一.md": "x", "c.exe": "x"})

    assert (["b/二.txt", "一.md"], {"c.exe": "kind"}) == found(path)
    assert [path] == list(tmp_path.iterdir())


def test_archive_in_a_folder_counts_as_a_folder(tmp_path):
    """So that the members of two archives are told apart."""
    zipped(tmp_path / "2023.zip", {"a.txt": "x"})
    zipped(tmp_path / "2024.zip", {"a.txt": "y"})
    (first, second) = items([tmp_path])

    assert ["2023/a.txt", "2024/a.txt"] == [first.name, second.name]
    assert [b"x", b"y"] == [content(first), content(second)]


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_damaged_archives_give_files_or_reasons(tmp_path_factory, data):
    """With bytes changed, cut off or put in."""
    path = zipped(tmp_path_factory.mktemp("fuzz") / "a.zip", {"a.txt": "x" * 50, "b/二.md": "y" * 50})
    raw = path.read_bytes()
    place = data.draw(st.integers(0, len(raw) - 1))
    end = place + data.draw(st.integers(0, 30))
    path.write_bytes(raw[:place] + data.draw(st.binary(max_size=8)) + raw[end:])
    for one in items([path]):
        if isinstance(one, Item):
            try:
                assert content(one) is not None
            except Refused as refused:
                assert refused.rule in {"malformed", "large"}
        else:
            assert str(one).isprintable()


def test_names_that_a_chinese_system_packed_are_read(tmp_path):
    """Without the mark of UTF-8 they are GB18030."""
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as held:
        held.writestr("aaaa.txt", "x")
    path = tmp_path / "a.zip"
    path.write_bytes(raw.getvalue().replace(b"aaaa", "报告".encode("gb18030")))

    assert (["报告.txt"], {}) == found(path)


def test_hostile_members_are_refused(tmp_path):
    """Paths out of the archive, links, archives in archives, and members that unpack to too much."""
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as held:
        for name in ("../out.txt", "/etc/out.txt", "a/../../out.txt", "C:/out.txt", "new\nline.txt", "."):
            held.writestr(name, "x")
        held.writestr(link, "/etc/passwd")
        held.writestr("inner.zip", "x")
        held.writestr("good.txt", os.urandom(100_000))
        held.writestr("zeros.txt", b"0" * 9_000_000)

    assert ["good.txt"] == found(path)[0]
    assert {
        "../out.txt": "path",
        ".": "kind",
        "/etc/out.txt": "path",
        "a/../../out.txt": "path",
        "C:/out.txt": "path",
        "new\nline.txt": "path",
        "link.txt": "link",
        "inner.zip": "nested",
        "zeros.txt": "bomb",
    } == found(path)[1]


def test_refusal_is_one_line_whatever_the_name():
    """Line ends and marks of direction in names are shown by their codes."""
    assert r"a\n\u202e.txt: why" == str(Refusal("a\n\u202e.txt", "path", "why"))


def test_archive_that_is_a_bomb_as_a_whole_is_refused(tmp_path):
    """By the sum of what its members would unpack to."""
    path = zipped(tmp_path / "a.zip", {f"{number}.txt": b"0" * 3_000_000 for number in range(20)})

    assert ([], {"a.zip": "bomb"}) == found(path)


def test_locked_member_is_refused(tmp_path):
    """It says that it is."""
    raw = bytearray(zipped(tmp_path / "a.zip", {"a.txt": "x"}).read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + place] |= 1
    (tmp_path / "a.zip").write_bytes(raw)

    assert ([], {"a.txt": "encrypted"}) == found(tmp_path / "a.zip")


@pytest.mark.parametrize("raw", [b"", b"no archive", b"PK\x05\x06"])
def test_what_is_no_archive_is_refused(tmp_path, raw):
    """With one line."""
    (tmp_path / "a.zip").write_bytes(raw)

    assert ([], {"a.zip": "malformed"}) == found(tmp_path / "a.zip")


def test_links_and_pipes_in_a_folder_are_refused(tmp_path):
    """They may lead anywhere, or nowhere; nobody waits at them."""
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "secret.txt").write_text("x")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "loop").symlink_to(folder)
    os.mkfifo(folder / "pipe.txt")

    assert ([], {"link.txt": "link", "loop": "link", "pipe.txt": "kind"}) == found(folder)


def test_large_file_is_refused_unread(tmp_path, monkeypatch):
    """By its size, in a folder and in an archive."""
    monkeypatch.setattr(archive, "FILE_BYTES", 10)
    (tmp_path / "a.txt").write_bytes(b"x" * 11)
    path = zipped(tmp_path / "b.zip", {"c.txt": b"x" * 11})

    assert ([], {"a.txt": "large", "c.txt": "large"}) == found(tmp_path / "a.txt", path)


def test_member_that_lies_about_its_size_is_cut_short(tmp_path):
    """What it says is read, and no more; the checksum then tells."""
    path = zipped(tmp_path / "a.zip", {"a.txt": b"0" * 5000})
    raw = path.read_bytes()
    path.write_bytes(raw.replace((5000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
    (item,) = items([path])

    with pytest.raises(Refused) as refused:
        content(item)
    assert "malformed" == refused.value.rule


def test_file_that_grew_is_not_read_to_its_end(tmp_path, monkeypatch):
    """Between looking and reading it may change."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 11)
    monkeypatch.setattr(archive, "FILE_BYTES", 10)

    with pytest.raises(Refused) as refused:
        content(Item("a.txt", path))
    assert "large" == refused.value.rule


def test_nothing_at_a_path_is_an_error_of_the_user():
    """The path is named."""
    with pytest.raises(ParameterError, match="nowhere"):
        list(items([Path("nowhere")]))
