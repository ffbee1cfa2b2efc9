"""Agreement on the shared sample: three independent passes that agree on every tag of the body."""

from dataclasses import replace

import pytest

from annotator.core.agreement.differences import Difference, Matter, find_differences
from annotator.core.agreement.patterns import Facet, count_patterns
from annotator.core.agreement.report import report_agreement
from annotator.core.agreement.values import Coefficient, Undefined
from tests.fixtures.reference import read_sample


@pytest.fixture(scope="module")
def readings():
    return {name: read_sample(name) for name in ("reference", "review_b", "review_c")}


def test_every_body_sentence_is_a_claim_so_alpha_on_claims_is_undefined(readings):
    rows = {row.facet: row for row in report_agreement(count_patterns(readings), list(readings)).facets}
    assert {row.shared for row in rows.values()} == {14}
    assert rows[Facet.CLAIM].alpha == Coefficient(None, Undefined.ALWAYS_USED)
    assert rows[Facet.CLAIM].observed == rows[Facet.CLAIM].ac1 == Coefficient(1.0)
    assert {rate.yes for rate in rows[Facet.ATTRIBUTION].rates} == {5}
    assert {rate.yes for rate in rows[Facet.FIGURE].rates} == {2}
    assert {row.alpha.value for facet, row in rows.items() if facet is not Facet.CLAIM} == {1.0}


def test_the_captions_that_two_passes_tag_count_nowhere(readings):
    """They differ only in whether unnamed plurals are a group: told once a card, on U08 and U11."""
    assert find_differences(readings) == (Difference(7, (Matter.TOLD,)), Difference(10, (Matter.TOLD,)))


def test_a_pass_without_a_word_on_a_sentence_is_missing_there(readings):
    """U15 holds nothing but claims, and no check: without them nobody has looked."""
    reference = readings["reference"]
    unread = reference.sentences[14]
    some = replace(
        reference, claims=tuple(c for c in reference.claims if not unread.start <= c.start < unread.stop)
    )
    counts = count_patterns({"ann": reference, "bob": some})
    row = report_agreement(counts, ["ann", "bob"]).facets[0]
    assert (row.judged, row.shared) == (14, 13)
