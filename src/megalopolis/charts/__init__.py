"""Charts of one look: each function takes a plain frame and words, and returns a figure.

Where the frame has no rows a sentence says that there is nothing to show.
"""

from megalopolis.charts import change, comparison, maps, networks, plane, series, tables, weighting
from megalopolis.charts.absence import Absence, or_absence
from megalopolis.charts.figure import Figure, TableFigure
from megalopolis.charts.several import Figures, several

bars = or_absence(series.bars)
dots = or_absence(change.dots)
heat = or_absence(plane.heat)
lines = or_absence(series.lines)
map_regions = or_absence(maps.map_regions)
network = or_absence(networks.network)
ranks = or_absence(comparison.ranks)
scatter = or_absence(plane.scatter)
sliders = or_absence(weighting.sliders)
slope = or_absence(change.slope)
strip = or_absence(comparison.strip)
table = or_absence(tables.table)

__all__ = [
    "Absence",
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
