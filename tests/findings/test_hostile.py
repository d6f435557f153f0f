"""Whatever a table or a region file says is shown as text, by every function that writes HTML."""

import csv
import shutil
from pathlib import Path
from typing import Any

import lxml.html
import pytest
import yaml

from megalopolis import charts
from megalopolis.book import figures, policy
from megalopolis.drawing import svg
from megalopolis.findings import finding, paths, problems, statements
from megalopolis.findings.finding import Finding
from megalopolis.region import Region

TOY = Path(__file__).parents[1] / "data" / "toy"
HOSTILE = "</td></table></article><script>alert(1)</script><img src=x onerror='alert(1)'>\"><b a=\"&amp;"
TEXTS = ("title", "unit", "producer", "statement", "plan", "approver")
PLACE = {"stem": "toy", "number": 1, "page_depth": 1, "language": "en"}


def attacked(text: str) -> str:
    """The text with an attack behind it."""
    return f"{text} {HOSTILE}" if text else text


def walk(value: Any, key: str = "") -> Any:
    """A region with an attack in every text in a language."""
    if isinstance(value, dict):
        return {name: walk(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [walk(one, key) for one in value]
    return attacked(value) if key in ("zh", "en", "horizon") and isinstance(value, str) else value


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The toy tables with an attack in every name, title, statement, label and sentence."""
    folder = Path(shutil.copytree(TOY, tmp_path_factory.mktemp("hostile") / "data"))
    for path in folder.rglob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        changed = [
            name.endswith(("_zh", "_en")) or name in TEXTS or (path.parent.name == "labels" and name != "key")
            for name in head
        ]
        with path.open("w", encoding="utf-8", newline="") as file:
            made = csv.writer(file)
            made.writerow(head)
            made.writerows(
                [attacked(cell) if bad else cell for cell, bad in zip(row, changed, strict=True)]
                for row in rows
            )
    for path in (folder / "regions").glob("*.yml"):
        said = walk(yaml.safe_load(path.read_text(encoding="utf-8")))
        path.write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return folder


@pytest.fixture(params=["zh", "en"])
def here(request: pytest.FixtureRequest, data: Path) -> Region:
    """The region that those tables make."""
    return Region.load("toy", request.param, data)


def made(key: str, value: float | None) -> Finding:
    """A finding whose own words are an attack."""
    return Finding(key, value, None, None, HOSTILE, HOSTILE, HOSTILE, HOSTILE, (HOSTILE,), (HOSTILE,), None,
                   "toy", "en", HOSTILE)  # fmt: skip


def assert_only_text(html: str) -> None:
    """No element and no attribute of the attack is in *html*, and its words are all there."""
    page = lxml.html.fragment_fromstring(html, create_parent="div")
    assert [] == page.xpath("//script[not(@class)] | //img[not(@class)] | //b")
    complaints = policy.complaints(lxml.html.document_fromstring(html))
    assert [] == [one for one in complaints if one.startswith("holds")]
    assert "<script>alert(1)</script>" in page.text_content()


def test_argument_findings_and_verdicts_stay_text(here: Region, notebook: Any):
    """Statements, problems, measures, tests with reasons, remarks, and what was found."""
    told = [made("toy.primacy", 2.5), made("toy.gini", 0.5)]

    paths.stated(here, "primacy")
    paths.follow(here, "primacy")
    problems.judge(here, "primacy", told)
    problems.remarks(here, "toy", told)
    problems.answers(here, {"primacy": problems.weighed(here, "primacy", told)})
    finding.show(made("toy.primacy", 2.5).bundle())
    finding.tell(here, "toy.population", 1.0, year=2020, value_millions=1.0, city=here.names["990100"])

    shown = [output["text/html"] for output in notebook.outputs if "text/html" in output]
    assert 7 == len(shown)
    for html in shown:
        assert_only_text(html)


def test_charts_stay_text(data: Path, monkeypatch: pytest.MonkeyPatch):
    """Title, description, axis, names of cities, source and the table under a chart."""
    here = Region.load("toy", "en", data)
    monkeypatch.setenv("MEGALOPOLIS_BUILD", "1")
    words = {"title": here.say("toy.title", region=here.name, year=2020), "description": HOSTILE}
    values = here.indicator("population", 2020).rename(here.names.to_dict()).dropna()
    frame = values.rename(here.label("population")).rename_axis(HOSTILE).reset_index()

    chart = charts.bars(
        frame, name=HOSTILE, value=here.label("population"), **words, source=HOSTILE, language=here.language
    )
    payload = chart._repr_mimebundle_()[figures.PAYLOAD]
    html, files = figures.html({**payload, "drawings": svg.drawings(payload["spec"])}, **PLACE)

    assert_only_text(html)
    for name, content in files.items():
        if name.endswith(".svg"):
            assert b"<script" not in content and b"<img" not in content


def test_statements_in_a_list_stay_text(here: Region, notebook: Any, monkeypatch: pytest.MonkeyPatch):
    """Also in the attributes that the search of the list reads."""
    monkeypatch.setattr(Region, "say", lambda self, key, **values: HOSTILE)

    statements.listing(here)

    assert_only_text(notebook.outputs[0]["text/html"])
