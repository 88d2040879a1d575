import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.reading import read_whole

from ninefold.engine.formats import regular_csv
from ninefold.engine.formats.quick_look import quick_look
from ninefold.engine.formats.regular_csv import is_regular


def _is_regular(folder, content: str, width: int = 2) -> bool:
    path = folder / "sent.csv"
    path.write_bytes(content.encode())
    return is_regular(path, quick_look(path), width)


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1,2\n",
        "a,b\r\n1,\r\n,2",
        '\ufeff"a",b\n"1,\n2",""\n',
        "a,b\n",
        "a,b\n" + "1,é\n" * 70_000,
    ],
)
def test_a_file_every_reader_reads_alike_is_regular(tmp_path, content):
    assert _is_regular(tmp_path, content)


@pytest.mark.parametrize(
    "content",
    [
        "a,b\n1\n",
        "a,b\n1,2,3\n",
        "a,b\n1,2,\n",
        "a,b\n1\n2,3,4\n",
        "a,b\n\n1,2\n",
        'a,b\n1"x",2\n',
        'a,b\n"1"x,2\n',
        'a,b\n1,"2\n',
        'a,b\n1,"2""3"\n',
        "a,b\r1,2\r",
        "a,b\n1,\x072\n",
    ],
)
def test_whatever_readers_may_differ_on_is_not_regular(tmp_path, content):
    assert not _is_regular(tmp_path, content)


PIECES = st.sampled_from(
    ["1", ",", '"', "\n", '"a"', '"x\ny"', ',""', "é", " ", "1,2\n", '"a",b\n', "\\", "#"]
)


@settings(deadline=None, max_examples=150)
@given(pieces=st.lists(PIECES, max_size=12), width=st.integers(1, 3), block=st.sampled_from([3, 20, 250_000]))
def test_on_a_regular_file_duckdb_and_the_careful_reader_agree(tmp_path_factory, pieces, width, block):
    path = tmp_path_factory.mktemp("regular") / "sent.csv"
    path.write_bytes((",".join("abc"[:width]) + "\n" + "".join(pieces)).encode())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regular_csv, "BLOCK", block)
        if not is_regular(path, quick_look(path), width):
            return
    careful = read_whole(path, delimiter=",")
    columns = dict.fromkeys(careful.columns, "VARCHAR")
    fast = duckdb.read_csv(
        str(path),
        header=True,
        auto_detect=False,
        delimiter=",",
        columns=columns,
        na_values="",
        allow_quoted_nulls=True,
    )
    assert careful.refused == []
    assert fast.fetchall() == careful.rows
