"""What is known of a person at a date that might tell of a first serious violent offence with a weapon.

Co-offending is among it, because the pilot that asked this question said it was strong; the product runs in shadow
only, and no person is told, offered or done anything on account of what others did.
"""

from dataclasses import replace

from ninefold.measures.features.definition import Feature, Measure, Which
from ninefold.measures.features.offences import DRUG, PROPERTY, VIOLENCE, WEAPON
from ninefold.measures.features.units import AGE, SEX

NEVER_DAYS = 3652.5
# Gun and knife violence cannot be told apart in every force's codes; these families are where it is recorded.
SERIOUS_VIOLENCE = ("homicide", "grievous-harm", "robbery", "firearm")


def suspected(*families: str) -> Which:
    """Crimes in which the person was a suspect, of the families given or of any."""
    return Which(kinds=("crime",), roles=("suspect",), families=families)


VICTIM = Which(kinds=("crime",), roles=("victim",), families=VIOLENCE)

PROPOSED: tuple[Feature, ...] = (
    replace(AGE, name="age_years", words="age in years"),
    replace(SEX, name="gender", words="gender as recorded (0 female, 1 male, 2 other)"),
    Feature("any_24m", "offences as a suspect in the last 24 months", Measure.COUNT, suspected(), 24),
    Feature("violence_24m", "violence as a suspect in the last 24 months", Measure.COUNT, suspected(*VIOLENCE), 24),
    Feature("weapon_ever", "weapon offences as a suspect", Measure.COUNT, suspected(*WEAPON)),
    Feature("drug_24m", "drug offences as a suspect in the last 24 months", Measure.COUNT, suspected(*DRUG), 24),
    Feature("property_24m", "property offences as a suspect in the last 24 months", Measure.COUNT,
            suspected(*PROPERTY), 24),
    Feature("latest_any_days", "days since the latest offence as a suspect", Measure.DAYS_SINCE_LAST, suspected(),
            absent=NEVER_DAYS),
    Feature("custody_24m", "times in custody in the last 24 months", Measure.COUNT,
            Which(kinds=("custody",), roles=("suspect",)), 24),
    Feature("searched_24m", "times stopped and searched in the last 24 months", Measure.COUNT,
            Which(kinds=("stop_search",)), 24),
    Feature("victim_violence_24m", "times a victim of violence in the last 24 months", Measure.COUNT, VICTIM, 24),
    Feature("harm_24m", "harm of offences as a suspect in the last 24 months, in days", Measure.HARM, suspected(), 24),
    Feature("co_offenders", "people suspected of an offence together with this person", Measure.PEOPLE,
            through="co-offender"),
    Feature("co_offender_violence_24m", "violence in the last 24 months of people suspected together with this person",
            Measure.COUNT, suspected(*VIOLENCE), 24, through="co-offender"),
)  # fmt: skip
