"""The tables of the operational database, as they stand after the newest migration.

`register`, `approval`, `decision` and `audit` only grow: a trigger of the database refuses to change or delete a
row. Moments are UTC, as ISO 8601 text, so that they are hashed and sorted alike on SQLite and PostgreSQL.
"""

from sqlalchemy import Column, Float, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

# What happened to which version of which product; each row holds the hash of the one before it.
register = Table(
    "register",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("product", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(32), nullable=False),
    Column("artefact", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    Index("register_of_product", "product", "version"),
)

# Who said yes or no to which evaluation, why and until when.
approval = Table(
    "approval",
    metadata,
    Column("artefact", String(64), primary_key=True),
    Column("product", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("evaluation", String(64), nullable=False),
    Column("decision", String(10), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(32), nullable=False),
    Column("expires", String(32)),
    Column("reason", Text, nullable=False),
)

# What a person thought before a score was shown, and what they decided after.
decision = Table(
    "decision",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("view", String(32)),  # of a decision: the view it follows; NULL for a view
    Column("product", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("run", String(80), nullable=False),
    Column("subject_id", String(200), nullable=False),
    Column("as_of", String(32), nullable=False),
    Column("officer", String(200), nullable=False),
    Column("band", String(80), nullable=False),
    Column("suggested", String(80)),  # NULL for a view: nothing had been shown
    Column("reason", Text, nullable=False),
    Column("seconds_shown", Float),
    Column("groups", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Index("decision_of_product", "product", "version"),
)

# What runs by itself, when next, and why it stopped.
job = Table(
    "job",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("product", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("verb", String(20), nullable=False),
    Column("every", String(10), nullable=False),
    Column("by", String(200), nullable=False),
    Column("next_at", String(32), nullable=False),
    Column("state", String(10), nullable=False),
    Column("stopped_because", Text),
)

# The intent to commit the findings of one score, and what became of it.
scoring = Table(
    "scoring",
    metadata,
    Column("run", String(80), primary_key=True),
    Column("product", String(80), nullable=False),
    Column("version", String(40), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", String(32), nullable=False),
    Column("state", String(10), nullable=False),
    Column("artefact", String(64), nullable=False),
    Column("findings", Integer, nullable=False),
    Column("settled_at", String(32)),
)

# Who did what; each row holds the hash of the one before it.
audit = Table(
    "audit",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("at", String(32), nullable=False),
    Column("by", String(200), nullable=False),
    Column("action", String(20), nullable=False),
    Column("what", String(200), nullable=False),
    Column("subject", String(300), nullable=False),
    Column("details", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)

ONLY_GROW = (register, approval, decision, audit)
