"""Whatever was changed in whatever order, the site is the one that a clean build makes."""

import random
import shutil
from pathlib import Path

from megalopolis.book import render, resume

# File, what stands there, and what may stand there instead.
EDITS = [
    ("chapters/index.ipynb", "This small book", ["This zebra book", "This small book about zebras"]),
    ("chapters/index.ipynb", "# Two cities", ["# Two towns"]),
    ("chapters/index.ipynb", "## The sum", ["## The total"]),
    ("chapters/region/cities.ipynb", "Which city is larger?", ["Which one is larger?", "Which? $x^2$"]),
    ("chapters/region/cities.ipynb", "# Cities", ["# Towns"]),
    ("_toc.yml", "The region", ["The area"]),
]
SEED, STEPS = 8, 3


def site(root: Path) -> dict[str, bytes]:
    """Every file of the published site."""
    folder = root / "_build" / "site"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def changed(copy, random_source) -> None:
    """Make one edit that can be made, or take one back."""
    possible = [
        (file, now, other)
        for file, before, others in EDITS
        for now in (before, *others)
        for other in (before, *others)
        if now != other and now in (copy.root / file).read_text(encoding="utf-8")
    ]
    copy.replace(*random_source.choice(possible))


def test_any_sequence_of_builds_ends_in_the_site_of_a_clean_one(copy, tmp_path):
    """Some edits change one page, some what other pages show; every byte is that of a build from nothing."""
    # Sphinx goes on from the last rendering for a sentence, and begins again for a title.
    copy.replace("chapters/region/cities.ipynb", "Which city is larger?", "Which one is larger?")
    copy.build(languages=("en",))
    copy.replace("chapters/region/cities.ipynb", "Which one is larger?", "Which? $x^2$")
    copy.build(languages=("en",))
    log = render.log(copy.places.rendered("en")).read_text(encoding="utf-8")
    random_source = random.Random(SEED)
    for _ in range(STEPS):
        changed(copy, random_source)
        copy.build(languages=("en",))
    clean = type(copy)(tmp_path / "clean")
    shutil.copytree(copy.root, clean.root, ignore=shutil.ignore_patterns("_build"))
    clean.build(languages=("en",))

    assert "0 added, 1 changed, 0 removed" in log
    assert site(clean.root) == site(copy.root)


def test_a_rendering_that_somebody_touched_is_made_anew(tmp_path):
    """Nothing is built on files that may say anything."""
    output = tmp_path / "render"
    (output / "_build").mkdir(parents=True)
    (output / "_build" / "index.html").write_text("x", encoding="utf-8")
    resume.keep(output, "name")

    assert resume.prepare(output, "name")
    resume.keep(output, "name")
    (output / "_build" / "index.html").write_text("other", encoding="utf-8")
    assert not resume.prepare(output, "name")
    assert not (output / "_build").exists()
    resume.keep(output, "name")
    assert not resume.prepare(output, "other name")
