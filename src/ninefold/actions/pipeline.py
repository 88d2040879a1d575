"""The order of things, and the only file that says it: link, analyse every product, publish for each audience."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar

from ninefold.actions.figures.analyse import AnalyseOutcome, analyse
from ninefold.actions.figures.assess import assess
from ninefold.actions.figures.publish import PublishOutcome, publish
from ninefold.actions.linking.link_all import LINK, link_all
from ninefold.actions.linking.link_people import LinkOutcome
from ninefold.actions.progress import RunProgress
from ninefold.actions.workspace import Workspace
from ninefold.contracts.release import Audience

AUDIENCES: tuple[Audience, ...] = ("staff", "public")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class RunOutcome:
    """What one run of the flow made."""

    assessed: int
    linked: tuple[LinkOutcome, ...]
    products: tuple[AnalyseOutcome, ...]
    releases: tuple[PublishOutcome, ...]


def steps_of(workspace: Workspace) -> list[str]:
    """The names of a run's steps, in order."""
    products = [f"analyse {name}" for name in sorted(workspace.products)]
    return ["assess quality", LINK, *products, *[f"publish for {audience}" for audience in AUDIENCES]]


def run(
    workspace: Workspace,
    *,
    by: str,
    as_of: datetime | None = None,
    progress: RunProgress | None = None,
) -> RunOutcome:
    """From the records to releases; running it again makes new runs and changes no old one."""
    steps = steps_of(workspace)
    followed = progress or RunProgress(workspace.root, "run", steps)
    done = _Steps(workspace, followed, steps)
    assessed = done.step("assess quality", lambda: assess(workspace, by=by))
    linked = done.step(LINK, lambda: link_all(workspace, by=by))
    products = [
        done.step(f"analyse {name}", partial(analyse, workspace, product=name, by=by, as_of=as_of))
        for name in sorted(workspace.products)
    ]
    releases = [
        done.step(f"publish for {audience}", partial(publish, workspace, audience=audience, by=by))
        for audience in AUDIENCES
    ]
    if progress is None:
        followed.end()
    return RunOutcome(assessed, linked, tuple(products), tuple(releases))


class _Steps:
    """Runs steps one by one and tells where they are."""

    def __init__(self, workspace: Workspace, progress: RunProgress, names: Sequence[str]) -> None:
        self._workspace = workspace
        self._progress = progress
        self._names = list(names)

    def step(self, name: str, work: Callable[[], Answer]) -> Answer:
        """One step's answer; when it fails, the pages say so before the error goes on."""
        self._progress.start(name)
        self._workspace.report("run", self._names.index(name), len(self._names))
        try:
            result = work()
        except Exception:
            self._progress.failed(name, "See the terminal or the log for the reason.")
            raise
        self._progress.done(name)
        self._workspace.report("run", self._names.index(name) + 1, len(self._names))
        return result
