"""Versions of the policy on sources in JSON Lines: the document that its page gives as a file, by whom and when."""

from annotator.core.dataset_policies import PolicyRecord
from annotator.core.errors import Invalid
from annotator.core.fields import Fields
from annotator.core.sourcing.policy import policy_from_json, policy_to_json
from annotator.formats.jsonl_gold import moment_text, read_moment


def policy_record_to_json(found: PolicyRecord) -> dict[str, object]:
    """A version's line."""
    return {
        "record": "policy", "policy": policy_to_json(found.policy), "by": found.account_uid,
        "at": moment_text(found.at),
    }  # fmt: skip


def read_policy(fields: Fields) -> PolicyRecord:
    """The version of a line. Raises Invalid, also for a name that is not as it would be stored."""
    body = fields.value("policy")
    if not isinstance(body, dict):
        raise fields.error("policy", "an object")
    policy = policy_from_json(body)
    if policy.name != body["name"]:
        raise Invalid("A policy's name must have single blanks only, and none at its ends.", code="bad_name")
    return PolicyRecord(policy, fields.uid("by"), read_moment(fields, "at"))
