"""Annotator: claims and sourcing annotation for news desks."""

__version__ = "0.1.0"
