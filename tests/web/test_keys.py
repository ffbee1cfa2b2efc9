"""A person's own keys: choosing them, being refused, and finding them on the buttons."""

import re

import pytest
from sqlalchemy import select

from annotator.core.key_names import script_name
from annotator.core.key_presets import PRESETS, Preset
from annotator.core.keys import DEFAULT_KEYS
from annotator.core.records import Role
from annotator.storage.tables import AccountKeys, Audit
from annotator.web.assets import template_root
from tests import make

#: What the page's script or the browser does itself; digits, whose buttons are the cards; and the steps of an edge,
#: whose names are put together from the direction of the text.
MOVED = {("move", b.action) for b in DEFAULT_KEYS if b.place == "move"} - {("move", "accept")} | {
    ("sentence", "link"), ("card", "card"), ("edges", "edge"), ("edges", "word_back"), ("edges", "word_on"),
    ("edges", "character_back"), ("edges", "character_on"),
}  # fmt: skip


@pytest.fixture
def ada(database):
    with database.writing() as session:
        project = make.project(session)
        account = make.member(session, project, Role.REVIEWER)
        review = make.review(session, make.article(session, project), account)
        return account, f"/reviews/{review.uid}"


def save(client, version=0, do="save", **keys):
    typed = {name.replace("__", "."): key for name, key in keys.items()}
    return client.post("/account/keys", data={"preset": "standard", "version": version, "do": do} | typed)


def stored(database, account):
    with database.reading() as session:
        return session.scalar(select(AccountKeys.body).where(AccountKeys.account_id == account.id))


def test_a_chosen_key_stands_on_its_button_and_in_the_overlay_and_leaves_a_trace(signed_in, ada, database) -> None:
    account, url = ada
    client = signed_in(account)
    assert save(client, sentence__fact="h", sentence__opinion="o").status_code == 303
    page = client.get(url).get_data(as_text=True)
    assert re.search(r'id="act-fact" data-key="h"[^>]*><kbd>h</kbd>', page)
    assert re.search(r"<kbd>h</kbd> <span>claim: fact", page)
    assert stored(database, account)["keys"] == [{"place": "sentence", "action": "fact", "key": "h"}]
    with database.reading() as session:
        assert session.scalar(select(Audit.kind).order_by(Audit.id.desc()).limit(1)) == "account:keys"


def test_a_taken_key_is_refused_with_the_form_intact(signed_in, ada, database) -> None:
    account, _url = ada
    answer = save(signed_in(account), sentence__fact="z", sentence__star=";")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert page.count("is the key of two") == 4  # in the list above and beside each
    assert re.search(r'name="sentence.star" value=";"', page)
    assert re.search(r'name="sentence.fact" value="z"[^>]*aria-invalid="true"', page)
    assert stored(database, account) is None


def test_a_change_made_meanwhile_is_not_overwritten(signed_in, ada, database) -> None:
    account, _url = ada
    client = signed_in(account)
    save(client, sentence__fact="h")
    answer = save(client, sentence__fact=".")
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "changed meanwhile" in page
    assert 'name="sentence.fact" value="."' in page
    assert stored(database, account)["keys"][0]["key"] == "h"
    assert save(client, version=1, sentence__fact=".").status_code == 303


def test_one_key_and_all_keys_go_back(signed_in, ada, database) -> None:
    account, _url = ada
    client = signed_in(account)
    save(client, sentence__fact="h", sentence__star=";")
    save(client, version=1, do="reset:sentence.fact", sentence__fact="h", sentence__star=";")
    assert [entry["action"] for entry in stored(database, account)["keys"]] == ["star"]
    save(client, version=2, do="reset_all", sentence__star=";")
    assert stored(database, account)["keys"] == []


def test_taking_all_back_takes_the_ready_made_map_and_alt_back_too_and_says_so(signed_in, ada, database) -> None:
    account, url = ada
    client = signed_in(account)
    chosen = {"preset": "left", "needs_alt": "y"}
    client.post("/account/keys", data=chosen | {"version": 0, "do": "save", "sentence.star": ";"})
    assert (stored(database, account)["preset"], stored(database, account)["alt"]) == ("left", True)
    client.get(url)  # with what was said before
    client.post("/account/keys", data=chosen | {"version": 1, "do": "reset_all", "sentence.star": ";"})
    assert stored(database, account) == {"preset": "standard", "alt": False, "keys": []}
    page = client.get("/account/keys").get_data(as_text=True)
    assert "All changes are taken back" in page
    assert re.search(r'value="preset:standard" aria-current="true"', page)
    assert not re.search(r'id="needs_alt"[^>]* checked', page)
    assert re.search(r'id="act-fact" data-key="f"', client.get(url).get_data(as_text=True))


@pytest.mark.parametrize("preset", [Preset.LEFT, Preset.RIGHT])
def test_a_ready_made_map_is_taken_whole(signed_in, ada, preset) -> None:
    account, url = ada
    client = signed_in(account)
    save(client, do=f"preset:{preset}", sentence__fact="h")
    page = client.get(url).get_data(as_text=True)
    for action in ("fact", "nothing", "unsure", "cut"):
        assert f'id="act-{action}" data-key="{PRESETS[preset]["sentence", action]}"' in page


def test_letters_with_alt_alone_are_said_so_on_the_buttons(signed_in, ada) -> None:
    account, url = ada
    client = signed_in(account)
    client.post("/account/keys", data={"preset": "standard", "version": 0, "do": "save", "needs_alt": "y"})
    page = client.get(url).get_data(as_text=True)
    assert "data-needs-alt" in page
    assert re.search(r'id="act-fact" data-key="f"[^>]*><kbd>Alt\+f</kbd>', page)
    assert re.search(r'id="act-go"[^>]*><kbd>Space</kbd>', page)


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"preset": "none"}, 422),
        ({"preset": "standard", "version": "x"}, 409),
        ({"preset": "standard", "version": "9" * 5000}, 409),
        ({"preset": "standard", "version": "0", "sentence.fact": "x" * 5000}, 422),
        ({"preset": "standard", "version": "0", "sentence.fact": "<script>"}, 422),
        ({"preset": "standard", "version": "0", "do": "preset:none"}, 422),
        ({"preset": "standard", "version": "0", "sentence.link": "h", "none.such": "h"}, 303),
    ],
)  # fmt: skip
def test_bad_input_has_its_answer_and_changes_nothing(signed_in, ada, database, data, status) -> None:
    account, _url = ada
    answer = signed_in(account).post("/account/keys", data=data)
    assert answer.status_code == status
    assert "<script>" not in answer.get_data(as_text=True)
    assert not (stored(database, account) or {}).get("keys")


def test_one_s_keys_are_nobody_else_s(signed_in, visitor, ada, database) -> None:
    account, _url = ada
    save(signed_in(account), sentence__fact="h")
    with database.writing() as session:
        other = make.account(session, "Bo")
    assert 'name="sentence.fact" value="f"' in signed_in(other).get("/account/keys").get_data(as_text=True)
    assert visitor.get("/account/keys").status_code in (302, 303, 401)


def test_every_action_of_the_map_has_a_button_that_takes_its_key_from_the_map() -> None:
    asked = set()
    looped = {"sentence": ("fact", "prediction", "opinion", "same_source", "own_voice", "star", "attack", "unsure"),
              "card": ("named", "spokesperson", "unnamed", "missing", "person", "group", "organisation", "document",
                       "outlet", "claimed", "direct", "formula", "specific", "role", "side", "relay"),
              "bound": ("exact", "about", "at_least", "at_most", "range"), "edges": (),
              "cut": ("headline", "standfirst", "body", "caption", "furniture")}  # fmt: skip
    for path in template_root().rglob("*.html"):
        source = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r"data_key\(['\"](\w+)['\"], ['\"](\w+)['\"]\)", source))
        asked |= {(place, "by_name") for place in re.findall(r'name_field\("[\w-]+", "(\w+)"\)', source)}
        for place in re.findall(r"data_key\(['\"](\w+)['\"], (?:value|action)\)", source):
            asked |= {(place, action) for action in looped[place] if f'"{action}"' in source}
    actions = {(binding.place, binding.action) for binding in DEFAULT_KEYS}
    assert actions - asked - MOVED == set()
    assert asked - actions == set()


def test_no_key_is_written_into_a_template_of_the_annotation_page() -> None:
    allowed = {"Escape", "F1"}
    for path in (template_root() / "reviews").rglob("*.html"):
        for key in re.findall(r'data-key="([^"]*)"', path.read_text(encoding="utf-8")):
            written = re.sub(r"\{\{.*?\}\}", "", key).split()
            assert set(written) <= allowed, path.name


def test_the_script_is_told_which_keys_move(signed_in, ada) -> None:
    account, url = ada
    client = signed_in(account)
    assert """data-moves='{"j": "jump"}'""" in client.get(url).get_data(as_text=True)
    save(client, do="preset:left")
    page = client.get(url).get_data(as_text=True)
    for action, name in [("next", "ArrowDown"), ("grow_left", "Shift+ArrowLeft"), ("jump", "jump")]:
        assert f'"{script_name(PRESETS[Preset.LEFT]["move", action])}": "{name}"' in page
