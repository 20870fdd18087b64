"""Size classes of firms by law: what counts as above scale, and what as large. Sales in 10,000 yuan a year."""

ABOVE_SCALE_SALES = 2_000.0
"""Main revenue from which an industrial firm is above scale (statistical rule since 2011)."""
LARGE_SALES = 40_000.0
"""Sales of a large industrial firm; with less, or with fewer staff, it is small or medium (size standard of 2011)."""
LARGE_STAFF = 1_000.0
"""Employees of a large industrial firm (size standard of 2011)."""
