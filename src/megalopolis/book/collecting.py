"""Let Python look seldom for objects that hold one another and that nobody else holds.

Processes of a build live for seconds, make many objects and lose few. Looking for them after every 700 new
ones, as Python does, takes a sixth of the time of a rendering; after every 50 000, it takes ten megabytes.
"""

import gc

THRESHOLDS = (50_000, 20, 100)


def seldom() -> None:
    """Look seldom from now on, and never among what is there: copies of this process share it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
