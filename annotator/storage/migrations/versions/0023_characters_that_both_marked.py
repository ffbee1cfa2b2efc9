"""Counts of characters that both marked: rows kept before are counted again, those from then on are too on the way back

Revision: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_TEXT = sa.table("agreement_text", sa.column("layout", sa.Integer()))
#: No layout has this number: whoever starts the server counts such a text anew.
_STALE, _SINCE = 0, 6


def upgrade() -> None:
    """A row of an earlier layout is told by its number, and counted again from its annotations."""


def downgrade() -> None:
    op.get_bind().execute(_TEXT.update().where(_TEXT.c.layout >= _SINCE).values(layout=_STALE))
