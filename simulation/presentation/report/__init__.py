"""The report: one page that opens without a network, and the bundle with everything behind its numbers."""
