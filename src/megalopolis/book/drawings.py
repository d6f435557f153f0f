"""Static drawings of charts by content: a chart that looks as before is not drawn again.

They are made in the processes of the pool, which live as long as the build: a kernel would start the chart
library in a JavaScript engine once for every notebook.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache as remembered
from importlib.metadata import version
from pathlib import Path
from typing import Any

from megalopolis.book import cache

Draw = Callable[[dict[str, Any]], Mapping[str, str]]


def kept(folder: Path, library: Callable[[], Path]) -> Draw:
    """Drawings of a specification, taken from *folder* when it holds them and put there when it does not.

    *library* says where the script of the chart library is; it is asked once, when something has to be drawn.
    """
    script = remembered(library)

    def draw(spec: dict[str, Any]) -> Mapping[str, str]:
        path = folder / f"{cache.digest([spec, _makers()])}.json"
        if path.is_file():
            cache.touch(path)
        else:
            cache.write(path, json.dumps(fresh(spec, script()), ensure_ascii=False, sort_keys=True))
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return found

    return draw


def fresh(spec: dict[str, Any], script: Path | None = None) -> Mapping[str, str]:
    """The four drawings of a specification; see :func:`megalopolis.drawing.svg.drawings`."""
    from megalopolis.drawing import svg

    return svg.drawings(spec, script)


@remembered
def _makers() -> list[str]:
    """What a drawing depends on beside its specification: our own code, the library, its engine, the font."""
    package = Path(__file__).resolve().parents[1]
    code = cache.files([package / "drawing", package / "assets"])
    libraries = ("vl-convert-python", "mini-racer", "noto-cjk-sans-otc")
    return [code, *(version(name) for name in libraries)]
