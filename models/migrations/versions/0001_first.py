"""The first shape of all tables."""

from __future__ import annotations

from alembic import op

from models import registry

revision = "0001"
down_revision = None


def upgrade() -> None:
    registry.metadata.create_all(op.get_bind())
