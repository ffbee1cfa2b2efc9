"""Acting on a report in the browser's own way: plain forms, nothing overwritten, nothing told to who may not know."""

import re

import pytest
from selectolax.lexbor import LexborHTMLParser

from annotator.core.sourcing.checklist import ChecklistItem
from tests.web.test_sourcing import desk, page, tree, words  # noqa: F401 - the desk of the report's tests


def report(client, article, review):
    return LexborHTMLParser(client.get(f"/articles/{article.uid}/report", query_string={"review": review}).text)


@pytest.fixture
def editor(desk, signed_in):  # noqa: F811
    people, article, reviews = desk
    return signed_in(people["Edith"]), article, reviews["Ann"]


def act(client, article, review, place, state, *, after=0, reason=""):
    data = {"review": review, "place": place, "state": state, "after": after, "reason": reason}
    return client.post(f"/articles/{article.uid}/findings", data=data)


def first_place(html):
    return html.css_first(".finding .finding-state").attributes["id"].removeprefix("at-")


def test_an_editor_waives_with_a_reason_and_the_report_says_so(editor):
    client, article, review = editor
    place = first_place(report(client, article, review))
    refused = act(client, article, review, place, "waived")
    assert refused.status_code == 422
    assert "Say why this is waived" in refused.text
    assert act(client, article, review, place, "waived", reason="<b>known</b>").status_code == 303
    html = report(client, article, review)
    state = html.css_first(f"[id='at-{place}']")
    assert "waived" in words(state)
    assert "<b>known</b>" in words(state)
    assert html.css_first(".finding.settled") is not None


def test_a_second_step_from_an_old_page_is_a_conflict_that_names_what_is_stored(editor):
    client, article, review = editor
    place = first_place(report(client, article, review))
    act(client, article, review, place, "waived", reason="known to the desk")
    answer = act(client, article, review, place, "fixed")
    assert answer.status_code == 409
    assert "known to the desk" in answer.text


def test_what_the_report_does_not_say_cannot_be_acted_on(editor):
    client, article, review = editor
    assert act(client, article, review, "figures:0-3", "fixed").status_code == 404
    assert act(client, article, review, first_place(report(client, article, review)), "burned").status_code == 422


def test_all_questions_go_back_to_the_author_at_once(editor):
    client, article, review = editor
    html = report(client, article, review)
    questions = [words(node) for node in html.css(".author-questions li")]
    assert questions
    assert client.post(f"/articles/{article.uid}/findings/ask", data={"review": review}).status_code == 303
    html = report(client, article, review)
    assert html.css_first(".to-author") is None
    assert sum("asked" in words(node) for node in html.css(".finding .finding-state .badge")) == len(questions)


def test_a_signed_report_is_shown_from_what_was_kept_and_is_found_again(editor):
    client, article, review = editor
    place = first_place(report(client, article, review))
    act(client, article, review, place, "waived", reason="known to the desk")
    answer = client.post(f"/articles/{article.uid}/findings/sign", data={"review": review})
    kept = client.get(answer.location)
    assert kept.status_code == 200
    assert "known to the desk" in kept.text
    assert "signed by Edith" in kept.text
    table = client.get(f"{answer.location}/report.csv").text
    assert '"SR16"' in table
    html = report(client, article, review)
    assert html.css_first(".sign-off a").attributes["href"] == answer.location


def test_a_signed_report_shows_what_the_page_showed(editor):
    client, article, review = editor
    live = report(client, article, review)
    signed = client.post(f"/articles/{article.uid}/findings/sign", data={"review": review}).location
    kept = LexborHTMLParser(client.get(signed).text)
    tables = (".report-measures tbody tr", ".report-cards tbody tr", ".chain")
    for selector in (".report-numbers b", ".report-strip .strip-key", *tables):
        shown = [words(node) for node in live.css(selector)]
        assert shown
        assert [words(node) for node in kept.css(selector)] == shown, selector
    bars = [node.attributes["data-voice"] for node in live.css(".strip-bars .voice-bar")]
    assert [node.attributes["data-voice"] for node in kept.css(".strip-bars .voice-bar")] == bars


def test_an_editor_answers_what_no_text_can_show_and_signs_it(editor):
    client, article, review = editor
    form = report(client, article, review).css_first("#checklist form")
    notes = {node.attributes["name"] for node in form.css("input.input")}
    assert notes == {f"note-{item}" for item in ChecklistItem if item is not ChecklistItem.IDENTITY_KNOWN}
    told = {"review": review, "answer-motive_weighed": "yes", "note-motive_weighed": "<i>to the desk</i>"}
    answer = client.post(f"/articles/{article.uid}/checklist", data=told)
    assert (answer.status_code, answer.location.split("#")[1]) == (303, "checklist")
    html = report(client, article, review)
    [row] = html.css("#checklist li.answered")
    assert "yes" in words(row)
    assert "<i>to the desk</i>" in words(row)
    assert "Edith" in words(row)
    assert html.css_first("[name='after-motive_weighed']").attributes["value"] == "1"
    late = client.post(f"/articles/{article.uid}/checklist", data={**told, "answer-motive_weighed": "no"})
    assert late.status_code == 409
    alone = client.post(f"/articles/{article.uid}/checklist", data={"review": review, "note-approved": "by whom?"})
    assert alone.status_code == 422
    assert "Say yes, no or not known" in alone.text
    signed = client.post(f"/articles/{article.uid}/findings/sign", data={"review": review}).location
    kept = LexborHTMLParser(client.get(signed).text)
    assert [words(node) for node in kept.css("#checklist li.answered b")] == ["yes"]
    assert len(kept.css("#checklist li")) == 5
    rows = client.get(f"{signed}/report.csv").text
    assert '"checklist","motive_weighed","yes"' in rows


def test_readers_see_states_and_no_buttons_and_reviewers_see_neither(desk, editor, signed_in):  # noqa: F811
    client, article, review = editor
    people, _, _ = desk
    place = first_place(report(client, article, review))
    act(client, article, review, place, "waived", reason="known to the desk")
    reader = report(signed_in(people["Rob"]), article, review)
    assert "known to the desk" in reader.body.text()
    assert reader.css(".finding-act, .sign-off form") == []
    own = report(signed_in(people["Ann"]), article, review)
    assert "known to the desk" not in own.body.text()


def test_each_number_leads_to_the_list_of_what_it_counts(editor):
    client, article, review = editor
    html = report(client, article, review)
    for link in html.css(".report-numbers b a"):
        listed = html.css_first(link.attributes["href"])
        count = int(re.match(r"\d+", words(link))[0])
        if link.attributes["href"] in ("#behind-named", "#behind-unnamed", "#behind-own"):
            assert len(listed.css("li")) == count
    [figure] = html.css("#behind-figures li")
    assert words(figure).endswith("no source")
    assert figure.css_first("a").attributes["href"].endswith(":~:text=Some%2040%20boats")


# --- the policy ------------------------------------------------------------------------------------------


def form_of(client, url):
    html = LexborHTMLParser(client.get(url).text)
    data = {node.attributes["name"]: node.attributes.get("value") or "" for node in html.css(".policy-form input")}
    for node in html.css(".policy-form select"):
        data[node.attributes["name"]] = node.css_first("option[selected]").attributes["value"]
    return data


@pytest.fixture
def policy(editor):
    client, article, review = editor
    html = report(client, article, review)
    return client, html.css_first(".report-colophon a").attributes["href"], (article, review)


def test_a_preset_is_stored_and_from_then_on_only_its_rules_speak(policy):
    client, url, (article, review) = policy
    data = form_of(client, f"{url}?preset=guardian") | {"do": "store"}
    assert (data["SR01"], data["SR02"], data["name"]) == ("ask", "off", "Guardian")
    assert client.post(url, data=data).status_code == 303
    html = report(client, article, review)
    assert not any("SR02" in words(node) for node in html.css(".report-rest th, .finding .rules"))
    assert "“Guardian”" in words(html.css_first(".report-colophon"))
    file = client.get(f"{url}/file")
    assert (file.json["name"], file.json["number"]) == ("Guardian", 1)


def test_a_preview_says_what_would_change_and_stores_nothing(policy):
    client, url, _ = policy
    answer = client.post(url, data=form_of(client, f"{url}?preset=guardian") | {"do": "preview"})
    assert answer.status_code == 200
    assert "Nothing is stored yet." in answer.text
    assert client.get(f"{url}/file").json["number"] == 0


@pytest.mark.parametrize(
    ("change", "words_"),
    [
        ({"mostly_unnamed": "101"}, "Give a whole number from 1 to 100."),
        ({"least_claims": "0"}, "Give a whole number from 1 to 50."),
        ({"late_within": "x"}, "Not a valid integer value."),
        ({"name": ""}, "This field is required."),
        ({"valid_from": "2026-13-01"}, "Not a valid date value."),
        ({"SR99": "must"}, "There is no rule SR99."),
        ({"SR05": "grave"}, "Choose how grave SR05 is from the list"),
        ({f"SR{number:02}": "off" for number in range(1, 24)}, "Leave at least one rule on"),
    ],
)
def test_a_policy_that_cannot_be_is_refused_with_the_form_as_it_was(policy, change, words_):
    client, url, _ = policy
    answer = client.post(url, data=form_of(client, url) | {"SR05": "must"} | change | {"do": "store"})
    assert answer.status_code == 422
    assert words_ in answer.text
    html = LexborHTMLParser(answer.text)
    chosen = html.css_first("select[name=SR05] option[selected]").attributes["value"]
    assert chosen == (change.get("SR05", "must") if change.get("SR05") != "grave" else "off")
    assert client.get(f"{url}/file").json["number"] == 0


def test_two_editors_who_change_the_policy_at_once_lose_nothing(policy):
    client, url, _ = policy
    old = form_of(client, url)
    client.post(url, data=old | {"name": "First", "do": "store"})
    answer = client.post(url, data=old | {"name": "Second", "SR01": "must", "do": "store"})
    assert answer.status_code == 409
    assert "changed the policy meanwhile" in answer.text
    assert "Second" in answer.text
    assert client.get(f"{url}/file").json["name"] == "First"


def test_waivers_are_listed_and_counted_by_rule(policy):
    client, url, (article, review) = policy
    act(client, article, review, first_place(report(client, article, review)), "waived", reason="known to the desk")
    html = LexborHTMLParser(client.get(url.replace("/policy", "/waivers")).text)
    assert "1 finding is waived." in words(html.css_first("main"))
    assert "known to the desk" in words(html.css_first("tbody"))
