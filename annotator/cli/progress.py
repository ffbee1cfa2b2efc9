"""How far a long command is, on standard error: a bar on a terminal, nothing in a file or a pipe."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

#: So many steps of a bar are drawn at most: drawing one takes longer than reading a line.
_DRAWN = 200
#: To the start of the line, the line away, the cursor back (a bar of click's hides it).
_CLEAR_LINE = "\r\033[2K\033[?25h"


class Progress:
    """One bar: what is done, out of what when that is known, and how long it will take."""

    def __init__(self, label: str, unit: str, total: int | None) -> None:
        self.is_shown = sys.stderr.isatty()
        self.done = 0
        self._bar = click.progressbar(
            length=total or 0,
            label=label,
            file=sys.stderr,
            hidden=not self.is_shown,
            show_pos=True,
            show_percent=False,
            bar_template=f"%(label)s  [%(bar)s]  %(info)s {unit}",
            update_min_steps=_steps(total),
        )

    def expect(self, total: int) -> None:
        """Say how much there is in all, once it is known."""
        self._bar.length = total
        self._bar.update_min_steps = _steps(total)

    def advance(self, by: int = 1) -> None:
        """Say that so much more is done."""
        self.done += by
        self._bar.update(by)

    def say(self, words: str, *, is_error: bool = False) -> None:
        """A line in the bar's place, which comes back below with the next step; results go to standard output,
        refusals to standard error.
        """
        self.clear()
        click.echo(words, err=is_error)

    def show(self) -> None:
        """Draw the bar as it stands."""
        self._bar.render_progress()

    def clear(self) -> None:
        """Take the bar away, so that what follows stands alone."""
        if self.is_shown:
            click.echo(_CLEAR_LINE, nl=False, err=True)


@contextmanager
def progress(label: str, unit: str, total: int | None = None) -> Iterator[Progress]:
    """Show a bar while the block runs; it leaves nothing behind."""
    shown = Progress(label, unit, total)
    shown.show()
    try:
        yield shown
    finally:
        shown.clear()


def _steps(total: int | None) -> int:
    return max(1, (total or 0) // _DRAWN)
