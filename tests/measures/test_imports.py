"""What the measures load when they are imported."""

from __future__ import annotations

import subprocess
import sys

HEAVY = {"esda", "libpysal", "statsmodels", "sklearn", "geopandas", "inequality", "numba", "scipy.stats"}
MODULES = ("structure", "inequality", "convergence", "space", "network", "size", "change")


def test_importing_measures_loads_no_heavy_library():
    """Libraries that take seconds are loaded by the functions that need them, not by the import."""
    names = ", ".join(MODULES)
    code = f"import sys; from megalopolis.measures import {names}; print(*sys.modules)"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout

    assert set() == HEAVY & set(loaded.split())
