"""Rounds, the study on record, explanations and discussions in JSON Lines."""

from collections.abc import Iterator
from datetime import date, datetime

from annotator.core.dataset_rounds import (
    DiscussionRecord,
    ExplanationRecord,
    PostRecord,
    RoundPlace,
    RoundRecord,
    StudyRecord,
)
from annotator.core.fields import Fields
from annotator.core.questions import MAX_WORDS, QuestionState
from annotator.core.rounds import MOST_NAME, ArticleRole, RoundKind, RoundState
from annotator.core.study import MOST_SEED, MOST_WORDS, Exclusion, Independence, Overlap, Study, study_to_json
from annotator.formats.jsonl_gold import moment_text, quoted, read_moment, read_quoted


def round_to_json(found: RoundRecord) -> dict[str, object]:
    """A round's line."""
    return {
        "record": "round", "uid": found.uid, "number": found.number, "name": found.name, "kind": found.kind.value,
        "state": found.state.value, "pass_mark": found.pass_mark, "opened_at": moment_text(found.opened_at),
        "closed_at": _moment_or_none(found.closed_at), "released_at": _moment_or_none(found.released_at),
        "people": list(found.people),
    }  # fmt: skip


def place_to_json(place: RoundPlace) -> dict[str, object]:
    """An article's place in a round."""
    return {"number": place.round_number, "role": place.role.value}


def study_record_to_json(found: StudyRecord) -> dict[str, object]:
    """The line of a version of the study; articles that are left out stand in the order of their uids."""
    told = study_to_json(found.study)
    told["excluded"] = dict(sorted(told["excluded"].items()))
    return {
        "record": "study", "number": found.number, **told, "by": found.account_uid, "at": moment_text(found.at),
    }  # fmt: skip


def explanation_to_json(found: ExplanationRecord, body: str) -> dict[str, object]:
    """What is explained at a place, with the text's words there."""
    return {**quoted(found.span, body), "words": found.words, "by": found.account_uid, "at": moment_text(found.at)}


def discussion_to_json(found: DiscussionRecord, body: str) -> dict[str, object]:
    """A discussion, with the text's words at its place."""
    told: dict[str, object] = {
        "uid": found.uid, **quoted(found.span, body), "state": found.state.value,
        "posts": [
            {"uid": post.uid, "by": post.account_uid, "words": post.words, "at": moment_text(post.at)}
            for post in found.posts
        ],
    }  # fmt: skip
    if found.asked_in:
        told["asked_in"] = list(found.asked_in)
    return told


def read_round(fields: Fields) -> RoundRecord:
    """The round of a line."""
    mark = None if fields.value("pass_mark") is None else fields.integer("pass_mark", least=1, most=100)
    return RoundRecord(
        fields.uid("uid"), fields.integer("number", least=1), fields.text("name", limit=MOST_NAME),
        fields.word("kind", RoundKind), fields.word("state", RoundState), mark, read_moment(fields, "opened_at"),
        _read_moment_or_none(fields, "closed_at"), _read_moment_or_none(fields, "released_at"),
        _uids(fields, "people"),
    )  # fmt: skip


def read_place(fields: Fields) -> RoundPlace | None:
    """The place of an article's object, None of one in no round."""
    if not fields.has("round"):
        return None
    entry = fields.entry("round")
    place = RoundPlace(entry.integer("number", least=1), entry.word("role", ArticleRole))
    entry.done()
    return place


def read_study(fields: Fields) -> StudyRecord:
    """The version of the study of a line."""
    excluded = fields.entry("excluded")
    uids = [str(uid) for uid in _keys(fields, "excluded")]
    collapsed = _words(fields, "collapsed")
    collapsed_on = None if fields.value("collapsed_on") is None else _day(fields, "collapsed_on")
    if bool(collapsed) is (collapsed_on is None):
        raise fields.error("collapsed_on", "a day where there are collapsed codings, else null")
    study = Study(
        _words(fields, "frame"), _read_overlap(fields), {uid: excluded.word(uid, Exclusion) for uid in uids},
        fields.word("independence", Independence), collapsed, collapsed_on,
    )  # fmt: skip
    return StudyRecord(fields.integer("number", least=1), study, fields.uid("by"), read_moment(fields, "at"))


def read_explanations(fields: Fields, body: str) -> Iterator[ExplanationRecord]:
    """The explanations of a text's object."""
    for entry in fields.entries("explanations") if fields.has("explanations") else ():
        yield ExplanationRecord(
            read_quoted(entry, body), entry.text("words", limit=MAX_WORDS), entry.uid("by"), read_moment(entry, "at")
        )
        entry.done()


def read_discussions(fields: Fields, body: str) -> Iterator[DiscussionRecord]:
    """The discussions of a review's line."""
    for entry in fields.entries("discussions") if fields.has("discussions") else ():
        posts = tuple(map(_read_post, entry.entries("posts")))
        asked_in = _uids(entry, "asked_in") if entry.has("asked_in") else ()
        if list(asked_in) != sorted(set(asked_in)):
            raise entry.error("asked_in", "in order, each person once")
        state = entry.word("state", QuestionState)
        yield DiscussionRecord(entry.uid("uid"), read_quoted(entry, body), state, posts, asked_in)
        entry.done()


def _read_post(entry: Fields) -> PostRecord:
    words = entry.text("words", limit=MAX_WORDS)
    post = PostRecord(entry.uid("uid"), entry.uid("by"), words, read_moment(entry, "at"))
    entry.done()
    return post


def _read_overlap(fields: Fields) -> Overlap | None:
    if fields.value("overlap") is None:
        return None
    entry = fields.entry("overlap")
    share, seed = entry.integer("share", least=1, most=100), entry.integer("seed", most=MOST_SEED)
    overlap = Overlap(share, seed, entry.integer("frame", least=1), _uids(entry, "drawn"), _day(entry, "on"))
    if len(set(overlap.drawn)) < len(overlap.drawn) or not 0 < len(overlap.drawn) <= overlap.frame:
        raise entry.error("drawn", "articles of the frame, each once")
    entry.done()
    return overlap


def _words(fields: Fields, name: str) -> str:
    words = fields.text(name, limit=MOST_WORDS)
    if words != words.strip():
        raise fields.error(name, "a text without blanks around it")
    return words


def _day(fields: Fields, name: str) -> date:
    value = fields.text(name, limit=10)
    try:
        day = date.fromisoformat(value)
    except ValueError:
        raise fields.error(name, "a day such as 2026-01-31") from None
    if day.isoformat() != value:
        raise fields.error(name, "a day such as 2026-01-31")
    return day


def _uids(fields: Fields, name: str) -> tuple[str, ...]:
    values = fields.items(name)
    if not all(isinstance(value, str) and 0 < len(value) <= 64 for value in values):
        raise fields.error(name, "a list of identifiers")
    return tuple(str(value) for value in values)


def _keys(fields: Fields, name: str) -> list[str]:
    value = fields.value(name)
    assert isinstance(value, dict)  # `entry` has looked
    return list(value)


def _moment_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else moment_text(moment)


def _read_moment_or_none(fields: Fields, name: str) -> datetime | None:
    return None if fields.value(name) is None else read_moment(fields, name)
