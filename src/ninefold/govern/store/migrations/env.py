"""Run by Alembic: applies the migrations on the connection it was handed, inside that connection's transaction."""

from alembic import context

from ninefold.govern.store.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
