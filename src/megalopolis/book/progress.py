"""What the user sees while chapters run: chapter n of m, time left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from megalopolis.book.jobs import Done


def left(seconds: float) -> str:
    """A time span as a person says it."""
    whole = max(0, round(seconds))
    return f"{whole} s" if whole < 90 else f"{whole // 60} min {whole % 60:02d} s"


def line(done: Done, position: int, total: int, elapsed: float) -> str:
    """One finished chapter: its place in the row, what happened to it, the time left."""
    verb = "failed" if done.stop else "executed" if done.executed else "assembled"
    rest = f", {left(elapsed / position * (total - position))} left" if position < total else ""
    name = f"{done.job.language}/{done.job.chapter}"
    return f"chapter {position} of {total}: {name} {verb} in {done.seconds:.1f} s{rest}"


@contextmanager
def chapters(total: int, console: Console) -> Iterator[Callable[[Done], None]]:
    """Call the result for every finished chapter: a bar on a terminal, plain lines elsewhere."""
    started, count = perf_counter(), 0
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rest]}"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task("chapters", total=total, rest="")

        def report(done: Done) -> None:
            nonlocal count
            count += 1
            elapsed = perf_counter() - started
            console.print(line(done, count, total, elapsed), markup=False, highlight=False, soft_wrap=True)
            rest = f"{left(elapsed / count * (total - count))} left" if count < total else ""
            bar.update(task, advance=1, rest=rest)

        yield report
