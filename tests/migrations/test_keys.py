"""The table of people's own keys comes and goes without touching the people."""

from sqlalchemy import text

from annotator.storage.migrate import downgrade, upgrade
from tests import make

REVISION = "0005"
BEFORE = "0004"


def test_accounts_survive_the_table_of_keys_coming_and_going(database) -> None:
    with database.writing() as session:
        account = make.account(session, "Ada")
        session.execute(
            text("INSERT INTO account_keys (account_id, body, version) VALUES (:id, '{}', 1)"), {"id": account.id}
        )
        uid = account.uid
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM account")).scalars().all() == [uid]
    upgrade(database.engine, REVISION)
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM account")).scalars().all() == [uid]
        assert connection.execute(text("SELECT count(*) FROM account_keys")).scalar() == 0
