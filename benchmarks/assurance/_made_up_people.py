"""A workspace of made-up forces with its people linked, for the benchmarks about people.

Until the linking of records is run here, the membership that it would give is written from the truth the generator
keeps: figures then say what the products do when linking is perfect, and every answer says so.
"""

from dataclasses import replace
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from ninefold.actions.ingesting.ingest import ingest
from ninefold.actions.linking.linked_zone import WHOLE, LinkedWriter
from ninefold.actions.workspace import Workspace
from ninefold.bootstrap import open_workspace
from ninefold.govern.audit import event
from ninefold.region.generate import generate
from ninefold.region.plan import FORCES
from ninefold.settings import read_settings

LINKED_BY = "the generator's truth: what perfect linking would give"
_KINDS = {"crimes": "crime", "parties": "crime", "calls": "incident", "searches": "stop_search",
          "domestic": "domestic_abuse"}  # fmt: skip


def workspace_of(people: int, root: Path, seed: int = 9) -> Workspace:
    """The workspace at `root`, made when it is not there: the region, its files taken in, its people linked."""
    place = open_workspace(replace(read_settings(), workspace=root, memory_mb=2000))
    if place.store.head() == 0:
        generate(root / "made-up-region", people=people, seed=seed)
        for force in FORCES:
            files = root / "made-up-region" / "forces" / force.slug
            ingest(place, source=force.slug, paths=[files], by="benchmark")
    if not place.store.state().of("linked", "membership"):
        _link(place, root / "made-up-region" / "truth" / "mentions.parquet")
    return place


def _link(place: Workspace, mentions: Path) -> None:
    """Commit a membership to the linked zone."""
    members = _members(place, pq.read_table(mentions))
    with place.writing() as writing:
        load = writing.next_load()
        files = LinkedWriter(place.root, "person", load, WHOLE).write("membership", members)
        told = event("combination", "linked by truth", by="benchmark", at=place.now(), subject="person")
        run = {"run": f"link-person-{load}", "action": "link", "kind": "person", "model": "truth"}
        writing.commit(run=run, files=files, ledger=[], event=told)
    place.engine.release()


def _members(place: Workspace, mentions: pa.Table) -> pa.Table:
    """Which true person each nominal record is: the same force, event and part."""
    parts = place.engine.collect(_parts(place))
    truth = pa.table(
        {
            "force": mentions["force"],
            "kind": pa.array([_KINDS.get(kind, kind) for kind in mentions["kind"].to_pylist()]),
            "reference": mentions["reference"],
            "side": pa.array([_side(r) for r in mentions["role"].to_pylist()]),
            "person_id": mentions["person"],
        }
    )
    keys = ["force", "kind", "reference", "side"]
    both = parts.join(truth.group_by(keys).aggregate([("person_id", "min")]), keys=keys, join_type="inner")
    found = both.group_by("record_id").aggregate([("person_id_min", "min")])
    return pa.table(
        {
            "record_id": found["record_id"],
            "person_id": found["person_id_min_min"],
            "component": found["person_id_min_min"],
            "unsure": pa.nulls(found.num_rows, pa.string()),
            "weakest": pa.nulls(found.num_rows, pa.float64()),
        }
    )


def _side(role: str) -> str:
    return {"victim": "victim", "suspect": "suspect", "reporter": "reporter"}.get(role, "person")


def _parts(place: Workspace) -> ir.Table:
    """Who had which part in which event, from links and from rows that name a crime."""
    engine, state = place.engine, place.store.state()

    def table(name: str) -> ir.Table:
        return engine.read([place.root / f.path for f in state.of("pole", name)])

    events, links, people = table("event"), table("link"), table("person")
    known = events.select(
        "force", "reference", event="record_id",
        kind=ibis.ifelse(events["kind"] == "asb", "crime", events["kind"]),
    ).distinct()  # fmt: skip
    linked = links.filter((links["from_table"] == "person") & (links["to_table"] == "event"))
    linked = linked.select(record_id="from_id", event="to_id", reason="reason").join(known, "event")
    named = people.select(
        record_id="record_id", force="source", reference=people["details"].get("crime_reference", ibis.null("string")),
        reason=people["details"].get("role", ibis.null("string")), kind=ibis.literal("crime"),
    )  # fmt: skip
    columns = ["record_id", "force", "kind", "reference", "reason"]
    both = ibis.union(linked.select(*columns), named.filter(named["reference"].notnull()).select(*columns))
    reason, kind = both["reason"], both["kind"]
    side = ibis.cases(
        (reason == "victim", "victim"),
        ((reason == "personReporting") & (kind == "incident"), "reporter"),
        (reason == "personReporting", "reporter"),
        (reason.isin(["knownSuspect", "offender", "detained", "suspect"]) & (kind != "custody"), "suspect"),
        else_="person",
    )
    return both.mutate(side=side).select("record_id", "force", "kind", "reference", "side").distinct()
