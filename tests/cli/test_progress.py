"""How far a long command is: on a terminal a bar that leaves nothing behind, elsewhere not a word."""

import sys
from io import StringIO

from annotator.cli.progress import progress


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch):
    """Standard error as a terminal; gives what was written to it."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    return stream.getvalue


def test_a_bar_shows_how_much_of_how_much_and_is_cleared(monkeypatch):
    terminal = open_terminal(monkeypatch)
    with progress("Exporting", "articles") as bar:
        bar.expect(4)
        bar.advance(3)
    shown = terminal()
    assert "Exporting" in shown
    assert "3/4 articles" in shown
    assert shown.endswith("\r\033[2K\033[?25h")


def test_a_line_stands_alone_above_the_bar(monkeypatch, capsys):
    terminal = open_terminal(monkeypatch)
    with progress("Importing", "files", 2) as bar:
        bar.say("first.txt: stored")
        bar.advance()
        bar.say("second.txt: cannot be read", is_error=True)
    assert capsys.readouterr().out == "first.txt: stored\n"
    assert "\033[2K\033[?25hsecond.txt: cannot be read" in terminal()


def test_a_bar_is_drawn_at_most_a_few_hundred_times(monkeypatch):
    terminal = open_terminal(monkeypatch)
    with progress("Exporting", "articles", 20_000) as bar:
        for _ in range(20_000):
            bar.advance()
    assert terminal().count("Exporting") < 250


def test_nothing_is_said_where_nobody_looks(capsys):
    with progress("Importing", "files", 2) as bar:
        bar.advance()
        bar.say("first.txt: stored")
    assert capsys.readouterr() == ("first.txt: stored\n", "")
