"""What may be forecast or searched for patterns, and what is refused with its reason in words.

Three questions, each with its own answer:

- how do the police come to know of this type of offence? A forecast of what patrols find sends patrols where
  patrols were; only types that a victim or witness reports may be forecast;
- how finely are the times known? Months cannot carry days, hours or near-repeats;
- are the points where it happened, or anonymous points near by? Snapped points carry no address.
"""

import re
from dataclasses import dataclass
from typing import Literal

from ninefold.errors import NotPermitted

Standing = Literal["allowed", "with care", "refused"]


@dataclass(frozen=True)
class Judgement:
    """Whether a type of offence may be forecast, and why, in a sentence for people."""

    standing: Standing
    reason: str


# Words by which a type is known to be found by police activity. They are tried first: a type that is partly
# found by patrol is not saved by a word of theft in its name.
_FOUND_BY_PATROL = (
    r"drug|narcotic|marijuana|cannabis|cocaine|opi(?:um|ate|oid)|controlled substance|traffick(?!.*theft)",
    r"weapons?\b(?=.*(?:possess|carry|violation|law|offence|offense))|(?:possess|carry)\w*\b.*\bweapons?"
    r"|^weapons?$|possession of (?:a |an |offensive |bladed )*(?:weapon|knife|blade|article|firearm)"
    r"|concealed carry|firearms? (?:possession|licen)|bladed article",
    r"stop (?:and|&|-) ?(?:search|frisk|account)|stop.?search|stop.?and.?search|pedestrian stop|vehicle stop",
    r"prostitut|\bvice\b|commercialized sex|soliciting|kerb.?crawl|sex work",
    r"public order|disorderly|breach of the peace|obstruct(?:ing|ion)? (?:of )?(?:the )?police"
    r"|resist(?:ing)? (?:arrest|police)",
    r"going equipped|gambling|loiter|vagran|begging|curfew|trespass|liquor|drunk|driving under"
    r"|\bdui\b|\bdwi\b|drink.?driv|drug.?driv|interfer\w+ with (?:a )?(?:public )?officer|immigration",
)
_WITH_CARE = (
    (
        r"domestic|sexual|rape|violen|assault|homicide|murder|manslaughter|shooting|harass|stalk|wound|battery"
        r"|against the person",
        "much violence happens at home and between people who know each other, which is not a matter of the place; "
        "leave domestic cases out, and remember how much is never reported",
    ),
    (
        r"anti.?social|\basb\b|nuisance|noise|rowdy",
        "how much is reported differs by area as much as how much happens",
    ),
    (r"shoplift", "a few shops that report everything make most of the map"),
)
_REPORTED = (
    r"burglar|break\w* (?:and|&) enter|break.?in\b|housebreaking",
    r"robber|mugging",
    r"theft|thefts|stolen|steal|stole\b|larcen|shoplift|pickpocket|snatch",
    r"vehicle|auto\b|car crime|motor|bicycle|bike|cycle",
    r"criminal damage|vandal|mischief|arson|graffiti|damage to property|malicious damage",
    r"fraud|bag.?snatch",
)


def judge_type(kind: str) -> Judgement:
    """Whether a type of offence, in any words, may be forecast; what is not recognised is taken with care."""
    words = _words(kind)
    if any(re.search(pattern, words) for pattern in _FOUND_BY_PATROL):
        return Judgement(
            "refused",
            "it is found mostly by patrols and searches, so its map shows where police went; a forecast of it "
            "sends them there again and feeds on what they find",
        )
    for pattern, why in _WITH_CARE:
        if re.search(pattern, words):
            return Judgement("with care", why)
    if any(re.search(pattern, words) for pattern in _REPORTED):
        return Judgement("allowed", "victims and witnesses report it, wherever police happen to be")
    return Judgement(
        "with care",
        "its name does not say who reports it; if patrols find it, it must not be forecast",
    )


def _words(kind: str) -> str:
    return re.sub(r"[\s_/\-–]+", " ", kind).strip().lower()


def may_be_forecast(kind: str) -> bool:
    """Whether a type of offence may be forecast at all."""
    return judge_type(kind).standing != "refused"


def check_may_be_forecast(kind: str, *, snapped: bool = False, grain: str = "day") -> None:
    """Raise NotPermitted, with the reason, for a type that patrols find; points and grain do not stop a forecast.

    Months and snapped points carry monthly areas and 250 m cells, so they are no reason to refuse here;
    `check_grade` refuses what they cannot carry.
    """
    judgement = judge_type(kind)
    if judgement.standing == "refused":
        raise NotPermitted(
            f"This type of offence is refused: {judgement.reason}. "
            "Choose types that victims report, such as burglary, robbery, theft or criminal damage."
        )


# What each product needs of its source: the coarsest grain of time, and whether snapped points will do.
Product = Literal["forecast", "hot spots", "near-repeat", "series", "hours", "addresses", "repeat places"]
_NEEDS_DAYS: tuple[Product, ...] = ("near-repeat", "series", "hours")
_NEEDS_PLACES: tuple[Product, ...] = ("near-repeat", "series", "addresses", "repeat places")
_WHY_DAYS = {
    "near-repeat": "near-repeats are counted in days, and a month hides whether the second came before the first",
    "series": "linking offences needs their days, and two offences of one month may be thirty days apart",
    "hours": "hours cannot be told from a month",
}


@dataclass(frozen=True)
class Grade:
    """How finely a source tells time and place: 'month', 'day' or 'time'; 'exact', 'block' or 'snapped'."""

    grain: str
    points: str
    evidence: tuple[str, ...] = ()


def refusal(product: Product, grade: Grade) -> str | None:
    """Why this product is refused on a source of this grade, or None when it may be asked."""
    reasons = []
    if product in _NEEDS_DAYS and grade.grain == "month":
        reasons.append(f"the source gives months only, and {_WHY_DAYS[product]}")
    if product == "hours" and grade.grain == "day":
        reasons.append("the source gives days only, and hours cannot be told from them")
    if (product in _NEEDS_PLACES and grade.points == "snapped") or (
        product == "addresses" and grade.points == "block"
    ):
        reasons.append(
            "its points are anonymous map points that stand for eight addresses or more, "
            "so no point is the place where something happened"
        )
    if not reasons:
        return None
    found = f" Found: {'; '.join(grade.evidence)}." if grade.evidence else ""
    return (
        f"{product.capitalize()} is refused here: {'; and '.join(reasons)}. "
        f"Ask it of a force's own records, or ask this source for monthly hot spots.{found}"
    )


def check_grade(product: Product, grade: Grade) -> None:
    """Raise NotPermitted, with the reason in words, where a source cannot carry a product."""
    why = refusal(product, grade)
    if why is not None:
        raise NotPermitted(why)
