"""Texts and cuts are kept in memory, and never in the place of another's."""

from sqlalchemy import event

from annotator.storage.queries.cuts import KEPT, forget_cuts, load_cuts
from annotator.storage.tables import ArticleText
from annotator.storage.transactions import Database
from tests import make


def stored(database: Database, words: str) -> tuple[int, str, str]:
    """An article of these words; the key of its cut."""
    with database.writing() as session:
        article = make.article(session, make.project(session), words)
        text = session.get_one(ArticleText, article.text_id)
        return article.segmentation_id, text.uid, text.sha256


def test_a_cut_that_was_loaded_is_not_asked_for_again(database: Database) -> None:
    key = stored(database, "Title\n\nIt rained.\n")
    with database.reading() as session:
        first = load_cuts(session, [key])
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
    with database.reading() as session:
        again = load_cuts(session, [key])
        assert [words for words in statements if words.startswith("SELECT")] == []
        assert again[key] is first[key]
        forget_cuts(session)
        assert load_cuts(session, [key]) == first
    assert len([words for words in statements if words.startswith("SELECT")]) == 2


def test_a_cut_is_known_by_its_text_and_not_by_its_number_alone(database: Database) -> None:
    first, second = stored(database, "Title\n\nIt rained.\n"), stored(database, "Other\n\nIt snowed.\n")
    with database.reading() as session:
        load_cuts(session, [first])
        # After a purge SQLite may give the number to another article's cut.
        renumbered = (first[0], second[1], second[2])
        assert load_cuts(session, [renumbered])[renumbered][0] == "Other\n\nIt snowed.\n"


def test_a_report_over_many_texts_pushes_nothing_out(database: Database) -> None:
    key = stored(database, "Title\n\nIt rained.\n")
    keys = [stored(database, f"Title {n}\n\nIt rained.\n") for n in range(KEPT // 4)]
    with database.reading() as session:
        first = load_cuts(session, [key])
        assert len(load_cuts(session, keys)) == len(keys)
        assert load_cuts(session, [key])[key] is first[key]
        assert load_cuts(session, keys[:1])[keys[0]] is not load_cuts(session, keys)[keys[0]]
