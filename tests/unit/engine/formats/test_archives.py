import gzip
import io
import pickle
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.formats.archives import Archive, Limits, expand, members
from ninefold.engine.formats.deliveries import deliveries
from ninefold.errors import FileRefused


def _zip(path: Path, **contents: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name.replace("__", "/") + ".csv", content)
    return path


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return _zip(tmp_path / "sent.zip", b=b"second", a__one=b"first")


def test_members_are_listed_by_name_with_their_sizes(archive):
    assert [(member.name, member.size) for member in members(archive)] == [("a/one.csv", 5), ("b.csv", 6)]


def test_a_member_is_written_where_asked_and_nowhere_else(archive, tmp_path):
    Archive(archive).extract("a/one.csv", tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"first"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["sent.zip", "taken"]


def test_an_existing_file_is_never_written_over(archive, tmp_path):
    (tmp_path / "taken").write_bytes(b"mine")
    with pytest.raises(FileExistsError):
        Archive(archive).extract("b.csv", tmp_path / "taken")
    assert (tmp_path / "taken").read_bytes() == b"mine"


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (Limits(members=1), "more than 1 files"),
        (Limits(total_bytes=10), "together are larger"),
        (Limits(member_bytes=5), "bomb"),
        (Limits(ratio=1, ratio_from=0), "bomb"),
        (Limits(directory_bytes=20), "list of files"),
    ],
)
def test_every_limit_holds(tmp_path, limits, says):
    archive = _zip(tmp_path / "sent.zip", a=b"x" * 400, b=b"y" * 400)
    with pytest.raises(FileRefused, match=says):
        Archive(archive, limits).extract("a.csv", tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


def test_nothing_is_left_of_a_member_that_turns_out_bad(tmp_path):
    archive = _zip(tmp_path / "sent.zip", a=b"x" * 100_000)
    content = bytearray(archive.read_bytes())
    content[60] ^= 0xFF
    archive.write_bytes(content)
    with pytest.raises(FileRefused, match="damaged"):
        Archive(archive).extract("a.csv", tmp_path / "taken")
    assert not (tmp_path / "taken").exists()


def test_a_nested_archive_is_taken_only_when_allowed(tmp_path):
    inner = _zip(tmp_path / "inner.zip", a=b"1").read_bytes()
    archive = _zip(tmp_path / "outer.zip", inner=inner)
    with pytest.raises(FileRefused, match="archive inside"):
        Archive(archive).extract("inner.csv", tmp_path / "taken")
    assert (
        Archive(archive, Limits(nested=True)).extract("inner.csv", tmp_path / "taken").read_bytes() == inner
    )


def test_a_workbook_inside_a_zip_is_no_nested_archive(tmp_path):
    book = _zip(tmp_path / "book.xlsx", a=b"1").read_bytes()
    with zipfile.ZipFile(tmp_path / "sent.zip", "w") as archive:
        archive.writestr("book.xlsx", book)
    assert Archive(tmp_path / "sent.zip").extract("book.xlsx", tmp_path / "taken").read_bytes() == book


def test_a_gzip_file_is_expanded_within_limits(tmp_path):
    path = tmp_path / "sent.csv.gz"
    path.write_bytes(gzip.compress(b"a\n1\n") + gzip.compress(b"2\n"))
    assert expand(path, tmp_path / "taken").read_bytes() == b"a\n1\n2\n"
    with pytest.raises(FileRefused, match="bomb"):
        expand(path, tmp_path / "again", Limits(member_bytes=3))


def test_deliveries_come_in_an_order_that_never_changes(archive, tmp_path):
    folder = tmp_path / "folder"
    (folder / "later").mkdir(parents=True)
    for name in ("z.csv", "b.csv", "later/a.csv", ".hidden"):
        (folder / name).write_bytes(b"a\n")
    archive.rename(folder / "m.zip")
    names = [delivery.name for delivery in deliveries([folder])]
    assert names == ["b.csv", "later/a.csv", "m.zip/a/one.csv", "m.zip/b.csv", "z.csv"]


def test_one_bad_archive_does_not_stop_the_others(archive, tmp_path):
    bad = tmp_path / "bad.zip"
    bad.write_bytes(archive.read_bytes()[:-10])
    found = deliveries([bad, archive])
    assert [delivery.refusal is None for delivery in found] == [False, True, True]
    with pytest.raises(FileRefused, match=r"bad\.zip"):
        found[0].fetch(tmp_path / "taken")


def test_a_missing_path_is_a_refused_delivery(tmp_path):
    (found,) = deliveries([tmp_path / "absent.csv"])
    assert "cannot be opened" in (found.refusal or "")


def test_a_delivery_gives_the_bytes_whatever_it_came_in(archive, tmp_path):
    (tmp_path / "plain.csv").write_bytes(b"plain")
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(b"packed"))
    found = deliveries([tmp_path / "plain.csv", tmp_path / "packed.csv.gz", archive])
    fetched = [delivery.fetch(tmp_path / str(i)).read_bytes() for i, delivery in enumerate(found)]
    assert fetched == [b"plain", b"packed", b"first", b"second"]
    assert [delivery.file_name for delivery in found] == ["plain.csv", "packed.csv", "one.csv", "b.csv"]


def test_a_delivery_may_be_sent_to_another_process(archive, tmp_path):
    found = pickle.loads(pickle.dumps(deliveries([archive])))
    assert found[0].fetch(tmp_path / "taken").read_bytes() == b"first"


def test_folders_without_end_are_refused_not_followed(tmp_path):
    tmp_path.joinpath(*"d" * 60).mkdir(parents=True)
    (found,) = deliveries([tmp_path])
    assert "not a plain file" in (found.refusal or "")


@settings(deadline=None, max_examples=150)
@given(
    contents=st.dictionaries(st.sampled_from("abcdef"), st.binary(max_size=200), min_size=1),
    flips=st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=3),
    cut=st.integers(0, 100),
)
def test_a_damaged_zip_gives_the_true_bytes_or_a_refusal(tmp_path_factory, contents, flips, cut):
    """Bits may flip anywhere and the end may be missing: a member is right or refused, never wrong."""
    folder = tmp_path_factory.mktemp("damaged")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    content = bytearray(out.getvalue())
    for position, value in flips:
        content[position % len(content)] = value
    path = folder / "sent.zip"
    path.write_bytes(content[: len(content) - cut] if cut < 50 else content)
    for number, delivery in enumerate(deliveries([path])):
        try:
            taken = delivery.fetch(folder / str(number)).read_bytes()
        except FileRefused:
            continue
        assert taken in contents.values() or delivery.kind == "file"
