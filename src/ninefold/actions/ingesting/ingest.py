"""Bring a source's files in: every row loaded, quarantined with its reason, or skipped as a duplicate."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ninefold.actions.ingesting.intake import Intake
from ninefold.actions.workspace import Workspace
from ninefold.contracts.source import Source
from ninefold.engine.formats.deliveries import Delivery, deliveries
from ninefold.engine.snapshots import LedgerEntry
from ninefold.errors import ColumnsChanged, FileRefused
from ninefold.govern import permissions

GROUP_ROWS = 500_000


@dataclass(frozen=True)
class IngestOutcome:
    """What became of every file; in total rows_in = loaded + quarantined + duplicates."""

    source: str
    files: tuple[LedgerEntry, ...]

    @property
    def rows_in(self) -> int:
        """Data records in all the files that could be read."""
        return sum(f.rows_in for f in self.files)

    @property
    def loaded(self) -> int:
        """Rows that became records."""
        return sum(f.loaded for f in self.files)

    @property
    def quarantined(self) -> int:
        """Rows kept aside, each with its reason."""
        return sum(f.quarantined for f in self.files)

    @property
    def duplicates(self) -> int:
        """Rows that were here before."""
        return sum(f.duplicates for f in self.files)

    @property
    def refused(self) -> tuple[LedgerEntry, ...]:
        """Files refused whole."""
        return tuple(f for f in self.files if f.status == "refused")

    @property
    def waiting(self) -> tuple[LedgerEntry, ...]:
        """Files that wait for a person: too few or too many rows, or the source stopped before them."""
        return tuple(f for f in self.files if f.status == "waiting")


def ingest(
    workspace: Workspace,
    *,
    source: str,
    paths: Sequence[Path],
    by: str,
    group_rows: int = GROUP_ROWS,
    accept_counts: bool = False,
) -> IngestOutcome:
    """Take in files, folders and archives of one source; running it again is safe and finishes the job.

    A file with fewer or more rows than the card expects waits, unless the person asking accepts the counts.
    """
    member = workspace.source(source)
    permissions.check_can_ingest(by, member.name)
    arrived = deliveries(paths)
    engine = workspace.outside_engine([_folder_of(path) for path in paths])
    try:
        with workspace.writing() as writing:
            intake = Intake(
                workspace,
                writing,
                member,
                by=by,
                engine=engine,
                group_rows=group_rows,
                accept_counts=accept_counts,
            )
            try:
                _take_all(workspace, intake, arrived, member)
                intake.finish()
            finally:
                intake.close()
            return IngestOutcome(member.name, tuple(intake.outcomes))
    finally:
        engine.close()


def _take_all(workspace: Workspace, intake: Intake, arrived: Sequence[Delivery], source: Source) -> None:
    stopped = ""
    for number, delivery in enumerate(arrived):
        workspace.report(f"taking in {source.name}", number, len(arrived))
        if stopped:
            intake.leave_waiting(delivery, stopped)
            continue
        try:
            _take(workspace, intake, delivery)
        except ColumnsChanged as error:
            stopped = f"{source.name} stopped at {delivery.name}, whose columns have changed"
            intake.refuse(delivery, str(error))
        except FileRefused as error:
            intake.refuse(delivery, str(error))
    workspace.report(f"taking in {source.name}", len(arrived), len(arrived))


def _take(workspace: Workspace, intake: Intake, delivery: Delivery) -> None:
    passing = workspace.scratch("arriving") / "member"
    passing.unlink(missing_ok=True)
    try:
        intake.take(delivery, delivery.fetch(passing))
    finally:
        passing.unlink(missing_ok=True)


def _folder_of(path: Path) -> Path:
    return path if path.is_dir() else path.parent
