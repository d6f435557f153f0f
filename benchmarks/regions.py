"""Every chapter for every region: which cells fail, which numbers of the prose lack, how long it takes.

Code cells are executed in forks of one process that has imported and read everything, without kernels and
without a site, so that all 19 regions take minutes.  Started by hand: ``python benchmarks/regions.py``, or
with ids of regions; ``--chapters`` takes a part of chapters' names, ``--output`` a folder for what is shown.
``--scattered 5`` makes five regions of three to five cities drawn from the whole country (``--seed``), which
mostly do not touch and for some of which there is hardly any figure, in a copy of the project.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import importlib
import io
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

os.environ.update(
    dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    MEGALOPOLIS_BUILD="1",
)

from megalopolis import regionfile, tables
from megalopolis.book import contents, notebooks, warm
from megalopolis.book.forkserver import KERNEL, preload
from megalopolis.book.places import Places
from megalopolis.errors import ParameterError

GLUED = re.compile(r"\{glue:text\}`([^`]+)`")
RECORD = "application/papermill.record/text/plain"


def run(notebook: Mapping[str, Any], given: Mapping[str, object]) -> tuple[list[str], str]:
    """Execute the cells of one language here; what went wrong, and all that was shown."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output

    shell = InteractiveShell.instance()
    wrong: list[str] = []
    shown: list[str] = []
    glued: dict[str, str] = {}
    for number, cell in enumerate(notebook["cells"]):
        code = notebooks.source(cell)
        if cell["cell_type"] == "markdown":
            shown.append(code)
            continue
        with capture_output() as caught, contextlib.redirect_stdout(io.StringIO()):
            result = shell.run_cell(code)
        error = result.error_before_exec or result.error_in_exec
        if error is not None:
            frames = [
                one for one in traceback.extract_tb(error.__traceback__) if "megalopolis" in one.filename
            ]
            where = f" ({Path(frames[-1].filename).name}:{frames[-1].lineno})" if frames else ""
            wrong.append(f"cell {number}: {type(error).__name__}: {error}{where}")
        if "parameters" in notebooks.tags(cell):
            shell.user_ns.update({name: value for name, value in given.items() if name in shell.user_ns})
        for output in caught.outputs:
            if RECORD in output.data:
                glued[output.metadata["scrapbook"]["name"]] = str(output.data[RECORD]).strip("'\"")
            else:
                shown.append(str(output.data.get("text/plain", "")))
    text = "\n".join(shown)
    if not any("cell" in one for one in wrong):
        wrong += [f"prose: no number {key}" for key in sorted(set(GLUED.findall(text)) - set(glued))]
    return wrong, GLUED.sub(lambda found: glued.get(found[1], "???"), text)


def forked(name: str, notebook: Mapping[str, Any], given: Mapping[str, object], output: Path | None) -> int:
    """Run a chapter in a process of its own, print a line about it; the number of things that went wrong."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    begun = time.process_time()
    wrong, shown = run(notebook, given)
    if wrong or time.process_time() - begun > 5:
        print(f"{given['region']} {name} {time.process_time() - begun:.1f} s", *wrong[:4], sep="\n    ")
    if output:
        path = output / str(given["region"]) / f"{name.replace('/', '-')}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown, encoding="utf-8")
    sys.stdout.flush()
    os._exit(min(len(wrong), 100))


def scattered(count: int, seed: int, copy: Path) -> list[str]:
    """Write files of *count* regions of a few cities, as `new` does; from now on they are looked at."""
    from megalopolis.ingest import regions

    for folder in ("chapters", "data"):
        shutil.copytree(tables.root() / folder, copy / folder)
    for file in ("_config.yml", "_toc.yml", "requirements.txt"):
        shutil.copyfile(tables.root() / file, copy / file)
    os.environ["MEGALOPOLIS_ROOT"] = str(copy)
    drawn, codes = random.Random(seed), list(tables.read("cities")["code"])
    made: list[str] = []
    while len(made) < count:
        cities = tuple(drawn.sample(codes, drawn.randint(regions.FEWEST, 5)))
        name = f"scattered-{seed}-{len(made) + 1}"
        try:
            text = regions.draft(regions.Wish(name, cities=cities), copy / "data")
        except ParameterError:  # too far from west to east for one map
            continue
        (copy / "data" / "regions" / f"{name}.yml").write_text(text, encoding="utf-8")
        made.append(name)
    return made


def main() -> int:
    """Run what is asked for; the exit code says whether all of it ran."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("regions", nargs="*", help="ids of regions [default: all]")
    reader.add_argument("--chapters", default="", help="a part of the names of chapters")
    reader.add_argument("--language", default="zh", choices=regionfile.LANGUAGES)
    reader.add_argument("--output", type=Path, help="a folder for what the chapters show")
    reader.add_argument("--scattered", type=int, default=0, help="regions of a few cities anywhere")
    reader.add_argument("--seed", type=int, default=7, help="which cities these are")
    asked = reader.parse_args()
    with tempfile.TemporaryDirectory() as copy:
        wanted = scattered(asked.scattered, asked.seed, Path(copy)) if asked.scattered else asked.regions
        return look(asked, wanted)


def look(asked: argparse.Namespace, wanted: list[str]) -> int:
    """Run the chapters for the regions *wanted*, or for all."""
    places = Places(tables.root())
    sources = {
        name: json.loads(places.notebook(name).read_text(encoding="utf-8"))
        for name in contents.chapters(places)
        if asked.chapters in name
    }
    other = {"zh": "en", "en": "zh"}[asked.language]
    chosen = {
        name: {
            **notebook,
            "cells": [one for one in notebook["cells"] if other not in one["metadata"].get("tags", [])],
        }
        for name, notebook in sources.items()
    }
    package = Path(notebooks.__file__).parents[1]
    preload([*KERNEL, *warm.imported(sources.values()), *warm.used_by(package)])
    from megalopolis.region import Region

    failed = 0
    for region in wanted or regionfile.names(places.data):
        importlib.import_module("megalopolis.warmup").warm(region)
        gc.collect()
        gc.freeze()
        begun = time.perf_counter()
        city = Region.load(region, asked.language).cities.index[-1]
        given = {"region": region, "language": asked.language, "city": city}
        count = sum(forked(name, one, given, asked.output) > 0 for name, one in chosen.items())
        failed += count
        print(
            f"{region}: {len(chosen) - count} of {len(chosen)} chapters, {time.perf_counter() - begun:.0f} s"
        )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
