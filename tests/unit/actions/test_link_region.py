"""People of a small made-up region, linked by the shipped model: ids stay, and little by little equals all at once."""

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from benchmarks.linkage._people import a_workspace, made_up_people, split
from benchmarks.linkage.ids import follow, linked
from benchmarks.linkage.incremental import clusters

from ninefold.actions.linking.link_people import link_people
from ninefold.actions.linking.linkables import linkable
from ninefold.link.model import shipped_models

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shipped_models(), reason="no linkage model is shipped"),
]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> pa.Table:
    return made_up_people(2_000, tmp_path_factory.mktemp("people"))


def test_after_new_records_the_untouched_keep_their_ids_and_old_ids_lead_on(
    people: pa.Table, tmp_path: Path
) -> None:
    old, new = split(people, 30)
    workspace = a_workspace(tmp_path, memory_mb=500)
    before, after = linked(workspace, old), linked(workspace, new)

    untouched, kept, resolved = follow(before, after)

    assert kept == untouched > 100
    assert resolved == len(pc.unique(before["person_id"]))
    little = clusters(workspace)
    link_people(workspace, by="a tester", thing=linkable("person"), whole=True, recount=False)
    assert clusters(workspace) == little, "linking everything anew changes nobody"
    workspace.close()
