"""The headline numbers of the built site, computed a second time without the package."""

import ast
import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "recompute.py"


@pytest.fixture(scope="module")
def recompute() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("recompute", SCRIPT)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_second_computation_knows_nothing_of_the_package():
    """Else both could be wrong in the same way."""
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))

    imported = {one.name for node in ast.walk(tree) if isinstance(node, ast.Import) for one in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in imported if "megalopolis" in name]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_index_verdicts_and_shares_follow_from_the_tables(site: Path, recompute: ModuleType, language: str):
    """Scores, what the tests of the five problems rest on, the verdicts, the shares of the claims."""
    published = json.loads((site / language / "findings.json").read_text(encoding="utf-8"))

    assert [] == recompute.differences(published)


def test_a_wrong_number_or_verdict_would_be_noticed(recompute: ModuleType):
    """The comparison fails on a changed figure, a missing one and another word."""
    figures, judged = recompute.headlines()
    findings = [{"key": key, "value": value} for key, value in figures.items() if key != "claims.share"]
    findings[0]["value"] = float(findings[0]["value"]) * (1 + 1e-6)
    verdicts = [{"problem": problem, "verdict": word} for problem, word in judged.items()]
    verdicts[-1]["verdict"] = "not-testable"

    wrong = recompute.differences({"findings": findings, "verdicts": verdicts})

    assert {str(findings[0]["key"]), "claims.share", str(verdicts[-1]["problem"])} == {
        line.partition(":")[0] for line in wrong
    }
