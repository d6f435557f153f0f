"""Whether the judgements on path measures hang on how the benchmark was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from megalopolis.findings import finding, measure_course, pathway
from megalopolis.findings.finding import Finding
from megalopolis.findings.measure_course import Course, Setting
from megalopolis.region import Region


def choices(here: Region, setting: Setting) -> dict[str, tuple[Course, ...]]:
    """The courses of all measures by other choices of the benchmark, the book's own first."""
    settings = {
        "own": setting,
        "fewer": replace(setting, peers=max(1, setting.peers // 2)),
        "more": replace(setting, peers=2 * setting.peers),
        "median": replace(setting, quantile=0.5),
        "best": replace(setting, quantile=0.9),
        "moving": setting.moved,
    }
    return {name: measure_course.of(here, one) for name, one in settings.items()}


def choice_panels(here: Region, chosen: Mapping[str, Sequence[Course]]) -> list[dict[str, Any]]:
    """The judgement by each choice on the measures that the first one judges, for ``charts.several``."""
    first = next(iter(chosen.values()))
    places = [place for place, one in enumerate(first) if one.status != "unknown"]
    if not places:
        return []
    table = pd.DataFrame(
        {
            here.say("scorecard.choice.measure"): [first[place].measure.title for place in places],
            **{
                here.say(f"scorecard.choice.{name}"): [
                    here.say(f"paths.status.{courses[place].status}") for place in places
                ]
                for name, courses in chosen.items()
            },
        }
    )
    return [
        {
            "frame": table,
            "title": here.say("scorecard.choice.title"),
            "source": pathway.sources(here, first),
            "caveat": here.say("scorecard.choice.caveat"),
            "language": here.language,
        }
    ]


def firm(here: Region, chosen: Mapping[str, Sequence[Course]]) -> list[Finding]:
    """Tell how many judgements stay by every choice of a standing benchmark, and how many by a moving one."""
    first, *others = (courses for name, courses in chosen.items() if name != "moving")
    judged = [place for place, one in enumerate(first) if one.status != "unknown"]
    same = [place for place in judged if all(one[place].status == first[place].status for one in others)]
    moved = chosen["moving"]
    kept = [place for place in judged if moved[place].status == first[place].status]
    ahead = [place for place in judged if moved[place].status == "on-course"]
    count = float(len(judged))
    return [
        finding.tell(here, "scorecard.firm", len(same) if judged else None, count=count),
        finding.tell(
            here, "scorecard.moving", len(ahead) if judged else None, count=count, kept=float(len(kept))
        ),
    ]
