"""The chart library as one script: pages run it, and drawings are made with it."""

from __future__ import annotations

from functools import cache

FILE = "vega.js"
# What a page shows a chart with, and the parts that drawing without a page needs.
WANTED = """
import embed, { vega as library, vegaLite as grammar } from "/npm/vega-embed@VERSION/+esm";
const { View, parse, textMetrics, fontSize, resetSVGDefIds } = library;
window.vegaEmbed = embed;
window.vegaParts = { View, parse, textMetrics, fontSize, resetSVGDefIds, compile: grammar.compile };
"""


@cache
def script() -> str:
    """The bundle of what vl-convert carries, inside a function: its names would collide with Sphinx's.

    Making it takes seconds.
    """
    import vl_convert

    wanted = WANTED.replace("VERSION", vl_convert.get_vega_embed_version())
    return f"(function(){{{vl_convert.javascript_bundle(wanted)}\n}})();\n"
