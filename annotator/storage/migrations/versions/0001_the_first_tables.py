"""The first tables

Revision: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

from annotator.storage.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("is_admin", sa.Boolean(), nullable=False),
        sa.Column("can_sign_in", sa.Boolean(), nullable=False),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_uid", sa.String(length=32), nullable=True),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_table(
        "project",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("dataset_uid", sa.String(length=32), nullable=False),
        sa.Column("dataset_name", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("uid", name=op.f("uq_project_uid")),
    )
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("outlet", sa.String(), nullable=False),
        sa.Column("outlet_aliases", sa.JSON(), nullable=False),
        sa.Column("section", sa.String(), nullable=False),
        sa.Column("byline", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("published_on", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("import_id", sa.String(length=32), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_article_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("uid", name=op.f("uq_article_uid")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_article_project_id_published_id"), ["project_id", "published", "id"], unique=False
        )

    op.create_table(
        "link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_link_account_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_link_token_hash")),
    )
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_link_account_id"), ["account_id"], unique=False)

    op.create_table(
        "login_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_login_session_account_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_session_account_id"), ["account_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("reader", "reviewer", "editor", name="role", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_membership_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("project_id", "account_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_account_id"), ["account_id"], unique=False)

    op.create_table(
        "scheme_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("project_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_scheme_version_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_version")),
        sa.UniqueConstraint("project_id", "number", name=op.f("uq_scheme_version_project_id_number")),
    )
    op.create_table(
        "article_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("normaliser", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["article.id"], name=op.f("fk_article_text_article_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_text")),
        sa.UniqueConstraint("article_id", "number", name=op.f("uq_article_text_article_id_number")),
        sa.UniqueConstraint("uid", name=op.f("uq_article_text_uid")),
    )
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_article_text_sha256"), ["sha256"], unique=False)

    op.create_table(
        "segmentation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_segmentation_made_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_segmentation_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_segmentation")),
        sa.UniqueConstraint("text_id", "number", name=op.f("uq_segmentation_text_id_number")),
    )
    op.create_table(
        "agreement_sum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=32), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_agreement_sum_segmentation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_agreement_sum_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_sum")),
        sa.UniqueConstraint(
            "text_id",
            "segmentation_id",
            "facet",
            "pattern",
            name=op.f("uq_agreement_sum_text_id_segmentation_id_facet_pattern"),
        ),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("pass", "gold", name="kind", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column("scheme_version_id", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum("full", "sourcing_only", name="scope", native_enum=False, create_constraint=True, length=16),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "assigned",
                "started",
                "finished",
                "skipped",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("revises_id", sa.Integer(), nullable=True),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_review_account_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["revises_id"], ["review.id"], name=op.f("fk_review_revises_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["scheme_version_id"], ["scheme_version.id"], name=op.f("fk_review_scheme_version_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_review_segmentation_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["text_id"], ["article_text.id"], name=op.f("fk_review_text_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("uid", name=op.f("uq_review_uid")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_account_id_state"), ["account_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_text_id_state"), ["text_id", "state"], unique=False)
        batch_op.create_index(
            "uq_review_in_hand",
            ["text_id", "account_id", "kind"],
            unique=True,
            sqlite_where=sa.text("state IN ('assigned', 'started')"),
            postgresql_where=sa.text("state IN ('assigned', 'started')"),
        )

    op.create_table(
        "sentence",
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "headline",
                "standfirst",
                "body",
                "caption",
                "furniture",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("duplicate_of", sa.Integer(), nullable=True),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_sentence_span")),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_sentence_segmentation_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("segmentation_id", "ordinal", name=op.f("pk_sentence")),
    )
    op.create_table(
        "action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.Column("request_digest", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["account.id"], name=op.f("fk_action_actor_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_action_review_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["undoes_id"], ["action.id"], name=op.f("fk_action_undoes_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action")),
        sa.UniqueConstraint("actor_id", "request_key", name=op.f("uq_action_actor_id_request_key")),
        sa.UniqueConstraint("uid", name=op.f("uq_action_uid")),
    )
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_action_review_id_id"), ["review_id", "id"], unique=False)

    op.create_table(
        "review_check",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "nothing",
                "declined",
                "not_article",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_review_check_span")),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_review_check_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("review_id", "uid", name=op.f("pk_review_check")),
    )
    op.create_table(
        "source",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "person",
                "group",
                "organisation",
                "document",
                "outlet",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=False,
        ),
        sa.Column(
            "identity",
            sa.Enum(
                "named",
                "spokesperson",
                "unnamed",
                "missing",
                name="identity",
                native_enum=False,
                create_constraint=True,
                length=16,
            ),
            nullable=True,
        ),
        sa.Column(
            "number",
            sa.Enum("1", "2", "3+", "plural", name="number", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "who",
            sa.Enum("none", "role", "side", "both", name="who", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column(
            "knowledge",
            sa.Enum(
                "none", "claimed", "direct", name="knowledge", native_enum=False, create_constraint=True, length=16
            ),
            nullable=True,
        ),
        sa.Column(
            "reason",
            sa.Enum("none", "formula", "specific", name="reason", native_enum=False, create_constraint=True, length=16),
            nullable=True,
        ),
        sa.Column("distinct", sa.Boolean(), nullable=False),
        sa.Column("relayed_by_uid", sa.String(length=32), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["review_id", "relayed_by_uid"],
            ["source.review_id", "source.uid"],
            name=op.f("fk_source_review_id_relayed_by_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_source_review_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("review_id", "uid", name=op.f("pk_source")),
    )
    op.create_table(
        "annotation",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.Column("tag", sa.String(length=32), nullable=False),
        sa.Column("attributes", sa.JSON(), nullable=False),
        sa.Column("source_uid", sa.String(length=32), nullable=True),
        sa.Column("claim_uid", sa.String(length=32), nullable=True),
        sa.Column("starred", sa.Boolean(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_annotation_span")),
        sa.ForeignKeyConstraint(
            ["review_id", "claim_uid"],
            ["annotation.review_id", "annotation.uid"],
            name=op.f("fk_annotation_review_id_claim_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["review_id", "source_uid"],
            ["source.review_id", "source.uid"],
            name=op.f("fk_annotation_review_id_source_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["review_id"], ["review.id"], name=op.f("fk_annotation_review_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("review_id", "uid", name=op.f("pk_annotation")),
    )
    op.create_table(
        "change",
        sa.Column("action_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table", sa.String(length=16), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("before", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("after", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["action_id"], ["action.id"], name=op.f("fk_change_action_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("action_id", "position", name=op.f("pk_change")),
    )
    op.create_table(
        "claim_source",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("annotation_uid", sa.String(length=32), nullable=False),
        sa.Column("source_uid", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("relayed_by_uid", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(
            ["review_id", "annotation_uid"],
            ["annotation.review_id", "annotation.uid"],
            name=op.f("fk_claim_source_review_id_annotation_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["review_id", "relayed_by_uid"],
            ["source.review_id", "source.uid"],
            name=op.f("fk_claim_source_review_id_relayed_by_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["review_id", "source_uid"],
            ["source.review_id", "source.uid"],
            name=op.f("fk_claim_source_review_id_source_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("review_id", "annotation_uid", "source_uid", name=op.f("pk_claim_source")),
    )
    op.create_table(
        "cue",
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("annotation_uid", sa.String(length=32), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=False),
        sa.CheckConstraint("start >= 0 AND start < stop", name=op.f("ck_cue_span")),
        sa.ForeignKeyConstraint(
            ["review_id", "annotation_uid"],
            ["annotation.review_id", "annotation.uid"],
            name=op.f("fk_cue_review_id_annotation_uid"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("review_id", "annotation_uid", "start", name=op.f("pk_cue")),
    )


def downgrade() -> None:
    op.drop_table("cue")
    op.drop_table("claim_source")
    op.drop_table("change")
    op.drop_table("annotation")
    op.drop_table("source")
    op.drop_table("review_check")
    with op.batch_alter_table("action", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_action_review_id_id"))

    op.drop_table("action")
    op.drop_table("sentence")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_in_hand",
            sqlite_where=sa.text("state IN ('assigned', 'started')"),
            postgresql_where=sa.text("state IN ('assigned', 'started')"),
        )
        batch_op.drop_index(batch_op.f("ix_review_text_id_state"))
        batch_op.drop_index(batch_op.f("ix_review_account_id_state"))

    op.drop_table("review")
    op.drop_table("agreement_sum")
    op.drop_table("segmentation")
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_text_sha256"))

    op.drop_table("article_text")
    op.drop_table("scheme_version")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_account_id"))

    op.drop_table("membership")
    with op.batch_alter_table("login_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_session_account_id"))

    op.drop_table("login_session")
    with op.batch_alter_table("link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_link_account_id"))

    op.drop_table("link")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_article_project_id_published_id"))

    op.drop_table("article")
    op.drop_table("project")
    op.drop_table("audit")
    op.drop_table("account")
