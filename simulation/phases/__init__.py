"""Phases of a quarter: each a short compiled loop that applies rules to the columns."""
