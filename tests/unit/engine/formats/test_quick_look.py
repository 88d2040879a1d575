import hashlib
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninefold.engine.formats import quick_look as module
from ninefold.engine.formats.quick_look import Look, quick_look
from ninefold.errors import FileRefused


@pytest.fixture
def look(tmp_path):
    def look(content: bytes) -> Look:
        path = tmp_path / "sent.csv"
        path.write_bytes(content)
        return quick_look(path)

    return look


@pytest.mark.parametrize(
    ("content", "newline"),
    [
        (b"a\nb\n", "lf"),
        (b"a\r\nb\r\n", "crlf"),
        (b"a\rb\r", "cr"),
        (b"a\r\nb\n", "mixed"),
        (b"a\rb\n", "mixed"),
    ],
)
def test_the_line_ends_are_named(look, content, newline):
    assert look(content).newline == newline
    assert look(content).lines == 2


def test_a_plain_file_may_take_the_fast_path(look):
    seen = look("\ufeffname\nZoë\n".encode())
    assert seen.is_plain
    assert seen.has_bom
    assert not seen.is_ascii
    assert (seen.size, seen.sha256) == (13, hashlib.sha256("\ufeffname\nZoë\n".encode()).hexdigest())


@pytest.mark.parametrize(
    "content",
    [
        b"a\n\0\n",
        b"a\n\x07\n",
        b"a\n\x7f\n",
        b"a\nZo\xeb\n",
        "a\nZoë".encode()[:-1],
        b"a\rb\r",
        b"a\n" + b"x" * 1_000_001,
    ],
)
def test_anything_odd_keeps_a_file_off_the_fast_path(look, content):
    assert not look(content).is_plain


def test_quotes_and_blank_lines_are_noticed(look):
    assert look(b'a\n"b"\n').has_quotes
    assert look(b"a\n\nb\n").has_blank_lines
    assert look(b"a\r\n\r\nb").has_blank_lines
    assert look(b"\na\n").has_blank_lines
    assert not look(b"a\r\nb\r\n").has_blank_lines


def test_progress_is_told_and_may_stop_the_pass(tmp_path, monkeypatch):
    monkeypatch.setattr(module, "BLOCK", 10)
    path = tmp_path / "sent.csv"
    path.write_bytes(b"x" * 35)
    told: list[int] = []
    quick_look(path, told.append)
    assert told == [10, 20, 30, 35]

    def stop(done: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        quick_look(path, stop)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    import os

    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(FileRefused, match="not a plain file"):
        quick_look(tmp_path / "pipe")


@settings(deadline=None, max_examples=300)
@given(
    content=st.lists(
        st.sampled_from([b"a", b"\n", b"\r", b"\r\n", b'"', b"\0", b"\x1f", "é".encode(), b"\xff"])
    ).map(b"".join),
    block=st.integers(1, 9),
)
def test_the_facts_do_not_depend_on_where_blocks_end(tmp_path_factory, content, block):
    path = tmp_path_factory.mktemp("look") / "sent.csv"
    path.write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "BLOCK", block)
        seen = quick_look(path)
    assert seen == quick_look(path)
    ends = re.findall(rb"\r\n|\r|\n", content)
    assert seen.lines == len(ends) + bool(content and not content.endswith((b"\r", b"\n")))
    assert seen.has_blank_lines == (b"" in re.split(rb"\r\n|\r|\n", content)[:-1])
    assert seen.is_clean_utf8 == _is_utf8(content)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
