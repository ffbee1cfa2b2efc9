"""Ways of claims' links and units of figures are compared: what is kept of texts and of reports is counted again

Revision: 0026
Revises: 0025
"""

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A row or a report of an earlier layout is told by its number, and counted again after the migrations
    (cli/instance.py): whoever serves looks for them where a revision is new.
    """


def downgrade() -> None:
    """An earlier version tells the rows of this layout by their number too."""
