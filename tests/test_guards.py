"""Every guard has a test that fails without it: each mutation takes one guard out of a copy of the code, and the
named test must notice.
"""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("annotator", "templates", "static", "tests", "pyproject.toml")

TAGGING = "tests/services/test_tagging.py::"
BAD = "tests/web/test_bad_inputs.py::test_bad_input_gets_a_clear_answer_and_changes_nothing"
SAFETY = "tests/storage/test_safety.py::"
RACES = "tests/services/test_concurrency.py::"
BLIND = "tests/web/test_blindness.py::"
ASKING = "tests/web/test_questions.py::"
TRANSACTIONS = "tests/storage/test_transactions.py::"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One guard taken out: in `file`, `old` becomes `new`, and `test` fails. `is_quick`: in the daily gate."""

    name: str
    file: str
    old: str
    new: str
    test: str
    is_quick: bool = False


MUTATIONS = (
    Mutation("writing over another version", "storage/queries/changes.py",
             "update(plain(table)).where(_one_version(table))",
             'update(plain(table)).where(_one_version(table) | (plain(table).c.uid == bindparam("of_uid")))',
             SAFETY + "test_a_row_is_written_only_in_the_version_that_was_read[sqlite-changed-claim]",
             is_quick=True),
    Mutation("deleting another version", "storage/queries/changes.py",
             "delete(plain(table)).where(_one_version(table))",
             'delete(plain(table)).where(_one_version(table) | (plain(table).c.uid == bindparam("of_uid")))',
             SAFETY + "test_a_row_is_written_only_in_the_version_that_was_read[sqlite-deleted-check]"),
    Mutation("the version that the page showed", "services/acts.py",
             "_check_versions(reading, stamp.expected or {})", "pass",
             TAGGING + "test_a_stale_version_is_refused_and_changes_nothing[sqlite]"),
    Mutation("a fresh look under the lock", "services/acts.py", "review = lock_review(session, review)",
             "lock_review(session, review)",
             RACES + "test_a_save_that_waited_for_a_finish_is_refused[postgresql]"),
    Mutation("synchronous=FULL", "storage/engine.py", "synchronous=FULL", "synchronous=NORMAL",
             TRANSACTIONS + "test_sqlite_syncs_every_commit_and_checks_foreign_keys", is_quick=True),
    Mutation("foreign keys", "storage/engine.py", "foreign_keys=ON", "foreign_keys=OFF",
             TRANSACTIONS + "test_sqlite_syncs_every_commit_and_checks_foreign_keys"),
    Mutation("BEGIN IMMEDIATE", "storage/engine.py", '"BEGIN IMMEDIATE"', '"BEGIN"',
             SAFETY + "test_nobody_writes_between_what_a_writing_session_reads_and_writes"),
    Mutation("readers that cannot write", "storage/engine.py", "query_only=ON", "query_only=OFF",
             TRANSACTIONS + "test_a_reading_session_cannot_write[sqlite]"),
    Mutation("the fair lock", "storage/turns.py", "self._waiting.popleft().set()", "self._waiting.pop().set()",
             TRANSACTIONS + "test_the_lock_is_granted_in_the_order_of_asking"),
    Mutation("turns between processes", "storage/turns.py", "fcntl.LOCK_EX |", "fcntl.LOCK_SH |",
             TRANSACTIONS + "test_processes_take_turns_at_writing_and_a_dead_one_gives_its_turn_back"),
    Mutation("the commit", "storage/transactions.py", "session.commit()", "session.flush()",
             TRANSACTIONS + "test_leaving_the_block_commits_and_raising_rolls_back[sqlite]"),
    Mutation("network drives", "storage/engine.py", "if kind in _NETWORK_FILE_SYSTEMS:", "if False:",
             SAFETY + "test_a_network_drive_is_refused[nfs4]"),
    Mutation("the permission in a project", "services/projects.py", "    permit(actor, permission, project.id)\n", "",
             "tests/web/test_permissions.py::test_each_subject_gets_what_the_table_says[sqlite]"),
    Mutation("the permission to tag", "services/reviews.py", "permit(person, Permission.TAG, text.project_id)", "pass",
             TAGGING + "test_a_reader_cannot_start_a_review_and_a_stranger_learns_nothing[sqlite]"),
    Mutation("a row in the permission table", "core/permissions.py",
             '    ("POST", "/reviews/<review_uid>/undo"): _P.TAG,\n', "",
             "tests/web/test_permissions.py::test_every_route_has_a_row_and_every_row_a_route[sqlite]"),
    Mutation("one's own review", "services/visibility.py", "    if is_own(person, review):\n        permit",
             "    if review:\n        permit",
             TAGGING + "test_nobody_tags_in_another_s_review[sqlite]"),
    Mutation("blind until finished", "services/visibility.py",
             "is_tagging_it or review.state is not ReviewState.FINISHED", "is_tagging_it",
             TAGGING + "test_blind_until_finished_and_while_tagging_the_same_text[sqlite]"),
    Mutation("blind while tagging", "services/visibility.py", "if is_tagging_it or review.state", "if review.state",
             BLIND + "test_an_editor_who_is_tagging_an_article_sees_nothing_of_the_others_passes_over_it[sqlite]",
             is_quick=True),
    Mutation("blind reviewers", "services/visibility.py",
             "    if actor.may(Permission.READ_REPORTS, project_id):\n        return True\n",
             "    if True:\n        return True\n",
             BLIND + "test_a_reviewer_reads_and_writes_the_same_whatever_another_has_done[sqlite]"),
    Mutation("rulings upon a round's texts", "services/visibility.py",
             "return in_hand | list_texts_of_running_rounds(session, project_id, actor.account_id)", "return in_hand",
             "tests/web/test_gold_in_queue.py::"
             "test_nothing_tells_a_reviewer_which_article_of_their_queue_has_gold"),
    Mutation("agreement hides what one is tagging", "services/visibility.py",
             "return list_texts_in_hand(session, project_id, actor.account_id)", "return frozenset()",
             "tests/services/test_agreement.py::"
             "test_what_an_editor_is_tagging_stays_hidden_from_them_until_they_finish[sqlite]"),
    Mutation("the words of a span", "core/mentions.py", "    check_quote(reading.text, span, phrase.quote)\n", "",
             BAD + "[sqlite-OFF-005 words that stand elsewhere]", is_quick=True),
    Mutation("a span inside the text", "core/text.py", "if not 0 <= value <= text_length:", "if value < 0:",
             BAD + "[sqlite-OFF-002 a stop after the text]"),
    Mutation("a key used for something else", "services/acts.py", " or before.digest != stamp.digest:", ":",
             TAGGING + "test_a_request_key_used_for_something_else_is_refused[sqlite]"),
    Mutation("a repeated request", "services/acts.py", "if stamp.key and (before :=", "if None and (before :=",
             TAGGING + "test_a_repeated_request_is_answered_as_the_first_time_and_done_once[sqlite]"),
    Mutation("a finished review", "services/acts.py", "if review.state is not ReviewState.STARTED:", "if False:",
             TAGGING + "test_a_finished_review_counts_and_takes_no_more_tags[sqlite]"),
    Mutation("what is open before finishing", "services/reviews.py",
             "if points := find_open_points(", "if points := tuple(",
             TAGGING + "test_finishing_is_refused_with_the_list_of_what_is_open[sqlite]"),
    Mutation("finished passes count", "services/reviews.py", "    record_answers(session, text_id=head.text_id)\n", "",
             TAGGING + "test_a_finished_review_counts_and_takes_no_more_tags[sqlite]"),
    Mutation("the same article twice", "services/articles.py", "if there is not None:", "if False:",
             RACES + "test_the_same_article_brought_in_twice_at_once_is_stored_once[sqlite]"),
    Mutation("the longest article", "core/text.py", "if len(body) > limit:", "if False:",
             "tests/core/test_text.py::test_exactly_the_limit_is_accepted_and_one_more_is_not"),
    Mutation("characters that cannot be stored", "core/text.py", "    _refuse_bad_characters(body)\n", "",
             BAD + "[sqlite-TXT-008 a NUL, pasted]"),
    Mutation("the last administrator", "services/accounts.py",
             "if [admin.id for admin in admins] == [account.id]:", "if False and admins:",
             "tests/services/test_accounts.py::test_two_administrators_who_demote_each_other_at_once_leave_one[sqlite]"),
    Mutation("signing out", "services/sessions.py",
             "    queries.delete_login_session(session, hash_token(token))\n", "    hash_token(token)\n",
             "tests/web/test_sessions.py::test_an_ended_session_opens_no_route[sqlite-signed out]"),
    Mutation("an idle session", "services/sessions.py", " or now - found.seen_at > idle", "",
             "tests/web/test_sessions.py::test_an_ended_session_opens_no_route[sqlite-idle]"),
    Mutation("tokens as hashes", "services/sessions.py", "return hashlib.sha256(token.encode()).hexdigest()",
             "return token", "tests/services/test_accounts.py::test_a_link_is_stored_only_as_a_hash[sqlite]"),
    Mutation("the token of a form", "app.py", "    CSRFProtect(app)\n", "",
             "tests/web/test_csrf.py::test_no_form_is_taken_without_its_token_or_with_another_s[sqlite]"),
    Mutation("foreign hosts", "web/guards.py", "raise UnknownHost", "pass", BAD + "[sqlite-HTP-003 a foreign host]"),
    Mutation("foreign sites", "web/guards.py", 'if site not in ("same-origin", "none") or', "if",
             BAD + "[sqlite-HTP-012 another site]"),
    Mutation("framing", "web/guards.py", "; frame-ancestors 'none'", "",
             "tests/web/test_sessions.py::test_private_pages_are_kept_by_nobody_and_framed_by_nobody[sqlite]"),
    Mutation("where signing in leads", "web/accounts.py",
             'is_path = target.startswith("/") and not target.startswith("//") and not parts.netloc',
             "is_path = not parts.netloc",
             "tests/web/test_accounts.py::test_after_signing_in_one_only_goes_to_our_own_pages"),
    Mutation("no values in the log", "web/logs.py", 'return frames_of(ei[1]) if ei[1] is not None else ""',
             "return super().formatException(ei)", "tests/web/test_logs.py::test_libraries_log_no_values[sqlite]"),
    Mutation("the chain of the audit log", "services/audit.py",
             "if entry.previous != previous or entry.hash != expected:", "if False:",
             "tests/services/test_audit.py::test_a_row_left_out_is_found[sqlite]"),
    Mutation("formulas in tables", "formats/csv_tables.py", "def guard(text: str) -> str:\n",
             "def guard(text: str) -> str:\n    return text\n\n\ndef _guard(text: str) -> str:\n",
             "tests/formats/test_csv.py::test_text_that_a_spreadsheet_would_calculate_is_guarded"),
    Mutation("others' questions while tagging", "services/visibility.py",
             "        return True\n    if text_id in in_hand:\n", "        return True\n    if False:\n",
             ASKING + "test_an_editor_who_is_tagging_the_article_reads_its_questions_afterwards[sqlite]"),
    Mutation("a colleague who has not finished", "services/colleagues.py",
             "if not may_be_asked(colleague.role, by=by, has_finished=text_id in finished):", "if not by:",
             ASKING + "test_a_colleague_is_asked_in_only_when_they_have_finished[sqlite]"),
    Mutation("a closed question", "services/questions.py", "    if question.state is QuestionState.CLOSED:",
             "    if False:",
             ASKING + "test_a_closed_question_takes_no_answer_until_it_is_opened[sqlite]"),
    Mutation("notes are their author's", "storage/queries/notes.py", ".where(Note.account_id == account_id)\n",
             ".where(Note.account_id > 0)\n",
             ASKING + "test_nobody_but_its_author_gets_another_byte_because_of_a_note[sqlite]"),
    Mutation("suggestions where a project shows them", "storage/queries/suggestions.py",
             "Article.published, Project.shows_suggestions)", "Article.published)",
             "tests/services/test_suggestions.py::"
             "test_they_are_off_until_an_editor_shows_them_and_then_for_new_passes[sqlite]"),
    Mutation("what came onto the page of a finished pass", "services/suggestions.py",
             "if names and head.suggestions_shown and head.state is ReviewState.STARTED:", "if names:",
             "tests/services/test_suggestions.py::test_only_one_s_own_pass_in_hand_is_told_of[sqlite]"),
    Mutation("who answers a suggestion has seen it", "services/ghosts.py",
             "dict.fromkeys(answered, now)", "dict.fromkeys((), now)",
             "tests/services/test_suggestions.py::"
             "test_who_answers_a_suggestion_has_seen_it_though_no_page_told_so[sqlite-accept]"),
    Mutation("a suggestion shown at no time", "storage/queries/suggestion_checks.py",
             "and_(_is(GhostOutcome.SHOWN), SuggestionAnswer.shown_at.is_(None))", "_is(GhostOutcome.SHOWN) & False",
             "tests/services/test_suggestion_checks.py::"
             "test_the_doctor_says_so_in_its_own_line"),
    Mutation("the words of a suggestion", "core/adjusting.py",
             "if not (span.overlaps(ghost.span) and content.sentence.span.contains(ghost.span)):", "if not content:",
             "tests/core/test_ghosts.py::test_a_claim_is_adjusted_in_flags_sources_and_words"),
    Mutation("a cut from an older number", "services/segmentations.py",
             "    if stored.head.number != number:\n        raise AlreadyRecut(stored, load_cut",
             "    if not number:\n        raise AlreadyRecut(stored, load_cut",
             "tests/web/test_cuts.py::"
             "test_a_cut_that_met_another_one_shows_both_and_can_be_made_upon_what_is_stored[sqlite]"),
    Mutation("a cut made in between", "core/cuts.py", "if not gained <= stored.keys():", "if False:",
             "tests/services/test_segmentations.py::"
             "test_going_back_in_the_history_never_passes_over_a_cut_made_in_between[sqlite]"),
    Mutation("what waits in an article that one is tagging", "storage/queries/segmentations.py",
             "ArticleText.id.not_in(texts_in_hand(but_in_hand_of)),", "ArticleText.id > but_in_hand_of * 0,",
             "tests/web/test_waiting.py::test_an_editor_who_is_tagging_the_article_learns_of_neither[sqlite]"),
    Mutation("a retired tag", "core/marks.py", "    if tag.is_retired:\n", "    if False:\n",
             "tests/web/test_marks.py::test_a_tag_that_cannot_be_used_is_refused[sqlite-gone-409]"),
    Mutation("keys that mean two things", "core/own_keys.py",
             "problems |= {name: words for name, words in _collisions(preset, asked).items()",
             "problems |= {name: name for name in ()",
             "tests/core/test_own_keys.py::"
             "test_a_key_that_is_taken_is_refused_beside_both_with_the_names_of_both"),
    Mutation("nobody's pass is told of while tagging", "services/assigning.py",
             "    if _is_tagging(person, reviews):\n        raise", "    if not reviews:\n        raise",
             "tests/web/test_sourcing_only.py::"
             "test_an_editor_who_is_tagging_an_article_learns_of_nobody_s_pass_by_asking[sqlite]"),
    Mutation("whose file and which project", "services/rescue.py",
             "if (head.project_id, head.account_uid) == (project.id, rescue.owner):", "if project:",
             "tests/web/test_rescue.py::"
             "test_an_editor_loads_nothing_into_another_project_or_another_person_s_review[sqlite]"),
)  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's code and tests in a folder of their own."""
    folder = tmp_path_factory.mktemp("guards") / "project"
    folder.mkdir()
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copyfile(ROOT / part, folder / part)
    return folder


def run(folder: Path, test: str) -> subprocess.CompletedProcess[str]:
    """Run one test of the copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", test]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.parametrize(
    "mutation",
    [
        pytest.param(mutation, id=mutation.name, marks=() if mutation.is_quick else pytest.mark.slow)
        for mutation in MUTATIONS
    ],
)
def test_a_guard_that_is_taken_out_is_missed(copy, mutation) -> None:
    file = copy / "annotator" / mutation.file
    source = file.read_text(encoding="utf-8")
    assert source.count(mutation.old) == 1, f"the guard is not where it was in {mutation.file}"
    file.write_text(source.replace(mutation.old, mutation.new), encoding="utf-8")
    try:
        done = run(copy, mutation.test)
    finally:
        file.write_text(source, encoding="utf-8")
    if "skipped" in done.stdout and done.returncode == 0:
        pytest.skip("the test of this guard needs PostgreSQL")
    assert done.returncode == 1, done.stdout[-3000:] + done.stderr[-1000:]


@pytest.mark.slow
def test_the_named_tests_pass_with_their_guards(copy) -> None:
    for test in dict.fromkeys(mutation.test for mutation in MUTATIONS):
        done = run(copy, test)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def test_every_guard_is_where_its_mutation_says() -> None:
    for mutation in MUTATIONS:
        source = (ROOT / "annotator" / mutation.file).read_text(encoding="utf-8")
        assert source.count(mutation.old) == 1, mutation.name
        test = mutation.test.partition("::")
        assert test[2].partition("[")[0] in (ROOT / test[0]).read_text(encoding="utf-8"), mutation.name
