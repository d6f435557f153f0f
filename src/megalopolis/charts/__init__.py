"""Charts of one look: each function takes a plain frame and words, and returns a figure."""

from megalopolis.charts.change import dots, slope
from megalopolis.charts.comparison import ranks, strip
from megalopolis.charts.figure import Figure, TableFigure
from megalopolis.charts.maps import map_regions
from megalopolis.charts.networks import network
from megalopolis.charts.plane import heat, scatter
from megalopolis.charts.series import bars, lines
from megalopolis.charts.several import Figures, several
from megalopolis.charts.tables import table
from megalopolis.charts.weighting import sliders

__all__ = [
    "Figure",
    "Figures",
    "TableFigure",
    "bars",
    "dots",
    "heat",
    "lines",
    "map_regions",
    "network",
    "ranks",
    "scatter",
    "several",
    "sliders",
    "slope",
    "strip",
    "table",
]
