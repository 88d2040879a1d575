"""Column cleaners and the scalar parsers of `pole` give the same value and the same rule for any text."""

from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.columns import cleaned_column, cleaned_rows

from ninefold.pole.codes import CODE_LISTS, parse_ethnicity_18_1
from ninefold.pole.forces import FORCES, parse_force
from ninefold.pole.identifiers import PARSERS, check_letter
from ninefold.pole.refusal import Refusal, tidied
from ninefold.pole.text import parse_age, parse_given_name, parse_mo, parse_surname
from ninefold.pole.when import parse_date, parse_month, parse_partial_date, parse_timestamp

SHAPES = {
    "area_code": r"[EWSNXZ ]?[0-9]{7,9}|95[A-Z]{2}[0-9]{2}[SWX][0-9]",
    "asn": r"[0-9]{2}/?[0-9]{2,3}/?[A-Z0-9]{2}/?[A-Z0-9]{2}/?[0-9]{10,12}[A-Z]?",
    "collar": r"[A-Za-z0-9 -]{0,12}",
    "cro": r"(SF[0-9]{2}/[0-9]{1,6}|[0-9]{1,7}/[0-9]{2})[A-Z]?",
    "driving_licence": r"[A-Z]{1,5}9{0,4}[0-9]{6}[A-Z0-9]{3}[A-Z]{2}",
    "email": r"[A-Za-z0-9._@+-]{1,12}@[a-zA-Z0-9.-]{1,10}\.[a-z]{2,3}",
    "ho_classification": r"[0-9]{1,4}/?[0-9]{0,3}",
    "nino": r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-F]?",
    "offence_code": r"([A-Z]{2}[0-9]{2}|COML)[0-9]{2,3}[A-Z]{0,2}",
    "passport": r"[A-Z]?[0-9]{6,9}[A-Z]?",
    "phone": r"(\+44|\+440|0044|0|\+1|)[ ]?[1-9][0-9 -]{6,13}",
    "pnc_id": r"([0-9]{4}|[0-9]{2})/?[0-9]{1,8}[A-Z]",
    "postcode": r"[A-Za-z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|GIR ?0AA",
    "uprn": r"[0-9]{1,13}",
    "vrm": r"[A-Z]{1,3} ?[0-9]{1,4} ?[A-Z]{0,3}|[0-9]{1,4}[A-Z]{1,3}",
}
# One example is a whole column, so a few are many texts; shrinking a column would take minutes.
FEW = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    database=None,
)
ODD = st.sampled_from(["", " ", "\t", "é", "ſ", "x y", "0", "A", "---", "\u00a0", "２", "12/34"])


def columns_of(shape: str) -> st.SearchStrategy[list[str]]:
    """Columns of texts of a shape, some with white space about them and some that are nothing like it."""
    near = st.from_regex(shape, fullmatch=True)
    spaced = near.map(lambda text: f"  {text}\t")
    return st.lists(near | near | spaced | near.map(str.lower) | ODD, min_size=80, max_size=120)


def told_by(parse: Callable[[str], object], text: str) -> tuple[object, str | None]:
    """What the scalar parser says; a blank text is nothing, which only `required` refuses."""
    if not tidied(text):
        return None, None
    try:
        return parse(text), None
    except Refusal as refusal:
        return None, refusal.rule


def assert_agree(cleaner: str, parse: Callable[[str], object], texts: list[str]) -> None:
    for text, (value, problem) in zip(texts, cleaned_column(cleaner, texts), strict=True):
        expected, rule = told_by(parse, text)
        told = (problem or "").split(".")[0], (rule or "").split(".")[0]
        assert told[0] == told[1], (text, problem, rule)
        if rule is None:
            assert value == expected, text


def with_letter(cleaner: str, text: str) -> str:
    """The text with the check letter its digits ask for, where it has the shape for one."""
    text = text.strip().upper()
    digits = "".join(mark for mark in text if mark.isdigit())
    if cleaner == "pnc_id" and "/" in text:
        year, serial = text.split("/")
        digits = year[-2:] + serial[:-1].zfill(7)
    elif cleaner == "cro" and "/" in text and text[-1:].isalpha() and not text.startswith("SF"):
        serial, year = text.split("/")
        digits = year[:-1] + serial.zfill(6)
    elif cleaner == "cro" and text.startswith("SF"):
        digits = "".join(mark for mark in text[2:] if mark.isdigit())
    return text[:-1] + check_letter(digits) if digits and text[-1:].isalpha() else text


@pytest.mark.parametrize("cleaner", sorted(SHAPES))
def test_every_identifier_is_read_the_same_in_a_column_as_alone(cleaner: str) -> None:
    @FEW
    @given(columns_of(SHAPES[cleaner]))
    def agree(texts: list[str]) -> None:
        lettered = [with_letter(cleaner, text) for text in texts[::2]]
        assert_agree(cleaner, PARSERS[cleaner], [*texts, *lettered])

    agree()


@FEW
@given(columns_of(r"[A-Za-zÀ-ÿ' .-]{1,40}|Mr\.? [A-Z][a-z]+|[A-Z][a-z]+[0-9]"))
def test_a_surname_is_read_the_same_in_a_column_as_alone(texts: list[str]) -> None:
    for text, found in zip(texts, cleaned_column("name", texts, {"target": "surname"}), strict=True):
        assert found[1] == told_by(parse_surname, text)[1], text


@FEW
@given(columns_of(r"(Mr|Mrs\.|Dr|Sir|) ?[A-Z][a-z]{0,9}"))
def test_a_title_in_front_of_a_given_name_is_refused_in_a_column_as_alone(texts: list[str]) -> None:
    for text, found in zip(texts, cleaned_column("name", texts, {"target": "given_name"}), strict=True):
        assert found[1] == told_by(parse_given_name, text)[1], text


def test_a_modus_operandi_is_as_long_in_a_column_as_alone() -> None:
    lengths = [1, 19, 20, 21, 299, 300, 301]
    texts = ["  " + ("forced rear window " * 20)[:length] for length in lengths] + ["é" * 20, "\x07" * 20]
    for text, found in zip(texts, cleaned_column("mo", texts), strict=True):
        assert found[1] == told_by(parse_mo, text)[1]


@FEW
@given(columns_of(r"[0-9]{1,4}"))
def test_an_age_is_read_the_same_in_a_column_as_alone(texts: list[str]) -> None:
    assert_agree("age", parse_age, texts)


DATES = (
    r"[12][0-9]{3}[-/][01]?[0-9][-/][0-3]?[0-9]|[0-3]?[0-9][-/.][01]?[0-9][-/.][12][0-9]{3}( 00:00(:00)?)?"
)


@FEW
@given(columns_of(DATES))
def test_a_date_is_read_the_same_in_a_column_as_alone(texts: list[str]) -> None:
    assert_agree("date", lambda text: date.fromisoformat(parse_date(text)), texts)


@FEW
@given(columns_of(r"[12][0-9]{3}([-/][01]?[0-9]([-/][0-3]?[0-9])?)?|[01]?[0-9]/[12][0-9]{3}"))
def test_a_partial_date_keeps_its_precision_in_a_column_as_alone(texts: list[str]) -> None:
    for text, row in zip(texts, cleaned_rows("partial_date", texts), strict=True):
        when, rule = told_by(parse_partial_date, text)
        assert (row["problem"] is None) == (rule is None), text
        if when is not None:
            assert (row["value"], row["precision"]) == (when.first_day, when.precision.value), text


@FEW
@given(columns_of(r"[12][0-9]{3}[-/][01]?[0-9]|[01]?[0-9]/[12][0-9]{3}"))
def test_a_month_is_read_the_same_in_a_column_as_alone(texts: list[str]) -> None:
    assert_agree("month", lambda text: date.fromisoformat(parse_month(text) + "-01"), texts)


@FEW
@given(
    columns_of(
        r"20[0-3][0-9]-[01][0-9]-[0-3][0-9][T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\.[0-9]{1,3})?)?"
        r"(Z|[+-](0[0-9]|1[0-3]):[0-5][0-9])?"
    )
)
def test_a_moment_is_the_same_utc_in_a_column_as_alone(texts: list[str]) -> None:
    for text, found in zip(texts, cleaned_column("timestamp", texts, {"zone": "UTC"}), strict=True):
        when, rule = told_by(parse_timestamp, text)
        assert (found[1] is None) == (rule is None), (text, found, rule)
        if when is not None:
            assert found[0] == when.start.replace(tzinfo=None), text


@pytest.mark.parametrize("name", sorted(CODE_LISTS))
def test_a_national_list_takes_the_same_spellings_in_a_column_as_alone(name: str) -> None:
    codes = CODE_LISTS[name]
    known = [*codes.labels, *codes.labels.values(), *codes.spellings]
    texts = [*known, *(f" {text.upper()}  " for text in known), *(text + "x" for text in known)]
    texts += [text.replace(" - ", " – ") for text in known]
    for text, found in zip(texts, cleaned_column("code", texts, {"codes": name}), strict=True):
        assert found == told_by(codes.parse, text), text


def test_every_edition_of_the_ethnicity_list_is_read_the_same_in_a_column_as_alone() -> None:
    labels = ["White - White British (W1)", "Chinese or other ethnic group - Chinese (O1)", "Not Stated (NS)"]
    labels += ["Mixed - White and Asian (M3)", "Asian or Asian British - Indian (A1)", "O1", "w3", "Martian"]
    for text, found in zip(labels, cleaned_column("ethnicity_18_1", labels), strict=True):
        assert found == told_by(parse_ethnicity_18_1, text), text


def test_every_force_is_known_by_the_same_names_in_a_column_as_alone() -> None:
    texts = [name for force in FORCES.values() for name in (force.slug, force.name, *force.other_names)]
    texts += [text.upper().replace("AND", "&") for text in texts] + ["Nowhere Police", " kent police "]
    for text, found in zip(texts, cleaned_column("force", texts), strict=True):
        assert found == told_by(parse_force, text), text
