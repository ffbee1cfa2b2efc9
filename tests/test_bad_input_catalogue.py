"""The team's catalogue of bad inputs, row by row: which test asserts the answer, or why nothing can be sent.

The rows that begin with their number in `web/test_bad_inputs.py` answer for themselves.
"""

import re
from pathlib import Path

from tests.shared import load_shared

TESTS = Path(__file__).resolve().parent

#: Where the answer to each row is asserted: file (in `tests/`), test, rows.
ASSERTED = """
browser/test_edges.py::test_characters_are_whole_for_the_person OFF-011
browser/test_faults.py::test_each_fault_alone_loses_nothing_doubles_nothing_and_is_never_called_saved CON-010 CON-011
browser/test_faults.py::test_thirty_acts_survive_a_storm_of_faults_once_and_in_order CON-012
browser/test_pages.py::test_nothing_is_asked_of_another_host_and_a_workbench_loads_within_its_budget NET-001
services/test_backups.py::test_what_was_saved_before_a_backup_under_load_is_in_it ENV-011
cli/test_account.py::test_the_doctor_finds_damage ENV-007
cli/test_import.py::test_every_file_is_stored_and_reported CSV-015
cli/test_serve.py::test_a_damaged_key_is_refused CFG-001
cli/test_serve.py::test_a_database_of_a_later_version_is_refused_and_left_alone ENV-008
cli/test_serve.py::test_a_lost_or_damaged_database_is_refused_in_words_and_left_alone ENV-006
cli/test_serve.py::test_a_misspelt_setting_is_named CFG-006
cli/test_serve.py::test_a_way_of_serving_that_shows_secrets_is_refused CFG-002 CFG-005
cli/test_serve.py::test_everything_in_the_instance_folder_is_its_owners_alone CFG-004
cli/test_serve.py::test_the_first_start_makes_everything_and_the_second_loses_nothing CFG-003
core/test_agreement_patterns.py EXP-011
core/test_articles.py::test_what_cannot_be_stored_is_named_by_its_field TXT-028
core/test_figures.py::test_hostile_input_ends RGX-002 RGX-006
core/test_offset_vectors.py::test_the_shared_vectors_are_what_python_says TXT-019 TXT-021
core/test_scheme_edits.py::test_what_cannot_be_is_refused_with_all_fields_at_fault HTM-011 TAG-004
core/test_search.py::test_folding_is_the_same_whatever_the_form_of_the_letters TXT-022
core/test_sentences_hostile.py::test_every_probe_is_covered_in_order RGX-001 TXT-020
core/test_sentences_hostile.py::test_the_work_grows_with_the_length_alone TXT-026
core/test_snapping.py::test_the_same_key_twice_marks_both_layers OFF-010 OFF-013
core/test_text.py::test_line_ends_are_counted_after_they_became_one TXT-012 TXT-013
core/test_text.py::test_only_one_mark_and_line_ends_change TXT-001 TXT-002 TXT-014 TXT-017 TXT-018
core/test_text.py::test_what_is_not_article_text_is_refused_with_its_reason TXT-010
core/test_text.py::test_words_that_only_look_like_a_program_are_text TXT-033
formats/test_csv.py::test_tables_are_utf8_with_mark_quoted_and_with_crlf EXP-002
formats/test_csv.py::test_text_that_a_spreadsheet_would_calculate_is_guarded CSV-014 EXP-001
formats/test_docx.py::test_bombs_are_stopped_while_they_are_unpacked XML-005 ZIP-005 ZIP-006
formats/test_docx.py::test_what_is_no_plain_word_document_is_refused_in_words XML-001 XML-002 XML-003 XML-004 ZIP-001
formats/test_docx.py::test_what_is_no_plain_word_document_is_refused_in_words ZIP-008
formats/test_html.py::test_an_encoding_is_taken_from_the_page_but_never_guessed HTM-005 TXT-005 XML-006
formats/test_html.py::test_character_references_are_decoded_once_and_bad_ones_marked HTM-006
formats/test_html.py::test_deeply_nested_and_endless_pages_are_read_or_refused HTM-004
formats/test_html.py::test_nothing_that_could_run_or_load_survives HTM-002 HTM-003 HTM-008
formats/test_html.py::test_what_was_left_out_is_said HTM-007
formats/test_jsonl.py::test_a_damaged_file_gives_records_and_problems_and_no_exception CSV-012
formats/test_jsonl.py::test_a_line_that_does_not_fit_is_a_problem_with_its_number JSN-004 JSN-005 JSN-006 JSN-007
formats/test_jsonl.py::test_a_line_that_does_not_fit_is_a_problem_with_its_number OFF-016 OFF-017
formats/test_jsonl.py::test_a_line_that_is_too_long_is_skipped_and_the_rest_is_read JSN-021
formats/test_jsonl.py::test_one_bad_line_does_not_hide_the_others JSN-018
formats/test_jsonl.py::test_what_is_not_strict_json_is_refused_by_name JSN-001 JSN-003 JSN-008 JSN-009 JSN-010 JSN-011
formats/test_jsonl.py::test_what_is_not_strict_json_is_refused_by_name JSN-012 JSN-013
formats/test_jsonl.py::test_any_bytes_give_problems_and_no_exception JSN-015 JSN-016
formats/test_jsonl.py::test_what_is_written_is_read_back_equal_and_written_again_the_same JSN-019
formats/test_jsonl.py::test_windows_line_ends_and_blank_lines_between_records_change_nothing JSN-020
formats/test_judgements.py::test_bad_input_is_refused_with_its_line CSV-003 CSV-004 CSV-005 CSV-006 CSV-011 CSV-013
formats/test_judgements.py::test_marks_line_ends_blank_lines_and_blanks_are_no_part_of_the_data CSV-001
migrations/test_migrations.py::test_an_upgrade_beside_another_waits_its_turn_and_says_so_when_it_takes_too_long ENV-010
migrations/test_migrations.py::test_an_upgrade_beside_another_waits_its_turn_and_says_so_when_it_takes_too_long ENV-014
migrations/test_cuts.py ENV-009
services/test_accounts.py::test_a_login_is_given_once_and_stays_given AUT-020
services/test_agreement_recomputed.py EXP-012
services/test_articles.py::test_the_same_text_is_not_stored_twice_in_a_project TXT-030
services/test_concurrency.py::test_eight_reviewers_at_once_lose_nothing CON-006
services/test_concurrency.py::test_one_request_sent_twice_at_once_is_done_once CON-001
services/test_concurrency.py::test_the_same_article_brought_in_twice_at_once_is_stored_once CSV-017
services/test_datasets.py::test_a_dataset_goes_into_an_empty_project_and_comes_out_the_same EXP-003
services/test_datasets.py::test_a_failure_half_way_stores_nothing CSV-018
services/test_datasets.py::test_an_export_shows_one_state_while_others_save CON-007 EXP-007
services/test_datasets.py::test_only_an_administrator_imports_work_of_people_who_can_sign_in_here AZN-012
services/test_backups.py::test_the_database_before_is_kept_and_one_in_use_is_left_alone ENV-012
services/test_backups.py::test_a_database_of_a_later_version_or_of_others_is_refused ZIP-012
services/test_jobs.py::test_a_job_that_kills_its_worker_is_given_up_with_words ENV-013
services/test_jobs.py::test_a_person_who_may_no_longer_gets_nothing_run AZN-013
services/test_memberships.py::test_an_administrator_sees_that_other_projects_exist_and_nothing_in_them AZN-015
services/test_memberships.py::test_work_stays_when_a_membership_ends TAG-006
services/test_schemes.py::test_a_review_in_hand_goes_on_with_what_only_adds_and_keeps_its_version_otherwise TAG-005
services/test_segmentations.py::test_an_act_sent_against_the_old_cut_never_lands_on_another_sentence OFF-018
services/test_tagging.py::test_the_order_of_acts_is_their_own_and_not_the_clocks CON-014
storage/test_kill.py::test_no_acknowledged_act_is_lost_when_the_server_is_killed ENV-004
storage/test_safety.py::test_a_save_on_a_full_disk_is_told_so_and_works_when_there_is_room ENV-001
storage/test_safety.py::test_a_save_that_another_process_holds_up_is_told_so_and_works_when_sent_again ENV-003
storage/test_transactions.py::test_sqlite_syncs_every_commit_and_checks_foreign_keys ENV-005
storage/test_transactions.py::test_what_postgresql_gives_up_on_is_told_as_busy_or_full CON-013
web/test_accounts.py::test_a_cookie_copied_before_signing_out_is_dead_after_it AUT-006
web/test_accounts.py::test_a_forged_forwarding_header_does_not_dodge_the_limit HTP-004
web/test_accounts.py::test_a_new_password_ends_the_other_sessions_and_keeps_this_one_under_a_new_token AUT-007
web/test_accounts.py::test_a_session_ends_when_idle_and_in_any_case AUT-009
web/test_accounts.py::test_a_sign_in_link_works_once_by_its_button AUT-016
web/test_accounts.py::test_after_signing_in_one_only_goes_to_our_own_pages NET-008
web/test_accounts.py::test_every_refusal_has_the_same_answer AUT-002
web/test_accounts.py::test_guessing_is_slowed_down_and_the_right_password_elsewhere_still_works AUT-004
web/test_accounts.py::test_signing_in_takes_a_new_token_and_the_old_one_is_dead AUT-005
web/test_blindness.py::test_a_reviewer_reads_and_writes_the_same_whatever_another_has_done AZN-004 AZN-005 AZN-006
web/test_blindness.py::test_a_reviewer_reads_and_writes_the_same_whatever_another_has_done AZN-007 AZN-008
web/test_blindness.py::test_an_editor_who_is_tagging_an_article_sees_nothing_of_the_others_passes_over_it AZN-010
web/test_csrf.py::test_a_form_without_referer_behind_https_is_taken AUT-011
web/test_csrf.py::test_a_token_means_nothing_in_an_address AUT-012
web/test_csrf.py::test_no_form_is_taken_without_its_token_or_with_another_s AUT-010
web/test_exports.py::test_a_files_name_is_safe_whatever_the_project_is_called EXP-009 NET-009
web/test_exports.py::test_a_full_disk_gives_no_half_file ENV-002 ENV-015 EXP-008
web/test_exports.py::test_only_editors_export AZN-014 EXP-004
web/test_hostile_names.py::test_what_was_typed_is_shown_literally_and_nothing_of_it_is_markup HTM-009
web/test_imports.py::test_every_text_comes_through_the_preview_unchanged TXT-015
web/test_imports.py::test_the_longest_article_can_be_stored HTP-009
web/test_jobs.py::test_a_path_of_a_result_stays_on_the_desk NET-010
web/test_logs.py::test_a_day_s_work_leaves_no_text_in_the_log_or_the_audit_log CFG-007
web/test_people.py::test_changes_hold_on_the_next_request AUT-008
web/test_permissions.py::test_each_subject_gets_what_the_table_says AZN-001 AZN-009 JSN-026
web/test_refusals.py::test_an_error_nobody_foresaw_shows_a_reference_and_no_insides HTP-017
web/test_refusals.py::test_conditional_and_partial_requests_get_the_whole_page HTP-015
web/test_refusals.py::test_no_spelling_of_an_address_gets_past_the_guard HTP-016 JSN-027
web/test_refusals.py::test_odd_page_numbers_give_a_page JSN-022
web/test_reviews.py::test_a_right_to_left_article_is_shown_from_right_to_left TXT-016
web/test_schemes.py::test_a_tag_is_retired_restored_and_merged_with_a_preview_and_a_way_back TAG-002 TAG-003
web/test_search.py::test_a_reviewer_finds_their_tags_and_a_reader_nothing_unfinished RGX-005
web/test_search.py::test_a_question_that_cannot_be_read_is_answered_with_the_form JSN-023
web/test_search.py::test_odd_questions_are_answered RGX-004
web/test_sessions.py::test_private_pages_are_kept_by_nobody_and_framed_by_nobody HTP-011 HTP-013
web/test_imports.py::test_a_script_gets_only_the_piece HTP-014
"""

#: What the product does not take in or give out, so that there is nothing to answer.
NOT_OFFERED = {
    "no address takes JSON, tokens or batches: all is forms":
        "AUT-013 AUT-014 AUT-015 CON-004 JSN-024 JSN-025 OFF-006",
    "articles come one by one as text, page or Word document: no tables, archives, XMI or TSV":
        "CSV-002 CSV-007 CSV-008 CSV-009 CSV-010 CSV-019 XML-007 XML-008 XML-009 ZIP-002 ZIP-003 ZIP-004 ZIP-007 "
        "ZIP-009 ZIP-010 ZIP-011 EXP-010",
    "nothing is fetched from the network": "NET-002 NET-003 NET-004 NET-005 NET-006 NET-007",
    "a publication day has no time and an article no identity elsewhere": "TXT-029 TXT-031",
    "articles are compared word for word alone": "TXT-032",
    "an editor assigns; nobody takes an assignment": "CON-008",
    "an earlier text may be tagged as well as a later one, without a bound": "OFF-014 OFF-015",
    "people are called by their names in an export": "EXP-005 EXP-006",
    "nobody gives a pattern": "RGX-003",
    "projects and articles are not deleted, and an act is stored with what it changed": "TAG-007 TAG-009",
    "the server library's own answer": "HTP-005 HTP-006 HTP-007",
    "asserted by `make check`, in an empty environment": "CFG-008",
}  # fmt: skip


def _asserted() -> dict[str, str]:
    """row -> its test"""
    lines = (line.split() for line in ASSERTED.strip().splitlines())
    return {row: test for test, *rows in lines for row in rows}


def _rows_of_their_own() -> set[str]:
    source = (TESTS / "web" / "test_bad_inputs.py").read_text(encoding="utf-8")
    return set(re.findall(r'Bad\("([A-Z]{3}-\d{3}) ', source))


def test_every_row_of_the_catalogue_has_its_test_or_the_reason_why_not() -> None:
    rows = {row["id"].removeprefix("BI-") for row in load_shared("bad_inputs.json")["entries"]}
    not_offered = [row for told in NOT_OFFERED.values() for row in told.split()]
    answered = _rows_of_their_own() | set(_asserted())
    assert rows - answered - set(not_offered) == set()
    assert (answered | set(not_offered)) - rows == set()
    assert answered & set(not_offered) == set()
    assert len(not_offered) == len(set(not_offered))


def test_every_test_that_is_named_for_a_row_is_there() -> None:
    missing = []
    for name in sorted(set(_asserted().values())):
        file, _, test = name.partition("::")
        source = (TESTS / file).read_text(encoding="utf-8") if (TESTS / file).exists() else ""
        if not re.search(rf"^def {test}\(" if test else r"^def test_", source, re.M):
            missing.append(name)
    assert missing == []
