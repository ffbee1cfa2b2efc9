"""The strip as shapes: where each bar stands, in units of one CSS pixel. Templates only write them down."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from enum import StrEnum

from annotator.core.sourcing.strip import VOICES, Bar, Voice, strip_words, voice_words


class Format(StrEnum):
    """HEAD of the report, THUMB in lists, MAP beside the text (from top to bottom)."""

    HEAD = "head"
    THUMB = "thumb"
    MAP = "map"


@dataclass(frozen=True, slots=True)
class _Frame:
    """`length` is the room along the text, `depth` the room for the highest bar, `pitch` the widest step from
    bar to bar and `thickness` the widest bar.
    """

    length: int
    depth: int
    pitch: int
    thickness: int


_FRAMES = {
    Format.HEAD: _Frame(length=944, depth=64, pitch=44, thickness=18),
    Format.THUMB: _Frame(length=160, depth=22, pitch=8, thickness=5),
    Format.MAP: _Frame(length=640, depth=36, pitch=16, thickness=9),
}
#: A bar is at most this part of its step; the rest is the gap.
_FILL = 0.65
#: How far a bar reaches, as a part of the depth, by what rests on its sentence; beyond the last no farther.
#: The same everywhere, so that strips can be compared.
_REACHES = (0.1, 0.44, 0.68, 0.86, 1.0)


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar: a line from (x1, y1) to (x2, y2) of the drawing's `thickness`, and the box around it."""

    ordinal: int
    voice: Voice
    words: str
    x1: float
    y1: float
    x2: float
    y2: float
    left: float
    top: float
    width: float
    height: float
    hit_left: float
    hit_top: float


@dataclass(frozen=True, slots=True)
class StripDrawing:
    """The strip of one reading. `words` say the same to those who do not see it; `step` is the room of one
    sentence. `tally` counts the bars of each voice that occurs.
    """

    format: Format
    width: float
    height: float
    thickness: float
    hit_width: float
    hit_height: float
    marks: tuple[Mark, ...]
    words: str
    tally: tuple[tuple[Voice, int], ...]


def draw_strip(
    bars: Sequence[Bar],
    format_: Format = Format.THUMB,
    *,
    right_to_left: bool = False,
    only: Container[int] | None = None,
) -> StripDrawing:
    """Place the bars: along the text's direction, or from top to bottom as a map. `only`: the ordinals whose marks
    are wanted, where a few of many have changed.

    Long articles get thinner bars, so that a strip never grows beyond its format's length.
    """
    frame = _FRAMES[format_]
    step = min(float(frame.pitch), frame.length / max(len(bars), 1))
    thick = _short(min(frame.thickness, max(step * _FILL, 0.5)))
    along = _short(step * len(bars))
    is_map = format_ is Format.MAP
    marks = tuple(
        _place(
            bar, index, step=step, thick=thick, depth=frame.depth, along=along, is_map=is_map, mirrored=right_to_left
        )
        for index, bar in enumerate(bars)
        if only is None or bar.ordinal in only
    )
    voices = Counter(bar.voice for bar in bars)
    return StripDrawing(
        format=format_,
        width=frame.depth if is_map else along,
        height=along if is_map else frame.depth,
        thickness=thick,
        hit_width=frame.depth if is_map else _short(step),
        hit_height=_short(step) if is_map else frame.depth,
        marks=marks,
        words=strip_words(bars),
        tally=tuple((voice, voices[voice]) for voice in VOICES if voice in voices),
    )


def _place(
    bar: Bar, index: int, *, step: float, thick: float, depth: int, along: float, is_map: bool, mirrored: bool
) -> Mark:
    reach = _short(depth * _REACHES[min(bar.height, len(_REACHES) - 1)])
    middle = _short((index + 0.5) * step)
    near = _short(middle - thick / 2)
    hit = _short(index * step)
    words = f"{bar.ordinal + 1}: {voice_words(bar)}"
    if is_map:
        start, stop = (depth, depth - reach) if mirrored else (0, reach)
        left = min(start, stop)
        return Mark(
            bar.ordinal, bar.voice, words, start, middle, stop, middle, left, near, reach, thick, 0, hit
        )  # fmt: skip
    if mirrored:
        middle, near, hit = (_short(along - place) for place in (middle, near + thick, hit + step))
    top = _short(depth - reach)
    return Mark(bar.ordinal, bar.voice, words, middle, depth, middle, top, near, top, thick, reach, hit, 0)


def _short(number: float) -> float:
    """A hundredth of a pixel is enough, and a whole number is written as one: answers carry many of them."""
    rounded = round(number, 2)
    return int(rounded) if rounded == int(rounded) else rounded
