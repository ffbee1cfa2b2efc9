"""What every agreement page reads in a narrow row, what some ask in a table of its own, and comparisons in digits

Revision: 0022
Revises: 0021
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_TEXT = sa.table(
    "agreement_text",
    *(sa.column(name, sa.Integer()) for name in ("text_id", "layout")),
    sa.column("people", sa.String()),
    *(sa.column(name, sa.LargeBinary()) for name in ("totals", "pairs", "reported")),
)
_DETAIL = sa.table(
    "agreement_detail", sa.column("text_id", sa.Integer()),
    *(sa.column(name, sa.LargeBinary()) for name in ("reported", "pairs")),
)  # fmt: skip
_BEFORE, _AFTER, _BATCH = 4, 5, 500
_TOTAL, _PAIR = struct.Struct("<Hd"), struct.Struct("<HHd")
_BITS, _WHOLE, _PARTS = 12, 4, 6
_UNCOUNTED = sa.text("kind = 'pass' AND (state <> 'finished' OR scope <> 'full')")

_Row = sa.Row[Any]  # Any: columns of the tables above


def upgrade() -> None:
    op.create_table(
        "agreement_detail",
        sa.Column("text_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reported", sa.LargeBinary(), nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_id"], ["agreement_text.text_id"], name=op.f("fk_agreement_detail_text_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("text_id", name=op.f("pk_agreement_detail")),
    )
    connection = op.get_bind()
    for rows in _batches(sa.select(_TEXT)):
        is_known = [row.layout == _BEFORE for row in rows]
        connection.execute(
            _DETAIL.insert(),
            [
                {"text_id": row.text_id, "reported": row.reported, "pairs": _digits(_of_pairs(row)) if known else b""}
                for row, known in zip(rows, is_known, strict=True)
            ],
        )
        _update([
            {"at": row.text_id, "layout": _AFTER, "totals": _digits([dict(_TOTAL.iter_unpack(row.totals))])}
            for row, known in zip(rows, is_known, strict=True) if known
        ])  # fmt: skip
    with op.batch_alter_table("agreement_text") as batch:
        batch.drop_column("pairs")
        batch.drop_column("reported")
        batch.create_index("ix_agreement_text_period_text_id", ["period", "text_id"])
    op.drop_index("ix_article_project_id_published_id", "article")
    op.create_index(
        "ix_article_project_id_published_id_outlet", "article", ["project_id", "published", "id", "outlet"]
    )
    op.create_index(
        "ix_review_uncounted", "review", ["text_id", "account_id", "state", "scope"],
        sqlite_where=_UNCOUNTED, postgresql_where=_UNCOUNTED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_index("ix_review_uncounted", "review")
    op.drop_index("ix_article_project_id_published_id_outlet", "article")
    op.create_index("ix_article_project_id_published_id", "article", ["project_id", "published", "id"])
    with op.batch_alter_table("agreement_text") as batch:
        batch.drop_index("ix_agreement_text_period_text_id")
        for name in ("pairs", "reported"):
            batch.add_column(sa.Column(name, sa.LargeBinary(), nullable=False, server_default=sa.text("''")))
    kept = (_TEXT.c.text_id, _TEXT.c.layout, _TEXT.c.people, _TEXT.c.totals, _DETAIL.c.reported, _DETAIL.c.pairs)
    for rows in _batches(sa.select(*kept).join_from(_TEXT, _DETAIL, _DETAIL.c.text_id == _TEXT.c.text_id)):
        _update([
            {
                "at": row.text_id, "layout": _BEFORE if row.layout == _AFTER else row.layout, "reported": row.reported,
                "totals": b"".join(_TOTAL.pack(*one) for one in sorted(_numbers(row.totals, 1)[0].items())),
                "pairs": _squeezed(row),
            }
            for row in rows
        ])  # fmt: skip
    with op.batch_alter_table("agreement_text") as batch:
        for name in ("pairs", "reported"):
            batch.alter_column(name, existing_type=sa.LargeBinary(), existing_nullable=False, server_default=None)
    op.drop_table("agreement_detail")


def _batches(asked: sa.Select[Any]) -> Iterator[list[_Row]]:
    """All rows of a statement on the texts, some at a time: what is read is written before the next are."""
    connection, reached = op.get_bind(), 0
    while rows := connection.execute(
        asked.where(_TEXT.c.text_id > reached).order_by(_TEXT.c.text_id).limit(_BATCH)
    ).all():
        yield list(rows)
        reached = rows[-1].text_id


def _update(rows: list[dict[str, object]]) -> None:
    if rows:
        values: dict[str, Any] = {name: sa.bindparam(name) for name in rows[0] if name != "at"}
        op.get_bind().execute(_TEXT.update().where(_TEXT.c.text_id == sa.bindparam("at")).values(values), rows)


def _pairs_of(people: str) -> int:
    n = min(len(people.split(",")), 16)
    return n * (n - 1) // 2


def _of_pairs(row: _Row) -> list[dict[int, float]]:
    found: list[dict[int, float]] = [{} for _ in range(_pairs_of(row.people))]
    for pair, column, n in _PAIR.iter_unpack(zlib.decompress(row.pairs) if row.pairs else b""):
        found[pair][column] = n
    return found


def _digits(counts: list[dict[int, float]]) -> bytes:
    rows: dict[int, bytearray] = {}
    for place, found in enumerate(counts):
        for column, n in found.items():
            whole, after = divmod(round(n * 256**_PARTS), 256**_PARTS)
            for which, digit in enumerate(whole.to_bytes(_WHOLE, "little") + after.to_bytes(_PARTS, "big")):
                if digit:
                    rows.setdefault(which << _BITS | column, bytearray(len(counts)))[place] = digit
    return b"".join(struct.pack("<H", code) + row for code, row in sorted(rows.items()))


def _numbers(packed: bytes, counted: int) -> list[dict[int, float]]:
    found: list[dict[int, float]] = [{} for _ in range(counted)]
    for start in range(0, len(packed), 2 + counted):
        code = struct.unpack_from("<H", packed, start)[0]
        which, column = code >> _BITS, code & ((1 << _BITS) - 1)
        weight = 256.0**which if which < _WHOLE else 256.0 ** (_WHOLE - 1 - which)
        for place, digit in enumerate(packed[start + 2 : start + 2 + counted]):
            if digit:
                found[place][column] = found[place].get(column, 0.0) + digit * weight
    return found


def _squeezed(row: _Row) -> bytes:
    if row.layout != _AFTER:
        return b""
    found = _numbers(row.pairs, _pairs_of(row.people))
    return zlib.compress(
        b"".join(_PAIR.pack(pair, *one) for pair, counts in enumerate(found) for one in sorted(counts.items()))
    )
