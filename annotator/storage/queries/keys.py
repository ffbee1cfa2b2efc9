"""People's own key maps."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from annotator.core.own_keys import OwnKeys, own_keys_to_json
from annotator.storage.tables import AccountKeys


def find_keys(session: Session, account_id: int, *, lock: bool = False) -> AccountKeys | None:
    """What the person changed of the keys, as it is in the database now; locked until the end if asked."""
    statement = (
        select(AccountKeys).where(AccountKeys.account_id == account_id).execution_options(populate_existing=True)
    )
    return session.scalar(statement.with_for_update() if lock else statement)


def store_keys(session: Session, account_id: int, row: AccountKeys | None, own: OwnKeys) -> None:
    """Write what the person chose over their row, or as their first one."""
    body = own_keys_to_json(own)
    if row is None:
        session.add(AccountKeys(account_id=account_id, body=body))
    else:
        row.body = body
    session.flush()
