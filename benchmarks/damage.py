"""Damage to real files, drawn from a seed: cut, doubled, swapped, recoded, or with a nasty piece put in."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from types import ModuleType

TESTS = Path(__file__).resolve().parents[1] / "tests"
NASTY = [
    *(b"\x00", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1a", b"\r", b"\t", b"\x1b[31m", b"\x85"),
    *(
        b'"',
        b"'",
        b",",
        b";",
        b":",
        b"{",
        b"}",
        b"[",
        b"]",
        b"&a ",
        b"*a",
        b"<",
        b"%",
        b"#",
        b"|",
        b"-",
        b"---\n",
    ),
    *(b"NaN", b"inf", b"-0", b"1e999", b"9" * 400, b"0x10", b"null", b"true", b"2020-02-30", b"~", b"? "),
    *(
        b"{x.__class__}",
        b"{0}",
        b"{:>999999999}",
        b"%s%n",
        b"../../etc/passwd",
        b"=1+1",
        b"\\u202e",
        b"${HOME}",
    ),
    b"!!python/object/apply:os.system ['true']",
    b"&a [*a, *a]",
    b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]><x>&b;</x>',
    b"<script>alert(1)</script>",
    b"[" * 5_000,
    b"{" * 5_000,
    b"<div>" * 5_000,
    b"a" * 200_000,
    "武汉\u202e".encode(),
    "文".encode("gb18030"),
]
WORDS = ["", "=", "a=b=c", "year=", "year=１０", "year=1e3", "year=9" * 50, "region=../x", "language=zh\x00",
         "share=nan", "share=inf", "share=1_0", "region=甲\u202e", "year=None", "year=[1]", "--",
         "\ud800=1"]  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """*raw* after one to four kinds of damage."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(raw) + 1)
        end = min(len(raw), start + chance.choice([1, 2, 8, 64, 512]))
        kind = chance.randrange(8)
        if kind == 0:
            raw = raw[:start] + raw[end:]
        elif kind == 1:
            raw = raw[:start] + chance.choice(NASTY) + raw[start:]
        elif kind == 2:
            raw = raw[:start] + chance.choice(NASTY) + raw[end:]
        elif kind == 3:
            raw = raw[:start]
        elif kind == 4:
            raw = raw[:end] + raw[start:]
        elif kind == 5:
            raw = raw[:start] + bytes(chance.randrange(256) for _ in range(end - start)) + raw[end:]
        elif kind == 6:
            lines = raw.split(b"\n")
            chance.shuffle(lines)
            raw = b"\n".join(lines)
        else:
            raw = raw.decode("utf-8", "ignore").encode(
                chance.choice(["utf-16", "gb18030", "utf-8-sig", "utf-32"])
            )
    return raw


def module_of_tests(name: str) -> ModuleType:
    """The helpers of a folder of tests."""
    spec = importlib.util.spec_from_file_location(f"{name}_helpers", TESTS / name / "conftest.py")
    assert spec is not None and spec.loader is not None
    own = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(own)
    return own


def made_files() -> dict[str, bytes]:
    """A document of each form, made of the words of the tests."""
    own = module_of_tests("ingest")
    lines = own.prose().split("\n")
    front = own.front(issuer="武汉市人民政府", place="武汉市", year=2024, title="题")
    return {
        "a.txt": (front + own.prose()).encode(),
        "b.md": f"{front}# 题\n\n- {own.prose()}\n\n| a | b |\n|---|---|\n| 1 | 2 |".encode(),
        "c.html": f"<html><meta charset='gb18030'><p>{'</p><p>'.join(lines)}</p></html>".encode("gb18030"),
        "d.docx": own.docx(*lines),
        "e.pdf": own.pdf(lines),
        "f.zip": own.packed({"a.txt": own.prose(), "b/c.docx": own.docx(*lines)}),
    }
