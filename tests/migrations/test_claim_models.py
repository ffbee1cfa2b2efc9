"""The revision of claim models, with data: projects, texts and passes survive the way up and the way down."""

from sqlalchemy import text

from annotator.core.records import Role
from annotator.storage.migrate import downgrade, upgrade
from annotator.storage.tables import ClaimDoubt, ClaimModel, MeasuredClaims
from tests import make
from tests.fixtures import claim_desk

#: The revision before claim models came.
BEFORE = "0010"


def test_passes_and_projects_survive_the_models_coming_and_going(database):
    with database.writing() as session:
        project = make.project(session)
        project.uses_claim_model = True
        ada = make.member(session, project, Role.REVIEWER)
        stored = claim_desk.fill(session, project, ada, ("Viken",))[0]
        model = ClaimModel(
            uid=make.uid(), project_id=project.id, number=1, made_by_id=ada.id, made_at=make.NOW, body=b"\x00",
            sha256="0" * 64, report={}, text_ids=[stored.text_id],
        )  # fmt: skip
        session.add(model)
        session.flush()
        session.add(MeasuredClaims(text_id=stored.text_id, project_id=project.id, model_id=model.id, sentences=[]))
        session.add(ClaimDoubt(text_id=stored.text_id, project_id=project.id, model_id=model.id, doubt=0.5, spans=[]))
        uid = project.uid
    downgrade(database.engine, "0023")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM claim_doubt")).scalar_one() == 1
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM claim_model")).scalar_one() == 1
        assert connection.execute(text("SELECT count(*) FROM measured_claims")).scalar_one() == 0
    downgrade(database.engine, BEFORE)
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT uid FROM project")).scalars().all() == [uid]
        assert len(connection.execute(text("SELECT uid FROM annotation")).scalars().all()) == 3
    upgrade(database.engine)
    with database.engine.connect() as connection:
        assert not connection.execute(text("SELECT uses_claim_model FROM project")).scalar_one()
        assert connection.execute(text("SELECT count(*) FROM claim_model")).scalar_one() == 0
        assert connection.execute(text("SELECT count(*) FROM review_check")).scalar_one() == 2
