"""The first form: register, approvals, decisions, jobs, scorings and audit; four of them only grow."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_ONLY_GROW = ("register", "approval", "decision", "audit")


def upgrade() -> None:
    """Make the tables, and the triggers that keep four of them from being rewritten."""
    _chained("register", _required("product", 80), _required("version", 40), _required("kind", 40),
             _required("by", 200), _required("at", 32), _required("artefact", 64), _words("body"))  # fmt: skip
    op.create_index("register_of_product", "register", ["product", "version"])
    _chained("audit", _required("at", 32), _required("by", 200), _required("action", 20), _required("what", 200),
             _required("subject", 300), _words("details"))  # fmt: skip
    _people()
    _work()
    for table in _ONLY_GROW:
        _only_grows(table)


def _people() -> None:
    op.create_table(
        "approval",
        sa.Column("artefact", sa.String(64), primary_key=True),
        *(_required(name, size) for name, size in (("product", 80), ("version", 40), ("evaluation", 64))),
        *(_required(name, size) for name, size in (("decision", 10), ("by", 200), ("at", 32))),
        sa.Column("expires", sa.String(32)),
        _words("reason"),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("view", sa.String(32)),
        *(_required(name, size) for name, size in (("product", 80), ("version", 40), ("run", 80))),
        *(_required(name, size) for name, size in (("subject_id", 200), ("as_of", 32), ("officer", 200))),
        _required("band", 80),
        sa.Column("suggested", sa.String(80)),
        _words("reason"),
        sa.Column("seconds_shown", sa.Float),
        _words("groups"),
        _required("at", 32),
    )
    op.create_index("decision_of_product", "decision", ["product", "version"])


def _work() -> None:
    op.create_table(
        "job",
        sa.Column("id", sa.String(32), primary_key=True),
        *(_required(name, size) for name, size in (("product", 80), ("version", 40), ("verb", 20))),
        *(
            _required(name, size)
            for name, size in (("every", 10), ("by", 200), ("next_at", 32), ("state", 10))
        ),
        sa.Column("stopped_because", sa.Text),
    )
    op.create_table(
        "scoring",
        sa.Column("run", sa.String(80), primary_key=True),
        *(
            _required(name, size)
            for name, size in (("product", 80), ("version", 40), ("by", 200), ("at", 32))
        ),
        *(_required(name, size) for name, size in (("state", 10), ("artefact", 64))),
        sa.Column("findings", sa.Integer, nullable=False),
        sa.Column("settled_at", sa.String(32)),
    )


def _required(name: str, size: int) -> "sa.Column[str]":
    return sa.Column(name, sa.String(size), nullable=False)


def _words(name: str) -> "sa.Column[str]":
    return sa.Column(name, sa.Text, nullable=False)


def _chained(table: str, *columns: "sa.Column[str]") -> None:
    op.create_table(
        table,
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        *columns,
        _required("previous", 64),
        _required("hash", 64),
    )


def _only_grows(table: str) -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION {table}_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{table} only grows'; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_only_grows()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{change.lower()} BEFORE {change} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} only grows'); END"
        )
