"""The demo desk: our own short, invented news articles with finished passes of three invented reviewers.

`desk` reads the files under `desk/` into records, strictly; `load` puts them into a database through the
same services that an editor's import uses.
"""
