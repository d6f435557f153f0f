"""Damage to real files, drawn from a seed: cut, doubled, swapped, recoded, or with a nasty piece put in."""

from __future__ import annotations

import csv
import importlib.util
import io
import json
import random
import zipfile
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
         "\ud800=1", ".", "..", "/", "/dev/null", "/proc/self/mem", "-", "a" * 300, "a/" * 2_100, "甲 乙",
         "toy", "index", "2020", "9" * 5_000, "%s", "{0}", "~", "*", "a\nb", "all", "before"]  # fmt: skip

VALUES = [None, [], {}, "", "x", 0, -1, 1.5, True, [None], [[]], {"": None}, "9" * 5_000, float("inf"),
          {"a": [{}]}, ["zh"], {"zh": None}, "{x}", "\u202e", 10**400]  # fmt: skip
CELLS = ["", " ", "0", "-1", "1e308", "1e999", "nan", "inf", "九", "=1+1", "9" * 400, "a" * 70_000, "\ud800",
         "{value}", "{value:.1f}", "{x}", "{", "{0}", "{value!r:>{value}}", "{value.__class__}", "true",
         "1;2", "a b", "甲", "\n", '"', "\u202e", "<b>", "..", "os.system"]  # fmt: skip


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


def restructured(raw: bytes, chance: random.Random) -> bytes:
    """JSON or YAML of which one value or key is gone, or another: whole in form, and of another shape."""
    import yaml

    try:
        content = json.loads(raw)
        write = json.dumps
    except ValueError:
        content = yaml.safe_load(raw)
        write = yaml.safe_dump
    holders: list[object] = []

    def walk(value: object) -> None:
        if isinstance(value, dict | list) and value:
            holders.append(value)
            for one in value.values() if isinstance(value, dict) else value:
                walk(one)

    walk(content)
    if not holders:
        return raw
    for _ in range(chance.randint(1, 2)):
        holder = chance.choice(holders)
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not places:
            continue
        place, kind = chance.choice(places), chance.randrange(4)
        if kind == 0:
            del holder[place]
        elif kind == 1 and isinstance(holder, dict):
            holder[chance.choice(["x", "", "甲", "id", "source"])] = holder.pop(place)
        else:
            holder[place] = chance.choice(VALUES)
    return str(write(content)).encode()


def recelled(raw: bytes, chance: random.Random) -> bytes:
    """A table of which one to three cells are others."""
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
    for _ in range(chance.randint(1, 3)):
        row = chance.choice(rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice([*CELLS, *chance.choice(rows)])
    held = io.StringIO()
    csv.writer(held, lineterminator="\n").writerows(rows)
    return held.getvalue().encode("utf-8", "surrogatepass")


def spoilt(name: str, raw: bytes, chance: random.Random) -> bytes:
    """A file after damage that its ending suggests: to its bytes, its values, its cells or its members."""
    finer = {
        (".json", ".ipynb", ".yml", ".yaml"): restructured,
        (".csv",): recelled,
        (".docx", ".xlsx", ".zip"): repacked,
    }
    for endings, way in finer.items():
        if name.endswith(endings) and chance.random() < 0.6:
            return way(raw, chance)
    return mutated(raw, chance)


def repacked(raw: bytes, chance: random.Random) -> bytes:
    """A packed file of which one member is damaged, packed again as if it were whole."""
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(members))
    members[name] = mutated(members[name], chance)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for one, content in members.items():
            archive.writestr(one, content)
    return held.getvalue()


def made_spreadsheets() -> dict[str, bytes]:
    """The same figures of two cities of the tests as workbook, text in two encodings, and Parquet."""
    import pandas as pd

    own = module_of_tests("spreadsheet")
    heading = ["城市", "人口（万人）", "专利（件）", "备注"]
    rows = [["武汉市", 100.5, 12, "甲"], ["长沙市", "1,234.5", "—", "乙"], ["合计", 1335.0, 12, ""]]
    frame = pd.DataFrame(rows, columns=heading).astype("str")
    held = io.BytesIO()
    frame.to_parquet(held, index=False)
    sheets = {"2020年": [["主要指标"], heading, *rows], "2019年": [heading, *rows]}

    def formula(book: object) -> None:
        book["2019年"]["B2"] = "=1+1"  # type: ignore[index]

    return {
        "a.xlsx": own.xlsx(sheets, {"2020年": ["A1:D1"]}),
        "b.xlsx": own.xlsx(sheets, change=formula),
        "c.csv": own.text([heading, *rows]),
        "d.tsv": own.text([heading, *rows], "gb18030", "\t"),
        "e.parquet": held.getvalue(),
    }
