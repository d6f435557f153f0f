"""The chart library in the JavaScript engine: what it refuses, and where it can be started."""

import asyncio
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from megalopolis.drawing import library, svg

BARS = {
    "data": {"values": [{"city": "武汉", "value": 84.3}]},
    "mark": "bar",
    "encoding": {"x": {"field": "value", "type": "quantitative"}, "y": {"field": "city", "type": "nominal"}},
}
ALONE = f"from megalopolis.drawing import svg\nprint(len(svg.svg({BARS!r})))"


def test_a_chart_without_its_data_is_refused() -> None:
    """What a specification names elsewhere is not fetched, and not drawn without it."""
    with pytest.raises(ValueError, match="found the address https://example"):
        svg.svg({**BARS, "data": {"url": "https://example.org/data.csv"}})


def test_what_the_library_cannot_draw_is_said() -> None:
    """The error holds the words of the library; the next chart is drawn."""
    with pytest.raises(ValueError, match="cannot draw the chart: "):
        svg.svg({**BARS, "mark": "nothing known"})

    assert "武汉" in svg.svg(BARS)


def within_a_loop() -> str:
    """Draw as a notebook does: in a thread whose event loop runs."""

    async def drawn() -> str:
        return svg.svg(BARS)

    return asyncio.run(drawn())


def test_any_thread_draws_the_same() -> None:
    """With an event loop or without one, here or in a thread that ends before the process."""
    with ThreadPoolExecutor(1) as threads:
        drawn = [threads.submit(task).result() for task in (within_a_loop, lambda: svg.svg(BARS))]

    assert [svg.svg(BARS)] * 2 == drawn


def test_an_engine_of_another_script_is_started_beside_the_first(tmp_path: Path) -> None:
    """A process may draw with the script of one project and then with that of another."""
    (tmp_path / library.FILE).write_text(library.script(), encoding="utf-8")

    assert svg.svg(BARS) == svg.svg(BARS, script=tmp_path / library.FILE)


def test_a_process_that_drew_ends_in_peace() -> None:
    """The engine is there to the end, and the process does not fall over it."""
    done = subprocess.run([sys.executable, "-c", ALONE], capture_output=True, text=True)

    assert (0, "", len(svg.svg(BARS))) == (done.returncode, done.stderr, int(done.stdout))
