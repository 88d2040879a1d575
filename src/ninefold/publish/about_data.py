"""What a release says of the records themselves: months not sent, part-months, records without a place."""

import pyarrow as pa
import pyarrow.compute as pc

from ninefold.publish.policy import Policy

COLUMNS = ("product", "area_kind", "area", "period", "category", "value", "band", "reasons")


def about_data(findings: pa.Table, policy: Policy) -> pa.Table:
    """The findings about data, one sentence each; protected releases tell only which months are missing.

    How many records lack a place, or how far short a month falls, is a count that a protected release
    cannot show without showing what it withholds elsewhere.
    """
    rows = findings.filter(pc.equal(findings["subject_kind"], "data"))
    if not policy.exact:
        rows = rows.filter(pc.equal(rows["band"], "missing"))
    place = rows.column_names.index("reasons")
    told = rows.set_column(place, "reasons", pc.binary_join(rows["reasons"], " "))
    return told.select(COLUMNS)
