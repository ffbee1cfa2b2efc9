"""What agreement is computed from: one compact row a text instead of one a text, facet and pattern

The kept patterns are carried over both ways. What else the new row holds is counted from the annotations afterwards:
rows of layout 0 say that it is not there yet.

Revision: 0014
Revises: 0013
"""

import struct
from collections import defaultdict

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

_FACETS = ("claim", "fact", "prediction", "opinion", "attribution", "figure")
_OLD = sa.table(
    "agreement_sum", *(sa.column(name) for name in ("text_id", "segmentation_id", "facet", "pattern", "n"))
)
_NEW = sa.table(
    "agreement_text",
    sa.column("text_id", sa.Integer()),
    sa.column("segmentation_id", sa.Integer()),
    sa.column("people", sa.String()),
    sa.column("own_tags", sa.String()),
    sa.column("period", sa.String()),
    sa.column("layout", sa.Integer()),
    sa.column("patterns", sa.LargeBinary()),
    sa.column("pairs", sa.LargeBinary()),
    sa.column("totals", sa.LargeBinary()),
    sa.column("reported", sa.LargeBinary()),
)
_BATCH = 500


def upgrade() -> None:
    op.create_table(
        "agreement_text",
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("people", sa.String(), nullable=False),
        sa.Column("own_tags", sa.String(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("layout", sa.Integer(), nullable=False),
        sa.Column("patterns", sa.LargeBinary(), nullable=False),
        sa.Column("totals", sa.LargeBinary(), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.Column("reported", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_agreement_text_segmentation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_agreement_text_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_agreement_text")),
    )  # fmt: skip
    connection = op.get_bind()
    kept = defaultdict(list)
    for text_id, segmentation_id, facet, pattern, n in connection.execute(sa.select(_OLD)):
        kept[text_id, segmentation_id].append((facet, pattern, n))
    rows = [_packed(*place, counts) for place, counts in sorted(kept.items())]
    for start in range(0, len(rows), _BATCH):
        connection.execute(_NEW.insert(), rows[start : start + _BATCH])
    op.drop_table("agreement_sum")


def _packed(text_id: int, segmentation_id: int, counts: list[tuple[str, str, int]]) -> dict[str, object]:
    sides = [[side.split(",") if side else [] for side in pattern.split("/")] for _, pattern, _ in counts]
    people = sorted({key for pair in sides for side in pair for key in side}, key=lambda key: (len(key), key))
    own = sorted({facet for facet, _, _ in counts} - set(_FACETS))
    facets, width = (*_FACETS, *own), max((len(people) + 7) // 8, 1)
    patterns = b""
    for (facet, _, n), pair in sorted(zip(counts, sides, strict=True), key=lambda item: item[0][:2]):
        patterns += struct.pack("<BI", facets.index(facet), n)
        patterns += b"".join(sum(1 << people.index(key) for key in side).to_bytes(width, "little") for side in pair)
    return {
        "text_id": text_id, "segmentation_id": segmentation_id, "people": ",".join(people),
        "own_tags": ",".join(facet.removeprefix("own:") for facet in own), "period": "", "layout": 0,
        "patterns": patterns, "pairs": b"", "totals": b"", "reported": b"",
    }  # fmt: skip


def downgrade() -> None:
    op.create_table(
        "agreement_sum",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.Integer(), nullable=False),
        sa.Column("segmentation_id", sa.Integer(), nullable=False),
        sa.Column("facet", sa.String(length=32), nullable=False),
        sa.Column("pattern", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["segmentation_id"], ["segmentation.id"], name=op.f("fk_agreement_sum_segmentation_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["article_text.id"], name=op.f("fk_agreement_sum_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_sum")),
        sa.UniqueConstraint(
            "text_id", "segmentation_id", "facet", "pattern",
            name=op.f("uq_agreement_sum_text_id_segmentation_id_facet_pattern"),
        ),
    )  # fmt: skip
    connection = op.get_bind()
    kept = connection.execute(
        sa.select(_NEW.c.text_id, _NEW.c.segmentation_id, _NEW.c.people, _NEW.c.own_tags, _NEW.c.patterns)
    ).all()
    rows = [row for stored in kept for row in _unpacked(*stored)]
    for start in range(0, len(rows), _BATCH):
        connection.execute(_OLD.insert(), rows[start : start + _BATCH])
    op.drop_table("agreement_text")


def _unpacked(text_id: int, segmentation_id: int, words: str, own: str, packed: bytes) -> list[dict[str, object]]:
    people = [word.rstrip("*") for word in words.split(",") if word]
    facets = (*_FACETS, *(f"own:{key}" for key in own.split(",") if key))
    width = max((len(people) + 7) // 8, 1)
    rows = []
    for start in range(0, len(packed), 5 + 2 * width):
        facet, n = struct.unpack_from("<BI", packed, start)
        sides = []
        for side in (0, 1):
            place = start + 5 + side * width
            mask = int.from_bytes(packed[place : place + width], "little")
            sides.append(",".join(sorted(key for bit, key in enumerate(people) if mask >> bit & 1)))
        rows.append(
            {
                "text_id": text_id, "segmentation_id": segmentation_id, "facet": facets[facet],
                "pattern": "/".join(sides), "n": n,
            }
        )  # fmt: skip
    return rows
