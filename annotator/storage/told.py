"""What is told of figures and of a desk's own tags, as a question to the database: the same on both engines."""

from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, String, and_, case, cast, func, or_

from annotator.core.search import Filters, Told
from annotator.storage.tables import Annotation

#: What a number is told as; a field that was a text before may tell something else.
_NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def is_told(asked: Told) -> ColumnElement[bool]:
    """Say whether an annotation tells what is asked for in one of its attributes: anything at all, if no more is."""
    value = Annotation.attributes[asked.key].as_string()
    clauses: list[ColumnElement[bool]] = [value.is_not(None)]
    # One chosen word is told as it is, several as a list.
    clauses += [or_(value == word, value.contains(f'"{word}"', autoescape=True)) for word in asked.words]
    if asked.text:
        clauses.append(func.lower(value).contains(asked.text.lower(), autoescape=True))
    if asked.low is not None or asked.high is not None:
        number = _number(value)
        if asked.low is not None:
            clauses.append(number >= cast(asked.low, Numeric))
        if asked.high is not None:
            clauses.append(number <= cast(asked.high, Numeric))
    return and_(*clauses)


def is_figure_asked(filters: Filters) -> ColumnElement[bool]:
    """Say whether an annotation is a figure of which all that is asked of figures holds."""
    told = {name: Annotation.attributes[name].as_string() for name in ("bound", "measure", "unit", "low", "high")}
    clauses: list[ColumnElement[bool]] = [Annotation.tag == "figure"]
    if filters.bound:
        clauses.append(told["bound"] == filters.bound.value)
    if filters.measure:
        clauses.append(told["measure"] == filters.measure.value)
    if filters.unit:
        clauses.append(func.lower(told["unit"]).contains(filters.unit.lower(), autoescape=True))
    low, high = _number(told["low"]), _number(told["high"])
    if filters.low is not None:
        clauses.append(func.coalesce(high, low) >= cast(filters.low, Numeric))
    if filters.high is not None:
        clauses.append(func.coalesce(low, high) <= cast(filters.high, Numeric))
    return and_(*clauses)


def _number(value: ColumnElement[str]) -> ColumnElement[Decimal | None]:
    """What a stored value is as a number, nothing where it is none."""
    plain = cast(value, String)
    return case((plain.regexp_match(_NUMBER), cast(plain, Numeric)), else_=None)
