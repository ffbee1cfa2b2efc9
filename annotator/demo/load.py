"""Loading the demo desk into a database, through the same import that an exported project comes back by."""

from datetime import datetime

from annotator.core.errors import NotFound
from annotator.core.permissions import Actor
from annotator.demo.dataset import DATASET_UID, list_records
from annotator.demo.desk import load_desk
from annotator.services.accounts import OPERATOR
from annotator.services.datasets import Imported, check_dataset, import_dataset
from annotator.services.projects import find_project
from annotator.storage.transactions import Database


def load_demo(database: Database, actor: Actor = OPERATOR, *, now: datetime) -> Imported | None:
    """Make the demo project with its articles and passes; `actor`, an administrator, becomes its editor.

    Does nothing and gives None where the project is already, whatever people have made of it since. The
    invented reviewers get accounts that cannot sign in. Raises Forbidden for anybody but an administrator.
    """
    if _is_loaded(database):
        return None
    # Reading, cutting and checking the articles is slow, so it happens before the transaction.
    draft = check_dataset(list_records(load_desk()))
    with database.writing() as session:
        return import_dataset(session, actor, None, draft, now=now)


def _is_loaded(database: Database) -> bool:
    """Say whether the demo project is there: it is known by its uid, so renaming it changes nothing."""
    with database.reading() as session:
        try:
            find_project(session, DATASET_UID)
        except NotFound:
            return False
    return True
