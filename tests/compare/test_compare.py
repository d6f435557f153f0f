"""Two small sites made by hand, and everything that a comparison must find between them."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import lxml.html
import pytest
from click.testing import CliRunner

from megalopolis.cli import main
from megalopolis.compare import comparison, edition
from megalopolis.errors import ParameterError


def told(key: str, value: float | None, low: float | None = None, high: float | None = None) -> dict:
    """A finding as a chapter records it."""
    sentences = {f"sentence_{language}": f"{key}: {value} <{language}>" for language in ("zh", "en")}
    return {"key": key, "chapter": "problems/green", "value": value, "low": low, "high": high, **sentences}


def outcome(test: str, value: float, passed: bool) -> dict:
    """A test of a verdict."""
    asked = {"finding": f"green.{test}", "operator": "<", "threshold": 10}
    return {"test": test, "name": f"{test} 检验", "value": value, "passed": passed, **asked}


PUBLISHED = {
    "schema": 1,
    "region": "toy",
    "parameters": {"region": "toy", "language": "zh", "year": 2010},
    "findings": [
        told("green.a", 10.0, 8.0, 12.0),
        told("green.b", 0.0),
        told("green.c", 4.0, 3.0, 5.0),
        told("green.d", 7.0),
        told("green.e", None),
    ],
    "verdicts": [
        {
            "problem": "green",
            "chapter": "problems/green",
            "title": "污染",
            "verdict": "supported",
            "outcomes": [outcome("air", 4, True), outcome("water", 5, True)],
        }
    ],
    "remarks": [{"id": "r-1", "chapter": "problems/green", "text": "空气转好。", "holds": True}],
    "courses": [{"id": "m-1", "chapter": "paths/green", "title": "治水", "status": "on-course"}],
}
NOTEBOOK = {
    "cells": [
        {"cell_type": "markdown", "id": "title", "metadata": {}, "source": "# 绿色"},
        {"cell_type": "code", "id": "sum", "metadata": {}, "source": "1 + 1", "outputs": [{"text": "2"}]},
    ]
}


@pytest.fixture
def site(tmp_path: Path) -> Callable[..., Path]:
    """Writes a site: what it publishes in one language, its chapters, its tables."""

    def write(name: str, published: dict, chapters: dict | None = None, version: str = "1") -> Path:
        folder = tmp_path / name
        (folder / "zh" / "_sources" / "problems").mkdir(parents=True)
        (folder / "data").mkdir()
        (folder / "zh" / "findings.json").write_text(json.dumps(published), encoding="utf-8")
        for chapter, notebook in (chapters or {"problems/green": NOTEBOOK}).items():
            path = folder / "zh" / "_sources" / f"{chapter}.ipynb"
            path.write_text(json.dumps(notebook), encoding="utf-8")
        software = {"@id": "#megalopolis", "version": version, "softwareRequirements": "abc"}
        crate = json.dumps({"@graph": [software]})
        (folder / "ro-crate-metadata.json").write_text(crate, encoding="utf-8")
        (folder / "data" / "cities.csv").write_text(name if version != "1" else "same", encoding="utf-8")
        return folder

    return write


@pytest.fixture
def pair(site: Callable[..., Path]) -> tuple[Path, Path]:
    """Two sites: one finding moved apart, one within its interval, one from zero, one came, one went."""
    later = copy.deepcopy(PUBLISHED)
    later["parameters"]["year"] = 2020
    later["findings"] = [
        told("green.a", 13.0, 12.5, 14.0),
        told("green.b", 2.0),
        told("green.c", 5.0, 4.0, 6.0),
        told("green.e", 3.0),
        told("green.f", 1.0),
    ]
    later["verdicts"][0] |= {
        "verdict": "partly",
        "outcomes": [outcome("air", 12, False), outcome("water", 6, True)],
    }
    later["remarks"][0]["holds"] = False
    later["courses"][0]["status"] = "off-course"
    changed = copy.deepcopy(NOTEBOOK)
    changed["cells"][1]["outputs"] = [{"text": "3"}]
    return site("a", PUBLISHED), site("b", later, {"problems/green": changed, "new": NOTEBOOK}, "2")


def compared(pair: tuple[Path, Path]) -> dict:
    """The comparison for programs."""
    return comparison.document(comparison.compare(*map(edition.read, pair)))


def test_findings_that_moved_are_sized_and_sorted(pair):
    """What came first, then what left zero, then by relative change; intervals are laid side by side."""
    found = compared(pair)["findings"]

    sizes = [(one["key"], one["absolute"], one["relative"], one["overlap"]) for one in found["moved"]]
    expected = [
        ("green.e", None, None, None),
        ("green.b", 2.0, None, None),
        ("green.a", 3.0, 0.3, False),
        ("green.c", 1.0, 0.25, True),
    ]
    assert expected == sizes
    assert ["green.f"] == [one["key"] for one in found["appeared"]]
    assert ["green.d"] == [one["key"] for one in found["vanished"]]
    assert 0 == found["same"]


def test_a_flipped_verdict_names_the_test_that_flipped_it(pair):
    """The test that still holds is not named."""
    [verdict] = compared(pair)["verdicts"]

    assert ("supported", "partly", True) == (verdict["before"], verdict["after"], verdict["flipped"])
    assert [("air", 4, 12)] == [
        (one["id"], one["before"]["value"], one["after"]["value"]) for one in verdict["outcomes"]
    ]
    assert {"zh": "污染"} == verdict["name"]


def test_a_test_with_another_threshold_is_told_although_the_verdict_stays(site):
    """Otherwise the same word would hide that another thing was asked."""
    later = copy.deepcopy(PUBLISHED)
    later["verdicts"][0]["outcomes"][1]["threshold"] = 20

    [verdict] = compared((site("a", PUBLISHED), site("b", later)))["verdicts"]

    assert not verdict["flipped"]
    assert ["water"] == [one["id"] for one in verdict["outcomes"]]


def test_remarks_measures_chapters_and_tables(pair):
    """Each with what it was and is."""
    found = compared(pair)

    assert [("r-1", "holds", "broken")] == [
        (one["id"], one["before"], one["after"]) for one in found["remarks"]
    ]
    assert [("m-1", "off-course")] == [(one["id"], one["after"]) for one in found["courses"]]
    assert [("new", [], "after"), ("problems/green", ["results"], "both")] == [
        (one["chapter"], one["parts"], one["within"]) for one in found["chapters"]
    ]
    assert {"cities.csv": "changed"} == found["tables"]
    assert ["version", "parameters"] == found["notes"]


def test_prose_alone_is_told_from_results(site):
    """A corrected sentence moves nothing."""
    changed = copy.deepcopy(NOTEBOOK)
    changed["cells"][0]["source"] = "# 绿色发展"

    found = compared((site("a", PUBLISHED), site("b", PUBLISHED, {"problems/green": changed})))

    assert [["prose"]] == [one["parts"] for one in found["chapters"]]
    assert [] == found["findings"]["moved"]


def test_the_noise_of_another_machine_is_no_change(site):
    """Sums in another order differ in their last digits."""
    later = copy.deepcopy(PUBLISHED)
    later["findings"][0]["value"] = 10.0 * (1 + 1e-14)

    assert [] == compared((site("a", PUBLISHED), site("b", later)))["findings"]["moved"]


def test_the_command_writes_the_same_bytes_wherever_the_sites_lie(pair, tmp_path):
    """A page that stands alone, in both languages, and JSON; nothing of this machine in either."""
    written = []
    for place in ("here", "there"):
        (tmp_path / place).mkdir()
        pair = [one.rename(tmp_path / place / one.name) for one in pair]
        files = [tmp_path / f"{place}.json", tmp_path / f"{place}.html"]
        done = CliRunner().invoke(
            main, ["compare", *map(str, pair), "--json", str(files[0]), "--output", str(files[1])]
        )
        assert 0 == done.exit_code, done.output
        written.append([file.read_bytes() for file in files])
    page = lxml.html.document_fromstring(written[0][1].decode())

    assert written[0] == written[1]
    assert str(tmp_path) not in (written[0][1] + written[0][0]).decode()
    assert 1 == json.loads(written[0][0])["schema"]
    assert "verdict green: supported -> partly" in done.output
    assert "test air: holds (4 < 10) -> does not hold (12 < 10)" in done.output
    assert ["zh-CN", "en"] == page.xpath("//section/@lang")
    assert [] == page.xpath("//@src | //link[not(starts-with(@href, 'data:'))]")
    assert [] == page.xpath("//table[not(caption)] | //thead//th[not(@scope)]")
    assert "green.a: 13.0 <zh>" in page.xpath("string(//section[@id='zh'])")
    assert "green.a: 13.0 <en>" in page.xpath("string(//section[@id='en'])")


def test_equal_sites_say_so(site):
    """On the terminal and on the page of one language."""
    folder = site("a", PUBLISHED)
    page = folder.parent / "page.html"

    done = CliRunner().invoke(
        main, ["compare", str(folder), str(folder), "--language", "en", "--output", str(page)]
    )

    assert "the two sites say the same\n" == done.output
    assert "The two sites say the same." in page.read_text(encoding="utf-8")
    assert "两个" not in page.read_text(encoding="utf-8")


def test_other_regions_are_compared_and_said(site):
    """Figures differ between places then; a reader must know."""
    other = copy.deepcopy(PUBLISHED) | {"region": "other"}

    done = CliRunner().invoke(main, ["compare", str(site("a", PUBLISHED)), str(site("b", other))])

    assert 0 == done.exit_code
    assert "different regions" in done.output
    assert "(toy; other)" in done.output


def test_what_is_no_site_is_refused_with_a_way_out(site):
    """No folder, a folder with something else, the folder of one language, another form, broken JSON."""
    good, later = site("a", PUBLISHED), site("b", PUBLISHED | {"schema": 2})
    broken = site("c", PUBLISHED)
    (broken / "zh" / "findings.json").write_text("{", encoding="utf-8")

    for folder, message in (
        (good / "nowhere", "found none"),
        (good / "data", "megalopolis build"),
        (good / "zh", f"Name {good}"),
        (later, "expected findings of form 1; found form 2"),
        (broken, "expected JSON"),
    ):
        with pytest.raises(ParameterError, match=message):
            edition.read(folder)
    assert good == edition.read(good).folder


def test_sites_from_before_forms_were_numbered_can_be_read(site):
    """Their form is the first."""
    old = {name: value for name, value in PUBLISHED.items() if name != "schema"}

    assert "toy" == edition.read(site("a", old)).region
