"""Benchmarks: how long, how much memory, and in which ratio to the plain model; measured, never asserted."""
