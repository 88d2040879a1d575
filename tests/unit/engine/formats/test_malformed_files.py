import pytest
from tests.support.malformed import ENCODINGS, MAP_KINDS, READER_KINDS, write_malformed
from tests.support.reading import read_whole


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_file_with_malformed_rows_of_every_kind_reconciles_exactly(tmp_path, encoding, seed):
    """Rows in = good + refused; each refused row has its number, line and rule; no good value is altered."""
    written = write_malformed(tmp_path / "street.csv", 2_000, 200, encoding, seed)
    whole = read_whole(written.path)
    assert len(written.reader_kinds) == len(READER_KINDS) >= 12
    assert len(written.map_kinds) == len(MAP_KINDS)
    assert whole.records == written.rows == 2_000
    assert [(row.row, row.line, row.rule) for row in whole.refused] == written.refused
    assert whole.rows == written.good


def test_the_account_of_kinds_adds_up(tmp_path):
    written = write_malformed(tmp_path / "street.csv", 500, 100)
    assert sum(written.reader_kinds.values()) == len(written.refused)
    assert sum(written.reader_kinds.values()) + sum(written.map_kinds.values()) == 100
