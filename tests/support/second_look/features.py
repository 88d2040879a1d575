"""Who was in custody, what was known of them by the date, and who came back."""

import ibis
import pyarrow as pa

LONGEST_MONTHS = 12
WINDOW_MONTHS = 6


def cohort(inputs):
    """Everyone with a custody record in the year before each date, as known by that date."""
    seen = _seen(inputs)
    recent = seen.filter(seen.occurred >= seen.as_of - ibis.interval(months=LONGEST_MONTHS))
    return recent.group_by("subject_id", "as_of").aggregate(
        group_sex=recent.sex.max(), incumbent=recent.grade.cast("float64").max()
    )


def features(inputs, cohort):
    """How often, how long ago, and for how many offences."""
    seen = _seen(inputs)
    found = seen.group_by("subject_id", "as_of").aggregate(
        stays=seen.count(),
        last=seen.occurred.max(),
        offences=seen.offences.cast("float64").argmax(seen.occurred),
        known_at__stays=seen.known_at.max(),
    )
    joined = cohort.select("subject_id", "as_of").inner_join(found, ["subject_id", "as_of"])
    days = (joined.as_of.epoch_seconds() - joined["last"].epoch_seconds()) / 86_400
    return joined.mutate(days_since=days).drop("last")


def outcomes(inputs, cohort):
    """Back within six months or not; nothing where six months have not passed."""
    custody = _custody(inputs)
    pairs = cohort.select("subject_id", "as_of").left_join(custody, "subject_id")
    ends = pairs.as_of + ibis.interval(months=WINDOW_MONTHS)
    back = (pairs.occurred > pairs.as_of) & (pairs.occurred <= ends)
    found = pairs.group_by("subject_id", "as_of").aggregate(back=back.fill_null(False).any())
    until = ibis.literal(inputs.known_by, "timestamp")
    followed = found.as_of + ibis.interval(months=WINDOW_MONTHS) <= until
    outcome = ibis.ifelse(followed, found.back.cast("int8"), ibis.null("int8"))
    return found.mutate(outcome=outcome, followed_until=until).drop("back")


def _seen(inputs):
    """Each custody record beside each date by which it had happened and was known."""
    custody = _custody(inputs)
    dates = inputs.hold(pa.table({"as_of": pa.array(list(inputs.as_of), pa.timestamp("us"))}))
    both = custody.cross_join(dates)
    return both.filter((both.known_at <= both.as_of) & (both.occurred < both.as_of))


def _custody(inputs):
    events = inputs.records("event")
    custody = events.filter(events.kind == "custody")
    return custody.select(
        "occurred",
        "known_at",
        subject_id=custody.reference,
        sex=custody.details["sex"],
        grade=custody.details["grade"],
        offences=custody.details["offences"],
    )
