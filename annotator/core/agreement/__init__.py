"""Agreement between reviewers: answers, patterns, coefficients, the report, the differences.

Everything is computed from additive counts of answer patterns (`patterns`), so that any choice of
people and articles is a sum; nothing here reads the database or needs numpy.
"""
