"""The demonstration: nine made-up forces, from their files to figures on a map."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import TypeVar

from ninefold.actions.figures.decide_release import decide_release
from ninefold.actions.figures.import_geography import import_geography
from ninefold.actions.ingesting.ingest import IngestOutcome, ingest
from ninefold.actions.pipeline import run, steps_of
from ninefold.actions.progress import RunProgress
from ninefold.actions.workspace import Workspace
from ninefold.errors import Busy
from ninefold.region.days import EPOCH, LAST
from ninefold.region.generate import generate
from ninefold.region.plan import FORCES

REVIEWER = "Demonstration reviewer"
# As at just after the last record, whatever today is: a forecast refuses records that ended long ago.
AS_OF = datetime.combine(EPOCH, time()) + timedelta(days=LAST + 2)
NOTICE = "Made-up places for demonstration; no real area is shown."
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class DemoOutcome:
    """What the demonstration took in, force by force."""

    forces: tuple[IngestOutcome, ...]


def demo(workspace: Workspace, *, people: int, seed: int, by: str) -> DemoOutcome:
    """Make the region up, take its files in, count, and publish; run again, it carries on or starts afresh."""
    region = workspace.root / "made-up-region"
    forces = [force.slug for force in FORCES]
    names = ["make the region up", "import boundaries", *[f"take in {name}" for name in forces]]
    progress = RunProgress(workspace.root, "demonstration", [*names, *steps_of(workspace)])

    def step(name: str, work: Callable[[], Answer]) -> Answer:
        progress.start(name)
        try:
            answer = work()
        except Exception as error:
            progress.failed(
                name, str(error) if isinstance(error, Busy) else "See the terminal for the reason."
            )
            raise
        progress.done(name)
        return answer

    step("make the region up", lambda: _made(workspace, region, people, seed))
    boundaries = sorted((region / "geography").glob("*.geojson"))
    step(
        "import boundaries",
        lambda: import_geography(workspace, paths=boundaries, by=by, attribution=NOTICE),
    )
    taken = [
        step(
            f"take in {name}",
            partial(ingest, workspace, source=name, paths=[region / "forces" / name], by=by),
        )
        for name in forces
    ]
    outcome = run(workspace, by=by, as_of=AS_OF, progress=progress)
    for release in outcome.releases:
        if release.state == "awaiting decision":
            decide_release(
                workspace,
                release=release.release,
                decision="approve",
                reason="Everyone in these records is made up.",
                by=REVIEWER,
            )
    progress.end()
    return DemoOutcome(tuple(taken))


def _made(workspace: Workspace, region: Path, people: int, seed: int) -> None:
    """Make the region up, unless the same one is there already."""
    wanted = {"people": people, "seed": seed}
    made = region / "made.json"
    if made.is_file() and json.loads(made.read_text()) == wanted:
        return
    generate(
        region,
        people=people,
        seed=seed,
        report=lambda step, share: workspace.report("making the region up", share, 1.0),
    )
    made.write_text(json.dumps(wanted))
