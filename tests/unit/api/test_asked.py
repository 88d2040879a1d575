"""A question read from an address and written back is the same question."""

from urllib.parse import parse_qsl

from hypothesis import given
from hypothesis import strategies as st

from ninefold.api.asked import as_query, figure_filter
from ninefold.contracts.reading import FigureFilter

SLUGS = st.one_of(st.none(), st.text("abc-&=#é ", min_size=1, max_size=12))
QUESTIONS = st.builds(
    FigureFilter,
    product=st.sampled_from(["volume", "harm"]),
    area_kind=SLUGS,
    force=SLUGS,
    category=SLUGS,
    area=SLUGS,
    period=st.sampled_from([None, "2026-01"]),
    audience=st.sampled_from(["staff", "public"]),
    sort=st.sampled_from(["value", "change", "area_name"]),
    descending=st.booleans(),
    page=st.integers(1, 99),
    page_size=st.integers(1, 99),
)


@given(QUESTIONS)
def test_writing_a_question_and_reading_it_gives_it_back(asked: FigureFilter) -> None:
    parts = dict(parse_qsl(as_query(asked)))
    numbers = {name: int(parts.pop(name)) for name in ("page", "page_size") if name in parts}
    assert figure_filter(**parts, **numbers) == asked  # type: ignore[arg-type]


def test_what_is_as_it_would_be_anyway_is_left_out() -> None:
    assert as_query(FigureFilter()) == ""
    assert as_query(FigureFilter(), page=3) == "page=3"


def test_an_empty_box_is_the_same_as_one_left_out() -> None:
    assert figure_filter(force="", category="", month="") == FigureFilter()
