"""Datasets out and back on both engines: the same bytes, nothing half stored, nobody's work told."""

import io
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select

from annotator.core.actions import Change
from annotator.core.datasets import AccountRecord, Manifest, Problem, SchemeRecord
from annotator.core.errors import Conflict, Forbidden, Invalid, NotFound
from annotator.core.records import (
    Attribution,
    Check,
    Claim,
    Flag,
    Identity,
    Outcome,
    ReviewState,
    Role,
    SourceCard,
    SourceLink,
    SourceType,
    Span,
)
from annotator.core.scheme_json import scheme_to_json
from annotator.formats import csv_tables, jsonl
from annotator.services.accounts import OPERATOR
from annotator.services.agreement import choose_reviewers, report_choice
from annotator.services.datasets import (
    DatasetRefused,
    check_dataset,
    export_records,
    import_dataset,
    preview_export,
)
from annotator.services.projects import create_project
from annotator.storage.queries.changes import write_changes
from annotator.storage.queries.readings import load_reading
from annotator.storage.tables import Account, Annotation, Article, Audit, Membership, Project, Review
from tests import make
from tests.fixtures.dataset_lines import SCHEME, file_of, sound
from tests.fixtures.datasets import datasets
from tests.fixtures.own_tags import scheme_with_own_tags

SCHEME_BODY = scheme_to_json(scheme_with_own_tags())


def export(database, project_uid, actor=OPERATOR):
    stream = io.BytesIO()
    with database.reading() as session:
        jsonl.write(export_records(session, actor, project_uid), stream)
    return stream.getvalue()


def draft_of(data):
    return check_dataset(jsonl.read(io.BytesIO(data)))


def restore(database, data, now, project_uid=None, actor=OPERATOR, name=""):
    with database.writing() as session:
        return import_dataset(session, actor, project_uid, draft_of(data), now=now, name=name)


def count(session, table):
    return session.scalar(select(func.count()).select_from(table))


def lines():
    """The small dataset of the fixtures, with a real scheme."""
    return [line | {"body": SCHEME_BODY} if line is SCHEME else line for line in sound()]


@pytest.fixture
def desk(database, now):
    """A project with an editor, two reviewers and their work, seen through the tables."""
    with database.writing() as session:
        project = make.project(session)
        editor = make.member(session, project, Role.EDITOR, "Edith")
        reviewers = [make.member(session, project, Role.REVIEWER, name) for name in ("Rosa", "Ray")]
        article = make.article(session, project)
        make.article(session, project, "Second story\n\nNobody has read it.\n")
        for person in reviewers:
            make.review(session, article, person, state=ReviewState.FINISHED, finished_at=now)
        return (project.uid, make.actor(session, editor), [make.actor(session, person) for person in reviewers])


@pytest.fixture
def empty(database, now):
    """An empty project and its editor, who is no administrator."""
    with database.writing() as session:
        project = make.project(session, "Elsewhere")
        editor = make.member(session, project, Role.EDITOR, "Emil")
        return (project.uid, make.actor(session, editor))


def test_a_dataset_goes_into_an_empty_project_and_comes_out_the_same(database, empty, now):
    data = file_of(*lines())
    restore(database, data, now, *empty)
    first = export(database, empty[0], empty[1])
    assert [type(record) for record in jsonl.read(io.BytesIO(first))] == [
        type(record) for record in jsonl.read(io.BytesIO(data))
    ]
    assert list(jsonl.read(io.BytesIO(first))) == list(jsonl.read(io.BytesIO(data)))


def test_one_dataset_can_stand_in_two_projects_of_one_installation(database, desk, empty, now):
    data = export(database, desk[0])
    restore(database, data, now, empty[0])
    assert export(database, empty[0]) == data
    third = restore(database, data, now, name="A third one")
    assert export(database, third.project_uid) == data
    assert export(database, desk[0]) == data


def test_a_project_made_for_a_dataset_takes_its_uid_and_addresses_where_they_are_free(database, now):
    data = file_of(*lines())
    made = restore(database, data, now)
    with database.reading() as session:
        assert made.project_uid == "a" * 32
        assert session.scalars(select(Article.uid)).all() == ["c" * 32]
        assert session.scalars(select(Review.uid)).all() == ["e" * 32]
    assert export(database, made.project_uid) == export(database, made.project_uid)


def test_a_changed_copy_of_a_dataset_that_is_here_gets_uids_of_its_own(database, now):
    restore(database, file_of(*lines()), now)
    copy = file_of(*lines()).replace(b"a" * 32, b"7" * 32)
    made = restore(database, copy, now, name="A copy")
    assert made.project_uid not in ("a" * 32, "7" * 32)
    with database.reading() as session:
        assert count(session, Article) == 2
    out = export(database, made.project_uid)
    assert list(jsonl.read(io.BytesIO(out))) == list(jsonl.read(io.BytesIO(copy)))


def test_a_copy_that_would_store_what_another_project_has_is_refused_by_name(database, now):
    restore(database, file_of(*lines()), now)
    with database.writing() as session:
        make.project(session, "Emptied").uid = "7" * 32
    copy = file_of(*lines()).replace(b"a" * 32, b"7" * 32)
    told = r"another project here already \(3 of them.*“.+” \(uid c{32}\).*Import it into a new project"
    with pytest.raises(Conflict, match=told) as refused:
        restore(database, copy, now, "7" * 32)
    assert refused.value.code == "taken"
    with database.reading() as session:
        assert count(session, Article) == 1


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large],
)  # fmt: skip
@given(st.data())
def test_any_dataset_comes_back_byte_for_byte(database, now, data):
    records = [
        replace(record, body=SCHEME_BODY) if isinstance(record, SchemeRecord) else record
        for record in data.draw(datasets())
    ]
    stream = io.BytesIO()
    jsonl.write(records, stream)
    given_out = with_people_of_its_own(stream.getvalue())
    with database.writing() as session:
        target = create_project(session, OPERATOR, f"Target {make.uid()}", now=now).uid
    restore(database, given_out, now, target)
    out = export(database, target)
    assert list(jsonl.read(io.BytesIO(out))) == list(jsonl.read(io.BytesIO(given_out)))
    assert out == given_out


def with_people_of_its_own(data):
    """The dataset with other uids for its people, in the same order: somebody here already keeps their name."""
    people = sorted(record.uid for record in jsonl.read(io.BytesIO(data)) if isinstance(record, AccountRecord))
    for uid, fresh in zip(people, sorted(make.uid() for _ in people), strict=True):
        data = data.replace(uid.encode(), fresh.encode())
    return data


def test_an_import_keeps_the_projects_own_name(database, empty, now):
    made = restore(database, file_of(*lines()), now, *empty)
    assert made.project_name == "Elsewhere"
    assert b'"project_name":"Desk"' in export(database, empty[0])


def test_people_become_accounts_that_cannot_sign_in(database, empty, now):
    restore(database, file_of(*lines()), now, *empty)
    with database.reading() as session:
        ada = session.scalars(select(Account).where(Account.uid == "b" * 32)).one()
        role = session.scalar(select(Membership.role).where(Membership.account_id == ada.id))
    assert (ada.name, ada.login, ada.password_hash, ada.can_sign_in, ada.is_admin) == ("Ada", None, None, False, False)
    assert role is Role.REVIEWER


def test_who_is_here_already_keeps_account_name_and_role(database, desk, now):
    data = export(database, desk[0]).replace(b'"name":"Rosa"', b'"name":"Somebody else"')
    with database.writing() as session:
        before = count(session, Account)
    made = restore(database, data, now, name="Copy")
    with database.reading() as session:
        assert count(session, Account) == before
        assert "Somebody else" not in session.scalars(select(Account.name)).all()
    assert made.people_here == 2


def test_an_import_changes_nobodys_role(database, empty, now):
    data = file_of(*lines())
    with database.writing() as session:
        ada = make.account(session, "Ada", can_sign_in=False)
        ada.uid = "b" * 32
        project_id = session.scalar(select(Project.id).where(Project.uid == empty[0]))
        session.add(Membership(project_id=project_id, account_id=ada.id, role=Role.READER, created_at=now))
    restore(database, data, now, *empty)
    with database.reading() as session:
        assert session.scalar(select(Membership.role).where(Membership.account_id == ada.id)) is Role.READER


def test_only_an_administrator_imports_work_of_people_who_can_sign_in_here(database, desk, empty, now):
    data = export(database, desk[0])
    with pytest.raises(Forbidden) as refused:
        restore(database, data, now, *empty)
    assert refused.value.code == "needs_admin"
    restore(database, data, now, empty[0], replace(empty[1], is_admin=True))


def test_ones_own_work_can_be_imported_without_an_administrator(database, empty, now):
    own = [line | {"uid": empty[1].uid} if line.get("uid") == "b" * 32 else line for line in lines()]
    own[-1] = own[-1] | {"account_uid": empty[1].uid}
    assert restore(database, file_of(*own), now, *empty).people_here == 1


def test_a_project_with_articles_takes_no_dataset(database, desk, now):
    with pytest.raises(Conflict) as refused:
        restore(database, file_of(*lines()), now, desk[0])
    assert refused.value.code == "not_empty"


def test_an_unfinished_import_of_articles_also_makes_a_project_not_empty(database, empty, now):
    with database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == empty[0])).one()
        stored = make.article(session, project)
        session.get(Article, stored.id).published = False
    with pytest.raises(Conflict):
        restore(database, file_of(*lines()), now, *empty)


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.READER])
def test_reviewers_and_readers_neither_export_nor_import(database, desk, now, role):
    with database.writing() as session:
        project = session.scalars(select(Project).where(Project.uid == desk[0])).one()
        actor = make.actor(session, make.member(session, project, role))
    with pytest.raises(Forbidden):
        export(database, desk[0], actor)
    with pytest.raises(Forbidden), database.reading() as session:
        preview_export(session, actor, desk[0])
    with pytest.raises(Forbidden):
        restore(database, file_of(*lines()), now, desk[0], actor)


def test_a_project_of_others_is_not_there(database, desk, empty, now):
    with pytest.raises(NotFound):
        export(database, desk[0], empty[1])
    with pytest.raises(NotFound):
        restore(database, file_of(*lines()), now, desk[0], empty[1])


def test_a_permission_is_refused_before_the_first_record_is_taken(database, desk, empty):
    with pytest.raises(NotFound), database.reading() as session:
        export_records(session, empty[1], desk[0])


def test_only_administrators_make_a_project_for_a_dataset(database, empty, now):
    with pytest.raises(Forbidden):
        restore(database, file_of(*lines()), now, None, empty[1])


def test_the_maker_of_a_project_for_a_dataset_is_its_editor(database, now):
    with database.writing() as session:
        admin = make.actor(session, make.account(session, "Root", is_admin=True))
    made = restore(database, file_of(*lines()), now, None, admin, "Fresh")
    with database.reading() as session:
        role = session.scalar(select(Membership.role).where(Membership.account_id == admin.account_id))
    assert (role, made.project_name) == (Role.EDITOR, "Fresh")


def test_a_dataset_with_one_problem_stores_nothing(database, empty, now):
    broken = lines()
    broken[4] = broken[4] | {"scheme_number": 9}
    with database.reading() as session:
        before = {table: count(session, table) for table in (Account, Article, Review, Membership, Audit)}
    with pytest.raises(DatasetRefused) as refused:
        restore(database, file_of(*broken), now, *empty)
    assert refused.value.problems[0] == Problem(5, "unknown_scheme", "Scheme 9 is not in the file.")
    with database.reading() as session:
        assert {table: count(session, table) for table in before} == before


def test_a_failure_half_way_stores_nothing(database, empty, now, monkeypatch):
    def fail(*arguments, **keywords):
        raise RuntimeError

    monkeypatch.setattr("annotator.services.datasets.record_answers_of", fail)
    with pytest.raises(RuntimeError):
        restore(database, file_of(*lines()), now, *empty)
    with database.reading() as session:
        assert (count(session, Article), count(session, Annotation)) == (0, 0)
        assert session.scalar(select(Account).where(Account.uid == "b" * 32)) is None


def test_a_scheme_that_is_none_is_a_problem(database):
    assert check_dataset(jsonl.read(io.BytesIO(file_of(*sound())))).problems[0].line == 3


def test_records_of_a_program_are_checked_like_those_of_a_file():
    records = list(jsonl.read(io.BytesIO(file_of(*lines()))))
    assert check_dataset(records).problems == ()
    assert check_dataset(records[:-1]).problems[0].code == "count_mismatch"
    assert check_dataset(records[1:]).problems[0].code == "no_manifest"


def test_a_file_of_rubbish_tells_a_hundred_problems_and_stops():
    assert len(check_dataset(jsonl.read(io.BytesIO(b"{\n" * 500))).problems) == 100


def test_imported_finished_passes_count_in_agreement(database, empty, now):
    again = lines()
    other = {"record": "account", "uid": "f" * 32, "name": "Bo", "role": "reviewer"}
    second = again[4] | {"uid": "9" * 32, "account_uid": "f" * 32, "claims": [], "figures": []}
    manifest = again[0] | {"counts": {"accounts": 2, "schemes": 1, "articles": 1, "reviews": 2}}
    restore(database, file_of(manifest, again[1], other, *again[2:], second), now, *empty)
    with database.reading() as session:
        choice = choose_reviewers(session, empty[1], empty[0], ())
        report = report_choice(session, choice)
    assert [reviewer.name for reviewer in choice.reviewers] == ["Ada", "Bo"]
    assert report is not None


def test_an_import_is_in_the_audit_log_without_words(database, empty, now):
    restore(database, file_of(*lines()), now, *empty)
    with database.reading() as session:
        entry = session.scalars(select(Audit).where(Audit.kind == "dataset:import")).one()
    assert entry.actor_uid == empty[1].uid
    assert entry.detail["articles"] == 1


def test_an_export_holds_no_login_no_password_and_nobody_without_a_review(database, desk):
    with database.writing() as session:
        for row in session.scalars(select(Account)):
            row.login = f"secret-{row.name.lower()}@example.org"
            row.password_hash = "canary-hash"
    data = export(database, desk[0])
    stream = io.BytesIO()
    with database.reading() as session:
        csv_tables.write(export_records(session, OPERATOR, desk[0]), stream)
    assert b"secret-" not in data
    assert b"canary" not in data
    assert b"Edith" not in data
    assert b"Rosa" in data
    assert b"secret-" not in stream.getvalue()


def test_unpublished_articles_stay_out(database, desk, now):
    with database.writing() as session:
        session.scalars(select(Article).where(Article.title == "Second story")).one().published = False
    records = list(jsonl.read(io.BytesIO(export(database, desk[0]))))
    assert isinstance(records[0], Manifest)
    assert records[0].counts.articles == 1


def test_who_left_the_project_is_exported_without_a_role(database, desk):
    with database.writing() as session:
        row = session.scalars(select(Membership).where(Membership.account_id == desk[2][0].account_id)).one()
        session.delete(row)
    found = {record.name: record.role for record in jsonl.read(io.BytesIO(export(database, desk[0])))
             if isinstance(record, AccountRecord)}  # fmt: skip
    assert found == {"Rosa": None, "Ray": Role.REVIEWER}


def test_the_preview_counts_what_the_export_holds(database, empty, now):
    with database.reading() as session:
        assert preview_export(session, empty[1], empty[0]).can_import
    restore(database, file_of(*lines()), now, *empty)
    with database.reading() as session:
        preview = preview_export(session, empty[1], empty[0])
    assert (preview.counts.accounts, preview.counts.articles, preview.counts.reviews) == (1, 1, 1)
    assert (preview.hidden, preview.can_import) == (0, False)


def names_in(database, desk, actor):
    """Whose reviews the export holds, after a check that the file is whole."""
    data = export(database, desk[0], actor)
    assert draft_of(data).problems == ()
    return [record.name for record in jsonl.read(io.BytesIO(data)) if isinstance(record, AccountRecord)]


def test_others_unfinished_reviews_leave_only_by_the_command_line(database, desk):
    with database.writing() as session:
        rosa = session.scalars(select(Review).where(Review.account_id == desk[2][0].account_id)).one()
        rosa.state, rosa.finished_at = ReviewState.STARTED, None
    assert names_in(database, desk, desk[1]) == ["Ray"]
    assert sorted(names_in(database, desk, OPERATOR)) == ["Ray", "Rosa"]
    with database.reading() as session:
        assert preview_export(session, desk[1], desk[0]).hidden == 1


def test_an_editor_who_is_tagging_a_text_gets_nobody_elses_review_of_it(database, desk):
    with database.writing() as session:
        stored = session.scalars(select(Review).order_by(Review.id)).first()
        edith = session.get(Account, desk[1].account_id)
        row = Review(
            uid=make.uid(), text_id=stored.text_id, segmentation_id=stored.segmentation_id, account_id=edith.id,
            scheme_version_id=stored.scheme_version_id, started_at=make.NOW,
        )  # fmt: skip
        session.add(row)
    assert names_in(database, desk, desk[1]) == ["Edith"]


def test_a_revision_whose_first_version_is_not_exported_revises_nothing(database, desk):
    with database.writing() as session:
        rosa = session.scalars(select(Review).where(Review.account_id == desk[2][0].account_id)).one()
        again = Review(
            uid=make.uid(), text_id=rosa.text_id, segmentation_id=rosa.segmentation_id, account_id=rosa.account_id,
            scheme_version_id=rosa.scheme_version_id, started_at=make.NOW, state=ReviewState.FINISHED,
            finished_at=make.NOW, revises_id=rosa.id,
        )  # fmt: skip
        rosa.state = ReviewState.SKIPPED
        session.add(again)
    assert sorted(names_in(database, desk, desk[1])) == ["Ray", "Rosa"]


def test_the_statements_of_an_export_do_not_grow_with_its_articles(database, now):
    def statements(articles):
        with database.writing() as session:
            project = make.project(session, f"Desk {articles}")
            person = make.member(session, project, Role.REVIEWER)
            for number in range(articles):
                stored = make.article(session, project, f"Story {number}\n\nIt happened {number} times.\n")
                make.review(session, stored, person)
        seen = []
        listener = lambda *arguments: seen.append(arguments[2])  # noqa: E731 - removed by identity below
        event.listen(database.engine, "before_cursor_execute", listener)
        try:
            export(database, project.uid)
        finally:
            event.remove(database.engine, "before_cursor_execute", listener)
        return len(seen)

    assert statements(2) == statements(15)


def test_an_export_shows_one_state_while_others_save(database, desk, now):
    with database.reading() as session:
        records = export_records(session, OPERATOR, desk[0])
        manifest = next(records)
        with database.writing() as other:
            project = other.scalars(select(Project).where(Project.uid == desk[0])).one()
            make.review(other, make.article(other, project, "Late story\n\nIt came late.\n"), make.account(other))
        rest = list(records)
    assert check_dataset([manifest, *rest]).problems == ()


def test_a_review_with_cards_links_and_checks_travels_whole(database, desk, empty, now):
    with database.writing() as session:
        review_id = session.scalars(select(Review.id).order_by(Review.id)).first()
        wire = SourceCard(make.uid(), type=SourceType.OUTLET, identity=Identity.NAMED, position=1, confirmed=True)
        officials = SourceCard(make.uid(), type=SourceType.PERSON, identity=None, position=2, relayed_by_uid=wire.uid)
        rows = [
            wire,
            officials,
            Claim(make.uid(), 37, 60, frozenset({Flag.FACT}), (SourceLink(officials.uid, wire.uid),), denial=True),
            Attribution(make.uid(), 44, 57, officials.uid, (Span(37, 43),), unsure=True),
            Check(make.uid(), 0, 35, Outcome.DECLINED),
        ]
        write_changes(session, review_id, [Change(None, row) for row in rows], load_reading(session, review_id))
    data = export(database, desk[0])
    restore(database, data, now, empty[0])
    assert export(database, empty[0]) == data
    with database.reading() as session:
        assert count(session, Annotation) == 4


def test_a_new_project_of_a_taken_name_is_refused(database, desk, now):
    data = export(database, desk[0])
    with pytest.raises(Invalid) as refused:
        restore(database, data, now)
    assert refused.value.code == "name_taken"
