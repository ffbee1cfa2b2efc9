"""Use cases: functions `verb(session, actor, ..., *, now)`. They permit, load, check, change, record and return;
the edges commit.
"""
