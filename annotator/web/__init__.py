"""Pages: one blueprint a noun. A view parses, calls a service and renders one context object."""

from flask import Flask


def register_pages(app: Flask) -> None:
    """Put every page on `app`."""
    # Imported here so that importing annotator.web alone stays light.
    from annotator.web import (
        accounts,
        agreement,
        articles,
        exports,
        health,
        imports,
        links,
        people,
        projects,
        reviews,
        sourcing,
    )

    for module in (accounts, agreement, articles, exports, health, imports, links, people, projects, reviews, sourcing):
        app.register_blueprint(module.blueprint)
