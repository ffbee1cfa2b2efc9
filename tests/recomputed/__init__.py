"""What the product computes, computed a second time from an exported dataset by somebody who knows only the format.

Nothing of the product is imported in this package: a test sees to it. Files are read as JSON, answers are listed one by
one, and every definition is written down again from its source (docs/agreement.md, docs/measures.md).
"""
