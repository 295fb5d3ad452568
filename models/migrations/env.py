"""What Alembic runs: the versions, on the connection that `migrate` hands over."""

from __future__ import annotations

from alembic import context

from models import registry
from models.migrations import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=registry.metadata,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
