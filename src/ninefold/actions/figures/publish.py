"""Put findings through the gate, once for staff and once for the public, and keep what may leave."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ninefold.actions.figures.analyse import newest_run
from ninefold.actions.figures.inputs import stored_areas
from ninefold.actions.workspace import Workspace, Writing, stored
from ninefold.contracts.release import Audience, Release, Sensitivity
from ninefold.engine.snapshots import State, StoredFile
from ninefold.engine.zones import table_folder
from ninefold.errors import NotFound
from ninefold.govern import permissions
from ninefold.govern.audit import event
from ninefold.measures.areas import h3_areas
from ninefold.publish.differencing import empty_registry
from ninefold.publish.figures import READ
from ninefold.publish.gate import MapOf, Origin, ReleaseDraft, prepare, write_release
from ninefold.publish.policy import EXACT, PROTECTED, Policy, releasable

CELLS = "cells"
PART = 65_536  # findings read at a time


@dataclass(frozen=True)
class PublishOutcome:
    """One release: where it stands and how many figures it shows and withholds."""

    release: str
    audience: str
    state: str
    figures: int
    withheld: int
    folder: str


def publish(
    workspace: Workspace, *, audience: Audience, by: str, products: Sequence[str] = ()
) -> PublishOutcome:
    """Prepare a release of the newest findings and, where no second person is needed, publish it."""
    permissions.check_can_publish(by, audience)
    with workspace.writing() as writing:
        state = writing.state
        runs = _newest_runs(workspace, state, products, audience)
        draft = drafted(workspace, state, runs, audience=audience, by=by, created=workspace.now())
        if not draft.release.can_publish:
            return _keep_for_decision(workspace, writing, draft, runs)
        return put_out(workspace, writing, draft, state, by=by)


def drafted(
    workspace: Workspace,
    state: State,
    runs: Mapping[str, Mapping[str, Any]],
    *,
    audience: Audience,
    by: str,
    created: datetime,
    release_id: str | None = None,
) -> ReleaseDraft:
    """The draft of a release of these runs; the same runs and earlier releases give the same figures."""
    sensitivity = _sensitivity(workspace, state)
    return prepare(
        _findings(workspace, state, runs),
        policy=_policy(sensitivity, audience),
        audience=audience,
        origin=_origin(workspace, state, runs, sensitivity),
        author=by,
        created=created,
        areas=_areas(workspace, state),
        registry=_registry(workspace, state),
        release_id=release_id,
    )


def put_out(
    workspace: Workspace, writing: Writing, draft: ReleaseDraft, state: State, *, by: str
) -> PublishOutcome:
    """Write the files of a draft that may be published, and commit them with the audit event."""
    load = writing.next_load()
    folder = workspace.root / table_folder("releases", draft.release.audience, draft.release.id, load)
    areas = _outlined(draft.figures, _areas(workspace, state))
    release = write_release(draft, folder, at=workspace.now(), maps=_maps(draft.figures, areas), areas=areas)
    files = [_stored(workspace, folder / f.name, f.rows, release, load) for f in release.files]
    if release.audience == "public":
        files.append(_stored_cells(workspace, draft, load))
    writing.commit(
        run=_record("publish", release),
        files=files,
        ledger=[],
        event=event(
            "disclosure",
            "published a release",
            by=by,
            at=workspace.now(),
            subject=f"{release.id} for {release.audience}",
            figures=draft.figures.num_rows,
        ),
    )
    return outcome(draft, release.state, str(folder.relative_to(workspace.root)))


def outcome(draft: ReleaseDraft, state: str, folder: str) -> PublishOutcome:
    """What became of a draft, in figures."""
    counts = draft.said["counts"]
    return PublishOutcome(
        draft.release.id, draft.release.audience, state, counts["shown"], counts["withheld"], folder
    )


def _keep_for_decision(
    workspace: Workspace, writing: Writing, draft: ReleaseDraft, runs: Mapping[str, Mapping[str, Any]]
) -> PublishOutcome:
    record = _record("draft release", draft.release) | {"of_runs": {k: dict(v) for k, v in runs.items()}}
    writing.commit(
        run=record,
        files=[],
        ledger=[],
        event=event(
            "disclosure",
            "put a release forward",
            by=draft.release.author,
            at=workspace.now(),
            subject=f"{draft.release.id} for {draft.release.audience}",
        ),
    )
    return outcome(draft, draft.release.state, "")


def _record(action: str, release: Release) -> dict[str, Any]:
    body = asdict(replace(release, cards=dict(release.cards), filters=dict(release.filters)))
    body["created"] = release.created.isoformat()
    body["published_at"] = release.published_at.isoformat() if release.published_at else None
    if release.decision:
        body["decision"]["at"] = release.decision.at.isoformat()
    return {"action": action, "run": release.run, "release": body}


def _newest_runs(
    workspace: Workspace, state: State, products: Sequence[str], audience: Audience
) -> dict[str, Mapping[str, Any]]:
    names = sorted(releasable(audience).intersection(products or workspace.products))
    found: dict[str, Mapping[str, Any]] = {
        name: run for name in names if (run := newest_run(state, name)) is not None
    }
    if not found:
        raise NotFound("There are no findings to publish. Run the products first: ninefold run.")
    return found


def _findings(
    workspace: Workspace, state: State, runs: Mapping[str, Mapping[str, Any]]
) -> Iterator[pa.Table]:
    """The findings of these runs, part by part: the words of millions at once would fill the memory."""
    wanted = {str(run["run"]).rsplit("-", 1)[-1] for run in runs.values()}
    files = [f for name in runs for f in state.of("findings", name) if f.load in wanted]
    for file in files:
        with pq.ParquetFile(workspace.root / file.path) as whole:
            for batch in whole.iter_batches(PART, columns=list(READ)):
                yield pa.Table.from_batches([batch])


def _sensitivity(workspace: Workspace, state: State) -> Sensitivity:
    """Open only when everything that was ever loaded is open data."""
    names = {entry.source for entry in state.ledger if entry.status == "loaded"}
    known = [workspace.sources.get(name) for name in names]
    return "open" if all(s is not None and s.card.sensitivity == "open" for s in known) else "police"


def _policy(sensitivity: Sensitivity, audience: Audience) -> Policy:
    return EXACT if sensitivity == "open" or audience == "staff" else PROTECTED


def _origin(
    workspace: Workspace,
    state: State,
    runs: Mapping[str, Mapping[str, Any]],
    sensitivity: Sensitivity,
) -> Origin:
    cards = {name: workspace.product(name).card for name in runs}
    names = sorted({entry.source for entry in state.ledger if entry.status == "loaded"})
    sources = [workspace.sources[name].card for name in names if name in workspace.sources]
    return Origin(
        run=", ".join(str(run["run"]) for run in runs.values()),
        snapshot=f"{state.number:08d}",
        cards={name: str(run["card_sha256"]) for name, run in runs.items()},
        how_counted={name: f"{c.question} {c.interval} {c.test}" for name, c in cards.items()},
        sensitivity=sensitivity,
        attributions=tuple(f"{card.title}: {card.owner}, {card.licence}." for card in sources),
    )


def _areas(workspace: Workspace, state: State) -> pa.Table | None:
    areas = stored_areas(workspace, state)
    return areas if areas.num_rows else None


def _outlined(figures: pa.Table, areas: pa.Table | None) -> pa.Table | None:
    """The outlines a release's maps are drawn with: the areas held, and H3 cells drawn as they are."""
    is_cell = pc.equal(figures["area_kind"].cast(pa.string()), "h3")
    cells = figures["area"].filter(is_cell).cast(pa.string()).unique().to_pylist()
    if not cells:
        return areas
    drawn = h3_areas(cells)
    return pa.concat_tables([areas, drawn]) if areas is not None else drawn


def _maps(figures: pa.Table, areas: pa.Table | None) -> list[MapOf]:
    """One map for each product and kind of area that can be drawn, of the newest month."""
    if areas is None:
        return []
    texts = pa.table({name: figures[name].cast(pa.string()) for name in ("product", "area_kind", "period")})
    drawable = texts.filter(pc.is_in(texts["area_kind"], areas["area_kind"].unique()))
    newest = drawable.group_by(["product", "area_kind"]).aggregate([("period", "max")])
    return [
        MapOf(row["product"], row["area_kind"], row["period_max"])
        for row in newest.to_pylist()
        if row["period_max"]
    ]


def _registry(workspace: Workspace, state: State) -> pa.Table:
    """The cells of every earlier public release."""
    files = state.of("releases", CELLS)
    if not files:
        return empty_registry()
    return pa.concat_tables([pq.read_table(workspace.root / f.path) for f in files])


def _stored(workspace: Workspace, path: Path, rows: int, release: Release, load: str) -> StoredFile:
    return stored(
        workspace.root, path, rows, zone="releases", table=release.audience, source=release.id, load=load
    )


def _stored_cells(workspace: Workspace, draft: ReleaseDraft, load: str) -> StoredFile:
    folder = workspace.root / table_folder("releases", CELLS, draft.release.id, load)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "cells.parquet"
    pq.write_table(draft.cells, path)
    return stored(
        workspace.root,
        path,
        draft.cells.num_rows,
        zone="releases",
        table=CELLS,
        source=draft.release.id,
        load=load,
    )
