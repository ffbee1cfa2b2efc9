"""The rules: plain Python values and functions. No clock, no randomness, no environment, no IO."""
