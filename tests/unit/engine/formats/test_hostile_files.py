import re
import time
from pathlib import Path

import pytest
from tests.support.hostile import HOSTILE, REFUSED, Hostile, attempt

MEGABYTES = 1_000


def _megabytes(what: str) -> int:
    """This process's memory, now (VmRSS) or at most since the mark was set (VmHWM); 0 where Linux is not."""
    status = Path("/proc/self/status")
    found = re.search(rf"{what}:\s+(\d+) kB", status.read_text()) if status.exists() else None
    return int(found[1]) // 1_000 if found else 0


def _set_mark() -> int:
    mark = Path("/proc/self/clear_refs")
    if mark.exists():
        mark.write_text("5")
    return _megabytes("VmRSS")


def test_there_are_at_least_sixty_of_them_and_no_two_alike():
    assert len({hostile.label for hostile in HOSTILE}) == len(HOSTILE) >= 60


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda hostile: hostile.label)
def test_a_hostile_file_is_refused_or_neutralised(hostile: Hostile, tmp_path):
    """Refused whole, or what is sound in it taken exactly; in ten seconds and a gigabyte either way."""
    given = hostile.build(tmp_path)
    into = tmp_path / "into"
    into.mkdir()
    before, started = _set_mark(), time.process_time()
    outcome = attempt(hostile, given, into)
    assert time.process_time() - started < 10
    assert _megabytes("VmHWM") - before < MEGABYTES
    if hostile.must == REFUSED:
        assert outcome.taken == 0
        assert outcome.refusals
    else:
        assert outcome.taken
        assert (outcome.rows, outcome.refused_rows) == (hostile.rows, hostile.refused_rows)
        assert len(outcome.refusals) == hostile.refused_files
    for said in outcome.refusals:
        assert said.isprintable()
        assert len(said) < 1_000
