"""What stands around the book: workflow, locks, Binder, JupyterLab, citation."""

import json
import os
import re
import runpy
import subprocess
import warnings
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml

from megalopolis import __version__

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def pins(lock: str) -> dict[str, str]:
    """Package -> version of a lock."""
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)(?:\[[^\]]*\])?==(\S+)", text, re.MULTILINE))


def targets() -> set[str]:
    """What `make` can be asked for."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", text, re.MULTILINE))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_calls_only_make_targets_that_exist(path: Path):
    """It is YAML, has jobs with steps, and whatever it makes can be made."""
    workflow = yaml.safe_load(path.read_text(encoding="utf-8"))

    steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
    made = {name for step in steps for name in re.findall(r"\bmake ([a-z]+)", step.get("run", ""))}
    assert made and made <= targets()
    assert all(("uses" in step) is not ("run" in step) for step in steps)
    needed = {name for job in workflow["jobs"].values() for name in job.get("needs", [])}
    assert needed <= set(workflow["jobs"])


def test_the_site_is_published_only_after_tests_and_from_main():
    """No other branch, and nothing that fails, reaches the readers."""
    jobs = yaml.safe_load((ROOT / ".github" / "workflows" / "book.yml").read_text(encoding="utf-8"))["jobs"]

    assert {"test", "site"} == set(jobs["publish"]["needs"])
    assert "refs/heads/main" in jobs["publish"]["if"]
    uploaded = [step["with"]["path"] for step in jobs["site"]["steps"] if "upload" in step.get("uses", "")]
    assert ["_build/site"] == uploaded


@pytest.mark.parametrize("lock", ["requirements-test.txt", "requirements-lab.txt"])
def test_a_lock_with_more_packages_agrees_with_that_of_the_book(lock: str):
    """In JupyterLab and in tests the book meets the versions that build the site."""
    book, larger = pins("requirements.txt"), pins(lock)

    assert len(book) > 100
    assert book == {name: larger.get(name) for name in book}


def test_jupyterlab_is_in_the_lock_that_make_lab_and_binder_install():
    """One lock for both, and Binder installs the package itself after it."""
    folder = ROOT / ".binder"
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert "jupyterlab" in pins("requirements-lab.txt")
    assert "requirements-lab.txt" in makefile.partition("\nlab:")[2].partition("\n\n")[0]
    named = (folder / "requirements.txt").read_text(encoding="utf-8").split()[1]
    assert (ROOT / "requirements-lab.txt").samefile(folder / named)
    assert os.access(folder / "postBuild", os.X_OK)
    assert isinstance(yaml.safe_load((folder / "hub.yaml").read_text(encoding="utf-8"))["singleuser"], dict)


def test_make_lab_starts_anywhere():
    """In a folder whose name has a space, as root in a container, and with options for JupyterLab."""
    shown = subprocess.run(
        ["make", "--no-print-directory", "-n", "lab", "LAB=--no-browser"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()

    assert f'JUPYTER_CONFIG_PATH="{ROOT.resolve()}/.jupyter"' in shown[-1]
    assert shown[-1].endswith("--LabApp.default_url=/lab/tree/chapters/index.ipynb --no-browser")
    assert configured().ServerApp.allow_root


def configured() -> SimpleNamespace:
    """What the project says to JupyterLab and its server."""
    config = SimpleNamespace(
        FileContentsManager=SimpleNamespace(), LabApp=SimpleNamespace(), ServerApp=SimpleNamespace()
    )
    with warnings.catch_warnings():
        runpy.run_path(str(ROOT / ".jupyter" / "jupyter_server_config.py"), {"get_config": lambda: config})
    return config


def test_storage_of_a_hub_does_not_hide_the_chapters():
    """An image of Binder has the project in its home folder, over which a hub mounts storage by default."""
    user = yaml.safe_load((ROOT / ".binder" / "hub.yaml").read_text(encoding="utf-8"))["singleuser"]
    opened = Path(user["defaultUrl"]).relative_to("/lab/tree")

    assert (ROOT / opened).is_file()
    assert Path("/home/jovyan") == Path(user["storage"]["homeMountPath"]).parent
    assert not (ROOT / Path(user["storage"]["homeMountPath"]).name).exists()


def test_what_is_saved_in_jupyterlab_has_no_outputs():
    """A chapter that was run by hand and saved still keeps the contract of chapters."""
    cells = [
        {"cell_type": "code", "source": "1 + 1", "outputs": [{"data": "2"}], "execution_count": 3},
        {"cell_type": "markdown", "source": "two"},
    ]
    model = {"type": "notebook", "content": {"cells": cells, "metadata": {}}}

    configured().FileContentsManager.pre_save_hook(model=model, path="index.ipynb", contents_manager=None)

    assert ([], None) == (cells[0]["outputs"], cells[0]["execution_count"])
    assert {"cell_type": "markdown", "source": "two"} == cells[1]


def test_a_chapter_that_was_only_run_is_saved_as_it_was():
    """JupyterLab adds names and versions of the kernel that ran: they would be a change in every chapter."""
    path = ROOT / "chapters" / "index.ipynb"
    before, saved = (json.loads(path.read_text(encoding="utf-8")) for _ in range(2))
    saved["metadata"]["kernelspec"]["display_name"] = "Python 3 (ipykernel)"
    saved["metadata"]["language_info"] |= {"version": "3.11.7", "file_extension": ".py"}
    model = {"type": "notebook", "content": saved}

    configured().FileContentsManager.pre_save_hook(model=model, path="index.ipynb", contents_manager=None)

    assert before == saved


def test_jupyterlab_asks_no_other_host():
    """No news, no updates, no catalogue of extensions; nor does it ask whether it may."""
    page = json.loads((ROOT / ".jupyter" / "labconfig" / "page_config.json").read_text(encoding="utf-8"))
    said = configured().LabApp

    assert (None, "readonly") == (said.news_url, said.extension_manager)
    assert "jupyterlab.NeverCheckForUpdate" == said.check_for_updates_class
    assert {"@jupyterlab/apputils-extension:announcements": True} == page["disabledExtensions"]


def test_the_citation_names_version_and_licences():
    """The version is that of the package; every licence that it names lies in the root."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))

    assert __version__ == cited["version"]
    assert ["MIT", "CC-BY-4.0"] == cited["license"]
    assert "MIT License" in (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "CC BY 4.0" in (ROOT / "LICENSE-DATA").read_text(encoding="utf-8")
    assert {"cff-version", "message", "title", "authors"} <= set(cited)
