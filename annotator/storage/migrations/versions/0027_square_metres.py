"""What the figures of the ledger count: square metres are no metres

Revision: 0027
Revises: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

_FIGURE = sa.table("ledger_figure", sa.column("unit", sa.String), sa.column("noun", sa.String))
#: How each shape is written in a unit, and before the noun.
_WRITTEN = {"square": ("square", "sq", "sq."), "cubic": ("cubic", "cu", "cu."), "nautical": ("nautical",)}
_LENGTHS = ("metre", "kilometre", "mile", "foot", "yard", "inch", "centimetre", "millimetre",
            "centimeter", "millimeter")  # fmt: skip


def _of(column: sa.ColumnClause[str], starts: tuple[str, ...], *, between: tuple[str, ...]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.func.lower(column).like(f"{start}{mark}%") for start in starts for mark in between))


def upgrade() -> None:
    for shape, written in _WRITTEN.items():
        op.execute(
            sa.update(_FIGURE)
            .where(
                _of(_FIGURE.c.unit, written, between=(" ", "-")),
                sa.or_(_FIGURE.c.noun.in_(_LENGTHS), _of(_FIGURE.c.noun, _LENGTHS, between=(" per ",))),
            )
            .values(noun=sa.literal(f"{shape} ").concat(_FIGURE.c.noun))
        )


def downgrade() -> None:
    for shape in _WRITTEN:
        op.execute(
            sa.update(_FIGURE)
            .where(_of(_FIGURE.c.noun, tuple(f"{shape} {noun}" for noun in _LENGTHS), between=("",)))
            .values(noun=sa.func.substr(_FIGURE.c.noun, len(shape) + 2))
        )
