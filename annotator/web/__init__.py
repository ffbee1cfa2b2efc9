"""Pages: one blueprint a noun. A view parses, calls a service and renders one context object."""

from importlib import import_module

from flask import Flask

#: The modules with a blueprint.
_NOUNS = (
    "abbreviations",
    "accounts",
    "adjudication",
    "adjusting",
    "agreement",
    "agreement_reported",
    "agreement_kept",
    "agreement_then",
    "agreement_sentences",
    "articles",
    "asking",
    "assigning",
    "card_acts",
    "cards",
    "claim_models",
    "conflicts",
    "correcting",
    "cuts",
    "desk_views",
    "edges",
    "exports",
    "feedback",
    "guidelines",
    "health",
    "history",
    "imports",
    "jobs",
    "keys",
    "lessons",
    "measured_claims",
    "links",
    "notes",
    "people",
    "precedents",
    "picks",
    "projects",
    "reports",
    "rescue",
    "questions",
    "reviews",
    "round_agreement",
    "round_discussions",
    "round_making",
    "round_scores",
    "rounds",
    "scheme_editor",
    "schemes",
    "search",
    "comparisons",
    "findings",
    "checklists",
    "policies",
    "ledgers",
    "source_ledger",
    "figure_ledger",
    "star_queue",
    "sourcing",
    "sourcing_files",
    "study",
    "suggestions",
    "tagging",
    "versions",
)


def register_pages(app: Flask) -> None:
    """Put every page on `app`."""
    # Imported here so that importing annotator.web alone stays light.
    for name in _NOUNS:
        app.register_blueprint(import_module(f"annotator.web.{name}").blueprint)
