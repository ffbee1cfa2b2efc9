"""What is told of a desk's own tags, as a question to the database: the same on both engines."""

from decimal import Decimal

from sqlalchemy import ColumnElement, Numeric, String, and_, case, cast, func, or_

from annotator.core.search import Told
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
        plain = cast(value, String)
        number: ColumnElement[Decimal] = case((plain.regexp_match(_NUMBER), cast(plain, Numeric)), else_=None)
        if asked.low is not None:
            clauses.append(number >= cast(asked.low, Numeric))
        if asked.high is not None:
            clauses.append(number <= cast(asked.high, Numeric))
    return and_(*clauses)
