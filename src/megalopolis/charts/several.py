"""Several figures of one kind, as many as there is data for, and none where there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from megalopolis.charts.absence import Absence
from megalopolis.charts.figure import Figure, TableFigure


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures that show themselves one after another.

    Attributes
    ----------
    figures : tuple of Figure, TableFigure or Absence
    """

    figures: tuple[Figure | TableFigure | Absence, ...]

    def _ipython_display_(self) -> None:
        from IPython.display import display

        put: Callable[..., object] = display
        for figure in self.figures:
            put(figure)


def several(
    kind: Callable[..., Figure | TableFigure | Absence], panels: Iterable[Mapping[str, Any]]
) -> Figures:
    """One figure for each of *panels*; how many there are depends on the data and not on the chapter.

    Parameters
    ----------
    kind : function
        Of this package, such as ``charts.dots``.
    panels : iterable of mappings
        What *kind* takes, by name, data and words included.

    Returns
    -------
    Figures
        Shows nothing where *panels* is empty.

    Raises
    ------
    ParameterError
        As *kind*.
    """
    return Figures(tuple(kind(**panel) for panel in panels))
