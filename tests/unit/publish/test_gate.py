"""The gate: the only way figures leave, and what goes beside them."""

import hashlib
import json
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.unit.publish.made_up import by_cell, findings

from ninefold.errors import NotFound, NotInThisState, TooFewToPublish
from ninefold.measures.areas import area_table
from ninefold.publish.figures import FIGURE_SCHEMA
from ninefold.publish.gate import MapOf, Origin, decided, prepare, write_release
from ninefold.publish.policy import EXACT, PROTECTED

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def cell(area="L1", category="all", kind="lsoa", period="2019-01", product="volume"):
    return (product, kind, area, period, category)


def origin(sensitivity="police"):
    return Origin(
        "run-1", "00000007", {"volume": "cafe"}, {"volume": "Crimes recorded."}, sensitivity, ("OGL v3.0",)
    )


def prepared(cells, *, policy=PROTECTED, audience="public", sensitivity="police", **more):
    return prepare(
        findings(cells) if isinstance(cells, dict) else cells,
        policy=policy,
        audience=audience,
        origin=origin(sensitivity),
        author="ada",
        created=NOON,
        **more,
    )


def test_open_data_leaves_exactly_with_all_that_says_where_it_comes_from(tmp_path):
    draft = prepared({cell("L1"): 3, cell("L2"): 0}, policy=EXACT, sensitivity="open")
    release = write_release(draft, tmp_path, at=NOON)
    assert release.state == "published"
    assert [f.name for f in release.files] == [
        "figures.csv",
        "reasons.csv",
        "figures.json.gz",
        "figures.parquet",
        "about_data.csv",
        "release.json",
    ]
    beside = json.loads((tmp_path / "release.json").read_text())
    assert (beside["run"], beside["snapshot"], beside["cards"]) == ("run-1", "00000007", {"volume": "cafe"})
    assert beside["counts"] == {"figures": 2, "shown": 2, "withheld": 0, "unknown": 0}
    assert beside["attributions"] == ["OGL v3.0"]
    assert beside["how_counted"] == {"volume": "Crimes recorded."}
    assert release.id in beside["cite"]
    assert set(beside["columns"]) == set(FIGURE_SCHEMA.names)
    for listed in beside["files"]:
        content = (tmp_path / listed["name"]).read_bytes()
        assert (listed["sha256"], listed["size"]) == (hashlib.sha256(content).hexdigest(), len(content))


def test_exact_police_figures_never_reach_the_public():
    with pytest.raises(NotInThisState, match="open data only"):
        prepared({cell(): 30}, policy=EXACT)


def test_police_figures_for_the_public_wait_and_nothing_is_written_before(tmp_path):
    draft = prepared({cell(): 30})
    assert draft.release.state == "awaiting decision"
    with pytest.raises(NotInThisState):
        write_release(draft, tmp_path / "out", at=NOON)
    assert not (tmp_path / "out").exists()
    approved = decided(draft, draft.release.decided("approve", "counts are safe", "ben", NOON))
    assert write_release(approved, tmp_path / "out", at=NOON).approver == "ben"


def test_a_decision_about_another_release_is_refused():
    one, other = prepared({cell(): 30}), prepared({cell(): 40})
    with pytest.raises(NotInThisState, match="another release"):
        decided(one, other.release.decided("approve", "safe", "ben", NOON))


def test_a_finding_about_a_person_cannot_leave():
    about_someone = findings({cell(): 30}, subject_kind=["person"])
    with pytest.raises(NotInThisState, match="not about areas"):
        prepared(about_someone)


def test_findings_about_the_data_stay_and_the_others_leave():
    both = findings({cell("L1"): 30, cell("L2"): 40}, subject_kind=["area", "data"])
    assert by_cell(prepared(both).figures) == {cell("L1"): 30}


def test_nothing_to_show_is_said_rather_than_an_empty_file():
    with pytest.raises(TooFewToPublish):
        prepared({cell(): 3})
    with pytest.raises(NotFound):
        prepared(findings({cell(): 30}, subject_kind=["data"]))


def test_names_and_attributions_come_from_the_areas_and_unnamed_areas_keep_their_code():
    areas = area_table(
        {"area_kind": ["lsoa"], "code": ["L1"], "name": ["Low 1A"], "attribution": ["Made-up maps."]}
    )
    draft = prepared({cell("L1"): 30, cell("L2"): 40}, areas=areas)
    assert set(by_cell(draft.figures, "area_name").values()) == {"Low 1A", "L2"}
    assert draft.said["attributions"] == ["Made-up maps.", "OGL v3.0"]


def test_what_is_registered_protects_the_next_release():
    first = prepared({cell(category="a"): 4, cell(category="b"): 50})
    again = prepared({cell("L1"): 54, cell("L9"): 80}, registry=first.cells)
    assert by_cell(again.figures) == {cell("L1"): None, cell("L9"): 80}


def test_an_unknown_format_and_a_map_without_outlines_are_refused(tmp_path):
    draft = prepared({cell(): 30}, audience="staff")
    with pytest.raises(NotFound, match="format"):
        write_release(draft, tmp_path, at=NOON, formats=("xls",))
    with pytest.raises(NotFound, match="outlines"):
        write_release(draft, tmp_path, at=NOON, maps=[MapOf("volume", "lsoa", "2019-01")])


def test_a_figure_without_its_month_is_refused():
    keys = findings({cell(): 30})
    at = keys.schema.get_field_index("period")
    with pytest.raises(NotInThisState, match="lacks"):
        prepared(keys.set_column(at, keys.schema.field(at), pa.nulls(1, pa.string())))


def test_a_kind_of_area_that_cannot_be_checked_is_left_out_and_the_release_says_so():
    cells = {cell("wessex", kind="force"): 70, cell("L1"): 30, cell("8819", kind="h3"): 40}
    areas = area_table({"area_kind": ["lsoa"], "code": ["L1"], "name": ["Low 1A"], "force": ["wessex"]})
    draft = prepared(cells, areas=areas)
    assert by_cell(draft.figures) == {cell("L1"): 30, cell("wessex", kind="force"): 70}
    assert [words.split(":")[0] for words in draft.said["left_out"]] == ["h3"]
    exact = prepared(cells, areas=areas, policy=EXACT, sensitivity="open")
    assert len(exact.figures) == 3
    assert exact.said["left_out"] == []


def test_the_registry_may_come_back_from_a_file_and_in_pieces(tmp_path):
    first = prepared({cell(category="a"): 4, cell(category="b"): 50})
    other = prepared({cell("L5", category="z"): 80})
    pieces = []
    for number, draft in enumerate((first, other)):
        pq.write_table(draft.cells, tmp_path / f"{number}.parquet")
        pieces.append(pq.read_table(tmp_path / f"{number}.parquet"))
    again = prepared({cell("L1"): 54, cell("L9"): 80}, registry=pa.concat_tables(pieces))
    assert by_cell(again.figures) == {cell("L1"): None, cell("L9"): 80}
    plain = pa.concat_tables(pieces).cast(
        pa.schema([(f.name, pa.string() if f.name != "value" else f.type) for f in pieces[0].schema])
    )
    assert prepared({cell("L1"): 54, cell("L9"): 80}, registry=plain).figures.equals(again.figures)
