"""Agreement between reviewers: answers, patterns, coefficients, intervals, the report, the differences.

Everything is computed from additive counts, so that any choice of people and articles is a sum, and an interval is the
same formula on the sums without each article. Nothing here reads the database. The exact numbers of yes-or-no questions
(`patterns`, `coefficients`) need the standard library only; arrays by article and other values need numpy.
"""
