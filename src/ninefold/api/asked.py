"""Reading a question from an address, and writing one back: the filters every page and endpoint shares."""

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Query

from ninefold.contracts.reading import Audience, FigureFilter

# Long enough for any code or slug we hold, short enough that nothing else fits.
Code = Annotated[str | None, Query(max_length=80)]
Word = Annotated[str, Query(max_length=40, pattern=r"^[a-z0-9_-]+$")]
Month = Annotated[
    str | None,
    Query(pattern=r"^([0-9]{4}-(0[1-9]|1[0-2]))?$", description="YYYY-MM; the latest when left out"),
]
Page = Annotated[int, Query(ge=1, le=100_000)]
PageSize = Annotated[int, Query(ge=1, le=1000)]
Sort = Annotated[str, Query(pattern="^(value|area_name|change)$")]
Order = Annotated[str, Query(pattern="^(asc|desc)$")]
ForWhom = Annotated[Audience, Query(description="staff: exact figures; public: after disclosure control")]

DEFAULTS: dict[str, object] = {
    "product": "volume",
    "audience": "staff",
    "sort": "value",
    "order": "desc",
    "page": 1,
    "page_size": 20,
}


def figure_filter(
    product: Word = "volume",
    area_kind: Code = None,
    force: Code = None,
    category: Code = None,
    month: Month = None,
    area: Code = None,
    audience: ForWhom = "staff",
    sort: Sort = "value",
    order: Order = "desc",
    page: Page = 1,
    page_size: PageSize = 20,
) -> FigureFilter:
    """The question in the address. A box left empty in a form is the same as one left out."""
    return FigureFilter(
        product=product,
        area_kind=area_kind or None,
        force=force or None,
        category=category or None,
        period=month or None,
        area=area or None,
        audience=audience,
        sort=sort,
        descending=order == "desc",
        page=page,
        page_size=page_size,
    )


def as_query(asked: FigureFilter, **changes: Any) -> str:
    """The question as the part of an address after `?`, leaving out what is as it would be anyway."""
    parts: dict[str, object] = {
        "product": asked.product,
        "area_kind": asked.area_kind,
        "force": asked.force,
        "category": asked.category,
        "month": asked.period,
        "area": asked.area,
        "audience": asked.audience,
        "sort": asked.sort,
        "order": "desc" if asked.descending else "asc",
        "page": asked.page,
        "page_size": asked.page_size or None,
    }
    parts.update(changes)
    kept = {
        name: value
        for name, value in parts.items()
        if value not in (None, "") and value != DEFAULTS.get(name)
    }
    return urlencode(kept)
