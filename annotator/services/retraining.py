"""Training a project's claim model again, without being asked, once enough was tagged after the last time.

The first model is an editor's decision. From then on every tenth finished pass brings a new one, in the name of who
had the last one made: the numbers on its page stay those of what the desk tags today.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from annotator.core.jobs import JobState
from annotator.services.jobs import ask_by_itself
from annotator.storage.queries import claim_models as queries
from annotator.suggest.training import can_train

KIND = "claim_model"
#: Full passes and golds finished since a model was last asked for. Asked, not made: what fails is not tried again and
#: again.
PASSES_BETWEEN = 10


def train_again_when_due(session: Session, project_id: int, *, now: datetime) -> str | None:
    """Ask for a new model if there is one and enough passes were finished since; the job's uid. Asked whenever a pass
    is finished: one statement where the project has no model.
    """
    last = queries.find_last_training(session, project_id, KIND)
    if last is None or queries.count_finished_since(session, project_id, last.asked_at) < PASSES_BETWEEN:
        return None
    queries.hold_project(session, project_id)
    ended = [state.value for state in JobState if state.is_ended]
    if not can_train() or queries.find_open_job(session, project_id, KIND, ended):
        return None
    return ask_by_itself(session, last.made_by_id, project_id, KIND, now=now)
