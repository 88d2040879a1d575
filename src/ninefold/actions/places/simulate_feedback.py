"""Show what a forecast does when it feeds on what its own patrols find, and what holds it in check."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ninefold.actions.workspace import Report, silent
from ninefold.measures.patterns.feedback import Outcome, Practice, World, simulate


@dataclass(frozen=True)
class FeedbackAnswer:
    """What each practice leads to, by its name, beside the true share."""

    world: World
    outcomes: Mapping[str, Outcome]
    sentences: tuple[str, ...]


def practices(discovered: float, exploration: float, most: float) -> dict[str, Practice]:
    """The practices compared, by name."""
    return {
        "forecast alone": Practice(discovered),
        "finds weighted by 1 / chance of a visit": Practice(discovered, weighted=True),
        f"{exploration:.0%} of days spent exploring": Practice(discovered, exploration=exploration),
        "exploring, and finds weighted": Practice(discovered, exploration=exploration, weighted=True),
        "always the top area": Practice(discovered, "always the top"),
        f"the top area, at most {most:.0%} of patrols": Practice(discovered, "always the top", most=most),
        "no crime is found by patrols": Practice(0.0),
    }


def simulate_feedback(
    *,
    weekly: Sequence[float] = (12.0, 10.0),
    discovered: float = 1.0,
    exploration: float = 0.1,
    most: float = 0.6,
    days: int = 1000,
    runs: int = 1000,
    seed: int = 1,
    report: Report = silent,
) -> FeedbackAnswer:
    """Run each practice in the same made-up world; shares are those of the first area."""
    even = 4.0 * sum(weekly) / len(weekly)
    world = World(tuple(weekly), (even,) * len(weekly), days)
    outcomes = {}
    compared = practices(discovered, exploration, most)
    for number, (name, practice) in enumerate(compared.items()):
        report("simulating", number, len(compared))
        outcomes[name] = simulate(world, practice, runs=runs, seed=seed)
    report("simulating", len(compared), len(compared))
    alone = outcomes["forecast alone"]
    said = (
        f"{alone.true_share:.1%} of what happens is in the first area; fed on finds alone, the forecast ends at "
        f"{alone.forecast_share:.1%} (95 % of runs {alone.low:.0%} to {alone.high:.0%}).",
        "The rates are chosen: it shows a direction, not the size in any real place.",
    )
    return FeedbackAnswer(world, outcomes, said)
