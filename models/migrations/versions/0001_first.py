"""The first shape of all tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from models.migrations.guards import keep_frozen

revision = "0001"
down_revision = None

APPEND_ONLY = (
    "vd_root",
    "vd_attempt",
    "vd_event",
    "vd_figure",
    "vd_file",
    "vd_dossier_version",
    "vd_roster_member",
    "vd_attendance",
    "vd_recusal",
)


def upgrade() -> None:
    op.create_table(
        "vd_answered",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_vd_answered")),
    )
    op.create_table(
        "vd_chain",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_chain")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_chain_public_id")),
    )
    op.create_table(
        "vd_diagram",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.LargeBinary(), nullable=False),
        sa.Column("execution", sa.LargeBinary(), nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_diagram")),
        sa.UniqueConstraint("digest", name=op.f("uq_vd_diagram_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_diagram_public_id")),
    )
    op.create_index(op.f("ix_vd_diagram_key"), "vd_diagram", ["key"], unique=False)
    op.create_table(
        "vd_failed_login",
        sa.Column("username_key", sa.String(length=80), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_failed_login")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_failed_login_public_id")),
    )
    op.create_index(op.f("ix_vd_failed_login_at"), "vd_failed_login", ["at"], unique=False)
    op.create_index(op.f("ix_vd_failed_login_source"), "vd_failed_login", ["source"], unique=False)
    op.create_index(op.f("ix_vd_failed_login_username_key"), "vd_failed_login", ["username_key"], unique=False)
    op.create_table(
        "vd_organization",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("search_key", sa.String(length=250), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(length=250), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["vd_organization.id"], name=op.f("fk_vd_organization_parent_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["vd_organization.id"], name=op.f("fk_vd_organization_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_organization")),
        sa.UniqueConstraint("code", name=op.f("uq_vd_organization_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_organization_public_id")),
    )
    op.create_index(op.f("ix_vd_organization_parent_id"), "vd_organization", ["parent_id"], unique=False)
    op.create_index(op.f("ix_vd_organization_path"), "vd_organization", ["path"], unique=False)
    op.create_index(op.f("ix_vd_organization_search_key"), "vd_organization", ["search_key"], unique=False)
    op.create_index(op.f("ix_vd_organization_successor_id"), "vd_organization", ["successor_id"], unique=False)
    op.create_table(
        "vd_root",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("chain_count", sa.Integer(), nullable=False),
        sa.Column("event_count", sa.Integer(), nullable=False),
        sa.Column("lengths", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_root")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_root_public_id")),
        info={"append_only": True},
    )
    op.create_table(
        "vd_scheme",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_scheme")),
        sa.UniqueConstraint("code", "digest", name=op.f("uq_vd_scheme_code_digest")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_scheme_public_id")),
    )
    op.create_index(op.f("ix_vd_scheme_code"), "vd_scheme", ["code"], unique=False)
    op.create_table(
        "vd_book",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_book_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_book")),
        sa.UniqueConstraint("organization_id", "kind", "year", name=op.f("uq_vd_book_organization_id_kind_year")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_book_public_id")),
    )
    op.create_index(op.f("ix_vd_book_organization_id"), "vd_book", ["organization_id"], unique=False)
    op.create_table(
        "vd_campaign",
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("scheme_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["chain_id"], ["vd_chain.id"], name=op.f("fk_vd_campaign_chain_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_campaign_organization_id")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["vd_scheme.id"], name=op.f("fk_vd_campaign_scheme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_campaign")),
        sa.UniqueConstraint("chain_id", name=op.f("uq_vd_campaign_chain_id")),
        sa.UniqueConstraint("code", name=op.f("uq_vd_campaign_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_campaign_public_id")),
    )
    op.create_index(op.f("ix_vd_campaign_organization_id"), "vd_campaign", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_campaign_scheme_id"), "vd_campaign", ["scheme_id"], unique=False)
    op.create_table(
        "vd_installation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=True),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_vd_installation_one_row")),
        sa.ForeignKeyConstraint(["chain_id"], ["vd_chain.id"], name=op.f("fk_vd_installation_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_installation")),
    )
    op.create_index(op.f("ix_vd_installation_chain_id"), "vd_installation", ["chain_id"], unique=False)
    op.create_table(
        "vd_person",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("honorific", sa.String(length=4), nullable=True),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["vd_organization.id"], name=op.f("fk_vd_person_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_person")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_person_public_id")),
    )
    op.create_index(op.f("ix_vd_person_search_key"), "vd_person", ["search_key"], unique=False)
    op.create_index(op.f("ix_vd_person_unit_id"), "vd_person", ["unit_id"], unique=False)
    op.create_table(
        "vd_account",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=80), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_account_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_account")),
        sa.UniqueConstraint("person_id", name=op.f("uq_vd_account_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_account_public_id")),
        sa.UniqueConstraint("username", name=op.f("uq_vd_account_username")),
    )
    op.create_table(
        "vd_attempt",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["vd_person.id"], name=op.f("fk_vd_attempt_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_attempt")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_attempt_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_attempt_actor_id"), "vd_attempt", ["actor_id"], unique=False)
    op.create_index(op.f("ix_vd_attempt_at"), "vd_attempt", ["at"], unique=False)
    op.create_table(
        "vd_case",
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("diagram_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("round_count", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_case_campaign_id")),
        sa.ForeignKeyConstraint(["chain_id"], ["vd_chain.id"], name=op.f("fk_vd_case_chain_id")),
        sa.ForeignKeyConstraint(["diagram_id"], ["vd_diagram.id"], name=op.f("fk_vd_case_diagram_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_case")),
        sa.UniqueConstraint("chain_id", name=op.f("uq_vd_case_chain_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_case_public_id")),
    )
    op.create_index(op.f("ix_vd_case_campaign_id"), "vd_case", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_case_closed_at"), "vd_case", ["closed_at"], unique=False)
    op.create_index(op.f("ix_vd_case_diagram_id"), "vd_case", ["diagram_id"], unique=False)
    op.create_index(op.f("ix_vd_case_kind"), "vd_case", ["kind"], unique=False)
    op.create_index(op.f("ix_vd_case_status"), "vd_case", ["status"], unique=False)
    op.create_table(
        "vd_event",
        sa.Column("chain_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("behalf_of", sa.String(length=250), nullable=False),
        sa.Column("act", sa.String(length=80), nullable=False),
        sa.Column("element", sa.String(length=80), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("confidential", sa.Boolean(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["vd_person.id"], name=op.f("fk_vd_event_actor_id")),
        sa.ForeignKeyConstraint(["chain_id"], ["vd_chain.id"], name=op.f("fk_vd_event_chain_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_event")),
        sa.UniqueConstraint("chain_id", "number", name=op.f("uq_vd_event_chain_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_event_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_event_actor_id"), "vd_event", ["actor_id"], unique=False)
    op.create_index(op.f("ix_vd_event_at"), "vd_event", ["at"], unique=False)
    op.create_index(op.f("ix_vd_event_chain_id"), "vd_event", ["chain_id"], unique=False)
    op.create_table(
        "vd_figure",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=80), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=250), nullable=False),
        sa.Column("reported_by_id", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_figure_campaign_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_figure_organization_id")),
        sa.ForeignKeyConstraint(["reported_by_id"], ["vd_person.id"], name=op.f("fk_vd_figure_reported_by_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["vd_organization.id"], name=op.f("fk_vd_figure_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_figure")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_figure_public_id")),
        info={"append_only": True},
    )
    op.create_index("ix_vd_figure_latest", "vd_figure", ["campaign_id", "organization_id", "measure"], unique=False)
    op.create_index(op.f("ix_vd_figure_organization_id"), "vd_figure", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_figure_reported_by_id"), "vd_figure", ["reported_by_id"], unique=False)
    op.create_index(op.f("ix_vd_figure_written_by_id"), "vd_figure", ["written_by_id"], unique=False)
    op.create_table(
        "vd_file",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_file_organization_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["vd_person.id"], name=op.f("fk_vd_file_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_file_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_file_digest"), "vd_file", ["digest"], unique=False)
    op.create_index(op.f("ix_vd_file_organization_id"), "vd_file", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_file_uploaded_by_id"), "vd_file", ["uploaded_by_id"], unique=False)
    op.create_table(
        "vd_line",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("award", sa.String(length=40), nullable=False),
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("announced", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_line_campaign_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_line")),
        sa.UniqueConstraint("campaign_id", "bucket", name=op.f("uq_vd_line_campaign_id_bucket")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_line_public_id")),
    )
    op.create_index(op.f("ix_vd_line_campaign_id"), "vd_line", ["campaign_id"], unique=False)
    op.create_table(
        "vd_nominee",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("identity", sa.String(length=400), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("honorific", sa.String(length=4), nullable=True),
        sa.Column("search_key", sa.String(length=200), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("skeleton", sa.String(length=200), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_nominee_campaign_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_nominee_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_nominee")),
        sa.UniqueConstraint("campaign_id", "identity", name=op.f("uq_vd_nominee_campaign_id_identity")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_nominee_public_id")),
    )
    op.create_index(op.f("ix_vd_nominee_campaign_id"), "vd_nominee", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_nominee_name_key"), "vd_nominee", ["name_key"], unique=False)
    op.create_index(op.f("ix_vd_nominee_organization_id"), "vd_nominee", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_nominee_search_key"), "vd_nominee", ["search_key"], unique=False)
    op.create_index(op.f("ix_vd_nominee_skeleton"), "vd_nominee", ["skeleton"], unique=False)
    op.create_table(
        "vd_number",
        sa.Column("book_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("drawn_on", sa.Date(), nullable=False),
        sa.Column("used_for", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["book_id"], ["vd_book.id"], name=op.f("fk_vd_number_book_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_number")),
        sa.UniqueConstraint("book_id", "number", name=op.f("uq_vd_number_book_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_number_public_id")),
    )
    op.create_index(op.f("ix_vd_number_book_id"), "vd_number", ["book_id"], unique=False)
    op.create_table(
        "vd_post",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.CheckConstraint("to_on IS NULL OR to_on >= from_on", name=op.f("ck_vd_post_ends_after_start")),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_post_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_post_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_post")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_post_public_id")),
    )
    op.create_index(op.f("ix_vd_post_organization_id"), "vd_post", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_post_person_id"), "vd_post", ["person_id"], unique=False)
    op.create_table(
        "vd_dossier",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("award", sa.String(length=40), nullable=False),
        sa.Column("drafter_id", sa.Integer(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receipt_number", sa.Integer(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sets_counted", sa.Integer(), nullable=True),
        sa.Column("late_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_dossier_campaign_id")),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_dossier_case_id")),
        sa.ForeignKeyConstraint(["drafter_id"], ["vd_person.id"], name=op.f("fk_vd_dossier_drafter_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_dossier_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_dossier")),
        sa.UniqueConstraint("case_id", name=op.f("uq_vd_dossier_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_vd_dossier_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_dossier_public_id")),
    )
    op.create_index(op.f("ix_vd_dossier_award"), "vd_dossier", ["award"], unique=False)
    op.create_index(op.f("ix_vd_dossier_campaign_id"), "vd_dossier", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_dossier_drafter_id"), "vd_dossier", ["drafter_id"], unique=False)
    op.create_index(op.f("ix_vd_dossier_organization_id"), "vd_dossier", ["organization_id"], unique=False)
    op.create_table(
        "vd_incident",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=80), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_incident_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_incident")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_incident_public_id")),
    )
    op.create_index(op.f("ix_vd_incident_case_id"), "vd_incident", ["case_id"], unique=False)
    op.create_table(
        "vd_kept_form",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["vd_account.id"], name=op.f("fk_vd_kept_form_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_kept_form")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_kept_form_public_id")),
    )
    op.create_index(op.f("ix_vd_kept_form_account_id"), "vd_kept_form", ["account_id"], unique=False)
    op.create_index(op.f("ix_vd_kept_form_expires_at"), "vd_kept_form", ["expires_at"], unique=False)
    op.create_table(
        "vd_letter",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_letter_case_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_letter_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_letter")),
        sa.UniqueConstraint("organization_id", "cause", name=op.f("uq_vd_letter_organization_id_cause")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_letter_public_id")),
    )
    op.create_index(op.f("ix_vd_letter_case_id"), "vd_letter", ["case_id"], unique=False)
    op.create_index(op.f("ix_vd_letter_organization_id"), "vd_letter", ["organization_id"], unique=False)
    op.create_table(
        "vd_login_session",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["vd_account.id"], name=op.f("fk_vd_login_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_login_session")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_login_session_public_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_vd_login_session_token_hash")),
    )
    op.create_index(op.f("ix_vd_login_session_account_id"), "vd_login_session", ["account_id"], unique=False)
    op.create_table(
        "vd_meeting",
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("sits_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("roster_frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("total_members", sa.Integer(), nullable=True),
        sa.Column("threshold_percent", sa.Integer(), nullable=True),
        sa.Column("recused_rule", sa.String(length=10), nullable=True),
        sa.Column("quorum_needed", sa.Integer(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("results", sa.JSON(), nullable=True),
        sa.Column("minutes", sa.JSON(), nullable=True),
        sa.Column("minutes_by_id", sa.Integer(), nullable=True),
        sa.Column("minutes_doubt", sa.Text(), nullable=False),
        sa.Column("minutes_digest", sa.String(length=64), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_meeting_campaign_id")),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_meeting_case_id")),
        sa.ForeignKeyConstraint(["minutes_by_id"], ["vd_person.id"], name=op.f("fk_vd_meeting_minutes_by_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_meeting_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_meeting")),
        sa.UniqueConstraint("case_id", name=op.f("uq_vd_meeting_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_vd_meeting_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_meeting_public_id")),
    )
    op.create_index(op.f("ix_vd_meeting_campaign_id"), "vd_meeting", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_meeting_minutes_by_id"), "vd_meeting", ["minutes_by_id"], unique=False)
    op.create_index(op.f("ix_vd_meeting_organization_id"), "vd_meeting", ["organization_id"], unique=False)
    op.create_table(
        "vd_message",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_message_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_message")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_message_public_id")),
    )
    op.create_index(op.f("ix_vd_message_case_id"), "vd_message", ["case_id"], unique=False)
    op.create_index(op.f("ix_vd_message_delivered_at"), "vd_message", ["delivered_at"], unique=False)
    op.create_table(
        "vd_phase",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=True),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("closes_source", sa.String(length=250), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_phase_campaign_id")),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_phase_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_phase")),
        sa.UniqueConstraint("campaign_id", "key", name=op.f("uq_vd_phase_campaign_id_key")),
        sa.UniqueConstraint("case_id", name=op.f("uq_vd_phase_case_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_phase_public_id")),
    )
    op.create_index(op.f("ix_vd_phase_campaign_id"), "vd_phase", ["campaign_id"], unique=False)
    op.create_table(
        "vd_task",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=80), nullable=False),
        sa.Column("element", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=True),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_task_case_id")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["vd_person.id"], name=op.f("fk_vd_task_closed_by_id")),
        sa.ForeignKeyConstraint(["holder_id"], ["vd_person.id"], name=op.f("fk_vd_task_holder_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_task_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_task")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_task_public_id")),
    )
    op.create_index(op.f("ix_vd_task_case_id"), "vd_task", ["case_id"], unique=False)
    op.create_index(op.f("ix_vd_task_closed_by_id"), "vd_task", ["closed_by_id"], unique=False)
    op.create_index(op.f("ix_vd_task_element"), "vd_task", ["element"], unique=False)
    op.create_index(op.f("ix_vd_task_fires_at"), "vd_task", ["fires_at"], unique=False)
    op.create_index(op.f("ix_vd_task_holder_id"), "vd_task", ["holder_id"], unique=False)
    op.create_index(
        "ix_vd_task_inbox",
        "vd_task",
        ["role", "organization_id"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_vd_task_one_place", "vd_task", ["case_id", "place"], unique=True)
    op.create_index(op.f("ix_vd_task_organization_id"), "vd_task", ["organization_id"], unique=False)
    op.create_table(
        "vd_work",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=250), nullable=False),
        sa.Column("search_key", sa.String(length=250), nullable=False),
        sa.Column("sort_key", sa.String(length=2000), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("finish_on", sa.Date(), nullable=True),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=True),
        sa.Column("completed_by_id", sa.Integer(), nullable=True),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("written_by_id", sa.Integer(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_work_campaign_id")),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_work_case_id")),
        sa.ForeignKeyConstraint(["completed_by_id"], ["vd_person.id"], name=op.f("fk_vd_work_completed_by_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["vd_person.id"], name=op.f("fk_vd_work_entered_by_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_work_organization_id")),
        sa.ForeignKeyConstraint(["written_by_id"], ["vd_organization.id"], name=op.f("fk_vd_work_written_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_work")),
        sa.UniqueConstraint("case_id", name=op.f("uq_vd_work_case_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_work_public_id")),
    )
    op.create_index(op.f("ix_vd_work_campaign_id"), "vd_work", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_work_completed_by_id"), "vd_work", ["completed_by_id"], unique=False)
    op.create_index(op.f("ix_vd_work_entered_at"), "vd_work", ["entered_at"], unique=False)
    op.create_index(op.f("ix_vd_work_entered_by_id"), "vd_work", ["entered_by_id"], unique=False)
    op.create_index(op.f("ix_vd_work_organization_id"), "vd_work", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_work_written_by_id"), "vd_work", ["written_by_id"], unique=False)
    op.create_table(
        "vd_counter",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("locked_key", sa.LargeBinary(), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (locked_key IS NULL)", name=op.f("ck_vd_counter_taken_with_locked_key")
        ),
        sa.CheckConstraint(
            "(taken_at IS NULL) = (public_key IS NULL)", name=op.f("ck_vd_counter_taken_with_public_key")
        ),
        sa.CheckConstraint("(taken_at IS NULL) = (salt IS NULL)", name=op.f("ck_vd_counter_taken_with_salt")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_counter_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_counter_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_counter")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_vd_counter_meeting_id_number")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_vd_counter_meeting_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_counter_public_id")),
    )
    op.create_index(op.f("ix_vd_counter_meeting_id"), "vd_counter", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_counter_person_id"), "vd_counter", ["person_id"], unique=False)
    op.create_table(
        "vd_decision",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("award", sa.String(length=40), nullable=False),
        sa.Column("signer_name", sa.String(length=200), nullable=True),
        sa.Column("signer_title", sa.String(length=200), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("number_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("outside_number", sa.String(length=80), nullable=True),
        sa.Column("outside_on", sa.Date(), nullable=True),
        sa.Column("outside_body", sa.String(length=200), nullable=True),
        sa.Column("outside_file_id", sa.Integer(), nullable=True),
        sa.Column("outside_by_id", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["vd_campaign.id"], name=op.f("fk_vd_decision_campaign_id")),
        sa.ForeignKeyConstraint(["case_id"], ["vd_case.id"], name=op.f("fk_vd_decision_case_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_decision_meeting_id")),
        sa.ForeignKeyConstraint(["number_id"], ["vd_number.id"], name=op.f("fk_vd_decision_number_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["vd_organization.id"], name=op.f("fk_vd_decision_organization_id")
        ),
        sa.ForeignKeyConstraint(["outside_by_id"], ["vd_person.id"], name=op.f("fk_vd_decision_outside_by_id")),
        sa.ForeignKeyConstraint(["outside_file_id"], ["vd_file.id"], name=op.f("fk_vd_decision_outside_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_decision")),
        sa.UniqueConstraint("case_id", name=op.f("uq_vd_decision_case_id")),
        sa.UniqueConstraint("number_id", name=op.f("uq_vd_decision_number_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_decision_public_id")),
    )
    op.create_index(op.f("ix_vd_decision_campaign_id"), "vd_decision", ["campaign_id"], unique=False)
    op.create_index(op.f("ix_vd_decision_meeting_id"), "vd_decision", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_decision_organization_id"), "vd_decision", ["organization_id"], unique=False)
    op.create_index(op.f("ix_vd_decision_outside_by_id"), "vd_decision", ["outside_by_id"], unique=False)
    op.create_index(op.f("ix_vd_decision_outside_file_id"), "vd_decision", ["outside_file_id"], unique=False)
    op.create_table(
        "vd_dossier_version",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("submitted_by_id", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["vd_dossier.id"], name=op.f("fk_vd_dossier_version_dossier_id")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["vd_person.id"], name=op.f("fk_vd_dossier_version_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_dossier_version")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_vd_dossier_version_dossier_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_dossier_version_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_dossier_version_dossier_id"), "vd_dossier_version", ["dossier_id"], unique=False)
    op.create_index(
        op.f("ix_vd_dossier_version_submitted_by_id"), "vd_dossier_version", ["submitted_by_id"], unique=False
    )
    op.create_table(
        "vd_nomination",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("nominee_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("position", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        sa.Column("from_organization_id", sa.Integer(), nullable=True),
        sa.Column("behalf_of_id", sa.Integer(), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("before_hold", sa.String(length=20), nullable=True),
        sa.Column("hold_reason", sa.Text(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("central_criteria", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["behalf_of_id"], ["vd_organization.id"], name=op.f("fk_vd_nomination_behalf_of_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["vd_dossier.id"], name=op.f("fk_vd_nomination_dossier_id")),
        sa.ForeignKeyConstraint(["entered_by_id"], ["vd_person.id"], name=op.f("fk_vd_nomination_entered_by_id")),
        sa.ForeignKeyConstraint(
            ["from_organization_id"], ["vd_organization.id"], name=op.f("fk_vd_nomination_from_organization_id")
        ),
        sa.ForeignKeyConstraint(["nominee_id"], ["vd_nominee.id"], name=op.f("fk_vd_nomination_nominee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_nomination")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_nomination_public_id")),
    )
    op.create_index(op.f("ix_vd_nomination_behalf_of_id"), "vd_nomination", ["behalf_of_id"], unique=False)
    op.create_index(op.f("ix_vd_nomination_bucket"), "vd_nomination", ["bucket"], unique=False)
    op.create_index(op.f("ix_vd_nomination_dossier_id"), "vd_nomination", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_vd_nomination_entered_by_id"), "vd_nomination", ["entered_by_id"], unique=False)
    op.create_index(
        op.f("ix_vd_nomination_from_organization_id"), "vd_nomination", ["from_organization_id"], unique=False
    )
    op.create_index(op.f("ix_vd_nomination_nominee_id"), "vd_nomination", ["nominee_id"], unique=False)
    op.create_index(op.f("ix_vd_nomination_state"), "vd_nomination", ["state"], unique=False)
    op.create_table(
        "vd_return",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("defects", sa.JSON(), nullable=False),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["vd_dossier.id"], name=op.f("fk_vd_return_dossier_id")),
        sa.ForeignKeyConstraint(["returned_by_id"], ["vd_person.id"], name=op.f("fk_vd_return_returned_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_return")),
        sa.UniqueConstraint("dossier_id", "number", name=op.f("uq_vd_return_dossier_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_return_public_id")),
    )
    op.create_index(op.f("ix_vd_return_dossier_id"), "vd_return", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_vd_return_returned_by_id"), "vd_return", ["returned_by_id"], unique=False)
    op.create_table(
        "vd_roster_member",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seat", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_roster_member_meeting_id")),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_roster_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_roster_member")),
        sa.UniqueConstraint("meeting_id", "person_id", name=op.f("uq_vd_roster_member_meeting_id_person_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_roster_member_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_roster_member_meeting_id"), "vd_roster_member", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_roster_member_person_id"), "vd_roster_member", ["person_id"], unique=False)
    op.create_table(
        "vd_round",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("counters_needed", sa.Integer(), nullable=False),
        sa.Column("ballot_count", sa.Integer(), nullable=True),
        sa.Column("receipts", sa.JSON(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_round_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_round")),
        sa.UniqueConstraint("meeting_id", "number", name=op.f("uq_vd_round_meeting_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_round_public_id")),
    )
    op.create_index(op.f("ix_vd_round_meeting_id"), "vd_round", ["meeting_id"], unique=False)
    op.create_table(
        "vd_tie_break",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("bucket", sa.String(length=80), nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["decided_by_id"], ["vd_person.id"], name=op.f("fk_vd_tie_break_decided_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_tie_break_meeting_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_tie_break")),
        sa.UniqueConstraint("meeting_id", "bucket", name=op.f("uq_vd_tie_break_meeting_id_bucket")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_tie_break_public_id")),
    )
    op.create_index(op.f("ix_vd_tie_break_decided_by_id"), "vd_tie_break", ["decided_by_id"], unique=False)
    op.create_index(op.f("ix_vd_tie_break_meeting_id"), "vd_tie_break", ["meeting_id"], unique=False)
    op.create_table(
        "vd_achievement",
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_achievement_nomination_id")),
        sa.ForeignKeyConstraint(["work_id"], ["vd_work.id"], name=op.f("fk_vd_achievement_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_achievement")),
        sa.UniqueConstraint("nomination_id", "work_id", name=op.f("uq_vd_achievement_nomination_id_work_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_achievement_public_id")),
    )
    op.create_index(op.f("ix_vd_achievement_nomination_id"), "vd_achievement", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_vd_achievement_work_id"), "vd_achievement", ["work_id"], unique=False)
    op.create_table(
        "vd_agenda_item",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("for_information", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_agenda_item_meeting_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_agenda_item_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_agenda_item")),
        sa.UniqueConstraint("meeting_id", "nomination_id", name=op.f("uq_vd_agenda_item_meeting_id_nomination_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_agenda_item_public_id")),
    )
    op.create_index(op.f("ix_vd_agenda_item_meeting_id"), "vd_agenda_item", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_agenda_item_nomination_id"), "vd_agenda_item", ["nomination_id"], unique=False)
    op.create_table(
        "vd_attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("roster_member_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["vd_person.id"], name=op.f("fk_vd_attendance_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_attendance_meeting_id")),
        sa.ForeignKeyConstraint(
            ["roster_member_id"], ["vd_roster_member.id"], name=op.f("fk_vd_attendance_roster_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_attendance")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_attendance_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_attendance_by_id"), "vd_attendance", ["by_id"], unique=False)
    op.create_index(op.f("ix_vd_attendance_meeting_id"), "vd_attendance", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_attendance_roster_member_id"), "vd_attendance", ["roster_member_id"], unique=False)
    op.create_table(
        "vd_ballot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("receipt", sa.String(length=24), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_ballot_person_id")),
        sa.ForeignKeyConstraint(["round_id"], ["vd_round.id"], name=op.f("fk_vd_ballot_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_ballot")),
        sa.UniqueConstraint("receipt", name=op.f("uq_vd_ballot_receipt")),
        sa.UniqueConstraint("round_id", "person_id", name=op.f("uq_vd_ballot_round_id_person_id")),
    )
    op.create_index(op.f("ix_vd_ballot_round_id"), "vd_ballot", ["round_id"], unique=False)
    op.create_table(
        "vd_key_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["vd_counter.id"], name=op.f("fk_vd_key_share_counter_id")),
        sa.ForeignKeyConstraint(["round_id"], ["vd_round.id"], name=op.f("fk_vd_key_share_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_key_share")),
        sa.UniqueConstraint("round_id", "counter_id", name=op.f("uq_vd_key_share_round_id_counter_id")),
    )
    op.create_index(op.f("ix_vd_key_share_counter_id"), "vd_key_share", ["counter_id"], unique=False)
    op.create_index(op.f("ix_vd_key_share_round_id"), "vd_key_share", ["round_id"], unique=False)
    op.create_table(
        "vd_part",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("secret_sets", sa.Integer(), nullable=True),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["vd_person.id"], name=op.f("fk_vd_part_added_by_id")),
        sa.ForeignKeyConstraint(["dossier_id"], ["vd_dossier.id"], name=op.f("fk_vd_part_dossier_id")),
        sa.ForeignKeyConstraint(["file_id"], ["vd_file.id"], name=op.f("fk_vd_part_file_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_part_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_part")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_part_public_id")),
    )
    op.create_index(op.f("ix_vd_part_added_by_id"), "vd_part", ["added_by_id"], unique=False)
    op.create_index(
        "ix_vd_part_current",
        "vd_part",
        ["dossier_id", "kind"],
        unique=False,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_index(op.f("ix_vd_part_file_id"), "vd_part", ["file_id"], unique=False)
    op.create_index(op.f("ix_vd_part_nomination_id"), "vd_part", ["nomination_id"], unique=False)
    op.create_table(
        "vd_place",
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.CheckConstraint("is_open OR nomination_id IS NULL", name=op.f("ck_vd_place_closed_is_free")),
        sa.CheckConstraint("number > 0", name=op.f("ck_vd_place_numbered_from_one")),
        sa.ForeignKeyConstraint(["line_id"], ["vd_line.id"], name=op.f("fk_vd_place_line_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_place_nomination_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_place")),
        sa.UniqueConstraint("line_id", "nomination_id", name=op.f("uq_vd_place_line_id_nomination_id")),
        sa.UniqueConstraint("line_id", "number", name=op.f("uq_vd_place_line_id_number")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_place_public_id")),
    )
    op.create_index(op.f("ix_vd_place_line_id"), "vd_place", ["line_id"], unique=False)
    op.create_index(op.f("ix_vd_place_nomination_id"), "vd_place", ["nomination_id"], unique=False)
    op.create_table(
        "vd_recusal",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["vd_person.id"], name=op.f("fk_vd_recusal_by_id")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_recusal_meeting_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_recusal_nomination_id")),
        sa.ForeignKeyConstraint(["person_id"], ["vd_person.id"], name=op.f("fk_vd_recusal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_recusal")),
        sa.UniqueConstraint(
            "meeting_id", "person_id", "nomination_id", name=op.f("uq_vd_recusal_meeting_id_person_id_nomination_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_recusal_public_id")),
        info={"append_only": True},
    )
    op.create_index(op.f("ix_vd_recusal_by_id"), "vd_recusal", ["by_id"], unique=False)
    op.create_index(op.f("ix_vd_recusal_meeting_id"), "vd_recusal", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_recusal_nomination_id"), "vd_recusal", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_vd_recusal_person_id"), "vd_recusal", ["person_id"], unique=False)
    op.create_table(
        "vd_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("counter_id", sa.Integer(), nullable=False),
        sa.Column("to_counter_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["counter_id"], ["vd_counter.id"], name=op.f("fk_vd_release_counter_id")),
        sa.ForeignKeyConstraint(["round_id"], ["vd_round.id"], name=op.f("fk_vd_release_round_id")),
        sa.ForeignKeyConstraint(["to_counter_id"], ["vd_counter.id"], name=op.f("fk_vd_release_to_counter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_release")),
        sa.UniqueConstraint(
            "round_id", "counter_id", "to_counter_id", name=op.f("uq_vd_release_round_id_counter_id_to_counter_id")
        ),
    )
    op.create_index(op.f("ix_vd_release_counter_id"), "vd_release", ["counter_id"], unique=False)
    op.create_index(op.f("ix_vd_release_round_id"), "vd_release", ["round_id"], unique=False)
    op.create_index(op.f("ix_vd_release_to_counter_id"), "vd_release", ["to_counter_id"], unique=False)
    op.create_table(
        "vd_round_item",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("recused", sa.Integer(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=False),
        sa.Column("agree", sa.Integer(), nullable=True),
        sa.Column("disagree", sa.Integer(), nullable=True),
        sa.Column("blank", sa.Integer(), nullable=True),
        sa.Column("choices", sa.Text(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.CheckConstraint("(passed IS NULL) = (agree IS NULL)", name=op.f("ck_vd_round_item_counted_whole")),
        sa.CheckConstraint("(passed IS NULL) = (choices IS NULL)", name=op.f("ck_vd_round_item_counted_with_choices")),
        sa.CheckConstraint(
            "recused >= 0 AND needed > 0 AND needed <= base", name=op.f("ck_vd_round_item_can_be_reached")
        ),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_round_item_nomination_id")),
        sa.ForeignKeyConstraint(["round_id"], ["vd_round.id"], name=op.f("fk_vd_round_item_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_round_item")),
        sa.UniqueConstraint("id", "nomination_id", "passed", name=op.f("uq_vd_round_item_id_nomination_id_passed")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_round_item_public_id")),
        sa.UniqueConstraint("round_id", "nomination_id", name=op.f("uq_vd_round_item_round_id_nomination_id")),
    )
    op.create_index(op.f("ix_vd_round_item_nomination_id"), "vd_round_item", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_vd_round_item_round_id"), "vd_round_item", ["round_id"], unique=False)
    op.create_table(
        "vd_adopted_line",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("nomination_id", sa.Integer(), nullable=False),
        sa.Column("round_item_id", sa.Integer(), nullable=False),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("standing_nominee_id", sa.Integer(), nullable=True),
        sa.Column("adopted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.CheckConstraint("passed", name=op.f("ck_vd_adopted_line_passed")),
        sa.CheckConstraint("rank > 0", name=op.f("ck_vd_adopted_line_ranked_from_one")),
        sa.ForeignKeyConstraint(["meeting_id"], ["vd_meeting.id"], name=op.f("fk_vd_adopted_line_meeting_id")),
        sa.ForeignKeyConstraint(["nomination_id"], ["vd_nomination.id"], name=op.f("fk_vd_adopted_line_nomination_id")),
        sa.ForeignKeyConstraint(["place_id"], ["vd_place.id"], name=op.f("fk_vd_adopted_line_place_id")),
        sa.ForeignKeyConstraint(
            ["round_item_id", "nomination_id", "passed"],
            ["vd_round_item.id", "vd_round_item.nomination_id", "vd_round_item.passed"],
            name=op.f("fk_vd_adopted_line_round_item_id_nomination_id_passed"),
        ),
        sa.ForeignKeyConstraint(
            ["standing_nominee_id"], ["vd_nominee.id"], name=op.f("fk_vd_adopted_line_standing_nominee_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_adopted_line")),
        sa.UniqueConstraint("meeting_id", "nomination_id", name=op.f("uq_vd_adopted_line_meeting_id_nomination_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_adopted_line_public_id")),
        sa.UniqueConstraint("round_item_id", name=op.f("uq_vd_adopted_line_round_item_id")),
        sa.UniqueConstraint("standing_nominee_id", name=op.f("uq_vd_adopted_line_standing_nominee_id")),
    )
    op.create_index(op.f("ix_vd_adopted_line_meeting_id"), "vd_adopted_line", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_vd_adopted_line_nomination_id"), "vd_adopted_line", ["nomination_id"], unique=False)
    op.create_index(op.f("ix_vd_adopted_line_place_id"), "vd_adopted_line", ["place_id"], unique=False)
    op.create_table(
        "vd_decision_line",
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("adopted_line_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(
            ["adopted_line_id"], ["vd_adopted_line.id"], name=op.f("fk_vd_decision_line_adopted_line_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["vd_decision.id"], name=op.f("fk_vd_decision_line_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vd_decision_line")),
        sa.UniqueConstraint("adopted_line_id", name=op.f("uq_vd_decision_line_adopted_line_id")),
        sa.UniqueConstraint(
            "decision_id", "adopted_line_id", name=op.f("uq_vd_decision_line_decision_id_adopted_line_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_vd_decision_line_public_id")),
    )
    op.create_index(op.f("ix_vd_decision_line_decision_id"), "vd_decision_line", ["decision_id"], unique=False)
    keep_frozen(op, APPEND_ONLY)
