"""Draw a finished chart: its look in both modes, its typeface, and its specification as SVG text."""
