"""Charts of one look: each function takes a plain frame and words, and returns a figure."""

from megalopolis.charts.comparison import dots, ranks, strip
from megalopolis.charts.figure import Figure, TableFigure
from megalopolis.charts.series import bars, lines, slope

__all__ = ["Figure", "TableFigure", "bars", "dots", "lines", "ranks", "slope", "strip"]
