"""Features of people as at a date: named, documented, built in one pass, unable to see the future.

definition.py   what a feature is, in words and in rule
history.py      the table features are built on: what people took part in, and when it was known
build.py        features for many subject-dates, as Ibis expressions (DuckDB or Spark)
plain.py        the same features for one subject, row by row: the desk's answer and the builder's check
outcomes.py     labels: what happened within a window after the date, and who could not be followed
timelines.py    hand-drawn lives with the features and labels they must get
"""
