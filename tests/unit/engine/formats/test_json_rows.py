import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.reading import WholeFile, read_whole

from ninefold.engine.formats import encodings
from ninefold.errors import FileRefused


@pytest.fixture
def read(tmp_path):
    def read(content: str | bytes, format: str = "jsonl", **options: object) -> WholeFile:
        path = tmp_path / "sent.json"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_whole(path, format, **options)

    return read


def test_nested_objects_become_columns_with_dots(read):
    whole = read('{"a": 1, "b": {"c": true, "d": {"e": "x"}}}\n{"b": {"c": null}, "f": ""}\n')
    assert whole.columns == ("a", "b.c", "b.d.e", "f")[: len(whole.columns)]
    assert whole.rows[0][:3] == ("1", "true", "x")
    assert whole.rows[1][:3] == (None, None, None)


def test_numbers_are_the_characters_received(read):
    whole = read('{"a": 1.10, "b": 1e400, "c": 12345678901234567890123, "d": [0.10, "x", null]}')
    assert whole.rows == [("1.10", "1e400", "12345678901234567890123", '[0.10, "x", null]')]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('{"a": 1', "json.malformed"),
        ('{"a": NaN}', "json.malformed"),
        ("[1]", "json.not_an_object"),
        ("null", "json.not_an_object"),
        ('{"a": 1, "a": 2}', "json.duplicate_key"),
        ('{"a": {"b": 1}, "a.b": 2}', "json.duplicate_key"),
        ('{"a": ' * 30 + "1" + "}" * 30, "json.too_deep"),
        ('{"a": "\\u0000"}', "json.nul_byte"),
        ('{"a": "\\u0007"}', "json.control_character"),
        ('{"a": "\\ud83d"}', "encoding.undecodable"),
        ('{"a": "' + "x" * 1_000_001 + '"}', "json.field_too_large"),
    ],
)
def test_a_bad_line_costs_one_row_and_says_why(read, line, rule):
    whole = read(f'{{"a": 1}}\n\n{line}\n{{"a": 3}}\n')
    assert whole.rows == [("1",), ("3",)]
    assert [(row.row, row.line, row.rule) for row in whole.refused] == [(2, 3, rule)]


@pytest.mark.parametrize(
    ("element", "rule"),
    [
        ('{"a": 2,}', "json.malformed"),
        ('{"a" "]"}', "json.malformed"),
        ('{"a": 2} 7', "json.malformed"),
        ("7", "json.not_an_object"),
        ('{"a": 1, "a": 2}', "json.duplicate_key"),
    ],
)
def test_a_bad_element_of_an_array_costs_one_row(read, element, rule):
    whole = read(f'[{{"a": 1}},\n{element},\n{{"a": "],["}}]', "json")
    assert whole.rows == [("1",), ("],[",)]
    assert [(row.row, row.line, row.rule, row.raw) for row in whole.refused] == [
        (2, 2, rule, element.encode())
    ]


@pytest.mark.parametrize(
    "content", ['[{"a": 1}', '[{"a": 1},', '[{"a": "x', '{"a": 1}', '[{"a": 1}] x', "[[[["]
)
def test_an_array_that_is_none_or_is_cut_short_is_refused_whole(read, content):
    with pytest.raises(FileRefused):
        read(content, "json")


def test_a_list_inside_an_object_is_found_by_its_path(read):
    whole = read('{"meta": 1, "data": {"items": [{"a": 1.50}, 2]}}', "json", record_path="data.items")
    assert whole.rows == [("1.50",)]
    assert whole.rules == ["json.not_an_object"]


def test_an_unknown_key_refuses_the_file_and_is_named(read):
    with pytest.raises(FileRefused, match="colour"):
        read('{"a": 1}\n{"a": 2, "colour": "red"}\n', columns=["a", "b"])
    assert read('{"a": 1}\n', columns=["a", "b"]).rows == [("1", None)]


def test_an_object_that_is_null_is_no_new_column(read):
    whole = read('{"a": {"b": 1}}\n{"a": null}\n')
    assert (whole.columns, whole.rows) == (("a.b",), [("1",), (None,)])
    assert read('{"a": null}\n', columns=["a.b"]).rows == [(None,)]


def test_an_empty_array_needs_columns_from_the_card(read):
    assert read("[]", "json", columns=["a"]).rows == []
    with pytest.raises(FileRefused):
        read("[]", "json")


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.text(st.characters(codec="utf-8", min_codepoint=32))
)
RECORDS = st.lists(
    st.dictionaries(st.sampled_from(["a", "b", "ç"]), SCALARS, min_size=1), min_size=1, max_size=6
)


@settings(deadline=None, max_examples=150)
@given(
    records=RECORDS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    block=st.sampled_from([3, 50, 1 << 22]),
    indent=st.sampled_from([None, 2]),
)
def test_records_come_back_as_written_whatever_the_block_size(
    tmp_path_factory, records, encoding, block, indent
):
    folder = tmp_path_factory.mktemp("json")
    (folder / "a").write_bytes(json.dumps(records, indent=indent, ensure_ascii=False).encode(encoding))
    (folder / "l").write_bytes("\n".join(json.dumps(r, ensure_ascii=False) for r in records).encode(encoding))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encodings, "BLOCK", block)
        patch.setattr(encodings, "SAMPLE", max(block, 50))
        array = read_whole(folder / "a", "json", columns=["a", "b", "ç"])
        lines = read_whole(folder / "l", "jsonl", columns=["a", "b", "ç"])
    expected = [tuple(_text(record.get(key)) for key in ("a", "b", "ç")) for record in records]
    good = [row for row in expected if not any("\x7f" in (value or "") for value in row)]
    assert array.rows == lines.rows == good
    assert array.records == lines.records == len(records)


def _text(value: object) -> str | None:
    if value is None or value == "":
        return None
    return {True: "true", False: "false"}[value] if isinstance(value, bool) else str(value)


@settings(deadline=None, max_examples=200)
@given(content=st.binary(max_size=120) | st.text('[]{}",:1a \n', max_size=60).map(str.encode))
def test_random_content_is_refused_or_read_and_never_crashes(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("json") / "any"
    path.write_bytes(content)
    for format in ("json", "jsonl"):
        try:
            assert read_whole(path, format).columns
        except FileRefused:
            continue
