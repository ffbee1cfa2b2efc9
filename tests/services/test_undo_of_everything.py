"""Random acts of every kind, all taken back and all done again: what is stored is the beginning, and then the end."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annotator.core.annotations import Request, Verb
from annotator.core.cuts import Cut, Cutting, CutVerb
from annotator.core.errors import AnnotatorError, Invalid
from annotator.core.mentions import CardFields, FigureFields, Phrase
from annotator.core.records import Bound, Identity, Number, Reading, Role, SourceType
from annotator.services import annotations as tagging
from annotator.services import cards, segmentations
from annotator.services.annotations import MentionDraft, Stamp
from annotator.services.reviews import start_review
from annotator.services.soundness import find_unlike_history
from annotator.storage.queries.readings import load_reading
from annotator.storage.queries.reviews import find_review
from annotator.storage.tables import Project
from tests import make
from tests.ledger import check_ledger

WORDS = ("two officials", "the Coast Wire", "one source", "Mayor Lind")
TEXT = "The port burned\n\n" + " ".join(
    f"Citing two officials, the Coast Wire said {n}00 boats burned; one source and Mayor Lind did not."
    for n in range(1, 5)
)
VERBS = [verb for verb in Verb if verb not in (Verb.LINK, Verb.UNLINK)]
KINDS = (
    "verb", "verb", "link", "mention", "mention", "figure", "correct", "edges", "card", "merge", "split", "move", "way",
    "remove", "remove card", "rest", "cut",
)  # fmt: skip


class Work:
    """A fresh review of an article of its own, in which a draw of hypothesis does things."""

    def __init__(self, database, project_id: int, account, draw) -> None:
        self.database, self.draw = database, draw
        with database.writing() as session:
            project = session.get(Project, project_id)
            article = make.article(session, project, f"{TEXT} {make.uid()}.")
            self.actor = make.actor(session, account)
            self.uid = start_review(session, self.actor, article.uid, now=make.NOW)
            self.id = find_review(session, self.uid).id

    def reading(self) -> Reading:
        with self.database.reading() as session:
            return load_reading(session, self.id)

    def contents(self):
        """What is stored but for versions, which only ever grow, and the number of the cut."""
        said = self.reading()
        return [replace(record, version=0) for record in said.records], said.sentences

    def do(self, verb, *arguments, **also) -> None:
        with self.database.writing() as session:
            verb(session, self.actor, self.uid, *arguments, stamp=Stamp(), now=make.NOW, **also)

    def one(self, things):
        """One of these; an act that finds none is no act."""
        if not things:
            raise Invalid("There is none.")
        return self.draw(st.sampled_from(list(things)))

    def place(self, words=("",)):
        """A phrase of a sentence: these words, or the whole of it."""
        said = self.reading()
        sentence, asked = self.one(said.sentences), self.one(words)
        start = said.text.find(asked, sentence.start, sentence.stop)
        if start < 0:
            raise Invalid("Not in this sentence.")
        stop = start + len(asked) if asked else sentence.stop
        return Phrase(start, stop, said.text[start:stop])

    def act(self, kind: str) -> None:
        said = self.reading()
        sentence = self.one(said.sentences)
        place = {"place": sentence.span}
        match kind:
            case "verb":
                self.do(tagging.answer, Request(sentence.ordinal, self.one(VERBS), caret=sentence.start + 20), **place)
            case "link":
                verb = self.one([Verb.LINK, Verb.UNLINK])
                asked = Request(sentence.ordinal, verb, source_uid=self.one(said.sources).uid)
                self.do(tagging.answer, asked, **place)
            case "mention":
                known = self.one([*(card.uid for card in said.sources), ""])
                fields = CardFields(self.one(SourceType), self.one(Identity), self.one(Number))
                draft = MentionDraft(make.uid(), self.place(WORDS), (), known, make.uid(), None if known else fields)
                self.do(tagging.add_mention, draft)
            case "figure":
                self.do(tagging.add_figure, make.uid(), self.place([f"{n}00 boats" for n in range(1, 5)]))
            case "correct":
                self.do(tagging.edit_figure, self.one(said.figures).uid, FigureFields(bound=self.one(Bound)))
            case "edges":
                record = self.one([*said.claims, *said.attributions, *said.figures])
                self.do(tagging.move_edges, record.uid, self.place(("", *WORDS, "boats burned")))
            case "card":
                relay = self.one([None, *(card.uid for card in said.sources)])
                fields = CardFields(self.one(SourceType), self.one(Identity), self.one(Number), relayed_by_uid=relay)
                self.do(tagging.edit_card, self.one(said.sources).uid, fields)
            case "merge":
                self.do(cards.merge_cards, self.one(said.sources).uid, self.one(said.sources).uid, agreed=True)
            case "split":
                mention = self.one(said.attributions)
                self.do(cards.split_card, mention.source_uid or "", make.uid(), [mention.uid], [])
            case "move":
                self.do(cards.move_mention, self.one(said.attributions).uid, self.one(said.sources).uid)
            case "way":
                claim = self.one([claim for claim in said.claims if claim.sources])
                way = self.one([None, *(card.uid for card in said.sources)])
                self.do(cards.set_way, claim.uid, claim.sources[0].source_uid, way, by_card=self.draw(st.booleans()))
            case "remove":
                record = self.one([*said.claims, *said.attributions, *said.figures])
                self.do(tagging.remove_annotation, record.uid)
            case "remove card":
                self.do(tagging.remove_card, self.one(said.sources).uid)
            case "rest":
                self.do(tagging.answer_rest, self.one([Verb.FACT, Verb.NOTHING]))
            case _:
                at = sentence.start + said.text[sentence.start : sentence.stop].rfind(" ") + 1
                cut = self.one([Cut(CutVerb.SPLIT, sentence.span, at), Cut(CutVerb.JOIN, sentence.span)])
                self.do(segmentations.ask_for_cut, cut, number=said.cut)

    def walk(self, verb) -> int:
        """Undo or redo until there is nothing more; how often that was."""
        for times in range(1_000):
            try:
                self.do(verb)
            except Invalid:
                return times
        raise AssertionError("there is no end to it")


@settings(max_examples=10, suppress_health_check=list(HealthCheck))
@given(data=st.data(), kinds=st.lists(st.sampled_from(KINDS), min_size=4, max_size=22))
def test_undoing_everything_is_the_beginning_and_redoing_everything_the_end(sqlite_database, data, kinds) -> None:
    with sqlite_database.writing() as session:
        project = make.project(session, f"Desk {make.uid()}")
        project.cutting = Cutting.REVIEWERS
        account = make.member(session, project, Role.REVIEWER)
        project_id = project.id
    work = Work(sqlite_database, project_id, account, data.draw)
    beginning = work.contents()
    for kind in kinds:
        try:
            work.act(kind)
        except AnnotatorError:
            continue  # not in this text, or not as things stand
    end = work.contents()
    done = work.walk(tagging.undo)
    assert work.contents() == beginning
    assert work.walk(tagging.redo) == done
    assert work.contents() == end
    with sqlite_database.reading() as session:
        check_ledger(session, work.id)
        assert list(find_unlike_history(session)) == []
