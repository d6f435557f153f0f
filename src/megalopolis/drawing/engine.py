"""The chart library in a JavaScript engine of this process."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from megalopolis.drawing import library, typeface


@cache
def drawer(script: Path | None = None) -> Callable[[dict[str, Any]], str]:
    """A function that draws a complete Vega-Lite specification as SVG text; starting it takes half a second.

    Parameters
    ----------
    script : pathlib.Path, optional
        Where :func:`library.script` is kept; without it it is made.

    Raises
    ------
    ValueError
        By the function: the library cannot draw the specification; its own words say why.
    """
    from py_mini_racer import JSPromise

    # In a notebook this thread has an event loop: an engine made here would wait for it, and it for that.
    with ThreadPoolExecutor(1) as apart:
        engine = apart.submit(_started).result()
    own = files("megalopolis").joinpath("assets", "drawing.js").read_text(encoding="utf-8")
    given = script.read_text(encoding="utf-8") if script else library.script()
    widths = typeface.widths()
    start = f"globalThis.draw = drawing({json.dumps(widths.runs)}, {widths.units}, {widths.missing});"
    for code in (own, given, start):
        # Of its value nothing is wanted: a function would be handed over.
        engine.eval(f"{code}\n;undefined")

    def draw(spec: dict[str, Any]) -> str:
        # As a text that is parsed: names and words of a chart are never read as code.
        promised = engine.eval(f"draw(JSON.parse({json.dumps(json.dumps(spec))}))")
        assert isinstance(promised, JSPromise)
        result = json.loads(str(promised.get()))
        if "fault" in result:
            raise ValueError(f"the chart library cannot draw the chart: {result['fault']}")
        return str(result["drawn"])

    return draw


def _started() -> Any:
    """An engine that any thread may use and end, and that takes little memory.

    On processors with protection keys, the memory of V8 is closed to threads that were there before the one
    that started it: they would crash.
    """
    from py_mini_racer import DEFAULT_V8_FLAGS, MiniRacer, init_mini_racer

    flags = [*DEFAULT_V8_FLAGS, "--max-semi-space-size=2"]
    if sys.platform == "linux" and platform.machine() == "x86_64":
        flags.append("--no-memory-protection-keys")
    init_mini_racer(flags=flags, ignore_duplicate_init=True)
    return MiniRacer()
