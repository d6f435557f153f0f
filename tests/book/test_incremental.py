"""Whatever was changed in whatever order, the site is the one that a clean build makes."""

import os
import shutil
from pathlib import Path
from types import SimpleNamespace

from megalopolis.book import render, resume, site, sources


def published(root: Path) -> dict[str, bytes]:
    """Every file of the published site."""
    folder = root / "_build" / "site"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_sequence_of_builds_ends_in_the_site_of_a_clean_one(copy, tmp_path):
    """Sphinx goes on from the last rendering for a sentence, and begins again for a title; the bytes agree.

    ``benchmarks/sequences.py`` does the same for long sequences of any edits.
    """
    cities = "chapters/region/cities.ipynb"
    copy.replace(cities, "Which city is larger?", "Which one is larger?")
    copy.build(languages=("en",))
    copy.replace(cities, "Which one is larger?", "Which? $x^2$")
    copy.build(languages=("en",))
    log = render.log(copy.places.rendered("en")).read_text(encoding="utf-8")
    copy.replace(cities, "# Cities", "# Towns")
    copy.build(languages=("en",))
    clean = type(copy)(tmp_path / "clean")
    shutil.copytree(copy.root, clean.root, ignore=shutil.ignore_patterns("_build"))
    shutil.copytree(copy.places.executed, clean.places.executed)
    shutil.copytree(copy.places.reads, clean.places.reads)
    clean.build(languages=("en",))

    assert "0 added, 1 changed, 0 removed" in log
    assert published(clean.root) == published(copy.root)


def test_a_rendering_that_somebody_touched_is_made_anew(tmp_path):
    """Nothing is built on files that may say anything."""
    output = tmp_path / "render"
    (output / "_build").mkdir(parents=True)
    (output / "_build" / "index.html").write_text("x", encoding="utf-8")
    resume.keep(output, "name", "pages")

    assert resume.same(output, "name", "pages")
    assert resume.prepare(output, "name")
    resume.keep(output, "name", "pages")
    (output / "_build" / "index.html").write_text("other", encoding="utf-8")
    assert not resume.same(output, "name", "pages")
    assert not resume.prepare(output, "name")
    assert not (output / "_build").exists()
    resume.keep(output, "name", "pages")
    assert not resume.same(output, "name", "other pages")
    assert not resume.same(output, "other name", "pages")
    assert not resume.prepare(output, "other name")


def test_a_language_in_which_nothing_changed_is_not_rendered(copy, monkeypatch):
    """A sentence in one language starts Jupyter Book once; the site is that of a clean build."""
    started = []

    def start(stage, output):
        started.append(stage.name)
        return begin(stage, output)

    begin = render.start
    cities = "chapters/region/cities.ipynb"
    copy.replace(cities, "Which city is larger?", "Which?")
    copy.build()
    monkeypatch.setattr(render, "start", start)
    copy.replace(cities, "Which?", "Which one is larger?")
    copy.build()
    again, before = list(started), published(copy.root)
    for language in ("zh", "en"):
        shutil.rmtree(copy.places.rendered(language))
    shutil.rmtree(copy.places.finished("toy"))
    copy.build()

    assert ["en"] == again
    assert ["en", "en", "zh"] == sorted(started)
    assert before == published(copy.root)


def test_a_page_is_read_again_whatever_the_clock_says(tmp_path):
    """A source that was written before it was last read, as after a clock was set back, has changed."""
    for name in ("a", "b"):
        (tmp_path / name).write_text("first", encoding="utf-8")
    env = SimpleNamespace(found_docs={"a", "b"}, doc2path=lambda page: tmp_path / page)
    first = resume.changed(None, env)
    (tmp_path / "b").write_text("other", encoding="utf-8")
    os.utime(tmp_path / "b", (0, 0))

    assert ([], ["b"], []) == (first, resume.changed(None, env), resume.changed(None, env))


def test_a_site_is_made_of_everything_that_lies_beside_its_pages(toy):
    """A sentence in a language that is not built, a remark in the settings: the site keeps their sources."""
    (toy.root / "CITATION.cff").write_text("title: Toy", encoding="utf-8")
    found = [site._made_of(toy.places, {}, "shared")]

    for path in sorted(sources.files(toy.places)):
        path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        found.append(site._made_of(toy.places, {}, "shared"))

    assert len(found) == len(set(found))
    assert len(found) > 5
