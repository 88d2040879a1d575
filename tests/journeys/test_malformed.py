"""Files with a tenth of their rows malformed, in twenty ways and six encodings: the command accounts for all."""

from pathlib import Path

import pytest
from tests.journeys.malformed_intake import reconcile, take_in
from tests.support.malformed import ENCODINGS, MAP_KINDS, READER_KINDS


def _check(folder: Path, encoding: str, rows: int) -> None:
    found = reconcile(folder, encoding, rows=rows, malformed=rows // 10, seed=ENCODINGS.index(encoding) + 1)
    assert len(found.written.reader_kinds) == len(READER_KINDS) >= 12
    assert len(found.written.map_kinds) == len(MAP_KINDS)
    assert found.faults == []


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_malformed_row_is_kept_aside_with_its_reason_and_every_good_one_is_loaded(tmp_path, encoding):
    """Ten thousand rows, a thousand of them malformed: the generator's truth and an oracle agree with ingest."""
    _check(tmp_path / "trial", encoding, 10_000)


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_a_hundred_thousand_rows_reconcile_exactly(tmp_path, encoding):
    _check(tmp_path / "trial", encoding, 100_000)


def test_the_reasons_name_a_column_and_a_rule_and_never_a_value(tmp_path):
    found = reconcile(tmp_path / "trial", "utf-8", rows=400, malformed=80, seed=9)
    reasons = {reason for _, _, reasons in found.quarantined.values() for reason in reasons.split(";")}
    assert not [reason for reason in reasons if "Moon" in reason or "181" in reason or "2999" in reason]
    assert {reason.split(":")[0] for reason in reasons if ":" in reason} == {
        "Crime type",
        "Latitude",
        "Longitude",
        "Month",
    }


def test_taking_the_same_malformed_file_in_again_adds_nothing(tmp_path):
    found = reconcile(tmp_path / "trial", "cp1252", rows=400, malformed=80, seed=10)
    again = take_in(tmp_path / "trial" / "workspace", found.written.path)
    assert (again["loaded"], again["quarantined"]) == (0, 0)
    assert again["rows_in"] == again["duplicates"] == 400


def test_a_control_that_loses_one_row_is_found_out(tmp_path):
    """The reconciliation can fail: one record fewer, or one row more in quarantine, is a fault."""
    found = reconcile(tmp_path / "trial", "utf-8", rows=400, malformed=80, seed=11)
    assert found.faults == []
    found.kept_ids[next(iter(found.kept_ids))] -= 1
    assert found.faults == ["the records are those of the good rows"]
