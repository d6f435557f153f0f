"""Draw a finished chart: its look in both modes, the chart library in an engine, and the widths of text."""
