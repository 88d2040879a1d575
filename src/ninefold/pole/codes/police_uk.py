"""Closed lists of data.police.uk: crime types, outcomes, age bands, and stop and search.

Codes are the slugs of its interface; labels are the words its files print.
"""

from ninefold.pole.codes.code_list import CodeList

CRIME_TYPE = CodeList(
    "crime_type",
    {
        "anti-social-behaviour": "Anti-social behaviour",
        "bicycle-theft": "Bicycle theft",
        "burglary": "Burglary",
        "criminal-damage-arson": "Criminal damage and arson",
        "drugs": "Drugs",
        "other-crime": "Other crime",
        "other-theft": "Other theft",
        "possession-of-weapons": "Possession of weapons",
        "public-order": "Public order",
        "robbery": "Robbery",
        "shoplifting": "Shoplifting",
        "theft-from-the-person": "Theft from the person",
        "vehicle-crime": "Vehicle crime",
        "violent-crime": "Violence and sexual offences",
    },
)

OUTCOME = CodeList(
    "outcome",
    {
        "absolute-discharge": "Offender given absolute discharge",
        "action-taken-by-another-organisation": "Action to be taken by another organisation",
        "awaiting-court-result": "Awaiting court outcome",
        "cautioned": "Offender given a caution",
        "charged": "Suspect charged",
        "community-penalty": "Offender given community sentence",
        "compensation": "Offender ordered to pay compensation",
        "conditional-discharge": "Offender given conditional discharge",
        "court-result-unavailable": "Court result unavailable",
        "deprived-of-property": "Offender deprived of property",
        "drugs-possession-warning": "Offender given a drugs possession warning",
        "fined": "Offender fined",
        "formal-action-not-in-public-interest": "Formal action is not in the public interest",
        "further-action-not-in-public-interest": "Further action is not in the public interest",
        "further-investigation-not-in-public-interest": "Further investigation is not in the public interest",
        "imprisoned": "Offender sent to prison",
        "local-resolution": "Local resolution",
        "no-further-action": "Investigation complete; no suspect identified",
        "not-guilty": "Defendant found not guilty",
        "other-court-disposal": "Offender otherwise dealt with",
        "penalty-notice-issued": "Offender given penalty notice",
        "sent-to-crown-court": "Defendant sent to Crown Court",
        "sentenced-in-another-case": "Suspect charged as part of another case",
        "status-update-unavailable": "Status update unavailable",
        "suspended-sentence": "Offender given suspended prison sentence",
        "unable-to-proceed": "Court case unable to proceed",
        "unable-to-prosecute": "Unable to prosecute suspect",
        "under-investigation": "Under investigation",
    },
    # The interface's own pages print this one with an article the files leave out.
    {"Offender given a penalty notice": "penalty-notice-issued"},
)

AGE_BAND = CodeList(
    "age_band",
    {
        "under-10": "under 10",
        "10-17": "10-17",
        "18-24": "18-24",
        "25-34": "25-34",
        "over-34": "over 34",
    },
)

# Lowest and highest age in whole years of each band; 120 is the oldest DS_034 allows.
AGES_OF_BAND: dict[str, tuple[int, int]] = {
    "under-10": (0, 9),
    "10-17": (10, 17),
    "18-24": (18, 24),
    "25-34": (25, 34),
    "over-34": (35, 120),
}


def age_band_of(age: int) -> str:
    """The band an age in whole years, 0 to 120, falls into."""
    return next(band for band, (_, highest) in AGES_OF_BAND.items() if age <= highest)


STOP_TYPE = CodeList(
    "stop_type",
    {
        "person-search": "Person search",
        "vehicle-search": "Vehicle search",
        "person-and-vehicle-search": "Person and Vehicle search",
    },
)

SEARCH_OBJECT = CodeList(
    "search_object",
    {
        "controlled-drugs": "Controlled drugs",
        "offensive-weapons": "Offensive weapons",
        "firearms": "Firearms",
        "crossbows": "Crossbows",
        "stolen-goods": "Stolen goods",
        "article-for-theft": "Article for use in theft",
        "articles-for-criminal-damage": "Articles for use in criminal damage",
        "anything-to-threaten-or-harm": "Anything to threaten or harm anyone",
        "evidence-of-offences": "Evidence of offences under the Act",
        "fireworks": "Fireworks",
        "psychoactive-substances": "Psychoactive substances",
        "game-or-poaching-equipment": "Game or poaching equipment",
        "goods-without-duty": "Goods on which duty has not been paid etc.",
        "detail-unavailable": "Detailed object of search unavailable",
    },
)

# Two vocabularies stand in the files: the older one says "Suspect arrested" where the newer says "Arrest".
STOP_OUTCOME = CodeList(
    "stop_outcome",
    {
        "no-further-action": "A no further action disposal",
        "arrest": "Arrest",
        "community-resolution": "Community resolution",
        "local-resolution": "Local resolution",
        "khat-or-cannabis-warning": "Khat or Cannabis warning",
        "drugs-possession-warning": "Offender given drugs possession warning",
        "penalty-notice": "Penalty Notice for Disorder",
        "summons": "Summons / charged by post",
        "caution": "Caution (simple or conditional)",
        "article-found": "Article found - Detailed outcome unavailable",
    },
    {
        "Nothing found - no further action": "no-further-action",
        "Suspect arrested": "arrest",
        "Offender given penalty notice": "penalty-notice",
        "Suspect summonsed to court": "summons",
        "Offender cautioned": "caution",
        "bu-no-further-action": "no-further-action",
        "bu-arrest": "arrest",
        "bu-community-resolution": "community-resolution",
        "bu-khat-or-cannabis-warning": "khat-or-cannabis-warning",
        "bu-penalty-notice": "penalty-notice",
        "bu-summons": "summons",
        "bu-caution": "caution",
    },
)
