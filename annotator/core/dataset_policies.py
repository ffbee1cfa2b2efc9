"""Versions of a desk's policy on sources, as records of a dataset: what its reports and their agreement rest on."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from annotator.core.dataset_rounds import check_people
from annotator.core.errors import Invalid
from annotator.core.sourcing.policy import Policy, check_policy


@dataclass(frozen=True, slots=True)
class PolicyRecord:
    """One immutable version of the policy, by whom and when: the account's uid."""

    policy: Policy
    account_uid: str
    at: datetime


def check_policy_record(found: PolicyRecord, before: Iterable[int], accounts: Collection[str]) -> None:
    """Refuse a version that could not have been stored here, or whose number is not above those before it. Raises
    Invalid.
    """
    if found.policy.number < 1 or any(found.policy.number <= number for number in before):
        raise Invalid("The versions of the policy must be numbered upwards, each number once.", code="bad_numbers")
    if check_policy(found.policy) != found.policy:
        raise Invalid("A policy's name must have single blanks only, and none at its ends.", code="bad_name")
    check_people((found.account_uid,), accounts)
